//! Claims: read from the front matter, answered, listed, and shown from both ends; disputes of any size.

use casebook::archive::claims::{ClaimIx, Side};
use casebook::diagnostic::Code;
use serde_json::Value;

use crate::assembled::{Assembled, assemble};
use crate::project::Project;

const SHIP: &str = "cases/claims/ship";
const COURT: &str = "cases/claims/court";

/// The disputes of an archive, each as the ids of its sides.
fn disputes(archive: &Assembled) -> Vec<Vec<String>> {
    let all = &archive.front.archive;
    let side = |side: &Side| match side {
        Side::Claim(ix) => all.claims.id(&all.notes, *ix),
        Side::Value { note, field, value } => format!("{} {field}.{value}", all.notes[note.0 as usize].id),
    };
    all.claims.disputes.iter().map(|dispute| dispute.sides.iter().map(side).collect()).collect()
}

fn built(folder: &str) -> Project {
    let project = Project::copy_of(folder);
    project.run(["build"]).code(0);
    project
}

#[test]
fn a_dispute_is_all_that_hangs_together_whichever_end_declares_it() {
    let chain = "\
-- content/a.md --
---
claims:
  - {id: one, text: It was Monday., disputes: b#two}
  - {id: apart, text: It rained.}
---
-- content/b.md --
---
claims:
  - {id: two, text: It was Tuesday.}
  - {id: three, text: It was Wednesday., disputes: [two, \"[[a#one]]\"]}
  - {id: four, text: It was Thursday., disputes: three}
  - {id: five, text: It was Friday., disputes: \"#four\"}
---
";
    let archive = assemble(chain);
    assert_eq!(disputes(&archive), [["a#one", "b#two", "b#three", "b#four", "b#five"]]);
    let claims = &archive.front.archive.claims;
    assert_eq!(claims.get(ClaimIx(1)).dispute, None);
    assert_eq!(claims.other_sides(ClaimIx(0)).count(), 4);
}

#[test]
fn a_claim_is_about_its_note_unless_it_says_otherwise() {
    let archive = assemble(
        "\
-- content/a.md --
---
claims:
  - {id: own, text: T}
  - {id: both, text: \"On [[b]].\", about: [a, b, b]}
---
-- content/b.md --
B
",
    );
    let all = &archive.front.archive;
    let ids = |claim: u32| -> Vec<_> {
        all.claims.all[claim as usize].about.iter().map(|note| all.notes[note.0 as usize].id.as_str()).collect()
    };
    assert_eq!((ids(0), ids(1)), (vec!["a"], vec!["a", "b"]));
    assert_eq!(all.claims.about[archive.ix("b").0 as usize], [ClaimIx(1)]);
    assert_eq!(&*all.claims.all[1].text, "On b.");
    // What a claim links to is linked as from the body.
    assert_eq!(all.backlinks[archive.ix("b").0 as usize].len(), 1);
}

#[test]
fn nothing_of_a_draft_is_told_by_a_claim() {
    let archive = "\
-- content/a.md --
---
title: A
claims:
  - {id: on-a-draft, text: \"Words of [[seen]] that nobody reads.\", about: veiled}
  - {id: by-a-draft, text: More such words., attributed_to: veiled}
  - {id: kept, text: These are read., disputes: veiled#inside}
---
See [[#claim:on-a-draft|there]] and [[#claim:kept]].
-- content/seen.md --
# Seen
-- content/veiled.md --
---
title: Veiled
status: draft
claims: [{id: inside, text: Kept to ourselves., about: a}]
---
";
    let read = assemble(archive);
    let all = &read.front.archive;
    assert_eq!(all.claims.all.len(), 1);
    assert!(all.claims.disputes.is_empty());
    assert_eq!(all.notes[read.ix("a").0 as usize].claims.len(), 1);
    assert!(all.backlinks[read.ix("seen").0 as usize].is_empty());
    let project = Project::new(&format!("-- casebook.yaml --\ntitle: T\nbase_url: https://example.org/\n{archive}"));
    project.run(["build"]).code(0);
    for page in ["a.html", "seen.html", "-/claims.html", "-/data/claims.csv", "-/data/claims.json", "-/disputes.html"] {
        let html = project.read(&format!("output/{page}"));
        for secret in ["nobody reads", "such words", "eiled", "ourselves"] {
            assert!(!html.contains(secret), "{page} tells `{secret}`");
        }
    }
    let html = project.read("output/a.html");
    assert!(html.contains("href=\"a.html\">there</a>") && html.contains("href=\"a.html#claim-kept\""), "{html}");
}

#[test]
fn slips_are_found_where_they_stand_and_the_rest_is_kept() {
    let archive = assemble(
        "\
-- content/a.md --
---
claims:
  - {id: Bad Id, text: T}
  - {id: typed, text: T, type: fakt, confidence: very, as_of: then, cite: nothing}
  - {id: slip, text: T, dispute: typed, about: nowhere, disputes: [slip, tped, nowhere#x, empty]}
  - text: T
  - {id: empty}
  - scalar
---
",
    );
    let found: Vec<_> = archive.found.iter().filter(|found| found.code != Code::OrphanNote).collect();
    let count = |code: Code| found.iter().filter(|found| found.code == code).count();
    // The id, type, confidence, key, itself, the missing id, the missing text, the scalar.
    assert_eq!(count(Code::InvalidClaim), 8, "{found:#?}");
    assert_eq!((count(Code::InvalidDate), count(Code::InvalidCitation)), (1, 1));
    assert_eq!((count(Code::BrokenClaim), count(Code::BrokenReference)), (1, 2));
    let helps: Vec<_> = found.iter().flat_map(|found| found.help.iter().map(String::as_str)).collect();
    for help in ["did you mean `fact`?", "did you mean `disputes`?", "did you mean `typed`?"] {
        assert!(helps.contains(&help), "{help} in {helps:?}");
    }
    assert_eq!(archive.front.archive.claims.all.len(), 2);
}

#[test]
fn a_five_sided_dispute_stands_side_by_side_with_its_sources() {
    let project = built(SHIP);
    let html = project.read("output/-/disputes.html");
    let (first, second) = html.split_once("id=\"ships-elizabeth-dane.yard\"").expect("the contested field is a dispute");
    assert_eq!(first.matches("class=\"side\"").count(), 5);
    assert_eq!(second.matches("class=\"side\"").count(), 2);
    assert!(second.contains("Yard: Bath") && second.contains("Yard: Boston"));
    assert!(first.contains("5 sides") && first.contains("no source given") && first.contains("A pilot of the port"));
}

#[test]
fn a_claim_stands_in_its_note_and_on_the_pages_of_its_subjects() {
    let project = built(SHIP);
    let ship = project.read("output/ships/elizabeth-dane.html");
    assert!(ship.contains("<tr id=\"claim-lost-in-may\">") && ship.contains("<span id=\"claim-lost\"></span>"));
    // Links to the claim, by its former id and from an address.
    assert!(ship.contains("href=\"../ships/elizabeth-dane.html#claim-lost-in-may\""));
    assert!(ship.contains("href=\"../people/captain-blake.html#claim-lost-in-april\""));
    assert!(ship.contains("The fire on the shore was lit to wreck the"));
    assert!(!ship.contains("id=\"claim-wrecked-on-purpose\""), "its place is in its own note");
    // The sides of a contested field lead to where they stand beside each other.
    assert!(ship.contains("../-/disputes.html#ships-elizabeth-dane.yard"));
    let captain = project.read("output/people/captain-blake.html");
    assert!(
        captain.contains("id=\"claim-lost-in-april\"") && captain.contains("-/disputes.html#people-captain-blake-lost-in-april")
    );
    let ships = project.read("output/ships/index.html");
    let side = "Bath (<a class=\"cite\" href=\"../works/register-1880.html\">“Register of Shipping 1880,” n.d., 40</a>)";
    assert!(ships.contains(side) && ships.contains("class=\"versus\"") && ships.contains("contested-mark"));
    let home = project.read("output/index.html");
    assert!(home.contains("-/claims.html") && home.contains("-/disputes.html"));
}

#[test]
fn claims_are_listed_by_the_engine_of_all_tables() {
    let project = Project::copy_of(COURT);
    let run = project.run(["list", "claims", "--columns", "claim,note,work,source,type,disputes", "--format", "json"]).code(0);
    let json: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let rows = json["rows"].as_array().expect("rows");
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0]["id"], "cases/miller-v-weaver#right-by-use");
    assert_eq!(rows[0]["type"], "interpretation");
    assert_eq!(rows[0]["disputes"][0]["id"], "cases/miller-v-weaver#no-right");
    assert_eq!(rows[0]["work"][0]["id"], "works/law-reports");
    let found = |condition: &str| {
        let run = project.run(["list", "claims", "--where", condition, "--columns", "id", "--format", "csv"]).code(0);
        run.stdout.lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(found("{attributed_to: judge-stone}"), ["right-by-use"]);
    assert_eq!(found("{confidence: high, disputed: true}"), ["right-by-use"]);
    assert_eq!(found("{claim: \"~ leave\"}"), ["no-right"]);
    assert_eq!(found("{work: law-reports, type: fact}").len(), 0);
    project.run(["build"]).code(0);
    let table = project.read("output/-/claims.html");
    assert!(table.contains("data-facet=\"confidence\"") && table.contains("-/data/claims.csv"), "{table}");
    assert!(project.read("output/index.html").contains("Use by leave makes no right"));
}

#[test]
fn sources_in_a_cell_are_parted_by_semicolons() {
    let project = Project::new(
        "-- casebook.yaml --\ntitle: T\n-- content/references.bib --\n@book{lee, title={Ships}, author={Lee, Ann}, year={1999}}\n\
         @book{ito, title={Ports}, author={Ito, Ken}, year={2001}}\n\
         -- content/a.md --\n---\nclaims: [{id: c, text: Ships sail., cite: [\"@lee, p. 3\", \"@ito, p. 4\"]}]\n---\n# A\n",
    );
    project.run(["build"]).code(0);
    let table = project.read("output/-/claims.html");
    let (_, cell) = table.split_once("Lee 1999, 3</a>").expect("the first source");
    assert!(cell.starts_with("; <a class=\"cite\"") && cell.contains("Ito 2001, 4</a></td>"), "{cell}");
}

#[test]
fn an_archive_without_claims_has_no_pages_of_them() {
    let project = Project::new("-- casebook.yaml --\ntitle: T\n-- content/a.md --\n# A\n");
    project.run(["build"]).code(0);
    assert!(!project.has("output/-/claims.html") && !project.has("output/-/disputes.html"));
    assert!(!project.read("output/index.html").contains("disputes.html"));
}

#[test]
fn disputes_without_claims_lead_to_no_page_of_claims() {
    let project = Project::new(
        "-- casebook.yaml --\ntitle: T\n-- content/ships/_kind.yaml --\nname: ship\nfields: {built: {type: date}}\n\
         -- content/references.bib --\n@book{lee, title={Ships}, author={Lee, Ann}, year={1999}}\n@book{ito, title={Ports}, \
         author={Ito, Ken}, year={2001}}\n\
         -- content/ships/ada.md --\n---\nbuilt: [{value: 1784, cite: \"@lee\"}, {value: 1785, cite: \"@ito\"}]\n---\nText.\n",
    );
    project.run(["build"]).code(0);
    assert!(!project.has("output/-/claims.html"));
    let page = project.read("output/-/disputes.html");
    assert!(page.contains("1785") && !page.contains("claims.html"), "{page}");
}

#[test]
fn a_renamed_note_keeps_its_claims_and_those_that_name_it() {
    let project = Project::copy_of(SHIP);
    project.run(["mv", "ships/elizabeth-dane", "ships/dane"]).code(0);
    let captain = project.read("content/people/captain-blake.md");
    assert!(captain.contains("about: [dane, captain-blake]") && captain.contains("disputes: dane#lost-in-may"), "{captain}");
    project.run(["check"]).code(0);
}

#[test]
fn an_embedded_claim_is_its_text() {
    let project = Project::new(
        "-- casebook.yaml --\ntitle: T\n-- content/a.md --\n---\nclaims:\n  - {id: one, text: \"It *rained*. ![[#claim:one]]\", cite: \"@b\"}\n---\nA\n\
         -- content/b.md --\nThey say:\n\n![[a#claim:one]]\n",
    );
    project.run(["build", "--keep-going"]);
    let html = project.read("output/b.html");
    assert!(html.contains("It <em>rained</em>.") && html.contains("a.html#claim-one"), "{html}");
}

#[test]
fn a_claim_is_its_authors_unless_it_says_whose() {
    let project = Project::new(
        "-- casebook.yaml --\ntitle: T\n-- content/works/_kind.yaml --\nname: work\nrole: work\nfields: {}\n\
         -- content/works/zheng.md --\n---\ntitle: W\nauthors: [Ada Byron]\ncite_as: byron1843\n---\n\
         -- content/people/_kind.yaml --\nname: person\nrole: person\nfields: {}\n-- content/people/ada.md --\n# Ada Byron\n\
         -- content/a.md --\n---\nclaims:\n  - {id: one, text: T, cite: \"@byron1843\"}\n  - {id: two, text: T, cite: \"@byron1843\", attributed_to: Babbage}\n\
         \x20 - {id: three, text: T, attributed_to: byron1843}\n---\n",
    );
    let found = |condition: &str| {
        let run = project.run(["list", "claims", "--where", condition, "--columns", "id", "--format", "csv"]).code(0);
        run.stdout.lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(found("{attributed_to: Ada Byron}"), ["one", "three"]);
    assert_eq!(found("{attributed_to: babbage}"), ["two"]);
    assert_eq!(found("{work: byron1843}"), ["one", "two"]);
}

/// A logbook, and a claim that quotes it.
fn quoting(quote: &str) -> Project {
    Project::new(&format!(
        "-- casebook.yaml --\ntitle: Ships\n-- content/references.bib --\n@book{{log, title = {{The Log}}}}\n-- content/_log.txt --\n\
         The ship heeled\n  over. The crew swam. The ship sank, and the crew swam on.\n-- content/index.md --\n---\nclaims:\n  - id: sank\n    \
         text: She sank.\n    cite: \"@log\"\n    quote: {quote}\n---\nHome.\n"
    ))
}

#[test]
fn a_quotation_stands_in_its_text_once() {
    quoting("{exact: ship heeled over, in: _log.txt}").run(["check", "-q"]).code(0);
    quoting("{exact: The ship, suffix: sank, in: _log.txt}").run(["check", "-q"]).code(0);
    quoting("{exact: crew swam, prefix: \"over. The\", in: _log.txt}").run(["check", "-q"]).code(0);
}

#[test]
fn a_quotation_at_fault_shows_the_nearest_text() {
    let run = quoting("{exact: The crew swam away, in: _log.txt}").run(["check"]);
    run.code(1)
        .stderr("error[quote-mismatch]: these words do not stand in `_log.txt`")
        .stderr("nearest is: `")
        .stderr("The crew swam.");
    let run = quoting("{exact: The ship, in: _log.txt}").run(["check"]);
    run.code(1).stderr("these words stand 2 times in `_log.txt`");
    let run = quoting("{exact: The ship, suffix: burned, in: _log.txt}").run(["check"]);
    run.code(1).stderr("but not between this `prefix` and `suffix`");
    let run = quoting("{exact: The ship, in: ../_log.txt}").run(["check"]);
    run.code(1).stderr("there is no text `../_log.txt`");
    let run = quoting("{exact: The ship, file: _log.txt}").run(["check"]);
    run.code(1).stderr("a quotation has no `in`").stderr("a quotation has no `file`");
}

#[test]
fn claims_about_a_folder_and_the_whole_are_shown_there() {
    let project = Project::new(
        "-- casebook.yaml --\ntitle: Ships\n-- content/index.md --\nHome of [[a]] and [[ships]].\n-- content/ships/_kind.yaml --\nname: ship\n\
         -- content/ships/index.md --\n# All ships\n\n-- content/ships/vasa.md --\n# Vasa\n-- content/a.md --\n---\nclaims:\n\
         \x20 - {id: many, text: There were many., about: ships}\n  - {id: old, text: It is all old., about: index}\n---\nSee [[vasa]].\n",
    );
    project.run(["build", "-q"]).code(0);
    for (page, words) in [("output/ships/index.html", "There were many."), ("output/index.html", "It is all old.")] {
        let html = project.read(page);
        let about = html.split("id=\"_claims-about\"").nth(1).unwrap_or_else(|| panic!("{page}: {html}"));
        assert!(about.contains(words), "{page}: {about}");
    }
}

#[test]
fn a_former_id_is_that_of_the_only_claim() {
    let claim = "claims:\n  - {id: new, text: It is so.}\n";
    let note = |redirects: &str, more: &str| {
        Project::new(&format!(
            "-- casebook.yaml --\ntitle: T\n-- content/index.md --\n[[a#claim:old]] and [its page](a.md#claim-old).\n\
             -- content/a.md --\n---\nredirect_from: {redirects}\n{claim}{more}---\nText of [[index]].\n"
        ))
    };
    let project = note("[former/a, \"#old\"]", "");
    project.run(["build", "-q"]).code(0);
    assert!(project.read("output/index.html").contains("href=\"a.html#claim-new\""));
    assert!(project.read("output/a.html").contains("<span id=\"claim-old\"></span>"));
    assert!(project.read("output/former/a.html").contains("claim-old"));
    let run = note("\"#old\"", "  - {id: other, text: It is not.}\n").run(["check"]).code(1);
    run.stderr("`#old` is the former id of a claim, but the note has 2 claims").stderr("redirect_from: old");
}

#[test]
fn a_dispute_of_many_subjects_has_a_short_heading() {
    for (language, heading, fold) in [
        ("en", " and 8 more <span class=\"count\">2 sides</span></h2>", "<summary>The other 8 subjects</summary>"),
        ("zh-Hans", "及另外 8 项 <span class=\"count\">2 种说法</span></h2>", "<summary>另外 8 项</summary>"),
    ] {
        let names: Vec<String> = (1..=11).map(|n| format!("s{n:02}")).collect();
        let mut text = format!(
            "-- casebook.yaml --\ntitle: Ships\nlanguage: {language}\n-- content/log.md --\n---\nclaims:\n  \
             - {{id: few, text: A., about: [s01], disputes: many}}\n  - {{id: many, text: B., about: [{}]}}\n---\n",
            names.join(", ")
        );
        for name in &names {
            text.push_str(&format!("-- content/{name}.md --\n# Ship {name}\n"));
        }
        let project = Project::new(&text);
        project.run(["build"]).code(0);
        let page = project.read("output/-/disputes.html");
        let (before, after) = page.split_once(heading).unwrap_or_else(|| panic!("no {heading} in {page}"));
        let title = &before[before.rfind("<h2").unwrap()..];
        assert_eq!(title.matches("<a ").count(), 3, "{title}");
        assert!(title.contains("_title\"><a href=\"../s01.html\""), "nothing stands before the first subject: {title}");
        let (_, others) = after.split_once(fold).unwrap_or_else(|| panic!("no {fold} in {after}"));
        let others = others.split("</details>").next().unwrap();
        assert_eq!(others.matches("<li><a ").count(), 8, "{others}");
        assert!(others.contains("../s04.html") && others.contains("../s11.html"));
    }
}

#[test]
fn claims_are_narrowed_down_by_works_of_a_library_though_they_be_called_alike() {
    let project = Project::new(
        r#"-- casebook.yaml --
title: T
-- content/a.md --
---
claims:
- {id: c1, text: one, cite: "@k1, p. 3"}
- {id: c2, text: two, cite: ["@k2", "@k1"]}
- {id: c3, text: three, cite: "@k3"}
---
-- content/references.bib --
@book{k1, author = {Ann Ash}, title = {Harbours}, year = 1959}
@book{k2, author = {Ben Birch}, title = {Harbours}, year = 1960}
@book{k3, author = {Ben Birch}, title = {Ships}, year = 1960}
"#,
    );
    project.run(["build", "-q"]).code(0);
    let page = project.read("output/-/claims.html");
    for (key, label, count) in [("k1", "Harbours (k1)", 2), ("k2", "Harbours (k2)", 1), ("k3", "Ships", 1)] {
        let link = format!("<a href=\"../-/bibliography.html#cite-{key}\">{label}</a></span> <span class=\"count\">{count}<");
        assert!(page.contains(&format!("data-value=\"{key}\"")) && page.contains(&link), "{page}");
    }
    let list = ["list", "claims", "--columns", "claim,work", "--format", "csv", "--where", "work: \"@k2\""];
    project.run(list).code(0).stdout("two,Harbours; Harbours\r\n");
}
