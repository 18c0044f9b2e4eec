//! Nothing of the chapter gets lost from the archive of this repository: `content/_coverage.yaml` says where each of its subjects,
//! claims and conflicts stands, and there it has to be.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use casebook::build::{Front, Request, Stats};
use casebook::note::Note;
use casebook::source::{Disk, Location};
use casebook::text::VaultPath;
use casebook::yaml::{self, Node};

use crate::assembled::assemble;

const MAPPING: &str = "content/_coverage.yaml";

/// A list of the mapping: how many entries the chapter gives it, and how many per cent of them have to be notes of their own.
struct List {
    name: &'static str,
    entries: usize,
    notes_percent: usize,
}

/// Lists of subjects, each with the folder of its name.
const SUBJECTS: [List; 7] = [
    List { name: "institutions", entries: 180, notes_percent: 85 },
    List { name: "concepts", entries: 150, notes_percent: 85 },
    List { name: "events", entries: 105, notes_percent: 85 },
    List { name: "places", entries: 191, notes_percent: 85 },
    List { name: "people", entries: 45, notes_percent: 100 },
    List { name: "works", entries: 72, notes_percent: 100 },
    List { name: "datasets", entries: 4, notes_percent: 0 },
];
const CLAIMS: usize = 227;
const CONFLICTS: usize = 145;

#[test]
fn everything_of_the_chapter_stands_where_the_mapping_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join(MAPPING)).expect("the mapping");
    let location = Location { root: root.to_path_buf(), content: "content".into() };
    let disk = Disk::new(&location, Path::new("output"));
    let front = Front::read(&disk, &location, &Request::default(), &mut Stats::default()).expect("our archive");
    let mapping = mapping(&text);
    let mut missing = Coverage::new(&front).missing(&mapping);
    missing.extend(short_lists(&mapping));
    assert!(missing.is_empty(), "{} faults of coverage:\n{}\n", missing.len(), missing.join("\n"));
}

#[test]
fn what_is_missing_is_told_in_plain_words() {
    let front = assemble(SMALL).front;
    let missing = Coverage::new(&front).missing(&mapping(SMALL_MAPPING));
    assert_eq!(missing.join("\n"), TOLD);
}

#[test]
fn a_list_that_grew_short_is_told() {
    let missing = short_lists(&mapping("people:\n  - a\n  - {id: b, note: people/a, section: b, why: too small}\n"));
    assert!(missing.contains(&"people: 2 entries stand in the mapping, the chapter has 45".to_owned()), "{missing:?}");
    assert!(missing.contains(&"people: 1 of 45 are notes of their own, 45 have to be".to_owned()), "{missing:?}");
    assert!(missing.contains(&"claims: 0 entries stand in the mapping, the chapter has 227".to_owned()), "{missing:?}");
}

const SMALL: &str = "\
-- content/people/_kind.yaml --
name: person
label: {one: Person, other: People}
fields: {post: {type: text}, born: {type: date}}
-- content/people/ada.md --
---
aliases: [the countess]
post: [{value: analyst, cite: '@a'}, {value: poet, cite: '@b'}]
born: 1815
claims:
  - {id: c1, text: She wrote it., disputes: [c2]}
  - {id: c2, text: She did not.}
  - {id: c3, text: It ran.}
  - {id: c9, text: Nobody counts this.}
---
## The engine

An {==engine==}{>>p. 1 has “engin” (conflict-engine)<<} and a {==loom==}{>>p. 2 (conflict-loom)<<}, again conflict-loom.
Outside of a comment: conflict-outside, conflict-unknown. {==A mill==}{>>p. 3 (conflict-mill)<<}.
-- content/people/babbage.md --
---
claims: [{id: c3, text: It did run.}]
---
With [[ada]].
";

const SMALL_MAPPING: &str = "\
people:
  - ada
  - charles
  - {id: countess, note: people/ada, alias: the countess, why: one person}
  - {id: lady, note: people/ada, alias: the lady, why: one person}
  - {id: engine, note: people/ada, section: the-engine}
  - {id: loom, note: people/ada, section: the-loom, why: too small}
  - {id: mill, note: people/miller, why: too small}
  - {id: byron, note: people/ada, why: her father}
claims:
  c1: people/ada
  c2: people/babbage
  c3: people/ada
  c4: people/ada
