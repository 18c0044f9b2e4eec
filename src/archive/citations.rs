//! Citations answered: which works they name; and for each work, every place that cites it.

mod answer;

use std::sync::Arc;

use rayon::prelude::*;

pub(super) use answer::{HeldCitations, Sources, answer, keys_of};

use super::library::{Library, WorkIx};
use super::sentence::{Mark, Passage, Sentence};
use super::{Dataset, NoteIx};
use crate::diagnostic::Diagnostic;
use crate::note::Note;
use crate::note::citation::{self, Citation, Locator};
use crate::text::{Spanned, VaultPath};

/// All citations of an archive, and what cites each work.
#[derive(Debug, Default)]
pub struct Citations {
    /// Of each note.
    pub of_notes: Vec<Arc<NoteCitations>>,
    /// For each dataset: the citations of its cells, ordered by row.
    pub rows: Vec<Vec<RowCitation>>,
    /// For each dataset: the answers to the citations in its cells of Markdown, by position; those of works are among its rows too.
    pub texts: Vec<Vec<CiteAnswer>>,
    /// For each work: the places that cite it, ordered by locator, then by note.
    pub concordance: Vec<Vec<CitePlace>>,
    /// For each work: whether anything cites it, or lists it.
    pub is_cited: Vec<bool>,
    /// For each work of a library file: whether drafts cite it, and nothing else does.
    pub is_of_drafts: Vec<bool>,
}

/// The citations of a note.
#[derive(Debug, Default)]
pub struct NoteCitations {
    /// The answers to its [`crate::note::body::Body::citations`], by position.
    pub body: Vec<CiteAnswer>,
    /// The sources of its fields' values, ordered by field, value and position.
    pub fields: Vec<FieldCitation>,
    /// The sources of its claims, ordered by claim and position.
    pub claims: Vec<ClaimCitation>,
    /// The works that stand in its list of works cited without a citation (`nocite`).
    pub listed: Vec<WorkIx>,
    /// What is at fault in them.
    faults: Vec<Diagnostic>,
}

impl NoteCitations {
    /// All works that are cited, each as often as it is.
    pub fn works(&self) -> impl Iterator<Item = WorkIx> {
        let in_body = self.body.iter().flat_map(|answer| match answer {
            CiteAnswer::Works(works) => &**works,
            CiteAnswer::Text => &[],
        });
        let of_fields = self.fields.iter().flat_map(|cite| &cite.cited.works);
        let of_claims = self.claims.iter().flat_map(|cite| &cite.cited.works);
        in_body.chain(of_fields).chain(of_claims).copied().flatten()
    }
}

/// What a citation in a body is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CiteAnswer {
    /// A citation of these works, by position among its items; `None` for a key that no work has (reported).
    Works(Box<[Option<WorkIx>]>),
    /// No citation: a word that begins with `@`.
    Text,
}

/// A source of a field's value.
#[derive(Clone, Debug)]
pub struct FieldCitation {
    /// Position in the note's `fields`.
    pub field: u32,
    /// Position in that field's `values`.
    pub value: u32,
    /// It, with its works.
    pub cited: Cited,
}

/// A source of a claim.
#[derive(Clone, Debug)]
pub struct ClaimCitation {
    /// Position in the note's `claims`.
    pub claim: u32,
    /// Position in that claim's `cites`.
    pub at: u32,
    /// It, with its works.
    pub cited: Cited,
}

/// A citation in a cell of a dataset.
#[derive(Clone, Debug)]
pub struct RowCitation {
    /// Position in the dataset's rows.
    pub row: u32,
    /// It, with its works.
    pub cited: Cited,
}

/// A citation with the works it names.
#[derive(Clone, Debug)]
pub struct Cited {
    /// As read.
    pub citation: Citation,
    /// Its works, by position among its items; `None` for a key that no work has (reported).
    pub works: Box<[Option<WorkIx>]>,
}

/// A place that cites a work.
#[derive(Clone, Debug)]
pub struct CitePlace {
    /// The note.
    pub note: NoteIx,
    /// Where in the work.
    pub locator: Option<Locator>,
    /// Where it stands there.
    pub at: CiteAt,
}

