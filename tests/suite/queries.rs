//! Generated tables: what queries find, in which order, and what they look like as text, CSV and JSON.

use serde_json::Value;

use crate::project::Project;

/// A small archive of events, places, people and works, with most of what tables have to cope with.
const ARCHIVE: &str = r#"
-- casebook.yaml --
title: Tables
base_url: https://example.org/
-- content/index.md --
# Tables
-- content/events/_kind.yaml --
name: event
label: {one: Event, other: Events}
role: event
fields:
  date:         {type: date, label: Date}
  type:         {type: choice, of: [fair, visit, meeting], label: Type}
  place:        {type: reference, to: [place], many: true, label: Place, inverse: {name: events_here, label: Events here}}
  participants: {type: reference, to: [person], many: true, inverse: {name: took_part_in, label: Took part in}}
  buyers:       {type: integer, unit: persons}
  open:         {type: boolean}
index:
  columns: [date, title, type, place]
  sort: -date
  facets: [type, place]
-- content/events/index.md --
# Events

All of them.
-- content/events/canton-fair.md --
---
title: Canton Fair
date: 1957-04
type: fair
place: guangzhou
participants: [lin, Chen]
buyers: 1_200
open: yes
tags: [Trade/fairs, economy]
---
See [[guangzhou]].
-- content/references.bib --
@book{a, author = {Ann Ash}, title = {A}, year = 2001}
@book{b, author = {Ben Birch}, title = {B}, year = 2002}
-- content/events/visit.md --
---
title: Äpfel and pears
date: 1978/1980
type: visit
place: [beijing, guangzhou]
buyers: [{value: 90, cite: "@a, p. 3"}, {value: 1000, cite: "@b"}]
tags: [trade]
status: review
---
-- content/events/meeting.md --
---
title: Meeting
date: unknown
type: meeting
open: no
---
-- content/events/plain.md --
---
title: Zeal without a date
date: 198X
type: fair
---
-- content/places/_kind.yaml --
name: place
label: {one: Place, other: Places}
role: place
fields:
  names:   {type: names, label: Names}
  country: {type: text}
  twinned: {type: reference, to: [place], many: true, inverse: self}
-- content/places/guangzhou.md --
---
title: Guangzhou
aliases: [Canton]
names: {zh-Hans: 广州, pinyin: Guǎngzhōu}
country: China
twinned: [lodz]
---
-- content/places/beijing.md --
---
title: 北京
country: China
---
-- content/places/chongqing.md --
---
title: 重庆
names: {zh-Hans: 重庆, pinyin: Chóngqìng}
country: China
---
-- content/places/lodz.md --
---
title: Łódź
country: Poland
---
-- content/people/_kind.yaml --
name: person
label: {one: Person, other: People}
role: person
-- content/people/lin.md --
# Lin
-- content/people/chen.md --
# Chen
-- content/data/_kind.yaml --
name: dataset
role: dataset
-- content/data/fair.md --
---
title: Fair in figures
columns:
  year:   {type: date, label: Year}
  buyers: {type: integer, unit: persons}
  place:  {type: reference, to: [place]}
---
-- content/data/fair.csv --
year,buyers,place,remark
1957,1223,guangzhou,first
1979,25000,Canton,"a, b"
1980,,guangzhou,=1+1
"#;

/// The rows of `casebook list`, as JSON.
fn list(project: &Project, arguments: &[&str]) -> Vec<Value> {
    let mut all = vec!["list"];
    all.extend(arguments);
    all.extend(["--format", "json"]);
    let run = project.run_with(&all, &[]).code(0);
    let table: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("not JSON: {error}\n{}", run.stdout));
    table["rows"].as_array().expect("rows").clone()
}

/// The last parts of the ids of the events that a condition keeps.
#[track_caller]
fn events(project: &Project, condition: &str) -> String {
    slugs(&list(project, &["event", "--columns", "title", "--sort", "title", "--where", condition]))
}

fn slugs(rows: &[Value]) -> String {
    let slugs = rows.iter().map(|row| row["id"].as_str().expect("an id").rsplit('/').next().expect("a slug").to_owned());
    slugs.collect::<Vec<_>>().join(" ")
}

