//! Queries read from YAML.

use std::sync::Arc;

use super::{Expectation, From, Query, operand};
use crate::diagnostic::{Checked, Code, Diagnostic, suggest};
use crate::schema::{KindIx, Role};
use crate::text::{Span, Spanned, VaultPath};
use crate::view::catalog::Catalog;
use crate::view::column::{self, Found};
use crate::view::condition::{Condition, Test};
use crate::yaml::{Entry, Node, NodeKind};

const KEYS: &[&str] = &["from", "dataset", "where", "columns", "sort", "group", "limit", "expect"];

/// Reads a query; all its faults are found, and one that has any is none.
pub(super) fn query(node: &Node, file: &VaultPath, catalog: &Catalog<'_>) -> Checked<Option<Query>> {
    let mut reader = Reader { catalog, file, found: Vec::new() };
    let query = reader.query(node).filter(|_| reader.found.is_empty());
    Checked::new(query, reader.found)
}

struct Reader<'c, 'a> {
    catalog: &'c Catalog<'a>,
    file: &'c VaultPath,
    found: Vec<Diagnostic>,
}

impl Reader<'_, '_> {
    fn fault(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.found.push(Diagnostic::new(Code::InvalidQuery, self.file, span, message).help(help));
    }

    fn query(&mut self, node: &Node) -> Option<Query> {
        let Some(entries) = node.entries() else {
            let is_empty = matches!(node.kind, NodeKind::Null);
            let message = if is_empty { "nothing stands in the query" } else { "a query is written as keys and values" };
            self.fault(node.span, message, "begin with `from: ...`, the kind of notes to list");
            return None;
        };
        for entry in entries.iter().filter(|entry| !KEYS.contains(&&*entry.key.value)) {
            let key = &entry.key.value;
            let help = suggest::did_you_mean(key, KEYS.iter().copied())
                .unwrap_or_else(|| format!("it takes {}", suggest::list(KEYS, "and")));
            self.fault(entry.key.span, format!("a query has no `{key}`"), help);
        }
        let limit = node.get("limit").and_then(|node| self.limit(node));
        let expect = node.get("expect").and_then(|node| self.expect(node));
        let is_misspelt = !entries.iter().all(|entry| KEYS.contains(&&*entry.key.value));
        let from = match (node.get("from"), node.get("dataset")) {
            (Some(from), None) => self.from(from)?,
            (None, Some(dataset)) => self.dataset(dataset.as_str().unwrap_or(""), dataset.span)?,
            (Some(_), Some(dataset)) => {
                self.fault(dataset.span, "a query lists one thing", "leave out `from` or `dataset`");
                return None;
            }
            // A key that was misspelt has its finding.
            (None, None) if is_misspelt => return None,
            (None, None) => {
                let help = "write `from:` with the name of a kind, `notes`, `works`, `claims` or `tags`, or `dataset: NAME`";
                self.fault(node.span, "the query does not say what to list", help);
                return None;
            }
        };
        let mut query = Query::all(self.catalog, from);
        if let Some(node) = node.get("columns") {
            query.layout.columns = self.columns(&query.from, node);
        }
        if let Some(node) = node.get("sort") {
            query.layout.sort = self.sort(&query.from, node);
        }
        query.layout.group = node.get("group").and_then(|node| self.column(&query.from, node, "group"));
        if let Some(node) = node.get("where") {
            query.condition = self.condition(&query.from, node);
        }
        query.layout.limit = limit;
        query.expect = expect;
        Some(query)
    }

