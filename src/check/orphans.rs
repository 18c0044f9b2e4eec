//! `orphan-note`: a note that no other note, table or navigation leads to, so that readers do not come upon it.

use crate::archive::{Answer, Archive, NoteIx};
use crate::diagnostic::{Code, Diagnostic};

pub(super) fn find(archive: &Archive) -> Vec<Diagnostic> {
    let mut reached = vec![false; archive.notes.len()];
    let mut reach = |from: NoteIx, answer: &Answer| {
        if let Answer::Note { note, .. } = answer
            && *note != from
        {
            reached[note.0 as usize] = true;
        }
    };
    let ixs = || (0..archive.notes.len() as u32).map(NoteIx);
    for from in ixs() {
        let at = from.0 as usize;
        archive.links[at].iter().chain(&archive.embeds[at]).for_each(|answer| reach(from, answer));
        archive.references[at].iter().for_each(|reference| reach(from, &reference.answer));
    }
    // A note's own references join it to the archive too: the other end shows them.
    let nowhere = NoteIx(u32::MAX);
    archive.nav.iter().for_each(|answer| reach(nowhere, answer));
    for dataset in &archive.datasets {
        let cells = dataset.rows.iter().flat_map(|row| row.cells.iter().flatten());
        cells.filter_map(|cell| cell.answer.as_ref()).for_each(|answer| reach(dataset.note, answer));
        let texts = dataset.texts.iter().flat_map(|texts| texts.links.iter().chain(&texts.embeds));
        texts.for_each(|answer| reach(dataset.note, answer));
    }
    for dataset in &archive.datasets {
        let refers = |row: &crate::archive::DatasetRow| row.cells.iter().flatten().any(|cell| cell.answer.is_some());
        let leads = |answer: &Answer| matches!(answer, Answer::Note { note, .. } if *note != dataset.note);
        let texts = dataset.texts.iter().flat_map(|texts| &texts.links);
        reached[dataset.note.0 as usize] |= dataset.rows.iter().any(refers) || texts.into_iter().any(leads);
    }
    for edge in &archive.relations {
        reached[edge.from.0 as usize] = true;
    }
    // A claim shows its note on the pages of its subjects, and names them on its own.
    for claim in &archive.claims.all {
        for about in claim.about.iter().filter(|about| **about != claim.note) {
            reached[about.0 as usize] = true;
            reached[claim.note.0 as usize] = true;
        }
    }
    // A work's page shows what is said with it.
    for (work, places) in archive.library.works.iter().zip(&archive.citations.concordance) {
        if let Some(note) = work.note.filter(|note| places.iter().any(|place| place.note != *note)) {
            reached[note.0 as usize] = true;
        }
    }
    for (from, citations) in (0..).map(NoteIx).zip(&archive.citations.of_notes) {
        let notes = citations.listed.iter().filter_map(|work| archive.library.get(*work).note);
        notes.filter(|note| *note != from).for_each(|note| reached[note.0 as usize] = true);
    }
    for group in &archive.translations {
        group.iter().for_each(|note| reached[note.0 as usize] = true);
    }
    let orphans = archive.notes.iter().zip(reached).filter(|(note, reached)| !reached && !note.is_folder_index);
    let finding = |(note, _): (&std::sync::Arc<crate::note::Note>, bool)| {
        let message = format!("no other note leads to `{}`", note.id);
        let help = "link to it from a note that mentions it, or silence this with a reason under `lints` in its front matter";
        Diagnostic::new(Code::OrphanNote, &note.path, note.meta.title.span, message).help(help)
    };
    orphans.map(finding).collect()
}
