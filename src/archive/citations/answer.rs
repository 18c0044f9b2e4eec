//! Each citation answered by the work it names, and what is at fault told.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Citations, CiteAnswer, Cited, ClaimCitation, FieldCitation, NoteCitations, RowCitation};
use crate::archive::library::{Library, WorkIx};
use crate::archive::sentence::Passage;
use crate::archive::{CellTexts, Dataset, DatasetRow};
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::note::Note;
use crate::note::body::CitationUse;
use crate::note::citation::{self, Citation, CiteMode, Listed};
use crate::schema::{Kinds, Role};
use crate::text::{Spanned, VaultPath};
use crate::works::CiteKey;

/// What citations are answered from.
pub(in crate::archive) struct Sources<'s> {
    /// Published notes.
    pub notes: &'s [Arc<Note>],
    /// Notes that are not published, whose citations are read for their faults alone.
    pub drafts: &'s [Arc<Note>],
    /// Works that datasets of such notes cite.
    pub cited_by_drafts: &'s [CiteKey],
    /// Their kinds.
    pub kinds: &'s Kinds,
    /// For each published note, the sentences of its marks.
    pub passages: &'s [Arc<[Passage]>],
    /// Datasets of published notes.
    pub datasets: &'s [Dataset],
    /// Published works.
    pub library: &'s Library,
}

/// Citations as an earlier build answered them, to be used again for notes that are as they were, by a library of the same keys.
#[derive(Default)]
pub(in crate::archive) struct HeldCitations {
    keys: FxHashMap<CiteKey, WorkIx>,
    unfinished: FxHashSet<CiteKey>,
    of: FxHashMap<VaultPath, (Arc<Note>, Arc<NoteCitations>)>,
}

