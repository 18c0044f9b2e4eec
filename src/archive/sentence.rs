//! The sentence in which a link stands, as plain text.

use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHasher};

use super::{Answer, CellTexts, NoteIx};
use crate::note::Note;
use crate::note::body::{Event, EventKind, Tag};
use crate::note::citation::CiteMode;
use crate::text::VaultPath;
use crate::text::han::is_han_punctuation;

/// Bytes of text after which a sentence is cut; about 240 characters of Latin, 80 of Han.
const LONGEST: usize = 240;

/// What a passage is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    /// A link, by its number in the body.
    Link(u32),
    /// A citation, likewise.
    Citation(u32),
}

/// A link or citation and the sentence around it: before, its words, after.
pub(super) struct Passage {
    pub(super) mark: Mark,
    pub(super) sentence: Sentence,
    pub(super) section: Option<u32>,
}

/// A sentence around words in question.
pub type Sentence = Arc<Quoted>;

/// A sentence as plain text, and the citations in it, which are printed where it is shown.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Quoted {
    /// Before, the words in question, after.
    pub parts: [Box<str>; 3],
    /// Citations of the note's body, in order.
    pub citations: Box<[CitedThere]>,
}

/// A citation in a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CitedThere {
    /// Its number in the body.
    pub citation: u32,
    /// The part of the sentence.
    pub part: u8,
    /// Where in it.
    pub at: u32,
    /// The bytes of the key that stands there; of a citation in brackets nothing does.
    pub len: u32,
    /// Whether a blank goes before it.
    pub blank: bool,
}

/// Citations of a sentence that are printed, before the words in question and after them.
const MOST_CITED: usize = 8;

/// The passages of notes as an earlier build found them, to be used again for notes that are as they were.
#[derive(Default)]
pub(super) struct HeldPassages {
    of: FxHashMap<VaultPath, Held>,
}

struct Held {
    note: Arc<Note>,
    /// Of the titles its links show.
    titles: u64,
    passages: Arc<[Passage]>,
}

/// The passages of every note: those around links that lead to other notes, and around citations.
pub(super) fn of_notes(notes: &[Arc<Note>], links: &[Vec<Answer>], held: Option<&mut HeldPassages>) -> Vec<Arc<[Passage]>> {
    let fresh = |(at, note): (usize, &Arc<Note>)| -> Arc<[Passage]> {
        let from = NoteIx(at as u32);
        let answers = &links[at];
        let leads_away = |answer: &Answer| matches!(answer, Answer::Note { note, .. } if *note != from);
        let wanted = !note.body.citations.is_empty() || answers.iter().any(leads_away);
        if wanted { passages(note, |link| title(notes, &answers[link as usize])).into() } else { Arc::default() }
    };
    let Some(held) = held else { return notes.par_iter().enumerate().map(fresh).collect() };
    let find = |(at, note): (usize, &Arc<Note>)| {
        let titles = titles(notes, NoteIx(at as u32), &links[at]);
        let known = held.of.get(&note.path).filter(|known| Arc::ptr_eq(&known.note, note) && known.titles == titles);
        (titles, known.map_or_else(|| fresh((at, note)), |known| known.passages.clone()))
    };
    let found: Vec<(u64, Arc<[Passage]>)> = notes.par_iter().enumerate().map(find).collect();
    let hold = |(note, (titles, passages)): (&Arc<Note>, &(u64, Arc<[Passage]>))| {
        (note.path.clone(), Held { note: note.clone(), titles: *titles, passages: passages.clone() })
    };
    held.of = notes.iter().zip(&found).map(hold).collect();
    found.into_iter().map(|(_, passages)| passages).collect()
}

/// The passages of the Markdown in a dataset's cells.
pub(super) fn of_cells(notes: &[Arc<Note>], texts: &CellTexts) -> Vec<Passage> {
    let leads_to_a_note = |answer: &Answer| matches!(answer, Answer::Note { .. });
    let wanted = texts.links.iter().any(leads_to_a_note);
    if wanted { passages(&texts.note, |link| title(notes, &texts.links[link as usize])) } else { Vec::new() }
}

/// A hash of all that a note's passages have from other notes: the titles that its links may show, and whether they lead away.
fn titles(notes: &[Arc<Note>], from: NoteIx, answers: &[Answer]) -> u64 {
    let mut hasher = FxHasher::default();
    for answer in answers {
        let leads_away = matches!(answer, Answer::Note { note, .. } if *note != from);
        (leads_away, title(notes, answer)).hash(&mut hasher);
    }
    hasher.finish()
}

