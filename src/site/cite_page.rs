//! Pages as works: what says how a page, and the work it is about, are cited (CSL items, `<meta>` tags).

use std::sync::Arc;

use super::Site;
use super::body::Href;
use super::page::Head;
use super::route::Route;
use crate::archive::NoteIx;
use crate::csl::Html;
use crate::schema::date::Date;
use crate::works::{CiteKey, Item, Name};

/// A format in which works are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CitationFormat {
    /// BibLaTeX.
    Bibtex,
    /// CSL-JSON.
    CslJson,
    /// RIS.
    Ris,
}

/// Something that a page lets be cited.
#[derive(Clone, Debug, Hash)]
pub struct Citable {
    /// What it is: a key of the interface's texts.
    pub label: &'static str,
    /// How it is described.
    pub item: Item,
    /// Its entry.
    pub entry: CitableEntry,
}

/// The entry of something to be cited.
#[derive(Clone, Debug, Hash)]
pub enum CitableEntry {
    /// As the archive's list of works has it.
    Printed(Html),
    /// To be printed in the style of this name.
    InStyle(Arc<str>),
}

impl Site<'_> {
    /// What a note's page lets be cited: the work it is about, then the page itself.
    #[must_use]
    pub fn citables(&self, ix: NoteIx) -> Vec<Citable> {
        let library = &self.archive.library;
        let work = library.of_notes.get(&ix).map(|work| {
            let printed = self.cites.as_ref().and_then(|cites| cites.entry(*work));
            let entry =
                printed.map_or_else(|| CitableEntry::InStyle(self.style.clone()), |html| CitableEntry::Printed(html.clone()));
            Citable { label: "cite_work", item: library.get(*work).item.clone(), entry }
        });
        work.into_iter().chain([self.citable(self.page_item(ix))]).collect()
    }

    fn citable(&self, item: Item) -> Citable {
        Citable { label: "cite_page", item, entry: CitableEntry::InStyle(self.style.clone()) }
    }

    /// Lets a page that is no note's be cited.
    pub(super) fn cite_generated(&self, route: &Route, head: &mut Head) {
        let config = &self.archive.config;
        let path = route.path();
        let key = path.as_str().trim_end_matches(".html").trim_start_matches("-/").replace('/', "-");
        let mut item = self.web_page(&key, &head.title, &head.lang, &route.href(), *route == Route::Home);
        let authors: Vec<Name> = config.authors.iter().map(|author| Name::read(&author.name, false)).collect();
        if !authors.is_empty() {
            item.names.insert("author".into(), authors);
        }
        item.dates.extend(self.last_update().map(|date| ("issued".into(), date.clone())));
        let citables = vec![self.citable(item)];
        head.meta = self.citation_meta(&citables);
        head.citables = citables;
    }

    /// The day on which a note was last changed.
    fn last_update(&self) -> Option<&Date> {
        let ixs = || (0..self.archive.notes.len() as u32).map(NoteIx);
        self.last_update.get_or_init(|| ixs().filter_map(|ix| self.updated(ix)).max_by_key(|date| date.latest)).as_ref()
    }

    /// A page of the archive, as far as all pages are alike.
    fn web_page(&self, key: &str, title: &str, language: &str, href: &Href, is_home: bool) -> Item {
        let config = &self.archive.config;
        let mut item = Item::new(CiteKey::new(key), "webpage");
        let mut text = |variable: &str, text: &str| _ = item.texts.insert(variable.into(), text.into());
        text("title", title);
        if !is_home {
            text("container-title", &config.title);
        }
        text("language", language);
        if let Some(base) = &config.base_url {
            text("URL", &format!("{}{}", base.value, href.0.trim_end_matches("index.html")));
        }
        if let Some(history) = self.history.filter(|history| !history.revision.is_empty()) {
            text("version", &history.revision);
        }
        item
    }

    /// A note's page in the terms of CSL: a web page of the archive.
    fn page_item(&self, ix: NoteIx) -> Item {
        let note = self.note(ix);
        let config = &self.archive.config;
        let is_home = note.is_folder_index && note.id.as_str() == "index";
        let title = if is_home { &config.title } else { &note.meta.title.value };
        let key = note.id.as_str().replace('/', "-");
        let mut item = self.web_page(&key, title, self.language(note), self.addresses.note(ix), is_home);
        let own = note.meta.authors.iter().map(|author| Name::read(&author.value, false));
        let shared = config.authors.iter().map(|author| Name::read(&author.name, false));
        let authors: Vec<Name> = if note.meta.authors.is_empty() { shared.collect() } else { own.collect() };
        if !authors.is_empty() {
            item.names.insert("author".into(), authors);
        }
        let days = || self.days(note);
        let updated = note.meta.updated.clone().or_else(|| days()?.1).or_else(|| note.meta.created.clone()).or_else(|| days()?.0);
        item.dates.extend(updated.filter(|date| !date.is_unknown()).map(|date| ("issued".into(), date)));
        item
    }

    /// `citation_*` tags, as reference managers read them, and those of Dublin Core.
    pub(super) fn citation_meta(&self, citables: &[Citable]) -> Vec<(Box<str>, Box<str>)> {
        let Some(item) = citables.first().map(|citable| &citable.item) else { return Vec::new() };
        let mut tags: Vec<(Box<str>, Box<str>)> = Vec::new();
        let mut tag = |name: &str, content: &str| tags.push((name.into(), content.into()));
        let authors: Vec<String> = item.names("author").iter().map(Name::in_reading_order).collect();
        let issued = item.dates.get("issued").and_then(dotted);
        let title = item.text("title").unwrap_or_else(|| item.key.as_str());
        tag("citation_title", title);
        authors.iter().for_each(|author| tag("citation_author", author));
        if let Some(issued) = &issued {
            tag("citation_publication_date", &issued.replace('-', "/"));
        }
        let container = match &*item.kind {
            "article-journal" | "article-magazine" | "article-newspaper" => "citation_journal_title",
            "paper-conference" => "citation_conference_title",
            "chapter" => "citation_inbook_title",
            _ => "citation_website_title",
        };
        let pages = item.text("page").map(|pages| pages.split(['\u{2013}', '-']).map(str::trim).collect::<Vec<_>>());
        for (name, content) in [
            (container, item.text("container-title")),
            ("citation_volume", item.text("volume")),
            ("citation_issue", item.text("issue")),
            ("citation_firstpage", pages.as_ref().and_then(|pages| pages.first().copied())),
            ("citation_lastpage", pages.as_ref().and_then(|pages| pages.get(1).copied())),
            ("citation_publisher", item.text("publisher")),
            ("citation_doi", item.text("DOI")),
            ("citation_isbn", item.text("ISBN")),
            ("citation_issn", item.text("ISSN")),
            ("citation_language", item.text("language")),
            ("citation_public_url", item.text("URL")),
        ] {
            content.into_iter().for_each(|content| tag(name, content));
        }
        tag("DC.title", title);
        authors.iter().for_each(|author| tag("DC.creator", author));
        for (name, content) in [
            ("DC.date", issued.as_deref()),
            ("DC.publisher", item.text("publisher")),
            ("DC.language", item.text("language")),
            ("DC.identifier", item.text("DOI").or_else(|| item.text("URL"))),
            ("DC.relation.isPartOf", item.text("container-title")),
            ("DC.type", Some("Text")),
        ] {
            content.into_iter().for_each(|content| tag(name, content));
        }
        tags
    }
}

/// A date that tags can say: as far as it is sure; of others the year in which they begin.
fn dotted(date: &Date) -> Option<String> {
    date.iso().or_else(|| date.earliest.map(|day| format!("{:04}", day.year)))
}
