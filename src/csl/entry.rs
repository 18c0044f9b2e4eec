//! Entries one by one, as pages tell how to cite themselves.
//!
//! A style takes milliseconds for an entry, and a site has as many pages as notes, whose entries differ in little: so an entry is printed
//! once with marks in the place of title, address and year, and the marks are filled in for each page. A trial with other words tells
//! whether that is what the style would print; where it is not, and for titles that styles have rules for, the style is run.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, OnceLock};

use hayagriva::lang::{Case, SentenceCase, TitleCase};
use hayagriva::{BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest};
use rustc_hash::FxHashMap;

use super::{Html, Style, StyleSource, item, segments};
use crate::schema::date::Date;
use crate::text::markup::escape;
use crate::works::{CiteKey, Item};

/// What stands for a page's own words while its entry is printed: characters that no style changes.
const MARKS: Own<'static> = Own { title: "\u{e000}", url: "https://example.org/\u{e001}", year: Some("7777") };
/// Other words, in which every change of case shows.
const TRIAL: Own<'static> =
    Own { title: "zq of the Old harbour: fleet and an xY", url: "https://example.org/zq.html", year: Some("6666") };

/// Prints entries.
pub struct Entries {
    source: StyleSource,
    language: Box<str>,
    style: OnceLock<Style>,
    patterns: Mutex<FxHashMap<Item, Option<Arc<Pattern>>>>,
}

/// The words of a page.
#[derive(Clone, Copy)]
struct Own<'w> {
    title: &'w str,
    url: &'w str,
    year: Option<&'w str>,
}

/// An entry with marks in it.
struct Pattern {
    html: Html,
    case: Case,
}

impl Entries {
    /// To print entries in a style and a language (BCP 47). A style that lists no works is replaced by Chicago, author-date.
    #[must_use]
    pub fn new(source: &StyleSource, language: &str) -> Self {
        let source = if source.has_bibliography() { source.clone() } else { StyleSource::default() };
        Self { source, language: language.into(), style: OnceLock::new(), patterns: Mutex::default() }
    }

    /// The entry of a page of the archive.
    #[must_use]
    pub fn page(&self, item: &Item) -> Html {
        let own = Own::of(item);
        let Some(own) = own.filter(|own| is_simple(own.title)) else { return self.work(item) };
        match self.pattern(&own.replaced(item, &MARKS)) {
            Some(pattern) => pattern.filled(&own),
            None => self.work(item),
        }
    }

    /// The entry of any work.
    #[must_use]
    pub fn work(&self, item: &Item) -> Html {
        let style = self.style.get_or_init(|| Style::new(&self.source, &self.language));
        let json = item::json(item);
        let mut driver = BibliographyDriver::new();
        // Only the list is wanted.
        let cited = CitationItem::new(&json, None, item::locale(item), true, None);
        driver.citation(CitationRequest::new(vec![cited], &style.csl, Some(style.locale.clone()), &style.locales, None));
        let rendered = driver.finish(BibliographyRequest::new(&style.csl, Some(style.locale.clone()), &style.locales));
        let entry = rendered.bibliography.into_iter().flat_map(|bibliography| bibliography.items).next();
        entry.map(|entry| segments::html(&segments::segments(&entry.content, item))).unwrap_or_default()
    }

    /// The entry of a page whose own words are marks; `None` where it would differ from what the style prints.
    fn pattern(&self, marked: &Item) -> Option<Arc<Pattern>> {
        if let Ok(known) = self.patterns.lock()
            && let Some(pattern) = known.get(marked)
        {
            return pattern.clone();
        }
        let html = self.work(marked);
        let tried = self.work(&MARKS.within(marked).replaced(marked, &TRIAL));
        let cases = [
            Case::NoTransform,
            Case::Title(TitleCase::default()),
            Case::Sentence(SentenceCase::default()),
            Case::FirstUpper,
            Case::AllUpper,
            Case::Lowercase,
            Case::Uppercase,
        ];
        let trial = TRIAL.within(marked);
        let patterns = cases.map(|case| Pattern { html: html.clone(), case });
        let found = patterns.into_iter().find(|pattern| pattern.filled(&trial) == tried).map(Arc::new);
        if let Ok(mut known) = self.patterns.lock() {
            known.insert(marked.clone(), found.clone());
        }
        found
    }
}

