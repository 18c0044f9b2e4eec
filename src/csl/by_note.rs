//! Numeric and note styles: one run a note, in reading order.

use hayagriva::{
    BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, Elem, ElemChild, ElemChildren, ElemMeta, Formatted,
};

use rustc_hash::FxHashSet;

use super::author_date::specific;
use super::segments;
use super::{Cite, Class, Html, Stretch, Style, item};
use crate::works::Item;

/// The citations of one note and the works they cite.
#[derive(Debug, Default)]
pub struct NoteRun {
    /// The citations, in the order given.
    pub citations: Vec<Vec<Stretch>>,
    /// The works in the style's order: positions among those given, and entries.
    pub entries: Vec<(usize, Html)>,
}

/// Prints the citations of a note; works that none of them cites are listed behind those cited.
#[must_use]
pub fn run(style: &Style, works: &[&Item], cites: &[Cite<'_>]) -> NoteRun {
    if works.is_empty() {
        return NoteRun::default();
    }
    let items = item::distinct(works);
    let mut driver = BibliographyDriver::new();
    for (number, cite) in (1..).zip(cites) {
        let parts = cite.parts.iter().map(|part| {
            CitationItem::new(&items[part.work], part.locator.map(specific), item::locale(works[part.work]), false, None)
        });
        let number = (style.class == Class::Note).then_some(number);
        driver.citation(CitationRequest::new(parts.collect(), &style.csl, Some(style.locale.clone()), &style.locales, number));
    }
    let cited: FxHashSet<usize> = cites.iter().flat_map(|cite| &cite.parts).map(|part| part.work).collect();
    let listed: Vec<_> = (0..works.len()).filter(|work| !cited.contains(work)).collect();
    if !listed.is_empty() {
        let hidden = listed.iter().map(|work| CitationItem::new(&items[*work], None, item::locale(works[*work]), true, None));
        driver.citation(CitationRequest::new(hidden.collect(), &style.csl, Some(style.locale.clone()), &style.locales, None));
    }
    let rendered = driver.finish(BibliographyRequest::new(&style.csl, Some(style.locale.clone()), &style.locales));
    let printed = rendered.citations.iter().zip(cites);
    let citations = printed.map(|(citation, cite)| stretches(&citation.citation, cite, style, works)).collect();
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

/// A citation as the style prints it, with the words of the author around each work.
fn stretches(printed: &ElemChildren, cite: &Cite<'_>, style: &Style, works: &[&Item]) -> Vec<Stretch> {
    let nobody = Item::new(crate::works::CiteKey::new(""), "document");
    let mut out = Vec::new();
    let mut is_printed = vec![false; cite.parts.len()];
    for child in &printed.0 {
        let entry = match child {
            ElemChild::Elem(Elem { meta: Some(ElemMeta::Entry(number)), children, .. }) => {
                cite.parts.get(*number).map(|part| (*number, part, children))
            }
            _ => None,
        };
        let Some((number, part, children)) = entry else {
            let around = segments::segments(&ElemChildren(vec![child.clone()]), &nobody);
            out.push(Stretch::Style(segments::html(&around)));
            continue;
        };
        is_printed[number] = true;
        let mut all = segments::segments(children, works[part.work]);
        if part.suppress_author {
            all = segments::without_author(all);
        }
        let html = segments::html(&all);
        // Words stand within the bracket that the style puts around each work.
        let close =
            [('[', ']'), ('(', ')')].into_iter().find(|(open, close)| html.0.starts_with(*open) && html.0.ends_with(*close));
        let (html, close) = match close.filter(|_| !part.suffix.is_empty()) {
            Some((_, close)) => (Html(html.0[..html.0.len() - 1].into()), Some(close)),
            None => (html, None),
        };
        Stretch::before(&mut out, part);
        out.push(Stretch::Work(part.work, html));
        Stretch::behind(&mut out, part);
        out.extend(close.map(|close| Stretch::Style(Html::text(&close.to_string()))));
    }
    // `[1]-[3]`: what was said of the second.
    for (part, _) in cite.parts.iter().zip(&is_printed).filter(|(_, is_printed)| !**is_printed) {
        if !part.prefix.is_empty() {
            out.push(Stretch::Style(Html::text(" ")));
        }
        Stretch::before(&mut out, part);
        Stretch::behind(&mut out, part);
    }
    // The full stop of a note that the style has left to an abbreviation, behind which words came.
    let stop = style.csl.citation.layout.suffix.as_deref();
    if let (Some(Stretch::Words(words)), Some(stop)) = (out.last(), stop)
        && !words.html.0.ends_with(stop)
    {
        out.push(Stretch::Style(Html::text(stop)));
    }
    out
}
