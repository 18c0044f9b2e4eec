//! The panel that lets a page be cited: each thing as text and in the formats of reference managers.

use tera::Value;

use super::value::map;
use crate::export::{bibtex, csl_json, ris};
use crate::site::cite_page::Citable;
use crate::theme::Texts;
use crate::works::{Item, Name};

/// What templates see of things to be cited.
pub(super) fn panel(citables: &[Citable], texts: &Texts, language: &str) -> Vec<Value> {
    let entry = |citable: &Citable| {
        map! {
            "label" => texts.get(citable.label).to_owned(),
            "text" => text(&citable.item, language),
            "bibtex" => bibtex::entry(&citable.item),
            "ris" => ris::record(&citable.item).replace('\r', ""),
            "csl_json" => serde_json::to_string_pretty(&csl_json::value(&citable.item)).unwrap_or_default(),
        }
    };
    citables.iter().map(entry).collect()
}

/// A citation in words, sentence by sentence; what is not known is left out.
fn text(item: &Item, language: &str) -> String {
    let names = |variable: &str| {
        let names = (0..).zip(item.names(variable)).map(|(at, name): (usize, &Name)| match name {
            // The first by the name it is sorted by.
            Name::Person { family, given: Some(given), family_first: false, .. } if at == 0 => format!("{family}, {given}"),
            name => name.in_reading_order(),
        });
        names.collect::<Vec<_>>().join(", ")
    };
    let title = item.text("title").unwrap_or("").to_owned();
    let within = [item.text("container-title"), item.text("volume")].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let date = item.dates.get("issued").filter(|date| !date.is_unknown()).map(|date| date.for_people(language));
    let place = [Some(&*within), item.text("page"), item.text("publisher"), date.as_deref()];
    let place = place.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    let address = item.text("DOI").map(|doi| format!("https://doi.org/{doi}")).or_else(|| item.text("URL").map(str::to_owned));
    let sentences = [names("author"), title, place, address.unwrap_or_default()];
    let ended = sentences.into_iter().filter(|sentence| !sentence.is_empty()).map(|sentence| match sentence {
        whole if whole.starts_with("http") || whole.ends_with(['.', '?', '!', '。']) => whole,
        other => format!("{other}."),
    });
    ended.collect::<Vec<_>>().join(" ")
}
