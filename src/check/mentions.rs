//! `unlinked-mention`: a note's name stands in another note's text without a link, and the note does not link there at all.

use aho_corasick::{AhoCorasick, MatchKind};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::archive::{Answer, Archive, NoteIx};
use crate::diagnostic::{Code, Diagnostic};
use crate::note::Note;
use crate::note::body::{EventKind, Str, Tag};
use crate::text::han::has_han;
use crate::text::{Span, fold};

/// Names shorter than this many bytes are too common to be looked for (two Han characters are six).
const SHORTEST: usize = 4;

pub(super) fn find(archive: &Archive) -> Vec<Diagnostic> {
    let names = Names::of(archive);
    let Some(names) = names else { return Vec::new() };
    let found: Vec<Vec<Diagnostic>> =
        (0..archive.notes.len() as u32).into_par_iter().map(|ix| names.in_note(archive, NoteIx(ix))).collect();
    found.into_iter().flatten().collect()
}

struct Names {
    search: AhoCorasick,
    notes: Vec<NoteIx>,
}

impl Names {
    /// Titles and aliases that are one note's alone.
    fn of(archive: &Archive) -> Option<Self> {
        let mut owners: FxHashMap<String, Option<NoteIx>> = FxHashMap::default();
        let mut written: Vec<(String, NoteIx)> = Vec::new();
        for (ix, note) in (0..).map(NoteIx).zip(&archive.notes) {
            for name in std::iter::once(&note.meta.title).chain(&note.meta.aliases) {
                let key = fold(name);
                if key.len() >= SHORTEST && !note.is_folder_index {
                    owners.entry(key).and_modify(|owner| *owner = owner.filter(|owner| *owner == ix)).or_insert(Some(ix));
                    written.push((name.to_string(), ix));
                }
            }
        }
        written.retain(|(name, ix)| owners[&fold(name)] == Some(*ix));
        written.sort();
        written.dedup_by(|a, b| a.0 == b.0);
        let (names, notes): (Vec<_>, Vec<_>) = written.into_iter().unzip();
        let search = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&names).ok()?;
        Some(Self { search, notes })
    }

    fn in_note(&self, archive: &Archive, ix: NoteIx) -> Vec<Diagnostic> {
        let note = &archive.notes[ix.0 as usize];
        let answers = &archive.links[ix.0 as usize];
        let mut known: FxHashSet<NoteIx> = answers
            .iter()
            .chain(archive.references[ix.0 as usize].iter().map(|reference| &reference.answer))
            .filter_map(|answer| if let Answer::Note { note, .. } = answer { Some(*note) } else { None })
            .collect();
        known.insert(ix);
        let mut found = Vec::new();
        for span in plain_text(note) {
            let text = &note.source[span.range()];
            for hit in self.search.find_iter(text) {
                let target = self.notes[hit.pattern().as_usize()];
                if is_whole_word(text, hit.start(), hit.end()) && known.insert(target) {
                    let place = Span::new(span.start as usize + hit.start()..span.start as usize + hit.end());
                    found.push(finding(archive, note, target, place));
                }
            }
        }
        found
    }
}

fn finding(archive: &Archive, note: &Note, target: NoteIx, span: Span) -> Diagnostic {
    let target = &archive.notes[target.0 as usize];
    let words = &note.source[span.range()];
    let link = if fold(target.id.slug()) == fold(words) { format!("[[{words}]]") } else { format!("[[{}|{words}]]", target.id) };
    Diagnostic::new(Code::UnlinkedMention, &note.path, span, format!("`{words}` is named here and not linked"))
        .help(format!("write `{link}`"))
        .fix(format!("link it to `{}`", target.id), &note.path, span, link)
}

/// Text of a note in which a name may be linked: not in links, headings, code or comments.
fn plain_text(note: &Note) -> Vec<Span> {
    let mut closed = 0_u32;
    let mut spans = Vec::new();
    let closes = |tag: &Tag| {
        matches!(
            tag,
            Tag::Link(_)
                | Tag::Image(_)
                | Tag::Heading(_)
                | Tag::CodeBlock(_)
                | Tag::Annotation(_)
                | Tag::Deletion
                | Tag::CalloutTitle
        )
    };
    for event in &note.body.events {
        match &event.kind {
            EventKind::Start(tag) if closes(tag) => closed += 1,
            EventKind::End(tag) if closes(tag) => closed = closed.saturating_sub(1),
            EventKind::Text(Str::Source(span)) if closed == 0 => spans.push(*span),
            _ => {}
        }
    }
    spans
}

/// Whether a match is not part of a longer word; Han needs no spaces.
fn is_whole_word(text: &str, start: usize, end: usize) -> bool {
    if has_han(&text[start..end]) {
        return true;
    }
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    !text[..start].ends_with(is_word) && !text[end..].starts_with(is_word)
}
