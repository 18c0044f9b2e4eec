//! Faults of every kind in one archive, each after a line with Han: one run reports all of them at their places, in each format,
//! with Unix line ends and with CRLF.
//!
//! The archive is made of the examples of `src/diagnostic/explain/`, each in a folder named after its code, its names replaced by
//! others of the same length so that no two examples meet. What an example says in `casebook.yaml` stands in [`OWN`] instead.

use std::collections::{BTreeMap, BTreeSet};

use casebook::diagnostic::{Code, explain};
use serde_json::Value;

use crate::explain::{bytes, fenced, link, make_shallow, unmark};
use crate::project::{Project, files};

/// What cannot stand in one archive with the rest, and why.
const APART: [(&str, &str); 2] = [
    ("missing-theme", "an archive names one theme, and here it is one that is there"),
    ("invalid-theme", "without a theme that can be read no page is rendered, so no `template-error` is found"),
];

/// Settings, and what depends on them. A line of `^^^` that ends in a code marks the span in the line above.
const OWN: &str = "\
-- casebook.yaml --
# 汉字
title: 桥头堡
lang: zh-Hans
^^^^ unknown-setting
citation_style: chicago-author-dat
                ^^^^^^^^^^^^^^^^^^ invalid-style
lints: {stub-note: 有时, broken-link: allow, orphaned-note: allow}
                   ^^ invalid-setting
                       ^^^^^^^^^^^ not-a-lint
                                           ^^^^^^^^^^^^^ unknown-code
nav:
  - {label: 广州, to: abuot}
                    ^^^^^ broken-nav
limits: {dataset_rows: 2, embed_depth: 2, markdown_depth: 6, yaml_depth: 9, file_size: 3000}
-- content/own/_kind.yaml --
# 汉字
name: own-dataset
role: dataset
-- content/own/rows.md --
---
title: 广交会
---
-- content/own/rows.csv --
year,buyers
1957,广州
1958,广州
1959,广州
^^^^^^^ dataset-too-large
-- content/own/one.md --
# 甲一
![[own/two]]
^^^^^^^^^^^^ embed-too-large
-- content/own/two.md --
# 乙二
![[own/three]]
-- content/own/three.md --
# 丙三
![[own/four]]
-- content/own/four.md --
# 丁四
-- content/own/deep.md --
> 引
>
> > > > > > 汉字 and
> > > > > > more
-- content/own/yaml.md --
---
# 汉字
extra: [[[[[[[[[[trade]]]]]]]]]]
---
";

/// A finding: its code, file, line and column.
type Found = (String, String, u64, u64);

/// The archive, and the places of the findings each code must have in the code's folder or, of [`OWN`], anywhere.
struct Merged {
    files: Vec<(String, String)>,
    marks: BTreeMap<&'static str, BTreeSet<Found>>,
}

fn merged() -> Merged {
    let mut all = Merged { files: Vec::new(), marks: BTreeMap::new() };
    all.add_own();
    let mut number = 0;
    for &code in Code::ALL {
        let name = code.name();
        let own = all.marks.contains_key(name) || OWN_WITHOUT_PLACE.contains(&name);
        if own || APART.iter().any(|(apart, _)| *apart == name) {
            continue;
        }
        let page = explain::page(code).expect("a page for each code");
        let example = fenced(page, "## Example").expect("an example");
        all.add(code, &apart(example.text, &mut number));
    }
    all
}

/// Found in [`OWN`], at no place in a text or at one that is not marked.
const OWN_WITHOUT_PLACE: [&str; 4] = ["file-too-large", "no-base-url", "too-deep", "yaml-too-complex"];

impl Merged {
    fn add_own(&mut self) {
        for (path, text) in files(OWN) {
            let (mut kept, mut line) = (String::new(), 0);
            for row in text.split_inclusive('\n') {
                match row.trim_end().rsplit_once("^ ").and_then(|(carets, code)| Some((carets, Code::from_name(code)?))) {
                    Some((carets, code)) => {
                        let column = carets.chars().take_while(|c| *c == ' ').count() as u64 + 1;
                        let found = (code.name().to_owned(), path.clone(), line, column);
                        self.marks.entry(code.name()).or_default().insert(found);
                    }
                    None => {
                        kept.push_str(row);
                        line += 1;
                    }
                }
            }
            self.files.push((path, kept));
        }
        self.files.push(("content/own/large.md".into(), format!("# 大\n{}", "汉字 and more. ".repeat(300))));
    }

