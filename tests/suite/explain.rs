//! Every code has a page, and the page is true: its example gives exactly the findings it marks, its mended form none.

use casebook::diagnostic::{Code, explain};
use serde_json::Value;

use crate::project::{Project, files};

/// A finding as a page marks it or as a run reports it: file, line, column, end column.
pub type Mark = (String, u64, u64, u64);

#[test]
fn every_code_has_a_page_whose_example_gives_it() {
    let mut faults = Vec::new();
    for &code in Code::ALL {
        match explain::page(code) {
            None => faults.push(format!("{code:?}: no page explain/{}.md", code.name())),
            Some(page) => faults.extend(check(code, page).err()),
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

#[test]
fn every_page_is_of_a_code() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/diagnostic/explain");
    for entry in std::fs::read_dir(folder).expect("the folder of pages") {
        let name = entry.expect("a page").file_name().into_string().expect("a plain name");
        let code = name.strip_suffix(".md").expect("a Markdown page");
        assert!(Code::from_name(code).is_some(), "{name} explains no code");
    }
}

fn check(code: Code, page: &str) -> Result<(), String> {
    let name = code.name();
    if !page.starts_with(&format!("# {name}\n")) {
        return Err(format!("{name}: the page does not begin with its title"));
    }
    let example = fenced(page, "## Example").ok_or(format!("{name}: no example"))?;
    let mended = fenced(page, "## Mended").ok_or(format!("{name}: no mended example"))?;
    // Unix line ends, and the same with CRLF: places must not move.
    for crlf in [false, true] {
        let (archive, marks) = unmark(example.text);
        let found = findings(code, &archive, &example, crlf);
        let with = if crlf { " with CRLF" } else { "" };
        if marks.is_empty() && found.is_empty() {
            return Err(format!("{name}: its example{with} does not give it"));
        }
        if !marks.is_empty() && found != marks {
            return Err(format!("{name}{with}:\n  marked {marks:?}\n  found  {found:?}"));
        }
        let left = findings(code, mended.text, &mended, crlf);
        if !left.is_empty() {
            return Err(format!("{name}: its mended example{with} still gives it: {left:?}"));
        }
    }
    Ok(())
}

pub struct Example<'a> {
    pub text: &'a str,
    /// An archive without a `casebook.yaml`.
    vault: bool,
    /// An archive in a shallow clone of a repository.
    pub shallow: bool,
    /// Found by `build`, not by `check`.
    build: bool,
    /// What the command line adds.
    arguments: Vec<&'a str>,
}

/// The archive after a heading: fenced by at least three backticks and `archive`, then `vault` or arguments of `check`.
pub fn fenced<'a>(page: &'a str, heading: &str) -> Option<Example<'a>> {
    let from = page.find(&format!("\n{heading}\n"))?;
    let rest = &page[from..];
    let at = rest.find("```archive")?;
    let fence_start = rest[..at].rfind('\n').map_or(0, |n| n + 1);
    let fence: &str = &rest[fence_start..at + 3];
    let (info, body) = rest[at + 10..].split_once('\n')?;
    let end = body.find(&format!("\n{fence}\n")).or_else(|| body.strip_suffix(&format!("\n{fence}")).map(str::len))?;
    let words: Vec<_> = info.split_whitespace().collect();
    let has = |word: &str| words.contains(&word);
    let (vault, shallow, build) = (has("vault"), has("shallow"), has("build"));
    let arguments = words.into_iter().filter(|word| !matches!(*word, "vault" | "shallow" | "build")).collect();
    Some(Example { text: &body[..=end], vault, shallow, build, arguments })
}

/// Takes the lines of `^^^` out of an archive: what remains, and what they mark.
pub fn unmark(archive: &str) -> (String, Vec<Mark>) {
    let mut out = String::new();
    let mut marks = Vec::new();
    let (mut file, mut line) = (String::new(), 0);
    for text in archive.split_inclusive('\n') {
        let trimmed = text.trim_end();
        if let Some(name) = trimmed.strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --")) {
            (file, line) = (name.to_owned(), 0);
        } else if trimmed.contains('^') && trimmed.chars().all(|c| c == '^' || c == ' ') {
            let mut column = 1;
            for run in trimmed.split_inclusive(' ') {
                let carets = run.chars().filter(|&c| c == '^').count() as u64;
                if carets > 0 {
                    marks.push((file.clone(), line, column, column + carets));
                }
                column += run.chars().count() as u64;
            }
            continue;
        } else {
            line += 1;
        }
        out.push_str(text);
    }
    marks.sort();
    (out, marks)
}

/// What `casebook check` finds of a code in an archive.
fn findings(code: Code, archive: &str, example: &Example<'_>, crlf: bool) -> Vec<Mark> {
    let project = Project::new("");
    let all = files(archive);
    if !example.vault && all.iter().all(|(path, _)| path != "casebook.yaml") {
        project.write("casebook.yaml", "title: Example\nbase_url: https://example.org/\n");
    }
    for (path, text) in all {
        // `-- PATH -> TARGET --` makes a symbolic link.
        if let Some((path, target)) = path.split_once(" -> ") {
            link(&project, path, target);
            continue;
        }
        // A `\xNN` in an example stands for that byte.
        let text = if crlf { text.replace('\n', "\r\n") } else { text };
        project.write(&path, bytes(&text));
    }
    if example.shallow {
        make_shallow(&project);
    }
    let mut arguments = vec![if example.build { "build" } else { "check" }, "--message-format", "json"];
    if code.is_allowed_by_default() {
        arguments.extend(["--warn", code.name()]);
    }
    arguments.extend(example.arguments.iter().filter(|word| **word != "build"));
    let run = project.run_with(&arguments, &[]);
    assert_ne!(run.code, 2, "{}: casebook could not run: {}", code.name(), run.stderr);
    let mut found: Vec<Mark> = run
        .stdout
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap_or_else(|error| panic!("not JSON: {line}: {error}")))
        .filter(|finding| finding["code"] == code.name())
        .map(|finding| {
            let number = |key: &str| finding[key].as_u64().unwrap_or(0);
            let file = finding["file"].as_str().unwrap_or("").to_owned();
            (file, number("line"), number("column"), number("end_column"))
        })
        .collect();
    found.sort();
    found
}

pub fn link(project: &Project, path: &str, target: &str) {
    #[cfg(unix)]
    std::os::unix::fs::symlink(target, project.path(path)).expect("a link made");
    #[cfg(not(unix))]
    let _ = (project, path, target);
}

/// Commits the archive, and has git believe that what came before was not fetched.
pub fn make_shallow(project: &Project) {
    let git = |arguments: &[&str]| {
        let mut command = std::process::Command::new("git");
        command.current_dir(project.root()).args(["-c", "user.name=A", "-c", "user.email=a@example.org"]).args(arguments);
        String::from_utf8(command.output().expect("git runs").stdout).expect("UTF-8 from git")
    };
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&["commit", "-qm", "All"]);
    project.write(".git/shallow", git(&["rev-parse", "HEAD"]));
}

pub fn bytes(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("\\x") {
        out.extend_from_slice(&rest.as_bytes()[..at]);
        match rest.get(at + 2..at + 4).and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => out.push(byte),
            None => out.extend_from_slice(&rest.as_bytes()[at..(at + 4).min(rest.len())]),
        }
        rest = rest.get(at + 4..).unwrap_or("");
    }
    out.extend_from_slice(rest.as_bytes());
    out
}
