//! The library: works from notes and from files, in the terms of CSL.

use casebook::works::{Item, Name};

use crate::assembled::{Assembled, assemble};
use crate::project::Project;

const KIND: &str = "\
-- content/people/_kind.yaml --
name: person
role: person
fields:
  names: {type: names}
-- content/offices/_kind.yaml --
name: office
-- content/works/_kind.yaml --
name: work
role: work
fields:
  names: {type: names}
  type: {type: choice, of: [book, book chapter, article, regulation, website, ruling, log]}
  issued: {type: date}
  in: {type: text, csl: container-title}
  edited_by: {type: text, many: true, csl: editor}
  court: {type: reference, to: [office], csl: authority}
  publisher: {type: text}
  doi: {type: text}
  pages: {type: text}
";

fn name(name: &Name) -> String {
    match name {
        Name::Literal(literal) => format!("{{{literal}}}"),
        Name::Person { family, given, suffix, family_first } => {
            let parts: Vec<&str> = [Some(&**family), given.as_deref(), suffix.as_deref()].into_iter().flatten().collect();
            format!("{}{}", parts.join(" | "), if *family_first { " (family first)" } else { "" })
        }
    }
}

/// An item, a variable a line.
pub fn described(item: &Item) -> String {
    let mut out = format!("{} ({})\n", item.key, item.kind);
    item.names.iter().for_each(|(variable, names)| {
        out.push_str(&format!("  {variable}: {}\n", names.iter().map(name).collect::<Vec<_>>().join("; ")));
    });
    item.dates.iter().for_each(|(variable, date)| out.push_str(&format!("  {variable}: {}\n", date.written)));
    item.texts.iter().for_each(|(variable, text)| out.push_str(&format!("  {variable}: {text}\n")));
    out
}

fn works(archive: &Assembled) -> String {
    archive.front.archive.library.works.iter().map(|work| described(&work.item)).collect()
}

#[test]
fn a_note_is_a_work_in_the_terms_of_csl() {
    let archive = assemble(&format!(
        "{KIND}-- content/works/zheng.md --\n---\ntitle: De Facto Federalism\nauthors: [Zheng Yongnian]\nlang: zh\ntype: book\nissued: 2007\n\
         publisher: World Scientific & Co\ndoi: 10.1/x\npages: \"97\"\ncite_as: zheng2007\nnames: {{zh-Hans: 事实联邦制, pinyin: shìshí liánbāngzhì}}\n---\n\
         -- content/works/log.md --\n---\ntitle: Log of the Discovery\ntype: log\nissued: unknown\n---\n\
         -- content/offices/admiralty.md --\n---\ntitle: High Admiralty\n---\n\
         -- content/works/ruling.md --\n---\ntitle: The Ship Birkenhead\nauthors: [High Admiralty]\ntype: ruling\ncourt: admiralty\nissued: 1852-05\n\
         edited_by: [Ludwig van Beethoven, \"Doe, Jr., Jane\", \"{{World Bank}}\", 郑永年, 司马相如, 国务院]\nin: Law Reports\n---\n"
    ));
    assert_eq!(archive.findings(), "");
    assert_eq!(
        works(&archive),
        "\
log (manuscript)
  title: Log of the Discovery
ruling (legal_case)
  author: {High Admiralty}
  editor: van Beethoven | Ludwig; Doe | Jane | Jr.; {World Bank}; 郑 | 永年 (family first); 司马 | 相如 (family first); {国务院}
  issued: 1852-05
  authority: High Admiralty
  container-title: Law Reports
  title: The Ship Birkenhead
zheng2007 (book)
  author: Zheng | Yongnian (family first)
  issued: 2007
  DOI: 10.1/x
  language: zh
  original-title: 事实联邦制
  publisher: World Scientific & Co
  romanized-title: shìshí liánbāngzhì
  title: De Facto Federalism
"
    );
    let library = &archive.front.archive.library;
    assert_eq!(library.find("zheng"), library.find("zheng2007"));
    assert!(library.find("zheng").is_some());
    assert!(library.find("nobody").is_none());
}

