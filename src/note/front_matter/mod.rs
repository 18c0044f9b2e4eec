//! The front matter of a note: the keys every note has, and the fields of its kind.

mod common;
mod fields;
mod image;
mod lints;
mod split;

use crate::config::Limits;
use crate::diagnostic::{Checked, Code, Diagnostic, suggest};
use crate::note::{FieldValues, Meta, citation};
use crate::schema::{CommonKey, FieldName, Kind, Role, ValueError};
use crate::source::SourceFile;
use crate::text::{Span, VaultPath};
use crate::yaml::{self, Entry, Node, NodeKind};
use common::Common;
pub(super) use common::{text, texts, unlinked};
pub(super) use image::FrontImage;

/// A front matter, read.
pub(super) struct FrontMatter {
    /// The keys every note has; the title is empty where none is written.
    pub(super) meta: Meta,
    /// Fields, in schema order.
    pub(super) fields: Vec<FieldValues>,
    /// Keys of a plain note that no schema declares.
    pub(super) extra: Vec<(Box<str>, Vec<Box<str>>)>,
    /// `columns` of a dataset.
    pub(super) columns: Option<Node>,
    /// `image`.
    pub(super) image: Option<FrontImage>,
    /// `claims`, as written.
    pub(super) claims: Option<Node>,
    /// The first byte of the body.
    pub(super) body: u32,
}

/// What a key is read with.
pub(super) struct Reader<'a> {
    file: &'a VaultPath,
    kind: Option<&'a Kind>,
    pub(super) found: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    /// To read what is not of a kind.
    pub(super) fn new(file: &'a VaultPath) -> Self {
        Self { file, kind: None, found: Vec::new() }
    }

    pub(super) fn report(&mut self, code: Code, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.found.push(Diagnostic::new(code, self.file, span, message).help(help));
    }

    /// The finding that what stands at `node` is no value of its type; `field` where the key beside it does not say which.
    pub(super) fn value_error(&mut self, error: ValueError, node: &Node, field: Option<&FieldName>) {
        let mut finding = Diagnostic::new(error.code, self.file, node.span, error.message).help(error.help);
        if let Some(field) = field {
            finding = finding.label(format!("in the field `{field}`"));
        }
        // Quotes are kept: what stood in them may need them.
        let written = match &node.kind {
            NodeKind::Scalar(scalar) if scalar.plain => Some(node.span),
            _ => None,
        };
        if let Some((instead, span)) = error.instead.zip(written) {
            finding = finding.fix(format!("write `{instead}`"), self.file, span, &*instead);
        }
        self.found.push(finding);
    }
}

/// Reads the front matter of a file; `kind` is `None` for a plain note.
pub(super) fn read(file: &SourceFile, kind: Option<&Kind>, limits: &Limits) -> Checked<FrontMatter> {
    let mut reader = Reader { file: &file.path, kind, found: Vec::new() };
    let split = split::split(&file.text);
    if let Some(open) = split.unclosed.clone() {
        let help = "write a line `---` after the last key";
        reader.report(Code::FrontMatterUnclosed, Span::new(open), "the front matter is opened here and not closed", help);
    }
    let mut node = None;
    let mut is_partial = false;
    if let Some(range) = split.yaml.clone() {
        let parsed = yaml::parse(&file.path, &file.text, range, &limits.front_matter());
        is_partial = yaml::is_partial(&parsed.diagnostics);
        node = parsed.into(&mut reader.found);
    }
    let mut common = Common::default();
    let mut fields: Vec<FieldValues> = Vec::new();
    let mut extra = Vec::new();
    // Names that unknown keys were surely meant to be: that these are not there is told already.
    let mut meant: Vec<Box<str>> = Vec::new();
    let entries = match &node {
        None => &[],
        Some(Node { kind: NodeKind::Mapping(entries), .. }) => entries.as_slice(),
        // What is at fault in it is told already.
        Some(_) if is_partial => &[],
        Some(node) => {
            let help = "write one `key: value` a line";
            reader.report(Code::InvalidYaml, node.span, "the front matter is not keys and values", help);
            &[]
        }
    };
    for entry in entries {
        let name = &*entry.key.value;
        if let Some((ix, field)) = kind.and_then(|kind| kind.field(name)) {
            fields.extend(fields::read(&mut reader, ix, field, entry));
        } else if let Some(key) = CommonKey::named(name, kind) {
            common.take(&mut reader, key, entry);
        } else if let Some(key) = CommonKey::synonym(name) {
            common.take_synonym(&mut reader, key, entry);
        } else if kind.is_none() {
            extra.push((entry.key.value.clone(), as_texts(&entry.value)));
        } else {
            meant.extend(unknown(&mut reader, entry));
        }
    }
    fields.sort_by_key(|values| values.field);
    fields.shrink_to_fit();
    if let Some(kind) = kind.filter(|_| !is_partial && split.unclosed.is_none()) {
        // Without any key, the line that opens the front matter; without that, the first of the file.
        let start = if file.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let opening = if split.yaml.is_some() { Span::new(start..start + 3) } else { Span::at(start) };
        missing(&mut reader, kind, &fields, entries, &meant, opening);
    }
    let Common { mut meta, columns, image, claims, nocite, .. } = common.finish(kind.is_some_and(|kind| kind.role == Role::Work));
    for written in &nocite {
        meta.nocite.extend(citation::listed(written, &file.text, &file.path, &mut |finding| reader.found.push(finding)));
    }
    let body = u32::try_from(split.body).unwrap_or(u32::MAX);
    Checked::new(FrontMatter { meta, fields, extra, columns, image, claims, body }, reader.found)
}

