//! Columns: what a name stands for in notes of each kind, and the cells it gives.

use crate::archive::{Answer, Archive, NoteIx};
use crate::note::{FieldValues, Note, Status};
use crate::schema::date::Date;
use crate::schema::{
    ColumnName, ColumnRef, CommonKey, DateColumn, FieldIx, Inverse, KindIx, LocalText, Period, Relation, Value, ValueType,
};
use crate::source::History;
use crate::text::fold;
use crate::view::table::{Cell, CellValue, Column, Label};

/// What cells are made from.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) archive: &'a Archive,
    pub(super) history: Option<&'a History>,
}

/// A column over notes that may be of several kinds.
pub(super) struct NoteColumn<'a> {
    pub(super) column: Column,
    /// For each kind, what the name stands for in it; then for plain notes.
    by_kind: Vec<Option<ColumnRef<'a>>>,
    plain: Option<CommonKey>,
    special: Option<Special>,
}

/// Columns that no schema has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Special {
    Kind,
    Backlinks,
    Id,
}

impl<'a> NoteColumn<'a> {
    /// The column of that name over notes of these kinds; `None` where none of them has it.
    pub(super) fn find(context: Context<'a>, name: &'a str, kinds: &[KindIx]) -> Option<Self> {
        let archive = context.archive;
        let special = match name {
            "kind" => Some(Special::Kind),
            "backlinks" => Some(Special::Backlinks),
            "id" => Some(Special::Id),
            _ => None,
        };
        let of = |kind: u32| {
            let kind = KindIx(kind);
            kinds.contains(&kind).then(|| archive.kinds.column(kind, name)).flatten()
        };
        let by_kind: Vec<_> = (0..archive.kinds.all.len() as u32).map(of).collect();
        let plain = CommonKey::named(name, None).filter(|key| key.is_column());
        let first = kinds.iter().find_map(|kind| Some((*kind, by_kind[kind.0 as usize]?)));
        if special.is_none() && first.is_none() && plain.is_none() {
            return None;
        }
        let (label, unit, value_type) = match (special, first) {
            (Some(Special::Kind), _) => (Label::Interface("column_kind"), None, "kind"),
            (Some(Special::Backlinks), _) => (Label::Interface("column_backlinks"), None, "integer"),
            (Some(Special::Id), _) => (Label::Plain("id".into()), None, "text"),
            (None, Some((kind, column))) => describe(context, kind, column),
            (None, None) => common(plain.unwrap_or(CommonKey::Title)),
        };
        let numeric = matches!(value_type, "integer" | "number");
        let column = Column { name: ColumnName(name.into()), label, unit, numeric, value_type };
        Some(Self { column, by_kind, plain, special })
    }

    /// The cell of a note.
    pub(super) fn cell(&self, context: Context<'_>, ix: NoteIx) -> Cell {
        let note = &context.archive.notes[ix.0 as usize];
        let one = |value: CellValue| Cell { values: vec![value], contested: false };
        match self.special {
            Some(Special::Kind) => return note.kind.map(|kind| one(CellValue::Kind(kind))).unwrap_or_default(),
            Some(Special::Backlinks) => {
                return one(CellValue::Count(context.archive.backlinks[ix.0 as usize].len() as u64));
            }
            Some(Special::Id) => return one(CellValue::Text(note.id.as_str().into(), None)),
            None => {}
        }
        match note.kind.and_then(|kind| self.by_kind[kind.0 as usize]) {
            Some(ColumnRef::Common(key)) => common_cell(context, ix, note, key),
            Some(ColumnRef::Field(field)) => field_cell(context, ix, note, field),
            Some(ColumnRef::NameForm(field, form)) => form_cell(note, field, form),
            Some(ColumnRef::Inverse(name)) => inverse_cell(context, ix, name),
            Some(ColumnRef::Period(period, of)) => period_cell(context, ix, note, period, of),
            None if note.kind.is_none() => self.plain.map(|key| common_cell(context, ix, note, key)).unwrap_or_default(),
            None => Cell::default(),
        }
    }
}

