//! Reference fields answered, and the relations they make, known from both ends.

use rustc_hash::FxHashMap;

use super::links::{Named, strip_md};
use super::names::{ReadIx, is_of};
use super::resolver::{Resolver, did_you_mean};
use super::{Answer, NoteIx, Part, ReferenceAnswer, RelationEdge};
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::note::Note;
use crate::note::body::LinkForm;
use crate::schema::{Inverse, KindName, Relation, Value, ValueType};
use crate::text::{Span, VaultPath};

impl Resolver<'_> {
    /// The answers to a note's reference fields.
    pub(super) fn references(&mut self, note: &Note) -> Vec<ReferenceAnswer> {
        let Some(kind) = note.kind.map(|kind| self.world.kinds.get(kind)) else { return Vec::new() };
        let mut answers = Vec::new();
        for (at, values) in (0..).zip(&note.fields) {
            let ValueType::Reference(relation) = &kind.fields[values.field.0 as usize].value else { continue };
            for (position, value) in (0..).zip(&values.values) {
                if let Value::Reference(written) = &value.value {
                    let answer = self.reference(&note.path, value.span, written, &relation.to);
                    answers.push(ReferenceAnswer { field: at, value: position, answer });
                }
            }
        }
        answers
    }

    /// What a reference means that is written in `file`; `to` are the kinds it may lead to, none meaning any.
    pub(super) fn reference(&mut self, file: &VaultPath, span: Span, written: &str, to: &[KindName]) -> Answer {
        let name = written.split(['|', '#']).next().unwrap_or(written).trim();
        let is_path = name.contains('/') || strip_md(name).len() < name.len();
        let named = match is_path {
            true => self.target(file, name, LinkForm::Wiki),
            false => self.bare(name, to).into(),
        };
        match named {
            Named::Note(ix) if !is_of(self.note(ix), to, self.world.kinds) => {
                self.wrong_kind(file, span, name, ix, to);
                Answer::Fault
            }
            Named::Note(ix) => match self.world.published(ix) {
                Some(note) => Answer::Note { note, part: Part::Whole },
                None => Answer::Draft,
            },
            Named::Several(found) => {
                self.ambiguous(Code::AmbiguousReference, file, span, name, &found);
                Answer::Fault
            }
            Named::File(_) | Named::Page(_) | Named::SeveralFiles(_) | Named::None => {
                self.broken_reference(file, span, name, to);
                Answer::Fault
            }
        }
    }

    fn wrong_kind(&mut self, file: &VaultPath, span: Span, name: &str, ix: ReadIx, to: &[KindName]) {
        let target = self.note(ix);
        let is =
            target.kind.map_or("a plain note".to_owned(), |kind| format!("of the kind `{}`", self.world.kinds.get(kind).name));
        let wanted: Vec<&str> = to.iter().map(|kind| &*kind.0).collect();
        let message =
            format!("`{name}` is the note `{}`, {is}, and only {} can stand here", target.id, suggest::list(&wanted, "or"));
        let help = "name a note of that kind, or widen the field's `to`";
        self.report(Diagnostic::new(Code::WrongKind, file, span, message).help(help));
    }

    fn broken_reference(&mut self, file: &VaultPath, span: Span, name: &str, to: &[KindName]) {
        let id = strip_md(name);
        let help = if let Some(ix) = self.formerly(id) {
            format!("the note was renamed: it is `{}` now", self.note(ix).id)
        } else {
            let near = self.nearest(id.rsplit('/').next().unwrap_or(id), to);
            did_you_mean(&near, "write the note, or name one that is there")
        };
        self.report(Diagnostic::new(Code::BrokenReference, file, span, format!("there is no note `{name}`")).help(help));
    }
}

/// All relations once each, and for each note those that lead to it.
pub(super) fn edges(
    notes: &[std::sync::Arc<Note>],
    kinds: &crate::schema::Kinds,
    references: &[Vec<ReferenceAnswer>],
) -> (Vec<RelationEdge>, Vec<Vec<u32>>) {
    let mut edges: Vec<RelationEdge> = Vec::new();
    // Of symmetric relations: which ends are joined already, by the field's name.
    let mut joined: FxHashMap<(NoteIx, NoteIx, &str), usize> = FxHashMap::default();
    let mut declared_twice = rustc_hash::FxHashSet::default();
    for (from, answers) in (0..).map(NoteIx).zip(references) {
        let note = &notes[from.0 as usize];
        for answer in answers {
            let Answer::Note { note: to, .. } = answer.answer else { continue };
            let Some(kind) = note.kind else { continue };
            let field = &kinds.get(kind).fields[note.fields[answer.field as usize].field.0 as usize];
            let symmetric = matches!(&field.value, ValueType::Reference(Relation { inverse: Inverse::Symmetric, .. }));
            if symmetric {
                if let Some(&first) = joined.get(&(to, from, &*field.name.0)) {
                    declared_twice.insert(first);
                    continue;
                }
                joined.insert((from, to, &field.name.0), edges.len());
            }
            edges.push(RelationEdge { from, to, field: answer.field, value: answer.value, symmetric });
        }
    }
    let mut into = vec![Vec::new(); notes.len()];
    for (at, edge) in edges.iter().enumerate() {
        // What both ends declare stands among the facts of both.
        if !declared_twice.contains(&at) && edge.from != edge.to {
            into[edge.to.0 as usize].push(at as u32);
        }
    }
    (edges, into)
}
