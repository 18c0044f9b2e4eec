//! Annotations: listed, linked, and exported with selectors that find their passage again.

use casebook::build::{Front, Request, Stats};
use casebook::source::{Location, Memory};
use casebook::view::annotations::text;
use serde_json::Value;

use crate::project::Project;

const NOTE: &str = "# Vasa\n\nThe hull was {==too *narrow*==}{>>@ash 2026-11-02: by a foot<<} for [[bath]] and 瓦{==萨号==}{>>a name<<}.[^1]\n\n\
    A remark{>>on no passage<<} stands [@nothing] here. The hull was long.\n\n[^1]: {==Below==}{>>in a note<<} the text.\n";

fn archive() -> String {
    format!(
        "-- casebook.yaml --\ntitle: Ships\nbase_url: https://ships.example/\n-- content/references.bib --\n@book{{nothing, title = {{N}}}}\n\
         -- content/bath.md --\nA port, for [[vasa]].\n-- content/vasa.md --\n{NOTE}-- content/index.md --\n[[vasa]]\n"
    )
}

fn exported(project: &Project) -> Vec<Value> {
    let page: Value = serde_json::from_str(&project.read("output/-/data/annotations.jsonld")).expect("JSON");
    assert_eq!(page["@context"], "http://www.w3.org/ns/anno.jsonld");
    page["items"].as_array().expect("a list").clone()
}

#[test]
fn annotations_are_listed_and_lead_to_their_place() {
    let project = Project::new(&archive());
    project.run(["build", "-q"]).code(0);
    let page = project.read("output/-/annotations.html");
    for part in ["too narrow", "by a foot", "on no passage", "in a note", "vasa.html#_annotation-1", "vasa.html#_annotation-3"] {
        assert!(page.contains(part), "{part} is missing in {page}");
    }
    let note = project.read("output/vasa.html");
    assert_eq!(note.matches("id=\"_annotation-").count(), 3, "those of the text, not that of the footnote");
    assert!(project.read("output/index.html").contains("-/annotations.html"));
}

#[test]
fn each_selector_finds_its_passage_once() {
    let project = Project::new(&archive());
    project.run(["build", "-q"]).code(0);
    let items = exported(&project);
    assert_eq!(items.len(), 4);
    assert_eq!(items[0]["id"], "https://ships.example/vasa.html#_annotation-1");
    assert_eq!(items[0]["creator"]["name"], "ash");
    assert_eq!(items[0]["created"], "2026-11-02T00:00:00Z");
    assert_eq!(items[0]["body"]["value"], "by a foot");
    assert!(items[3]["target"].is_string(), "what stands in a note has no place in the text");

    let mut memory = Memory::default();
    for (path, text) in crate::project::files(&archive()) {
        memory = memory.with(&path, text);
    }
    let location = Location { root: "ships".into(), content: "content".into() };
    let front = Front::read(&memory, &location, &Request::default(), &mut Stats::default()).expect("an archive");
    let note = front.archive.notes.iter().position(|note| note.id.as_str() == "vasa").expect("the note");
    let own = text(&front.archive, casebook::archive::NoteIx(note as u32));
    assert_eq!(own, "Vasa The hull was too narrow for bath and 瓦萨号. A remark stands here. The hull was long.");
    let mut quotes = 0;
    for selector in items.iter().filter_map(|item| item["target"]["selector"].as_array()).flatten() {
        let words: Vec<char> = own.chars().collect();
        let number = |key: &str| selector[key].as_u64().map(|n| n as usize);
        if let (Some(start), Some(end)) = (number("start"), number("end")) {
            assert!(start <= end && end <= words.len());
            continue;
        }
        let part = |key: &str| selector[key].as_str().expect("words").to_owned();
        let whole = format!("{}{}{}", part("prefix"), part("exact"), part("suffix"));
        assert_eq!(own.matches(&whole).count(), 1, "{whole}");
        quotes += 1;
    }
    assert_eq!(quotes, 2, "a comment on no passage quotes nothing");
    let position = &items[1]["target"]["selector"][1];
    let at = |key: &str| position[key].as_u64().expect("a number") as usize;
    assert_eq!(own.chars().skip(at("start")).take(at("end") - at("start")).collect::<String>(), "萨号");
}
