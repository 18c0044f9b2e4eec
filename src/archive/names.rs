//! Which note a name means: slugs, then titles, then aliases, whatever their case.

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::diagnostic::suggest;
use crate::note::Note;
use crate::schema::{KindName, Kinds, Value};
use crate::text::han::pinyin_spellings;
use crate::text::{Span, Spanned, fold};

/// A position among all notes read, drafts included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct ReadIx(pub(super) u32);

/// Near names that are looked at for those of three notes.
const MOST_NAMES: usize = 12;

/// How directly a name is a note's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tier {
    Slug,
    Title,
    Alias,
}

/// A name of a note and where it is written.
pub(super) struct Hit {
    pub(super) note: ReadIx,
    pub(super) tier: Tier,
    pub(super) span: Span,
}

/// What a name means.
pub(super) enum Found {
    One(ReadIx),
    Several(Vec<ReadIx>),
    /// None of the kinds asked for, but this note of another.
    OtherKind(ReadIx),
    None,
}

/// A name as it is written, for suggestions.
struct Written {
    /// The set of its letters.
    letters: u64,
    note: ReadIx,
    /// Its place among the names of its note.
    nth: u32,
}

/// All names of all notes. They hold nothing of the notes themselves, so that builds of the same names can share them.
pub(super) struct Names {
    ids: FxHashMap<String, ReadIx>,
    /// Hits of a name, the most direct first.
    hits: FxHashMap<NameKey, Vec<Hit>>,
    /// Ids by their last part, for paths that leave out their first folders.
    by_slug: FxHashMap<String, Vec<ReadIx>>,
    written: Vec<Written>,
}

impl Names {
    pub(super) fn new(notes: &[Arc<Note>]) -> Self {
        let mut names = Self {
            ids: FxHashMap::with_capacity_and_hasher(notes.len(), rustc_hash::FxBuildHasher),
            hits: FxHashMap::with_capacity_and_hasher(notes.len() * 3, rustc_hash::FxBuildHasher),
            by_slug: FxHashMap::with_capacity_and_hasher(notes.len(), rustc_hash::FxBuildHasher),
            written: Vec::with_capacity(notes.len() * 3),
        };
        for (at, note) in (0..).map(ReadIx).zip(notes) {
            names.ids.entry(fold(note.id.as_str())).or_insert(at);
            names.by_slug.entry(fold(note.id.slug())).or_default().push(at);
            for (nth, name) in (0..).zip(names_of(note)) {
                names.add(at, nth, &name);
            }
        }
        for hits in names.hits.values_mut() {
            hits.sort_by_key(|hit| (hit.note, hit.tier));
            hits.dedup_by_key(|hit| hit.note);
            hits.sort_by_key(|hit| (hit.tier, hit.note));
        }
        names
    }

    fn add(&mut self, note: ReadIx, nth: u32, name: &Name<'_>) {
        for (form, key) in name.keys().enumerate() {
            if form == 0 {
                self.written.push(Written { letters: letters(&key.0), note, nth });
            }
            self.hits.entry(key).or_default().push(Hit { note, tier: name.tier, span: name.span });
        }
    }

    /// The note of an id, whatever its case.
    pub(super) fn id(&self, id: &str) -> Option<ReadIx> {
        self.ids.get(&fold(id)).copied()
    }

    /// The notes whose ids end so, for a path whose first folders are left out.
    pub(super) fn id_ending(&self, notes: &[Arc<Note>], path: &str) -> Found {
        let path = fold(path);
        let slug = path.rsplit('/').next().unwrap_or(&path);
        let ends = |ix: &&ReadIx| {
            let id = fold(notes[ix.0 as usize].id.as_str());
            id.strip_suffix(&path).is_some_and(|before| before.ends_with('/'))
        };
        let found: Vec<_> = self.by_slug.get(slug).into_iter().flatten().filter(ends).copied().collect();
        match found[..] {
            [] => Found::None,
            [one] => Found::One(one),
            _ => Found::Several(found),
        }
    }

