//! The panel that lets a page be cited: each thing as text and in the formats of reference managers.

use tera::Value;

use super::value::map;
use crate::csl::Entries;
use crate::export::{bibtex, csl_json, ris};
use crate::site::cite_page::{Citable, CitableEntry};
use crate::theme::Texts;

/// What templates see of things to be cited.
pub(super) fn panel(citables: &[Citable], texts: &Texts, entries: &Entries) -> Vec<Value> {
    let entry = |citable: &Citable| {
        let html = match &citable.entry {
            CitableEntry::Printed(html) => html.clone(),
            CitableEntry::InStyle(_) if &*citable.item.kind == "webpage" => entries.page(&citable.item),
            CitableEntry::InStyle(_) => entries.work(&citable.item),
        };
        map! {
            "label" => texts.get(citable.label),
            "html" => Value::safe_string(&html.0),
            "bibtex" => bibtex::entry(&citable.item),
            "ris" => ris::record(&citable.item).replace('\r', ""),
            "csl_json" => serde_json::to_string_pretty(&csl_json::value(&citable.item)).unwrap_or_default(),
        }
    };
    citables.iter().map(entry).collect()
}
