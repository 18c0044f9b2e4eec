//! From rows and columns to a table: sorted, cut, grouped, its cells filled in, ranks and facets counted.

use std::cmp::Ordering;
use std::sync::Arc;

use rayon::prelude::*;

use super::catalog::Catalog;
use super::column::{Access, Found, NoteAccess};
use super::facet::facets;
use super::group::group;
use super::item::Item;
use super::letters::letters;
use super::order::{Keys, compare, ranks};
use super::table::{Cell, Group, Row, Subject, Table};
use crate::schema::{DateColumn, SortKey};

/// How rows become a table.
#[derive(Clone, Debug, Default)]
pub(super) struct Layout {
    /// The columns shown.
    pub(super) columns: Vec<Found>,
    /// By what the rows are sorted, and whether from last to first; then by title.
    pub(super) sort: Vec<(Found, bool)>,
    /// Under which values they stand together.
    pub(super) group: Option<Found>,
    /// At most so many.
    pub(super) limit: Option<u32>,
    pub(super) facets: Vec<Found>,
}

/// The table of these rows.
pub(super) fn tabulate(catalog: &Catalog<'_>, rows: Vec<Subject>, layout: &Layout) -> Table {
    let Sorted { mut rows, mut by } = sorted(catalog, rows, &layout.sort);
    if let Some(limit) = layout.limit.map(|limit| limit as usize).filter(|limit| *limit < rows.len()) {
        rows.truncate(limit);
        // Ranks count what is shown.
        by.clear();
    }
    let grouped = layout.group.as_ref().map(|by| {
        let descending = layout.sort.first().is_some_and(|(sort, descending)| *descending && follows(&by.access, &sort.access));
        group(catalog, by, &rows, descending)
    });
    let ranks = |column: &Found| match by.iter().find(|(access, _)| **access == column.access) {
        Some((_, ranks)) => ranks.clone(),
        None => ranks_by(catalog, column, &rows),
    };
    let ((facets, held), ranks): (_, Vec<Vec<Option<u32>>>) =
        rayon::join(|| facets(catalog, &layout.facets, &rows), || layout.columns.par_iter().map(ranks).collect());
    let rows: Vec<Row> = rows
        .into_par_iter()
        .zip(held)
        .enumerate()
        .with_min_len(256)
        .map(|(at, (subject, facets))| Row {
            cells: layout.columns.iter().map(|column| cell(catalog, column, &subject)).collect(),
            ranks: ranks.iter().map(|ranks| ranks[at]).collect(),
            facets,
            matches: match &subject {
                Subject::Note(ix) => catalog.matches(*ix),
                Subject::Tag(tag) => catalog.collation.spelled(tag).unwrap_or_default().into(),
                Subject::Claim(_) | Subject::DatasetRow(..) => Arc::default(),
            },
            subject,
            repeated: false,
        })
        .collect();
    let (rows, groups) = match grouped {
        Some((order, groups)) => (repeated(&rows, &order), groups),
        None => {
            let all = Group { label: None, rows: 0..rows.len() as u32 };
            (rows, vec![all])
        }
    };
    let sort = layout.sort.first();
    let letters = match sort {
        Some((by, false)) if layout.group.is_none() => letters(catalog, by, &rows),
        _ => Vec::new(),
    };
    Table {
        columns: layout.columns.iter().map(|found| found.column.clone()).collect(),
        rows,
        groups,
        facets,
        letters,
        sort: sort.map(|(by, descending)| SortKey { column: by.column.name.clone(), descending: *descending }),
    }
}

/// The rows in this order, in which one may stand several times.
fn repeated(rows: &[Row], order: &[u32]) -> Vec<Row> {
    let mut stands = vec![false; rows.len()];
    let row = |at: &u32| {
        let stands_already = std::mem::replace(&mut stands[*at as usize], true);
        Row { repeated: stands_already, ..rows[*at as usize].clone() }
    };
    order.iter().map(row).collect()
}

/// Rows in order, and the ranks by which they were put there.
struct Sorted<'l> {
    rows: Vec<Subject>,
    by: Vec<(&'l Access, Vec<Option<u32>>)>,
}

fn sorted<'l>(catalog: &Catalog<'_>, rows: Vec<Subject>, sort: &'l [(Found, bool)]) -> Sorted<'l> {
    let by: Vec<(Vec<Option<u32>>, bool)> =
        sort.par_iter().map(|(column, descending)| (ranks_by(catalog, column, &rows), *descending)).collect();
    let place = |at: usize| match &rows[at] {
        Subject::Note(ix) => catalog.title_rank(*ix),
        Subject::DatasetRow(_, row) => *row,
        Subject::Claim(claim) => claim.0,
        Subject::Tag(_) => at as u32,
    };
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by(|&a, &b| {
        let by_column = by.iter().map(|(ranks, descending)| compare(ranks[a], ranks[b], *descending));
        by_column.fold(Ordering::Equal, Ordering::then).then_with(|| place(a).cmp(&place(b)))
    });
    let in_order = |ranks: Vec<Option<u32>>| order.iter().map(|at| ranks[*at]).collect();
    let by = sort.iter().zip(by).map(|((column, _), (ranks, _))| (&column.access, in_order(ranks))).collect();
    let mut rows: Vec<Option<Subject>> = rows.into_iter().map(Some).collect();
    Sorted { rows: order.into_iter().filter_map(|at| rows[at].take()).collect(), by }
}

fn ranks_by(catalog: &Catalog<'_>, column: &Found, rows: &[Subject]) -> Vec<Option<u32>> {
    let keys = Keys::new(catalog);
    let keys: Vec<_> = rows.iter().map(|row| keys.row(&column.access, row)).collect();
    ranks(&keys)
}

fn cell(catalog: &Catalog<'_>, column: &Found, subject: &Subject) -> Cell {
    let mut values = Vec::new();
    let mut periods = Vec::new();
    catalog.all_items(&column.access, subject, &mut |item| {
        // Dates of one decade are that decade once.
        if let Item::Period(_, first) = item {
            if periods.contains(&first) {
                return;
            }
            periods.push(first);
        }
        values.push(item.cell_value(&catalog.archive.config.language));
    });
    let contested = values.len() > 1 && catalog.is_contested(&column.access, subject);
    Cell { values: values.into(), contested }
}

/// Whether rows sorted by one column reach the values of the other in order: it is the same, or a period of the same dates.
fn follows(group: &Access, sort: &Access) -> bool {
    let of_dates = |group: &NoteAccess, sort: &NoteAccess| match (group, sort) {
        (NoteAccess::Period(_, DateColumn::Field(of)), NoteAccess::Field(field)) => of == field,
        (NoteAccess::Period(_, DateColumn::Common(of)), NoteAccess::Common(key)) => of == key,
        (group, sort) => group == sort,
    };
    match (group, sort) {
        (Access::Notes(group), Access::Notes(sort)) => group.iter().zip(sort).all(|pair| match pair {
            (Some(group), Some(sort)) => of_dates(group, sort),
            (group, sort) => group.is_none() && sort.is_none(),
        }),
        (Access::Cell { column: group, .. }, Access::Cell { column: sort, period: None }) => group == sort,
        (group, sort) => group == sort,
    }
}