    /// What a bare name means; `to` keeps only notes of these kinds, unless it is empty.
    pub(super) fn bare(&self, notes: &[Arc<Note>], kinds: &Kinds, name: &NameKey, to: &[KindName]) -> Found {
        let Some(hits) = self.hits.get(name) else { return Found::None };
        let fits = |hit: &&Hit| is_of(&notes[hit.note.0 as usize], to, kinds);
        let mut fitting = hits.iter().filter(fits);
        let Some(first) = fitting.next() else { return Found::OtherKind(hits[0].note) };
        let same: Vec<_> = fitting.filter(|hit| hit.tier == first.tier).map(|hit| hit.note).collect();
        if same.is_empty() {
            return Found::One(first.note);
        }
        Found::Several([vec![first.note], same].concat())
    }

    /// Names that a more direct name of another note hides: the hidden hit, and the note that wins.
    pub(super) fn shadowed(&self) -> Vec<(&Hit, ReadIx)> {
        let mut found = Vec::new();
        for hits in self.hits.values().filter(|hits| hits.len() > 1) {
            let best = &hits[0];
            let alone = hits[1].tier > best.tier;
            found.extend(hits[1..].iter().filter(|_| alone).map(|hit| (hit, best.note)));
        }
        found.sort_by_key(|(hit, winner)| (hit.note, hit.span, *winner));
        // Pinyin with and without tones may be hidden by one note: that is one finding.
        found.dedup_by_key(|(hit, winner)| (hit.note, hit.span, *winner));
        found
    }

    /// The names nearest to one that was not found, of three notes of the kinds `to`.
    pub(super) fn nearest<'n>(&self, notes: &'n [Arc<Note>], kinds: &Kinds, name: &str, to: &[KindName]) -> Vec<&'n str> {
        let wanted = letters(&key(name));
        // A cheap sieve before names are folded and measured: few letters of their own, or a part of the other. Most names fall.
        let most = 2 * (1 + name.chars().count() as u32 / 3);
        let near = |set: u64| (set ^ wanted).count_ones() <= most || set & wanted == set || set & wanted == wanted;
        let candidates = self.written.iter().filter(|written| near(written.letters));
        let of_kind = candidates.filter(|written| is_of(&notes[written.note.0 as usize], to, kinds));
        let named = of_kind.filter_map(|written| {
            let name = names_of(&notes[written.note.0 as usize]).nth(written.nth as usize)?;
            Some((name.text, written.note))
        });
        let named: Vec<(&str, ReadIx)> = named.collect();
        let mut near = suggest::nearest(name, named.iter().map(|(text, _)| *text), MOST_NAMES);
        // Of a note the nearest of its names is enough.
        let mut seen = Vec::new();
        near.retain(|text| {
            let note = named.iter().find(|(name, _)| name == text).map(|(_, note)| *note);
            let is_new = !seen.contains(&note);
            seen.push(note);
            is_new
        });
        near.truncate(3);
        near
    }
}

/// A name as names are compared.
#[derive(PartialEq, Eq, Hash)]
pub(super) struct NameKey(String);

impl NameKey {
    pub(super) fn of(name: &str) -> Self {
        Self(key(name))
    }
}

/// A name of a note.
#[derive(PartialEq, Eq)]
struct Name<'n> {
    tier: Tier,
    text: &'n str,
    span: Span,
    is_pinyin: bool,
}

impl Name<'_> {
    /// As names are compared: as it is written, pinyin also without its tones, and without the spaces between its syllables.
    fn keys(&self) -> impl Iterator<Item = NameKey> {
        let plain = if self.is_pinyin { pinyin_spellings(self.text) } else { Vec::new() };
        let joined = |plain: &str| -> String { plain.chars().filter(|c| !matches!(c, ' ' | '\'' | '’')).collect() };
        let plain = plain.into_iter().map(|plain| key(&plain)).flat_map(move |plain| [joined(&plain), plain]);
        std::iter::once(key(self.text)).chain(plain).filter(|key| !key.is_empty()).map(NameKey)
    }
}

