//! Bodies that nobody would write: nothing panics, every place lies in the text, what begins ends, and the time is linear.

use std::time::{Duration, Instant};

use casebook::config::Limits;
use casebook::diagnostic::Code;
use casebook::note::body::{BodySettings, Event, EventKind, Str, Tag};
use casebook::text::Span;
use proptest::prelude::*;

use crate::body_html::{Parsed, read, read_with};

/// Fails unless all that a parsed body says of its text is true.
fn check(parsed: &Parsed) {
    let Parsed { source, body, diagnostics } = parsed;
    let in_bounds = |span: Span| assert!(source.get(span.range()).is_some(), "{span:?} is no place of {source:?}");
    let lists = std::iter::once(&body.events).chain(body.footnotes.iter().map(|footnote| &footnote.events));
    for events in lists {
        balanced(events);
        for event in events {
            in_bounds(event.span);
            match &event.kind {
                EventKind::Text(text)
                | EventKind::Code(text)
                | EventKind::Math { tex: text, .. }
                | EventKind::Html { html: text, .. } => str_in_bounds(text, in_bounds),
                EventKind::Ruby(ruby) => {
                    let (base, readings) = (&ruby.base, &ruby.readings);
                    [base, readings].into_iter().for_each(|text| str_in_bounds(text, in_bounds));
                }
                EventKind::FootnoteMark(n) => assert!((*n as usize) < body.footnotes.len()),
                EventKind::Embed(n) => assert!((*n as usize) < body.embeds.len()),
                EventKind::Citation(n) => assert!((*n as usize) < body.citations.len()),
                EventKind::Generated(n) => assert!((*n as usize) < body.queries.len()),
                EventKind::Start(Tag::Heading(n)) => assert!((*n as usize) < body.headings.len()),
                EventKind::Start(Tag::Link(n) | Tag::Image(n)) => assert!((*n as usize) < body.links.len()),
                _ => {}
            }
        }
    }
    for heading in &body.headings {
        if let Some(at) = heading.event {
            assert!(
                matches!(&body.events[at as usize].kind, EventKind::Start(Tag::Heading(_))),
                "no heading at {at} in {source:?}"
            );
        }
        assert!(!heading.id.is_empty());
    }
    let ids: std::collections::BTreeSet<_> = body.headings.iter().map(|heading| &heading.id).collect();
    assert_eq!(ids.len(), body.headings.len(), "two headings share an id in {source:?}");
    for block in &body.blocks {
        in_bounds(block.span);
        balanced(&body.events[block.events.start as usize..block.events.end as usize]);
    }
    for link in body.links.iter().chain(&body.embeds) {
        in_bounds(link.span);
        in_bounds(link.target_span);
    }
    for allow in &body.allows {
        in_bounds(allow.span);
        in_bounds(allow.covers);
    }
    body.tags.iter().for_each(|tag| in_bounds(tag.span));
    for diagnostic in diagnostics {
        let places = diagnostic.place.iter().chain(diagnostic.related.iter().map(|label| &label.place));
        let edits = diagnostic.fix.iter().flat_map(|fix| fix.edits.iter().map(|edit| &edit.place));
        places.chain(edits).for_each(|place| in_bounds(place.span));
    }
}

fn str_in_bounds(text: &Str, in_bounds: impl Fn(Span)) {
    if let Str::Source(span) = text {
        in_bounds(*span);
    }
}

fn balanced(events: &[Event]) {
    let mut open = Vec::new();
    for event in events {
        match &event.kind {
            EventKind::Start(tag) => open.push(tag),
            EventKind::End(tag) => assert_eq!(open.pop(), Some(tag)),
            _ => {}
        }
    }
    assert!(open.is_empty(), "{open:?} is not closed");
}

