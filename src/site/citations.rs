//! Citations as pages show them: printed in the archive's style, each led to its entry.

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::Site;
use super::addresses::Addresses;
use super::body::{Event, Href};
use super::context::ContextHash;
use super::inline::Inline;
use super::lists::{ListKey, PAGE_ENTRIES};
use super::page::{BibliographyContent, Concordance, Content, Cut, Head};
use super::route::Route;
use crate::archive::citations::{CiteAnswer, CiteAt, CitePlace, Cited};
use crate::archive::library::WorkIx;
use crate::archive::{Archive, NoteIx, Quoted};
use crate::csl::{self, AuthorDate, Cite, Class, Html, Part, Stretch, Style, StyleSource};
use crate::note::citation::Citation;
use crate::text::markup::without_markup;

/// The style in which citations stand outside of their own note, where the archive's is numbered.
const SHORT_STYLE: &str = "chicago-author-date";

/// Works printed in a style. They depend on nothing else, so a later build can use them again.
#[derive(Clone, Debug)]
pub struct Printing {
    /// Of style, language and works.
    of: ContextHash,
    /// The archive's style.
    style: Arc<Style>,
    /// Works by author and date.
    printed: Arc<AuthorDate>,
}

/// How an archive cites.
#[derive(Clone, Debug)]
pub struct Citing {
    /// In which style.
    pub style: StyleSource,
    /// Cited works, printed; none where nothing is cited.
    pub cites: Option<Cites>,
}

/// All cited works, printed.
#[derive(Clone, Debug)]
pub struct Cites {
    /// Works, printed.
    printing: Printing,
    /// Cited works.
    works: Vec<WorkIx>,
    /// Their positions.
    places: FxHashMap<WorkIx, usize>,
}

/// The citations of a page, and its works with their entries.
type Run = (Vec<Vec<Stretch<WorkIx>>>, Vec<(WorkIx, Html)>);

/// A stretch of a citation.
#[derive(Clone, Debug, Hash)]
pub enum CitePiece<'a> {
    /// What is printed.
    Printed {
        /// What it says.
        html: Html,
        /// Where it leads.
        to: Option<CiteTarget>,
    },
    /// Words of the author with markup of their own.
    Words(Vec<Event<'a>>),
}

/// Where a stretch of a citation leads.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum CiteTarget {
    /// To an entry on the same page, by its id.
    Entry(Box<str>),
    /// To a page of the site.
    Page(Href),
}

/// An entry of a list of works.
#[derive(Clone, Debug, Hash)]
pub struct WorkEntry {
    /// Its element's id: `cite-KEY`.
    pub id: Box<str>,
    /// What it says.
    pub html: Html,
    /// The page of the work, where it has one.
    pub href: Option<Href>,
}

/// A citation on a page, and the works it names.
#[derive(Clone, Copy, Debug)]
pub struct CiteUse<'a> {
    /// As written.
    pub citation: &'a Citation,
    /// Its works.
    pub works: &'a [Option<WorkIx>],
}

impl Cites {
    /// Prints the works that an archive cites; `before` is taken where it is of the same works.
    #[must_use]
    pub fn new(archive: &Archive, source: &StyleSource, before: Option<&Printing>) -> Option<Self> {
        let works = (0..).map(WorkIx).zip(&archive.citations.is_cited).filter(|(_, is_cited)| **is_cited);
        let works: Vec<WorkIx> = works.map(|(ix, _)| ix).collect();
        if works.is_empty() {
            return None;
        }
        let items: Vec<_> = works.iter().map(|work| &archive.library.get(*work).item).collect();
        let language = &archive.config.language;
        let of = ContextHash::of(&(source.key(), language, &items));
        let places = works.iter().copied().zip(0..).collect();
        if let Some(before) = before.filter(|before| before.of == of) {
            return Some(Self { printing: before.clone(), works, places });
        }
        let style = Arc::new(Style::new(source, language));
        let short = match style.class {
            Class::AuthorDate => style.clone(),
            _ => StyleSource::bundled(SHORT_STYLE).map_or(style.clone(), |source| Arc::new(Style::new(&source, language))),
        };
        let printed = Arc::new(AuthorDate::new(short, &items));
        Some(Self { printing: Printing { of, style, printed }, works, places })
    }