/// The title of the note a link leads to: what a link without words of its own says.
fn title<'n>(notes: &'n [Arc<Note>], answer: &Answer) -> &'n str {
    match answer {
        Answer::Note { note, .. } => &notes[note.0 as usize].meta.title,
        _ => "",
    }
}

/// The sentences of all links and citations of a note, links first, in document order; `words` gives those of a link that has none of its own.
fn passages<'n>(note: &'n Note, words: impl Fn(u32) -> &'n str) -> Vec<Passage> {
    let mut reader = Reader {
        note,
        text: String::new(),
        open: None,
        marks: Vec::new(),
        cited: Vec::new(),
        hidden: 0,
        words: None,
        section: None,
        found: Vec::new(),
    };
    for events in note.event_lists() {
        reader.section = None;
        reader.read(events, &words);
        reader.flush();
    }
    reader.found.sort_by_key(|passage| passage.mark);
    reader.found
}

struct Reader<'n> {
    note: &'n Note,
    /// Text of the block being read.
    text: String,
    /// The link being read and where its words begin.
    open: Option<(u32, usize)>,
    /// Links and citations of the block with their words' place in the text.
    marks: Vec<(Mark, usize, usize)>,
    /// Citations of the block: number, place in the text, and whether a blank goes before it.
    cited: Vec<(u32, usize, usize, bool)>,
    /// Comments and deleted text being read.
    hidden: u32,
    /// Where the words of a citation begin that are being read.
    words: Option<usize>,
    section: Option<u32>,
    found: Vec<Passage>,
}

impl<'n> Reader<'n> {
    fn read(&mut self, events: &'n [Event], words: &impl Fn(u32) -> &'n str) {
        for event in events {
            match &event.kind {
                EventKind::Start(tag) => self.start(tag),
                EventKind::End(tag) => self.end(tag, words),
                _ if self.hidden > 0 => {}
                EventKind::Text(text) | EventKind::Code(text) => self.text.push_str(text.get(&self.note.source)),
                EventKind::Ruby(ruby) => self.text.push_str(ruby.base.get(&self.note.source)),
                EventKind::Math { tex, .. } => self.text.push_str(tex.get(&self.note.source)),
                EventKind::SoftBreak | EventKind::HardBreak => self.line_break(),
                EventKind::Citation(citation) => self.citation(*citation),
                EventKind::Rule | EventKind::Embed(_) | EventKind::Generated(_) => self.flush(),
                EventKind::Html { .. } | EventKind::FootnoteMark(_) | EventKind::TaskMarker(_) => {}
            }
        }
    }

    fn start(&mut self, tag: &Tag) {
        match tag {
            Tag::Link(link) | Tag::Image(link) if self.hidden == 0 => self.open = Some((*link, self.text.len())),
            Tag::Annotation(_) | Tag::Deletion => self.hidden += 1,
            Tag::CiteWords(_) => self.words = Some(self.text.len()),
            Tag::Heading(heading) => {
                self.flush();
                self.section = Some(*heading);
            }
            tag if is_block(tag) => self.flush(),
            _ => {}
        }
    }

    fn end(&mut self, tag: &Tag, words: &impl Fn(u32) -> &'n str) {
        match tag {
            Tag::Link(_) | Tag::Image(_) => {
                if let Some((link, from)) = self.open.take() {
                    if self.text.len() == from {
                        self.text.push_str(words(link));
                    }
                    self.marks.push((Mark::Link(link), from, self.text.len()));
                }
            }
            Tag::Annotation(_) | Tag::Deletion => self.hidden = self.hidden.saturating_sub(1),
            // They leave nothing in the sentence, but what they link to is linked from it.
            Tag::CiteWords(_) => {
                let at = self.words.take().unwrap_or(self.text.len()).min(self.text.len());
                self.shorten_to(at);
            }
            tag if is_block(tag) => self.flush(),
            _ => {}
        }
    }

    /// A citation in brackets leaves nothing in the sentence, one that is part of it the key it names.
    fn citation(&mut self, citation: u32) {
        let used = &self.note.body.citations[citation as usize].citation;
        if used.mode == CiteMode::Bracketed {
            let kept = self.text.trim_end_matches([' ', '\n']).len();
            let blank = kept < self.text.len();
            self.shorten_to(kept);
            // Behind the full stop it still belongs to the sentence before.
            let at = self.text.trim_end_matches(['.', '!', '?', '。', '！', '？']).len();
            self.marks.push((Mark::Citation(citation), at, at));
            self.cited.push((citation, at, at, blank));
        } else {
            let from = self.text.len();
            self.text.push_str(used.items.first().map_or("", |item| &item.key.value));
            self.marks.push((Mark::Citation(citation), from, self.text.len()));
            self.cited.push((citation, from, self.text.len(), false));
        }
    }

