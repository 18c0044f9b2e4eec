//! Reference fields answered, and the relations they make, known from both ends.

use rustc_hash::FxHashMap;

use super::links::{Named, strip_md};
use super::names::{Found, ReadIx, is_of};
use super::resolver::Resolver;
use super::{Answer, NoteIx, Part, ReferenceAnswer, RelationEdge};
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::note::Note;
use crate::note::body::LinkForm;
use crate::schema::{Inverse, KindName, Relation, Value, ValueType};
use crate::text::Span;

impl Resolver<'_> {
    /// The answers to a note's reference fields.
    pub(super) fn references(&mut self, note: &Note) -> Vec<ReferenceAnswer> {
        let Some(kind) = note.kind.map(|kind| self.kinds.get(kind)) else { return Vec::new() };
        let mut answers = Vec::new();
        for (at, values) in (0..).zip(&note.fields) {
            let ValueType::Reference(relation) = &kind.fields[values.field.0 as usize].value else { continue };
            for (position, value) in (0..).zip(&values.values) {
                if let Value::Reference(written) = &value.value {
                    let answer = self.reference(note, value.span, written, &relation.to);
                    answers.push(ReferenceAnswer { field: at, value: position, answer });
                }
            }
        }
        answers
    }

    /// What a reference means; `to` are the kinds it may lead to.
    pub(super) fn reference(&mut self, note: &Note, span: Span, written: &str, to: &[KindName]) -> Answer {
        let name = written.split(['|', '#']).next().unwrap_or(written).trim();
        let named = if name.contains('/') || strip_md(name).len() < name.len() {
            self.target(note, name, LinkForm::Wiki)
        } else {
            match self.names.bare(name, to, self.kinds) {
                Found::One(ix) | Found::OtherKind(ix) => Named::Note(ix),
                Found::Several(found) => Named::Several(found),
                Found::None => Named::None,
            }
        };
        match named {
            Named::Note(ix) if !to.is_empty() && !is_of(&self.notes[ix.0 as usize], to, self.kinds) => {
                self.wrong_kind(note, span, name, ix, to);
                Answer::Fault
            }
            Named::Note(ix) => match self.published[ix.0 as usize] {
                Some(note) => Answer::Note { note, part: Part::Whole },
                None => Answer::Draft,
            },
            Named::Several(found) => {
                self.ambiguous(Code::AmbiguousReference, note, span, name, &found);
                Answer::Fault
            }
            Named::File(_) | Named::Page(_) | Named::SeveralFiles(_) | Named::None => {
                self.broken_reference(note, span, name);
                Answer::Fault
            }
        }
    }

    fn wrong_kind(&mut self, note: &Note, span: Span, name: &str, ix: ReadIx, to: &[KindName]) {
        let target = &self.notes[ix.0 as usize];
        let is = target.kind.map_or("a plain note".to_owned(), |kind| format!("of the kind `{}`", self.kinds.get(kind).name));
        let wanted: Vec<&str> = to.iter().map(|kind| &*kind.0).collect();
        let message =
            format!("`{name}` is the note `{}`, {is}, and this field takes only {}", target.id, suggest::list(&wanted, "or"));
        self.report(
            Diagnostic::new(Code::WrongKind, &note.path, span, message)
                .help("name a note of that kind, or widen `to` of the field in its _kind.yaml"),
        );
    }

    fn broken_reference(&mut self, note: &Note, span: Span, name: &str) {
        let near = self.nearest(strip_md(name).rsplit('/').next().unwrap_or(name));
        let list: Vec<&str> = near.iter().map(String::as_str).collect();
        let help = match list.as_slice() {
            [] => "write the note, or name one that is there".to_owned(),
            list => format!("did you mean {}?", suggest::list(list, "or")),
        };
        let message = format!("there is no note `{name}`");
        self.report(Diagnostic::new(Code::BrokenReference, &note.path, span, message).help(help));
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
