//! Conditions of a query: which rows it keeps. Of several values one must pass, and of a contested field any side may.

use super::catalog::Catalog;
use super::column::Access;
use super::item::Item;
use super::table::Subject;
use super::words::written;
use crate::archive::NoteIx;
use crate::note::Status;
use crate::schema::date::{Comparison, Date};
use crate::schema::{KindIx, Names, Value};
use crate::text::han::pinyin_spellings;
use crate::text::{fold, folds_to};

/// A condition over rows.
#[derive(Clone, Debug)]
pub(super) enum Condition {
    /// All hold; none always holds.
    All(Vec<Condition>),
    /// One of them holds.
    Any(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
    /// A column's values pass a test.
    Test(std::sync::Arc<Access>, Test),
}

/// A test of a row's values under a column.
#[derive(Clone, Debug)]
pub(super) enum Test {
    /// Nothing is known.
    Missing,
    /// Something is known.
    Present,
    /// Compared with a value.
    Compare(Comparison, Operand),
    /// Holds these words.
    Contains(Operand),
}

/// What values are compared with, in each way a column's values can be.
#[derive(Clone, Debug, Default)]
pub(super) struct Operand {
    /// As text, folded.
    pub(super) text: String,
    pub(super) number: Option<f64>,
    pub(super) date: Option<Date>,
    pub(super) flag: Option<bool>,
    /// The first year of a period.
    pub(super) period: Option<i32>,
    /// The notes that are called so, ordered.
    pub(super) notes: Vec<NoteIx>,
    pub(super) kinds: Vec<KindIx>,
    pub(super) status: Option<Status>,
}

/// Whether a row passes.
pub(super) fn holds(catalog: &Catalog<'_>, condition: &Condition, row: &Subject) -> bool {
    match condition {
        Condition::All(all) => all.iter().all(|condition| holds(catalog, condition, row)),
        Condition::Any(any) => any.iter().any(|condition| holds(catalog, condition, row)),
        Condition::Not(condition) => !holds(catalog, condition, row),
        Condition::Test(access, test) => passes(catalog, access, test, row),
    }
}

fn passes(catalog: &Catalog<'_>, access: &Access, test: &Test, row: &Subject) -> bool {
    let any = |passes: &dyn Fn(Item<'_>) -> bool| {
        let mut found = false;
        catalog.items(access, row, &mut |item| found = found || passes(item));
        found
    };
    match test {
        Test::Missing => !any(&|_| true),
        Test::Present => any(&|_| true),
        // Of a date, that it may be another; of all else, that no value is it. What is missing is not it either.
        Test::Compare(Comparison::NotEqual, operand) => {
            let is_it = |item: Item<'_>| match date_of(item) {
                Some(date) => !may_be(date, Comparison::NotEqual, operand),
                None => is(catalog, item, operand),
            };
            !any(&is_it)
        }
        Test::Compare(Comparison::Equal, operand) => any(&|item| is(catalog, item, operand)),
        Test::Compare(comparison, operand) => any(&|item| compares(item, *comparison, operand)),
        Test::Contains(operand) => any(&|item| contains(catalog, item, operand)),
    }
}

fn date_of(item: Item<'_>) -> Option<&Date> {
    match item {
        Item::Date(date) | Item::Field(Value::Date(date), _) => Some(date),
        _ => None,
    }
}

fn may_be(date: &Date, comparison: Comparison, operand: &Operand) -> bool {
    operand.date.as_ref().is_some_and(|other| date.may_be(comparison, other))
}

