//! `casebook list`: notes as a table in the terminal, as CSV or as JSON, by the engine of `index` blocks.

use super::archive;
use super::args::{ListArguments, ListFormat, Reporting};
use super::error::CommandError;
use super::report::{self, Counts};
use super::typed::Typed;
use super::{Ending, print};
use crate::build::{Drafts, Front, Request, Stats};
use crate::diagnostic::emit::Sources;
use crate::export;
use crate::schema::Role;
use crate::text::VaultPath;
use crate::view::{Catalog, Query};
use crate::yaml;

pub(super) fn run(arguments: &ListArguments) -> Result<Ending, CommandError> {
    if arguments.columns.iter().any(|column| column.trim().is_empty()) {
        let error = CommandError::new("`--columns` lacks the name of a column before or after a comma");
        return Err(error.help("write names with one comma between them: `--columns title,date`"));
    }
    let on_disk = archive::open(&arguments.location, None)?;
    let request = Request { drafts: Drafts::published_if(arguments.drafts), ..Request::default() };
    let front = Front::read(&on_disk.files, &on_disk.location, &request, &mut Stats::default())?;
    let language = front.archive.config.language.clone();
    let typed = typed(arguments);
    // Findings are about the command, which is no file.
    let file = VaultPath::new("");
    let mut found = Vec::new();
    let node = yaml::parse(&file, &typed.yaml, 0..typed.yaml.len(), &front.archive.config.limits.front_matter()).into(&mut found);
    let catalog = Catalog::new(&front.archive, front.snapshot.history.as_ref());
    // What could not be read whole would be found at fault a second time.
    let query = node.filter(|_| found.is_empty()).and_then(|node| Query::parse(&node, &file, &catalog).into(&mut found));
    let table = query.map(|query| query.answer(&catalog, &file).into(&mut found));
    if !found.is_empty() {
        found = found.into_iter().map(|finding| typed.in_command(finding)).collect();
        report::findings(&found, &CommandLine(&typed.command), "", &Reporting::default())?;
    }
    if table.as_ref().is_some_and(|table| table.rows.is_empty()) {
        let is_work = |kind: &crate::schema::Kind| kind.role == Role::Work;
        let is_without_works = &*arguments.from == "works" && !front.archive.kinds.all.iter().any(is_work);
        report::summary(
            &Reporting::default(),
            if is_without_works {
                "no rows: no kind of this archive has the role `work`, so none of its notes is a work"
            } else {
                "no rows: nothing in this archive answers that"
            },
        );
    }
    let Some(table) = table.filter(|_| Counts::of(&found).errors == 0) else { return Ok(Ending::Failed) };
    print(|out| match arguments.format {
        ListFormat::Table => out.write_all(export::text_table::table(&front.archive, &table).as_bytes()),
        ListFormat::Csv => out.write_all(&export::csv::table(&front.archive, &table)),
        ListFormat::Json => out.write_all(&export::json::table(&front.archive, &table, &language)),
    })
}

/// The query, as typed.
fn typed(arguments: &ListArguments) -> Typed {
    let mut typed = Typed::new("casebook list");
    typed.text("from", None, &arguments.from);
    if let Some(condition) = &arguments.r#where {
        typed.yaml("where", "--where", condition.trim());
    }
    if !arguments.columns.is_empty() {
        typed.list("columns", "--columns", &arguments.columns);
    }
    if let Some(sort) = &arguments.sort {
        typed.text("sort", Some("--sort"), sort);
    }
    if let Some(limit) = arguments.limit {
        typed.yaml("limit", "--limit", &limit.to_string());
    }
    typed
}

/// The command's text, for findings in it.
struct CommandLine<'t>(&'t str);

impl Sources for CommandLine<'_> {
    fn text(&self, _: &VaultPath) -> Option<std::sync::Arc<str>> {
        Some(self.0.into())
    }
}
