//! A query run over an archive.

use std::cmp::Ordering;

use super::collate::{Key, Order, pinyin_of, toneless};
use super::column::{Context, NoteColumn};
use super::condition::{Condition, written};
use super::query::{From, Query};
use super::sort::{SortValue, ranks, sort_value};
use super::table::{Cell, CellValue, Column, Facet, FacetValue, Group, Label, Row, Subject, Table};
use crate::archive::NoteIx;
use crate::diagnostic::{Checked, Code, Diagnostic, suggest};
use crate::schema::date::Comparison;
use crate::schema::{ColumnName, KindIx, SortKey, Value};
use crate::text::{Span, VaultPath};

/// Rows from which an A to Z bar helps.
const LETTERS_FROM: usize = 30;

/// What all tables of an archive are made with.
pub(super) struct Engine<'a> {
    pub(super) context: Context<'a>,
    pub(super) order: Order,
    /// For each note, its title as it is sorted.
    pub(super) titles: Vec<Key>,
}

/// Rows before they are sorted: what each is about, its cells, the cells tested and the cell grouped by.
struct Source {
    subjects: Vec<Subject>,
    columns: Vec<Column>,
    cells: Vec<Vec<Cell>>,
    group: Option<Vec<Cell>>,
    sort: Option<Vec<Cell>>,
    facets: Vec<(Column, Vec<Cell>)>,
}

impl<'a> Engine<'a> {
    /// Runs a query; findings on columns that are not there, and on an expectation that does not hold, stand in `file`.
    pub(super) fn run(&self, query: &'a Query, facets: &'a [ColumnName], file: &VaultPath) -> Checked<Table> {
        let mut found = Vec::new();
        let table = match &query.from {
            From::Dataset(at) => self.dataset(query, *at, file, &mut found),
            From::Tags => super::tags::table(self),
            From::Notes | From::Kinds(_) => self.notes(query, facets, file, &mut found),
        };
        if let Some((comparison, number)) = query.expect {
            let rows = table.rows.len() as f64;
            if !holds(comparison, rows, number) {
                let message = format!("the query gives {rows} rows, and {} expected", expected(comparison, number));
                let help = "see whether notes are missing or the condition is wrong, or change `expect`";
                found.push(Diagnostic::new(Code::QueryExpectation, file, query.places.expect, message).help(help));
            }
        }
        Checked::new(table, found)
    }

    fn notes(&self, query: &'a Query, facets: &'a [ColumnName], file: &VaultPath, found: &mut Vec<Diagnostic>) -> Table {
        let archive = self.context.archive;
        let kinds: Vec<KindIx> = match &query.from {
            From::Kinds(kinds) => kinds.clone(),
            _ => (0..archive.kinds.all.len() as u32).map(KindIx).collect(),
        };
        let all_notes = query.from == From::Notes;
        let mut find = |name: &'a ColumnName, span: Span| {
            let column = NoteColumn::find(self.context, &name.0, &kinds);
            if column.is_none() {
                found.push(self.unknown_column(name, &kinds, file, span));
            }
            column
        };
        let tested: Vec<_> = query.tested.iter().zip(&query.places.tested).map(|(name, span)| find(name, *span)).collect();
        let places = query.places.columns.iter().copied().chain(std::iter::repeat(query.places.whole));
        let columns: Vec<_> = query.columns.iter().zip(places).filter_map(|(name, span)| find(name, span)).collect();
        let group = query.group.as_ref().and_then(|name| find(name, query.places.group));
        let sort = query.sort.as_ref().and_then(|sort| find(&sort.column, query.places.sort));
        let facets: Vec<_> = facets.iter().filter_map(|name| NoteColumn::find(self.context, &name.0, &kinds)).collect();

