//! Numeric and note styles: one run a note, in reading order.

use citationberg::json::Item as Json;
use hayagriva::{BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, ElemChild, ElemChildren, Formatted};

use super::author_date::specific;
use super::segments;
use super::{Cite, Class, Html, Style, item};
use crate::note::citation::CiteMode;
use crate::text::markup::escape;
use crate::works::Item;

/// The citations of one note and the works they cite.
#[derive(Debug, Default)]
pub struct NoteRun {
    /// The citations, in the order given.
    pub citations: Vec<Html>,
    /// The works in the style's order: positions among those given, and entries.
    pub entries: Vec<(usize, Html)>,
}

/// Prints the citations of a note.
#[must_use]
pub fn run(style: &Style, works: &[&Item], cites: &[Cite<'_>]) -> NoteRun {
    if cites.is_empty() {
        return NoteRun::default();
    }
    let items: Vec<Json> = works.iter().map(|work| item::json(work)).collect();
    let mut driver = BibliographyDriver::new();
    for (number, cite) in (1..).zip(cites) {
        let parts = cite.parts.iter().map(|part| {
            CitationItem::new(&items[part.work], part.locator.map(specific), item::locale(works[part.work]), false, None)
        });
        let number = (style.class == Class::Note).then_some(number);
        driver.citation(CitationRequest::new(parts.collect(), &style.csl, Some(style.locale.clone()), &style.locales, number));
    }
    let rendered = driver.finish(BibliographyRequest::new(&style.csl, Some(style.locale.clone()), &style.locales));
    let nobody = Item::new(crate::works::CiteKey::new(""), "document");
    let citations = rendered.citations.iter().zip(cites).map(|(citation, cite)| {
        let work = cite.parts.first().map_or(&nobody, |part| works[part.work]);
        let item = if cite.parts.len() == 1 { work } else { &nobody };
        around(&segments::html(&segments::segments(&citation.citation, item)), cite)
    });
    let citations = citations.collect();
    let entries = rendered.bibliography.into_iter().flat_map(|bibliography| bibliography.items).filter_map(|entry| {
        let at = works.iter().position(|work| work.key.as_str() == entry.key)?;
        // The number that citations show, where the style sets it apart.
        let mut all = entry
            .first_field
            .map_or_else(Vec::new, |first| segments::segments(&ElemChildren(vec![first, words(" ")]), works[at]));
        all.extend(segments::segments(&entry.content, works[at]));
        Some((at, segments::html(&all)))
    });
    NoteRun { citations, entries: entries.collect() }
}

fn words(text: &str) -> ElemChild {
    ElemChild::Text(Formatted { text: text.to_owned(), formatting: hayagriva::Formatting::default() })
}

/// The words of the author around what the style prints.
fn around(printed: &Html, cite: &Cite<'_>) -> Html {
    let mut out = String::new();
    if let (CiteMode::Bracketed, Some(part)) = (cite.mode, cite.parts.first())
        && !part.prefix.is_empty()
    {
        escape(&mut out, part.prefix.trim());
        out.push(' ');
    }
    let mut words = String::new();
    for suffix in cite.parts.iter().map(|part| part.suffix).filter(|suffix| !suffix.is_empty()) {
        let gap = if suffix.starts_with([' ', ',', '.', ';', ':']) { "" } else { ", " };
        words.push_str(gap);
        escape(&mut words, suffix);
    }
    // Within the bracket or the sentence that the style closes.
    let close = [']', ')', '.'].into_iter().find(|close| printed.0.ends_with(*close)).filter(|_| cite.parts.len() == 1);
    match close.filter(|_| !words.is_empty()) {
        Some(close) => {
            out.push_str(&printed.0[..printed.0.len() - 1]);
            out.push_str(&words);
            out.push(close);
        }
        None => {
            out.push_str(&printed.0);
            out.push_str(&words);
        }
    }
    Html(out.into())
}