/// Reports a key that is none of the kind; the name it was meant to be, if one is near.
fn unknown(reader: &mut Reader<'_>, entry: &Entry) -> Option<Box<str>> {
    let kind = reader.kind?;
    let name = &*entry.key.value;
    // What the kind says of it may stand where it could not be read, which is a finding already.
    if kind.is_partial || kind.unreadable.iter().any(|field| &*field.0 == name) {
        return None;
    }
    let common = CommonKey::ALL.iter().filter(|key| key.is_of(kind.role)).map(|key| key.name());
    let known = kind.fields.iter().map(|field| &*field.name.0).chain(common);
    let near = suggest::nearest(name, known, 1).first().copied();
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("declare it in the _kind.yaml of `{}`, or take it out", kind.name),
    };
    reader.report(Code::UnknownField, entry.key.span, format!("notes of the kind `{}` have no field `{name}`", kind.name), help);
    near.map(Into::into)
}

/// Fields that the kind requires and the note lacks.
fn missing(reader: &mut Reader<'_>, kind: &Kind, fields: &[FieldValues], entries: &[Entry], meant: &[Box<str>], opening: Span) {
    let place = entries.iter().find(|entry| &*entry.key.value == "title").or(entries.first());
    let place = place.map_or(opening, |entry| entry.key.span);
    for (at, field) in kind.fields.iter().enumerate().filter(|(_, field)| field.required) {
        let name = &field.name;
        if fields.iter().any(|values| values.field.0 as usize == at) || meant.iter().any(|meant| **meant == *name.0) {
            continue;
        }
        let written = entries.iter().find(|entry| *entry.key.value == *name.0);
        // A value at fault is a finding already; a key without a value is not.
        if written.is_none_or(|entry| is_empty(&entry.value)) {
            let place = written.map_or(place, |entry| entry.key.span);
            let how = field.value.how_to_write();
            let help = match written {
                Some(_) => format!("put a value behind the colon: {how}"),
                None => format!("add a line `{name}: ...` to the front matter; behind the colon, {how}"),
            };
            reader.report(
                Code::MissingField,
                place,
                format!("the field `{name}` is missing, which the kind `{}` requires", kind.name),
                help,
            );
        }
    }
}

/// Whether nothing is written: no value, an empty text or an empty list.
fn is_empty(node: &Node) -> bool {
    match &node.kind {
        NodeKind::Null => true,
        NodeKind::Scalar(scalar) => scalar.text.trim().is_empty(),
        NodeKind::Sequence(items) => items.iter().all(is_empty),
        NodeKind::Mapping(entries) => entries.is_empty(),
    }
}

/// A scalar or a list of scalars as texts.
fn as_texts(node: &Node) -> Vec<Box<str>> {
    match &node.kind {
        NodeKind::Scalar(scalar) => vec![scalar.text.clone()],
        NodeKind::Sequence(items) => items.iter().filter_map(Node::as_str).map(Into::into).collect(),
        NodeKind::Null | NodeKind::Mapping(_) => Vec::new(),
    }
}
