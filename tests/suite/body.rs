//! Bodies: `tests/cases/body/*.md`, one file a topic. A case is a line `===== title`, Markdown, a line `-----`, and what it reads as:
//! the HTML of `body_html`, then what the tables beside the events hold. `UPDATE_CASES=1` writes what is found; read it before you commit.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use casebook::text::Span;

use crate::body_html::{Parsed, html, html_of, read, target};

#[test]
fn bodies_read_as_their_cases_say() {
    let update = std::env::var_os("UPDATE_CASES").is_some();
    let mut faults = String::new();
    for file in case_files() {
        let text = std::fs::read_to_string(&file).expect("a readable case");
        let mut updated = String::new();
        for case in text.split("===== ").skip(1) {
            let (title, rest) = case.split_once('\n').expect("a title");
            let (markdown, expected) = rest.split_once("\n-----\n").unwrap_or((rest.trim_end_matches('\n'), ""));
            // `␍` and `␠` stand for what editors would take away.
            let markdown_read = markdown.replace('␍', "\r").replace('␠', " ");
            let found = dump(&read(&format!("{markdown_read}\n")));
            if found.trim_end() != expected.trim_end() {
                let _ = writeln!(faults, "{}: {title}\n--- expected\n{expected}--- found\n{found}", file.display());
            }
            let _ = write!(updated, "===== {title}\n{markdown}\n-----\n{}\n\n", found.trim_end());
        }
        if update {
            std::fs::write(&file, updated.trim_end().to_owned() + "\n").expect("the case written");
        }
    }
    assert!(update || faults.is_empty(), "{faults}");
}

fn case_files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/body");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).expect("the folder of cases").map(|entry| entry.expect("a case").path()).collect();
    files.sort();
    files
}

fn dump(parsed: &Parsed) -> String {
    let Parsed { source, body, diagnostics } = parsed;
    let at = |span: Span| source[span.range()].replace('\n', "⏎").replace('\r', "␍");
    let mut out = html(parsed);
    if !out.ends_with('\n') && !out.is_empty() {
        out.push('\n');
    }
    for (n, footnote) in body.footnotes.iter().enumerate() {
        let _ = writeln!(out, "footnote {n}, {} marks: {}", footnote.marks, html_of(parsed, &footnote.events).trim_end());
    }
    for heading in &body.headings {
        let classes: String = heading.classes.iter().map(|class| format!(" .{class}")).collect();
        let sort = if heading.explicit { "written" } else { "made" };
        let _ = writeln!(out, "heading {} #{}{classes} ({sort}): {}", heading.level, heading.id, heading.text);
    }
    for block in &body.blocks {
        let events = &body.events[block.events.start as usize..block.events.end as usize];
        let _ = writeln!(
            out,
            "block ^{} `{}`: {}",
            block.name,
            at(block.span),
            html_of(parsed, events).trim_end().replace('\n', "⏎")
        );
    }
    for (what, link) in body.links.iter().map(|link| ("link", link)).chain(body.embeds.iter().map(|embed| ("embed", embed))) {
        let words = link.text.as_ref().map_or(String::new(), |text| format!(" words `{text}`"));
        let _ = writeln!(out, "{what} `{}` to `{}` = {}{words}", at(link.span), at(link.target_span), target(&link.target));
    }
    for tag in &body.tags {
        let _ = writeln!(out, "tag {} `{}`", tag.value, at(tag.span));
    }
    for allow in &body.allows {
        let code = allow.code.as_ref().map_or_else(|written| format!("unknown {written}"), |code| code.name().to_owned());
        let _ = writeln!(out, "allow {code} because `{}` covers `{}`", allow.reason, at(allow.covers));
    }
    for diagnostic in diagnostics {
        let place = diagnostic.place.as_ref().map_or(String::new(), |place| at(place.span));
        let _ = writeln!(out, "{} `{place}`: {}", diagnostic.code.name(), diagnostic.message);
        for help in &diagnostic.help {
            let _ = writeln!(out, "  help: {help}");
        }
        for edit in diagnostic.fix.iter().flat_map(|fix| &fix.edits) {
            let _ = writeln!(out, "  fix: `{}` -> `{}`", at(edit.place.span), edit.replacement);
        }
    }
    out
}
