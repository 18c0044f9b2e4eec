//! Embeds that never end, or that would make a page too large.
//!
//! What is embedded is a part of a note; only the embeds within that part come with it. So `![[#Sources]]` under another heading
//! of the same note is no circle. Sizes are added up part by part, and nothing is expanded.

use rustc_hash::FxHashMap;

use super::{Answer, NoteIx, Part};
use crate::config::Limits;
use crate::diagnostic::{Code, Diagnostic};
use crate::note::Note;
use crate::note::body::EventKind;

/// Cuts embeds that lead back to themselves, lie too deep or add too much: their answers become faults.
pub(super) fn cut(notes: &[std::sync::Arc<Note>], embeds: &mut [Vec<Answer>], limits: &Limits) -> Vec<Diagnostic> {
    let marks: Vec<Vec<Mark>> = notes.iter().map(|note| marks(note)).collect();
    let mut walk = Walk { notes, marks, limits, embeds, state: FxHashMap::default(), diagnostics: Vec::new() };
    for note in (0..).map(NoteIx).take(notes.len()) {
        if !walk.marks[note.0 as usize].is_empty() {
            walk.from((note, Part::Whole));
        }
    }
    walk.diagnostics
}

/// Where an embed stands: the event, and its position in the note's embeds.
type Mark = (u32, u32);

/// A part of a note that stands on some page.
type Shown = (NoteIx, Part);

#[derive(Clone, Copy)]
enum State {
    /// Being walked: an embed of it from below leads in a circle.
    Open,
    /// What it and its embeds add to a page in bytes, and how deep they lie.
    Done { adds: u64, depth: u32 },
}

struct Walk<'w> {
    notes: &'w [std::sync::Arc<Note>],
    /// Of each note, its embeds in the order of events.
    marks: Vec<Vec<Mark>>,
    limits: &'w Limits,
    embeds: &'w mut [Vec<Answer>],
    state: FxHashMap<Shown, State>,
    diagnostics: Vec<Diagnostic>,
}

/// A part being walked: which of its note's marks are its own, the next of them, and what the ones before add.
struct Frame {
    shown: Shown,
    next: usize,
    end: usize,
    /// Bytes of the part itself.
    size: u64,
    /// Bytes that its embeds add.
    added: u64,
    depth: u32,
}

impl Walk<'_> {
    /// Walks a part and what it embeds, without recursion: chains may be long.
    fn from(&mut self, start: Shown) {
        let mut stack = vec![self.open(start)];
        while let Some(frame) = stack.last_mut() {
            let (NoteIx(host), _) = frame.shown;
            if frame.next == frame.end {
                self.state.insert(frame.shown, State::Done { adds: frame.size.saturating_add(frame.added), depth: frame.depth });
                stack.pop();
                continue;
            }
            let (_, embed) = self.marks[host as usize][frame.next];
            let answer = self.embeds[host as usize].get(embed as usize);
            let Some(&Answer::Note { note, part }) = answer else {
                frame.next += 1;
                continue;
            };
            let target = (note, part);
            match self.state.get(&target).copied() {
                None => {
                    let frame = self.open(target);
                    stack.push(frame);
                }
                Some(State::Open) => {
                    frame.next += 1;
                    let circle: Vec<NoteIx> = stack
                        .iter()
                        .map(|frame| frame.shown)
                        .skip_while(|shown| *shown != target)
                        .map(|(note, _)| note)
                        .collect();
                    self.fault(host, embed, |walk, _| walk.circle(&circle));
                }
                Some(State::Done { adds, depth }) => {
                    frame.next += 1;
                    let total = frame.added.saturating_add(adds);
                    if depth + 1 > self.limits.embed_depth {
                        self.fault(host, embed, |walk, _| walk.too_deep());
                    } else if total > u64::from(self.limits.embed_size) {
                        self.fault(host, embed, Self::too_large);
                    } else {
                        frame.added = total;
                        frame.depth = frame.depth.max(depth + 1);
                    }
                }
            }
        }
    }

    fn open(&mut self, shown: Shown) -> Frame {
        self.state.insert(shown, State::Open);
        let (NoteIx(note), part) = shown;
        let marks = &self.marks[note as usize];
        let note = &self.notes[note as usize];
        let events = part.events(note);
        let at = |event: usize| marks.partition_point(|(mark, _)| (*mark as usize) < event);
        Frame { shown, next: at(events.start), end: at(events.end), size: part.size(note) as u64, added: 0, depth: 0 }
    }

    /// Makes an embed a fault and reports it.
    fn fault(&mut self, note: u32, embed: u32, say: impl FnOnce(&Self, &Note) -> (Code, String, String)) {
        self.embeds[note as usize][embed as usize] = Answer::Fault;
        let note = &self.notes[note as usize];
        let (code, message, help) = say(self, note);
        self.diagnostics.push(Diagnostic::new(code, &note.path, note.body.embeds[embed as usize].span, message).help(help));
    }

    fn circle(&self, circle: &[NoteIx]) -> (Code, String, String) {
        let mut ids: Vec<_> = circle.iter().map(|note| format!("`{}`", self.notes[note.0 as usize].id)).collect();
        ids.dedup();
        let message = if ids.len() == 1 {
            "what is embedded here holds this embed itself".to_owned()
        } else {
            ids.extend(ids.first().cloned());
            format!("these notes embed each other in a circle: {}", ids.join(" > "))
        };
        (Code::EmbedCycle, message, "make one of the embeds a link".to_owned())
    }

    fn too_deep(&self) -> (Code, String, String) {
        let depth = self.limits.embed_depth;
        let help = "make some of the embeds links, or raise `limits: {embed_depth: ...}` in casebook.yaml";
        (Code::EmbedTooLarge, format!("embeds lie more than {depth} deep here"), help.to_owned())
    }

    fn too_large(&self, note: &Note) -> (Code, String, String) {
        let size = self.limits.embed_size / 1024;
        let help = "make some of the embeds links, or raise `limits: {embed_size: ...}` in casebook.yaml";
        (Code::EmbedTooLarge, format!("the embeds of `{}` add more than {size} KiB to its page", note.id), help.to_owned())
    }
}

/// The embeds of a note by the event they stand at; those in a footnote stand at its first mark.
fn marks(note: &Note) -> Vec<Mark> {
    let body = &note.body;
    if body.embeds.is_empty() {
        return Vec::new();
    }
    let mut marks = Vec::with_capacity(body.embeds.len());
    let mut met = vec![false; body.footnotes.len()];
    for (at, event) in (0..).zip(&body.events) {
        match event.kind {
            EventKind::Embed(embed) => marks.push((at, embed)),
            EventKind::FootnoteMark(footnote) => {
                let mut waiting = vec![footnote];
                while let Some(footnote) = waiting.pop() {
                    if std::mem::replace(&mut met[footnote as usize], true) {
                        continue;
                    }
                    for event in &body.footnotes[footnote as usize].events {
                        match event.kind {
                            EventKind::Embed(embed) => marks.push((at, embed)),
                            EventKind::FootnoteMark(other) => waiting.push(other),
                            _ => {}
                        }
                    }
                }
            }
            _ => {}
        }
    }
    marks
}
