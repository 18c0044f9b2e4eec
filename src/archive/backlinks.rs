//! Who links to a note, with the sentence in which each link stands.

use std::cell::OnceCell;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::sentence::{self, Mark, Passage, Quoted, cut};
use super::{Answer, Backlink, Dataset, NoteIx};
use crate::note::Note;
use crate::schema::{Kinds, Value};
use crate::text::fold;

/// Rows of a dataset that are shown on the page of a note they refer to; the others are a click away.
const ROWS: u32 = 3;

/// Bytes of a cell's neighbours on either side that are read: more than a sentence shows.
const NEAR: usize = 1_000;

/// For each note, the places in other notes' bodies and datasets that link to it.
pub(super) fn backlinks(
    notes: &[Arc<Note>],
    kinds: &Kinds,
    links: &[Vec<Answer>],
    passages: &[Arc<[Passage]>],
    datasets: &[Dataset],
    language: &str,
) -> Vec<Vec<Backlink>> {
    let mut into: Vec<Vec<Backlink>> = vec![Vec::new(); notes.len()];
    for (from, passages) in (0..).map(NoteIx).zip(passages) {
        for Passage { mark, sentence, section } in passages.iter() {
            let Mark::Link(link) = *mark else { continue };
            if let Answer::Note { note: to, .. } = links[from.0 as usize][link as usize]
                && to != from
            {
                let known = &mut into[to.0 as usize];
                let again = known.last().is_some_and(|last| last.from == from && is_same(&last.sentence.parts, &sentence.parts));
                if !again {
                    known.push(Backlink { from, link: Some(link), sentence: sentence.clone(), section: *section });
                }
            }
        }
    }
    for dataset in datasets {
        from_rows(notes, dataset, language, &mut into);
    }
    let order = order(notes, kinds);
    for known in &mut into {
        // Rows, which have no link, come after the text; a stable sort keeps them in the order of the file.
        known.sort_by_key(|backlink| (order[backlink.from.0 as usize], backlink.link.is_none(), backlink.link));
    }
    into
}

/// Whether two sentences have the same text, wherever their links stand.
fn is_same(a: &[Box<str>; 3], b: &[Box<str>; 3]) -> bool {
    let bytes = |parts: &'_ [Box<str>; 3]| parts.iter().map(|part| part.len()).sum::<usize>();
    bytes(a) == bytes(b) && a.iter().flat_map(|part| part.bytes()).eq(b.iter().flat_map(|part| part.bytes()))
}

/// The first rows of a dataset that refer to each note.
fn from_rows(notes: &[Arc<Note>], dataset: &Dataset, language: &str, into: &mut [Vec<Backlink>]) {
    let texts = dataset.texts.as_deref();
    let passages = texts.map_or_else(Vec::new, |texts| sentence::of_cells(notes, texts));
    let mut passages = passages.iter().peekable();
    let mut shown: FxHashMap<NoteIx, u32> = FxHashMap::default();
    let mut read: Option<Row<'_>> = None;
    let mut tell = |row: u32, at: u32, to: NoteIx, parts: [&str; 3]| {
        let rows = shown.entry(to).or_default();
        if to == dataset.note || *rows == ROWS {
            return;
        }
        *rows += 1;
        let row = match read.take() {
            Some(known) if known.number == row => read.insert(known),
            _ => read.insert(Row::new(dataset, row, language)),
        };
        let parts = row.around(at, parts);
        let sentence = Arc::new(Quoted { parts, citations: Box::default() });
        into[to.0 as usize].push(Backlink { from: dataset.note, link: None, sentence, section: None });
    };
    for (row, cells) in (0..).zip(&dataset.rows) {
        for (at, cell) in (0..).zip(&cells.cells) {
            let Some(cell) = cell else { continue };
            if let Some(Answer::Note { note: to, .. }) = cell.answer {
                tell(row, at, to, ["", &text_of(&cell.value, language), ""]);
            }
            let Some(texts) = texts else { continue };
            let mut told: Vec<NoteIx> = Vec::new();
            let is_here = |passage: &&Passage| matches!(passage.mark, Mark::Link(link) if texts.place_of_link(link) == (row, at));
            while let Some(Passage { mark: Mark::Link(link), sentence, .. }) = passages.next_if(is_here) {
                if let Answer::Note { note: to, .. } = texts.links[*link as usize]
                    && !told.contains(&to)
                {
                    told.push(to);
                    tell(row, at, to, sentence.parts.each_ref().map(|part| &**part));
                }
            }
        }
    }
}