    /// What a later build can use again.
    #[must_use]
    pub fn printing(&self) -> &Printing {
        &self.printing
    }

    /// How the archive's style cites.
    #[must_use]
    pub fn class(&self) -> Class {
        self.printing.style.class
    }

    /// Whether the style makes a list of works.
    #[must_use]
    pub fn has_bibliography(&self) -> bool {
        self.printing.style.has_bibliography()
    }

    /// A citation by author and date.
    #[must_use]
    pub fn short(&self, cite: CiteUse<'_>) -> Vec<Stretch<WorkIx>> {
        let cite = self.cite(cite, &self.places);
        self.printing.printed.cite(&cite).into_iter().map(|stretch| stretch.named(|at| self.works[at])).collect()
    }

    /// The entry of a work in the archive's style, where that is the same wherever it stands.
    pub(super) fn entry(&self, work: WorkIx) -> Option<&Html> {
        let at = self.places.get(&work).filter(|_| self.class() == Class::AuthorDate)?;
        Some(self.printing.printed.entry(*at)).filter(|html| !html.0.is_empty())
    }

    /// The author of the first work of a citation, as the short form has it.
    #[must_use]
    pub fn author(&self, cite: CiteUse<'_>) -> Option<&Html> {
        let work = cite.works.iter().flatten().next()?;
        Some(self.printing.printed.author(*self.places.get(work)?))
    }

    /// Works by author and date, in the order of a bibliography.
    fn entries(&self, wanted: impl Fn(WorkIx) -> bool) -> Vec<(WorkIx, Html)> {
        let order = self.printing.printed.order().iter().filter(|at| wanted(self.works[**at]));
        order.map(|at| (self.works[*at], self.printing.printed.entry(*at).clone())).collect()
    }

    /// The citations of a page by a numbered style, in reading order, and the works they cite, with those that are only `listed`.
    #[must_use]
    pub fn run(&self, archive: &Archive, cites: &[CiteUse<'_>], listed: &[WorkIx]) -> Run {
        let mut places = FxHashMap::default();
        let mut works = Vec::new();
        for work in cites.iter().flat_map(|cite| cite.works.iter().copied().flatten()).chain(listed.iter().copied()) {
            places.entry(work).or_insert_with(|| {
                works.push(work);
                works.len() - 1
            });
        }
        let items: Vec<_> = works.iter().map(|work| &archive.library.get(*work).item).collect();
        let cites: Vec<Cite<'_>> = cites.iter().map(|cite| self.cite(*cite, &places)).collect();
        let run = csl::run(&self.printing.style, &items, &cites);
        let named = |printed: Vec<Stretch>| printed.into_iter().map(|stretch| stretch.named(|at| works[at])).collect();
        let citations = run.citations.into_iter().map(named).collect();
        (citations, run.entries.into_iter().map(|(at, html)| (works[at], html)).collect())
    }

    /// The works of a page, with those that are only `listed`, in the order of a bibliography.
    #[must_use]
    pub fn list(&self, cites: &[CiteUse<'_>], listed: &[WorkIx]) -> Vec<(WorkIx, Html)> {
        let cited = cites.iter().flat_map(|cite| cite.works.iter().copied().flatten());
        let cited: rustc_hash::FxHashSet<WorkIx> = cited.chain(listed.iter().copied()).collect();
        self.entries(|work| cited.contains(&work))
    }

    fn cite<'c>(&self, cite: CiteUse<'c>, places: &FxHashMap<WorkIx, usize>) -> Cite<'c> {
        let parts = cite.citation.items.iter().zip(cite.works).enumerate().filter_map(|(number, (item, work))| {
            Some(Part {
                item: number,
                work: *places.get(&(*work)?)?,
                prefix: &item.prefix,
                locator: item.locator.as_ref(),
                suffix: &item.suffix,
                suppress_author: item.suppress_author,
            })
        });
        Cite { mode: cite.citation.mode, parts: parts.collect() }
    }
}

