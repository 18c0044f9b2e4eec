//! Columns: what a name stands for among rows that may be of several kinds.

use super::catalog::Catalog;
use super::claims::{self, ClaimAccess};
use super::query::From;
use super::table::{Column, Label};
use crate::diagnostic::suggest;
use crate::schema::{
    ColumnName, ColumnRef, CommonKey, DateColumn, FieldIx, Inverse, KindIx, LocalText, Period, Relation, ValueType,
};

/// A column that was found.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) column: Column,
    pub(super) access: Access,
    /// What its values may be; several where kinds differ.
    pub(super) shapes: Vec<Shape>,
}

/// Where a row's values stand.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Access {
    /// By the note's kind; the last for notes without one.
    Notes(Box<[Option<NoteAccess>]>),
    /// A cell of a dataset, or the period its date lies in.
    Cell { column: u32, period: Option<Period> },
    /// A claim's.
    Claim(ClaimAccess),
    /// The tag itself.
    Tag,
    /// How many notes a tag has.
    TagNotes,
}

/// Where a note's values stand.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum NoteAccess {
    Common(CommonKey),
    Id,
    Kind,
    Backlinks,
    Field(FieldIx),
    NameForm(FieldIx, Box<str>),
    Inverse(Box<str>),
    Period(Period, DateColumn),
    /// A key of a plain note that no schema declares.
    Extra(Box<str>),
    /// A column of the notes that a reference leads to.
    Through(Box<NoteAccess>, Box<Access>),
}

/// What a value may be, as far as conditions care.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    Text,
    Number,
    Date,
    Period(Period),
    Boolean,
    Choice(Vec<Box<str>>),
    Note,
    Tag,
    Kind,
    Status,
}

/// Among which notes a name is looked for.
#[derive(Clone, Debug)]
struct Scope {
    /// By kind.
    kinds: Vec<bool>,
    /// Whether notes without a kind are among them.
    plain: bool,
}

/// How a column looks, and what its values may be.
pub(super) struct Look {
    label: Label,
    unit: Option<LocalText>,
    many: bool,
    value_type: &'static str,
    pub(super) shapes: Vec<Shape>,
}

impl Look {
    pub(super) fn new(label: Label, value_type: &'static str, shape: Shape) -> Self {
        Self { label, unit: None, many: false, value_type, shapes: vec![shape] }
    }

    pub(super) fn interface(key: &'static str, value_type: &'static str, shape: Shape) -> Self {
        Self::new(Label::Interface(key), value_type, shape)
    }

    /// The same with, or without, several values a row.
    pub(super) fn many(self, many: bool) -> Self {
        Self { many, ..self }
    }
}

/// The column of that name; else what may have been meant.
pub(super) fn find(catalog: &Catalog<'_>, from: &From, name: &str) -> Result<Found, String> {
    let found = match from {
        From::Tags => tag_column(name),
        From::Claims => claims::column(name),
        From::Dataset(dataset) => dataset_column(catalog, *dataset, name),
        From::Notes | From::Kinds(_) => note_column(catalog, &Scope::of(catalog, from), name, true),
    };
    found.ok_or_else(|| help(catalog, from, name))
}

fn help(catalog: &Catalog<'_>, from: &From, name: &str) -> String {
    let mut names: Vec<&str> = match from {
        From::Tags => vec!["tag", "notes"],
        From::Claims => claims::COLUMNS.to_vec(),
        From::Dataset(dataset) => {
            catalog.archive.datasets[*dataset as usize].columns.iter().map(|column| &*column.name).collect()
        }
        From::Notes | From::Kinds(_) => {
            let scope = Scope::of(catalog, from);
            let kinds = scope.kinds().flat_map(|kind| catalog.archive.kinds.column_names(kind));
            kinds.chain(["title", "tags", "kind", "backlinks"]).collect()
        }
    };
    if name.contains('(') {
        return "write `year(...)`, `decade(...)` or `century(...)` with the name of a column that holds dates".to_owned();
    }
    let part = name.split('.').next().unwrap_or(name);
    names.sort_unstable();
    names.dedup();
    match suggest::did_you_mean(part, names.iter().copied()) {
        Some(help) if part == name || !names.contains(&part) => help,
        _ if names.contains(&part) => {
            format!("after a dot stands a form of a name (`names.zh-Hans`) or a column of the notes referred to; try `{part}`")
        }
        _ => format!("it takes {}", suggest::list(&names, "or")),
    }
}

pub(super) fn found(name: &str, access: Access, look: Look) -> Found {
    let Look { label, unit, many, value_type, shapes } = look;
    let numeric = matches!(value_type, "integer" | "number");
    Found { column: Column { name: ColumnName(name.into()), label, unit, numeric, many, value_type }, access, shapes }
}

fn tag_column(name: &str) -> Option<Found> {
    let (access, look) = match name {
        "tag" | "title" => (Access::Tag, Look::interface("column_tag", "tag", Shape::Tag)),
        "notes" => (Access::TagNotes, Look::interface("column_notes", "integer", Shape::Number)),
        _ => return None,
    };
    Some(found(name, access, look))
}

