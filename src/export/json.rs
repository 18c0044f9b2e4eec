//! A table as JSON: columns, then rows as objects by column name.

use serde_json::{Map, Value as Json, json};

use super::words;
use crate::archive::Archive;
use crate::schema::Value;
use crate::view::table::{Cell, CellValue, Subject, Table};

/// The table. A cell with one value is that value, with several a list, with none null; a contested one is always a list of
/// `{value, cite}`. Notes are `{id, title}`.
#[must_use]
pub fn table(archive: &Archive, table: &Table, language: &str) -> Vec<u8> {
    let columns: Vec<Json> = table
        .columns
        .iter()
        .map(|column| {
            json!({
                "name": column.name.0,
                "label": words::label(&column.label, language),
                "type": column.value_type,
                "unit": column.unit.as_ref().map(|unit| unit.get(language)),
            })
        })
        .collect();
    let mut out = String::from("{\n\"columns\": ");
    out.push_str(&Json::Array(columns).to_string());
    out.push_str(",\n\"rows\": [\n");
    for (at, row) in table.rows.iter().enumerate() {
        let mut object = Map::new();
        if let Subject::Note(ix) = row.subject {
            object.insert("id".into(), archive.notes[ix.0 as usize].id.as_str().into());
        }
        for (column, cell) in table.columns.iter().zip(&row.cells) {
            object.insert(column.name.0.to_string(), of_cell(archive, cell));
        }
        out.push_str(&Json::Object(object).to_string());
        out.push_str(if at + 1 < table.rows.len() { ",\n" } else { "\n" });
    }
    out.push_str("]\n}\n");
    out.into_bytes()
}

fn of_cell(archive: &Archive, cell: &Cell) -> Json {
    if cell.contested {
        let side = |value: &CellValue| {
            let cites = if let CellValue::Field(_, cites) = value {
                cites.iter().map(|cite| Json::from(&**cite)).collect()
            } else {
                Vec::new()
            };
            json!({ "value": of_value(archive, value), "cite": cites })
        };
        return Json::Array(cell.values.iter().map(side).collect());
    }
    match cell.values.as_slice() {
        [] => Json::Null,
        [one] => of_value(archive, one),
        many => Json::Array(many.iter().map(|value| of_value(archive, value)).collect()),
    }
}

fn of_value(archive: &Archive, value: &CellValue) -> Json {
    match value {
        CellValue::Note(ix) => {
            let note = &archive.notes[ix.0 as usize];
            json!({ "id": note.id.as_str(), "title": &*note.meta.title.value })
        }
        CellValue::Field(Value::Number(number), _) => serde_json::Number::from_f64(number.value)
            .filter(|_| number.value.fract() != 0.0)
            .map(Json::Number)
            .unwrap_or_else(|| Json::from(number.value as i64)),
        CellValue::Field(Value::Boolean(flag), _) => Json::from(*flag),
        CellValue::Field(Value::Names(names), _) => {
            Json::Object(names.forms.iter().map(|(key, form)| (key.to_string(), Json::from(&**form))).collect())
        }
        CellValue::Field(Value::Coordinates(point), _) => json!({ "lat": point.lat, "lon": point.lon }),
        CellValue::Count(count) => Json::from(*count),
        value => Json::from(words::value(archive, value)),
    }
}
