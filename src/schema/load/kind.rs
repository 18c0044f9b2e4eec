//! One `_kind.yaml`.

use super::reader::{Reader, list, spelled_out};
use super::{KindRead, Places, field};
use crate::diagnostic::{Checked, Code, Diagnostic, Place, suggest};
use crate::schema::{ColumnName, FieldName, FormerFault, Kind, KindLabel, KindName, LocalText, Role, SortKey, former_path};
use crate::text::{Span, Spanned, VaultPath};
use crate::yaml::{Node, NodeKind};

const KEYS: &[&str] = &["name", "label", "role", "schema_org", "fields", "index", "redirect_from"];
const ROLES: &[(&str, Role)] = &[
    ("none", Role::None),
    ("work", Role::Work),
    ("person", Role::Person),
    ("place", Role::Place),
    ("event", Role::Event),
    ("dataset", Role::Dataset),
];
/// Words that a query's `from` takes for something else.
const WORDS_OF_QUERIES: &[&str] = &["notes", "tags", "works", "claims"];

/// Reads the kind that `root` declares for the notes of `folder`; `None` if it has no name, which is a finding.
///
/// `is_partial`: lines of the file could not be read, which is a finding already; the name may have stood there.
pub(super) fn read(file: &VaultPath, root: Option<&Node>, is_partial: bool, folder: &str) -> Checked<Option<KindRead>> {
    let mut reader = Reader { file, findings: Vec::new() };
    let nothing = Node { kind: NodeKind::Null, span: Span::at(0) };
    let mut read = read_root(&mut reader, root.unwrap_or(&nothing), folder);
    if let Some(read) = &mut read {
        read.kind.is_partial = is_partial;
    } else if is_partial {
        reader.findings.clear();
    }
    Checked::new(read, reader.findings)
}

fn read_root(reader: &mut Reader<'_>, root: &Node, folder: &str) -> Option<KindRead> {
    if matches!(root.kind, NodeKind::Null) {
        reader.fault(root.span, "the kind has no name", "write `name: ...`, then `fields:`");
        return None;
    }
    let entries = reader.entries(root, "a kind", KEYS);
    let get = |key: &str| entries.iter().find(|entry| &*entry.key.value == key).map(|entry| &entry.value);
    let Some(name_node) = get("name") else {
        // A key that is not known may be a slip for it.
        if reader.findings.is_empty() {
            let help = format!("write `name: {}`", singular(folder));
            reader.fault(Span { start: root.span.start, end: root.span.start }, "the kind has no name", help);
        }
        return None;
    };
    let name = reader.text(name_node, "name").filter(|name| is_free(reader, name, name_node.span))?;
    let role = get("role").map_or(Role::None, |node| role(reader, node));
    let (fields, relations, unreadable) = get("fields").map(|node| field::read_all(reader, node, role)).unwrap_or_default();
    let place = Place { file: reader.file.clone(), span: name_node.span };
    let mut kind = Kind {
        label: label(reader, get("label"), &name, folder),
        name: KindName(name.as_ref().into()),
        folder: folder.into(),
        redirect_from: get("redirect_from").map(|node| former_addresses(reader, node)).unwrap_or_default(),
        role,
        schema_org: get("schema_org").and_then(|node| reader.text(node, "schema_org")),
        fields,
        unreadable: unreadable.iter().map(|name| FieldName(name.as_ref().into())).collect(),
        is_partial: false,
        index: crate::schema::IndexSpec::default(),
        place,
    };
    let mut places = Places {
        file: reader.file.clone(),
        name: name_node.span,
        relations,
        columns: Vec::new(),
        facets: Vec::new(),
        sort: None,
    };
    if let Some(node) = get("index") {
        index(reader, node, &mut kind, &mut places);
    }
    Some(KindRead { kind, places })
}

fn former_addresses(reader: &mut Reader<'_>, node: &Node) -> Vec<Spanned<Box<str>>> {
    let mut written = reader.texts(node, "redirect_from");
    written.retain(|written| match former_path(&written.value) {
        Ok(_) => true,
        Err(FormerFault { code, message, help }) => {
            // What is wrong with a kind has a code of its own.
            let code = if code == Code::InvalidValue { Code::InvalidKind } else { code };
            reader.findings.push(Diagnostic::new(code, reader.file, written.span, message).help(help));
            false
        }
    });
    written
}

fn is_free(reader: &mut Reader<'_>, name: &str, span: Span) -> bool {
    let taken = WORDS_OF_QUERIES.contains(&name);
    if taken {
        reader.fault(
            span,
            format!("a kind cannot be called `{name}`: queries use the word"),
            "choose another name, best a singular",
        );
    }
    !taken && reader.name(name, span, "kind")
}

