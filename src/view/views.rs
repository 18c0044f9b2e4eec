//! All tables of an archive, made once: those that have pages of their own, and those that notes ask for.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::collate::{Key, Order};
use super::column::Context;
use super::condition::{Condition, Test};
use super::query::{From, Places, Query};
use super::run::Engine;
use super::table::Table;
use super::tags;
use crate::archive::{Archive, NoteIx};
use crate::diagnostic::{Checked, Diagnostic};
use crate::schema::date::Comparison;
use crate::schema::{ColumnName, Kind, KindIx, SortKey};
use crate::source::History;
use crate::text::VaultPath;

/// The tables of an archive.
#[derive(Debug, Default)]
pub struct Views {
    /// The index of each kind, by position in the archive's kinds.
    pub kinds: Vec<Table>,
    /// All tags: tag, notes.
    pub tags: Table,
    /// The notes of each tag (its narrower tags' included), by the tag.
    pub tag: BTreeMap<Box<str>, Table>,
    /// For each note, the answers to its [`crate::note::body::Body::queries`]; `None` where the query is at fault.
    pub queries: Vec<Vec<Option<Table>>>,
    /// For each dataset, all its rows.
    pub datasets: Vec<Table>,
    /// For each note, its place when all notes are ordered by title.
    pub title_ranks: Vec<u32>,
}

impl Views {
    /// Makes all tables; dates that notes do not give come from the history.
    #[must_use]
    pub fn new(archive: &Archive, history: Option<&History>) -> Checked<Self> {
        let engine = engine(archive, history);
        let none = VaultPath::new("");
        let kinds = (0..archive.kinds.all.len() as u32).into_par_iter().map(|kind| {
            let spec = &archive.kinds.get(KindIx(kind)).index;
            let query = of_kind(KindIx(kind), archive.kinds.get(KindIx(kind)));
            engine.run(&query, &spec.facets, &none).value
        });
        let kinds = kinds.collect();
        let all_tags: Vec<Box<str>> = tags::notes_of(&engine).into_keys().collect();
        let tag = all_tags.into_par_iter().map(|tag| {
            let query = of_tag(&tag);
            let facets = [ColumnName("kind".into())];
            let table = engine.run(&query, &facets, &none).value;
            (tag, table)
        });
        let tag = tag.collect::<Vec<_>>().into_iter().collect();
        let answered: Vec<Vec<Checked<Option<Table>>>> = archive.notes.par_iter().map(|note| answers(&engine, note)).collect();
        let mut found: Vec<Diagnostic> = Vec::new();
        let queries =
            answered.into_iter().map(|of_note| of_note.into_iter().map(|table| table.into(&mut found)).collect()).collect();
        let datasets = (0..archive.datasets.len() as u32)
            .map(|dataset| engine.run(&all_of(From::Dataset(dataset)), &[], &none).value)
            .collect();
        let title_ranks = title_ranks(&engine);
        Checked::new(Self { kinds, tags: tags::table(&engine), tag, queries, datasets, title_ranks }, found)
    }
}

/// Runs one query, as `casebook list` does.
#[must_use]
pub fn run(archive: &Archive, history: Option<&History>, query: &Query, file: &VaultPath) -> Checked<Table> {
    let mut query = query.clone();
    if let (From::Kinds(kinds), true) = (&query.from, query.columns.is_empty()) {
        let columns = kinds.first().map(|kind| of_kind(*kind, archive.kinds.get(*kind)).columns);
        query.columns = columns.unwrap_or_default();
    }
    with_default_columns(&mut query);
    engine(archive, history).run(&query, &[], file)
}

fn engine<'a>(archive: &'a Archive, history: Option<&'a History>) -> Engine<'a> {
    let titles = archive.notes.iter().map(|note| Key::of_note(note)).collect();
    Engine { context: Context { archive, history }, order: Order::of(&archive.config.language), titles }
}

fn answers(engine: &Engine<'_>, note: &crate::note::Note) -> Vec<Checked<Option<Table>>> {
    let answer = |block: &crate::note::body::GeneratedBlock| {
        let Some(node) = &block.query else { return Checked::clean(None) };
        let mut found = Vec::new();
        let query = Query::parse(node, &note.path, engine.context.archive).into(&mut found);
        let failed = query.is_none() || !found.is_empty();
        let table = query.map(|query| {
            let mut query = query;
            if let (From::Kinds(kinds), true) = (&query.from, query.columns.is_empty())
                && let Some(kind) = kinds.first()
            {
                query.columns = of_kind(*kind, engine.context.archive.kinds.get(*kind)).columns;
            }
            with_default_columns(&mut query);
            engine.run(&query, &[], &note.path).into(&mut found)
        });
        Checked::new(table.filter(|_| !failed), found)
    };
    note.body.queries.iter().map(answer).collect()
}

/// The query of a kind's own table: as its schema says; without a word of it, title and all but the longest fields.
fn of_kind(ix: KindIx, kind: &Kind) -> Query {
    let mut query = all_of(From::Kinds(vec![ix]));
    query.columns = if kind.index.columns.is_empty() {
        let fields = kind.fields.iter().filter(|field| !matches!(field.value, crate::schema::ValueType::Markdown)).take(5);
        std::iter::once(ColumnName("title".into())).chain(fields.map(|field| ColumnName((*field.name.0).into()))).collect()
    } else {
        kind.index.columns.clone()
    };
    query.sort = kind.index.sort.clone().or(query.sort);
    query
}

fn of_tag(tag: &str) -> Query {
    let mut query = all_of(From::Notes);
    query.tested = vec![ColumnName("tags".into())];
    query.places.tested = vec![crate::text::Span::default()];
    query.condition = Condition::Test(0, Test::Compare(Comparison::Equal, tag.into()));
    query.columns = ["title", "kind", "summary"].map(|name| ColumnName(name.into())).to_vec();
    query
}

fn with_default_columns(query: &mut Query) {
    if query.columns.is_empty() && query.from == From::Notes {
        query.columns = ["title", "kind", "summary"].map(|name| ColumnName(name.into())).to_vec();
    }
    if query.sort.is_none() && !matches!(query.from, From::Dataset(_)) {
        query.sort = Some(by_title());
    }
}

/// Everything, by title.
fn all_of(from: From) -> Query {
    let sort = (!matches!(from, From::Dataset(_))).then(by_title);
    let condition = Condition::All(Vec::new());
    Query {
        from,
        condition,
        tested: Vec::new(),
        columns: Vec::new(),
        sort,
        group: None,
        limit: None,
        expect: None,
        places: Places::default(),
    }
}

fn by_title() -> SortKey {
    SortKey { column: ColumnName("title".into()), descending: false }
}

fn title_ranks(engine: &Engine<'_>) -> Vec<u32> {
    let mut order: Vec<NoteIx> = (0..engine.titles.len() as u32).map(NoteIx).collect();
    order.sort_by(|a, b| engine.order.compare(&engine.titles[a.0 as usize], &engine.titles[b.0 as usize]).then(a.cmp(b)));
    let mut ranks = vec![0; order.len()];
    for (rank, ix) in (0..).zip(order) {
        ranks[ix.0 as usize] = rank;
    }
    ranks
}
