//! `casebook list`: notes as a table in the terminal, as CSV or as JSON, by the engine of `index` blocks.

use super::archive;
use super::args::{ListArguments, ListFormat, Reporting};
use super::error::CommandError;
use super::report::{self, Counts};
use super::{Ending, print};
use crate::build::{Drafts, Front, Request, Stats};
use crate::diagnostic::emit::Sources;
use crate::export;
use crate::schema::Role;
use crate::text::VaultPath;
use crate::view::{Catalog, Query};
use crate::yaml;

pub(super) fn run(arguments: &ListArguments) -> Result<Ending, CommandError> {
    let on_disk = archive::open(&arguments.location, None)?;
    let request = Request { drafts: Drafts::published_if(arguments.drafts), ..Request::default() };
    let front = Front::read(&on_disk.files, &on_disk.location, &request, &mut Stats::default())?;
    let language = front.archive.config.language.clone();
    let text = as_yaml(arguments);
    let file = VaultPath::new("command line");
    let mut found = Vec::new();
    let node = yaml::parse(&file, &text, 0..text.len(), &front.archive.config.limits.front_matter()).into(&mut found);
    let catalog = Catalog::new(&front.archive, front.snapshot.history.as_ref());
    // What could not be read whole would be found at fault a second time.
    let query = node.filter(|_| found.is_empty()).and_then(|node| Query::parse(&node, &file, &catalog).into(&mut found));
    let table = query.map(|query| query.answer(&catalog, &file).into(&mut found));
    if !found.is_empty() {
        report::findings(&found, &CommandLine(&text), "", &Reporting::default())?;
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

/// The query as an `index` block would have it.
fn as_yaml(arguments: &ListArguments) -> String {
    let quoted = |text: &str| format!("'{}'", text.replace('\'', "''"));
    let mut text = format!("from: {}\n", quoted(&arguments.from));
    if let Some(condition) = &arguments.r#where {
        // Indented, so that a condition of several lines stays one value.
        text.push_str(&format!("where:\n  {}\n", condition.trim().replace('\n', "\n  ")));
    }
    if !arguments.columns.is_empty() {
        let columns: Vec<String> = arguments.columns.iter().map(|column| quoted(column.trim())).collect();
        text.push_str(&format!("columns: [{}]\n", columns.join(", ")));
    }
    if let Some(sort) = &arguments.sort {
        text.push_str(&format!("sort: {}\n", quoted(sort)));
    }
    if let Some(limit) = arguments.limit {
        text.push_str(&format!("limit: {limit}\n"));
    }
    text
}

/// The query's text, for findings in it.
struct CommandLine<'t>(&'t str);

impl Sources for CommandLine<'_> {
    fn text(&self, _: &VaultPath) -> Option<std::sync::Arc<str>> {
        Some(self.0.into())
    }
}
