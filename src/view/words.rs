//! Values of tables in plain words: as they were written, and for people.

use super::table::{CellValue, MarkdownAt};
use crate::archive::Archive;
use crate::archive::library::WorkIx;
use crate::note::Status;
use crate::note::claims::{ClaimType, Confidence};
use crate::schema::Value;

/// A value as it was written.
#[must_use]
pub fn written(value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Markdown(text) | Value::Url(text) | Value::Reference(text) => text.to_string(),
        Value::Names(names) => names.forms.iter().map(|(_, form)| &**form).collect::<Vec<_>>().join(" "),
        Value::Number(number) => number.written.to_string(),
        Value::Boolean(flag) => flag.to_string(),
        Value::Date(date) => date.written.to_string(),
        Value::Coordinates(point) => format!("{}, {}", point.lat, point.lon),
    }
}

/// A cell's value as it was written; a note by its title, a kind by its name.
#[must_use]
pub fn plain(archive: &Archive, value: &CellValue) -> String {
    match value {
        CellValue::Note(ix, _) => archive.notes[ix.0 as usize].meta.title.to_string(),
        CellValue::Field(value, _) => written(value),
        CellValue::Text(text, _) | CellValue::Tag(text) | CellValue::Cite(text) | CellValue::Markdown { written: text, .. } => {
            text.to_string()
        }
        CellValue::Kind(kind) => archive.kinds.get(*kind).name.to_string(),
        CellValue::Status(status) => status_name(*status).to_owned(),
        CellValue::Count(count) => count.to_string(),
        CellValue::Claim(claim) => archive.claims.get(*claim).text.to_string(),
        CellValue::Source(claim, at) => archive.claims.get(*claim).sources[*at as usize].to_string(),
        CellValue::Work(work) => work_title(archive, *work).to_owned(),
        CellValue::ClaimType(sort) => sort.name().to_owned(),
        CellValue::Confidence(confidence) => confidence.name().to_owned(),
    }
}

/// A work's title, else its key.
#[must_use]
pub fn work_title(archive: &Archive, work: WorkIx) -> &str {
    let item = &archive.library.get(work).item;
    item.text("title").unwrap_or(item.key.as_str())
}

/// The same, Markdown without its marks, but for that which has no words: what a line for people has room for.
#[must_use]
pub fn shown(archive: &Archive, value: &CellValue) -> String {
    let CellValue::Markdown { at, .. } = value else { return plain(archive, value) };
    let words = match at {
        MarkdownAt::Front(note, at) => archive.notes[note.0 as usize].front_words(*at),
        MarkdownAt::Cell(dataset, row, column) => {
            let texts = archive.datasets[*dataset as usize].texts.as_ref();
            texts.map_or_else(String::new, |texts| texts.words(*row, *column))
        }
    };
    if words.trim().is_empty() { plain(archive, value) } else { words }
}

/// `draft`, `review` or `published`.
#[must_use]
pub fn status_name(status: Status) -> &'static str {
    match status {
        Status::Draft => "draft",
        Status::Review => "review",
        Status::Published => "published",
    }
}

/// The key of the interface's word for it.
#[must_use]
pub fn claim_type_key(sort: ClaimType) -> &'static str {
    match sort {
        ClaimType::Fact => "claim_fact",
        ClaimType::Interpretation => "claim_interpretation",
        ClaimType::Prediction => "claim_prediction",
        ClaimType::Reported => "claim_reported",
    }
}

/// The key of the interface's word for it.
#[must_use]
pub fn confidence_key(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Low => "confidence_low",
        Confidence::Medium => "confidence_medium",
        Confidence::High => "confidence_high",
    }
}

/// The key of the interface's word for it.
#[must_use]
pub fn status_key(status: Status) -> &'static str {
    match status {
        Status::Draft => "status_name_draft",
        Status::Review => "status_name_review",
        Status::Published => "status_name_published",
    }
}
