//! Whatever is edited, a build that uses what earlier ones made gives what a build from nothing gives: the same files, byte for
//! byte, and the same findings. Random sequences of edits look for one that does not.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Mutex;

use casebook::build::{Forgets, Front, Memo, Request, Sink, Stats, publish};
use casebook::diagnostic::Diagnostic;
use casebook::output::{OutputFile, OutputPath};
use casebook::site::context::ContextHash;
use casebook::source::{Location, Memory};
use rayon::prelude::*;

/// Sequences tried unless `CASEBOOK_SEQUENCES` says otherwise; each is a few edits with a build after each.
const SEQUENCES: u64 = 250;
const EDITS: u64 = 4;

/// The files of an archive, by path.
type Archive = BTreeMap<String, String>;

/// A small archive in which much depends on much.
fn archive() -> Archive {
    let files = crate::project::files(include_str!("../cases/incremental/archive.txt"));
    files.into_iter().collect()
}

/// Numbers that look random and are the same for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n
    }

    fn one<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of[self.below(of.len())]
    }
}

/// Changes the archive in one way that an editor might.
fn edit(archive: &mut Archive, dice: &mut Dice) -> String {
    let notes: Vec<String> = archive.keys().filter(|path| path.ends_with(".md")).cloned().collect();
    let note = notes[dice.below(notes.len())].clone();
    let names = ["alpha", "beta", "桥头堡", "Gamma", "ghost", "delta", "hub", "first"];
    let change = |archive: &mut Archive, path: &str, change: &dyn Fn(&str) -> String| {
        let text = change(archive.get(path).map_or("", String::as_str));
        archive.insert(path.to_owned(), text);
    };
    let append = |archive: &mut Archive, path: &str, words: &str| change(archive, path, &|text| format!("{text}\n{words}\n"));
    let front = |archive: &mut Archive, path: &str, line: &str| {
        change(archive, path, &|text| match text.strip_prefix("---\n") {
            Some(rest) => format!("---\n{line}\n{rest}"),
            None => format!("---\n{line}\n---\n{text}"),
        });
    };
    let number = dice.below(1000);
    match dice.below(30) {
        0 => append(archive, &note, &format!("A sentence of its own, number {number}.")),
        1 => append(archive, &note, &format!("See [[{}]] for more.", dice.one(&names))),
        2 => append(archive, &note, &format!("So it was [@{}, p. {number}].", dice.one(&["wei", "lu", "nobody"]))),
        3 => append(archive, &note, &format!("![[{}]]", dice.one(&names))),
        4 => change(archive, &note, &|text| text.replace("title: ", &format!("title: New {number} "))),
        5 => front(archive, &note, &format!("aliases: [{}]", dice.one(&names))),
        6 => front(archive, &note, "status: draft"),
        7 => change(archive, &note, &|text| text.replace("status: draft\n", "")),
        8 => front(archive, &note, "aliases: [unclosed"),
        9 => drop(archive.remove(&note)),
        10 => {
            let text = archive.remove(&note).unwrap_or_default();
            archive.insert(note.replace(".md", "-moved.md"), text);
        }
        11 => append(archive, &format!("content/things/new-{number}.md"), &format!("# New {number}\n\nAbout [[alpha]].")),
        12 => change(archive, "content/things/_kind.yaml", &|text| text.replace("Part of", &format!("Within {number}"))),
        13 => change(archive, "content/things/_kind.yaml", &|text| {
            text.replace(
                "columns: [title",
                if number.is_multiple_of(2) { "columns: [size, title" } else { "columns: [title, part_of" },
            )
        }),
        14 => change(archive, "content/things/_kind.yaml", &|text| text.replace("type: integer", dice_type(number))),
        15 => change(archive, "casebook.yaml", &|_| format!("title: Archive {number}\n")),
        16 => change(archive, "casebook.yaml", &|text| format!("language: {}\n{text}", ["zh-Hans", "de", "en"][number % 3])),
        17 => append(archive, "casebook.yaml", "lints: {orphan-note: warn, unlinked-mention: warn}"),
        18 => {
            change(archive, "casebook.yaml", &|text| format!("citation_style: {}\n{text}", ["apa", "ieee", "nope"][number % 3]));
        }
        19 => drop(archive.insert("templates/404.html".into(), format!("<p>Not here {number} {{{{ page.title }}}}</p>"))),
        20 => drop(archive.insert("templates/note.html".into(), TEMPLATES[number % TEMPLATES.len()].into())),
        21 => drop(archive.remove("templates/note.html")),
        22 => append(archive, "content/things/data.csv", &format!("{number},{}", dice.one(&["alpha", "beta", "ghost"]))),
        23 => change(archive, "content/references.bib", &|text| text.replace("2001", &format!("{}", 1900 + number % 100))),
        24 => append(archive, "content/references.bib", &format!("@book{{b{number}, title = {{Book {number}}}}}")),
        25 => {
            change(archive, "content/things/alpha.md", &|text| text.replacen("\n\n", &format!("\n\n## Before {number}\n\n"), 2));
        }
        26 => change(archive, "content/things/alpha.md", &|text| {
            let (place, other) = [
                ("## Use", "## Used"),
                (" ^gate", ""),
                ("id: one", "id: first"),
                ("{#kind}", ""),
                ("aliases: [first]", "aliases: [second]"),
            ][number % 5];
            text.replace(place, other)
        }),
        27 => change(archive, "content/things/alpha.md", &|text| text.replace("For gates", "[For]{.x} *gates*")),
        28 => append(archive, &note, "Said {==so==}{>>by whom?<<} once."),
        _ => {
            drop(archive.insert(
                "content/things/pic.svg".into(),
                format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{number}\"/>"),
            ));
        }
    }
    note
}