/// Pieces of which texts are made that hit upon every sort of markup.
#[rustfmt::skip]
const PIECES: &[&str] = &[
    "a",
    " ",
    "\n",
    "\n\n",
    "桥",
    "é",
    "\r\n",
    "\t",
    "*",
    "**",
    "_",
    "~",
    "~~",
    "^",
    "==",
    "=",
    "%%",
    "$",
    "$$",
    "`",
    "``",
    "```\n",
    "[",
    "[[",
    "]",
    "]]",
    "![",
    "![[",
    "](",
    ")",
    "(",
    "{",
    "}",
    "{==",
    "==}",
    "{>>",
    "<<}",
    "{++",
    "++}",
    "{--",
    "--}",
    "{~~",
    "~>",
    "~~}",
    "^[",
    "[^1]",
    "[^1]: ",
    "|",
    "\\|",
    "\\",
    "&amp;",
    "&",
    "<b>",
    "</b>",
    "<",
    ">",
    "> ",
    "- ",
    "1. ",
    "# ",
    "\n---\n",
    "| a |\n|---|\n| ",
    "#t",
    " ^b",
    "{#id}",
    "{.c}",
    "{lang=zh}",
    "]{.c}",
    "https://e.org/",
    "<https://e.org>",
    ": ",
    "[!note]",
    "- [x] ",
    "[r]: u\n",
    "%% allow stub-note: r %%",
    "```index\nfrom: x\n```\n",
    "\u{feff}",
    "\0",
    "：",
    "。",
    "@who 2026-11-02:",
    "@key",
    "[@key, p. 3",
    "]",
    " [p. 4]",
    "; -@key",
    "    ",
    "!",
    "x.png",
    "\"",
    "'",
    "<!--",
    "-->",
    "$x$",
    "{桥|q}",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_pieces_read_as_something_sound(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        check(&read(&pieces.concat()));
    }

    #[test]
    fn any_text_reads_as_something_sound(text in "\\PC{0,80}") {
        check(&read(&text));
    }

    #[test]
    fn depth_is_bounded(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60)) {
        let limits = Limits { markdown_depth: 3, ..Limits::default() };
        check(&read_with(&pieces.concat(), &BodySettings { plain_note: false, limits }));
    }
}

#[test]
fn a_heading_nested_too_deep_is_text() {
    let limits = Limits { markdown_depth: 3, ..Limits::default() };
    let parsed = read_with(">- # deep", &BodySettings { plain_note: false, limits });
    check(&parsed);
    assert_eq!(parsed.body.headings[0].text, "deep");
    assert_eq!(parsed.body.headings[0].event, None);
}

#[test]
fn hostile_texts_take_linear_time() {
    let shapes = [
        ">",
        "> ",
        "[",
        "![",
        "*a ",
        "a**b",
        "_a ",
        "[[",
        "[[a",
        "![[",
        "{==",
        "{==a",
        "{>>a ",
        "{++",
        "{~~a~>",
        "{--a",
        "^[",
        "^[a ",
        "%%",
        "%% ",
        "%% a\n\n",
        "$",
        "$a ",
        "$$",
        "$$ a ",
        "`",
        "`a``b```c",
        "a`",
        "[a](",
        "[a](b ",
        "[a](<b",
        "[a](b 'c ",
        "[a](b (c ",
        "]{a=\"",
        "]{.a ",
        "[a]{.b",
        "{桥|",
        "{桥",
        "==a ",
        "==a== ",
        "~a",
        "^a",
        "~a^b",
        "~~a ",
        "<a ",
        "<a b=\"",
        "<!--",
        "<![CDATA[",
        "<?",
        "<!A",
        "<a@",
        "<a:",
        "&amp;",
        "&a;",
        "&copy;",
        "\\",
        "\\\\[",
        "https://a",
        "https://a(",
        "https://a)",
        "https://a;",
        "http://",
        "#a ",
        "- a\n",
        "- ",
        "1. a\n  ",
        "# a\n",
        "# a {#b}\n\n",
        "[^1]",
        "[^1]: a\n\n",
        "[^a",
        "[a]: b\n",
        "[a] ",
        "[a][b] ",
        "| a ",
        "|a|\n|-|\n|[[b|c]]",
        "> [!a] b\n\n",
        "> [!a]\n> ",
        "a ^b\n\n",
        "a\n: b\n\n",
        "%% allow a: b %%\n\n",
        "```index\na: b\n```\n\n",
        "> ```index\n> a: b\n> ```\n\n",
        "<div>\n\n",
        "*a _b ",
        "**a *b ",
        "[*a](b) ",
        "*[a*](b) ",
        "[a]{.b} *c ",
        "{==a [[b ==} c]] ",
        "]] ",
        "==} ",
        "]",
        "}",
        ")",
        "a\n",
        "a  \n",
        "桥\n",
        "\0",
        "\t",
        "[a](b)](c)",
        "[[a]](b)",
        "[a](b) [c](d)](e) ",
        "^[a](b) ",
        "***a** b*",
        "*a **b ",
    ];
    for shape in shapes {
        let text = shape.repeat(100_000 / shape.len());
        let start = Instant::now();
        let parsed = read(&text);
        let time = start.elapsed();
        assert!(time < Duration::from_secs(10), "100 kB of {shape:?} took {time:?}");
        check(&parsed);
    }
}

