//! `casebook new`: a note of a kind, with the fields of its schema ready to fill.

use std::fs::{self, File};
use std::io::{self, Write};

use super::args::NewArguments;
use super::error::CommandError;
use super::schema::kind_named;
use super::{Ending, archive, print};
use crate::build::{Front, Request, Stats};
use crate::schema::template;
use crate::source::{name_fault, shown};

/// In place of a kind: a plain note beside the home page.
const PAGE: &str = "page";

pub(super) fn run(arguments: &NewArguments) -> Result<Ending, CommandError> {
    let on_disk = archive::open(&arguments.location, None)?;
    let front = Front::read(&on_disk.files, &on_disk.location, &Request::default(), &mut Stats::default())?;
    let kinds = &front.archive.kinds;
    let (folder, text) = if arguments.kind == PAGE && kinds.named(PAGE).is_none() {
        ("", template::new_page(&arguments.title))
    } else {
        let kind = kinds.get(kind_named(kinds, &arguments.kind)?);
        (&*kind.folder, template::new_note(kind, &arguments.title, &front.archive.config.language))
    };
    let slug = slug(arguments)?;
    let path = [&*on_disk.location.content, folder, &format!("{slug}.md")];
    let path = path.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/");
    let file = on_disk.location.root.join(&path);
    if let Some(parent) = file.parent() {
        fs::create_dir_all(parent).map_err(|error| CommandError::io("make the folder", parent, &error))?;
    }
    let written = File::create_new(&file).and_then(|mut new| new.write_all(text.as_bytes()));
    match written {
        Ok(()) => print(|out| writeln!(out, "{}{path}", on_disk.prefix)),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            Err(CommandError::new(format!("`{path}` is there already")).help("give the note another name with `--slug NAME`"))
        }
        Err(error) => Err(CommandError::io("write", &file, &error)),
    }
}

/// The file's name without `.md`: as asked for, else made from the title.
fn slug(arguments: &NewArguments) -> Result<String, CommandError> {
    let Some(slug) = &arguments.slug else {
        let slug = template::slug_of(&arguments.title);
        let why = match name_fault(&format!("{slug}.md"), false) {
            _ if slug.is_empty() => "the title has no letter or digit to name a file after".to_owned(),
            Some(why) => format!("the title would name the file `{slug}.md`, which {why}"),
            None => return Ok(slug),
        };
        return Err(CommandError::new(why).help("name it with `--slug NAME`"));
    };
    let slug = slug.strip_suffix(".md").unwrap_or(slug);
    let why = match name_fault(&format!("{slug}.md"), false) {
        _ if slug.is_empty() => "it is empty".to_owned(),
        _ if slug.contains('/') => "it holds `/`".to_owned(),
        _ if slug.starts_with(['.', '_', '-']) => format!("it begins with `{}`", &slug[..1]),
        Some(why) => format!("it {why}"),
        None => return Ok(slug.to_owned()),
    };
    let message = format!("`{}` cannot be the name of a note: {why}", shown(slug));
    Err(CommandError::new(message).help("write letters and digits, with `-` between words"))
}