impl WorkEntry {
    /// A work with its entry as printed.
    pub(super) fn new(archive: &Archive, addresses: &Addresses, (work, html): (WorkIx, Html)) -> Self {
        let note = archive.library.get(work).note;
        Self { id: entry_id(archive, work), html, href: note.map(|note| addresses.note(note).clone()) }
    }
}

/// The page of a work: its note's, else its entry in the bibliography.
pub(super) fn work_href(archive: &Archive, addresses: &Addresses, work: WorkIx) -> Href {
    match archive.library.get(work).note {
        Some(note) => addresses.note(note).clone(),
        None => Route::Bibliography.href().at(&entry_id(archive, work)),
    }
}

/// The element id of a work's entry.
pub(super) fn entry_id(archive: &Archive, work: WorkIx) -> Box<str> {
    let key = archive.library.get(work).item.key.as_str();
    format!("cite-{}", key.split_whitespace().collect::<Vec<_>>().join("-")).into()
}

impl<'a> Site<'a> {
    /// The works that the library's files hold: all but those that only drafts cite.
    pub fn exported_works(&self) -> impl Iterator<Item = &'a crate::works::Item> {
        let Archive { library, citations, .. } = self.archive;
        let works = library.works.iter().zip(&citations.is_of_drafts);
        works.filter(|(_, is_of_drafts)| !**is_of_drafts).map(|(work, _)| &work.item)
    }

    /// A source outside of running text, by author and date, led to the pages of its works.
    pub(super) fn source(&self, cited: &Cited) -> Vec<Inline<'a>> {
        let Some(cites) = &self.cites else { return Vec::new() };
        // Front matter cites without brackets of its own.
        let cite = CiteUse { citation: &cited.citation, works: &cited.works };
        let mut pieces = cites.short(cite);
        let is_bracket = |piece: &Stretch<WorkIx>, mark: &str| matches!(piece, Stretch::Style(html) if &*html.0 == mark);
        if pieces.len() > 2 && is_bracket(&pieces[0], "(") && is_bracket(&pieces[pieces.len() - 1], ")") {
            pieces.pop();
            pieces.remove(0);
        }
        let printed = pieces.into_iter().map(|piece| match piece {
            Stretch::Style(html) => Inline::Cite { html, href: None },
            Stretch::Words(words) => Inline::Cite { html: words.html, href: None },
            Stretch::Work(work, html) => Inline::Cite { html, href: Some(work_href(self.archive, &self.addresses, work)) },
        });
        printed.collect()
    }

    /// A sentence of a note as another page quotes it: its citations by author and date, without the works' pages.
    pub(super) fn quoted(&self, from: NoteIx, sentence: &'a Quoted) -> [Cow<'a, str>; 3] {
        let mut parts = sentence.parts.each_ref().map(|part| Cow::Borrowed(&**part));
        // From the last on, so that what stands before keeps its place.
        for there in sentence.citations.iter().rev() {
            let Some(printed) = self.printed_in_text(from, there.citation) else { continue };
            let blank = if there.blank { " " } else { "" };
            let place = there.at as usize..(there.at + there.len) as usize;
            parts[there.part as usize].to_mut().replace_range(place, &format!("{blank}{printed}"));
        }
        parts
    }

    /// A citation of a note's body as plain text.
    fn printed_in_text(&self, from: NoteIx, citation: u32) -> Option<String> {
        let used = &self.note(from).body.citations[citation as usize];
        let as_written = || used.written.get(&self.note(from).source).to_owned();
        let CiteAnswer::Works(works) = &self.archive.citations.of(from).body[citation as usize] else {
            return Some(as_written());
        };
        if works.iter().all(Option::is_none) {
            return Some(as_written());
        }
        let printed = self.cites.as_ref()?.short(CiteUse { citation: &used.citation, works });
        let html: String = printed.iter().map(|stretch| &*stretch.html().0).collect();
        Some(without_markup(&html))
    }

    /// Places that cite the work a note is about, in other notes.
    fn cite_places(&self, ix: NoteIx) -> impl Iterator<Item = &'a CitePlace> {
        let work = self.archive.library.of_notes.get(&ix);
        let places = work.map_or(&[][..], |work| &self.archive.citations.concordance[work.0 as usize]);
        places.iter().filter(move |place| place.note != ix)
    }

    /// How many places cite the work a note is about.
    pub(super) fn concordance_total(&self, ix: NoteIx) -> u32 {
        self.cite_places(ix).count() as u32
    }

    /// Places that cite the work a note is about, as its page shows them: how many, the first, and where all are.
    pub(super) fn concordance(&self, ix: NoteIx) -> Cut<Concordance<'a>> {
        let (total, items) = self.concordance_from(ix, 0);
        Cut { total, items, more: self.whole_list(ix, &ListKey::Concordance, total as usize) }
    }

    /// Places that cite the work a note is about: how many, and those of the page that begins at `from`.
    pub(super) fn concordance_from(&self, ix: NoteIx, from: usize) -> (u32, Vec<Concordance<'a>>) {
        let items = self.cite_places(ix).skip(from).take(PAGE_ENTRIES).map(|place| {
            let note = self.note(place.note);
            let href = self.addresses.note(place.note);
            let place_name = |name: &'a str| [Cow::Borrowed(name), "".into(), "".into()];
            let (text, href) = match &place.at {
                CiteAt::Row(row) => {
                    let name = self.texts.fill("dataset_row", &[("n", &(row + 1).to_string())]);
                    ([name.into(), "".into(), "".into()], self.dataset_row_href(place.note, *row))
                }
                CiteAt::Body(_, sentence, section) => {
                    let section = section.and_then(|section| note.body.headings.get(section as usize));
                    let href = section.map_or(href.clone(), |heading| href.at(&heading.id));
                    (self.quoted(place.note, sentence), href)
                }
                CiteAt::Field(field) => {
                    let field = &note.fields[*field as usize];
                    let kind = note.kind.map(|kind| &self.archive.kinds.get(kind).fields[field.field.0 as usize]);
                    (["".into(), kind.map_or("", |field| self.local(&field.label)).into(), "".into()], href.clone())
                }
                CiteAt::Claim(at) => {
                    let at = *at;
                    let claim = &note.claims[at as usize];
                    let mut answered = self.archive.claims.of(place.note).map(|ix| self.archive.claims.get(ix));
                    let text = answered.find(|answered| answered.claim == at).map(|answered| &*answered.text);
                    (place_name(text.unwrap_or("")), href.at(&claim.id.value.anchor()))
                }
            };
            Concordance {
                note: self.card(place.note),
                locator: place.locator.as_ref().map(|locator| locator.short().into()),
                text,
                href,
            }
        });
        (self.concordance_total(ix), items.collect())
    }

    /// All works that the archive cites.
    pub(super) fn bibliography(&self) -> (Head, Content<'a>) {
        let mut head = self.head(self.texts.get("bibliography_title"));
        head.breadcrumbs = vec![(self.texts.get("home").into(), Route::Home.href())];
        let printed = self.cites.as_ref().map(|cites| cites.entries(|_| true)).unwrap_or_default();
        let entries = printed.into_iter().map(|printed| WorkEntry::new(self.archive, &self.addresses, printed));
        (head, Content::Bibliography(BibliographyContent { entries: entries.collect() }))
    }
}
