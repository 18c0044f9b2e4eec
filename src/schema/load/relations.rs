//! Relations among kinds: their targets exist, and both ends agree on what they are called.

use std::collections::BTreeMap;

use super::{KindRead, Places, kind};
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::schema::{CommonKey, FieldIx, FieldName, Inverse, Kind, KindName, Relation, ValueType};
use crate::text::Span;

/// Finds targets (`to`) that are no kinds, and leaves them out. Where some kind could not be read, they may be that one.
pub(super) fn check_targets(read: &mut KindRead, names: &[KindName], all_read: bool, findings: &mut Vec<Diagnostic>) {
    let KindRead { kind, places } = read;
    for relation_places in &places.relations {
        let ValueType::Reference(relation) = &mut kind.fields[relation_places.field.0 as usize].value else { continue };
        for (target, &span) in relation.to.iter().zip(&relation_places.to) {
            if all_read && !names.contains(target) {
                let near = suggest::did_you_mean(&target.0, names.iter().map(|name| &*name.0));
                let help = near.unwrap_or_else(|| "declare it in the `_kind.yaml` of a folder, or take it out".to_owned());
                let message = format!("there is no kind `{target}`");
                findings.push(Diagnostic::new(Code::UnknownKind, &places.file, span, message).help(help));
            }
        }
        let some = !relation.to.is_empty();
        let known: Vec<KindName> = relation.to.iter().filter(|target| names.contains(target)).cloned().collect();
        // An empty list means any kind: one with no known target keeps what is written.
        if !(some && known.is_empty()) {
            relation.to = known;
        }
    }
}

/// A relation and where its inverse stands.
struct Declared<'a> {
    kind: &'a Kind,
    field: &'a FieldName,
    relation: &'a Relation,
    places: &'a Places,
    inverse: Span,
}

/// Finds names of inverses that mean two things. The relation at fault loses its inverse's name.
pub(super) fn check_inverses(kinds: &mut [Kind], places: &[Places], findings: &mut Vec<Diagnostic>) {
    let mut unnamed: Vec<(usize, FieldIx)> = Vec::new();
    let mut first_of: BTreeMap<&FieldName, Declared<'_>> = BTreeMap::new();
    for (at, (kind, places)) in kinds.iter().zip(places).enumerate() {
        for relation_places in &places.relations {
            let field = &kind.fields[relation_places.field.0 as usize];
            let ValueType::Reference(relation) = &field.value else { continue };
            let declared = Declared { kind, field: &field.name, relation, places, inverse: relation_places.inverse };
            let finding = match &relation.inverse {
                Inverse::Unnamed => None,
                Inverse::Symmetric => symmetric_conflict(&declared, kinds),
                Inverse::Named { name, .. } => name_conflict(name, &declared, kinds).or_else(|| {
                    let first = first_of.get(name);
                    let conflict = first.and_then(|first| second_declaration(name, first, &declared));
                    if first.is_none() {
                        first_of.insert(name, declared);
                    }
                    conflict
                }),
            };
            if let Some(finding) = finding {
                findings.push(finding);
                unnamed.push((at, relation_places.field));
            }
        }
    }
    for (at, field) in unnamed {
        if let ValueType::Reference(relation) = &mut kinds[at].fields[field.0 as usize].value {
            relation.inverse = Inverse::Unnamed;
        }
    }
}

/// An inverse's name stands beside the fields of the kinds it refers to, so it must be free there.
fn name_conflict(name: &FieldName, declared: &Declared<'_>, kinds: &[Kind]) -> Option<Diagnostic> {
    let file = &declared.places.file;
    let is_common = |kind: &Kind| CommonKey::named(&name.0, Some(kind)).is_some();
    if targets(declared.relation, kinds).any(is_common) {
        return Some(kind::reserved(file, declared.inverse, &name.0, "choose another name for the inverse"));
    }
    let (other, field) = targets(declared.relation, kinds).find_map(|kind| Some((kind, kind.field(&name.0)?.1)))?;
    let message = format!("the inverse `{name}` of `{}` is also a field of the kind `{}`", declared.field, other.name);
    Some(
        Diagnostic::new(Code::InverseConflict, file, declared.inverse, message)
            .related(&field.place.file, field.place.span, "the field")
            .help("declare a relation at one end only, or give the inverse another name"),
    )
}

/// Kinds may share a relation: then its field and its inverse are called the same.
fn second_declaration(name: &FieldName, first: &Declared<'_>, second: &Declared<'_>) -> Option<Diagnostic> {
    let (message, help) = if first.field != second.field {
        let message = format!(
            "`{name}` is the inverse of `{}` here, and of `{}` in the kind `{}`",
            second.field, first.field, first.kind.name
        );
        (message, "give one of the inverses another name, or both fields the same")
    } else if first.relation.inverse != second.relation.inverse {
        let message = format!("the inverse `{name}` has another label here than in the kind `{}`", first.kind.name);
        (message, "give both the same label: it is one relation")
    } else {
        return None;
    };
    Some(
        Diagnostic::new(Code::InverseConflict, &second.places.file, second.inverse, message)
            .related(&first.places.file, first.inverse, "first declared here")
            .help(help),
    )
}

/// A symmetric relation is called the same at its other end: there a field of its name must be the same relation.
fn symmetric_conflict(declared: &Declared<'_>, kinds: &[Kind]) -> Option<Diagnostic> {
    let is_other = |kind: &Kind| kind.name != declared.kind.name;
    let is_same = |value: &ValueType| matches!(value, ValueType::Reference(relation) if relation.inverse == Inverse::Symmetric);
    let (other, field) = targets(declared.relation, kinds)
        .filter(|kind| is_other(kind))
        .find_map(|kind| Some((kind, kind.field(&declared.field.0)?.1)).filter(|(_, field)| !is_same(&field.value)))?;
    let message = format!("`{}` is its own inverse here, and another field in the kind `{}`", declared.field, other.name);
    Some(
        Diagnostic::new(Code::InverseConflict, &declared.places.file, declared.inverse, message)
            .related(&field.place.file, field.place.span, "the other field")
            .help("write `inverse: self` at both, or give one of them another name"),
    )
}

fn targets<'a>(relation: &'a Relation, kinds: &'a [Kind]) -> impl Iterator<Item = &'a Kind> {
    kinds.iter().filter(|kind| relation.to.is_empty() || relation.to.contains(&kind.name))
}