    fn add(&mut self, code: Code, example: &str) {
        let (archive, marks) = unmark(example);
        // Redirects are counted from the site's root.
        let folder = if code == Code::PathCollision { String::new() } else { format!("{}/", code.name()) };
        let moved = |path: &str| match path.strip_prefix("content/") {
            Some(rest) if !rest.starts_with("references.") => format!("content/{folder}{rest}"),
            _ => path.to_owned(),
        };
        let mut shifts = BTreeMap::new();
        for (path, text) in files(&archive) {
            // The settings that matter stand in `OWN` or on the command line.
            if path == "casebook.yaml" {
                continue;
            }
            let (text, at) = with_han(&path, &text);
            let to = moved(&path);
            // A library that another example has begun goes on.
            let before = match self.files.iter_mut().find(|(other, _)| *other == to) {
                Some((_, there)) => {
                    let lines = there.lines().count() as u64;
                    there.push_str(&text);
                    lines
                }
                None => {
                    self.files.push((to, text));
                    0
                }
            };
            shifts.insert(path, (before, at));
        }
        let own = self.marks.entry(code.name()).or_default();
        for (path, line, column, _) in marks {
            let (before, (after, lines)) = shifts[&path];
            let added = if line > after { lines } else { 0 };
            own.insert((code.name().to_owned(), moved(&path), before + line + added, column));
        }
    }
}

/// A text with a line of Han before what it is about, where its format has a place for one: after which line, and how many lines.
fn with_han(path: &str, text: &str) -> (String, (u64, u64)) {
    let is = |extension: &str| std::path::Path::new(path).extension().is_some_and(|own| own == extension);
    match text.strip_prefix("---\n") {
        Some(rest) if is("md") && rest.contains("\n---\n") => (format!("---\n# 汉字\n{rest}"), (1, 1)),
        None if is("md") => (format!("%%汉字%%\n\n{text}"), (0, 2)),
        _ if is("yaml") => (format!("# 汉字\n{text}"), (0, 1)),
        _ if is("bib") => (format!("汉字\n{text}"), (0, 1)),
        _ if is("svg") => (format!("<!-- 汉字 -->\n{text}"), (0, 1)),
        _ => (text.to_owned(), (0, 0)),
    }
}

/// The same example with names that no other has: of its files, of their folders' kinds.
fn apart(example: &str, number: &mut u32) -> String {
    let mut words: BTreeMap<String, String> = BTreeMap::new();
    let mut kinds: Vec<(String, String)> = Vec::new();
    for (path, text) in files(example) {
        let Some(name) = path.strip_prefix("content/").and_then(|path| path.rsplit('/').next()) else { continue };
        let stem = name.split('.').next().unwrap_or("");
        if name == "_kind.yaml" {
            let declared = text.lines().find_map(|line| line.strip_prefix("name: "));
            kinds.extend(declared.map(|kind| (kind.to_owned(), unique(kind, number))));
        } else if !["", "references", "what?"].contains(&stem) && !words.contains_key(stem) {
            words.insert(stem.to_owned(), unique(stem, number));
        }
    }
    // `index` is a word of the format as well.
    let index = words.remove("index").filter(|_| example.contains("-- content/index.md --"));
    let mut text = replace_words(example, &words);
    if let Some(index) = index {
        text = text.replace("[[index]]", &format!("[[{index}]]")).replace("/index.md --", &format!("/{index}.md --"));
    }
    for (kind, name) in kinds {
        for (before, after) in [("\nname: ", "\n"), ("to: [", "]"), ("from: ", "\n")] {
            text = text.replace(&format!("{before}{kind}{after}"), &format!("{before}{name}{after}"));
        }
    }
    text
}

/// A name of the same length, its last letter a Han character that is in no other.
fn unique(name: &str, number: &mut u32) -> String {
    *number += 1;
    let own = char::from_u32(0x6000 + *number).expect("a Han character");
    let kept = name.chars().count() - 1;
    name.chars().take(kept).chain([own]).collect()
}

fn replace_words(text: &str, words: &BTreeMap<String, String>) -> String {
    let is_part = |c: char| c.is_alphanumeric() || c == '-';
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_part) {
        let end = rest[start..].find(|c| !is_part(c)).map_or(rest.len(), |length| start + length);
        let word = &rest[start..end];
        out.push_str(&rest[..start]);
        out.push_str(words.get(word).map_or(word, String::as_str));
        rest = &rest[end..];
    }
    out + rest
}

/// What a run of the archive finds in a format.
fn run(project: &Project, format: &str) -> String {
    let mut arguments = vec!["build", "--keep-going", "--message-format", format];
    for code in Code::ALL.iter().filter(|code| code.is_allowed_by_default()) {
        arguments.extend(["--warn", code.name()]);
    }
    let run = project.run_with(&arguments, &[]).code(1);
    if format == "human" { run.stderr } else { run.stdout }
}

fn of_json(text: &str) -> Vec<Found> {
    let found = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap_or_else(|error| panic!("{line}: {error}")));
    let word = |value: &Value| value.as_str().unwrap_or("").to_owned();
    found
        .map(|f| (word(&f["code"]), word(&f["file"]), f["line"].as_u64().unwrap_or(0), f["column"].as_u64().unwrap_or(0)))
        .collect()
}