/// Answers the citations of all notes, and finds for each work the places that cite it.
pub(in crate::archive) fn answer(
    sources: &Sources<'_>,
    held: Option<&mut HeldCitations>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Citations {
    let Sources { notes, drafts, cited_by_drafts, kinds, passages, datasets, library } = *sources;
    let unfinished = keys_of(drafts, kinds);
    let of_note = |note: &Arc<Note>, is_draft| {
        let mut reader = Reader { library, unfinished: &unfinished, is_draft, file: &note.path, faults: Vec::new() };
        let body = note.body.citations.iter().map(|used| reader.body(used)).collect();
        let (fields, claims, listed) = (reader.fields(note), reader.claims(note), reader.listed(note));
        NoteCitations { body, fields, claims, listed, faults: reader.faults }
    };
    let known = held.as_ref().filter(|held| held.keys == library.keys && held.unfinished == unfinished).map(|held| &held.of);
    let find = |note: &Arc<Note>| {
        let known = known.and_then(|known| known.get(&note.path)).filter(|(of, _)| Arc::ptr_eq(of, note));
        known.map_or_else(|| Arc::new(of_note(note, false)), |(_, citations)| citations.clone())
    };
    let mut citations = Citations { of_notes: notes.par_iter().map(find).collect(), ..Citations::default() };
    diagnostics.extend(citations.of_notes.iter().flat_map(|of_note| &of_note.faults).cloned());
    let mut of_drafts: FxHashSet<WorkIx> = cited_by_drafts.iter().filter_map(|key| library.find(key.as_str())).collect();
    for draft in drafts {
        let cited = of_note(draft, true);
        of_drafts.extend(cited.works());
        // Who lists all works says nothing of any.
        if !draft.meta.nocite.contains(&Listed::All) {
            of_drafts.extend(&cited.listed);
        }
        diagnostics.extend(cited.faults);
    }
    for dataset in datasets {
        let file = &dataset.path;
        let mut reader = Reader { library, unfinished: &unfinished, is_draft: false, file, faults: Vec::new() };
        let mut rows: Vec<RowCitation> = (0..).zip(&dataset.rows).flat_map(|(at, row)| reader.row(at, row)).collect();
        let texts = dataset.texts.as_ref().map_or_else(Vec::new, |texts| reader.texts(texts, &mut rows));
        rows.sort_by_key(|cite| cite.row);
        citations.rows.push(rows);
        citations.texts.push(texts);
        diagnostics.extend(reader.faults);
    }
    citations.find_places(notes, passages, datasets, library);
    let works = (0..).map(WorkIx).zip(&library.works).zip(&citations.is_cited);
    // A work with a page of its own is published by that.
    let is_of_drafts: Vec<bool> =
        works.map(|((ix, work), is_cited)| work.note.is_none() && !is_cited && of_drafts.contains(&ix)).collect();
    citations.is_of_drafts = is_of_drafts;
    if let Some(held) = held {
        let of = notes.iter().zip(&citations.of_notes);
        let of = of.map(|(note, citations)| (note.path.clone(), (note.clone(), citations.clone()))).collect();
        *held = HeldCitations { keys: library.keys.clone(), unfinished, of };
    }
    citations
}

/// The keys of works whose notes are drafts.
pub(in crate::archive) fn keys_of(drafts: &[Arc<Note>], kinds: &Kinds) -> FxHashSet<CiteKey> {
    let is_work = |note: &&Arc<Note>| note.kind.is_some_and(|kind| kinds.get(kind).role == Role::Work);
    let keys = drafts.iter().filter(is_work).flat_map(|note| {
        let own = note.meta.cite_as.as_ref().map(|key| key.value.trim_start_matches('@'));
        own.into_iter().chain([note.id.slug()])
    });
    keys.map(CiteKey::new).collect()
}

/// Reads the citations of a file.
struct Reader<'r> {
    library: &'r Library,
    /// Keys of works that are drafts.
    unfinished: &'r FxHashSet<CiteKey>,
    /// Whether the file is a draft's own: between drafts there is nothing to hide.
    is_draft: bool,
    file: &'r VaultPath,
    faults: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn body(&mut self, used: &CitationUse) -> CiteAnswer {
        let citation = &used.citation;
        if citation.mode == (CiteMode::Narrative { has_bracket: false }) {
            let key = &citation.items[0].key;
            if self.library.find(key).is_none() && !self.unfinished.contains(&CiteKey::new(key)) {
                self.possible(key);
                return CiteAnswer::Text;
            }
        }
        CiteAnswer::Works(self.works(citation))
    }

    fn works(&mut self, citation: &Citation) -> Box<[Option<WorkIx>]> {
        citation.items.iter().map(|item| self.work(&item.key)).collect()
    }

    /// The work of a key; one that no work has is reported with the nearest.
    fn work(&mut self, key: &Spanned<Box<str>>) -> Option<WorkIx> {
        let found = self.library.find(key);
        if found.is_some() {
            return found;
        }
        if self.unfinished.contains(&CiteKey::new(key)) {
            if !self.is_draft {
                let message = format!("the work `{}` is a draft, and what is published cannot cite it", key.value);
                let finding = Diagnostic::new(Code::CitationOfDraft, self.file, key.span, message);
                self.faults.push(finding.help("publish the work's note, or take the citation out"));
            }
            return None;
        }
        let message = format!("no work has the key `{}`", key.value);
        let finding = Diagnostic::new(Code::UnknownWork, self.file, key.span, message);
        let near = suggest::nearest(key, self.library.works.iter().map(|work| work.item.key.as_str()), 3);
        let help = match &*near {
            [] => "add a note of a kind with `role: work`, or an entry in `content/references.bib`; `\\@` for the sign itself"
                .into(),
            near => format!("did you mean {}?", suggest::list(near, "or")),
        };
        self.faults.push(finding.help(help));
        None
    }

    /// A bare `@word` is text, unless it is almost a key.
    fn possible(&mut self, key: &Spanned<Box<str>>) {
        let near = self.library.works.iter().map(|work| work.item.key.as_str());
        let is_slip = |known: &&str| strsim::osa_distance(known, key) <= 2 && known.chars().count() > 4;
        if let Some(near) = near.filter(is_slip).min() {
            let message = format!("`@{}` is text, as no work has this key", key.value);
            let finding = Diagnostic::new(Code::PossibleCitation, self.file, key.span, message);
            self.faults.push(finding.help(format!("did you mean `@{near}`? If not, write `\\@` for the sign itself")));
        }
    }

    fn fields(&mut self, note: &Note) -> Vec<FieldCitation> {
        let mut all = Vec::new();
        for (field, values) in (0..).zip(&note.fields) {
            for (value, written) in (0..).zip(&values.values) {
                for cite in &written.cites {
                    let citation = citation::written(cite, &note.source, self.file, &mut |finding| self.faults.push(finding));
                    if let Some(citation) = citation {
                        let works = self.works(&citation);
                        all.push(FieldCitation { field, value, cited: Cited { citation, works } });
                    }
                }
            }
        }
        all
    }

    fn claims(&mut self, note: &Note) -> Vec<ClaimCitation> {
        let mut all = Vec::new();
        for (claim, written) in (0..).zip(&note.claims) {
            for (at, citation) in (0..).zip(&written.cites) {
                let works = self.works(citation);
                all.push(ClaimCitation { claim, at, cited: Cited { citation: citation.clone(), works } });
            }
        }
        all
    }

    /// The works of `nocite`, once each.
    fn listed(&mut self, note: &Note) -> Vec<WorkIx> {
        let mut seen = FxHashSet::default();
        let mut works = Vec::new();
        for listed in &note.meta.nocite {
            match listed {
                Listed::All => works.extend((0..self.library.works.len() as u32).map(WorkIx)),
                Listed::Key(key) => works.extend(self.work(key)),
            }
        }
        works.retain(|work| seen.insert(*work));
        works
    }

    fn row(&mut self, row: u32, read: &DatasetRow) -> Vec<RowCitation> {
        let cells = read.cells.iter().filter_map(|cell| cell.as_ref()?.citation.as_deref());
        cells
            .map(|citation| RowCitation { row, cited: Cited { citation: citation.clone(), works: self.works(citation) } })
            .collect()
    }

    /// The answers to the citations in cells of Markdown; those of works are put among the `rows`.
    fn texts(&mut self, texts: &CellTexts, rows: &mut Vec<RowCitation>) -> Vec<CiteAnswer> {
        let citations = (0..).zip(&texts.note.body.citations).map(|(at, used)| {
            let answer = self.body(used);
            if let CiteAnswer::Works(works) = &answer {
                let cited = Cited { citation: used.citation.clone(), works: works.clone() };
                rows.push(RowCitation { row: texts.row_of_citation(at), cited });
            }
            answer
        });
        citations.collect()
    }
}
