//! The order of rows: what a column's values are compared by, and each row's rank.

use std::cmp::Ordering;

use super::catalog::Catalog;
use super::collate::{Reading, SortBytes};
use super::column::Access;
use super::item::Item;
use super::table::{MarkdownAt, Subject};
use crate::note::fragment::FrontText;
use crate::schema::date::Date;
use crate::schema::{Names, Value};

/// What a value is compared by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key<'a> {
    Number(i64),
    Date(&'a Date),
    Text(SortBytes),
}

/// Makes keys.
#[derive(Clone, Copy)]
pub(super) struct Keys<'c, 's> {
    catalog: &'s Catalog<'c>,
}

impl<'c, 's> Keys<'c, 's> {
    pub(super) fn new(catalog: &'s Catalog<'c>) -> Self {
        Self { catalog }
    }

    /// The key of a row: of its values in turn, of contested ones the first. Empty where nothing is known.
    pub(super) fn row(self, access: &'s Access, subject: &Subject) -> Vec<Key<'s>> {
        let mut keys = Vec::new();
        let only_first = self.catalog.is_contested(access, subject);
        let catalog = self.catalog;
        catalog.items(access, subject, &mut |item| {
            if !only_first || keys.is_empty() {
                keys.push(self.item(item, subject));
            }
        });
        keys
    }

    /// The key of a value.
    pub(super) fn item(self, item: Item<'s>, subject: &Subject) -> Key<'s> {
        match item {
            Item::Title(note) | Item::Note(note, _) => Key::Number(self.catalog.title_rank(note).into()),
            Item::Choice(_, place, _) => Key::Number(place.into()),
            Item::Field(value, _) => self.value(value, subject),
            Item::Date(date) => Key::Date(date),
            Item::Period(_, first) => Key::Number(first.into()),
            Item::Markdown(MarkdownAt::Front(note, FrontText::Summary), ..) => {
                Key::Number(self.catalog.summary_rank(note).into())
            }
            Item::Markdown(_, text, _) => self.text(text, subject),
            Item::Tag(tag, _) => Key::Number(self.catalog.tag_rank(tag).into()),
            Item::Text(text, _) | Item::Language(text) | Item::Cite(text) => self.text(text, subject),
            Item::Kind(kind) => Key::Number(self.catalog.kind_rank(kind).into()),
            Item::Status(status) => Key::Number(status as i64),
            Item::Flag(flag) => Key::Number(flag.into()),
            Item::Claim(_, text) | Item::Source(_, _, text) | Item::Work(_, text) => self.text(text, subject),
            Item::ClaimType(sort) => Key::Number(sort as i64),
            Item::Confidence(confidence) => Key::Number(confidence as i64),
            Item::Count(count) => Key::Number(ordered(count as f64)),
        }
    }

    fn value(self, value: &'s Value, subject: &Subject) -> Key<'s> {
        match value {
            Value::Number(number) => Key::Number(ordered(number.value)),
            Value::Boolean(flag) => Key::Number((*flag).into()),
            Value::Date(date) => Key::Date(date),
            Value::Coordinates(point) => Key::Number(ordered(point.lat)),
            Value::Names(names) => {
                let (name, reading) = name_of(names);
                Key::Text(self.catalog.collation.key(name, reading.as_ref()))
            }
            Value::Text(text) | Value::Markdown(text) | Value::Url(text) | Value::Reference(text) => self.text(text, subject),
        }
    }

    fn text(self, text: &str, subject: &Subject) -> Key<'s> {
        let reading = match subject {
            Subject::Note(ix) => self.catalog.reading(*ix).filter(|reading| text.contains(&*reading.han)),
            _ => None,
        };
        Key::Text(self.catalog.collation.key(text, reading))
    }
}

/// The form of a name by which it is looked up, and how it is read.
pub(super) fn name_of(names: &Names) -> (&str, Option<Reading>) {
    let name = names.han().or_else(|| names.forms.first().map(|(_, form)| &**form)).unwrap_or("");
    (name, Reading::of_names(names))
}

/// A number as an integer that orders as it does.
fn ordered(number: f64) -> i64 {
    // Zero has two signs and one place.
    let bits = (number + 0.0).to_bits().cast_signed();
    bits ^ ((bits >> 63).cast_unsigned() >> 1).cast_signed()
}

/// Each row's place when sorted by these keys; equal ones share one, empty ones have none.
pub(super) fn ranks(keys: &[Vec<Key<'_>>]) -> Vec<Option<u32>> {
    let mut known: Vec<u32> = (0..keys.len() as u32).filter(|at| !keys[*at as usize].is_empty()).collect();
    known.sort_unstable_by(|a, b| keys[*a as usize].cmp(&keys[*b as usize]));
    let mut ranks = vec![None; keys.len()];
    let (mut rank, mut last) = (0, None::<u32>);
    for at in known {
        if last.is_some_and(|last| keys[last as usize] != keys[at as usize]) {
            rank += 1;
        }
        ranks[at as usize] = Some(rank);
        last = Some(at);
    }
    ranks
}

/// By rank; what is missing comes last both ways.
pub(super) fn compare(a: Option<u32>, b: Option<u32>, descending: bool) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) if descending => b.cmp(&a),
        (Some(a), Some(b)) => a.cmp(&b),
        (a, b) => a.is_none().cmp(&b.is_none()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Key, ordered, ranks};

    #[test]
    fn numbers_keep_their_order() {
        let numbers = [-1e300, -2.5, -0.0, 0.0, 1e-9, 3.0, 1e300];
        let keys: Vec<_> = numbers.iter().map(|number| ordered(*number)).collect();
        assert!(keys.is_sorted());
        assert_eq!(keys[2], keys[3]);
    }

    #[test]
    fn equal_rows_share_a_rank_and_missing_ones_have_none() {
        let key = |number: i64| vec![Key::Number(number)];
        assert_eq!(ranks(&[key(5), key(1), vec![], key(5), key(9)]), [Some(1), Some(0), None, Some(1), Some(2)]);
    }
}
