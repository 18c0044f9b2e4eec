//! The archive with what every table needs, found once: the order of titles, tags, names, dates of the history.

use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::collate::{self, Collation, Reading};
use super::condition::has_words;
use super::tags::{TagIx, Tags};
use crate::archive::{Archive, NoteIx};
use crate::note::Note;
use crate::schema::date::Date;
use crate::schema::{KindIx, Value};
use crate::source::History;
use crate::text::fold;
use crate::text::han::{has_han, pinyin_spellings};

/// An archive, ready for tables.
pub struct Catalog<'a> {
    pub(super) archive: &'a Archive,
    pub(super) collation: Arc<Collation>,
    pub(super) tags: Tags,
    /// For each note, how it reads its own Han name.
    pub(super) readings: Vec<Option<Reading>>,
    /// For each note, its place when all notes are ordered by title.
    pub(super) title_ranks: Vec<u32>,
    history: Option<&'a History>,
    days: OnceLock<Vec<Days>>,
    names: OnceLock<FxHashMap<String, Vec<NoteIx>>>,
    matches: Vec<Arc<str>>,
    summary_ranks: Vec<u32>,
    tag_ranks: Vec<u32>,
    kind_ranks: Vec<u32>,
}

/// The days of the first and the last revision of a note.
#[derive(Default)]
struct Days {
    first: Option<Date>,
    last: Option<Date>,
}

impl<'a> Catalog<'a> {
    /// Takes an archive; dates that its notes do not give come from the history.
    #[must_use]
    pub fn new(archive: &'a Archive, history: Option<&'a History>) -> Self {
        Self::with(archive, history, Arc::new(Collation::new(&archive.config.language)))
    }

    /// With the order of the archive's language.
    #[must_use]
    pub fn with(archive: &'a Archive, history: Option<&'a History>, collation: Arc<Collation>) -> Self {
        let readings: Vec<_> = archive.notes.par_iter().map(|note| Reading::of(note)).collect();
        let keys: Vec<_> = archive
            .notes
            .par_iter()
            .zip(&readings)
            .map(|(note, reading)| collation.key(&note.meta.title, reading.as_ref()))
            .collect();
        let mut by_title: Vec<u32> = (0..archive.notes.len() as u32).collect();
        by_title.par_sort_unstable_by_key(|at| (&keys[*at as usize], *at));
        let mut title_ranks = vec![0; by_title.len()];
        for (rank, at) in (0..).zip(by_title) {
            title_ranks[at as usize] = rank;
        }
        let kinds = archive.kinds.all.iter().map(|kind| kind.label.one.get(&archive.config.language));
        let kind_ranks = collation.ranks(&kinds.collect::<Vec<_>>());
        let tags = Tags::new(archive.notes.iter().map(|note| &**note));
        let names: Vec<&str> = tags.all.iter().map(|tag| &*tag.name).collect();
        let tag_ranks = collation.ranks(&names);
        let summary = |note: &'a std::sync::Arc<Note>| note.meta.summary.as_ref().map_or("", |summary| &*summary.value);
        let summary_ranks = collation.ranks(&archive.notes.iter().map(summary).collect::<Vec<_>>());
        let matches = archive.notes.par_iter().zip(&readings);
        let matches = matches.map(|(note, reading)| matches_of(note, reading.as_ref()).into()).collect();
        Self {
            archive,
            collation,
            tags,
            readings,
            title_ranks,
            history,
            days: OnceLock::new(),
            names: OnceLock::new(),
            matches,
            summary_ranks,
            tag_ranks,
            kind_ranks,
        }
    }