        let is_row = |ix: &NoteIx| {
            let note = &archive.notes[ix.0 as usize];
            let of_kind = if all_notes { !note.is_folder_index } else { note.kind.is_some_and(|kind| kinds.contains(&kind)) };
            let test = |column: u32, test: &super::condition::Test| {
                tested[column as usize].as_ref().is_some_and(|column| test.passes(self.context, &column.cell(self.context, *ix)))
            };
            of_kind && holds_for(&query.condition, &test)
        };
        let notes: Vec<NoteIx> = (0..archive.notes.len() as u32).map(NoteIx).filter(is_row).collect();
        let cells_of = |column: &NoteColumn<'_>| notes.iter().map(|ix| column.cell(self.context, *ix)).collect::<Vec<_>>();
        let source = Source {
            subjects: notes.iter().map(|ix| Subject::Note(*ix)).collect(),
            cells: notes.iter().map(|ix| columns.iter().map(|column| column.cell(self.context, *ix)).collect()).collect(),
            group: group.as_ref().map(cells_of),
            sort: sort.as_ref().map(cells_of),
            facets: facets.iter().map(|column| (column.column.clone(), cells_of(column))).collect(),
            columns: columns.into_iter().map(|column| column.column).collect(),
        };
        self.build(source, query.sort.clone(), query.limit)
    }

    fn dataset(&self, query: &'a Query, at: u32, file: &VaultPath, found: &mut Vec<Diagnostic>) -> Table {
        let dataset = &self.context.archive.datasets[at as usize];
        let names: Vec<&str> = dataset.columns.iter().map(|column| &*column.name).collect();
        let mut find = |name: &ColumnName, span: Span| {
            let found_at = dataset.columns.iter().position(|column| column.name == name.0);
            if found_at.is_none() {
                let help = suggest::did_you_mean(&name.0, names.iter().copied())
                    .unwrap_or_else(|| format!("its columns are {}", suggest::list(&names, "and")));
                let message = format!("the dataset has no column `{}`", name.0);
                found.push(Diagnostic::new(Code::UnknownColumn, file, span, message).help(help));
            }
            found_at
        };
        let tested: Vec<_> = query.tested.iter().zip(&query.places.tested).map(|(name, span)| find(name, *span)).collect();
        let places = query.places.columns.iter().copied().chain(std::iter::repeat(query.places.whole));
        let shown: Vec<usize> = if query.columns.is_empty() {
            (0..dataset.columns.len()).collect()
        } else {
            query.columns.iter().zip(places).filter_map(|(name, span)| find(name, span)).collect()
        };
        let group = query.group.as_ref().and_then(|name| find(name, query.places.group));
        let sort = query.sort.as_ref().and_then(|sort| find(&sort.column, query.places.sort));
        let cell = |row: usize, column: usize| -> Cell {
            let value = dataset.rows[row].cells[column].as_ref().map(|cell| match cell.answer {
                Some(crate::archive::Answer::Note { note, .. }) => CellValue::Note(note),
                _ => CellValue::Field(cell.value.clone(), Vec::new()),
            });
            Cell { values: value.into_iter().collect(), contested: false }
        };
        let is_row = |row: &usize| {
            let test = |column: u32, test: &super::condition::Test| {
                tested[column as usize].is_some_and(|column| test.passes(self.context, &cell(*row, column)))
            };
            holds_for(&query.condition, &test)
        };
        let rows: Vec<usize> = (0..dataset.rows.len()).filter(is_row).collect();
        let columns = shown.iter().map(|at| {
            let column = &dataset.columns[*at];
            let unit = match &column.value {
                crate::schema::ValueType::Integer { unit } | crate::schema::ValueType::Number { unit } => unit.clone(),
                _ => None,
            };
            let value_type = column.value.name();
            let numeric = matches!(value_type, "integer" | "number");
            Column { name: ColumnName(column.name.clone()), label: Label::Own(column.label.clone()), unit, numeric, value_type }
        });
        let cells_of = |column: usize| rows.iter().map(|row| cell(*row, column)).collect::<Vec<_>>();
        let source = Source {
            subjects: rows.iter().map(|row| Subject::DatasetRow(at, *row as u32)).collect(),
            columns: columns.collect(),
            cells: rows.iter().map(|row| shown.iter().map(|column| cell(*row, *column)).collect()).collect(),
            group: group.map(cells_of),
            sort: sort.map(cells_of),
            facets: Vec::new(),
        };
        self.build(source, query.sort.clone(), query.limit)
    }

    /// Sorts, groups, cuts and counts.
    fn build(&self, source: Source, sort: Option<SortKey>, limit: Option<u32>) -> Table {
        let Source { subjects, columns, cells, group, sort: sort_cells, facets } = source;
        let values = |cells: &[Cell]| -> Vec<Option<SortValue>> {
            cells.iter().map(|cell| sort_value(self.context, cell, &self.titles)).collect()
        };
        let descending = sort.as_ref().is_some_and(|sort| sort.descending);
        let by_sort = sort_cells.map(|cells| ranks(&self.order, &values(&cells)));
        let by_group = group.as_ref().map(|cells| ranks(&self.order, &values(cells)));
        let mut order: Vec<usize> = (0..subjects.len()).collect();
        order.sort_by(|a, b| {
            let group = by_group.as_ref().map_or(Ordering::Equal, |ranks| missing_last(ranks[*a], ranks[*b], false));
            let sorted = || by_sort.as_ref().map_or(Ordering::Equal, |ranks| missing_last(ranks[*a], ranks[*b], descending));
            group.then_with(sorted).then_with(|| self.by_subject(&subjects[*a], &subjects[*b]))
        });
        if let Some(limit) = limit {
            order.truncate(limit as usize);
        }
        let column_ranks: Vec<Vec<Option<u32>>> = (0..columns.len())
            .map(|column| {
                let values: Vec<_> = order.iter().map(|at| sort_value(self.context, &cells[*at][column], &self.titles)).collect();
                ranks(&self.order, &values)
            })
            .collect();
        let (facets, held) = self.facets(&facets, &order);
        let mut cells: Vec<Option<Vec<Cell>>> = cells.into_iter().map(Some).collect();
        let rows: Vec<Row> = order
            .iter()
            .enumerate()
            .map(|(place, at)| Row {
                subject: subjects[*at].clone(),
                cells: cells[*at].take().unwrap_or_default(),
                ranks: column_ranks.iter().map(|ranks| ranks[place]).collect(),
                facets: held[place].clone(),
                matches: self.matches(&subjects[*at]),
            })
            .collect();
        let groups = self.groups(group.as_deref(), &order);
        let by_title = sort.as_ref().is_some_and(|sort| &*sort.column.0 == "title" && !sort.descending);
        let letters = if by_title && groups.len() == 1 && rows.len() >= LETTERS_FROM { self.letters(&rows) } else { Vec::new() };
        Table { columns, rows, groups, facets, letters, sort }
    }

    fn by_subject(&self, a: &Subject, b: &Subject) -> Ordering {
        match (a, b) {
            (Subject::Note(a), Subject::Note(b)) => {
                self.order.compare(&self.titles[a.0 as usize], &self.titles[b.0 as usize]).then(a.cmp(b))
            }
            (Subject::DatasetRow(_, a), Subject::DatasetRow(_, b)) => a.cmp(b),
            _ => Ordering::Equal,
        }
    }

    fn groups(&self, group: Option<&[Cell]>, order: &[usize]) -> Vec<Group> {
        let Some(cells) = group else { return vec![Group { label: None, rows: 0..order.len() as u32 }] };
        let mut groups: Vec<(String, Group)> = Vec::new();
        for (place, at) in (0..).zip(order) {
            let text = cells[*at].values.first().map_or_else(|| "–".to_owned(), |value| self.words(value));
            match groups.last_mut() {
                Some((last, group)) if *last == text => group.rows.end = place + 1,
                _ => groups.push((text.clone(), Group { label: Some(Label::Plain(text.into())), rows: place..place + 1 })),
            }
        }
        groups.into_iter().map(|(_, group)| group).collect()
    }

    /// Facets with the counts of the whole table, and for each row the values that hold.
    fn facets(&self, facets: &[(Column, Vec<Cell>)], order: &[usize]) -> (Vec<Facet>, Vec<Vec<u32>>) {
        let mut held: Vec<Vec<u32>> = vec![Vec::new(); order.len()];
        let mut made = Vec::new();
        let mut next = 0;
        for (column, cells) in facets {
            let mut values: Vec<(String, CellValue, Vec<usize>)> = Vec::new();
            let mut known: rustc_hash::FxHashMap<String, usize> = rustc_hash::FxHashMap::default();
            for (place, at) in order.iter().enumerate() {
                for value in &cells[*at].values {
                    let key = self.key(value);
                    let n = *known.entry(key.clone()).or_insert_with(|| {
                        values.push((key, value.clone(), Vec::new()));
                        values.len() - 1
                    });
                    if values[n].2.last() != Some(&place) {
                        values[n].2.push(place);
                    }
                }
            }
            if values.len() < 2 {
                continue;
            }
            let mut labelled: Vec<_> = values.into_iter().map(|value| (Key::new(&self.words(&value.1), None), value)).collect();
            labelled.sort_by(|(a, a_value), (b, b_value)| {
                b_value.2.len().cmp(&a_value.2.len()).then_with(|| self.order.compare(a, b))
            });
            let mut facet_values = Vec::new();
            for (_, (key, value, rows)) in labelled {
                rows.iter().for_each(|row| held[*row].push(next));
                facet_values.push(FacetValue { n: next, key: key.into(), value, count: rows.len() as u32 });
                next += 1;
            }
            made.push(Facet { name: column.name.clone(), label: column.label.clone(), values: facet_values });
        }
        held.iter_mut().for_each(|held| held.sort_unstable());
        (made, held)
    }

    /// A value as it stands in a URL.
    fn key(&self, value: &CellValue) -> String {
        match value {
            CellValue::Note(ix) => self.context.archive.notes[ix.0 as usize].id.as_str().to_owned(),
            CellValue::Kind(kind) => self.context.archive.kinds.get(*kind).name.to_string(),
            value => self.words(value),
        }
    }

    /// A value in plain words.
    pub(super) fn words(&self, value: &CellValue) -> String {
        let language = &self.context.archive.config.language;
        match value {
            CellValue::Note(ix) => self.context.archive.notes[ix.0 as usize].meta.title.to_string(),
            CellValue::Field(Value::Date(date), _) => date.for_people(language),
            CellValue::Field(value, _) => written(value),
            CellValue::Text(text, _) | CellValue::Tag(text) => text.to_string(),
            CellValue::Kind(kind) => self.context.archive.kinds.get(*kind).label.one.get(language).to_owned(),
            CellValue::Count(count) => count.to_string(),
        }
    }

    /// Words beside those shown by which a filter finds a row.
    fn matches(&self, subject: &Subject) -> String {
        let Subject::Note(ix) = subject else { return String::new() };
        let note = &self.context.archive.notes[ix.0 as usize];
        let mut words: Vec<String> = note.meta.aliases.iter().map(|alias| alias.to_string()).collect();
        for value in note.fields.iter().flat_map(|field| &field.values) {
            if let Value::Names(names) = &value.value {
                words.extend(names.forms.iter().map(|(_, form)| form.to_string()));
            }
        }
        words.extend(pinyin_of(note).map(toneless));
        words.dedup();
        words.join(" ")
    }

    /// The first row of each letter.
    fn letters(&self, rows: &[Row]) -> Vec<(char, Option<u32>)> {
        let mut first: std::collections::BTreeMap<char, u32> = std::collections::BTreeMap::new();
        for (at, row) in (0..).zip(rows) {
            if let Subject::Note(ix) = row.subject {
                first.entry(self.titles[ix.0 as usize].letter()).or_insert(at);
            }
        }
        let other = first.get(&'#').map(|at| ('#', Some(*at)));
        ('A'..='Z').map(|letter| (letter, first.get(&letter).copied())).chain(other).collect()
    }

    fn unknown_column(&self, name: &ColumnName, kinds: &[KindIx], file: &VaultPath, span: Span) -> Diagnostic {
        let mut names: Vec<&str> = kinds.iter().flat_map(|kind| self.context.archive.kinds.column_names(*kind)).collect();
        names.extend(["kind", "backlinks", "id", "title", "tags"]);
        names.sort_unstable();
        names.dedup();
        let help = suggest::did_you_mean(&name.0, names.iter().copied())
            .unwrap_or_else(|| format!("there are {}", suggest::list(&names, "and")));
        Diagnostic::new(Code::UnknownColumn, file, span, format!("there is no column `{}`", name.0)).help(help)
    }
}

