//! Citations: Pandoc's forms in four styles, what cites a work, and what is at fault.

use std::fmt::Write;

use crate::project::Project;

/// A ship's inquest, a Chinese study, and two works of one author and year.
const LIBRARY: &str = r"
-- content/works/_kind.yaml --
name: work
role: work
fields:
  type: {type: choice, of: [book, article]}
  issued: {type: date, csl: issued}
  publisher: {type: text, csl: publisher}
-- content/works/zheng2006.md --
---
title: De facto Federalism
authors: [Zheng Yongnian]
lang: zh
type: book
issued: 2006
publisher: World Scientific
---
A study.
-- content/references.bib --
@book{vasa, author = {Ash, Ann}, title = {The Loss of the {Vasa}}, year = 1959, publisher = {Harbour}}
@book{ash2020x, author = {Ash, Ann}, title = {First Papers}, year = 2020, publisher = {Harbour}}
@book{ash2020y, author = {Ash, Ann}, title = {Second Papers}, year = 2020, publisher = {Harbour}}
@book{zheng_cn, author = {{郑}, 永年}, title = {事实上的联邦主义}, year = 2013, langid = {chinese}}
";

/// A form a line.
const FORMS: &[&str] = &[
    "[@vasa]",
    "[@vasa, p. 12]",
    "[@vasa, pp. 12-15]",
    "[@vasa, 12]",
    "[@vasa, sec. 3.5]",
    "[@vasa, chap. 2]",
    "[@vasa, para. 4]",
    "[@vasa, line 7]",
    "[@vasa, table 3.1]",
    "[@vasa, fig. 2]",
    "[@vasa {p. A-12}]",
    "[@vasa, sec. 3.5, p. 119]",
    "[@vasa, p. 12, and elsewhere]",
    "[see @vasa, pp. 3-5; @zheng2006]",
    "[-@vasa]",
    "[-@vasa, p. 4]",
    "[see @vasa, p. 3, and often; but -@zheng2006, p. 4, too]",
    "@vasa",
    "@vasa [p. 4]",
    "[@ash2020x; @ash2020y]",
    "[@zheng2006, p. 3]",
    "[@zheng_cn, p. 3]",
    "[@vasa](https://example.org)",
    "[@vasa, p. 4]: so much",
    "`[@vasa]`",
    "\\@vasa",
    "@nobody",
    "mail@vasa.example",
];

/// The text of `html` without its tags.
fn words(html: &str) -> String {
    let mut out = String::new();
    let mut in_tag = false;
    for c in html.chars() {
        match c {
            '<' => in_tag = true,
            '>' => in_tag = false,
            c if !in_tag => out.push(c),
            _ => {}
        }
    }
    out.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"")
}

fn archive(style: &str, body: &str) -> Project {
    let index = "-- content/index.md --\n";
    Project::new(&format!("-- casebook.yaml --\ntitle: Ships\ncitation_style: {style}\n{LIBRARY}{index}{body}"))
}

/// The paragraphs of the home page's text.
fn paragraphs(html: &str) -> Vec<String> {
    let prose = html.split("<div class=\"prose\"").nth(1).and_then(|rest| rest.split("</div>").next()).unwrap_or("");
    let lines = prose.split("<p>").skip(1).map(|line| line.split("</p>").next().unwrap_or(""));
    // The margin's copy of a note stands within its paragraph.
    lines.map(|line| words(line.split("<span class=\"sidenote\"").next().unwrap_or(line)).trim().to_owned()).collect()
}

fn section(html: &str, class: &str) -> Vec<String> {
    let part = html.split(&format!("class=\"{class}\"")).nth(1).and_then(|rest| rest.split("</section>").next()).unwrap_or("");
    part.split("<li").skip(1).map(|item| words(&format!("<{}", item.split("</li>").next().unwrap_or("")))).collect()
}

