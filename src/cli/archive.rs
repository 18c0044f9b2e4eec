//! The archive a command works on: where it is, and its files.

use std::path::{Path, PathBuf};

use super::args::{Location as Asked, Reporting};
use super::error::CommandError;
use crate::diagnostic::{Code, Level, suggest};
use crate::source::{Disk, Location, SourceError, locate};

/// An archive on disk.
pub(super) struct OnDisk {
    /// Where it is.
    pub(super) location: Location,
    /// The output folder.
    pub(super) output: PathBuf,
    /// Its files.
    pub(super) files: Disk,
    /// The root as seen from the working directory, with a slash at the end; empty for that directory.
    pub(super) prefix: String,
}

/// Finds the archive.
pub(super) fn open(asked: &Asked, output: Option<&Path>) -> Result<OnDisk, CommandError> {
    let here = std::env::current_dir().map_err(|error| CommandError::io("find", Path::new("."), &error))?;
    let location = locate(&here, asked.root.as_deref(), asked.content.as_deref())
        .map_err(|error| CommandError::new(error.to_string()).help("name the archive's folder with `--root DIR`"))?;
    let output = output.map_or_else(|| location.root.join("output"), |output| here.join(output));
    let files = Disk::new(&location, &output);
    let prefix = prefix(&here, &location.root);
    Ok(OnDisk { location, output, files, prefix })
}

/// The way from `here` to `root`: nothing, `docs/`, `../`, or the whole path where they share nothing.
fn prefix(here: &Path, root: &Path) -> String {
    let here = here.canonicalize().unwrap_or_else(|_| here.to_owned());
    if let Ok(below) = root.strip_prefix(&here) {
        let below = below.to_string_lossy().replace('\\', "/");
        return if below.is_empty() { below } else { format!("{below}/") };
    }
    match here.strip_prefix(root) {
        Ok(deeper) => "../".repeat(deeper.components().count()),
        Err(_) => format!("{}/", root.display()),
    }
}

/// The levels asked for on the command line.
pub(super) fn levels(reporting: &Reporting) -> Result<Vec<(Code, Level)>, CommandError> {
    let asked = [(&reporting.allow, Level::Allow), (&reporting.warn, Level::Warn), (&reporting.deny, Level::Deny)];
    let mut levels = Vec::new();
    for (names, level) in asked {
        for name in names {
            let Some(code) = Code::from_name(name) else {
                let names: Vec<&str> = Code::ALL.iter().map(|code| code.name()).collect();
                let help = suggest::did_you_mean(name, names).unwrap_or_else(|| "`casebook explain` lists them all".to_owned());
                return Err(CommandError::new(format!("there is no finding `{name}`")).help(help));
            };
            if !code.is_lint() {
                let message = format!("`{name}` is no lint: its level cannot be set");
                return Err(CommandError::new(message).help("only lints have levels; `casebook explain` lists them"));
            }
            levels.push((code, level));
        }
    }
    Ok(levels)
}

impl From<SourceError> for CommandError {
    fn from(error: SourceError) -> Self {
        Self::new(error.to_string()).help_about(&error.cause)
    }
}

impl From<crate::output::OutputError> for CommandError {
    fn from(error: crate::output::OutputError) -> Self {
        let told = Self::new(error.to_string());
        if let crate::output::OutputError::Io { cause, .. } = &error { told.help_about(cause) } else { told }
    }
}
