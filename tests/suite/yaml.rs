//! The YAML reader: the tree, its places, and what is said of faults.

use std::fmt::Write;

use casebook::diagnostic::{Checked, Code};
use casebook::text::{Span, VaultPath};
use casebook::yaml::{Limits, Node, NodeKind, parse};
use proptest::prelude::*;

const LIMITS: Limits = Limits { size: 1 << 20, depth: 32, alias_nodes: 1000 };

/// Parses a document that stands between other text of a file.
fn in_file(document: &str) -> (String, Checked<Option<Node>>) {
    let file = format!("\u{feff}---桥\n{document}---\nBody");
    let start = "\u{feff}---桥\n".len();
    let checked = parse(&VaultPath::new("a.md"), &file, start..start + document.len(), &LIMITS);
    (file, checked)
}

/// The tree with the text that stands at each place, where that is not the scalar itself.
fn dump(node: &Node, file: &str, depth: usize, out: &mut String) {
    let at = |span: Span| &file[span.range()];
    match &node.kind {
        NodeKind::Null => writeln!(out, "null at {:?}", at(node.span)).unwrap(),
        NodeKind::Scalar(scalar) if scalar.plain => {
            assert_eq!(&*scalar.text, at(node.span));
            writeln!(out, "{}", scalar.text).unwrap();
        }
        NodeKind::Scalar(scalar) => writeln!(out, "{:?} at {:?}", scalar.text, at(node.span)).unwrap(),
        NodeKind::Sequence(items) => {
            writeln!(out, "list at {:?}", at(node.span)).unwrap();
            for item in items {
                write!(out, "{:1$}- ", "", depth * 2).unwrap();
                dump(item, file, depth + 1, out);
            }
        }
        NodeKind::Mapping(entries) => {
            writeln!(out, "mapping at {:?}", at(node.span)).unwrap();
            for entry in entries {
                let key = &entry.key;
                let written = if at(key.span) == &*key.value { String::new() } else { format!(" at {:?}", at(key.span)) };
                write!(out, "{:2$}{}{written}: ", "", key.value, depth * 2).unwrap();
                dump(&entry.value, file, depth + 1, out);
            }
        }
    }
}

fn report(document: &str) -> String {
    let (file, Checked { value, diagnostics }) = in_file(document);
    let mut out = String::new();
    match value {
        Some(node) => dump(&node, &file, 0, &mut out),
        None => out.push_str("nothing\n"),
    }
    for finding in diagnostics {
        let place = finding.place.unwrap();
        writeln!(out, "{} at {:?}: {}", finding.code.name(), &file[place.span.range()], finding.message).unwrap();
        for label in finding.related {
            writeln!(out, "  {:?}: {}", &file[label.place.span.range()], label.text).unwrap();
        }
        for help in finding.help {
            writeln!(out, "  help: {help}").unwrap();
        }
        for edit in finding.fix.into_iter().flat_map(|fix| fix.edits) {
            writeln!(out, "  fix: {:?} -> {:?}", &file[edit.place.span.range()], edit.replacement).unwrap();
        }
    }
    out
}

#[test]
fn trees_and_faults() {
    let mut out = String::new();
    for case in include_str!("../cases/yaml/faults.txt").split("\n====\n") {
        writeln!(out, "{case}\n----\n{}====", report(case)).unwrap();
        // CRLF moves nothing: the same faults at the same texts.
        let faults = |report: &str| {
            let lines = report.lines().filter(|line| line.contains(": ") && line.contains('-') && line.contains(" at "));
            lines.filter(|line| Code::ALL.iter().any(|code| line.starts_with(code.name()))).map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(faults(&report(case)), faults(&report(&case.replace('\n', "\r\n")).replace("\\r\\n", "\\n")), "{case}");
    }
    insta::with_settings!({snapshot_path => "../cases/yaml", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!("faults", out);
    });
}

/// Applies the fixes of a document's findings.
fn fixed(document: &str) -> (String, usize) {
    let (file, checked) = in_file(document);
    let mut edits: Vec<_> = checked.diagnostics.into_iter().filter_map(|finding| finding.fix).flat_map(|fix| fix.edits).collect();
    edits.sort_by_key(|edit| edit.place.span);
    let count = edits.len();
    let mut text = file.clone();
    for edit in edits.into_iter().rev() {
        text.replace_range(edit.place.span.range(), &edit.replacement);
    }
    (text["\u{feff}---桥\n".len()..text.len() - "---\nBody".len()].to_owned(), count)
}

#[test]
fn a_fix_mends_what_it_is_offered_for() {
    for case in include_str!("../cases/yaml/faults.txt").split("\n====\n") {
        let (mended, edits) = fixed(case);
        if edits > 0 {
            let left = in_file(&mended).1.diagnostics;
            let mendable = left.iter().filter(|finding| finding.fix.is_some()).count();
            assert_eq!(mendable, 0, "{case}\n->\n{mended}\n{left:#?}");
        }
    }
}

fn codes(document: &str) -> Vec<&'static str> {
    in_file(document).1.diagnostics.iter().map(|finding| finding.code.name()).collect()
}