fn describe(context: Context<'_>, kind: KindIx, column: ColumnRef<'_>) -> (Label, Option<LocalText>, &'static str) {
    let kinds = &context.archive.kinds;
    let field = |ix: FieldIx| &kinds.get(kind).fields[ix.0 as usize];
    match column {
        ColumnRef::Common(key) => common(key),
        ColumnRef::Field(ix) => {
            let unit = match &field(ix).value {
                ValueType::Integer { unit } | ValueType::Number { unit } => unit.clone(),
                _ => None,
            };
            (Label::Own(field(ix).label.clone()), unit, field(ix).value.name())
        }
        ColumnRef::NameForm(ix, form) => {
            let label = match form {
                "pinyin" => Label::Interface("name_pinyin"),
                "as_printed" => Label::Interface("name_as_printed"),
                _ => Label::Own(field(ix).label.clone()),
            };
            (label, None, "names")
        }
        ColumnRef::Inverse(name) => {
            let label = kinds.relations_to(kind).find_map(|(from, ix, relation)| {
                let own = &kinds.get(from).fields[ix.0 as usize];
                match &relation.inverse {
                    Inverse::Named { name: inverse, label } if &*inverse.0 == name => Some(label.clone()),
                    Inverse::Symmetric if &*own.name.0 == name => Some(own.label.clone()),
                    _ => None,
                }
            });
            (label.map_or_else(|| Label::Plain(name.into()), Label::Own), None, "reference")
        }
        ColumnRef::Period(_, DateColumn::Field(ix)) => (Label::Own(field(ix).label.clone()), None, "period"),
        ColumnRef::Period(_, DateColumn::Common(key)) => (common(key).0, None, "period"),
    }
}

fn common(key: CommonKey) -> (Label, Option<LocalText>, &'static str) {
    let (label, value_type) = match key {
        CommonKey::Title => ("column_title", "note"),
        CommonKey::Aliases => ("column_aliases", "text"),
        CommonKey::Tags => ("column_tags", "tag"),
        CommonKey::Summary => ("column_summary", "text"),
        CommonKey::Status => ("column_status", "choice"),
        CommonKey::Authors | CommonKey::Editors => ("column_authors", "text"),
        CommonKey::Created => ("column_created", "date"),
        CommonKey::Updated => ("column_updated", "date"),
        CommonKey::Lang => ("column_lang", "text"),
        _ => return (Label::Plain(key.name().into()), None, "text"),
    };
    (Label::Interface(label), None, value_type)
}

fn common_cell(context: Context<'_>, ix: NoteIx, note: &Note, key: CommonKey) -> Cell {
    let text = |text: &str| CellValue::Text(text.into(), None);
    let meta = &note.meta;
    let is_work = note.kind.is_some_and(|kind| context.archive.kinds.get(kind).role == crate::schema::Role::Work);
    let values = match key {
        CommonKey::Title => vec![CellValue::Note(ix)],
        CommonKey::Aliases => meta.aliases.iter().map(|alias| text(alias)).collect(),
        CommonKey::Tags => tags(note).into_iter().map(|tag| CellValue::Tag(tag.into())).collect(),
        CommonKey::Summary => meta.summary.iter().map(|summary| text(summary)).collect(),
        CommonKey::Status => vec![text(status_name(meta.status))],
        CommonKey::Authors if is_work => meta.work_authors.iter().map(|author| text(author)).collect(),
        CommonKey::Authors | CommonKey::Editors => meta.authors.iter().map(|author| text(author)).collect(),
        CommonKey::Created => date(meta.created.clone().or_else(|| days(context, note)?.0)),
        CommonKey::Updated => date(meta.updated.clone().or_else(|| days(context, note)?.1)),
        CommonKey::Lang if is_work => meta.work_lang.iter().map(|lang| text(lang)).collect(),
        CommonKey::Lang => meta.lang.iter().map(|lang| text(lang)).collect(),
        CommonKey::CiteAs => meta.cite_as.iter().map(|key| text(key)).collect(),
        CommonKey::TranslationOf => meta.translation_of.iter().map(|of| text(of)).collect(),
        CommonKey::RedirectFrom | CommonKey::Claims | CommonKey::Lints | CommonKey::Columns => Vec::new(),
    };
    Cell { values, contested: false }
}

fn date(date: Option<Date>) -> Vec<CellValue> {
    date.map(|date| CellValue::Field(Value::Date(date), Vec::new())).into_iter().collect()
}

fn days(context: Context<'_>, note: &Note) -> Option<(Option<Date>, Option<Date>)> {
    let (first, last) = context.history?.days.get(&note.path)?;
    Some((Date::parse(first).ok(), Date::parse(last).ok()))
}

/// `draft`, `review` or `published`.
pub(super) fn status_name(status: Status) -> &'static str {
    match status {
        Status::Draft => "draft",
        Status::Review => "review",
        Status::Published => "published",
    }
}

/// All tags of a note, each once.
pub(super) fn tags(note: &Note) -> Vec<&str> {
    let mut tags: Vec<&str> = Vec::new();
    for tag in note.meta.tags.iter().chain(&note.body.tags) {
        if !tags.iter().any(|known| fold(known) == fold(tag)) {
            tags.push(tag);
        }
    }
    tags
}

fn values_of(note: &Note, field: FieldIx) -> Option<(u32, &FieldValues)> {
    (0..).zip(&note.fields).find(|(_, values)| values.field == field)
}

