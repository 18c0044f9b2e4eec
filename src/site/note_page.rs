//! A note's page: its facts, its body, and what the archive knows of it from other notes.

use std::borrow::Cow;
use std::cell::Cell;

use rustc_hash::FxHashSet;

use super::Site;
use super::body::{Href, ResolvedBody};
use super::cards::{plain, title_language};
use super::excerpt::{cut, excerpt};
use super::inline::Inline;
use super::lists::ListKey;
use super::page::{Fault, Head, InfoboxRow, InfoboxValue, NoteContent};
use super::plan::TableKey;
use super::resolve::{self, Inputs, TableMaker, TablePlace};
use super::route::Route;
use super::table::TableContext;
use super::tables::{Placement, RowIds, page_count};
use crate::archive::{Answer, NoteIx};
use crate::diagnostic::emit::severity_name;
use crate::note::body::Event;
use crate::note::fragment::FrontText;
use crate::note::{FieldValues, Note};
use crate::schema::date::Date;
use crate::schema::{Field, Names, Value, ValueType};
use crate::text::{LineIndex, Spanned, fold};
use crate::view::table::Table;

/// Findings that a page lists.
const MOST_FAULTS: usize = 50;

/// Characters of a page's description.
const DESCRIPTION: usize = 300;

impl<'a> Site<'a> {
    pub(super) fn note(&self, ix: NoteIx) -> &'a Note {
        &self.archive.notes[ix.0 as usize]
    }

    /// What stands in the head of a note's page.
    pub(super) fn note_head(&self, ix: NoteIx, content: &NoteContent<'_>) -> Head {
        let note = self.note(ix);
        let config = &self.archive.config;
        let description = match &note.meta.summary {
            Some(summary) => cut(&plain(&summary.value), DESCRIPTION),
            None => excerpt(&content.body.events, DESCRIPTION),
        };
        let breadcrumbs = self.breadcrumbs(note);
        let citables = self.citables(ix);
        Head {
            title: note.meta.title.value.clone(),
            title_lang: title_language(note, &config.language, &config.han_language),
            description: (!description.is_empty()).then(|| description.into()),
            lang: self.language(note).into(),
            section: breadcrumbs.last().filter(|_| breadcrumbs.len() > 1).map(|(_, href)| href.clone()),
            noindex: note.meta.status == crate::note::Status::Draft,
            meta: self.citation_meta(&citables),
            citables,
            alternates: self.translations(ix),
            breadcrumbs,
            faults: self.faults_of(note),
            faults_total: self.faults.of(&note.path).len() as u32,
        }
    }

    /// The language of a note's body.
    pub(super) fn language(&self, note: &'a Note) -> &'a str {
        note.meta.lang.as_ref().map_or(&self.archive.config.language, |lang| &lang.value)
    }

    /// From the home page down to the folder the note is in.
    pub(super) fn breadcrumbs(&self, note: &Note) -> Vec<(Box<str>, Href)> {
        let mut crumbs = vec![(self.texts.get("home").into(), Route::Home.href())];
        let parts: Vec<&str> = note.id.as_str().split('/').collect();
        for depth in 1..parts.len() {
            crumbs.extend(self.folder_crumb(&parts[..depth].join("/")));
        }
        crumbs
    }

    /// A folder that has a page: its title and address.
    fn folder_crumb(&self, folder: &str) -> Option<(Box<str>, Href)> {
        let is_index = |note: &&std::sync::Arc<Note>| note.is_folder_index && note.id.as_str() == folder;
        let index = self.archive.notes.binary_search_by(|note| note.id.as_str().cmp(folder)).ok();
        let index = index.map(|at| &self.archive.notes[at]).filter(is_index);
        let href = Route::Folder { folder: folder.into(), page: 1 }.href();
        match (index, self.kind_of_folder(folder)) {
            (Some(note), _) => Some((note.meta.title.value.clone(), href)),
            (None, Some(kind)) => Some((self.local(&self.archive.kinds.get(kind).label.other).into(), href)),
            (None, None) => None,
        }
    }

    /// A note as its page shows it.
    pub(super) fn note_content(&self, ix: NoteIx) -> NoteContent<'a> {
        let note = self.note(ix);
        let kind = note.kind.map(|kind| self.archive.kinds.get(kind));
        let (previous, next) = self.neighbours(ix);
        let mut body = self.body(ix);
        if let Some(dataset) = self.dataset_of(ix) {
            body.events.push(super::body::Event::Table(Box::new(self.dataset_rows(ix, dataset, 1))));
        }
        NoteContent {
            id: note.id.as_str(),
            kind_name: kind.map_or("page", |kind| &kind.name.0),
            kind_label: kind.map(|kind| kind.label.one.get(&self.archive.config.language)),
            kind_href: note.kind.and_then(|kind| self.kind_route(kind)).map(|route| route.href()),
            names: self.names(note),
            aliases: note.meta.aliases.iter().map(|alias| &*alias.value).collect(),
            summary: (!note.summary.is_empty())
                .then(|| vec![Inline::Markdown(self.fragment(ix, note.front_text(FrontText::Summary)))]),
            status: note.meta.status,
            authors: note.meta.authors.iter().map(|author| (&*author.value, self.person(author))).collect(),
            created: note.meta.created.clone().or_else(|| self.days(note)?.0),
            updated: note.meta.updated.clone().or_else(|| self.days(note)?.1),
            tags: tags(note).map(|tag| (tag, self.tag_href(tag))).collect(),
            image: (!note.image.is_empty()).then(|| self.fragment(ix, &note.image)),
            infobox: self.infobox(ix, note),
            claims: self.claims_of(ix),
            claims_about: self.claims_about(ix, 0),
            linked: body.linked.clone(),
            body,
            concordance: self.concordance(ix),
            relations: self.relations(ix),
            backlinks: self.backlinks(ix),
            previous: previous.map(|note| self.card(note)),
            next: next.map(|note| self.card(note)),
        }
    }

    /// The body of a note with every answer put in.
    pub(super) fn body(&self, ix: NoteIx) -> ResolvedBody<'a> {
        self.body_with(ix, &|note, query, place| self.query_rows(note, query, place, 1))
    }

    fn body_with(&self, ix: NoteIx, table: TableMaker<'a, '_>) -> ResolvedBody<'a> {
        resolve::body(&self.inputs(Some(table)), ix)
    }

    /// Markdown of the front matter with every answer put in.
    pub(super) fn fragment(&self, ix: NoteIx, events: &'a [Event]) -> ResolvedBody<'a> {
        resolve::fragment(&self.inputs(None), ix, events)
    }

    /// The Markdown of a dataset's cell with every answer put in.
    pub(super) fn cell_text(&self, dataset: u32, row: u32, column: u32) -> ResolvedBody<'a> {
        resolve::cell(&self.inputs(None), dataset, row, column)
    }

    fn inputs<'i>(&'i self, table: Option<TableMaker<'a, 'i>>) -> Inputs<'a, 'i> {
        Inputs {
            archive: self.archive,
            addresses: &self.addresses,
            faults: &self.faults,
            table,
            cites: self.cites.as_ref(),
            cards: &self.cards,
        }
    }

    /// A page of the table of an `index` block, named after the heading above it. The first stands in the text of its note.
    pub(super) fn query_rows(&self, ix: NoteIx, query: u32, at: TablePlace<'_>, page: u32) -> Option<TableContext<'a>> {
        let table = self.query_answer(ix, query)?;
        let key = TableKey::Query(ix, query);
        let downloads = (self.data_route(&key, "csv").href(), self.data_route(&key, "json").href());
        let number = at.number.to_string();
        let caption = at.heading.map_or_else(|| self.texts.fill("table_label", &[("n", &number)]).into(), Cow::Borrowed);
        let id = format!("_table-{number}");
        let route = self.list_route(ix, &ListKey::Query(query), 1);
        let is_long = page_count(table) > 1;
        let first = is_long.then(|| self.addresses.note(ix).at(&format!("_table-{}", self.table_number(ix, query))));
        let place = Placement {
            id: &id,
            caption: &caption,
            caption_hidden: true,
            main: false,
            ids: RowIds::None,
            pages: first.map(|first| (first, &route)),
            page,
            downloads: Some(downloads),
            data: self.row_data(&self.query_table_id(ix, query), table),
        };
        Some(self.table(table, &place))
    }

    /// What the query of an `index` block has found; `None` where it is at fault.
    pub(super) fn query_answer(&self, ix: NoteIx, query: u32) -> Option<&'a Table> {
        self.views.queries.get(ix.0 as usize)?.get(query as usize)?.as_ref()
    }

    /// The number that the table of an `index` block has on its own note's page.
    pub(super) fn table_number(&self, ix: NoteIx, query: u32) -> u32 {
        let number = Cell::new(None);
        self.body_with(ix, &|note, at, met| {
            if (note, at) == (ix, query) && number.get().is_none() {
                number.set(Some(met.number));
            }
            None
        });
        number.get().unwrap_or(query + 1)
    }

    /// A page of the rows of a dataset. The first stands below the text of its note.
    pub(super) fn dataset_rows(&self, ix: NoteIx, dataset: u32, page: u32) -> TableContext<'a> {
        let key = TableKey::Dataset(dataset);
        let downloads = Some((self.data_route(&key, "csv").href(), self.data_route(&key, "json").href()));
        let table = &self.views.datasets[dataset as usize];
        let (id, route) = (self.dataset_table_id(dataset), self.list_route(ix, &ListKey::Rows(dataset), 1));
        let place = Placement {
            id: &id,
            caption: &self.note(ix).meta.title.value,
            caption_hidden: false,
            main: false,
            ids: RowIds::Numbers,
            pages: Some((self.addresses.note(ix).clone(), &route)),
            page,
            downloads,
            data: self.row_data(&id, table),
        };
        self.table(table, &place)
    }

    /// The forms of the note's names with the labels of their languages.
    fn names(&self, note: &'a Note) -> Vec<(Box<str>, &'a str, Option<&'a str>)> {
        let values = note.fields.iter().flat_map(|field| &field.values);
        let names = values.filter_map(|value| if let Value::Names(names) = &value.value { Some(names) } else { None });
        let form = |(key, text): &'a (Box<str>, Box<str>)| {
            let label = match &**key {
                "pinyin" | "as_printed" => self.texts.get(&format!("name_{key}")).to_owned(),
                tag => language_name(tag, &self.archive.config.language).to_owned(),
            };
            (label.into(), &**text, Names::language(key))
        };
        names.flat_map(|names| &names.forms).filter(|(key, _)| &**key != "sort").map(form).collect()
    }

    fn infobox(&self, ix: NoteIx, note: &'a Note) -> Vec<InfoboxRow<'a>> {
        let Some(kind) = note.kind.map(|kind| self.archive.kinds.get(kind)) else { return Vec::new() };
        let mut rows = Vec::new();
        for (at, values) in (0..).zip(&note.fields) {
            let field = &kind.fields[values.field.0 as usize];
            // Names stand under the title.
            if field.value != ValueType::Names {
                rows.extend(self.infobox_row(ix, at, field, values));
            }
        }
        rows
    }

    /// The sources of a field's value.
    fn cites_of(&self, ix: NoteIx, field: u32, value: u32) -> Vec<Inline<'a>> {
        let mut pieces = Vec::new();
        for cited in self.archive.citations.of_field(ix, field, value) {
            if !pieces.is_empty() {
                pieces.push(Inline::Text(self.texts.get("source_separator").into()));
            }
            pieces.extend(self.source(cited));
        }
        pieces
    }

    fn infobox_row(&self, ix: NoteIx, at: u32, field: &'a Field, values: &'a FieldValues) -> Option<InfoboxRow<'a>> {
        let language = &self.archive.config.language;
        let unit = match &field.value {
            ValueType::Integer { unit } | ValueType::Number { unit } => unit.as_ref().map(|unit| unit.get(language)),
            _ => None,
        };
        let shown = (0..).zip(&values.values).filter_map(|(position, value)| {
            let line = match &value.value {
                Value::Reference(written) => self.reference(ix, at, position, written)?,
                Value::Markdown(_) => {
                    let text = self.note(ix).front_text(FrontText::Value(at, position));
                    vec![Inline::Markdown(self.fragment(ix, text))]
                }
                value => self.field_value(value),
            };
            Some(InfoboxValue { value: line, cite: self.cites_of(ix, at, position) })
        });
        let shown: Vec<_> = shown.collect();
        (!shown.is_empty()).then(|| InfoboxRow {
            key: &field.name.0,
            label: field.label.get(language),
            unit,
            contested: values.contested,
            dispute: if values.contested { self.dispute_of_field(ix, at) } else { None },
            values: shown,
        })
    }

    /// A value of a reference field as a link; `None` for one to a draft.
    pub(super) fn reference(&self, ix: NoteIx, field: u32, value: u32, written: &str) -> Option<Vec<Inline<'a>>> {
        let answers = &self.archive.references[ix.0 as usize];
        let answer = answers.iter().find(|answer| answer.field == field && answer.value == value);
        match answer.map(|answer| &answer.answer) {
            Some(Answer::Note { note, .. }) => {
                let card = self.cards.get(*note);
                Some(vec![Inline::Link { href: card.href.clone(), text: card.title.clone(), lang: card.lang.clone() }])
            }
            Some(Answer::Draft) => None,
            _ => {
                let note = self.note(ix);
                let span = note.fields[field as usize].values[value as usize].span;
                Some(vec![Inline::Fault { text: written.into(), message: self.faults.at(&note.path, span) }])
            }
        }
    }

    /// The page of a person of that name.
    fn person(&self, name: &Spanned<Box<str>>) -> Option<Href> {
        self.people.get(&fold(name)).map(|ix| self.addresses.note(*ix).clone())
    }

    /// First and last day of the note's file in the revision history.
    pub(super) fn days(&self, note: &Note) -> Option<(Option<Date>, Option<Date>)> {
        let (first, last) = self.history?.days.get(&note.path)?;
        Some((Date::parse(first).ok(), Date::parse(last).ok()))
    }

    /// The notes before and after in the kind's index.
    fn neighbours(&self, ix: NoteIx) -> (Option<NoteIx>, Option<NoteIx>) {
        let Some(order) = self.note(ix).kind.and_then(|kind| self.orders.get(kind.0 as usize)) else { return (None, None) };
        let Some(at) = self.places[ix.0 as usize] else { return (None, None) };
        (at.checked_sub(1).map(|at| order[at as usize]), order.get(at as usize + 1).copied())
    }

    /// Findings on the note's own file, with their places.
    fn faults_of(&self, note: &Note) -> Vec<Fault> {
        let found = self.faults.of(&note.path);
        if found.is_empty() {
            return Vec::new();
        }
        let lines = LineIndex::new(&note.source);
        let shown = found.iter().take(MOST_FAULTS).map(|(file, span, diagnostic)| {
            let at = lines.line_column(&note.source, span.start);
            Fault {
                severity: severity_name(diagnostic.severity),
                code: diagnostic.code.name(),
                message: diagnostic.message.as_str().into(),
                place: format!("{file}:{}:{}", at.line, at.column).into(),
            }
        });
        shown.collect()
    }
}

/// All tags of a note, in order, each once.
pub(super) fn tags(note: &Note) -> impl Iterator<Item = &str> {
    let mut seen = FxHashSet::default();
    note.meta.tags.iter().chain(&note.body.tags).map(|tag| &*tag.value).filter(move |tag| seen.insert(fold(tag)))
}

/// The name of a language for people, for those that names are often given in; else its tag.
fn language_name<'t>(tag: &'t str, site: &str) -> &'t str {
    let chinese = site.starts_with("zh");
    let primary = tag.split('-').next().unwrap_or(tag);
    match (primary, chinese) {
        ("zh", false) => "Chinese",
        ("zh", true) => "中文",
        ("en", false) => "English",
        ("en", true) => "英文",
        ("ja", false) => "Japanese",
        ("ja", true) => "日文",
        ("ko", false) => "Korean",
        ("ko", true) => "韩文",
        ("fr", false) => "French",
        ("fr", true) => "法文",
        ("de", false) => "German",
        ("de", true) => "德文",
        ("ru", false) => "Russian",
        ("ru", true) => "俄文",
        _ => tag,
    }
}