#[test]
fn a_title_that_only_stands_in_is_none_and_persons_known_divide_names() {
    let archive = assemble(&format!(
        "{KIND}-- content/people/zhang.md --\n---\ntitle: Zhang Jiping\nnames: {{zh-Hans: 张继平, pinyin: Zhāng Jìpíng}}\n---\n\
         -- content/works/a.md --\n---\ntitle: Zhang Jiping 2010\nauthors: [Zhang Jiping]\nissued: 2010\n---\n\
         -- content/works/b.md --\n---\ntitle: Rowinski and Jakobiec 2002\nauthors: [Rowinski, Jakobiec]\nissued: 2002\n---\n\
         -- content/works/c.md --\n---\ntitle: China 2010\nauthors: [\"People's Republic of China\", Guangzhou PPCC]\nissued: 2010\n---\n\
         -- content/works/d.md --\n---\ntitle: A title\nauthors: [Chen Yunxiang, Yunxiang Chen, Ma Baker, Li Wu]\n---\n"
    ));
    assert_eq!(
        works(&archive),
        "\
a (document)
  author: Zhang | Jiping (family first)
  issued: 2010
b (document)
  author: Rowinski; Jakobiec
  issued: 2002
c (document)
  author: {People's Republic of China}; {Guangzhou PPCC}
  issued: 2010
d (document)
  author: Chen | Yunxiang (family first); Chen | Yunxiang; Baker | Ma; Wu | Li
  title: A title
"
    );
}

#[test]
fn bibtex_is_read_into_the_same_terms() {
    let archive = assemble(
        r#"-- content/references.bib --
@string{ws = {World Scientific}}
@book{zheng2007,
  author = {Zheng, Yongnian and {World Bank} and Ludwig van Beethoven and King, Jr., Martin},
  title = {\textit{De Facto} Federalism in {China} -- Reforms \& Dynamics},
  publisher = ws, address = {Singapore}, year = 2007, langid = {chinese}
}
@article{g,
  author = {G{\"o}del, Kurt}, journal = {Monatshefte}, volume = 38, number = 1, pages = {173--198}, date = {1931-03~}
}
@incollection{han, author = {郑永年}, title = {桥头堡}, booktitle = {Essays}, year = {n.d.}}
@misc{nothing,}
@misc{bad, year = {soon enough}}
@misc{worse, title = nowhere}
@misc{g, title = {Again}}
-- content/index.md --
Text.
"#,
    );
    assert_eq!(
        works(&archive),
        "\
bad (document)
g (article-journal)
  author: Gödel | Kurt
  issued: 1931-03~
  container-title: Monatshefte
  issue: 1
  page: 173–198
  volume: 38
han (chapter)
  author: 郑 | 永年 (family first)
  container-title: Essays
  title: 桥头堡
nothing (document)
zheng2007 (book)
  author: Zheng | Yongnian (family first); {World Bank}; van Beethoven | Ludwig; King | Martin | Jr.
  issued: 2007
  language: zh
  publisher: World Scientific
  publisher-place: Singapore
  title: De Facto Federalism in China – Reforms & Dynamics
"
    );
    assert_eq!(archive.findings(), "\
invalid-library content/references.bib ⟨{soon enough}⟩ the year of `bad` cannot be read: `soon enough` is not a date (write a date as `1979`, `1979-03`, `1979-03-12`, `1990~` (about), `199X` (in the 1990s), `1978/1985` (from, to), `1978/..` (onwards) or `unknown`)
invalid-library content/references.bib ⟨nowhere⟩ `nowhere` is an abbreviation that no `@string` declares (write it in braces, `{nowhere}`, or declare it: `@string{nowhere = {...}}`)
duplicate-work content/references.bib ⟨g⟩ the key `g` stands twice in `content/references.bib` (give one of them another key, or take one of the two out)
");
}

#[test]
fn csl_json_is_read_and_its_faults_have_a_place() {
    let archive = assemble(
        r#"-- content/references.json --
[
  {"id": "birkenhead", "type": "report", "title": "Loss of the <i>Birkenhead</i>", "author": [{"literal": "High Admiralty"}, {"family": "Wright", "given": "E. W. C.", "non-dropping-particle": "von"}],
   "issued": {"date-parts": [[1852, 5]], "circa": true}, "page": "1-4", "volume": 3},
  {"id": "span", "issued": {"date-parts": [["2006", 3], [2009]]}, "accessed": {"raw": "2020-01-02"}},
  {"type": "book"},
  {"id": "wrong", "issued": {"date-parts": [[2006, 13]]}},
  {"id": "birkenhead" "title": "x"},
  {"id": "birkenhead"}
]
-- content/index.md --
Text.
"#,
    );
    assert_eq!(
        works(&archive),
        "\
birkenhead (report)
  author: {High Admiralty}; von Wright | E. W. C.
  issued: 1852-05~
  page: 1-4
  title: Loss of the Birkenhead
  volume: 3
span (document)
  accessed: 2020-01-02
  issued: 2006-03/2009
wrong (document)
"
    );
    assert_eq!(archive.findings(), "\
invalid-library content/references.json ⟨{⟩ a work has no key (write `\"id\": \"key\"` with the key it is cited by)
invalid-library content/references.json ⟨wrong⟩ the date `issued` of `wrong` cannot be read: `2006-13` has month 13, and a year has months 1 to 12 (write `{\"date-parts\": [[2006, 3, 15]]}`)
invalid-library content/references.json ⟨\"⟩ JSON cannot be read here: expected `,` or `}` (look for a comma or quote just before)
duplicate-work content/references.json ⟨birkenhead⟩ the key `birkenhead` stands twice in `content/references.json` (give one of them another key, or take one of the two out)
");
}

#[test]
fn hayagriva_is_read_into_the_same_terms() {
    let file = r#"-- content/references.yaml --
birkenhead:
  type: Article
  title: Loss of the Birkenhead
  author: ["Wright, Edward", High Admiralty]
  date: 1852-05
  page-range: 12-14
  serial-number: {doi: 10.1/x}
  url: {value: "https://example.org/", date: 2020-01-02}
  parent: {type: Periodical, title: The Times, volume: 3}
"#;
    let note = "-- content/works/_kind.yaml --\nname: work\nrole: work\n-- content/works/other.md --\n---\ntitle: Other\ncite_as: birkenhead\n---\nText.\n";
    assert_eq!(
        works(&assemble(file)),
        "\
birkenhead (article-journal)
  author: Wright | Edward; {High Admiralty}
  accessed: 2020-01-02
  issued: 1852-05
  DOI: 10.1/x
  URL: https://example.org/
  container-title: The Times
  page: 12-14
  title: Loss of the Birkenhead
  volume: 3
"
    );
    // A key in two places: the note's is kept.
    let archive = assemble(&format!("{file}{note}"));
    assert_eq!(
        archive.findings(),
        "duplicate-work content/references.yaml ⟨birkenhead⟩ the key `birkenhead` is that of two works: one in `content/works/other.md`, one in `content/references.yaml` (give one of them another key, or take one of the two out)\n"
    );
    assert_eq!(archive.front.archive.library.works.len(), 1);
}

/// Works with all that formats trip over.
const HARD: &str = r#"-- content/references.json --
[
  {"id": "zheng2007", "type": "book", "title": "Federalism & {Braces} – 100% #1 _x_ $5 ~ ^ \\ “桥头堡”", "publisher": "World & Sons",
   "author": [{"family": "Zheng", "given": "Yongnian"}, {"literal": "World Bank, Inc"}, {"family": "郑", "given": "永年"},
              {"family": "King", "given": "M. L.", "suffix": "Jr."}, {"literal": "Sand and Gravel"}, {"family": "Homer"}],
   "issued": {"date-parts": [[2007, 3]]}, "accessed": {"date-parts": [[2020, 1, 2]]}, "page": "35–37", "DOI": "10.1/a_b%c", "original-title": "事实联邦制",
   "URL": "https://e.org/a_b?x=1&y=%20"},
  {"id": "wreck", "type": "article-newspaper", "container-title": "The Times", "issue": "12", "volume": "3", "issued": {"date-parts": [[1852]], "circa": true}},
  {"id": "untitled", "type": "manuscript", "author": [{"family": "Wright", "given": "E."}]},
  {"id": "case", "type": "legal_case", "title": "R v Dudley", "authority": "Queen's Bench", "issued": {"date-parts": [[1884], [1885]]}},
  {"id": "empty", "type": "document"}
]
-- content/index.md --
Text.
"#;

fn described_all(items: &[Item]) -> String {
    items.iter().map(described).collect()
}

/// What comes back when works are written by `export` and read from a file of that name.
fn again(name: &str, export: impl Fn(Vec<&Item>) -> Vec<u8>) -> (String, String) {
    let archive = assemble(HARD);
    assert_eq!(archive.findings(), "");
    let items: Vec<Item> = archive.front.archive.library.works.iter().map(|work| work.item.clone()).collect();
    let text = String::from_utf8(export(items.iter().collect())).expect("UTF-8");
    let back = assemble(&format!("-- content/{name} --\n{text}-- content/index.md --\nText.\n"));
    assert_eq!(back.findings(), "", "{text}");
    (described_all(&items), works(&back))
}

#[test]
fn exported_works_come_back_as_they_were() {
    let (before, after) = again("references.json", |items| casebook::export::csl_json::items(items));
    assert_eq!(before, after);
    let (before, after) = again("references.bib", |items| casebook::export::bibtex::entries(items));
    assert_eq!(before, after);
}

const SITE: &str = "\
-- content/works/_kind.yaml --
name: work
role: work
fields:
  type: {type: choice, of: [book, log]}
-- content/works/zheng.md --
---
title: De Facto Federalism & Co
authors: [Zheng Yongnian]
editors: [Jane Doe]
updated: 2020-01-02
lang: zh
type: book
cite_as: zheng2007
---
A book of the [[log]].
-- content/log.md --
---
title: Log
authors: [Jane Doe]
updated: 2020-01
---
Of the ship.
";

#[test]
fn every_note_says_how_it_is_cited() {
    let project = Project::new(&format!("-- casebook.yaml --\ntitle: Ships\nbase_url: https://example.org/a/\n{SITE}"));
    assert_eq!(project.run(["build"]).code, 0);
    let page = project.read("output/log.html");
    for part in [
        "<meta name=\"citation_title\" content=\"Log\">",
        "<meta name=\"citation_author\" content=\"Jane Doe\">",
        "<meta name=\"citation_publication_date\" content=\"2020/01\">",
        "<meta name=\"citation_public_url\" content=\"https://example.org/a/log.html\">",
        "<meta name=\"DC.relation.isPartOf\" content=\"Ships\">",
        "<p class=\"cite-text\">Doe, Jane. 2020. “Log.” Ships, January.",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    let panel = page.split_once("<details class=\"cite-panel\"").map_or("", |(_, rest)| rest);
    assert!(
        panel.contains(
            "\
@online{log,
  author = {Doe, Jane},
  title = {Log},
  booktitle = {Ships},
  date = {2020-01},
  year = {2020},
  langid = {en},
  url = {https://example.org/a/log.html},
}
"
        ),
        "{panel}"
    );
    // A work's page: the work first, then the page.
    let of_work = project.read("output/works/zheng.html");
    let work = of_work.find("&quot;id&quot;: &quot;zheng2007&quot;");
    let itself = of_work.find("&quot;id&quot;: &quot;works-zheng&quot;");
    assert!(work.is_some() && work < itself, "{of_work}");
    assert!(project.has("output/-/data/references.ris"));
    assert!(project.read("output/works/zheng.html").contains("<meta name=\"citation_author\" content=\"Zheng Yongnian\">"));
}

#[test]
fn without_an_address_no_absolute_metadata_is_written() {
    let project = Project::new(&format!("-- casebook.yaml --\ntitle: Ships\n{SITE}"));
    assert_eq!(project.run(["build"]).code, 0);
    let page = project.read("output/log.html");
    assert!(page.contains("citation_title") && page.contains("@online{log,"));
    assert!(!page.contains("citation_public_url") && !page.contains("DC.identifier"));
    assert!(!page.contains("UR  - ") && !page.contains("&quot;URL&quot;"));
}

#[test]
fn entries_take_from_each_other_and_never_without_end() {
    let archive = assemble(
        r"-- content/references.bib --
@collection{logs, editor = {Doe, Jane}, title = {Logs of Ships}, publisher = {Press}, year = 1900}
@incollection{log, author = {Wright, E.}, title = {The Log}, crossref = {logs}, pages = {1-2}}
@book{a, crossref = {b}, month = mar, year = 1999}
@book{b, crossref = {a}}
@book{c, crossref = {loggs}}
@string{x = x # x}
-- content/index.md --
Text.
",
    );
    assert_eq!(
        archive.findings(),
        "\
invalid-library content/references.bib ⟨{loggs}⟩ there is no entry `loggs` (did you mean `logs`?)
invalid-library content/references.bib ⟨x⟩ the abbreviation `x` cannot be used (declare each once, in words of its own or by what is declared before it)
"
    );
    assert_eq!(
        works(&archive),
        "\
a (book)
  issued: 1999-03
b (book)
  issued: 1999-03
c (book)
log (chapter)
  author: Wright | E.
  editor: Doe | Jane
  issued: 1900
  container-title: Logs of Ships
  page: 1–2
  publisher: Press
  title: The Log
logs (book)
  editor: Doe | Jane
  issued: 1900
  publisher: Press
  title: Logs of Ships
"
    );
}

#[test]
fn braces_may_not_nest_past_the_limit() {
    let archive =
        assemble(&format!("-- content/references.bib --\n@book{{a, title = {}x{}}}\n", "{".repeat(5000), "}".repeat(5000)));
    assert_eq!(
        archive.of(casebook::diagnostic::Code::InvalidLibrary),
        "invalid-library content/references.bib ⟨{⟩ braces are nested more than 100 deep (look for a `{` that is not closed)\n"
    );
}

/// The keys of the works that were read.
fn keys(archive: &Assembled) -> String {
    archive.front.archive.library.works.iter().map(|work| format!("{} ", work.item.key)).collect()
}

#[test]
fn a_bibtex_entry_at_fault_leaves_the_others() {
    let archive = assemble(
        "-- content/references.bib --\n\
         % A ship's library: 船.\n\
         @book{first, title = {One}, year = 1850}\n\
         @book{open, title = {Two, year = 1851}\n\
         @book{second, title = \"Three\", year = 1852}\n\
         @book{quote, title = \"Four, year = 1853}\n\
         @book{third, title = {Five}, publisher = nobody, year = 1854}\n\
         @book{sign title = {Six}}\n\
         @string{press = {The Press}}\n\
         @book{fourth, title = {Seven @home}, publisher = press}\n\
         @book{last, title = {Eight}\n",
    );
    assert_eq!(keys(&archive), "first fourth second ");
    assert_eq!(
        archive.of(casebook::diagnostic::Code::InvalidLibrary),
        "\
invalid-library content/references.bib ⟨@book{open⟩ this entry does not end (look for a `{` or `\"` in it that is not closed)
invalid-library content/references.bib ⟨@book{quote⟩ this entry does not end (look for a `{` or `\"` in it that is not closed)
invalid-library content/references.bib ⟨nobody⟩ `nobody` is an abbreviation that no `@string` declares (write it in braces, `{nobody}`, or declare it: `@string{nobody = {...}}`)
invalid-library content/references.bib ⟨t⟩ BibTeX cannot be read here: expected comma (write entries as `@book{key, title = {...}}`)
invalid-library content/references.bib ⟨@book{last⟩ this entry does not end (look for a `{` or `\"` in it that is not closed)
");
}

#[test]
fn every_page_is_cited_in_the_style_of_the_archive() {
    let claim = "-- content/a.md --\n---\ntags: [sea]\nclaims:\n  - {id: one, text: It sank., cite: \"@zheng2007, p. 3\", disputes: two}\n  - {id: two, text: No.}\n---\n\
                 It {==sank==}{>>sure?<<} [@zheng2007].\n";
    let config = "-- casebook.yaml --\ntitle: Ships\nauthors: [Jane Doe]\n";
    let archive = |more: &str| {
        let project = Project::new(&format!("{config}{more}{SITE}{claim}"));
        let run = project.run(["build", "-q"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        project
    };
    let texts = |project: &Project, page: &str| -> Vec<String> {
        let html = project.read(&format!("output/{page}"));
        html.split("<p class=\"cite-text\">").skip(1).map(|rest| rest.split("</p>").next().unwrap_or("").to_owned()).collect()
    };
    let online = archive("base_url: https://example.org/a/\n");
    let expected = [
        (
            "log.html",
            "Doe, Jane. 2020. “Log.” Ships, January. <a href=\"https://example.org/a/log.html\">https://example.org/a/log.html</a>.",
        ),
        ("index.html", "Doe, Jane. 2020. “Ships.” January. <a href=\"https://example.org/a/\">https://example.org/a/</a>."),
        (
            "works/index.html",
            "Doe, Jane. 2020. “Works.” Ships, January. <a href=\"https://example.org/a/works/\">https://example.org/a/works/</a>.",
        ),
    ];
    for (page, text) in expected {
        assert_eq!(texts(&online, page), [text], "{page}");
    }
    let generated =
        ["-/tags.html", "-/tags/sea.html", "-/claims.html", "-/disputes.html", "-/bibliography.html", "-/annotations.html"];
    for page in generated {
        let texts = texts(&online, page);
        assert!(texts.len() == 1 && texts[0].contains(&format!("https://example.org/a/{page}</a>.")), "{page}: {texts:?}");
    }
    assert_eq!(texts(&online, "works/zheng.html")[0], "Zheng Yongnian. n.d. <em>De Facto Federalism &amp; Co</em>.");
    assert_eq!(texts(&online, "404.html"), <[&str; 0]>::default());
    let offline = archive("citation_style: ieee\n");
    assert_eq!(texts(&offline, "log.html"), ["J. Doe, “Log,” Ships."]);
    assert_eq!(texts(&offline, "-/tags.html"), ["J. Doe, “Tags,” Ships."]);
}

#[test]
fn entries_of_pages_are_those_of_the_style() {
    let titles = [
        "the Fleet at the harbour",
        "Fleet: of ships, and guns",
        "桥头堡 at Guangzhou (bridgehead)",
        "iPhone and the NATO pact",
        "foreign-affairs office",
        "a/b & c",
        "12 ships of 7777",
        "A tale: the end – or not",
        "an end of it in",
        "Who were they?",
        "The \"old\" harbour",
        "It's <b>\u{e000}</b>",
    ];
    for style in ["chicago-author-date", "apa", "ieee", "chicago-notes", "gb-7714-2015-author-date", "mla", "nature"] {
        let source = casebook::csl::StyleSource::bundled(style).expect("a bundled style");
        let entries = casebook::csl::Entries::new(&source, "en");
        for (language, date, url) in [
            ("en", "2020-03-04", true),
            ("zh-Hans", "2020-02-29", true),
            ("en", "2020-03", false),
            ("en", "1990~", true),
            ("en", "", false),
        ] {
            for title in titles {
                let mut item = Item::new(casebook::works::CiteKey::new("page"), "webpage");
                let mut text = |variable: &str, text: &str| _ = item.texts.insert(variable.into(), text.into());
                text("title", title);
                text("container-title", "the Archive of 7777 ships");
                text("language", language);
                if url {
                    text("URL", "https://example.org/a?b&c");
                }
                item.names.insert("author".into(), vec![casebook::works::Name::read("Jane Doe", false)]);
                item.dates.extend(casebook::schema::date::Date::parse(date).map(|date| ("issued".into(), date)));
                assert_eq!(entries.page(&item), entries.work(&item), "{style}: {title}");
            }
        }
    }
}