fn dice_type(number: usize) -> &'static str {
    ["type: text", "type: number", "type: date"][number % 3]
}

const TEMPLATES: &[&str] = &[
    "{% extends \"base.html\" %}{% block content %}<h1>{{ page.title }}</h1>{% endblock content %}",
    "{% extends \"base.html\" %}{% block content %}{{ page.nothing }}{% endblock content %}",
    "{% extends \"base.html\" %}{% block content %}",
];

/// A file, and the hash of what it was made from.
type Kept = (Vec<u8>, Option<ContextHash>);

/// Files by path, each with the context it was made from.
#[derive(Default)]
struct Site {
    before: BTreeMap<OutputPath, Kept>,
    now: Mutex<BTreeMap<OutputPath, Kept>>,
    /// Whether it keeps files whatever they were made from.
    careless: bool,
    kept: std::sync::atomic::AtomicU64,
}

impl Sink for Site {
    fn put(&self, file: OutputFile, context: Option<ContextHash>) {
        self.now.lock().unwrap().insert(file.path, (file.bytes, context));
    }

    fn remembers(&self) -> bool {
        true
    }

    fn keeps(&self, path: &OutputPath, context: ContextHash) -> bool {
        let Some(known) = self.before.get(path) else { return false };
        let same = self.careless || known.1 == Some(context);
        if same {
            self.kept.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            self.now.lock().unwrap().insert(path.clone(), known.clone());
        }
        same
    }
}

/// What a build gives: files and findings.
type Outcome = (BTreeMap<OutputPath, Vec<u8>>, Vec<Diagnostic>);

fn memory(archive: &Archive) -> Memory {
    archive.iter().fold(Memory::default(), |memory, (path, text)| memory.with(path, text.as_str()))
}

fn location() -> Location {
    Location { root: "example".into(), content: "content".into() }
}

/// A build with what earlier ones made.
fn again(archive: &Archive, memo: &mut Memo, site: &mut Site) -> Outcome {
    let files = memory(archive);
    let front = Front::read_again(memo, &files, &location(), &Request::default(), &mut Stats::default()).unwrap();
    let found = publish(&front, &files, true, site, &mut Stats::default());
    site.before = std::mem::take(&mut *site.now.lock().unwrap());
    let whole = site.before.iter().map(|(path, (bytes, _))| (path.clone(), bytes.clone())).collect();
    // As `casebook build` does: what a template did wrong is known of no page that is not made again.
    if found.iter().any(|finding| finding.code.name() == "template-error") {
        site.before.clear();
    }
    (whole, found)
}

/// A build from nothing.
fn clean(archive: &Archive) -> Outcome {
    again(archive, &mut Memo::default(), &mut Site::default())
}

/// What differs, for people.
fn difference(a: &Outcome, b: &Outcome) -> Option<String> {
    let mut out = String::new();
    for path in a.0.keys().chain(b.0.keys()) {
        if a.0.get(path) != b.0.get(path) {
            let _ = writeln!(out, "{path} differs");
        }
    }
    if a.1 != b.1 {
        let _ = writeln!(out, "findings differ:\n{:#?}\n{:#?}", a.1, b.1);
    }
    (!out.is_empty()).then_some(out)
}

/// The sequence of that seed; what differs at its end.
fn sequence(seed: u64, memo: Memo, careless: bool) -> Option<String> {
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let (mut archive, mut memo, mut site) = (archive(), memo, Site { careless, ..Site::default() });
    again(&archive, &mut memo, &mut site);
    let mut last = None;
    for _ in 0..=dice.below(EDITS as usize) {
        edit(&mut archive, &mut dice);
        last = Some(again(&archive, &mut memo, &mut site));
    }
    difference(&last?, &clean(&archive)).map(|difference| format!("seed {seed}: {difference}"))
}

#[test]
fn any_edits_give_what_a_build_from_nothing_gives() {
    let wanted = std::env::var("CASEBOOK_SEQUENCES").ok().and_then(|wanted| wanted.parse().ok());
    let found: Vec<String> =
        (0..wanted.unwrap_or(SEQUENCES)).into_par_iter().filter_map(|seed| sequence(seed, Memo::default(), false)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn what_did_not_change_is_not_made_again() {
    let (mut archive, mut memo, mut site) = (archive(), Memo::default(), Site::default());
    again(&archive, &mut memo, &mut site);
    if let Some(text) = archive.get_mut("content/things/beta.md") {
        text.push_str("\nOne more sentence.\n");
    }
    let before: BTreeMap<OutputPath, Option<ContextHash>> =
        site.before.iter().map(|(path, (_, context))| (path.clone(), *context)).collect();
    again(&archive, &mut memo, &mut site);
    let changed: Vec<&str> = site
        .before
        .iter()
        .filter(|(path, (_, context))| before.get(*path) != Some(context))
        .map(|(path, _)| path.as_str())
        .collect();
    assert_eq!(changed, ["things/beta.html"]);
    assert!(site.kept.into_inner() > 10);
}

#[test]
fn a_key_left_out_would_be_noticed() {
    let notices = |make: &(dyn Fn() -> Memo + Sync + std::panic::RefUnwindSafe), careless: bool| {
        // Answers of other notes may also lead outside of an archive.
        let differs = |seed| std::panic::catch_unwind(|| sequence(seed, make(), careless)).map_or(true, |found| found.is_some());
        (0..120).into_par_iter().any(differs)
    };
    for what in [Forgets::Settings, Forgets::Names, Forgets::Places] {
        assert!(notices(&|| Memo::forgetting(what), false), "{what:?} left out went unnoticed");
    }
    assert!(notices(&Memo::default, true), "pages made from other contexts went unnoticed");
}