#[test]
fn what_looks_far_for_its_end_finds_it_soon() {
    for shape in ["@word ", "a@b.org ", "\"@a ", "@{a b} ", "https://a ", "[see @a, p. 3] ", "{==a==}{>>b<<} "] {
        let text = shape.repeat(600_000 / shape.len());
        let start = Instant::now();
        let parsed = read(&text);
        let time = start.elapsed();
        assert!(time < Duration::from_secs(10), "600 kB of {shape:?} took {time:?}");
        check(&parsed);
    }
}

#[test]
fn what_is_nested_too_deep_stands_without_its_markup() {
    let parsed = read(&format!("{}桥\n", "> ".repeat(1000)));
    check(&parsed);
    assert_eq!(parsed.body.events.iter().filter(|event| matches!(event.kind, EventKind::Start(_))).count(), 64);
    assert!(
        parsed.body.events.iter().any(|event| matches!(&event.kind, EventKind::Text(text) if text.get(&parsed.source) == "桥"))
    );
    let codes: Vec<_> = parsed.diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    assert_eq!(codes, [Code::TooDeep]);
}

#[test]
fn a_mistake_a_byte_is_not_told_a_million_times() {
    let labels: String = (0..2000).map(|n| format!("[^label{n}]: a\n\n")).collect();
    let parsed = read(&format!("{labels}{}", "[^label] {==".repeat(10_000)));
    check(&parsed);
    assert_eq!(parsed.diagnostics.len(), 1000);
}

#[test]
fn blanks_that_a_citation_takes_away_leave_no_place_behind() {
    let bodies = [
        "广州 [[d]] [@zheng]设立。",
        "see [[nowhere]] [@zheng]é.",
        "广州 {>>c<<}[@zheng]设立。",
        "{==广州==}{>>c<<} [@zheng]设立 [[b]]。",
    ];
    for body in bodies {
        let library = "-- content/references.bib --\n@book{zheng, author = {Zheng, Wei}, title = {T}, year = 2001}\n";
        let project = crate::project::Project::new(&format!(
            "-- casebook.yaml --\ntitle: Ships\n{library}-- content/index.md --\n{body}\n-- content/b.md --\nB.\n-- content/d.md --\n---\nstatus: draft\n---\n"
        ));
        let run = project.run(["build", "--keep-going"]);
        assert!(run.code < 2, "{body}: {}", run.stderr);
    }
    let front = "-- content/a.md --\n---\ntitle: x\nlist:\n  - a\n  \u{3000}\n\"\n---\n";
    let run = crate::project::Project::new(front).run(["check"]);
    assert!(run.code < 2, "{}", run.stderr);
}