    fn from(&mut self, node: &Node) -> Option<From> {
        if let Some([Entry { key, value }]) = node.entries()
            && &*key.value == "dataset"
        {
            return self.dataset(value.as_str().unwrap_or(""), value.span);
        }
        if let Some(items) = node.items().filter(|items| !items.is_empty()) {
            let kinds = items.iter().map(|item| self.from(item)).collect::<Option<Vec<_>>>()?;
            let mut all = Vec::new();
            for (kinds, item) in kinds.into_iter().zip(items) {
                let From::Kinds(kinds) = kinds else {
                    self.fault(item.span, "only kinds can be listed together", "name kinds, or one thing to list");
                    return None;
                };
                all.extend(kinds);
            }
            return Some(From::Kinds(all));
        }
        let Some(written) = node.as_str().map(str::trim).filter(|written| !written.is_empty()) else {
            self.fault(
                node.span,
                "`from` is a name",
                "write the name of a kind, `notes`, `works`, `claims`, `tags`, or `\"dataset: NAME\"`",
            );
            return None;
        };
        if let Some(name) = written.strip_prefix("dataset:") {
            return self.dataset(name.trim(), node.span);
        }
        let kinds = &self.catalog.archive.kinds;
        let with = |is: &dyn Fn(&crate::schema::Kind) -> bool| {
            let of = (0..).map(KindIx).zip(&kinds.all).filter(|(_, kind)| is(kind));
            of.map(|(ix, _)| ix).collect::<Vec<_>>()
        };
        match written {
            "notes" => return Some(From::Notes),
            "tags" => return Some(From::Tags),
            "works" => return Some(From::Kinds(with(&|kind| kind.role == Role::Work))),
            "claims" => return Some(From::Claims),
            _ => {}
        }
        let named = kinds.named(written).map(|kind| vec![kind]);
        let named = named.unwrap_or_else(|| with(&|kind| !kind.folder.is_empty() && *kind.folder == *written));
        if !named.is_empty() {
            return Some(From::Kinds(named));
        }
        let mut names: Vec<&str> = kinds.all.iter().map(|kind| &*kind.name.0).collect();
        names.extend(["notes", "works", "claims", "tags"]);
        let help = suggest::did_you_mean(written, names.iter().copied())
            .unwrap_or_else(|| format!("write {}, or `\"dataset: NAME\"`", suggest::list(&names, "or")));
        let message = format!("there is no kind `{written}`");
        self.found.push(Diagnostic::new(Code::UnknownKind, self.file, node.span, message).help(help));
        None
    }

    fn dataset(&mut self, name: &str, span: Span) -> Option<From> {
        let archive = self.catalog.archive;
        let named = self.catalog.named(name);
        if let Some(at) = archive.datasets.iter().position(|dataset| named.contains(&dataset.note)) {
            return Some(From::Dataset(at as u32));
        }
        let names: Vec<&str> = archive.datasets.iter().map(|dataset| self.catalog.note(dataset.note).id.slug()).collect();
        let help = match (suggest::did_you_mean(name, names.iter().copied()), names.as_slice()) {
            (Some(help), _) => help,
            (None, []) => {
                "the archive has no datasets: a dataset is a CSV file beside a note of a kind with `role: dataset`".to_owned()
            }
            (None, names) => format!("it takes {}", suggest::list(names, "or")),
        };
        self.fault(span, format!("there is no dataset `{name}`"), help);
        None
    }

    /// A list of conditions is one of which any holds; a mapping, one of which all hold.
    fn condition(&mut self, from: &From, node: &Node) -> Condition {
        match &node.kind {
            NodeKind::Mapping(entries) => Condition::All(self.conditions(from, entries)),
            NodeKind::Sequence(items) => Condition::Any(items.iter().map(|item| self.condition(from, item)).collect()),
            NodeKind::Null | NodeKind::Scalar(_) => {
                self.fault(node.span, "a condition is written as keys and values", "write `{column: value}`");
                Condition::All(Vec::new())
            }
        }
    }

    fn conditions(&mut self, from: &From, entries: &[Entry]) -> Vec<Condition> {
        let mut all = Vec::with_capacity(entries.len());
        for Entry { key, value } in entries {
            all.push(match &*key.value {
                "any" => Condition::Any(self.parts(from, value)),
                "all" => Condition::All(self.parts(from, value)),
                "not" => Condition::Not(Box::new(self.condition(from, value))),
                name => match self.find(from, name, key.span) {
                    Some(column) => self.tests(&Arc::new(column.access.clone()), &column, value),
                    None => continue,
                },
            });
        }
        all
    }

    /// The conditions under `any` or `all`: a list of them, or the entries of one.
    fn parts(&mut self, from: &From, node: &Node) -> Vec<Condition> {
        match &node.kind {
            NodeKind::Sequence(items) => items.iter().map(|item| self.condition(from, item)).collect(),
            NodeKind::Mapping(entries) => self.conditions(from, entries),
            _ => vec![self.condition(from, node)],
        }
    }

