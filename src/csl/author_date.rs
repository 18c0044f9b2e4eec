//! Author-date styles: all works printed once, then each citation put together from parts.

use std::sync::{Arc, Mutex};

use citationberg::json::Item as Json;
use citationberg::taxonomy;
use hayagriva::{CitationItem, CitationRequest, LocatorPayload, SpecificLocator, standalone_citation};
use rustc_hash::FxHashMap;

use super::printed::{Printed, Works};
use super::{Cite, Html, Part, Stretch, Style, item, segments};
use crate::note::citation::{CiteMode, Locator, LocatorLabel};
use crate::text::markup::escape;
use crate::works::Item;

/// Stands for any number where a locator is one number.
const ANY_NUMBER: &str = "90210";

/// All works of an archive, printed.
pub struct AuthorDate {
    style: Arc<Style>,
    items: Vec<Json>,
    kinds: Vec<Box<str>>,
    printed: Vec<Printed>,
    /// Works in the order of the bibliography.
    order: Vec<usize>,
    /// What a locator adds to a citation, by the work's type, label and numbers.
    locators: Mutex<FxHashMap<LocatorKey, Box<str>>>,
}

/// A work's type, and a locator.
type LocatorKey = (Box<str>, LocatorLabel, Box<str>);

impl AuthorDate {
    /// Prints all works that are cited anywhere.
    #[must_use]
    pub fn new(style: Arc<Style>, works: &[&Item]) -> Self {
        let items = item::distinct(works);
        let (printed, order) = Works::new(&style, &items, works).print();
        let kinds = works.iter().map(|work| work.kind.clone()).collect();
        Self { style, items, kinds, printed, order, locators: Mutex::default() }
    }

    /// Works in the order of the bibliography.
    #[must_use]
    pub fn order(&self) -> &[usize] {
        &self.order
    }

    /// A work's entry in the bibliography.
    #[must_use]
    pub fn entry(&self, work: usize) -> &Html {
        &self.printed[work].entry
    }

    /// The author's part of a work's citation.
    #[must_use]
    pub fn author(&self, work: usize) -> &Html {
        &self.printed[work].author
    }

    /// A citation: what the style puts around its works, each work's own (which may be linked), and the author's words.
    #[must_use]
    pub fn cite(&self, cite: &Cite<'_>) -> Vec<Stretch> {
        let layout = &self.style.csl.citation.layout;
        let (open, close) = (layout.prefix.as_deref().unwrap_or(""), layout.suffix.as_deref().unwrap_or(""));
        let mut out = Vec::new();
        if let (CiteMode::Narrative { .. }, [part]) = (cite.mode, &*cite.parts) {
            let printed = &self.printed[part.work];
            if printed.author.0.is_empty() {
                out.push(Stretch::Work(part.work, self.part(part, &printed.both)));
                Stretch::behind(&mut out, part);
                return out;
            }
            out.push(Stretch::Work(part.work, printed.author.clone()));
            out.push(Stretch::Style(Html::text(&format!(" {open}"))));
            out.push(Stretch::Work(part.work, self.part(part, &printed.rest)));
            Stretch::behind(&mut out, part);
            out.push(Stretch::Style(Html::text(close)));
            return out;
        }
        let between = layout.delimiter.as_deref().unwrap_or("; ");
        let collapses = self.style.csl.citation.collapse.is_some();
        out.push(Stretch::Style(Html::text(open)));
        for (at, part) in cite.parts.iter().enumerate() {
            let printed = &self.printed[part.work];
            let before = at.checked_sub(1).map(|before| &cite.parts[before]);
            let is_same = before.is_some_and(|before| {
                collapses
                    && !printed.author.0.is_empty()
                    && part.prefix.is_empty()
                    && before.suffix.is_empty()
                    && self.printed[before.work].author == printed.author
            });
            if at > 0 {
                out.push(Stretch::Style(Html::text(if is_same { ", " } else { between })));
            }
            Stretch::before(&mut out, part);
            let core = if part.suppress_author || is_same { &printed.rest } else { &printed.both };
            out.push(Stretch::Work(part.work, self.part(part, core)));
            Stretch::behind(&mut out, part);
        }
        out.push(Stretch::Style(Html::text(close)));
        out.retain(|stretch| !matches!(stretch, Stretch::Style(html) if html.0.is_empty()));
        out
    }

    /// A work with its place.
    fn part(&self, part: &Part<'_>, core: &Html) -> Html {
        let locator = part.locator.map(|locator| self.locator(part.work, locator));
        Html(format!("{core}{}", locator.as_deref().unwrap_or("")).into())
    }

    /// What a locator adds behind a work of this type.
    fn locator(&self, work: usize, locator: &Locator) -> Box<str> {
        // A number by itself is printed as any other is.
        if locator.value.parse::<u32>().is_ok_and(|number| number > 0 && number.to_string() == *locator.value) {
            let any = self.known_locator(work, &Locator { value: ANY_NUMBER.into(), ..locator.clone() });
            // An ending of its own, as in 3rd and 4th, depends on the number.
            if let Some((before, after)) = any.split_once(ANY_NUMBER)
                && !after.contains(ANY_NUMBER)
                && !after.starts_with(|c: char| c.is_ascii_alphabetic())
            {
                return format!("{before}{}{after}", locator.value).into();
            }
        }
        self.known_locator(work, locator)
    }

    fn known_locator(&self, work: usize, locator: &Locator) -> Box<str> {
        let key = (self.kinds[work].clone(), locator.label, locator.value.clone());
        if let Ok(known) = self.locators.lock()
            && let Some(html) = known.get(&key)
        {
            return html.clone();
        }
        let (with, without) = (self.alone(work, Some(locator)), self.alone(work, None));
        let html = added(&with, &without).unwrap_or_else(|| {
            let mut out = String::from(", ");
            escape(&mut out, &locator.short());
            out
        });
        if let Ok(mut known) = self.locators.lock() {
            known.insert(key, html.as_str().into());
        }
        html.into()
    }

    fn alone(&self, work: usize, locator: Option<&Locator>) -> String {
        let locator = locator.map(|locator| specific(locator));
        let cited = CitationItem::with_locator(&self.items[work], locator);
        let request =
            CitationRequest::new(vec![cited], &self.style.csl, Some(self.style.locale.clone()), &self.style.locales, None);
        let nobody = Item::new(crate::works::CiteKey::new(""), "document");
        segments::html(&segments::segments(&standalone_citation(request), &nobody)).0.into()
    }
}

/// A locator as hayagriva takes it.
pub(super) fn specific(locator: &Locator) -> SpecificLocator<'_> {
    let label = locator.label.name().parse().unwrap_or(taxonomy::Locator::Page);
    SpecificLocator(label, LocatorPayload::Str(&locator.value))
}

/// What of `with` is not in `without`, where it is one stretch.
fn added(with: &str, without: &str) -> Option<String> {
    let same = with.char_indices().zip(without.chars()).take_while(|((_, a), b)| a == b).map(|((at, a), _)| at + a.len_utf8());
    let before = same.last().unwrap_or(0);
    let after = &without[before..];
    let middle = with[before..].strip_suffix(after)?;
    (!middle.is_empty() && !middle.contains('<')).then(|| middle.to_owned())
}

impl std::fmt::Display for Html {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::fmt::Debug for AuthorDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_fmt(format_args!("AuthorDate({} works)", self.printed.len()))
    }
}