#[test]
fn conditions_keep_what_they_say() {
    let project = Project::new(ARCHIVE);
    let cases = [
        // A note by slug, id, title, alias, name in Han, pinyin without tones, wikilink; a contested or many field by any value.
        ("{place: guangzhou}", "visit canton-fair"),
        ("{place: places/guangzhou}", "visit canton-fair"),
        ("{place: canton}", "visit canton-fair"),
        ("{place: 广州}", "visit canton-fair"),
        ("{place: guangzhou, type: fair}", "canton-fair"),
        ("{place: '[[beijing]]'}", "visit"),
        ("{place: [beijing, lodz]}", "visit"),
        ("{place: '~ zhou'}", "visit canton-fair"),
        ("{place: '!= beijing'}", "canton-fair meeting plain"),
        ("{place.country: china}", "visit canton-fair"),
        ("{buyers: 1000}", "visit"),
        ("{buyers: '< 100'}", "visit"),
        ("{buyers: '>= 1_200'}", "canton-fair"),
        // Of dates: may be so. Of an unknown one nothing is.
        ("{date: '>= 1980'}", "visit plain"),
        ("{date: '< 1978'}", "canton-fair"),
        ("{date: 1979}", "visit"),
        ("{date: '!= 1957-04'}", "visit meeting plain"),
        ("{decade(date): 1980s}", "plain"),
        ("{year(date): '< 1960'}", "canton-fair"),
        ("{century(date): 19XX}", "visit canton-fair plain"),
        // Missing and known.
        ("{date: }", "meeting"),
        ("{buyers: '*'}", "visit canton-fair"),
        ("{open: no}", "meeting"),
        ("{open: 'true'}", "canton-fair"),
        // Text and choices, case aside; tags with what is narrower.
        ("{title: canton FAIR}", "canton-fair"),
        ("{title: '~ Ä'}", "visit"),
        ("{type: [fair, visit]}", "visit canton-fair plain"),
        ("{tags: trade}", "visit canton-fair"),
        ("{tags: 'trade/FAIRS'}", "canton-fair"),
        ("{status: review}", "visit"),
        ("{kind: Event, type: visit}", "visit"),
        // Together.
        ("{any: [{type: meeting}, {tags: economy}]}", "canton-fair meeting"),
        ("{all: [{date: '>= 1957'}, {date: '<= 1979'}]}", "visit canton-fair"),
        ("{not: {type: [fair, meeting]}}", "visit"),
        ("{not: [{type: fair}, {type: meeting}]}", "visit"),
        ("[{type: meeting}, {type: visit}]", "visit meeting"),
        ("{participants: lin}", "canton-fair"),
    ];
    for (condition, expected) in cases {
        assert_eq!(events(&project, condition), expected, "{condition}");
    }
    // From the other end of a relation, and at both ends of a symmetric one.
    let places = |condition: &str| slugs(&list(&project, &["place", "--columns", "title", "--where", condition]));
    assert_eq!(places("{events_here: visit}"), "beijing guangzhou");
    assert_eq!(places("{twinned: guangzhou}"), "lodz");
    assert_eq!(places("{twinned: lodz}"), "guangzhou");
}

#[test]
fn rows_come_in_the_order_asked_for() {
    let project = Project::new(ARCHIVE);
    let events = |arguments: &[&str]| slugs(&list(&project, &[&["event"], arguments].concat()));
    assert_eq!(events(&[]), "plain visit canton-fair meeting", "the kind's own order");
    assert_eq!(events(&["--sort", "date"]), "canton-fair visit plain meeting", "what is missing comes last");
    assert_eq!(events(&["--sort", "-date"]), "plain visit canton-fair meeting", "both ways");
    assert_eq!(events(&["--sort", "type"]), "canton-fair plain visit meeting", "choices as declared, then by title");
    assert_eq!(events(&["--sort", "buyers"]), "visit canton-fair meeting plain", "contested ones by the first");
    assert_eq!(events(&["--sort", "-title", "--limit", "2"]), "plain meeting");
    let places = slugs(&list(&project, &["place"]));
    assert_eq!(places, "beijing chongqing guangzhou lodz", "Han by pinyin among the Latin letters, the note's own first");
}