fn is(catalog: &Catalog<'_>, item: Item<'_>, operand: &Operand) -> bool {
    let text = |text: &str| folds_to(text, &operand.text);
    match item {
        Item::Title(ix) => text(&catalog.note(ix).meta.title),
        Item::Note(ix, _) => operand.notes.binary_search(&ix).is_ok(),
        Item::Field(Value::Names(names), _) => is_any_form(names, text),
        Item::Field(Value::Boolean(flag), _) => operand.flag == Some(*flag),
        Item::Field(Value::Date(date), _) | Item::Date(date) => may_be(date, Comparison::Equal, operand),
        Item::Field(Value::Number(_), _) | Item::Count(_) | Item::Period(..) => compares(item, Comparison::Equal, operand),
        Item::Field(value, _) | Item::Choice(value, ..) => text(&written(value)),
        Item::Text(own, _) | Item::Markdown(_, own, _) => text(own),
        // `zh` is also `zh-Hans`, a tag also what is narrower.
        Item::Language(tag) => within(tag, &operand.text, '-'),
        Item::Tag(_, tag) => within(tag, &operand.text, '/'),
        Item::Kind(kind) => operand.kinds.contains(&kind),
        Item::Status(status) => operand.status == Some(status),
        Item::Flag(flag) => operand.flag == Some(flag),
        Item::Claim(claim, own) => text(own) || text(&catalog.archive.claims.id(&catalog.archive.notes, claim)),
        Item::Work(work, title) => {
            let key = catalog.archive.library.get(work).item.key.as_str();
            text(title) || folds_to(key, operand.text.trim_start_matches('@'))
        }
        Item::Source(_, _, own) | Item::Cite(own) => text(own),
        Item::ClaimType(sort) => text(sort.name()),
        Item::Confidence(confidence) => text(confidence.name()),
    }
}

fn within(own: &str, of: &str, separator: char) -> bool {
    fold(own).strip_prefix(of).is_some_and(|rest| rest.is_empty() || rest.starts_with(separator))
}

fn compares(item: Item<'_>, comparison: Comparison, operand: &Operand) -> bool {
    let number = match item {
        Item::Field(Value::Number(number), _) => Some((number.value, operand.number)),
        Item::Count(count) => Some((count as f64, operand.number)),
        Item::Period(_, first) => Some((first.into(), operand.period.map(f64::from))),
        _ => None,
    };
    match (number, date_of(item)) {
        (Some((own, Some(other))), _) => number_holds(comparison, own, other),
        (None, Some(date)) => may_be(date, comparison, operand),
        _ => false,
    }
}

/// Whether a comparison of numbers holds.
pub(super) fn number_holds(comparison: Comparison, own: f64, other: f64) -> bool {
    // As written decimals they are equal when their bits are.
    let is_equal = own.total_cmp(&other).is_eq();
    match comparison {
        Comparison::Equal => is_equal,
        Comparison::NotEqual => !is_equal,
        Comparison::Less => own < other,
        Comparison::LessOrEqual => own <= other,
        Comparison::Greater => own > other,
        Comparison::GreaterOrEqual => own >= other,
    }
}

/// Whether each of `words` is in a text, both folded, in whatever order.
pub(super) fn has_words(text: &str, words: &str) -> bool {
    words.split_whitespace().all(|word| text.contains(word))
}

/// Whether it holds of a form of a name; of pinyin also as it is typed without marks.
fn is_any_form(names: &Names, holds: impl Fn(&str) -> bool) -> bool {
    let as_typed = |form: &str| pinyin_spellings(form).iter().any(|form| holds(form));
    names.forms.iter().any(|(key, form)| holds(form) || (&**key == "pinyin" && as_typed(form)))
}

fn contains(catalog: &Catalog<'_>, item: Item<'_>, operand: &Operand) -> bool {
    let text = |text: &str| has_words(&fold(text), &operand.text);
    match item {
        Item::Title(ix) => text(&catalog.note(ix).meta.title),
        Item::Note(ix, _) => operand.notes.binary_search(&ix).is_ok(),
        Item::Field(Value::Names(names), _) => is_any_form(names, text),
        Item::Field(value, _) | Item::Choice(value, ..) => text(&written(value)),
        Item::Text(own, _) | Item::Markdown(_, own, _) | Item::Language(own) | Item::Tag(_, own) => text(own),
        Item::Claim(_, own) | Item::Source(_, _, own) | Item::Work(_, own) | Item::Cite(own) => text(own),
        Item::ClaimType(sort) => text(sort.name()),
        Item::Confidence(confidence) => text(confidence.name()),
        Item::Date(_) | Item::Period(..) | Item::Kind(_) | Item::Status(_) | Item::Count(_) | Item::Flag(_) => false,
    }
}
