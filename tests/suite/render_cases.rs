//! Markdown in, HTML out: every case of `tests/cases/render/*.md`, through reading, linking, resolving and rendering.
//!
//! A case begins with `=== what it shows`; then the note `concepts/a`, or several files after `-- path --` lines; then `=>` and the
//! markup of that note's body, its footnotes after it. `UPDATE_CASES=1` writes what is made into the files: read the difference.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use casebook::archive::NoteIx;
use casebook::build::{Front, Request, Stats};
use casebook::render::markdown;
use casebook::site::addresses::Addresses;
use casebook::site::cards::Cards;
use casebook::site::faults::Faults;
use casebook::site::resolve::{self, Inputs};
use casebook::source::Location;
use casebook::source::Memory;

use crate::project::files;
use crate::render::with_context;

#[test]
fn every_case_gives_its_markup() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/render");
    let mut faults = String::new();
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let text = fs::read_to_string(&path).unwrap();
        let (intro, cases) = text.split_once("=== ").unwrap_or((&text, ""));
        let mut updated = intro.to_owned();
        for case in cases.split("\n=== ") {
            let (name, rest) = case.split_once('\n').unwrap_or((case, ""));
            let (written, expected) = rest.split_once("\n=>\n").unwrap_or((rest.trim_end(), ""));
            let made = made_of(&format!("{written}\n"));
            if made.trim() != expected.trim() {
                let _ = write!(
                    faults,
                    "\n{} / {name}\n--- expected\n{}\n--- made\n{}\n",
                    path.display(),
                    expected.trim(),
                    made.trim()
                );
            }
            let _ = write!(updated, "=== {name}\n{written}\n=>\n{}\n\n", made.trim());
        }
        if std::env::var_os("UPDATE_CASES").is_some() {
            fs::write(&path, format!("{}\n", updated.trim_end())).unwrap();
        }
    }
    assert!(faults.is_empty() || std::env::var_os("UPDATE_CASES").is_some(), "{faults}");
}

/// The body of the note `concepts/a` of an archive.
pub fn made_of(archive: &str) -> String {
    let all =
        if archive.starts_with("-- ") { files(archive) } else { vec![("content/concepts/a.md".to_owned(), archive.to_owned())] };
    let has_config = all.iter().any(|(path, _)| path == "casebook.yaml");
    let mut memory = Memory::default();
    if !has_config {
        memory = memory.with("casebook.yaml", "title: Example\n");
    }
    for (path, text) in all {
        memory = memory.with(&path, text);
    }
    let location = Location { root: "example".into(), content: "content".into() };
    let front = Front::read(&memory, &location, &Request::default(), &mut Stats::default()).unwrap();
    let findings = front.findings();
    let addresses = Arc::new(Addresses::new(&front.archive, "content"));
    let faults = Faults::new(&findings);
    let cites = front.citing.cites.clone();
    let cards = Cards::new(&front.archive, addresses.clone());
    let inputs = Inputs {
        archive: &front.archive,
        addresses: &addresses,
        faults: &faults,
        table: Some(&|_, _, _| None),
        cites: cites.as_ref(),
        cards: &cards,
    };
    let note = front.archive.notes.iter().position(|note| note.id.as_str() == "concepts/a").expect("the note `concepts/a`");
    let body = resolve::body(&inputs, NoteIx(note as u32));
    let language = front.archive.notes[note].meta.lang.as_ref().map_or("en", |lang| &**lang);
    let made = with_context(language, |context| markdown::body(&body, context));
    let mut out = made.html;
    for note in made.footnotes {
        let aside = if note.aside { "in the margin too, " } else { "" };
        let _ = write!(out, "\n[{}: {aside}{}]\n{}", note.number, note.refs.join(" "), note.html.trim_end());
    }
    out
}
