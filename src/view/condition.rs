//! Conditions of a query: which rows it keeps.

use super::column::Context;
use super::table::{Cell, CellValue};
use crate::archive::NoteIx;
use crate::schema::date::{Comparison, Date};
use crate::schema::{Number, Value};
use crate::text::fold;

/// A condition over rows.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// All hold; none always holds.
    All(Vec<Condition>),
    /// One of them holds.
    Any(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
    /// A column's values pass a test; the number counts the query's tested columns.
    Test(u32, Test),
}

/// A test of a cell: one of its values passes.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// Nothing is known.
    Missing,
    /// Something is known.
    Present,
    /// Compared with a value.
    Compare(Comparison, Box<str>),
    /// Holds these words.
    Contains(Box<str>),
}

impl Test {
    /// Reads a test as written: `guangzhou`, `>= 1978`, `~ fair`, `*` for anything.
    #[must_use]
    pub fn parse(written: &str) -> Self {
        let written = written.trim();
        if written == "*" {
            return Self::Present;
        }
        if let Some(rest) = written.strip_prefix('~') {
            return Self::Contains(fold(rest.trim()).into());
        }
        let signs = [
            (">=", Comparison::GreaterOrEqual),
            ("<=", Comparison::LessOrEqual),
            ("!=", Comparison::NotEqual),
            (">", Comparison::Greater),
            ("<", Comparison::Less),
            ("=", Comparison::Equal),
        ];
        for (sign, comparison) in signs {
            if let Some(rest) = written.strip_prefix(sign) {
                return Self::Compare(comparison, rest.trim().into());
            }
        }
        Self::Compare(Comparison::Equal, written.into())
    }

    /// Whether a cell passes. `!=` passes where no value is equal.
    pub(super) fn passes(&self, context: Context<'_>, cell: &Cell) -> bool {
        match self {
            Self::Missing => cell.values.is_empty(),
            Self::Present => !cell.values.is_empty(),
            Self::Compare(Comparison::NotEqual, written) => {
                !cell.values.iter().any(|value| compare(context, value, Comparison::Equal, written))
            }
            Self::Compare(comparison, written) => cell.values.iter().any(|value| compare(context, value, *comparison, written)),
            Self::Contains(words) => {
                cell.values.iter().any(|value| forms(context, value).iter().any(|form| form.contains(&**words)))
            }
        }
    }
}

fn compare(context: Context<'_>, value: &CellValue, comparison: Comparison, written: &str) -> bool {
    use std::cmp::Ordering;
    let by_order = |order: Ordering| match comparison {
        Comparison::Equal => order == Ordering::Equal,
        Comparison::NotEqual => order != Ordering::Equal,
        Comparison::Less => order == Ordering::Less,
        Comparison::LessOrEqual => order != Ordering::Greater,
        Comparison::Greater => order == Ordering::Greater,
        Comparison::GreaterOrEqual => order != Ordering::Less,
    };
    match value {
        CellValue::Field(Value::Date(date), _) => Date::parse(written).is_ok_and(|other| date.may_be(comparison, &other)),
        CellValue::Field(Value::Number(number), _) => {
            number_of(written).is_some_and(|other| by_order(number.value.total_cmp(&other)))
        }
        CellValue::Count(count) => number_of(written).is_some_and(|other| by_order((*count as f64).total_cmp(&other))),
        CellValue::Field(Value::Boolean(flag), _) => {
            let wanted = matches!(fold(written).as_str(), "true" | "yes");
            by_order(flag.cmp(&wanted))
        }
        CellValue::Tag(tag) if comparison == Comparison::Equal => {
            let (tag, wanted) = (fold(tag), fold(written.trim_start_matches('#')));
            tag == wanted || tag.strip_prefix(&*wanted).is_some_and(|rest| rest.starts_with('/'))
        }
        value if comparison == Comparison::Equal => {
            let wanted = fold(written.trim_start_matches("[[").trim_end_matches("]]"));
            forms(context, value).contains(&wanted)
        }
        value => forms(context, value).first().is_some_and(|form| by_order(form.as_str().cmp(fold(written).as_str()))),
    }
}

fn number_of(written: &str) -> Option<f64> {
    Number::decimal(written).ok().map(|number| number.value)
}

/// The folded texts by which a value is known.
fn forms(context: Context<'_>, value: &CellValue) -> Vec<String> {
    match value {
        CellValue::Note(ix) => names_of(context, *ix),
        CellValue::Kind(kind) => {
            let kind = context.archive.kinds.get(*kind);
            vec![fold(&kind.name.0), fold(kind.label.one.get(&context.archive.config.language))]
        }
        CellValue::Field(Value::Names(names), _) => names.forms.iter().map(|(_, form)| fold(form)).collect(),
        CellValue::Field(value, _) => vec![fold(&written(value))],
        CellValue::Text(text, _) | CellValue::Tag(text) => vec![fold(text)],
        CellValue::Count(count) => vec![count.to_string()],
    }
}

fn names_of(context: Context<'_>, ix: NoteIx) -> Vec<String> {
    let note = &context.archive.notes[ix.0 as usize];
    let own = [fold(&note.meta.title), fold(note.id.slug()), fold(note.id.as_str())];
    own.into_iter().chain(note.meta.aliases.iter().map(|alias| fold(alias))).collect()
}

/// A value as it was written.
#[must_use]
pub fn written(value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Markdown(text) | Value::Url(text) | Value::Reference(text) => text.to_string(),
        Value::Names(names) => names.forms.iter().map(|(_, form)| &**form).collect::<Vec<_>>().join(" "),
        Value::Number(number) => number.written.to_string(),
        Value::Boolean(flag) => flag.to_string(),
        Value::Date(date) => date.written.to_string(),
        Value::Coordinates(point) => format!("{} {}", point.lat, point.lon),
    }
}
