//! `unlinked-mention`: a note's name stands in another note's text without a link, and the note does not link there at all.

use aho_corasick::{AhoCorasick, MatchKind};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::archive::{Answer, Archive, NoteIx};
use crate::diagnostic::{Code, Diagnostic};
use crate::note::Note;
use crate::note::body::{Event, EventKind, Str, Tag};
use crate::schema::Value;
use crate::text::han::has_han;
use crate::text::{Span, fold};

/// Names shorter than this many bytes are too common to be looked for (two Han characters are six).
const SHORTEST: usize = 4;

pub(super) fn find(archive: &Archive) -> Vec<Diagnostic> {
    let Some(names) = Names::of(archive) else { return Vec::new() };
    let notes = u32::try_from(archive.notes.len()).unwrap_or(u32::MAX);
    let found: Vec<Vec<Diagnostic>> = (0..notes).into_par_iter().map(|ix| names.in_note(archive, NoteIx(ix))).collect();
    found.into_iter().flatten().collect()
}

/// Names that mean one note alone, so that a link can be made of them.
struct Names {
    search: AhoCorasick,
    notes: Vec<NoteIx>,
    written: Vec<String>,
}

impl Names {
    fn of(archive: &Archive) -> Option<Self> {
        let mut owners: FxHashMap<String, Option<NoteIx>> = FxHashMap::default();
        let mut written: Vec<(String, NoteIx)> = Vec::new();
        for (ix, note) in (0..).map(NoteIx).zip(&archive.notes) {
            let mut own = |name: &str| {
                owners.entry(fold(name)).and_modify(|owner| *owner = owner.filter(|owner| *owner == ix)).or_insert(Some(ix));
            };
            own(note.id.slug());
            let mut add = |name: &str| {
                own(name);
                if name.len() >= SHORTEST && !note.is_folder_index && is_linkable(name) {
                    written.push((name.to_owned(), ix));
                }
            };
            add(&note.meta.title);
            note.meta.aliases.iter().for_each(|alias| add(alias));
            for value in note.fields.iter().flat_map(|field| &field.values) {
                if let Value::Names(names) = &value.value {
                    names.forms.iter().for_each(|(_, form)| add(form));
                }
            }
        }
        written.retain(|(name, ix)| owners.get(&fold(name)) == Some(&Some(*ix)));
        written.sort();
        written.dedup_by(|a, b| a.0 == b.0);
        let (written, notes): (Vec<_>, Vec<_>) = written.into_iter().unzip();
        let search =
            AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).ascii_case_insensitive(true).build(&written).ok()?;
        Some(Self { search, notes, written })
    }

    /// The first mention of each note that this one does not link to.
    fn in_note(&self, archive: &Archive, ix: NoteIx) -> Vec<Diagnostic> {
        let note = &archive.notes[ix.0 as usize];
        let at = ix.0 as usize;
        let answers = archive.links[at].iter().chain(&archive.embeds[at]);
        let mut known: FxHashSet<NoteIx> = answers
            .chain(archive.references[at].iter().map(|reference| &reference.answer))
            .filter_map(|answer| if let Answer::Note { note, .. } = answer { Some(*note) } else { None })
            .collect();
        known.insert(ix);
        let mut found = Vec::new();
        for Text { span, in_cell } in plain_text(note) {
            let Some(text) = note.source.get(span.range()) else { continue };
            for hit in self.search.find_iter(text) {
                let name = &self.written[hit.pattern().as_usize()];
                let target = self.notes[hit.pattern().as_usize()];
                let words = &text[hit.range()];
                // One word in another case is a word of the language: `trade` is not the note `Trade`.
                let is_name = words == name || name.contains(' ');
                if is_name && is_whole_word(text, hit.start(), hit.end()) && known.insert(target) {
                    let place = Span::new(hit.range()).shifted(span.start as usize);
                    found.push(finding(archive, note, target, place, in_cell));
                }
            }
        }
        found
    }
}

fn finding(archive: &Archive, note: &Note, target: NoteIx, span: Span, in_cell: bool) -> Diagnostic {
    let target = &archive.notes[target.0 as usize];
    let words = note.source.get(span.range()).unwrap_or("");
    let link = match (words.contains('/'), in_cell) {
        (false, _) => format!("[[{words}]]"),
        (true, false) => format!("[[{}|{words}]]", target.id),
        (true, true) => format!("[[{}\\|{words}]]", target.id),
    };
    Diagnostic::new(
        Code::UnlinkedMention,
        &note.path,
        span,
        format!("`{words}` is the note `{}`, and not linked here", target.id),
    )
    .help(format!("write `{link}`"))
    .fix(format!("link it to `{}`", target.id), &note.path, span, link)
}

/// A piece of text in which a name may be linked.
struct Text {
    span: Span,
    /// Whether it stands in a cell of a table, where a bare pipe would end the cell.
    in_cell: bool,
}

/// Text of a note and its footnotes that is not in links, headings, code or comments.
fn plain_text(note: &Note) -> Vec<Text> {
    let mut texts = Vec::new();
    let footnotes = note.body.footnotes.iter().map(|footnote| footnote.events.as_slice());
    for events in std::iter::once(note.body.events.as_slice()).chain(footnotes) {
        collect(events, &mut texts);
    }
    texts
}

fn collect(events: &[Event], texts: &mut Vec<Text>) {
    let (mut closed, mut cells) = (0_u32, 0_u32);
    for event in events {
        match &event.kind {
            EventKind::Start(Tag::TableCell) => cells += 1,
            EventKind::End(Tag::TableCell) => cells = cells.saturating_sub(1),
            EventKind::Start(tag) if is_closed(tag) => closed += 1,
            EventKind::End(tag) if is_closed(tag) => closed = closed.saturating_sub(1),
            EventKind::Text(Str::Source(span)) if closed == 0 => texts.push(Text { span: *span, in_cell: cells > 0 }),
            _ => {}
        }
    }
}

/// Elements in which no link is wanted.
fn is_closed(tag: &Tag) -> bool {
    matches!(
        tag,
        Tag::Link(_)
            | Tag::Image(_)
            | Tag::Heading(_)
            | Tag::CodeBlock(_)
            | Tag::Annotation(_)
            | Tag::Deletion
            | Tag::CalloutTitle
            | Tag::DefinitionTitle
    )
}

/// Whether a name can stand between double brackets as it is.
fn is_linkable(name: &str) -> bool {
    !name.contains(['[', ']', '|', '#', '^', '{', '}', '\n', '\\'])
}

/// Whether a match is not part of a longer word; Han needs no spaces.
fn is_whole_word(text: &str, start: usize, end: usize) -> bool {
    if has_han(&text[start..end]) {
        return true;
    }
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    !text[..start].ends_with(is_word) && !text[end..].starts_with(is_word)
}