/// Whether two states of a note have the same names at the same places.
pub(super) fn are_same(before: &Note, after: &Note) -> bool {
    names_of(before).eq(names_of(after))
}

/// All names of two states of a note, if links would not find it by the same.
pub(super) fn changed(before: &Note, after: &Note) -> Vec<NameKey> {
    let as_found = |name: &Name<'_>| (name.tier, name.is_pinyin, name.text.to_owned());
    if names_of(before).map(|name| as_found(&name)).eq(names_of(after).map(|name| as_found(&name))) {
        return Vec::new();
    }
    names_of(before).chain(names_of(after)).flat_map(|name| name.keys().collect::<Vec<_>>()).collect()
}

/// All that a note may be called where something asks for it, as [`as_called`] gives a name: ids and their ends, names in every
/// spelling that finds them, and its key as a work.
pub fn called(note: &Note) -> impl Iterator<Item = String> {
    let id = note.id.as_str();
    let ends = id.match_indices('/').map(|(at, _)| &id[at + 1..]);
    let as_work = note.meta.cite_as.iter().map(|key| key.value.trim_start_matches('@'));
    let others = std::iter::once(id).chain(ends).chain(as_work).map(key);
    names_of(note).flat_map(|name| name.keys().map(|key| key.0).collect::<Vec<_>>()).chain(others)
}

/// A name as names are compared, without what may stand around it: `[[../a/b.md#part|words]]` asks for `a/b`.
#[must_use]
pub fn as_called(written: &str) -> String {
    let inside = written.trim().trim_start_matches(['!', '[', '@']).trim_end_matches(']');
    let mut name = inside.split(['#', '|']).next().unwrap_or(inside).trim();
    while let Some(rest) = name.strip_prefix("../").or_else(|| name.strip_prefix("./")).or_else(|| name.strip_prefix('/')) {
        name = rest;
    }
    key(name.strip_suffix(".md").unwrap_or(name))
}

fn alias(alias: &Spanned<Box<str>>) -> Name<'_> {
    Name { tier: Tier::Alias, text: &alias.value, span: alias.span, is_pinyin: false }
}

/// All names of a note, the most direct first.
fn names_of(note: &Note) -> impl Iterator<Item = Name<'_>> {
    let meta = &note.meta;
    let slug = Name { tier: Tier::Slug, text: note.id.slug(), span: Span::default(), is_pinyin: false };
    let title = Name { tier: Tier::Title, text: &meta.title, span: meta.title.span, is_pinyin: false };
    let forms = note.fields.iter().flat_map(|field| &field.values).flat_map(|value| {
        let forms = if let Value::Names(names) = &value.value { names.forms.as_slice() } else { &[] };
        forms.iter().map(|(script, text)| Name { tier: Tier::Alias, text, span: value.span, is_pinyin: &**script == "pinyin" })
    });
    [slug, title].into_iter().chain(meta.aliases.iter().map(alias)).chain(forms)
}

/// Whether a note is of one of these kinds; any note is, of none.
pub(super) fn is_of(note: &Note, to: &[KindName], kinds: &Kinds) -> bool {
    to.is_empty() || note.kind.is_some_and(|kind| to.contains(&kinds.get(kind).name))
}

/// A name as names are compared: folded, each run of white space one space.
fn key(name: &str) -> String {
    let name = name.trim();
    let even = !name.contains("  ") && !name.contains(|c: char| c != ' ' && c.is_whitespace());
    let name: Cow<'_, str> =
        if even { Cow::Borrowed(name) } else { Cow::Owned(name.split_whitespace().collect::<Vec<_>>().join(" ")) };
    fold(&name)
}

/// The set of a text's characters, folded into 64 bits.
fn letters(text: &str) -> u64 {
    text.chars().fold(0, |set, c| set | 1 << (u32::from(c) % 61))
}
