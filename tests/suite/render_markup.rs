//! Whatever a note holds, its markup is well-formed, nests as HTML allows, and runs nothing.

use std::collections::BTreeSet;

use proptest::prelude::*;

use crate::commonmark::examples;
use crate::render_cases::made_of;

const VOID: [&str; 6] = ["br", "hr", "img", "input", "wbr", "col"];

/// Elements that end an open paragraph, so that its end tag would stand alone.
const BLOCKS: [&str; 20] = [
    "p",
    "div",
    "ul",
    "ol",
    "dl",
    "table",
    "blockquote",
    "pre",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "figure",
    "section",
    "details",
    "aside",
    "article",
    "address",
];

/// What is wrong with finished markup, if anything.
fn fault(html: &str) -> Option<String> {
    let mut open: Vec<&str> = Vec::new();
    let mut ids = BTreeSet::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        if let Some(stray) = rest[..at].find('>') {
            return Some(format!("a bare `>` in {:?}", &rest[..=stray]));
        }
        let end = at + rest[at..].find('>')?;
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return Some(format!("`</{name}>` closes nothing"));
            }
            continue;
        }
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag.trim_end_matches('/'), ""));
        if name == "a" && open.contains(&"a") && !attributes.starts_with("class=\"broken\"") {
            return Some("a link in a link".to_owned());
        }
        let parent = open.iter().rposition(|element| ["p", "li", "td", "div", "section", "blockquote", "dd"].contains(element));
        if BLOCKS.contains(&name) && parent.is_some_and(|at| open[at] == "p") {
            return Some(format!("`<{name}>` in a paragraph"));
        }
        let mut quoted = attributes.split('"');
        while let (Some(key), Some(value)) = (quoted.next(), quoted.next()) {
            let key = key.trim().trim_end_matches('=').rsplit(' ').next().unwrap_or("");
            if key == "style" || key.starts_with("on") || value.contains('<') {
                return Some(format!("`{key}=\"{value}\"`"));
            }
            if (key == "href" || key == "src") && value.trim_start().to_ascii_lowercase().starts_with("javascript") {
                return Some(format!("`{key}=\"{value}\"`"));
            }
            if key == "id" && !ids.insert(value) {
                return Some(format!("the id `{value}` stands twice"));
            }
        }
        if !VOID.contains(&name) && !attributes.ends_with('/') && !tag.ends_with('/') {
            open.push(name);
        }
    }
    (!open.is_empty()).then(|| format!("never closed: {open:?}"))
}

/// Fails unless the markup of a body holds.
fn assert_sound(markdown: &str) {
    let other = "-- content/concepts/b.md --\n---\ntitle: B 桥\n---\nB text.[^1] ^first\n\n## Use\n\n- one ^item\n\n[^1]: *Note* of [[a]].\n";
    // A line that looks like the head of a file would end the note.
    let made = made_of(&format!("-- content/concepts/a.md --\n{}\n{other}", markdown.replace("\n-- ", "\n--")));
    if let Some(fault) = fault(&made.replace("\n[", "\n<b></b>[")) {
        panic!("{fault}\n--- of\n{markdown}\n--- made\n{made}");
    }
}

#[test]
fn the_examples_of_commonmark_give_sound_markup() {
    for example in examples() {
        assert_sound(&example.markdown);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_mixture_of_marks_gives_sound_markup(
        parts in prop::collection::vec(prop::sample::select(PARTS), 0..40)
    ) {
        assert_sound(&parts.concat());
    }
}

/// What bodies are made of, and what breaks them.
const PARTS: &[&str] = &[
    "word ",
    "桥头堡",
    "，",
    "\n",
    "\n\n",
    "    ",
    "> ",
    "- ",
    "1. ",
    "# ",
    "## H\n",
    "*",
    "**",
    "_",
    "~~",
    "==",
    "`",
    "```\n",
    "```rust\n",
    "[",
    "]",
    "(",
    ")",
    "[[",
    "]]",
    "![[",
    "[[b]]",
    "[[b#Use|x]]",
    "![[b]]",
    "![[b#Use]]",
    "![[b#^item]]",
    "![[nothing]]",
    "[[nothing]]",
    "[^1]",
    "\n\n[^1]: note\n\n",
    "^[",
    "^[in *line*]",
    "{==",
    "==}",
    "{>>",
    "<<}",
    "{++a++}",
    "{--b--}",
    "{~~a~>b~~}",
    "{桥|qiáo}",
    "{",
    "|",
    "}",
    "| a | b |\n|---|:-:|\n| c | d |\n",
    "> [!note] T\n> x\n",
    "> [!tip]-\n",
    "$x$",
    "$$y$$",
    "$\\bad$",
    "%%",
    "%%hidden%%",
    "<b>",
    "</b>",
    "<div>",
    "</div>",
    "<p>",
    "<script>",
    "</script>",
    "<a href=\"https://a\">",
    "</a>",
    "<img src=x onerror=y>",
    "<!--",
    "-->",
    "[x]{#i .c lang=zh}",
    "[x](javascript:alert)",
    "[x](https://a \"t\")",
    "![alt](https://a/b.png)",
    "![alt](b.png)",
    "https://a.org/b",
    "^name",
    " ^blk\n",
    "- [x] ",
    "term\n: definition\n",
    "\\",
    "&amp;",
    "&",
    "<",
    ">",
    "\"",
    "'",
    "---\n",
    "{#id}",
    "{.c}",
    "#tag",
    "<details><summary>s</summary>\n\n",
    "</details>",
    "<ul><li>",
    "<table><tr><td>",
    "H~2~O",
    "x^2^",
    "\r\n",
    "\u{feff}",
    "\u{0}",
];