    pub(super) fn note(&self, ix: NoteIx) -> &'a Note {
        &self.archive.notes[ix.0 as usize]
    }

    pub(super) fn reading(&self, ix: NoteIx) -> Option<&Reading> {
        self.readings[ix.0 as usize].as_ref()
    }

    pub(super) fn title_rank(&self, ix: NoteIx) -> u32 {
        self.title_ranks[ix.0 as usize]
    }

    pub(super) fn kind_rank(&self, kind: KindIx) -> u32 {
        self.kind_ranks[kind.0 as usize]
    }

    pub(super) fn tag_rank(&self, tag: TagIx) -> u32 {
        self.tag_ranks[tag.0 as usize]
    }

    pub(super) fn summary_rank(&self, ix: NoteIx) -> u32 {
        self.summary_ranks[ix.0 as usize]
    }

    /// When a note was begun, as it says or as its history does.
    pub(super) fn created(&self, ix: NoteIx) -> Option<&Date> {
        self.note(ix).meta.created.as_ref().or_else(|| self.days()[ix.0 as usize].first.as_ref())
    }

    /// When a note was last changed.
    pub(super) fn updated(&self, ix: NoteIx) -> Option<&Date> {
        self.note(ix).meta.updated.as_ref().or_else(|| self.days()[ix.0 as usize].last.as_ref())
    }

    fn days(&self) -> &[Days] {
        self.days.get_or_init(|| {
            let of = |note: &std::sync::Arc<Note>| {
                let days = self.history.and_then(|history| history.days.get(&note.path));
                let days = days.map(|(first, last)| Days { first: Date::parse(first).ok(), last: Date::parse(last).ok() });
                days.unwrap_or_default()
            };
            self.archive.notes.iter().map(of).collect()
        })
    }

    /// Every name of every note, folded: id, slug, title, aliases, names in all scripts, pinyin with and without tones.
    fn names(&self) -> &FxHashMap<String, Vec<NoteIx>> {
        self.names.get_or_init(|| {
            let mut names: FxHashMap<String, Vec<NoteIx>> = FxHashMap::default();
            // Not in parallel: what waits for the names may stand below this on the same thread.
            for (ix, note) in (0..).map(NoteIx).zip(&self.archive.notes) {
                for name in names_of(note) {
                    let notes = names.entry(name).or_default();
                    if notes.last() != Some(&ix) {
                        notes.push(ix);
                    }
                }
            }
            names
        })
    }

    /// The notes that are called so, in order.
    pub(super) fn named(&self, written: &str) -> Vec<NoteIx> {
        self.names().get(&fold(written)).cloned().unwrap_or_default()
    }

    /// The notes that have a name with these words in it, in order.
    pub(super) fn named_with(&self, words: &str) -> Vec<NoteIx> {
        let words = fold(words);
        let mut notes: Vec<NoteIx> = Vec::new();
        for (name, of_name) in self.names() {
            if has_words(name, &words) {
                notes.extend(of_name);
            }
        }
        notes.sort_unstable();
        notes.dedup();
        notes
    }

    /// Further words by which a filter finds a note's row.
    pub(super) fn matches(&self, ix: NoteIx) -> Arc<str> {
        self.matches[ix.0 as usize].clone()
    }
}

fn names_of(note: &Note) -> Vec<String> {
    let mut names = vec![fold(note.id.as_str()), fold(note.id.slug()), fold(&note.meta.title)];
    names.extend(note.meta.aliases.iter().map(|alias| fold(alias)));
    for (key, form) in forms(note) {
        names.push(fold(form));
        if key == "pinyin" {
            names.extend(pinyin_spellings(form).iter().map(|form| fold(form)));
        }
    }
    names
}

/// Aliases, Han, and pinyin without tones, of what a page may not show.
fn matches_of(note: &Note, reading: Option<&Reading>) -> String {
    let title = &*note.meta.title.value;
    let mut words: Vec<String> = note.meta.aliases.iter().map(|alias| alias.to_string()).collect();
    for (key, form) in forms(note) {
        match key {
            "pinyin" => words.extend(pinyin_spellings(form)),
            _ => words.push(form.to_owned()),
        }
    }
    words.extend(reading.map(|reading| reading.pinyin.to_string()));
    let han = std::iter::once(title).chain(note.meta.aliases.iter().map(|alias| &*alias.value)).filter(|text| has_han(text));
    words.extend(han.map(|text| collate::read(text, reading)));
    // As `ü` is typed on a Chinese keyboard.
    let typed: Vec<String> = words.iter().filter(|word| word.contains('ü')).map(|word| word.replace('ü', "v")).collect();
    words.extend(typed);
    let mut seen = rustc_hash::FxHashSet::default();
    words.retain(|word| word != title && seen.insert(fold(word)));
    words.join(" ")
}

/// The forms of a note's names with their keys.
fn forms(note: &Note) -> impl Iterator<Item = (&str, &str)> {
    let values = note.fields.iter().flat_map(|field| &field.values);
    let names = values.filter_map(|value| if let Value::Names(names) = &value.value { Some(names) } else { None });
    names.flat_map(|names| names.forms.iter().map(|(key, form)| (&**key, &**form)))
}