fn holds_for(condition: &Condition, test: &dyn Fn(u32, &super::condition::Test) -> bool) -> bool {
    match condition {
        Condition::All(all) => all.iter().all(|condition| holds_for(condition, test)),
        Condition::Any(any) => any.iter().any(|condition| holds_for(condition, test)),
        Condition::Not(condition) => !holds_for(condition, test),
        Condition::Test(column, of) => test(*column, of),
    }
}

/// By rank; what is missing comes last both ways.
fn missing_last(a: Option<u32>, b: Option<u32>, descending: bool) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) if descending => b.cmp(&a),
        (Some(a), Some(b)) => a.cmp(&b),
        (a, b) => a.is_none().cmp(&b.is_none()),
    }
}

fn holds(comparison: Comparison, rows: f64, number: f64) -> bool {
    match comparison {
        Comparison::Equal => rows == number,
        Comparison::NotEqual => rows != number,
        Comparison::Less => rows < number,
        Comparison::LessOrEqual => rows <= number,
        Comparison::Greater => rows > number,
        Comparison::GreaterOrEqual => rows >= number,
    }
}

fn expected(comparison: Comparison, number: f64) -> String {
    match comparison {
        Comparison::Equal => format!("{number} were"),
        Comparison::NotEqual => format!("another number than {number} was"),
        Comparison::Less => format!("fewer than {number} were"),
        Comparison::LessOrEqual => format!("at most {number} were"),
        Comparison::Greater => format!("more than {number} were"),
        Comparison::GreaterOrEqual => format!("at least {number} were"),
    }
}
