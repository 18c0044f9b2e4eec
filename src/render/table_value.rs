//! A generated table as its template gets it, and the rows of long ones as data for the script.

use tera::Value;

use super::inline;
use super::markdown::RenderContext;
use super::value::{map, markup};
use crate::site::table::{Cell, Column, Facet, Group, Pages, Row, TableContext};

/// The value of a table (`Table` of `themes/README.md`).
pub(super) fn table(table: &TableContext<'_>, context: &RenderContext<'_>) -> Value {
    let href = |href: &Option<crate::site::body::Href>| href.as_ref().map(|href| href.0.to_string());
    let letters = table.letters.iter().map(|(letter, href)| {
        map! { "letter" => letter.to_string(), "href" => href.as_ref().map(|href| href.0.to_string()) }
    });
    let sort = table.sort.as_ref().map(|(key, descending)| map! { "key" => key.to_string(), "descending" => *descending });
    map! {
        "id" => table.id.to_string(),
        "caption" => table.caption.to_string(),
        "main" => table.main,
        "columns" => table.columns.iter().map(column).collect::<Vec<_>>(),
        "groups" => table.groups.iter().map(|each| group(each, context)).collect::<Vec<_>>(),
        "facets" => table.facets.iter().map(facet).collect::<Vec<_>>(),
        "letters" => letters.collect::<Vec<_>>(),
        "sort" => sort,
        "total" => table.total,
        "pages" => table.pages.as_ref().map(pages),
        "csv_href" => href(&table.csv_href),
        "json_href" => href(&table.json_href),
        "data" => table.data.iter().map(|href| href.0.to_string()).collect::<Vec<_>>(),
    }
}

fn column(column: &Column) -> Value {
    map! {
        "key" => column.key.to_string(),
        "label" => column.label.to_string(),
        "unit" => column.unit.as_ref().map(ToString::to_string),
        "numeric" => column.numeric,
        "type" => column.value_type,
        "sortable" => true,
    }
}

fn group(group: &Group<'_>, context: &RenderContext<'_>) -> Value {
    map! {
        "label" => group.label.as_ref().map(ToString::to_string),
        "count" => group.rows.len(),
        "rows" => group.rows.iter().map(|each| row(each, context)).collect::<Vec<_>>(),
    }
}

fn row(row: &Row<'_>, context: &RenderContext<'_>) -> Value {
    let cells = row.cells.iter().map(|cell| {
        let (html, state) = cell_markup(cell, context);
        map! { "html" => markup(&html), "state" => state }
    });
    map! {
        "cells" => cells.collect::<Vec<_>>(),
        "ranks" => joined(ranks(row)),
        "facets" => joined(row.facets.iter().map(|n| i64::from(*n))),
        "match" => row.matches.to_string(),
        "repeated" => row.repeated,
        "anchor" => row.anchor.as_ref().map(ToString::to_string),
    }
}

fn cell_markup(cell: &Cell<'_>, context: &RenderContext<'_>) -> (String, &'static str) {
    let mut html = String::new();
    inline::cell(&mut html, cell, context);
    let state = match (html.is_empty(), cell.contested) {
        (true, _) => "empty",
        (false, true) => "contested",
        (false, false) => "",
    };
    (html, state)
}

fn ranks(row: &Row<'_>) -> impl Iterator<Item = i64> {
    row.ranks.iter().map(|rank| rank.map_or(-1, i64::from))
}

fn joined(numbers: impl Iterator<Item = i64>) -> String {
    let mut out = String::new();
    for number in numbers {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&number.to_string());
    }
    out
}

fn facet(facet: &Facet) -> Value {
    let values = facet.values.iter().map(|value| {
        map! {
            "n" => value.n,
            "value" => value.value.to_string(),
            "label" => value.label.to_string(),
            "count" => value.count,
            "href" => value.href.as_ref().map(|href| href.0.to_string()),
        }
    });
    map! { "key" => facet.key.to_string(), "label" => facet.label.to_string(), "values" => values.collect::<Vec<_>>() }
}

pub(super) fn pages(pages: &Pages) -> Value {
    let at = |number: u32| pages.list.get((number as usize).wrapping_sub(1)).map(|href| href.0.to_string());
    let list = pages.list.iter().zip(1u32..).map(|(href, number)| map! { "number" => number, "href" => href.0.to_string() });
    map! {
        "current" => pages.current,
        "total" => pages.list.len(),
        "previous_href" => at(pages.current - 1),
        "next_href" => at(pages.current + 1),
        "list" => list.collect::<Vec<_>>(),
    }
}

/// A part of a long table's rows, as a script that calls one registered function. `context` has `~/` as its root.
#[must_use]
pub fn rows_script(id: &str, part: u32, parts: u32, rows: &[Row<'_>], context: &RenderContext<'_>) -> Vec<u8> {
    let rows = rows.iter().map(|row| {
        let cells = row.cells.iter().map(|cell| {
            let (html, state) = cell_markup(cell, context);
            if state == "contested" { serde_json::json!([html, state]) } else { serde_json::Value::from(html) }
        });
        serde_json::json!([row.anchor, ranks(row).collect::<Vec<_>>(), row.facets, row.matches, cells.collect::<Vec<_>>(),])
    });
    let rows: Vec<String> = rows.map(|row| row.to_string()).collect();
    let id = serde_json::Value::from(id);
    format!("casebook.rows({{\"table\":{id},\"part\":{part},\"parts\":{parts},\"rows\":[\n{}\n]}});\n", rows.join(",\n"))
        .into_bytes()
}