#[test]
fn sources_of_rows_are_kinds_notes_works_tags_and_datasets() {
    let project = Project::new(ARCHIVE);
    assert_eq!(list(&project, &["notes"]).len(), 11, "all but the home page and the text above a table");
    assert_eq!(list(&project, &["works"]).len(), 0);
    let tags = list(&project, &["tags"]);
    let tag = |at: usize| (tags[at]["tag"].as_str().expect("a tag"), tags[at]["notes"].as_u64().expect("a count"));
    assert_eq!((0..tags.len()).map(tag).collect::<Vec<_>>(), [("economy", 1), ("Trade", 2), ("Trade/fairs", 1)]);
    let rows = list(&project, &["dataset: fair", "--where", "{place: guangzhou, buyers: '> 2000'}"]);
    assert_eq!(rows.len(), 1);
    assert_eq!((&rows[0]["year"], &rows[0]["buyers"]), (&Value::from("1979"), &Value::from(25000)));
}

#[test]
fn json_keeps_types_order_and_sources() {
    let project = Project::new(ARCHIVE);
    let run = project.run(["list", "event", "--columns", "title,buyers,place,open", "--format", "json"]).code(0);
    let lines: Vec<&str> = run.stdout.lines().collect();
    let visit = lines.iter().find(|line| line.contains("events/visit")).expect("a row");
    let expected = concat!(
        r#"{"id":"events/visit","title":{"id":"events/visit","title":"Äpfel and pears"},"#,
        r#""buyers":[{"cite":["@a, p. 3"],"value":90},{"cite":["@b"],"value":1000}],"#,
        r#""place":[{"id":"places/beijing","title":"北京"},{"id":"places/guangzhou","title":"Guangzhou"}],"open":null}"#,
    );
    assert_eq!(visit.trim_end_matches(','), expected);
    let fair = lines.iter().find(|line| line.contains("events/canton-fair")).expect("a row");
    // A column that may have several values is a list in every row.
    assert!(fair.contains(r#""buyers":1200,"#) && fair.contains(r#""place":[{"id":"places/guangzhou","#), "{fair}");
    assert!(fair.contains(r#""open":true"#), "{fair}");
    let meeting = lines.iter().find(|line| line.contains("events/meeting")).expect("a row");
    assert!(meeting.contains(r#""buyers":null,"place":[],"open":false"#), "{meeting}");
}

#[test]
fn dates_of_one_decade_are_that_decade_once_and_no_formula() {
    let project = Project::new(
        r#"
-- casebook.yaml --
title: Dates
-- content/cities/_kind.yaml --
name: city
fields:
  founded: {type: date}
-- content/cities/a.md --
---
title: A
founded: [{value: 1953, cite: "@a"}, {value: 1954, cite: "@b"}]
---
-- content/cities/b.md --
---
title: "-B"
founded: -0500
---
"#,
    );
    let run = project.run(["list", "city", "--columns", "title,founded,decade(founded)", "--format", "csv"]).code(0);
    let expected = "\u{feff}title,founded,founded_contested,decade(founded)\r\n\
        A,1953 | 1954,true,1950s\r\n\
        '-B,-0500,false,510–501 BC\r\n";
    assert_eq!(run.stdout, expected);
}

#[test]
fn a_facet_of_tags_counts_what_is_narrower() {
    let project = Project::new(ARCHIVE);
    let kind = project.read("content/events/_kind.yaml").replace("facets: [type, place]", "facets: [tags]");
    project.write("content/events/_kind.yaml", kind);
    project.run(["build", "--allow", "orphan-note"]).code(0);
    let html = project.read("output/events/index.html");
    let facets = html.split("<tbody").next().expect("what stands before the rows");
    let words: String = facets.split(['<', '>']).skip(2).step_by(2).map(|text| format!("{} ", text.trim())).collect();
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("Trade 2") && words.contains("Trade/fairs 1"), "{words}");
}

#[test]
fn csv_is_safe_to_open_and_says_what_is_contested() {
    let project = Project::new(ARCHIVE);
    let run = project.run(["list", "event", "--columns", "title,buyers,place", "--sort", "title", "--format", "csv"]).code(0);
    let expected = "\u{feff}title,buyers,buyers_contested,place\r\n\
        Äpfel and pears,90 | 1000,true,北京; Guangzhou\r\n\
        Canton Fair,1_200,false,Guangzhou\r\n\
        Meeting,,false,\r\n\
        Zeal without a date,,false,\r\n";
    assert_eq!(run.stdout, expected);
    let run = project.run(["list", "dataset:fair", "--format", "csv"]).code(0);
    assert!(run.stdout.contains("1979,25000,Guangzhou,\"a, b\"\r\n"), "{}", run.stdout);
    assert!(run.stdout.contains("1980,,Guangzhou,'=1+1\r\n"), "{}", run.stdout);
}

#[test]
fn the_terminal_shows_aligned_columns_and_obeys_no_note() {
    let project = Project::new(ARCHIVE);
    project.write("content/places/evil.md", "---\ntitle: \"\\e[31mRed\\u202e\"\ncountry: X\n---\n");
    let run = project.run(["list", "place", "--columns", "title,country,events_here"]).code(0);
    let expected = "\
title      country  events_here
---------  -------  ----------------------------
北京       China    Äpfel and pears
重庆       China
Guangzhou  China    Äpfel and pears, Canton Fair
Łódź       Poland
";
    let without_evil: Vec<&str> = run.stdout.lines().filter(|line| !line.contains("31m")).collect();
    assert_eq!(without_evil.join("\n") + "\n", expected);
    assert!(!run.stdout.contains(['\u{1b}', '\u{202e}']), "{:?}", run.stdout);
}

/// The findings of an `index` block, each `line:column code message (help)`.
fn findings(query: &str) -> Vec<String> {
    let project = Project::new(ARCHIVE);
    project.write("content/q.md", format!("# 问\n\n```index\n{query}\n```\n"));
    let run = project.run(["check", "--allow", "orphan-note", "--message-format", "json"]);
    let finding = |line: &str| -> Option<String> {
        let finding: Value = serde_json::from_str(line).expect("JSON");
        let text = |key: &str| finding[key].as_str().unwrap_or("").to_owned();
        let place = format!("{}:{}", finding["line"], finding["column"]);
        let help = match &finding["help"] {
            Value::Array(lines) => lines.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("; "),
            help => help.as_str().unwrap_or("").to_owned(),
        };
        (text("file") == "content/q.md").then(|| format!("{place} {} {} ({help})", text("code"), text("message")))
    };
    run.stdout.lines().filter_map(finding).collect()
}

#[test]
fn a_slip_in_a_query_is_found_where_it_stands() {
    let cases = [
        ("from: evnt", "4:7 unknown-kind there is no kind `evnt` (did you mean `event`?)"),
        ("from: claims\ncolumns: [claim, tpye]", "5:18 unknown-column claims have no column `tpye` (did you mean `type`?)"),
        (
            "from: event\nwhere: {palce: x}",
            "5:9 unknown-column notes of kind `event` have no column `palce` (did you mean `place`?)",
        ),
        (
            "from: event\ncolumns: [title, titel]",
            "5:18 unknown-column notes of kind `event` have no column `titel` (did you mean `title`?)",
        ),
        ("from: event\nsort: -daet", "5:7 unknown-column notes of kind `event` have no column `daet` (did you mean `date`?)"),
        (
            "from: event\ngroup: decade(type)",
            "5:8 unknown-column notes of kind `event` have no column `decade(type)` (write `year(...)`",
        ),
        (
            "from: event\nwhere: {place.contry: x}",
            "5:9 unknown-column notes of kind `event` have no column `place.contry` (after a dot",
        ),
        ("from: event\nwhere: {date: \">= 19.8\"}", "5:15 invalid-query `19.8` is not a date"),
        ("from: event\nwhere: {buyers: many}", "5:17 invalid-query `many` is not a number"),
        ("from: event\nwhere: {type: fiar}", "5:15 invalid-query `fiar` is not one of the choices (did you mean `fair`?"),
        (
            "from: event\nwhere: {place: guangzou}",
            "5:16 invalid-query no published note is called `guangzou` (did you mean `Guangzhou`?)",
        ),
        ("from: event\nwhere: {type: \"> fair\"}", "5:15 invalid-query `>` compares numbers and dates, and `type` holds neither"),
        ("from: event\nwhere: {date: \"~ 19\"}", "5:15 invalid-query `~` looks for words, and `date` holds none"),
        ("from: event\nwhere: {status: raview}", "5:17 invalid-query `raview` is no status"),
        ("from: event\nwhere: {date: \">=\"}", "5:15 invalid-query `>=` compares with nothing"),
        ("from: event\nlimit: some", "5:8 invalid-query `limit` is a whole number from 1 on"),
        ("from: event\nexpect: many", "5:9 invalid-query `expect` is a number of rows"),
        ("from: event\nexpect: \"> 4\"", "5:9 query-expectation the query finds 4 rows, and more than 4 should be there"),
        ("from: event\nlimit: 2\nexpect: 2", "6:9 query-expectation the query finds 4 rows, and 2 should be there"),
        ("from: \"dataset: fare\"", "4:7 invalid-query there is no dataset `fare` (it takes `fair`)"),
        ("from: event\ncolumns: [title, title]", "5:18 invalid-query the column `title` stands twice"),
        ("from: event\nwher: {a: b}", "5:1 invalid-query a query has no `wher` (did you mean `where`?)"),
        ("- event", "4:1 invalid-query a query is written as keys and values"),
    ];
    for (query, expected) in cases {
        let found = findings(query);
        assert!(found.len() == 1 && found[0].starts_with(expected), "{query}\nexpected {expected}\nfound    {found:#?}");
    }
    // All faults in one run.
    assert_eq!(findings("from: event\ncolumns: [a]\nsort: b\nwhere: {date: x}\nlimit: -1").len(), 4);
    assert!(findings("from: [event, place]\ncolumns: [title, country, date]\nexpect: 8").is_empty());
    assert!(findings("dataset: fair\nexpect: 3").is_empty());
    assert!(findings("from: {dataset: Fair in figures}\ngroup: decade(year)\nsort: -year\nexpect: 3").is_empty());
}

#[test]
fn rows_stand_in_groups_of_which_what_is_missing_comes_last() {
    let project = Project::new(ARCHIVE);
    project.write("content/q.md", "# Q\n\n```index\nfrom: event\ncolumns: [title]\nsort: -date\ngroup: decade(date)\n```\n");
    project.run(["build", "--allow", "orphan-note"]).code(0);
    let html = project.read("output/q.html");
    let at = |text: &str| html.find(text).unwrap_or_else(|| panic!("no {text} in {html}"));
    let order =
        [at("1980s"), at("Zeal"), at("1970s"), at("Äpfel"), at("1950s"), at("Canton Fair"), at("Not given"), at("Meeting")];
    assert!(order.is_sorted(), "{order:?}");
}

#[test]
fn kinds_and_tags_have_tables_with_facets_and_ranks() {
    let project = Project::new(ARCHIVE);
    project.run(["build", "--allow", "orphan-note"]).code(0);
    let html = project.read("output/events/index.html");
    assert!(html.contains("Events") && html.contains("All of them."), "{html}");
    // A tag is written one way, however notes write it, and its page holds what is narrower.
    assert!(project.has("output/-/tags/Trade.html") && project.has("output/-/tags/Trade/fairs.html"));
    let tag = project.read("output/-/tags/Trade.html");
    assert!(tag.contains("Canton Fair") && tag.contains("Äpfel"), "{tag}");
    let note = project.read("output/events/visit.html");
    assert!(note.contains("-/tags/Trade.html"), "{note}");
}

#[test]
fn each_word_after_a_tilde_must_be_there_in_any_order() {
    let project = Project::new(ARCHIVE);
    let title = |words: &str| {
        let condition = format!("{{title: \"~ {words}\"}}");
        project.run(["list", "event", "--columns", "title", "--format", "csv", "--where", &condition]).code(0).stdout
    };
    for words in ["fair canton", "Canton  fair", "air ant", "fair"] {
        assert!(title(words).contains("Canton Fair"), "{words}");
    }
    assert!(!title("fair cantons").contains("Canton Fair"));
    let place = |words: &str| {
        let condition = format!("{{participants: \"~ {words}\"}}");
        project.run(["list", "event", "--columns", "title", "--format", "csv", "--where", &condition]).code(0).stdout
    };
    assert!(place("l in").contains("Canton Fair") && !place("lin none").contains("Canton Fair"));
}

#[test]
fn a_block_in_which_nothing_stands_is_a_finding_at_its_first_line() {
    let project = Project::new("-- casebook.yaml --\ntitle: T\n-- content/index.md --\n# T\n");
    for (quoted, inside) in [("", ""), ("> # from: event\n", "# from: event\n"), (">\n", "\n\n")] {
        project.write("content/index.md", format!("# T\n\n> ```index\n{quoted}> ```\n\n```index\n{inside}```\n"));
        let run = project.run(["check"]).code(1).stderr("error[invalid-query]: nothing stands in the query");
        run.stderr("content/index.md:3:3").stderr("3 | > ```index").stderr("| ```index").stderr("2 errors");
    }
}
