//! The query of an `index` block and of `casebook list`, read from YAML.

use super::condition::{Condition, Test};
use crate::archive::Archive;
use crate::diagnostic::{Checked, Code, Diagnostic, suggest};
use crate::schema::date::Comparison;
use crate::schema::{ColumnName, KindIx, Role, SortKey};
use crate::text::{Span, VaultPath};
use crate::yaml::{Node, NodeKind};

/// Which rows, which columns, in which order.
#[derive(Clone, Debug)]
pub struct Query {
    /// What the rows are.
    pub from: From,
    /// Which of them; [`Query::tested`] names the columns.
    pub condition: Condition,
    /// Columns that the condition tests.
    pub tested: Vec<ColumnName>,
    /// Columns shown; empty for those of the kind's index.
    pub columns: Vec<ColumnName>,
    /// The order.
    pub sort: Option<SortKey>,
    /// Rows with the same value here stand together.
    pub group: Option<ColumnName>,
    /// At most so many.
    pub limit: Option<u32>,
    /// How many there should be.
    pub expect: Option<(Comparison, f64)>,
    /// Where the parts stand, for findings.
    pub places: Places,
}

/// Where the parts of a query stand.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// All of it.
    pub whole: Span,
    /// The columns shown.
    pub columns: Vec<Span>,
    /// The columns tested.
    pub tested: Vec<Span>,
    /// The order.
    pub sort: Span,
    /// The groups.
    pub group: Span,
    /// The number expected.
    pub expect: Span,
}

/// What the rows of a query are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum From {
    /// Notes of these kinds.
    Kinds(Vec<KindIx>),
    /// All notes.
    Notes,
    /// All tags.
    Tags,
    /// Rows of a dataset: a position in the archive's datasets.
    Dataset(u32),
}

const KEYS: &[&str] = &["from", "where", "columns", "sort", "group", "limit", "expect"];

struct Reader<'a> {
    archive: &'a Archive,
    file: &'a VaultPath,
    found: Vec<Diagnostic>,
    tested: Vec<ColumnName>,
    tested_at: Vec<Span>,
}

impl Query {
    /// Reads a query; `None` where it says nothing that could be run.
    #[must_use]
    pub fn parse(node: &Node, file: &VaultPath, archive: &Archive) -> Checked<Option<Self>> {
        let mut reader = Reader { archive, file, found: Vec::new(), tested: Vec::new(), tested_at: Vec::new() };
        let query = reader.query(node);
        Checked::new(query, reader.found)
    }
}