fn of_github(text: &str) -> Vec<Found> {
    let line = |line: &str| {
        let (_, rest) = line.split_once(' ').expect("a command and its properties");
        let (properties, _) = rest.split_once("::").expect("properties and a message");
        let unescape = |text: &str| text.replace("%3A", ":").replace("%2C", ",").replace("%25", "%");
        let get = |key: &str| {
            let mut found = properties.split(',').filter_map(|property| property.split_once('='));
            found.find(|(name, _)| *name == key).map_or(String::new(), |(_, value)| unescape(value))
        };
        (get("title"), get("file"), get("line").parse().unwrap_or(0), get("col").parse().unwrap_or(0))
    };
    text.lines().map(line).collect()
}

fn of_sarif(text: &str) -> Vec<Found> {
    let log: Value = serde_json::from_str(text).expect("one JSON value");
    let results = log["runs"][0]["results"].as_array().expect("results");
    let result = |result: &Value| {
        let place = &result["locations"][0]["physicalLocation"];
        let file = place["artifactLocation"]["uri"].as_str().unwrap_or("");
        let file = percent_encoding::percent_decode_str(file).decode_utf8_lossy().into_owned();
        let number = |key: &str| place["region"][key].as_u64().unwrap_or(0);
        (result["ruleId"].as_str().unwrap_or("").to_owned(), file, number("startLine"), number("startColumn"))
    };
    results.iter().map(result).collect()
}

/// `error[CODE]: ...`, then ` --> FILE:LINE:COLUMN` if it has a place.
fn of_human(text: &str) -> Vec<Found> {
    let mut all: Vec<Found> = Vec::new();
    let mut is_open = false;
    for line in text.lines() {
        let head = line.split_once('[').filter(|(severity, _)| ["error", "warning", "note"].contains(severity));
        if let Some((code, _)) = head.and_then(|(_, rest)| rest.split_once(']')) {
            all.push((code.to_owned(), String::new(), 0, 0));
            is_open = true;
        } else if let Some(place) = line.trim_start().strip_prefix("--> ").filter(|_| is_open) {
            let mut parts = place.rsplitn(3, ':');
            let numbers = (parts.next().and_then(|n| n.parse().ok()), parts.next().and_then(|n| n.parse().ok()));
            let last = all.last_mut().expect("a finding before its place");
            // Of what has no text, only the path is shown.
            (last.1, last.2, last.3) = match (numbers, parts.next()) {
                ((Some(column), Some(row)), Some(file)) => (file.to_owned(), row, column),
                _ => (place.to_owned(), 1, 1),
            };
            is_open = false;
        }
    }
    all
}

#[test]
fn every_code_is_found_in_one_run_in_every_format() {
    let merged = merged();
    for crlf in [false, true] {
        let project = Project::new("");
        for (path, text) in &merged.files {
            match path.split_once(" -> ") {
                Some((path, target)) => link(&project, path, target),
                None if crlf => project.write(path, bytes(&text.replace('\n', "\r\n"))),
                None => project.write(path, bytes(text)),
            }
        }
        make_shallow(&project);

        let found = of_json(&run(&project, "json"));
        let mut faults = Vec::new();
        for &code in Code::ALL {
            let name = code.name();
            let mut own: BTreeSet<Found> = found.iter().filter(|(code, ..)| code == name).cloned().collect();
            if APART.iter().any(|(apart, _)| *apart == name) {
                continue;
            }
            if own.is_empty() {
                faults.push(format!("{name}: not found"));
            }
            let marks = merged.marks.get(name).cloned().unwrap_or_default();
            // Examples have other faults than their own, so of a code only its folder is looked at.
            let folders: BTreeSet<String> = marks.iter().map(|(_, file, ..)| folder(file)).collect();
            own.retain(|(_, file, ..)| folders.contains(&folder(file)));
            if !marks.is_empty() && own != marks {
                faults.push(format!("{name}:\n  marked {marks:?}\n  found  {own:?}"));
            }
        }
        assert!(faults.is_empty(), "CRLF {crlf}:\n{}", faults.join("\n"));

        // The other formats tell of the same, in the same order.
        for (format, read) in [("github", of_github as fn(&str) -> Vec<Found>), ("sarif", of_sarif), ("human", of_human)] {
            let others = read(&run(&project, format));
            let first = others.iter().zip(&found).find(|(one, other)| one != other);
            assert_eq!(first, None, "CRLF {crlf}: {format} differs from json");
            assert_eq!(others.len(), found.len(), "CRLF {crlf}: {format}");
        }
    }
}

/// The folder of a code's example, or the file itself outside of `content/`.
fn folder(file: &str) -> String {
    let depth = if file.starts_with("content/") && file.matches('/').count() > 1 { 2 } else { 9 };
    file.split('/').take(depth).collect::<Vec<_>>().join("/")
}