    /// Cuts the text: what lies behind is at its end.
    fn shorten_to(&mut self, end: usize) {
        self.text.truncate(end);
        for (_, from, to) in &mut self.marks {
            (*from, *to) = ((*from).min(end), (*to).min(end));
        }
        for (_, from, to, _) in &mut self.cited {
            (*from, *to) = ((*from).min(end), (*to).min(end));
        }
        self.open = self.open.map(|(link, from)| (link, from.min(end)));
        self.words = self.words.map(|from| from.min(end));
    }

    fn line_break(&mut self) {
        let han = self.text.ends_with(|c: char| crate::text::han::is_han(c) || is_han_punctuation(c));
        if !han {
            self.text.push(' ');
        }
    }

    /// The block ends: its links get their sentences.
    fn flush(&mut self) {
        for (mark, from, to) in std::mem::take(&mut self.marks) {
            let (place, parts) = sentence(&self.text, from, to);
            let citations = self.cited_around(mark, (from, to), &place, &parts);
            self.found.push(Passage { mark, sentence: Arc::new(Quoted { parts, citations }), section: self.section });
        }
        self.cited.clear();
        self.open = None;
        self.text.clear();
    }

    /// The citations near a mark that stand in its sentence, whose parts are at `place` in the text and have been cut.
    fn cited_around(
        &self,
        mark: Mark,
        (from, to): (usize, usize),
        place: &[Range<usize>; 3],
        parts: &[Box<str>; 3],
    ) -> Box<[CitedThere]> {
        let own = match mark {
            Mark::Citation(number) => self.cited.partition_point(|(citation, ..)| *citation < number),
            Mark::Link(_) => self.cited.partition_point(|(_, at, ..)| *at < from),
        };
        let near = own.saturating_sub(MOST_CITED)..(own + MOST_CITED).min(self.cited.len());
        let there = near.filter_map(|number| {
            let (citation, start, end, blank) = self.cited[number];
            let part = match mark {
                // Where it is shown, its work and its page are known.
                Mark::Citation(of) if of == citation && start == end => return None,
                Mark::Citation(of) if of == citation => 1,
                Mark::Citation(_) => {
                    if number < own {
                        0
                    } else {
                        2
                    }
                }
                Mark::Link(_) if (start, end) == (from, to) || from < end && start < to => 1,
                Mark::Link(_) if end <= from => 0,
                Mark::Link(_) => 2,
            };
            let (place, text) = (&place[part], &parts[part]);
            if start < place.start || end > place.end {
                return None;
            }
            // What was cut was cut off the front of what stands before, and off the end of the rest.
            let is_cut = text.len() != place.len() || text.starts_with('…') || text.ends_with('…');
            let sign = if is_cut { '…'.len_utf8() } else { 0 };
            let at = if part == 0 { (start + text.len()).checked_sub(place.end)? } else { start - place.start };
            let (first, last) = if part == 0 { (sign, text.len()) } else { (0, text.len() - sign) };
            let is_there = at >= first && at + (end - start) <= last;
            is_there.then_some(CitedThere { citation, part: part as u8, at: at as u32, len: (end - start) as u32, blank })
        });
        there.collect()
    }
}

fn is_block(tag: &Tag) -> bool {
    matches!(
        tag,
        Tag::Paragraph
            | Tag::Heading(_)
            | Tag::BlockQuote
            | Tag::Callout(_)
            | Tag::CalloutTitle
            | Tag::CodeBlock(_)
            | Tag::List(_)
            | Tag::Item
            | Tag::DefinitionList
            | Tag::DefinitionTitle
            | Tag::DefinitionBody
            | Tag::Table(_)
            | Tag::TableHead
            | Tag::TableRow
            | Tag::TableCell
    )
}

