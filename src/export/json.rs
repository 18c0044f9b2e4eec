//! A table as JSON: its columns, then its rows as objects by the columns' names, one a line.

use std::fmt::Write;

use serde_json::{Value as Json, json};

use crate::archive::Archive;
use crate::schema::{Number, Value};
use crate::view::table::{Cell, CellValue, Label, Row, Subject, Table};
use crate::view::words::plain;

/// The table. A column that may have several values has a list in every row; else a cell is its value, or null. A contested cell
/// is a list of `{value, cite}`, and so is one whose values have sources. Notes are `{id, title}`; a row that is about a note or a claim has its `id`.
#[must_use]
pub fn table(archive: &Archive, table: &Table, language: &str) -> Vec<u8> {
    let columns = table.columns.iter().map(|column| {
        json!({
            "name": column.name.0,
            "label": label(&column.label, &column.name.0, language),
            "type": column.value_type,
            "unit": column.unit.as_ref().map(|unit| unit.get(language)),
        })
    });
    let has_id = table.columns.iter().any(|column| &*column.name.0 == "id");
    let names: Vec<String> = table.columns.iter().map(|column| Json::from(&*column.name.0).to_string()).collect();
    // By hand, so that the columns keep their order.
    let write = |out: &mut String, row: &Row| {
        let id: Option<Json> = match row.subject {
            Subject::Note(ix) if !has_id => Some(archive.notes[ix.0 as usize].id.as_str().into()),
            Subject::Claim(ix) if !has_id => Some(archive.claims.id(&archive.notes, ix).into()),
            _ => None,
        };
        let id = id.map(|id| ("\"id\"", id));
        let cells = table.columns.iter().zip(&row.cells).map(|(column, cell)| of_cell(archive, column.many, cell));
        let members = id.into_iter().chain(names.iter().map(String::as_str).zip(cells));
        out.push('{');
        for (at, (name, value)) in members.enumerate() {
            // A string takes all that is written to it.
            let _ = write!(out, "{}{name}:{value}", if at == 0 { "" } else { "," });
        }
        out.push('}');
    };
    let columns: Vec<String> = columns.map(|column| column.to_string()).collect();
    let columns = if columns.is_empty() { String::new() } else { format!("\n{}\n", columns.join(",\n")) };
    let mut out = format!("{{\n\"columns\": [{columns}],\n\"rows\": [");
    for (at, row) in table.distinct().enumerate() {
        out.push_str(if at == 0 { "\n" } else { ",\n" });
        write(&mut out, row);
    }
    out.push_str(if table.rows.is_empty() { "]\n}\n" } else { "\n]\n}\n" });
    out.into_bytes()
}

/// What people call a column; words of the interface are not known here, and the column's name stands for them.
fn label<'l>(label: &'l Label, name: &'l str, language: &str) -> &'l str {
    match label {
        Label::Own(text) => text.get(language),
        Label::Plain(text) => text,
        Label::Interface(_) => name,
    }
}

fn of_cell(archive: &Archive, many: bool, cell: &Cell) -> Json {
    if cell.contested || cell.values.iter().any(|value| !cites(value).is_empty()) {
        let side = |value: &CellValue| json!({ "value": of_value(archive, value), "cite": cites(value) });
        return Json::Array(cell.values.iter().map(side).collect());
    }
    match &*cell.values {
        [] if !many => Json::Null,
        [one] if !many => of_value(archive, one),
        all => Json::Array(all.iter().map(|value| of_value(archive, value)).collect()),
    }
}

fn cites(value: &CellValue) -> &[Box<str>] {
    match value {
        CellValue::Note(_, cites) | CellValue::Field(_, cites) | CellValue::Markdown { cites, .. } => cites,
        _ => &[],
    }
}

fn of_value(archive: &Archive, value: &CellValue) -> Json {
    match value {
        CellValue::Note(ix, _) => {
            let note = &archive.notes[ix.0 as usize];
            json!({ "id": note.id.as_str(), "title": &*note.meta.title.value })
        }
        CellValue::Field(Value::Number(number), _) => of_number(number),
        CellValue::Field(Value::Boolean(flag), _) => Json::from(*flag),
        CellValue::Field(Value::Names(names), _) => {
            Json::Object(names.forms.iter().map(|(key, form)| (key.to_string(), Json::from(&**form))).collect())
        }
        CellValue::Field(Value::Coordinates(point), _) => json!({ "lat": point.lat, "lon": point.lon }),
        CellValue::Count(count) => Json::from(*count),
        CellValue::Claim(ix) => {
            json!({ "id": archive.claims.id(&archive.notes, *ix), "text": &*archive.claims.get(*ix).text })
        }
        value => Json::from(plain(archive, value)),
    }
}

/// A whole number as one, however large; what no number of JSON holds, as it was written.
fn of_number(number: &Number) -> Json {
    let digits = number.written.replace('_', "");
    let whole = digits.trim_start_matches('+').parse::<i64>().map(Json::from);
    whole.unwrap_or_else(|_| match serde_json::Number::from_f64(number.value) {
        // Past this, neighbouring whole numbers are one.
        Some(value) if number.value.abs() < 9_007_199_254_740_992.0 => Json::Number(value),
        _ => Json::from(&*number.written),
    })
}