fn dataset_column(catalog: &Catalog<'_>, dataset: u32, name: &str) -> Option<Found> {
    let columns = &catalog.archive.datasets[dataset as usize].columns;
    let (period, inner) = match name.split_once('(') {
        Some((function, rest)) => (Some(Period::named(function.trim())?), rest.strip_suffix(')')?.trim()),
        None => (None, name),
    };
    let at = columns.iter().position(|column| *column.name == *inner)?;
    let declared = &columns[at];
    let mut look = field_look(Label::Own(declared.label.clone()), &declared.value);
    if declared.citation {
        look.value_type = "citation";
    }
    if let Some(period) = period {
        (look.shapes == [Shape::Date]).then_some(())?;
        look = Look::new(look.label, "period", Shape::Period(period));
    }
    Some(found(name, Access::Cell { column: at as u32, period }, look))
}

/// `deep`: whether a dot may lead through a reference.
fn note_column(catalog: &Catalog<'_>, scope: &Scope, name: &str, deep: bool) -> Option<Found> {
    let mut look: Option<Look> = None;
    let mut by_kind: Vec<Option<NoteAccess>> = vec![None; scope.kinds.len() + 1];
    let plain = scope.plain.then_some(None);
    for kind in scope.kinds().map(Some).chain(plain) {
        let access = match kind {
            Some(kind) => in_kind(catalog, kind, name, deep),
            None => in_plain(catalog, name),
        };
        let Some((access, of_kind)) = access else { continue };
        by_kind[kind.map_or(scope.kinds.len(), |kind| kind.0 as usize)] = Some(access);
        // What the first kind calls it, and all that it may be.
        match &mut look {
            None => look = Some(of_kind),
            Some(look) => {
                look.many |= of_kind.many;
                for shape in of_kind.shapes {
                    if !look.shapes.contains(&shape) {
                        look.shapes.push(shape);
                    }
                }
            }
        }
    }
    Some(found(name, Access::Notes(by_kind.into()), look?))
}

fn in_kind(catalog: &Catalog<'_>, kind: KindIx, name: &str, deep: bool) -> Option<(NoteAccess, Look)> {
    let kinds = &catalog.archive.kinds;
    let field = |ix: FieldIx| &kinds.get(kind).fields[ix.0 as usize];
    let own = |ix: FieldIx| Label::Own(field(ix).label.clone());
    Some(match kinds.column(kind, name) {
        Some(ColumnRef::Common(key)) => (NoteAccess::Common(key), common_look(key)),
        Some(ColumnRef::Field(ix)) => {
            let many = field(ix).many || field(ix).is_symmetric();
            (NoteAccess::Field(ix), field_look(own(ix), &field(ix).value).many(many))
        }
        Some(ColumnRef::NameForm(ix, form)) => {
            let label = match form {
                "pinyin" => Label::Interface("name_pinyin"),
                "as_printed" => Label::Interface("name_as_printed"),
                _ => own(ix),
            };
            (NoteAccess::NameForm(ix, form.into()), Look::new(label, "names", Shape::Text).many(field(ix).many))
        }
        Some(ColumnRef::Inverse(inverse)) => {
            let label = inverse_label(catalog, kind, inverse).map_or_else(|| Label::Plain(inverse.into()), Label::Own);
            (NoteAccess::Inverse(inverse.into()), Look::new(label, "reference", Shape::Note).many(true))
        }
        Some(ColumnRef::Period(period, of)) => {
            let label = match of {
                DateColumn::Field(ix) => own(ix),
                DateColumn::Common(key) => common_look(key).label,
            };
            let many = matches!(of, DateColumn::Field(ix) if field(ix).many);
            (NoteAccess::Period(period, of), Look::new(label, "period", Shape::Period(period)).many(many))
        }
        None => return special(name).or_else(|| if deep { through(catalog, kind, name) } else { None }),
    })
}

fn in_plain(catalog: &Catalog<'_>, name: &str) -> Option<(NoteAccess, Look)> {
    if let Some(key) = CommonKey::named(name, None).filter(|key| key.is_column()) {
        return Some((NoteAccess::Common(key), common_look(key)));
    }
    let period = || {
        let (function, rest) = name.split_once('(')?;
        let key = CommonKey::named(rest.strip_suffix(')')?.trim(), None).filter(|key| key.is_date())?;
        let period = Period::named(function.trim())?;
        let look = Look::new(common_look(key).label, "period", Shape::Period(period));
        Some((NoteAccess::Period(period, DateColumn::Common(key)), look))
    };
    let extra = || {
        let is_written = catalog.archive.notes.iter().any(|note| note.extra.iter().any(|(key, _)| **key == *name));
        let look = || Look::new(Label::Plain(name.into()), "text", Shape::Text).many(true);
        is_written.then(|| (NoteAccess::Extra(name.into()), look()))
    };
    special(name).or_else(period).or_else(extra)
}