/// A row of a dataset, whose cells are read as they are asked for, each once.
struct Row<'a> {
    dataset: &'a Dataset,
    number: u32,
    language: &'a str,
    texts: Vec<OnceCell<Option<String>>>,
}

impl<'a> Row<'a> {
    fn new(dataset: &'a Dataset, number: u32, language: &'a str) -> Self {
        let cells = dataset.rows[number as usize].cells.len();
        Self { dataset, number, language, texts: vec![OnceCell::new(); cells] }
    }

    /// The row as a sentence, what stands in one of its cells in three parts.
    fn around(&self, at: u32, [before, words, after]: [&str; 3]) -> [Box<str>; 3] {
        let others_before = self.before(at);
        let others_after = self.after(at);
        cut([&format!("{others_before}{} {before}", self.label(at)), words, &format!("{after}{others_after}")])
    }

    /// The end of what stands before a cell.
    fn before(&self, at: u32) -> String {
        let mut parts = Vec::new();
        let mut bytes = 0;
        for text in (0..at).rev().filter_map(|column| self.text(column)) {
            let end = &text[text.ceil_char_boundary(text.len().saturating_sub(NEAR))..];
            parts.extend([" · ", end]);
            bytes += end.len();
            if bytes >= NEAR {
                break;
            }
        }
        parts.iter().rev().copied().collect()
    }

    /// The beginning of what stands after a cell.
    fn after(&self, at: u32) -> String {
        let mut out = String::new();
        for text in (at + 1..self.texts.len() as u32).filter_map(|column| self.text(column)) {
            out.extend([" · ", &text[..text.floor_char_boundary(NEAR)]]);
            if out.len() >= NEAR {
                break;
            }
        }
        out
    }

    fn label(&self, column: u32) -> &'a str {
        self.dataset.columns[column as usize].label.get(self.language)
    }

    fn text(&self, column: u32) -> Option<&str> {
        let read = || {
            let cell = self.dataset.rows[self.number as usize].cells[column as usize].as_ref()?;
            let value = match (&cell.value, &self.dataset.texts) {
                (Value::Markdown(_), Some(texts)) => texts.words(self.number, column),
                (value, _) => text_of(value, self.language),
            };
            Some(format!("{} {value}", self.label(column)))
        };
        self.texts[column as usize].get_or_init(read).as_deref()
    }
}

/// A cell as people read it.
fn text_of(value: &Value, language: &str) -> String {
    match value {
        Value::Text(text) | Value::Markdown(text) | Value::Url(text) | Value::Reference(text) => text.to_string(),
        Value::Names(names) => names.forms.first().map_or(String::new(), |(_, form)| form.to_string()),
        Value::Number(number) => number.written.to_string(),
        Value::Boolean(true) => "✓".to_owned(),
        Value::Boolean(false) => "–".to_owned(),
        Value::Date(date) => date.for_people(language),
        Value::Coordinates(point) => format!("{}, {}", point.lat, point.lon),
    }
}

/// Each note's place when they are ordered by kind (plain notes last), then title.
fn order(notes: &[Arc<Note>], kinds: &Kinds) -> Vec<u32> {
    let mut by: Vec<_> = notes
        .iter()
        .enumerate()
        .map(|(at, note)| {
            let kind = note.kind.map_or((1, ""), |kind| (0, &*kinds.get(kind).name.0));
            (kind, fold(&note.meta.title), at)
        })
        .collect();
    by.sort_unstable();
    let mut order = vec![0; notes.len()];
    for (place, (.., at)) in by.iter().enumerate() {
        order[*at] = place as u32;
    }
    order
}
