//! Queries in bodies that ask for a note: `where: {place: guangzhou}`, `from: dataset: canton-fair`.

use rustc_hash::FxHashSet;

use super::Plan;
use crate::archive::{Answer, Part};
use crate::note::Note;
use crate::schema::{Inverse, ValueType};
use crate::yaml::{self, Node, NodeKind};

impl Plan<'_> {
    /// Rewrites the names under `where` that stand for a relation, and the datasets under `from`.
    pub(super) fn all_queries(&mut self) {
        let archive = self.archive;
        let relations = self.relations();
        for note in &archive.notes {
            for query in note.body.queries.iter().filter_map(|block| block.query.as_ref()) {
                if let Some(conditions) = query.get("where") {
                    self.conditions(note, conditions, &relations, false);
                }
                if let Some(name) = query.get("from").and_then(|from| from.get("dataset")) {
                    self.name(note, name);
                }
            }
        }
    }

    /// Fields that refer to notes, and their names from the other end.
    fn relations(&self) -> FxHashSet<Box<str>> {
        let mut names = FxHashSet::default();
        for field in self.archive.kinds.all.iter().flat_map(|kind| &kind.fields) {
            if let ValueType::Reference(relation) = &field.value {
                names.insert(Box::from(&*field.name.0));
                if let Inverse::Named { name, .. } = &relation.inverse {
                    names.insert(Box::from(&*name.0));
                }
            }
        }
        names
    }

    /// Names within conditions; `in_relation` says that scalars here are names of notes. The nesting of YAML is limited.
    fn conditions(&mut self, note: &Note, node: &Node, relations: &FxHashSet<Box<str>>, in_relation: bool) {
        match &node.kind {
            NodeKind::Mapping(entries) => {
                for entry in entries {
                    self.conditions(note, &entry.value, relations, relations.contains(&entry.key.value));
                }
            }
            NodeKind::Sequence(items) => items.iter().for_each(|item| self.conditions(note, item, relations, in_relation)),
            NodeKind::Scalar(_) if in_relation => self.name(note, node),
            NodeKind::Scalar(_) | NodeKind::Null => {}
        }
    }

    /// A scalar that is a renamed note's id or slug, or the name of another note that a new slug takes.
    fn name(&mut self, note: &Note, node: &Node) {
        let Some(written) = node.as_str() else { return };
        let named = self.names.renamed(written).or_else(|| self.names.owner_of_taken(self.archive, written));
        let Some(answer) = named.map(|note| Answer::Note { note, part: Part::Whole }) else { return };
        if let Some(new) = self.name_after(&note.path, written, &answer) {
            self.replace(&note.path, node.span, yaml::scalar(&new).into_owned());
        }
    }
}
