//! One value of a row under a column, borrowed from where it stands: what conditions test, what orders rows, what cells show.

use super::table::{CellValue, MarkdownAt};
use super::tags::TagIx;
use crate::archive::NoteIx;
use crate::archive::claims::ClaimIx;
use crate::archive::library::WorkIx;
use crate::note::Status;
use crate::note::claims::{ClaimType, Confidence};
use crate::schema::date::Date;
use crate::schema::{KindIx, Period, Value};
use crate::text::Spanned;

/// Citations written beside a value.
pub(super) type Cites<'a> = &'a [Spanned<Box<str>>];

/// A value.
#[derive(Clone, Copy, Debug)]
pub(super) enum Item<'a> {
    /// The row's own note.
    Title(NoteIx),
    /// A note that is referred to.
    Note(NoteIx, Cites<'a>),
    /// A field's value.
    Field(&'a Value, Cites<'a>),
    /// A choice, with its place among those declared.
    Choice(&'a Value, u32, Cites<'a>),
    /// A date that is no field's.
    Date(&'a Date),
    /// A year, the first of a decade or of a century.
    Period(Period, i32),
    /// Text in a language.
    Text(&'a str, Option<&'a str>),
    /// Markdown, as written.
    Markdown(MarkdownAt, &'a str, Cites<'a>),
    /// A language tag.
    Language(&'a str),
    Tag(TagIx, &'a str),
    Kind(KindIx),
    Status(Status),
    Count(u64),
    Flag(bool),
    /// A claim and its text.
    Claim(ClaimIx, &'a str),
    /// A claim's citation: its place among them, and its text.
    Source(ClaimIx, u32, &'a str),
    /// A work that has no note, and its title.
    Work(WorkIx, &'a str),
    /// A citation that a cell of a dataset holds, as written.
    Cite(&'a str),
    ClaimType(ClaimType),
    Confidence(Confidence),
}

impl Item<'_> {
    /// As a cell has it.
    pub(super) fn cell_value(self, language: &str) -> CellValue {
        let owned = |cites: Cites<'_>| cites.iter().map(|cite| cite.value.clone()).collect();
        match self {
            Self::Title(note) => CellValue::Note(note, Vec::new()),
            Self::Note(note, cites) => CellValue::Note(note, owned(cites)),
            Self::Field(value, cites) | Self::Choice(value, _, cites) => CellValue::Field(value.clone(), owned(cites)),
            Self::Date(date) => CellValue::Field(Value::Date(date.clone()), Vec::new()),
            Self::Period(period, first) => CellValue::Text(period_name(period, first, language).into(), None),
            Self::Text(text, of) => CellValue::Text(text.into(), of.map(Into::into)),
            Self::Markdown(at, text, cites) => CellValue::Markdown { at, written: text.into(), cites: owned(cites) },
            Self::Language(tag) => CellValue::Text(tag.into(), None),
            Self::Tag(_, tag) => CellValue::Tag(tag.into()),
            Self::Kind(kind) => CellValue::Kind(kind),
            Self::Status(status) => CellValue::Status(status),
            Self::Count(count) => CellValue::Count(count),
            Self::Flag(flag) => CellValue::Field(Value::Boolean(flag), Vec::new()),
            Self::Claim(claim, _) => CellValue::Claim(claim),
            Self::Source(claim, at, _) => CellValue::Source(claim, at),
            Self::Work(work, _) => CellValue::Work(work),
            Self::Cite(text) => CellValue::Cite(text.into()),
            Self::ClaimType(sort) => CellValue::ClaimType(sort),
            Self::Confidence(confidence) => CellValue::Confidence(confidence),
        }
    }

    /// Whether nothing is known by it: a date that is `unknown`.
    pub(super) fn is_unknown(self) -> bool {
        match self {
            Self::Field(Value::Date(date), _) | Self::Date(date) => date.is_unknown(),
            _ => false,
        }
    }
}

/// For people: "1978", "1970s", "20th century".
fn period_name(period: Period, first: i32, language: &str) -> String {
    match period {
        Period::Year => first.to_string(),
        Period::Decade => crate::schema::date::Decade(first).for_people(language),
        Period::Century => crate::schema::date::Century(first).for_people(language),
    }
}
