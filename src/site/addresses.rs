//! The address of everything a link can lead to, computed once for the whole archive.

use super::body::Href;
use super::route::Route;
use crate::archive::{Archive, AttachmentIx, NoteIx, Part};

/// Addresses of notes and files.
#[derive(Debug)]
pub struct Addresses {
    notes: Vec<Href>,
    attachments: Vec<Href>,
    /// Paths of the attachments below the content folder.
    attachment_paths: Vec<Box<str>>,
}

impl Addresses {
    /// The addresses of an archive whose content lies in the folder `content` (empty where the root is the content).
    #[must_use]
    pub fn new(archive: &Archive, content: &str) -> Self {
        let below = |path: &'_ str| -> Box<str> {
            match path.strip_prefix(content) {
                Some(rest) if !content.is_empty() => rest.trim_start_matches('/').into(),
                _ => path.into(),
            }
        };
        let attachment_paths: Vec<Box<str>> = archive.attachments.iter().map(|file| below(file.path.as_str())).collect();
        Self {
            notes: archive.notes.iter().map(|note| Route::of_note(note).href()).collect(),
            attachments: attachment_paths.iter().map(|path| Route::Attachment(path.clone()).href()).collect(),
            attachment_paths,
        }
    }

    /// The page of a note.
    #[must_use]
    pub fn note(&self, note: NoteIx) -> &Href {
        &self.notes[note.0 as usize]
    }

    /// A file.
    #[must_use]
    pub fn attachment(&self, file: AttachmentIx) -> &Href {
        &self.attachments[file.0 as usize]
    }

    /// The path of a file below the content folder.
    #[must_use]
    pub fn attachment_path(&self, file: AttachmentIx) -> &str {
        &self.attachment_paths[file.0 as usize]
    }

    /// A place in a note.
    #[must_use]
    pub fn part(&self, archive: &Archive, note: NoteIx, part: Part) -> Href {
        let page = self.note(note);
        let note = &archive.notes[note.0 as usize];
        match part {
            Part::Whole => page.clone(),
            // The title stands at the head of the page and has no id.
            Part::Heading(heading) if note.title_heading() == Some(heading) => page.clone(),
            Part::Heading(heading) => page.at(&note.body.headings[heading as usize].id),
            Part::Block(block) => page.at(&format!("blk-{}", note.body.blocks[block as usize].name)),
            Part::Claim(claim) => page.at(&note.claims[claim as usize].id.value.anchor()),
            Part::Passage { event, .. } => page.at(Part::passage_id(note, event)),
        }
    }
}