conflicts:
  conflict-engine: {note: people/ada, contested: post, claims: [\"ada#c1\", \"ada#c2\"]}
  conflict-loom: {note: people/ada, claims: [\"ada#c1\", \"ada#c9\", \"ada#c8\"]}
  conflict-mill: {note: people/ada, claims: [\"ada#c1\", \"ada#c9\"]}
  conflict-outside: {note: people/ada, contested: born}
  conflict-gone: people/ada
";

fn mapping(text: &str) -> Node {
    let limits = yaml::Limits { size: 1 << 20, depth: 8, alias_nodes: 0 };
    let read = yaml::parse(&VaultPath::new(MAPPING), text, 0..text.len(), &limits);
    assert!(read.diagnostics.is_empty(), "{MAPPING}: {:?}", read.diagnostics);
    read.value.expect("a mapping")
}

fn items<'m>(mapping: &'m Node, list: &str) -> &'m [Node] {
    mapping.get(list).and_then(Node::items).unwrap_or_default()
}

const TOLD: &str = "\
people: `charles` has no note: content/people/charles.md is gone
people: `lady` was the alias `the lady` of `people/ada`, and that alias is gone
people: `engine` has no note of its own, and the mapping does not say `why`
people: `loom` was the section `#the-loom` of `people/ada`, and that heading is gone
people: `mill` stood in `people/miller`, and that note is gone
people: `byron` is part of `people/ada`, and the mapping says neither `alias` nor `section`
claims: `c2` stands in `people/ada`, the mapping has `people/babbage`
claims: `c3` is the id of 2 claims, in people/ada and people/babbage
claims: `c4` is no claim any more; it stood in `people/ada`
conflicts: `conflict-loom` is written 2 times, in content/people/ada.md and content/people/ada.md
conflicts: `conflict-loom` was a dispute of the claim `ada#c8`, which is gone
conflicts: `conflict-mill` was a dispute, and the claims ada#c1, ada#c9 are not set against each other any more
conflicts: `conflict-outside` stands in no annotation of `people/ada`
conflicts: `conflict-outside` was a contest over the field `born` of `people/ada`, and that field is not contested any more
conflicts: `conflict-gone` is named nowhere any more; it stood in `people/ada`
conflicts: `conflict-unknown` is written in content/people/ada.md and unknown to the mapping";

/// What each entry of a list says: its id, and its note or `{note: ...}`.
fn entries<'m>(mapping: &'m Node, list: &str) -> impl Iterator<Item = (&'m str, &'m Node)> {
    let entries = mapping.get(list).and_then(Node::entries).unwrap_or_default();
    entries.iter().map(|entry| (&*entry.key.value, &entry.value))
}

fn word<'m>(node: &'m Node, key: &str) -> Option<&'m str> {
    node.get(key).and_then(Node::as_str)
}

/// The note of an entry that is no more than its id, or says `note`.
fn note_of(node: &Node) -> &str {
    node.as_str().or_else(|| word(node, "note")).unwrap_or_default()
}

/// Lists that hold less than the chapter.
fn short_lists(mapping: &Node) -> Vec<String> {
    let mut short = Vec::new();
    let mut at_least = |name: &str, stand: usize, entries: usize| {
        if stand < entries {
            short.push(format!("{name}: {stand} entries stand in the mapping, the chapter has {entries}"));
        }
    };
    for List { name, entries, .. } in SUBJECTS {
        at_least(name, items(mapping, name).len(), entries);
    }
    at_least("claims", entries(mapping, "claims").count(), CLAIMS);
    at_least("conflicts", entries(mapping, "conflicts").count(), CONFLICTS);
    for List { name, entries, notes_percent } in SUBJECTS {
        let own = items(mapping, name).iter().filter(|entry| entry.as_str().is_some()).count();
        let least = (entries * notes_percent).div_ceil(100);
        if own < least {
            short.push(format!("{name}: {own} of {entries} are notes of their own, {least} have to be"));
        }
    }
    short
}

/// What an archive holds, by the names the mapping uses.
struct Coverage<'a> {
    front: &'a Front,
    notes: BTreeMap<&'a str, &'a Note>,
    /// For each claim id, the notes in which it stands.
    claims: BTreeMap<&'a str, Vec<&'a str>>,
    /// For each conflict id, the files in which it is written, wherever in them.
    written: BTreeMap<&'a str, Vec<&'a str>>,
    /// Conflict ids in annotations, each with its note.
    annotated: BTreeSet<(String, &'a str)>,
    /// For each claim, as `note-slug#id`, its dispute.
    disputes: BTreeMap<String, Option<u32>>,
}

impl<'a> Coverage<'a> {
    fn new(front: &'a Front) -> Self {
        let archive = &front.archive;
        let mut claims: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut disputes = BTreeMap::new();
        for answered in &archive.claims.all {
            let note = &*archive.notes[answered.note.0 as usize];
            let id = note.claims[answered.claim as usize].id.value.as_str();
            claims.entry(id).or_default().push(note.id.as_str());
            disputes.insert(format!("{}#{id}", note.id.slug()), answered.dispute);
        }
        let mut written: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for file in front.snapshot.notes.iter().chain(&front.snapshot.datasets) {
            for id in conflict_ids(&file.text) {
                written.entry(id).or_default().push(file.path.as_str());
            }
        }
        let annotations = front.views.annotations.iter();
        let annotated = annotations.flat_map(|annotation| {
            let note = archive.notes[annotation.note.0 as usize].id.as_str();
            conflict_ids(&annotation.comment).map(move |id| (id.to_owned(), note))
        });
        Self {
            front,
            notes: archive.notes.iter().map(|note| (note.id.as_str(), &**note)).collect(),
            claims,
            written,
            annotated: annotated.collect(),
            disputes,
        }
    }

    /// Everything that does not stand where the mapping says, in the mapping's order.
    fn missing(&self, mapping: &Node) -> Vec<String> {
        let mut missing = Vec::new();
        for List { name, .. } in SUBJECTS {
            let mut seen = BTreeSet::new();
            for entry in items(mapping, name) {
                let id = entry.as_str().or_else(|| word(entry, "id")).unwrap_or_default();
                if !seen.insert(id) {
                    missing.push(format!("{name}: `{id}` stands twice in the mapping"));
                }
                missing.extend(self.subject(name, id, entry).map(|fault| format!("{name}: `{id}` {fault}")));
            }
        }
        for (id, note) in entries(mapping, "claims") {
            missing.extend(self.claim(id, note_of(note)).map(|fault| format!("claims: `{id}` {fault}")));
        }
        for (id, entry) in entries(mapping, "conflicts") {
            let faults = self.conflict(id, entry);
            missing.extend(faults.into_iter().map(|fault| format!("conflicts: `{id}` {fault}")));
        }
        let mapped: BTreeSet<&str> = entries(mapping, "conflicts").map(|(id, _)| id).collect();
        for (id, files) in &self.written {
            if !mapped.contains(id) {
                missing.push(format!("conflicts: `{id}` is written in {} and unknown to the mapping", files[0]));
            }
        }
        missing
    }

    fn subject(&self, list: &str, id: &str, entry: &Node) -> Option<String> {
        if entry.as_str().is_some() {
            let own = format!("{list}/{id}");
            return (!self.notes.contains_key(&*own)).then(|| format!("has no note: content/{own}.md is gone"));
        }
        let note = note_of(entry);
        let Some(host) = self.notes.get(note) else { return Some(format!("stood in `{note}`, and that note is gone")) };
        if word(entry, "why").is_none() {
            return Some("has no note of its own, and the mapping does not say `why`".to_owned());
        }
        match (word(entry, "alias"), word(entry, "section")) {
            (Some(alias), _) => {
                let stands = host.meta.aliases.iter().any(|other| &*other.value == alias);
                (!stands).then(|| format!("was the alias `{alias}` of `{note}`, and that alias is gone"))
            }
            (None, Some(section)) => {
                let stands = host.body.headings.iter().any(|heading| &*heading.id == section);
                (!stands).then(|| format!("was the section `#{section}` of `{note}`, and that heading is gone"))
            }
            (None, None) => Some(format!("is part of `{note}`, and the mapping says neither `alias` nor `section`")),
        }
    }

    fn claim(&self, id: &str, note: &str) -> Option<String> {
        match self.claims.get(id).map(Vec::as_slice).unwrap_or_default() {
            [only] if *only == note => None,
            [only] => Some(format!("stands in `{only}`, the mapping has `{note}`")),
            [] => Some(format!("is no claim any more; it stood in `{note}`")),
            several => Some(format!("is the id of {} claims, in {}", several.len(), several.join(" and "))),
        }
    }

    fn conflict(&self, id: &str, entry: &Node) -> Vec<String> {
        let note = note_of(entry);
        let mut faults = Vec::new();
        match self.written.get(id).map(Vec::as_slice).unwrap_or_default() {
            [] => return vec![format!("is named nowhere any more; it stood in `{note}`")],
            [_] => {}
            several => faults.push(format!("is written {} times, in {}", several.len(), several.join(" and "))),
        }
        if !self.annotated.contains(&(id.to_owned(), note)) {
            faults.push(format!("stands in no annotation of `{note}`"));
        }
        if let Some(claims) = entry.get("claims").and_then(Node::items) {
            faults.extend(self.dispute(&claims.iter().filter_map(Node::as_str).collect::<Vec<_>>()));
        }
        if let Some(field) = word(entry, "contested")
            && !self.is_contested(note, field)
        {
            faults.push(format!("was a contest over the field `{field}` of `{note}`, and that field is not contested any more"));
        }
        faults
    }

    fn dispute(&self, claims: &[&str]) -> Option<String> {
        if let Some(gone) = claims.iter().find(|claim| !self.disputes.contains_key(**claim)) {
            return Some(format!("was a dispute of the claim `{gone}`, which is gone"));
        }
        let disputes: BTreeSet<Option<u32>> = claims.iter().map(|claim| self.disputes[*claim]).collect();
        let is_one = disputes.len() == 1 && !disputes.contains(&None);
        (!is_one).then(|| format!("was a dispute, and the claims {} are not set against each other any more", claims.join(", ")))
    }

    fn is_contested(&self, note: &str, field: &str) -> bool {
        let Some((host, kind)) = self.notes.get(note).and_then(|host| Some((host, host.kind?))) else { return false };
        let declared = self.front.archive.kinds.all[kind.0 as usize].field(field);
        declared.is_some_and(|(ix, _)| host.fields.iter().any(|values| values.field == ix && values.contested))
    }
}

/// Words of a text that begin `conflict-` and go on.
fn conflict_ids(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'));
    words.filter(|word| word.strip_prefix("conflict-").is_some_and(|name| !name.is_empty()))
}