impl<'w> Own<'w> {
    /// The words of a page; `None` where it has no title.
    fn of(item: &'w Item) -> Option<Self> {
        let year = item.dates.get("issued").and_then(year);
        Some(Self { title: item.text("title")?, url: item.text("URL").unwrap_or(""), year })
    }

    /// The same, without what a page does not have.
    fn within(self, item: &Item) -> Self {
        let year = self.year.filter(|_| item.dates.get("issued").is_some_and(|date| year(date).is_some()));
        Self { url: if item.texts.contains_key("URL") { self.url } else { "" }, year, ..self }
    }

    /// The page with these words replaced by others.
    fn replaced(&self, item: &Item, by: &Own<'_>) -> Item {
        let mut item = item.clone();
        item.key = CiteKey::new("page");
        item.texts.insert("title".into(), by.title.into());
        if let Some(url) = item.texts.get_mut("URL") {
            *url = by.url.into();
        }
        if let (Some(date), Some(own), Some(year)) = (item.dates.get_mut("issued"), self.year, by.year)
            && let Ok(moved) = Date::parse(&format!("{year}{}", &date.written[own.len()..]))
        {
            *date = moved;
        }
        item
    }
}

/// The year of a date that is a day, a month or a year and no more.
fn year(date: &Date) -> Option<&str> {
    let is_plain = matches!(date.written.len(), 4 | 7 | 10) && date.written.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let year = date.written.get(..4).filter(|year| year.bytes().all(|b| b.is_ascii_digit()));
    year.filter(|_| is_plain && date.iso().is_some())
}

/// Whether a title is of letters, digits and marks that no style has rules for.
fn is_simple(title: &str) -> bool {
    let is_part =
        |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '–' | ',' | ':' | ';' | '(' | ')' | '/' | '&' | '、' | '，');
    title.starts_with(char::is_alphanumeric)
        && title.ends_with(|c: char| c.is_alphanumeric() || c == ')')
        && title.chars().all(is_part)
}

impl Pattern {
    /// The entry with a page's own words.
    fn filled(&self, own: &Own<'_>) -> Html {
        let title = match self.case {
            Case::NoTransform => Cow::Borrowed(own.title),
            Case::Title(_) => last_upper(self.case.transform(own.title)).into(),
            case => case.transform(own.title).into(),
        };
        let mut out = String::with_capacity(self.html.0.len() + title.len() + own.url.len() * 2);
        let mut rest = &*self.html.0;
        while let Some((at, mark, words)) = next_mark(rest, &title, own) {
            out.push_str(&rest[..at]);
            escape(&mut out, words);
            rest = &rest[at + mark.len()..];
        }
        out.push_str(rest);
        Html(out.into())
    }
}

/// The last word of a title in title case has a capital, whatever it is.
fn last_upper(title: String) -> String {
    let start = title.rfind([' ', '-', '–', '/', '(']).map_or(0, |at| at + 1);
    match title.get(start..).and_then(|word| word.chars().next()).filter(char::is_ascii_lowercase) {
        Some(first) => format!("{}{}{}", &title[..start], first.to_ascii_uppercase(), &title[start + 1..]),
        None => title,
    }
}

/// The first mark in a text: where it is, it, and what stands for it.
fn next_mark<'w>(text: &str, title: &'w str, own: &Own<'w>) -> Option<(usize, &'static str, &'w str)> {
    let year = MARKS.year.zip(own.year);
    let marks = [Some((MARKS.title, title)), Some((MARKS.url, own.url)), year];
    let found = marks.into_iter().flatten().filter_map(|(mark, words)| Some((text.find(mark)?, mark, words)));
    found.min_by_key(|(at, ..)| *at)
}

impl std::fmt::Debug for Entries {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Entries")
    }
}