#[test]
fn every_form_in_four_styles() {
    let body: String = FORMS.iter().map(|form| format!("As {form} has it.\n\n")).collect();
    let mut out = String::new();
    for style in ["chicago-author-date", "apa", "gb-7714-2015-author-date", "ieee", "chicago-notes"] {
        let project = archive(style, &body);
        project.run(["build", "-q"]).code(0);
        let html = project.read("output/index.html");
        let _ = writeln!(out, "== {style}");
        for (form, printed) in FORMS.iter().zip(paragraphs(&html)) {
            let _ = writeln!(out, "{form}\n    {printed}");
        }
        for note in section(&html, "footnotes") {
            let _ = writeln!(out, "note: {}", note.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        for work in section(&html, "works-cited") {
            let _ = writeln!(out, "work: {}", work.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
    insta::with_settings!({snapshot_path => "../cases/citations", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!("forms", out);
    });
}

#[test]
fn a_work_knows_where_it_is_cited_by_page() {
    let body = "Late [@zheng2006, p. 20]. First she sailed [@zheng2006, p. 3]. Roman [@zheng2006, p. ix].\n";
    let project = archive("chicago-author-date", body);
    project.run(["build", "-q"]).code(0);
    let html = project.read("output/works/zheng2006.html");
    let places: Vec<String> =
        section(&html, "concordance").iter().map(|place| place.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(places.len(), 3, "{places:?}");
    assert!(places[0].contains("p. ix Roman."), "{places:?}");
    assert!(places[1].contains("p. 3 First she sailed."), "{places:?}");
    assert!(places[2].contains("p. 20 Late."), "{places:?}");
}

#[test]
fn the_bibliography_has_each_cited_work_once() {
    let project = archive("chicago-author-date", "[@vasa; @ash2020x] and again [@vasa, p. 3].\n");
    project.run(["build", "-q"]).code(0);
    let html = project.read("output/-/bibliography.html");
    assert_eq!(html.matches("id=\"cite-").count(), 2);
    assert!(html.contains("id=\"cite-vasa\""));
}

#[test]
fn an_unknown_key_is_answered_with_the_nearest() {
    let run = archive("chicago-author-date", "See [@zheng2007, p. 3].\n").run(["check"]);
    run.code(1).stderr("no work has the key `zheng2007`").stderr("did you mean `zheng2006`");
    let run = archive("chicago-author-date", "See [@vasa, p.].\n").run(["check"]);
    run.code(1).stderr("`p.` says what to count, but no number follows");
}

/// A style of nobody's: author, colon, year, in square brackets.
const OWN_STYLE: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
  <info><title>Own</title><id>own</id><updated>2026-01-01T00:00:00+00:00</updated><category citation-format="author-date"/></info>
  <citation><layout prefix="[" suffix="]" delimiter="; "><group delimiter=":"><names variable="author"><name form="short"/></names>
    <date variable="issued"><date-part name="year"/></date><text variable="locator"/></group></layout></citation>
  <bibliography><layout suffix="!"><text variable="title"/></layout></bibliography>
</style>
"#;

#[test]
fn a_style_of_the_archive_is_a_file() {
    let project = archive("styles/own.csl", "As [@vasa, p. 12] has it.\n");
    project.write("styles/own.csl", OWN_STYLE);
    project.run(["build", "-q"]).code(0);
    let html = project.read("output/index.html");
    assert_eq!(paragraphs(&html), ["As [Ash:1959:12] has it."]);
    assert_eq!(section(&html, "works-cited")[0].trim(), "The Loss of the Vasa!");
    project.write("styles/own.csl", "<style/>");
    project.run(["check"]).code(1).stderr("error[invalid-style]: `styles/own.csl` is no CSL style");
    let run = archive("styles/none.csl", "Home.\n").run(["check"]);
    run.code(1).stderr("there is no file `styles/none.csl`");
}

#[test]
fn a_figure_is_sourced_by_what_its_paragraph_cites() {
    let body = "\
She sank in 1628 [@vasa, p. 3].\n\
\n\
She was raised in 1961, as @someone says on `@vasa`.\n\
\n\
She had 64 guns {>>see [@vasa]<<}.\n";
    let run = archive("chicago-author-date", body).run(["check", "--warn", "uncited-figure"]);
    let run = run.code(0).stderr("the paragraph states `1961` and cites nothing");
    assert_eq!(run.stderr.matches("warning[uncited-figure]").count(), 2, "{}", run.stderr);
    run.stderr("the paragraph states `64` and cites nothing");
}

#[test]
fn works_are_listed_without_being_cited() {
    for style in ["chicago-author-date", "ieee", "chicago-notes"] {
        let project = archive(style, "---\nnocite: [\"@ash2020x\", \"@zheng2006\"]\n---\nAs [@vasa] has it.\n");
        project.run(["build", "-q", "--warn", "uncited-work"]).code(0).stderr("nothing cites `ash2020y`");
        let works = section(&project.read("output/index.html"), "works-cited");
        assert_eq!(works.len(), 3, "{style}: {works:?}");
        assert!(works.iter().any(|work| work.contains("First Papers")), "{style}: {works:?}");
        assert!(project.read("output/-/bibliography.html").contains("id=\"cite-zheng2006\""));
    }
    // Pandoc's forms; a note that cites nothing at all.
    let project = archive("ieee", "---\nnocite: |\n  @ash2020x, @{vasa}\n---\nNothing.\n");
    project.run(["build", "-q"]).code(0);
    assert_eq!(section(&project.read("output/index.html"), "works-cited").len(), 2);
    let project = archive("chicago-author-date", "---\nnocite: \"@*\"\n---\nNothing.\n");
    let run = project.run(["build", "-q", "--warn", "uncited-work"]).code(0);
    assert!(!run.stderr.contains("uncited-work"), "{}", run.stderr);
    assert_eq!(section(&project.read("output/index.html"), "works-cited").len(), 5);
    let run = archive("ieee", "---\nnocite: [\"@vase\", \"the inquest\"]\n---\nNothing.\n").run(["check"]).code(1);
    run.stderr("no work has the key `vase`").stderr("did you mean `vasa`").stderr("`the` names no work");
}

#[test]
fn a_work_that_is_a_draft_is_not_cited() {
    let body = "---\nclaims:\n  - {id: one, text: It is so., cite: \"@secret, p. 4\"}\nnocite: [\"@secret\"]\n---\n\
                As [@secret, p. 3] and @secret [p. 2] and @hidden-study have it, and [see @vasa; @secret].\n";
    let draft =
        "-- content/works/hidden-study.md --\n---\ntitle: Unsaid\ncite_as: secret\nstatus: draft\n---\nIt follows @secret.\n";
    let project = archive("chicago-author-date", &format!("{body}{draft}"));
    let run = project.run(["check"]).code(1);
    assert_eq!(run.stderr.matches("error[citation-of-draft]").count(), 6, "{}", run.stderr);
    assert!(!run.stderr.contains("unknown-work"), "{}", run.stderr);
    run.stderr("the work `secret` is a draft, and what is published cannot cite it");
    project.run(["build", "-q", "--keep-going"]).code(1);
    let html = project.read("output/index.html");
    assert!(html.contains("(see <a class=\"cite\" href=\"#cite-vasa\">Ash 1959</a>"), "{html}");
    assert!(!html.contains("Unsaid") && !html.contains("hidden-study.html"), "{html}");
    assert_eq!(section(&html, "works-cited").len(), 1);
    project.run(["build", "-q", "--drafts"]).code(0);
}

#[test]
fn a_cell_of_a_dataset_cites_works() {
    let dataset = "-- content/data/_kind.yaml --\nname: dataset\nrole: dataset\n-- content/data/guns.md --\n---\n\
                   title: Guns\ncolumns:\n  year: {type: date}\n  source: {type: citation}\n---\nGuns by year.\n-- content/data/guns.csv --\n";
    let rows = "year,source\n1628,\"@zheng2006, p. 3; @vasa, pp. 1-2\"\n1629,\"@zheng2006, p. 2\"\n1630,\n";
    let project = archive("ieee", &format!("Home.\n{dataset}{rows}"));
    project.run(["build", "-q"]).code(0);
    let html = project.read("output/data/guns.html");
    assert!(html.contains("<a class=\"cite\" href=\"../works/zheng2006.html\">Zheng 2006, 3</a>; <a class=\"cite\" href=\"../-/bibliography.html#cite-vasa\">Ash 1959, 1–2</a>"), "{html}");
    let work = project.read("output/works/zheng2006.html");
    let places = section(&work, "concordance");
    let places: Vec<String> = places.iter().map(|place| place.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(places, ["p. 2 Row 2 Guns ↗", "p. 3 Row 1 Guns ↗"]);
    assert!(work.contains("../data/guns.html#row-2"), "{work}");
    let faults = "year,source\n1628,\"see @zheng2007, p. 3\"\n1629,\"@vasa, p.\"\n1630,the inquest\n";
    let run = archive("ieee", &format!("Home.\n{dataset}{faults}")).run(["check", "--message-format", "json"]).code(1);
    let found: Vec<&str> = run.stdout.lines().filter(|line| line.contains("guns.csv")).map(|line| &line[..42]).collect();
    let starts = [
        "{\"code\":\"unknown-work\",\"column\":11,",
        "{\"code\":\"bad-locator\",\"column\":14,",
        "{\"code\":\"invalid-citation\",\"column\":6,",
    ];
    assert!(found.len() == 3 && found.iter().zip(starts).all(|(line, start)| line.starts_with(start)), "{}", run.stdout);
}

#[test]
fn words_of_a_citation_hold_markup() {
    let body = "As [see *also* the [log](https://example.org/a?b=@c;d) and @vasa, sec. 2, p. 3, **there** and in [[works/zheng2006|a study]]; `@code` too] has it.\n\n\
                As @vasa [p. 4, *sic*, H~2~O] has it, [{>>no<<} @vasa] and [[works/zheng2006]].\n\n\
                | a |\n|---|\n| [see [[works/zheng2006\\|it]] @vasa] |\n\n\
                ## Of [*cf.* @vasa]\n\nEscaped [see \\*so\\* &amp; so @vasa; unlike _this_ -@zheng2006].\n";
    for (style, expected) in [
        (
            "chicago-author-date",
            [
                "(see <em>also</em> the <a class=\"external\" href=\"https://example.org/a?b=@c;d\" rel=\"noopener\">log</a> and <a class=\"cite\" href=\"#cite-vasa\">Ash 1959, 3</a>\
             , sec. 2, <strong>there</strong> and in <a href=\"works/zheng2006.html\">a study</a>; <code>@code</code> too)",
                "<a class=\"cite\" href=\"#cite-vasa\">1959, 4</a>, <em>sic</em>, H<sub>2</sub>O)",
                "(see <a href=\"works/zheng2006.html\">it</a> <a class=\"cite\" href=\"#cite-vasa\">Ash 1959</a>)",
                "(see *so* &amp; so <a class=\"cite\" href=\"#cite-vasa\">Ash 1959</a>; unlike <em>this</em> <a class=\"cite\" href=\"#cite-zheng2006\">2006</a>)",
            ],
        ),
        (
            "chicago-notes",
            [
                "see <em>also</em> the <a class=\"external\" href=\"https://example.org/a?b=@c;d\" rel=\"noopener\">log</a> and <a class=\"cite\" href=\"#cite-vasa\">Ann Ash, <em>The Loss of the Vasa</em> (Harbour, 1959), 3</a>\
             , sec. 2, <strong>there</strong> and in <a href=\"works/zheng2006.html\">a study</a>; <code>@code</code> too.",
                "4</a>, <em>sic</em>, H<sub>2</sub>O.",
                "see <a href=\"works/zheng2006.html\">it</a> <a class=\"cite\" href=\"#cite-vasa\">Ash, <em>The Loss of the Vasa</em></a>.",
                "unlike <em>this</em> <a class=\"cite\" href=\"#cite-zheng2006\"><em>De facto Federalism</em> (World Scientific, 2006)</a>.",
            ],
        ),
    ] {
        let project = archive(style, body);
        project.run(["build", "-q"]).code(0);
        let html = project.read("output/index.html");
        for part in expected {
            assert!(html.contains(part), "{style}: no {part}\n{html}");
        }
        // What the words link to knows of it.
        let work = project.read("output/works/zheng2006.html");
        let sentence = "As<b> (see also the log and Ash 1959, 3, sec. 2, there and in a study; @code too)</b> has it.";
        assert!(work.contains(sentence), "{work}");
    }
}

#[test]
fn styles_speak_the_language_of_the_archive() {
    let languages =
        ["en", "en-GB", "de", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "pt-BR", "PT-br", "ru", "zh", "zh-Hant", "sv"];
    let mut out = String::new();
    for language in languages {
        let config = format!("-- casebook.yaml --\ntitle: Ships\nlanguage: {language}\n");
        let project = Project::new(&format!("{config}-- content/vasa.md --\nSunk.\n"));
        project.run(["build", "-q"]).code(0);
        let html = project.read("output/vasa.html");
        let cite = html.lines().find(|line| line.contains("\"cite-text\"")).unwrap_or_default();
        let _ = writeln!(out, "{language}: {}", words(cite).trim());
    }
    insta::with_settings!({snapshot_path => "../cases/citations", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!("languages", out);
    });
}

#[test]
fn works_of_one_author_and_year_are_told_apart_however_many_there_are() {
    let mut library = String::new();
    let mut body = String::new();
    let mut add = |key: &str, author: &str, title: &str| {
        let _ =
            writeln!(library, "@book{{{key}, author = {{{author}}}, title = {{{title}}}, year = 2001, publisher = {{Harbour}}}}");
        let _ = writeln!(body, "As [@{key}] has it.\n");
    };
    for family in ["Birch", "Cedar", "Dogwood", "Elm", "Fir"] {
        // Letters go by the bibliography, in which titles are in order, not by what is cited first.
        add(&format!("{family}-second"), &format!("{family}, Ann"), "The Later Voyage");
        add(&format!("{family}-first"), &format!("{family}, Ann"), "An Early Voyage");
    }
    // Of one name, year and family: first names tell who, letters which.
    for given in ["Ann", "Bob", "Cy"] {
        add(&format!("ash-{given}-1"), &format!("Ash, {given}"), "Charts");
        add(&format!("ash-{given}-2"), &format!("Ash, {given}"), "Logs");
    }
    add("gum-first", "Gum, Ann", "A Lock");
    add("gum-second", "Gum, Bob", "A Quay");
    add("hazel-first", "Hazel, Ann and Ivy, B. and Juniper, C. and Larch, D.", "A Weir");
    add("hazel-second", "Hazel, Ann and Juniper, C. and Ivy, B. and Larch, D.", "A Ford");
    add("wang-first", "{王}, 小明", "三");
    add("wang-second", "{王}, 大明", "四");
    add("nobody", "Maple, Ann", "Nobody Like Her");
    let mut out = String::new();
    for style in ["chicago-author-date", "apa", "harvard-cite-them-right"] {
        let config = format!("-- casebook.yaml --\ntitle: Ships\ncitation_style: {style}\n");
        let project = Project::new(&format!("{config}-- content/references.bib --\n{library}-- content/index.md --\n{body}"));
        project.run(["build", "-q"]).code(0);
        let html = project.read("output/index.html");
        let _ = writeln!(out, "== {style}");
        paragraphs(&html).iter().for_each(|cite| _ = writeln!(out, "{cite}"));
        for work in section(&html, "works-cited") {
            let _ = writeln!(out, "work: {}", work.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
    insta::with_settings!({snapshot_path => "../cases/citations", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!("alike", out);
    });
}