/// The sentence around `from..to`, and where its parts stand before they are cut where it is long. Looks only so far in each direction: a
/// block may be all of a large file.
fn sentence(text: &str, from: usize, to: usize) -> ([Range<usize>; 3], [Box<str>; 3]) {
    let first = text.ceil_char_boundary(from.saturating_sub(2 * LONGEST));
    let last = text.floor_char_boundary((to + 2 * LONGEST).min(text.len()));
    let near = &text[first..last];
    let start = first + start_of(near, from - first);
    let end = first + end_of(near, to - first);
    let start = from - text[start..from].trim_start().len();
    let end = to + text[to..end].trim_end().len();
    let place = [start..from, from..to, to..end];
    let parts = cut(place.each_ref().map(|part| &text[part.clone()]));
    (place, parts)
}

/// Cuts the parts so that together they are not too long, each where words end.
pub(super) fn cut([before, words, after]: [&str; 3]) -> [Box<str>; 3] {
    let words = cut_end(words, LONGEST / 2);
    let room = LONGEST.saturating_sub(words.len());
    // Half the room for each side, and what one does not need to the other.
    let half = room / 2;
    let for_before = half.max(room.saturating_sub(after.len()));
    let for_after = half.max(room.saturating_sub(before.len()));
    [cut_front(before, for_before).into(), words.into(), cut_end(after, for_after).into()]
}

/// Where the sentence begins that holds `at`.
fn start_of(text: &str, at: usize) -> usize {
    let mut end = at;
    while let Some(found) = text.as_bytes()[..end].iter().rposition(|byte| may_end(*byte)) {
        if let Some(c) = ends_sentence(text, found) {
            return after_closing(text, found + c.len_utf8()).min(at);
        }
        end = found;
    }
    0
}

/// Where the sentence ends that holds `at`.
fn end_of(text: &str, at: usize) -> usize {
    let mut from = at;
    while let Some(found) = text.as_bytes()[from..].iter().position(|byte| may_end(*byte)).map(|found| from + found) {
        if let Some(c) = ends_sentence(text, found) {
            return after_closing(text, found + c.len_utf8());
        }
        from = found + 1;
    }
    text.len()
}

/// Past the quotes and brackets that close with a sentence.
fn after_closing(text: &str, at: usize) -> usize {
    at + text[at..].chars().take_while(|c| is_closing(*c)).map(char::len_utf8).sum::<usize>()
}

fn is_closing(c: char) -> bool {
    matches!(c, '"' | '\'' | ')' | ']' | '”' | '’' | '）' | '」' | '』' | '》')
}

/// Whether a character that ends a sentence may begin with this byte. Most text is passed over by this alone.
fn may_end(byte: u8) -> bool {
    matches!(byte, b'.' | b'!' | b'?' | 0xE2 | 0xE3 | 0xEF)
}

/// The character that begins at the byte `at`, if it ends a sentence.
fn ends_sentence(text: &str, at: usize) -> Option<char> {
    let c = text[at..].chars().next()?;
    if matches!(c, '。' | '！' | '？') {
        return Some(c);
    }
    if !matches!(c, '.' | '!' | '?' | '…') {
        return None;
    }
    let rest = text[at + c.len_utf8()..].trim_start_matches(is_closing);
    let next = rest.trim_start().chars().next();
    if next.is_some() && !rest.starts_with(char::is_whitespace) || next.is_some_and(char::is_lowercase) {
        return None;
    }
    (c != '.' || !is_abbreviated(&text[..at])).then_some(c)
}

/// Whether a text ends in a word whose full stop ends no sentence: `p. 105`, `J. Smith`, `e.g. this`.
fn is_abbreviated(text: &str) -> bool {
    let word = text.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    let known = matches!(
        word,
        "pp" | "sec"
            | "vol"
            | "no"
            | "ed"
            | "eds"
            | "cf"
            | "Dr"
            | "Mr"
            | "Mrs"
            | "Ms"
            | "Prof"
            | "St"
            | "fig"
            | "ch"
            | "vs"
            | "ca"
    );
    known || word.chars().count() == 1 && word.chars().all(char::is_alphabetic)
}

fn cut_front(text: &str, room: usize) -> String {
    if text.len() <= room {
        return text.to_owned();
    }
    let from = text.ceil_char_boundary(text.len() - room);
    let from = text[from..].find(' ').filter(|at| *at < 30).map_or(from, |at| from + at + 1);
    format!("…{}", text[from..].trim_start())
}

fn cut_end(text: &str, room: usize) -> String {
    if text.len() <= room {
        return text.to_owned();
    }
    let to = text.floor_char_boundary(room);
    let to = text[..to].rfind(' ').filter(|at| to - at < 30).unwrap_or(to);
    format!("{}…", text[..to].trim_end())
}