/// Where in a note a work is cited.
#[derive(Clone, Debug)]
pub enum CiteAt {
    /// In the text: the citation's number, the sentence before, at and after it, and the heading it stands under.
    Body(u32, Sentence, Option<u32>),
    /// Beside a field's value: the position in the note's `fields`.
    Field(u32),
    /// In a claim of the note: its position.
    Claim(u32),
    /// In a row of the note's dataset: its position.
    Row(u32),
}

impl Cited {
    /// Reads a citation that has been checked where it stands, as text of front matter or of a cell.
    #[must_use]
    pub fn read(library: &Library, written: &str) -> Option<Self> {
        let written = Spanned::new(written.into(), crate::text::Span::default());
        let citation = citation::written(&written, "", &VaultPath::new(""), &mut |_| ())?;
        let works = citation.items.iter().map(|item| library.find(&item.key)).collect();
        Some(Self { citation, works })
    }
}

impl Citations {
    /// Those of a note.
    #[must_use]
    pub fn of(&self, note: NoteIx) -> &NoteCitations {
        &self.of_notes[note.0 as usize]
    }

    /// A source of a claim.
    #[must_use]
    pub fn of_claim(&self, note: NoteIx, claim: u32, at: u32) -> Option<&Cited> {
        let all = &self.of(note).claims;
        let found = all.binary_search_by_key(&(claim, at), |source| (source.claim, source.at)).ok()?;
        Some(&all[found].cited)
    }

    /// The sources of a field's value.
    pub fn of_field(&self, note: NoteIx, field: u32, value: u32) -> impl Iterator<Item = &Cited> {
        let all = &self.of(note).fields;
        all.iter().filter(move |cite| (cite.field, cite.value) == (field, value)).map(|cite| &cite.cited)
    }

    fn find_places(&mut self, notes: &[Arc<Note>], passages: &[Arc<[Passage]>], datasets: &[Dataset], library: &Library) {
        let mut places: Vec<Vec<CitePlace>> = vec![Vec::new(); library.works.len()];
        for ((from, note), passages) in (0..).map(NoteIx).zip(notes).zip(passages) {
            let of_note = &self.of_notes[from.0 as usize];
            for passage in passages.iter() {
                let Mark::Citation(citation) = passage.mark else { continue };
                let CiteAnswer::Works(works) = &of_note.body[citation as usize] else { continue };
                for (item, work) in note.body.citations[citation as usize].citation.items.iter().zip(works) {
                    let Some(work) = work else { continue };
                    let at = CiteAt::Body(citation, passage.sentence.clone(), passage.section);
                    places[work.0 as usize].push(CitePlace { note: from, locator: item.locator.clone(), at });
                }
            }
            let fields = of_note.fields.iter().map(|cite| (&cite.cited, CiteAt::Field(cite.field)));
            let claims = of_note.claims.iter().map(|cite| (&cite.cited, CiteAt::Claim(cite.claim)));
            for (cited, at) in fields.chain(claims) {
                add(&mut places, from, cited, &at);
            }
        }
        for (dataset, rows) in datasets.iter().zip(&self.rows) {
            rows.iter().for_each(|cite| add(&mut places, dataset.note, &cite.cited, &CiteAt::Row(cite.row)));
        }
        places.par_iter_mut().for_each(|known| known.sort_by_cached_key(|place| (place.locator.as_ref().map(order), place.note)));
        self.is_cited = places.iter().map(|places| !places.is_empty()).collect();
        let listed = self.of_notes.iter().flat_map(|of_note| &of_note.listed);
        listed.for_each(|work| self.is_cited[work.0 as usize] = true);
        self.concordance = places;
    }
}

fn add(places: &mut [Vec<CitePlace>], note: NoteIx, cited: &Cited, at: &CiteAt) {
    for (item, work) in cited.citation.items.iter().zip(&cited.works) {
        if let Some(work) = work {
            places[work.0 as usize].push(CitePlace { note, locator: item.locator.clone(), at: at.clone() });
        }
    }
}

/// Pages before all else, Roman before Arabic, by number.
fn order(locator: &Locator) -> (bool, crate::note::citation::LocatorLabel, bool, u32, Box<str>) {
    let (is_arabic, number) = locator.first_number();
    let is_page = locator.label == crate::note::citation::LocatorLabel::Page;
    (!is_page, locator.label, is_arabic, number, locator.value.clone())
}
