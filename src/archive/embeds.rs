//! Embeds that never end, or that would make a page too large.

use super::{Answer, NoteIx};
use crate::config::Limits;
use crate::diagnostic::{Code, Diagnostic};
use crate::note::Note;

/// Cuts embeds that lead back to their own note, lie too deep or add too much: their answers become faults.
pub(super) fn cut(notes: &[std::sync::Arc<Note>], embeds: &mut [Vec<Answer>], limits: &Limits) -> Vec<Diagnostic> {
    let mut walk = Walk { notes, limits, state: vec![State::New; notes.len()], diagnostics: Vec::new() };
    for note in 0..notes.len() {
        walk.from(note, embeds);
    }
    walk.diagnostics
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    /// Being walked: an embed of it from below leads in a circle.
    Open,
    /// What its embeds add to a page in bytes, and how deep they lie.
    Done {
        added: u64,
        depth: u32,
    },
}

struct Walk<'w> {
    notes: &'w [std::sync::Arc<Note>],
    limits: &'w Limits,
    state: Vec<State>,
    diagnostics: Vec<Diagnostic>,
}

/// A note being walked: the next of its embeds, and what the ones before add.
struct Frame {
    note: usize,
    next: usize,
    added: u64,
    depth: u32,
}

impl Walk<'_> {
    /// Walks a note and what it embeds, without recursion: chains may be long.
    fn from(&mut self, start: usize, embeds: &mut [Vec<Answer>]) {
        if self.state[start] != State::New {
            return;
        }
        self.state[start] = State::Open;
        let mut stack = vec![Frame { note: start, next: 0, added: 0, depth: 0 }];
        while let Some(frame) = stack.last_mut() {
            let Some(answer) = embeds[frame.note].get(frame.next) else {
                self.state[frame.note] = State::Done { added: frame.added, depth: frame.depth };
                stack.pop();
                continue;
            };
            let Answer::Note { note: NoteIx(target), .. } = *answer else {
                frame.next += 1;
                continue;
            };
            let target = target as usize;
            match self.state[target] {
                State::New => {
                    self.state[target] = State::Open;
                    stack.push(Frame { note: target, next: 0, added: 0, depth: 0 });
                }
                State::Open => {
                    embeds[frame.note][frame.next] = Answer::Fault;
                    let circle: Vec<_> = stack.iter().map(|frame| frame.note).skip_while(|note| *note != target).collect();
                    self.circle(&stack[stack.len() - 1], &circle);
                    self.next(&mut stack);
                }
                State::Done { added, depth } => {
                    let size = (self.notes[target].source.len() as u64).saturating_sub(u64::from(self.notes[target].body_start));
                    let total = frame.added.saturating_add(added).saturating_add(size);
                    if depth + 1 > self.limits.embed_depth || total > u64::from(self.limits.embed_size) {
                        embeds[frame.note][frame.next] = Answer::Fault;
                        let too_deep = depth + 1 > self.limits.embed_depth;
                        let (note, embed) = (frame.note, frame.next);
                        frame.next += 1;
                        self.too_large(note, embed, too_deep);
                    } else {
                        frame.added = total;
                        frame.depth = frame.depth.max(depth + 1);
                        frame.next += 1;
                    }
                }
            }
        }
    }

    fn next(&self, stack: &mut [Frame]) {
        if let Some(frame) = stack.last_mut() {
            frame.next += 1;
        }
    }

    fn circle(&mut self, frame: &Frame, circle: &[usize]) {
        let note = &self.notes[frame.note];
        let mut names: Vec<_> = circle.iter().map(|note| format!("`{}`", self.notes[*note].id)).collect();
        names.extend(names.first().cloned());
        let message = if circle.len() == 1 {
            "a note cannot embed itself".to_owned()
        } else {
            format!("these notes embed each other in a circle: {}", names.join(" > "))
        };
        let span = note.body.embeds[frame.next].span;
        self.diagnostics.push(Diagnostic::new(Code::EmbedCycle, &note.path, span, message).help("make one of the embeds a link"));
    }

    fn too_large(&mut self, note: usize, embed: usize, too_deep: bool) {
        let note = &self.notes[note];
        let message = if too_deep {
            format!("embeds lie more than {} deep here", self.limits.embed_depth)
        } else {
            format!("the embeds of this note add more than {} KB to its page", self.limits.embed_size / 1024)
        };
        let setting = if too_deep { "embed_depth" } else { "embed_size" };
        let diagnostic = Diagnostic::new(Code::EmbedTooLarge, &note.path, note.body.embeds[embed].span, message);
        self.diagnostics.push(
            diagnostic.help(format!("make some of the embeds links, or raise `limits: {{{setting}: ...}}` in casebook.yaml")),
        );
    }
}