fn role(reader: &mut Reader<'_>, node: &Node) -> Role {
    let written = node.as_str().unwrap_or("");
    if let Some((_, role)) = ROLES.iter().find(|(name, _)| *name == written) {
        return *role;
    }
    let names: Vec<&str> = ROLES.iter().map(|(name, _)| *name).collect();
    let help = suggest::did_you_mean(written, names.iter().copied()).unwrap_or_else(|| format!("write one of {}", list(&names)));
    reader.fault(node.span, format!("there is no role `{written}`"), help);
    Role::None
}

/// `Concept`, or `{one: Concept, other: Concepts, zh-Hans: 概念}`, where a language may itself have `one` and `other`.
fn label(reader: &mut Reader<'_>, node: Option<&Node>, name: &str, folder: &str) -> KindLabel {
    let plain = |text: Box<str>| LocalText { plain: text, by_language: Vec::new() };
    let folder_name = folder.rsplit('/').next().unwrap_or(folder);
    let mut label = KindLabel {
        one: plain(spelled_out(name)),
        other: plain(spelled_out(if folder_name.is_empty() { name } else { folder_name })),
    };
    let Some(node) = node else { return label };
    let NodeKind::Mapping(entries) = &node.kind else {
        if let Some(text) = reader.text(node, "label") {
            label = KindLabel { one: plain(text.clone()), other: plain(text) };
        }
        return label;
    };
    let (mut has_one, mut has_other) = (false, false);
    for entry in entries {
        match &*entry.key.value {
            "one" => {
                has_one = true;
                label.one.plain = reader.text(&entry.value, "one").unwrap_or_default();
            }
            "other" => {
                has_other = true;
                label.other.plain = reader.text(&entry.value, "other").unwrap_or_default();
            }
            _ => {
                let Some(language) = reader.language(entry) else { continue };
                let (one, other) = if matches!(entry.value.kind, NodeKind::Mapping(_)) {
                    let forms = reader.entries(&entry.value, "a label", &["one", "other"]);
                    let mut form = |key: &str| {
                        let node = &forms.iter().find(|form| &*form.key.value == key)?.value;
                        reader.text(node, key)
                    };
                    (form("one"), form("other"))
                } else {
                    let text = reader.text(&entry.value, language);
                    (text.clone(), text)
                };
                label.one.by_language.extend(one.map(|text| (language.into(), text)));
                label.other.by_language.extend(other.map(|text| (language.into(), text)));
            }
        }
    }
    // Without `one` and `other`, the first language is the archive's own.
    if let (false, Some((_, text))) = (has_one, label.one.by_language.first()) {
        label.one.plain = text.clone();
    }
    if let (false, Some((_, text))) = (has_other, label.other.by_language.first()) {
        label.other.plain = text.clone();
    }
    label
}

fn index(reader: &mut Reader<'_>, node: &Node, kind: &mut Kind, places: &mut Places) {
    for entry in reader.entries(node, "`index`", &["columns", "sort", "facets"]) {
        match &*entry.key.value {
            "sort" => {
                let Some(text) = reader.text(&entry.value, "sort") else { continue };
                let (descending, column) = text.strip_prefix('-').map_or((false, &*text), |column| (true, column));
                kind.index.sort = Some(SortKey { column: ColumnName(column.into()), descending });
                places.sort = Some(entry.value.span);
            }
            key => {
                let texts = reader.texts(&entry.value, key);
                let spans = texts.iter().map(|text| text.span).collect();
                let names = texts.into_iter().map(|text| ColumnName(text.value)).collect();
                if key == "facets" {
                    (kind.index.facets, places.facets) = (names, spans);
                } else {
                    (kind.index.columns, places.columns) = (names, spans);
                }
            }
        }
    }
}

/// What one note of a folder may be called: of `concepts`, a concept.
fn singular(folder: &str) -> String {
    let name = folder.rsplit('/').next().unwrap_or(folder);
    match name {
        "" => "note".to_owned(),
        "people" => "person".to_owned(),
        _ => match name.strip_suffix("ies") {
            Some(stem) => format!("{stem}y"),
            None => name.strip_suffix('s').unwrap_or(name).to_owned(),
        },
    }
}

/// The finding that a kind redefines a key every note has.
pub(super) fn reserved(file: &VaultPath, span: Span, name: &str, help: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::ReservedField, file, span, format!("every note has the key `{name}`, so a kind cannot define it"))
        .help(help)
}
