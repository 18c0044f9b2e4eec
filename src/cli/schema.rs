//! `casebook schema`: JSON Schema of front matter, for editors.

use super::args::SchemaArguments;
use super::error::CommandError;
use super::{Ending, archive, print};
use crate::build::{Front, Request, Stats};
use crate::diagnostic::suggest;
use crate::schema::{KindIx, Kinds, json_schema};

pub(super) fn run(arguments: &SchemaArguments) -> Result<Ending, CommandError> {
    let on_disk = archive::open(&arguments.location, None)?;
    let front = Front::read(&on_disk.files, &on_disk.location, &Request::default(), &mut Stats::default())?;
    let (kinds, language) = (&front.archive.kinds, &front.archive.config.language);
    let schema = match &arguments.kind {
        Some(name) => json_schema::of_kind(kinds, kind_named(kinds, name)?, language),
        None => json_schema::of_all(kinds, language),
    };
    print(|out| writeln!(out, "{schema:#}"))
}

/// The kind of that name.
pub(super) fn kind_named(kinds: &Kinds, name: &str) -> Result<KindIx, CommandError> {
    kinds.named(name).ok_or_else(|| {
        let names: Vec<&str> = kinds.all.iter().map(|kind| &*kind.name.0).collect();
        let help = match suggest::did_you_mean(name, names.iter().copied()) {
            Some(near) => near,
            None if names.is_empty() => "a `_kind.yaml` in a folder of notes declares one".to_owned(),
            None => format!("the kinds are {}", suggest::list(&names, "and")),
        };
        CommandError::new(format!("there is no kind `{name}`")).help(help)
    })
}
