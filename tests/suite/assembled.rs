//! An archive in memory, read and checked as a build does it.

use casebook::archive::{Answer, NoteIx, Part};
use casebook::build::{Drafts, Front, Request, Stats};
use casebook::check::settle;
use casebook::diagnostic::{Code, Diagnostic, Level};
use casebook::note::Note;
use casebook::source::{Location, Memory};

use crate::project::files;

/// An archive, and what was found in it.
pub struct Assembled {
    pub front: Front,
    /// Weighed and in order.
    pub found: Vec<Diagnostic>,
}

/// An archive from one text, as [`files`] reads it, drafts checked; `casebook.yaml` is added where it has none.
pub fn assemble(archive: &str) -> Assembled {
    assemble_as(archive, Drafts::Checked, &[])
}

/// The same with another way with drafts, and levels as from the command line.
pub fn assemble_as(archive: &str, drafts: Drafts, levels: &[(Code, Level)]) -> Assembled {
    let mut memory = Memory::default();
    if !archive.contains("-- casebook.yaml --") {
        memory = memory.with("casebook.yaml", "title: Test\nbase_url: https://example.org/\n");
    }
    for (path, text) in files(archive) {
        memory = memory.with(&path, text);
    }
    let location = Location { root: "/archive".into(), content: "content".into() };
    let request = Request { drafts, levels: levels.to_vec(), ..Request::default() };
    let front = Front::read(&memory, &location, &request, &mut Stats::default()).expect("files in memory");
    let found = settle(front.found.clone(), &front.levels, &front.notes);
    Assembled { front, found }
}

impl Assembled {
    pub fn ix(&self, id: &str) -> NoteIx {
        let at = self.front.archive.notes.iter().position(|note| note.id.as_str() == id);
        NoteIx(u32::try_from(at.unwrap_or_else(|| panic!("no note {id}"))).unwrap())
    }

    pub fn note(&self, ix: NoteIx) -> &Note {
        &self.front.archive.notes[ix.0 as usize]
    }

    /// Where the links of a note lead, one a line: `TEXT -> ANSWER`.
    pub fn links(&self, id: &str) -> String {
        self.lines(id, |note| &note.body.links, &self.front.archive.links)
    }

    /// Where its embeds lead.
    pub fn embeds(&self, id: &str) -> String {
        self.lines(id, |note| &note.body.embeds, &self.front.archive.embeds)
    }

    fn lines(&self, id: &str, uses: impl Fn(&Note) -> &Vec<casebook::note::body::LinkUse>, answers: &[Vec<Answer>]) -> String {
        let ix = self.ix(id);
        let note = self.note(ix);
        let lines = uses(note).iter().zip(&answers[ix.0 as usize]).map(|(link, answer)| {
            let written = note.source.get(link.span.range()).unwrap_or("?");
            format!("{written} -> {}\n", self.answer(answer))
        });
        lines.collect()
    }

    /// An answer in words.
    pub fn answer(&self, answer: &Answer) -> String {
        match answer {
            Answer::Note { note, part } => {
                let target = self.note(*note);
                let part = match part {
                    Part::Claim(claim) => format!(" claim {}", target.claims[*claim as usize].id.value),
                    Part::Whole => String::new(),
                    Part::Heading(at) => format!(" heading {}", target.body.headings[*at as usize].text),
                    Part::Block(at) => format!(" block {}", target.body.blocks[*at as usize].name),
                    Part::Passage { event, .. } => format!(" passage {}", Part::passage_id(target, *event)),
                };
                format!("{}{part}", target.id)
            }
            Answer::Attachment(file) => format!("file {}", self.front.archive.attachments[file.0 as usize].path),
            Answer::Page(path) => format!("page {path}"),
            Answer::External => "external".to_owned(),
            Answer::Draft => "draft".to_owned(),
            Answer::Fault => "fault".to_owned(),
        }
    }

    /// Findings as `code FILE ⟨UNDERLINED⟩ message (help)`, one a line, all but `orphan-note`: the small archives of tests are
    /// full of them.
    pub fn findings(&self) -> String {
        let shown = self.found.iter().filter(|finding| finding.code != Code::OrphanNote);
        shown.map(|finding| format!("{}\n", self.line(finding))).collect()
    }

    /// Those of one code.
    pub fn of(&self, code: Code) -> String {
        let these = self.found.iter().filter(|finding| finding.code == code);
        these.map(|finding| format!("{}\n", self.line(finding))).collect()
    }

    fn line(&self, finding: &Diagnostic) -> String {
        let (file, underlined) = match &finding.place {
            Some(place) => {
                (place.file.as_str(), self.text(place.file.as_str()).get(place.span.range()).unwrap_or("?").to_owned())
            }
            None => ("-", String::new()),
        };
        format!("{} {file} ⟨{underlined}⟩ {} ({})", finding.code.name(), finding.message, finding.help.join("; "))
    }

    fn text(&self, path: &str) -> String {
        let snapshot = &self.front.snapshot;
        let all = snapshot
            .notes
            .iter()
            .chain(&snapshot.datasets)
            .chain(&snapshot.kinds)
            .chain(&snapshot.libraries)
            .chain(&snapshot.config);
        all.filter(|file| file.path.as_str() == path).map(|file| file.text.to_string()).collect()
    }
}