/// Columns that no front matter has.
fn special(name: &str) -> Option<(NoteAccess, Look)> {
    Some(match name {
        "id" => (NoteAccess::Id, Look::interface("column_id", "text", Shape::Text)),
        "kind" => (NoteAccess::Kind, Look::interface("column_kind", "kind", Shape::Kind)),
        "backlinks" => (NoteAccess::Backlinks, Look::interface("column_backlinks", "integer", Shape::Number)),
        _ => return None,
    })
}

/// `place.country`: a column of the notes that a reference leads to.
fn through(catalog: &Catalog<'_>, kind: KindIx, name: &str) -> Option<(NoteAccess, Look)> {
    let (reference, then) = name.split_once('.')?;
    let (access, look) = in_kind(catalog, kind, reference, false)?;
    (look.shapes == [Shape::Note]).then_some(())?;
    let to = match &access {
        NoteAccess::Field(ix) => match &catalog.archive.kinds.get(kind).fields[ix.0 as usize].value {
            ValueType::Reference(Relation { to, .. }) => to.as_slice(),
            _ => &[],
        },
        _ => &[],
    };
    let mut scope = Scope::of(catalog, &From::Notes);
    if !to.is_empty() {
        scope.plain = false;
        scope.kinds = catalog.archive.kinds.all.iter().map(|kind| to.contains(&kind.name)).collect();
    }
    let Found { column, access: then, shapes } = note_column(catalog, &scope, then, false)?;
    let many = look.many || column.many;
    let look = Look { label: column.label, unit: column.unit, many, value_type: column.value_type, shapes };
    Some((NoteAccess::Through(Box::new(access), Box::new(then)), look))
}

fn inverse_label(catalog: &Catalog<'_>, kind: KindIx, inverse: &str) -> Option<LocalText> {
    let kinds = &catalog.archive.kinds;
    kinds.relations_to(kind).find_map(|(from, ix, relation)| {
        let field = &kinds.get(from).fields[ix.0 as usize];
        match &relation.inverse {
            Inverse::Named { name, label } if &*name.0 == inverse => Some(label.clone()),
            Inverse::Symmetric if &*field.name.0 == inverse => Some(field.label.clone()),
            _ => None,
        }
    })
}

fn field_look(label: Label, value: &ValueType) -> Look {
    let shape = match value {
        ValueType::Integer { .. } | ValueType::Number { .. } => Shape::Number,
        ValueType::Boolean => Shape::Boolean,
        ValueType::Date => Shape::Date,
        ValueType::Choice { of } => Shape::Choice(of.clone()),
        ValueType::Reference(_) => Shape::Note,
        ValueType::Text | ValueType::Markdown | ValueType::Names | ValueType::Url | ValueType::Coordinates => Shape::Text,
    };
    let unit = match value {
        ValueType::Integer { unit } | ValueType::Number { unit } => unit.clone(),
        _ => None,
    };
    Look { label, unit, many: false, value_type: value.name(), shapes: vec![shape] }
}

fn common_look(key: CommonKey) -> Look {
    let (label, value_type, shape) = match key {
        CommonKey::Title => ("column_title", "note", Shape::Text),
        CommonKey::Aliases => ("column_aliases", "text", Shape::Text),
        CommonKey::Tags => ("column_tags", "tag", Shape::Tag),
        CommonKey::Summary => ("column_summary", "markdown", Shape::Text),
        CommonKey::Status => ("column_status", "choice", Shape::Status),
        CommonKey::Authors => ("column_authors", "text", Shape::Text),
        CommonKey::Editors => ("column_editors", "text", Shape::Text),
        CommonKey::Created => ("column_created", "date", Shape::Date),
        CommonKey::Updated => ("column_updated", "date", Shape::Date),
        CommonKey::Lang => ("column_lang", "text", Shape::Text),
        CommonKey::TranslationOf => ("column_translation_of", "reference", Shape::Note),
        CommonKey::CiteAs => ("column_cite_as", "text", Shape::Text),
        CommonKey::RedirectFrom
        | CommonKey::Claims
        | CommonKey::NoCite
        | CommonKey::Lints
        | CommonKey::Columns
        | CommonKey::Image => {
            return Look::new(Label::Plain(key.name().into()), "text", Shape::Text);
        }
    };
    let many = matches!(key, CommonKey::Aliases | CommonKey::Tags | CommonKey::Authors | CommonKey::Editors);
    Look::interface(label, value_type, shape).many(many)
}

impl Scope {
    fn of(catalog: &Catalog<'_>, from: &From) -> Self {
        let count = catalog.archive.kinds.all.len() as u32;
        match from {
            From::Kinds(kinds) => Self { kinds: (0..count).map(|kind| kinds.contains(&KindIx(kind))).collect(), plain: false },
            _ => Self { kinds: vec![true; count as usize], plain: true },
        }
    }

    fn kinds(&self) -> impl Iterator<Item = KindIx> {
        (0..).map(KindIx).zip(&self.kinds).filter(|(_, of)| **of).map(|(kind, _)| kind)
    }
}