#[test]
fn hostile_input_is_refused_quickly() {
    let deep = |open: &str| open.repeat(100_000);
    assert_eq!(codes(&deep("[")), ["yaml-too-complex"]);
    assert_eq!(codes(&deep("{a: ")), ["yaml-too-complex"]);
    assert_eq!(codes(&deep("- ")), ["yaml-too-complex"]);
    assert_eq!(codes(&format!("a: {}", "x".repeat(2 << 20))), ["yaml-too-complex"]);
    let bomb: String = (1..9).map(|n| format!("a{n}: &a{n} [{}]\n", format!("*a{}, ", n - 1).repeat(9))).collect();
    assert_eq!(codes(&format!("a0: &a0 x\n{bomb}")), ["yaml-too-complex"]);
    let long = format!("a: &a {}\n{}", "x".repeat(100_000), "b: *a\n".repeat(10));
    assert!(codes(&long).contains(&"yaml-too-complex"));
    // Sixteen faults are told one by one; then the rest is given up.
    assert!(codes(&"a\tb: @x\n@@\n\ty: [\nz: \"\n".repeat(5000)).len() < 50);
    let keys: String = (0..20_000).map(|n| format!("k{n}: @\n")).collect();
    assert_eq!(codes(&keys).len(), 17);
    let many: String = (0..20_000).map(|n| format!("k{}: v\n", n % 19_999)).collect();
    assert_eq!(codes(&many), ["duplicate-key"]);
}

fn check(text: &str) {
    let (file, checked) = in_file(text);
    let mut out = String::new();
    if let Some(node) = &checked.value {
        dump(node, &file, 0, &mut out);
    }
    for finding in checked.diagnostics {
        assert!(file.get(finding.place.unwrap().span.range()).is_some());
        for edit in finding.fix.into_iter().flat_map(|fix| fix.edits) {
            assert!(file.get(edit.place.span.range()).is_some());
        }
    }
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "\\PC*") {
        check(&text);
    }

    #[test]
    fn no_yaml_like_text_makes_it_panic(
        text in proptest::collection::vec(prop::sample::select(vec![
            "a", "键", ": ", ":", "\n", "\r\n", "  ", "\t", "- ", "[", "]", "[[", "]]", "{", "}", ", ", "\"", "'", "@", "*a", "&a ",
            "!t ", "|", ">", "#", " # c", "%", "`", "? ", "---", "...", "<<", "~", "\\", "\u{feff}", "\u{7}", "1",
        ]), 0..40)
    ) {
        check(&text.concat());
    }

    #[test]
    fn a_scalar_that_was_written_is_read_as_the_same_text(
        text in prop_oneof![
            "(?s).{0,12}",
            "[a-z键:#,\\[\\]{}&*!|>'\"%@`?~ \n\t\\\\-]{0,12}",
            "true|No|null|~|1979|-|---|a: b|a #b|<<|\u{feff}a|a\u{2028}b",
        ]
    ) {
        let written = casebook::yaml::scalar(&text);
        for document in [format!("key: {written}\n"), format!("key: [{written}, x]\n"), format!("- {{key: {written}}}\n")] {
            let (_, Checked { value, diagnostics }) = in_file(&document);
            prop_assert_eq!(&diagnostics, &[], "{}", document);
            let root = value.unwrap();
            let mapping = root.items().map_or(&root, |items| &items[0]);
            let value = mapping.get("key").unwrap();
            let value = value.items().map_or(value, |items| &items[0]);
            prop_assert_eq!(value.as_str(), Some(&*text), "{}", document);
        }
    }
}
