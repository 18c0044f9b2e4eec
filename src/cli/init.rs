//! `casebook init`: a small archive that builds clean, to start from.

use std::fs;
use std::io;
use std::path::Path;

use include_dir::{Dir, include_dir};

use super::args::InitArguments;
use super::error::CommandError;
use super::{Ending, print};

static STARTER: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/src/cli/starter");

pub(super) fn run(arguments: &InitArguments) -> Result<Ending, CommandError> {
    let dir = &arguments.dir;
    let taken = match fs::read_dir(dir) {
        // Hidden files (`.git`) do no harm.
        Ok(entries) => entries.flatten().any(|entry| !entry.file_name().to_string_lossy().starts_with('.')),
        Err(error) if error.kind() == io::ErrorKind::NotFound => false,
        Err(error) => return Err(CommandError::io("read", dir, &error)),
    };
    if taken {
        return Err(CommandError::new(format!("`{}` is not empty", dir.display()))
            .help("name a new folder; to build notes that are there already, run `casebook build` in their folder"));
    }
    write_all(&STARTER, dir)?;
    let shown = dir.display();
    print(|out| {
        writeln!(out, "Made an archive in {shown}. Next:\n\n  cd {shown}\n  casebook build\n\nThen open output/index.html.")
    })
}

fn write_all(from: &Dir<'_>, to: &Path) -> Result<(), CommandError> {
    fs::create_dir_all(to).map_err(|error| CommandError::io("make the folder", to, &error))?;
    for dir in from.dirs() {
        write_all(dir, &to.join(dir.path().file_name().unwrap_or_default()))?;
    }
    for file in from.files() {
        // Not named `.gitignore` in the sources, where it would hide the starter's own files from git.
        let name = match file.path().file_name().and_then(|name| name.to_str()) {
            Some("gitignore") => ".gitignore",
            Some(name) => name,
            None => continue,
        };
        let path = to.join(name);
        if name == ".gitignore" && path.exists() {
            continue;
        }
        fs::write(&path, file.contents()).map_err(|error| CommandError::io("write", &path, &error))?;
    }
    Ok(())
}