fn field_cell(context: Context<'_>, ix: NoteIx, note: &Note, field: FieldIx) -> Cell {
    let Some((at, values)) = values_of(note, field) else {
        let mut cell = Cell::default();
        if let Some(name) = symmetric(context, note, field) {
            add_other_ends(context, ix, name, &mut cell);
        }
        return cell;
    };
    let answers = &context.archive.references[ix.0 as usize];
    let value = |(position, value): (u32, &crate::note::FieldValue)| {
        if let Value::Reference(_) = value.value {
            let answer = answers.iter().find(|answer| answer.field == at && answer.value == position)?;
            return match answer.answer {
                Answer::Note { note, .. } => Some(CellValue::Note(note)),
                _ => None,
            };
        }
        let cites = value.cites.iter().map(|cite| cite.value.clone()).collect();
        Some(CellValue::Field(value.value.clone(), cites))
    };
    let mut cell = Cell { values: (0..).zip(&values.values).filter_map(value).collect(), contested: values.contested };
    if let Some(name) = symmetric(context, note, field) {
        add_other_ends(context, ix, name, &mut cell);
    }
    cell
}

/// The name of a field whose relation reads the same from both ends.
fn symmetric<'a>(context: Context<'a>, note: &Note, field: FieldIx) -> Option<&'a str> {
    let field = &context.archive.kinds.get(note.kind?).fields[field.0 as usize];
    let is_symmetric = matches!(&field.value, ValueType::Reference(Relation { inverse: Inverse::Symmetric, .. }));
    is_symmetric.then_some(&*field.name.0)
}

/// The notes that declare a symmetric relation at their own end.
fn add_other_ends(context: Context<'_>, ix: NoteIx, name: &str, cell: &mut Cell) {
    for value in inverse_cell(context, ix, name).values {
        let known = |other: &CellValue| matches!((other, &value), (CellValue::Note(a), CellValue::Note(b)) if a == b);
        if !cell.values.iter().any(known) {
            cell.values.push(value);
        }
    }
}

fn form_cell(note: &Note, field: FieldIx, form: &str) -> Cell {
    let Some((_, values)) = values_of(note, field) else { return Cell::default() };
    let language: Option<Box<str>> = match form {
        "pinyin" | "as_printed" => Some("zh-Latn".into()),
        tag if tag.len() >= 2 && tag.split('-').next().is_some_and(|first| first.len() <= 3) => Some(tag.into()),
        _ => None,
    };
    let text = |value: &crate::note::FieldValue| match &value.value {
        Value::Names(names) => names.get(form).map(|text| CellValue::Text(text.into(), language.clone())),
        _ => None,
    };
    Cell { values: values.values.iter().filter_map(text).collect(), contested: values.contested }
}

/// Notes that refer to this one under the inverse's name; of symmetric relations, both ends.
fn inverse_cell(context: Context<'_>, ix: NoteIx, name: &str) -> Cell {
    let archive = context.archive;
    let mut notes: Vec<NoteIx> = Vec::new();
    for &edge in &archive.relations_in[ix.0 as usize] {
        let edge = &archive.relations[edge as usize];
        let from = &archive.notes[edge.from.0 as usize];
        let Some(kind) = from.kind else { continue };
        let field = &archive.kinds.get(kind).fields[from.fields[edge.field as usize].field.0 as usize];
        let ValueType::Reference(Relation { inverse, .. }) = &field.value else { continue };
        let is_it = match inverse {
            Inverse::Named { name: inverse, .. } => &*inverse.0 == name,
            Inverse::Symmetric => &*field.name.0 == name,
            Inverse::Unnamed => false,
        };
        let other = if edge.from == ix { edge.to } else { edge.from };
        if is_it && !notes.contains(&other) {
            notes.push(other);
        }
    }
    Cell { values: notes.into_iter().map(CellValue::Note).collect(), contested: false }
}

fn period_cell(context: Context<'_>, ix: NoteIx, note: &Note, period: Period, of: DateColumn) -> Cell {
    let dates = match of {
        DateColumn::Common(key) => common_cell(context, ix, note, key),
        DateColumn::Field(field) => field_cell(context, ix, note, field),
    };
    let language = &context.archive.config.language;
    let values = dates.values.iter().filter_map(|value| match value {
        CellValue::Field(Value::Date(date), _) => {
            let text = match period {
                Period::Year => date.year()?.to_string(),
                Period::Decade => date.decade()?.for_people(language),
                Period::Century => date.century()?.for_people(language),
            };
            Some(CellValue::Text(text.into(), None))
        }
        _ => None,
    });
    Cell { values: values.collect(), contested: dates.contested }
}
