//! Ranks: each row's place when the table is sorted by a column.

use std::cmp::Ordering;

use super::collate::{Key, Order};
use super::column::Context;
use super::table::{Cell, CellValue};
use crate::schema::Value;
use crate::schema::date::Date;

/// A cell as it is sorted: by its first value.
pub(super) enum SortValue {
    Text(Key),
    Number(f64),
    Date(Date),
    Flag(bool),
}

/// The sort value of a cell; `None` where nothing is known.
pub(super) fn sort_value(context: Context<'_>, cell: &Cell, titles: &[Key]) -> Option<SortValue> {
    Some(match cell.values.first()? {
        CellValue::Note(ix) => SortValue::Text(titles[ix.0 as usize].clone()),
        CellValue::Field(Value::Date(date), _) if date.is_unknown() => return None,
        CellValue::Field(Value::Date(date), _) => SortValue::Date(date.clone()),
        CellValue::Field(Value::Number(number), _) => SortValue::Number(number.value),
        CellValue::Field(Value::Boolean(flag), _) => SortValue::Flag(*flag),
        CellValue::Field(Value::Coordinates(point), _) => SortValue::Number(point.lat),
        CellValue::Field(Value::Names(names), _) => {
            let (_, text) = names.forms.first()?;
            SortValue::Text(Key::new(text, names.pinyin()))
        }
        CellValue::Field(Value::Text(text) | Value::Markdown(text) | Value::Url(text) | Value::Reference(text), _)
        | CellValue::Text(text, _)
        | CellValue::Tag(text) => SortValue::Text(Key::new(text, None)),
        CellValue::Kind(kind) => {
            let label = context.archive.kinds.get(*kind).label.one.get(&context.archive.config.language);
            SortValue::Text(Key::new(label, None))
        }
        CellValue::Count(count) => SortValue::Number(*count as f64),
    })
}

/// Each row's rank; equal values share one, missing ones have none.
pub(super) fn ranks(order: &Order, values: &[Option<SortValue>]) -> Vec<Option<u32>> {
    let mut known: Vec<u32> = (0..values.len() as u32).filter(|at| values[*at as usize].is_some()).collect();
    let compare = |a: &u32, b: &u32| match (&values[*a as usize], &values[*b as usize]) {
        (Some(a), Some(b)) => compare(order, a, b),
        _ => Ordering::Equal,
    };
    known.sort_by(compare);
    let mut ranks = vec![None; values.len()];
    let mut rank = 0;
    for (place, at) in known.iter().enumerate() {
        if place > 0 && compare(&known[place - 1], at) != Ordering::Equal {
            rank += 1;
        }
        ranks[*at as usize] = Some(rank);
    }
    ranks
}

fn compare(order: &Order, a: &SortValue, b: &SortValue) -> Ordering {
    match (a, b) {
        (SortValue::Text(a), SortValue::Text(b)) => order.compare(a, b),
        (SortValue::Number(a), SortValue::Number(b)) => a.total_cmp(b),
        (SortValue::Date(a), SortValue::Date(b)) => a.cmp(b),
        (SortValue::Flag(a), SortValue::Flag(b)) => a.cmp(b),
        (a, b) => sort_of(a).cmp(&sort_of(b)),
    }
}

fn sort_of(value: &SortValue) -> u8 {
    match value {
        SortValue::Number(_) => 0,
        SortValue::Date(_) => 1,
        SortValue::Flag(_) => 2,
        SortValue::Text(_) => 3,
    }
}