impl Reader<'_> {
    fn fault(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.found.push(Diagnostic::new(Code::InvalidQuery, self.file, span, message).help(help));
    }

    fn query(&mut self, node: &Node) -> Option<Query> {
        let NodeKind::Mapping(entries) = &node.kind else {
            self.fault(node.span, "a query is written as keys and values", "begin with `from: ...`, the kind of notes to list");
            return None;
        };
        for entry in entries.iter().filter(|entry| !KEYS.contains(&&*entry.key.value)) {
            let key = &entry.key.value;
            let help = suggest::did_you_mean(key, KEYS.iter().copied())
                .unwrap_or_else(|| format!("a query takes {}", suggest::list(KEYS, "and")));
            self.fault(entry.key.span, format!("a query has no `{key}`"), help);
        }
        let Some(from_node) = node.get("from") else {
            self.fault(
                node.span,
                "the query does not say what to list",
                "write `from:` with the name of a kind, `notes`, `tags` or `works`",
            );
            return None;
        };
        let from = self.from(from_node);
        let condition = node.get("where").map_or(Condition::All(Vec::new()), |node| self.condition(node));
        let (columns, column_places) = node.get("columns").map(|node| self.names(node, "columns")).unwrap_or_default();
        let sort = node.get("sort").and_then(|node| self.sort(node));
        let group = node.get("group").and_then(|node| Some(ColumnName(node.as_str()?.trim().into())));
        let limit = node.get("limit").and_then(|node| self.limit(node));
        let expect = node.get("expect").and_then(|node| self.expect(node));
        let span = |key: &str| node.get(key).map_or(node.span, |node| node.span);
        let places = Places {
            whole: node.span,
            columns: column_places,
            tested: std::mem::take(&mut self.tested_at),
            sort: span("sort"),
            group: span("group"),
            expect: span("expect"),
        };
        let tested = std::mem::take(&mut self.tested);
        Some(Query { from: from?, condition, tested, columns, sort, group, limit, expect, places })
    }

    fn from(&mut self, node: &Node) -> Option<From> {
        let written = match node.get("dataset") {
            Some(name) => format!("dataset:{}", name.as_str().unwrap_or("")),
            None => node.as_str().unwrap_or("").trim().to_owned(),
        };
        let archive = self.archive;
        if let Some(name) = written.strip_prefix("dataset:") {
            return self.dataset(name.trim(), node.span);
        }
        match written.as_str() {
            "notes" => return Some(From::Notes),
            "tags" => return Some(From::Tags),
            "works" => {
                let works = (0..).map(KindIx).zip(&archive.kinds.all).filter(|(_, kind)| kind.role == Role::Work);
                return Some(From::Kinds(works.map(|(ix, _)| ix).collect()));
            }
            "claims" => {
                self.fault(node.span, "claims cannot be listed yet", "list a kind, `notes`, `tags`, `works` or a dataset");
                return None;
            }
            _ => {}
        }
        if let Some(kind) = archive.kinds.named(&written) {
            return Some(From::Kinds(vec![kind]));
        }
        let folder = archive.kinds.all.iter().position(|kind| *kind.folder == *written && !written.is_empty());
        if let Some(at) = folder {
            return Some(From::Kinds(vec![KindIx(at as u32)]));
        }
        let names: Vec<&str> = archive.kinds.all.iter().map(|kind| &*kind.name.0).chain(["notes", "tags", "works"]).collect();
        let help = suggest::did_you_mean(&written, names.iter().copied())
            .unwrap_or_else(|| format!("it takes {}, or `dataset:NAME`", suggest::list(&names, "or")));
        self.found
            .push(Diagnostic::new(Code::UnknownKind, self.file, node.span, format!("there is no kind `{written}`")).help(help));
        None
    }

    fn dataset(&mut self, name: &str, span: Span) -> Option<From> {
        let archive = self.archive;
        let note = |at: usize| &archive.notes[archive.datasets[at].note.0 as usize];
        let is = |at: &usize| {
            let (wanted, note) = (crate::text::fold(name), note(*at));
            crate::text::fold(note.id.slug()) == wanted || crate::text::fold(note.id.as_str()) == wanted
        };
        if let Some(at) = (0..archive.datasets.len()).find(is) {
            return Some(From::Dataset(at as u32));
        }
        let names: Vec<&str> = (0..archive.datasets.len()).map(|at| note(at).id.slug()).collect();
        let help = suggest::did_you_mean(name, names).unwrap_or_else(|| "name the note of a dataset".to_owned());
        self.fault(span, format!("there is no dataset `{name}`"), help);
        None
    }

    /// Conditions by column; all must hold.
    fn condition(&mut self, node: &Node) -> Condition {
        let NodeKind::Mapping(entries) = &node.kind else {
            self.fault(node.span, "`where` is written as keys and values", "write `where: {column: value}`");
            return Condition::All(Vec::new());
        };
        let mut all = Vec::new();
        for entry in entries {
            let value = &entry.value;
            match &*entry.key.value {
                "any" => all.push(Condition::Any(self.list(value))),
                "all" => all.push(Condition::All(self.list(value))),
                "not" => all.push(Condition::Not(Box::new(self.condition(value)))),
                column => {
                    let at = self.tested.len() as u32;
                    self.tested.push(ColumnName(column.into()));
                    self.tested_at.push(entry.key.span);
                    all.push(self.tests(at, value));
                }
            }
        }
        Condition::All(all)
    }

    fn list(&mut self, node: &Node) -> Vec<Condition> {
        let items = node.items().unwrap_or(std::slice::from_ref(node));
        items.iter().map(|item| self.condition(item)).collect()
    }

    /// One test, or a list of which one must pass; nothing written means: nothing known.
    fn tests(&mut self, column: u32, node: &Node) -> Condition {
        match &node.kind {
            NodeKind::Null => Condition::Test(column, Test::Missing),
            NodeKind::Scalar(scalar) => Condition::Test(column, Test::parse(&scalar.text)),
            NodeKind::Sequence(items) => Condition::Any(items.iter().map(|item| self.tests(column, item)).collect()),
            NodeKind::Mapping(_) => {
                self.fault(
                    node.span,
                    "a condition is a value, or a list of values",
                    "write `\">= 1978\"`, `guangzhou` or `[a, b]`",
                );
                Condition::All(Vec::new())
            }
        }
    }

    fn names(&mut self, node: &Node, key: &str) -> (Vec<ColumnName>, Vec<Span>) {
        let items = node.items().unwrap_or(std::slice::from_ref(node));
        let mut names = Vec::new();
        for item in items {
            match item.as_str() {
                Some(name) if !name.trim().is_empty() => names.push((ColumnName(name.trim().into()), item.span)),
                _ => self.fault(item.span, format!("`{key}` is a list of names"), format!("write `{key}: [title, date]`")),
            }
        }
        names.into_iter().unzip()
    }

    fn sort(&mut self, node: &Node) -> Option<SortKey> {
        let written = node.as_str().map(str::trim).filter(|written| !written.is_empty());
        let Some(written) = written else {
            self.fault(node.span, "`sort` is the name of a column", "write `sort: date`, or `sort: -date` for the last first");
            return None;
        };
        let descending = written.starts_with('-');
        Some(SortKey { column: ColumnName(written.trim_start_matches('-').trim().into()), descending })
    }

    fn limit(&mut self, node: &Node) -> Option<u32> {
        let limit = node.as_str().and_then(|text| text.trim().parse().ok());
        if limit.is_none() {
            self.fault(node.span, "`limit` is a whole number", "write `limit: 20`");
        }
        limit
    }

    fn expect(&mut self, node: &Node) -> Option<(Comparison, f64)> {
        let written = node.as_str().unwrap_or("");
        let number = |text: &str| text.trim().parse::<u32>().ok().map(f64::from);
        let expect = match Test::parse(written) {
            Test::Compare(comparison, text) => number(&text).map(|number| (comparison, number)),
            _ => None,
        };
        if expect.is_none() {
            self.fault(node.span, "`expect` is a number of rows", "write `expect: 12` or `expect: \">= 10\"`");
        }
        expect
    }
}
