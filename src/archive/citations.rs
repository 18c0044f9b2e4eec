//! Citations answered: which works they name; and for each work, every place that cites it.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::NoteIx;
use super::library::{Library, WorkIx};
use super::sentence::{Mark, Passage};
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::note::Note;
use crate::note::body::CitationUse;
use crate::note::citation::{self, Citation, CiteItem, CiteMode, Locator};
use crate::text::{Spanned, VaultPath};

/// All citations of an archive, and what cites each work.
#[derive(Debug, Default)]
pub struct Citations {
    /// For each note: the answers to its [`crate::note::body::Body::citations`], by position.
    pub bodies: Vec<Vec<CiteAnswer>>,
    /// For each note: the sources of its fields' values, ordered by field, value and position.
    pub fields: Vec<Vec<FieldCitation>>,
    /// For each note: the sources of its claims, ordered by claim and position.
    pub claims: Vec<Vec<ClaimCitation>>,
    /// For each work: the places that cite it, ordered by locator, then by note.
    pub concordance: Vec<Vec<CitePlace>>,
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
    Body(u32, [Box<str>; 3], Option<u32>),
    /// Beside a field's value: the position in the note's `fields`.
    Field(u32),
    /// In a claim of the note: its position.
    Claim(u32),
}

impl Cited {
    /// Reads and answers a citation of the front matter or of a dataset. `None` where it cannot be read (reported).
    #[must_use]
    pub fn read(
        library: &Library,
        written: &Spanned<Box<str>>,
        source: &str,
        file: &VaultPath,
        faults: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        let citation = citation::written(written, source, file, &mut |finding| faults.push(finding))?;
        let works = citation.items.iter().map(|item| work(library, item, file, faults)).collect();
        Some(Self { citation, works })
    }
}

impl Library {
    /// The keys nearest to one that no work has.
    fn nearest(&self, key: &str, n: usize) -> Vec<&str> {
        suggest::nearest(key, self.works.iter().map(|work| work.item.key.as_str()), n)
    }
}

/// Answers the citations of all notes, and finds for each work the places that cite it.
///
/// Those of `drafts`, which are not published, are read for their faults alone.
pub(super) fn answer(
    notes: &[Arc<Note>],
    drafts: &[Arc<Note>],
    passages: &[Vec<Passage>],
    library: &Library,
    diagnostics: &mut Vec<Diagnostic>,
) -> Citations {
    let of_note = |note: &Arc<Note>| {
        let mut faults = Vec::new();
        let bodies: Vec<_> = note.body.citations.iter().map(|used| body(library, used, note, &mut faults)).collect();
        let fields = fields(library, note, &mut faults);
        let claims = claims(library, note, &mut faults);
        (bodies, fields, claims, faults)
    };
    let answered: Vec<_> = notes.par_iter().map(of_note).collect();
    // A draft may cite what is still a draft itself.
    let unfinished: FxHashSet<&str> =
        drafts.iter().map(|draft| draft.meta.cite_as.as_ref().map_or(draft.id.slug(), |key| &key.value)).collect();
    for draft in drafts {
        let names_draft = |finding: &Diagnostic| {
            let key = finding.place.as_ref().and_then(|place| draft.source.get(place.span.range())).unwrap_or("");
            finding.code == Code::UnknownWork && unfinished.contains(key.trim_start_matches(['@', '{']).trim_end_matches('}'))
        };
        diagnostics.extend(of_note(draft).3.into_iter().filter(|finding| !names_draft(finding)));
    }
    let mut citations = Citations::default();
    for (bodies, fields, claims, faults) in answered {
        diagnostics.extend(faults);
        citations.bodies.push(bodies);
        citations.fields.push(fields);
        citations.claims.push(claims);
    }
    citations.find_places(notes, passages, library);
    citations
}

fn body(library: &Library, used: &CitationUse, note: &Note, faults: &mut Vec<Diagnostic>) -> CiteAnswer {
    let citation = &used.citation;
    if citation.mode == (CiteMode::Narrative { has_bracket: false }) {
        let item = &citation.items[0];
        let Some(work) = library.find(&item.key) else {
            possible(library, item, note, faults);
            return CiteAnswer::Text;
        };
        return CiteAnswer::Works([Some(work)].into());
    }
    CiteAnswer::Works(citation.items.iter().map(|item| work(library, item, &note.path, faults)).collect())
}