    /// One test, or a list of which one must pass; nothing written finds what is missing.
    fn tests(&mut self, access: &Arc<column::Access>, column: &Found, node: &Node) -> Condition {
        let test = match &node.kind {
            NodeKind::Null => Test::Missing,
            NodeKind::Scalar(scalar) => match operand::test(self.catalog, column, &scalar.text) {
                Ok(test) => test,
                Err(fault) => {
                    self.fault(node.span, fault.message, fault.help);
                    Test::Present
                }
            },
            NodeKind::Sequence(items) => {
                return Condition::Any(items.iter().map(|item| self.tests(access, column, item)).collect());
            }
            NodeKind::Mapping(_) => {
                let help =
                    "write `\">= 1978\"`, `guangzhou` or `[a, b]`; a column of the notes referred to is written `place.country`";
                self.fault(node.span, "a column is compared with a value, or with a list of values", help);
                Test::Present
            }
        };
        Condition::Test(access.clone(), test)
    }

    fn find(&mut self, from: &From, name: &str, span: Span) -> Option<Found> {
        let found = column::find(self.catalog, from, name.trim());
        found
            .map_err(|help| {
                let message = match from {
                    From::Kinds(kinds) if kinds.len() == 1 => {
                        format!("notes of kind `{}` have no column `{name}`", self.catalog.archive.kinds.get(kinds[0]).name)
                    }
                    From::Kinds(_) | From::Notes => format!("no note has a column `{name}`"),
                    From::Claims => format!("claims have no column `{name}`"),
                    From::Tags => format!("the table of tags has no column `{name}`"),
                    From::Dataset(_) => format!("the dataset has no column `{name}`"),
                };
                self.found.push(Diagnostic::new(Code::UnknownColumn, self.file, span, message).help(help));
            })
            .ok()
    }

    fn column(&mut self, from: &From, node: &Node, key: &str) -> Option<Found> {
        match node.as_str().map(str::trim).filter(|name| !name.is_empty()) {
            Some(name) => self.find(from, name, node.span),
            None => {
                self.fault(node.span, format!("`{key}` is the name of a column"), format!("write `{key}: title`"));
                None
            }
        }
    }

    fn columns(&mut self, from: &From, node: &Node) -> Vec<Found> {
        let items = node.items().unwrap_or(std::slice::from_ref(node));
        let mut columns: Vec<Found> = Vec::with_capacity(items.len());
        for item in items {
            let Some(found) = self.column(from, item, "columns") else { continue };
            if columns.iter().any(|column| column.column.name == found.column.name) {
                let message = format!("the column `{}` stands twice", found.column.name.0);
                self.fault(item.span, message, "take one of them out");
                continue;
            }
            columns.push(found);
        }
        columns
    }

    fn sort(&mut self, from: &From, node: &Node) -> Vec<(Found, bool)> {
        let items = node.items().unwrap_or(std::slice::from_ref(node));
        let mut sort = Vec::with_capacity(items.len());
        for item in items {
            let written = item.as_str().map_or("", str::trim);
            let name = written.trim_start_matches('-').trim();
            if name.is_empty() {
                let help = "write `sort: date`, or `sort: -date` for the last first";
                self.fault(item.span, "`sort` is the name of a column", help);
                continue;
            }
            sort.extend(self.find(from, name, item.span).map(|found| (found, written.starts_with('-'))));
        }
        sort
    }

    fn limit(&mut self, node: &Node) -> Option<u32> {
        let limit = node.as_str().and_then(|text| text.trim().parse().ok()).filter(|limit| *limit > 0);
        if limit.is_none() {
            self.fault(node.span, "`limit` is a whole number from 1 on", "write `limit: 20`");
        }
        limit
    }

    fn expect(&mut self, node: &Node) -> Option<Spanned<Expectation>> {
        let (comparison, text) = operand::sign(node.as_str().unwrap_or(""));
        match text.parse() {
            Ok(number) => Some(Spanned::new(Expectation { comparison, number }, node.span)),
            Err(_) => {
                self.fault(node.span, "`expect` is a number of rows", "write `expect: 12` or `expect: \">= 10\"`");
                None
            }
        }
    }
}