/// The work an item names; a key that no work has is reported with the nearest.
fn work(library: &Library, item: &CiteItem, file: &VaultPath, faults: &mut Vec<Diagnostic>) -> Option<WorkIx> {
    let found = library.find(&item.key);
    if found.is_none() {
        let message = format!("no work has the key `{}`", item.key.value);
        let finding = Diagnostic::new(Code::UnknownWork, file, item.key.span, message);
        let near = library.nearest(&item.key, 3);
        let help = match &*near {
            [] => "add a note of a kind with `role: work`, or an entry in `content/references.bib`; `\\@` for the sign itself"
                .into(),
            near => format!("did you mean {}?", suggest::list(near, "or")),
        };
        faults.push(finding.help(help));
    }
    found
}

/// A bare `@word` is text, unless it is almost a key.
fn possible(library: &Library, item: &CiteItem, note: &Note, faults: &mut Vec<Diagnostic>) {
    let near = library.works.iter().map(|work| work.item.key.as_str());
    let is_slip = |key: &&str| strsim::osa_distance(key, &item.key) <= 2 && key.chars().count() > 4;
    if let Some(near) = near.filter(is_slip).min() {
        let message = format!("`@{}` is text, as no work has this key", item.key.value);
        let finding = Diagnostic::new(Code::PossibleCitation, &note.path, item.key.span, message);
        faults.push(finding.help(format!("did you mean `@{near}`? If not, write `\\@` for the sign itself")));
    }
}

fn fields(library: &Library, note: &Note, faults: &mut Vec<Diagnostic>) -> Vec<FieldCitation> {
    let mut all = Vec::new();
    for (field, values) in (0..).zip(&note.fields) {
        for (value, written) in (0..).zip(&values.values) {
            for cite in &written.cites {
                if let Some(cited) = Cited::read(library, cite, &note.source, &note.path, faults) {
                    all.push(FieldCitation { field, value, cited });
                }
            }
        }
    }
    all
}

fn claims(library: &Library, note: &Note, faults: &mut Vec<Diagnostic>) -> Vec<ClaimCitation> {
    let mut all = Vec::new();
    for (claim, written) in (0..).zip(&note.claims) {
        for (at, citation) in (0..).zip(&written.cites) {
            let works = citation.items.iter().map(|item| work(library, item, &note.path, faults)).collect();
            all.push(ClaimCitation { claim, at, cited: Cited { citation: citation.clone(), works } });
        }
    }
    all
}

impl Citations {
    /// A source of a claim.
    #[must_use]
    pub fn of_claim(&self, note: NoteIx, claim: u32, at: u32) -> Option<&Cited> {
        let all = &self.claims[note.0 as usize];
        let found = all.binary_search_by_key(&(claim, at), |source| (source.claim, source.at)).ok()?;
        Some(&all[found].cited)
    }

    /// The sources of a field's value.
    pub fn of_field(&self, note: NoteIx, field: u32, value: u32) -> impl Iterator<Item = &Cited> {
        let all = &self.fields[note.0 as usize];
        all.iter().filter(move |cite| (cite.field, cite.value) == (field, value)).map(|cite| &cite.cited)
    }

    fn find_places(&mut self, notes: &[Arc<Note>], passages: &[Vec<Passage>], library: &Library) {
        let mut places: Vec<Vec<CitePlace>> = vec![Vec::new(); library.works.len()];
        for ((from, note), passages) in (0..).map(NoteIx).zip(notes).zip(passages) {
            for passage in passages {
                let Mark::Citation(citation) = passage.mark else { continue };
                let CiteAnswer::Works(works) = &self.bodies[from.0 as usize][citation as usize] else { continue };
                for (item, work) in note.body.citations[citation as usize].citation.items.iter().zip(works) {
                    let Some(work) = work else { continue };
                    let at = CiteAt::Body(citation, passage.sentence.clone(), passage.section);
                    places[work.0 as usize].push(CitePlace { note: from, locator: item.locator.clone(), at });
                }
            }
            let fields = self.fields[from.0 as usize].iter().map(|cite| (&cite.cited, CiteAt::Field(cite.field)));
            let claims = self.claims[from.0 as usize].iter().map(|cite| (&cite.cited, CiteAt::Claim(cite.claim)));
            for (cited, at) in fields.chain(claims) {
                add(&mut places, from, cited, &at);
            }
        }
        for known in &mut places {
            known.sort_by_key(|place| (place.locator.as_ref().map(order), place.note));
        }
        self.concordance = places;
    }

    /// The works that a note's text cites, in the order of their first citation.
    #[must_use]
    pub fn works_of(&self, note: NoteIx) -> Vec<WorkIx> {
        let mut seen = FxHashSet::default();
        let works = self.bodies[note.0 as usize].iter().filter_map(|answer| match answer {
            CiteAnswer::Works(works) => Some(works),
            CiteAnswer::Text => None,
        });
        works.flat_map(|works| works.iter().copied().flatten()).filter(|work| seen.insert(*work)).collect()
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
