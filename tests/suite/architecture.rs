//! The floors of `ARCHITECTURE.md`, held: a module imports only from floors below its own; only the edges touch the outside.

use std::fs;
use std::path::{Path, PathBuf};

/// Modules by floor, the lowest first.
const FLOORS: &[&[&str]] = &[
    &["text", "diagnostic"],
    &["yaml", "source", "output"],
    &["schema", "config", "theme"],
    &["note", "works"],
    &["archive", "csl"],
    &["check", "view", "ide"],
    &["site", "export"],
    &["render"],
    &["build"],
    &["serve"],
    &["cli"],
];

/// Imports that a floor makes against the table, each with its reason.
const EXCEPTIONS: &[(&str, &str)] = &[
    // Settings name kinds' labels and codes; reading a value is one with the schema.
    ("config", "schema"),
    // A feed is made of a site's addresses.
    ("export", "site"),
    // Folding for "did you mean" and the spans of findings: both are of the ground floor.
    ("diagnostic", "text"),
    // The limits of a YAML document are settings; reading is not.
    ("source", "yaml"),
];

/// Files that may touch the world outside.
const EDGES: &[&str] =
    &["source/disk", "source/git", "source/stamp", "source/locate", "output/", "build/cache", "serve/", "cli/"];

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn files() -> Vec<(String, String)> {
    let all = walkdir::WalkDir::new(src()).sort_by_file_name().into_iter().map(|entry| entry.expect("a readable tree"));
    let rust = all.filter(|entry| entry.path().extension().is_some_and(|extension| extension == "rs"));
    rust.map(|entry| {
        let path = entry.path().strip_prefix(src()).expect("below src").to_string_lossy().replace('\\', "/");
        (path, fs::read_to_string(entry.path()).expect("a source file"))
    })
    .collect()
}

/// Code without its tests, which may use anything.
fn code(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or(text)
}

fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|modules| modules.contains(&module))
}

#[test]
fn modules_import_only_from_floors_below() {
    let mut faults = Vec::new();
    for (path, text) in files() {
        let module = path.split(['/', '.']).next().unwrap_or("");
        let Some(own) = floor(module) else { continue };
        for (number, line) in code(&text).lines().enumerate() {
            let line = line.split("//").next().unwrap_or("");
            for import in line.split("crate::").skip(1) {
                let other: String = import.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let Some(theirs) = floor(&other) else { continue };
                let allowed = other == module || theirs < own || EXCEPTIONS.contains(&(module, &other));
                if !allowed {
                    faults
                        .push(format!("src/{path}:{}: `{module}` (floor {own}) imports `{other}` (floor {theirs})", number + 1));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_module_has_a_floor() {
    let modules = files().into_iter().map(|(path, _)| path.split(['/', '.']).next().unwrap_or("").to_owned());
    let without: Vec<String> =
        modules.filter(|module| !["lib", "main"].contains(&&**module) && floor(module).is_none()).collect();
    assert!(without.is_empty(), "{without:?}");
}

#[test]
fn files_have_one_subject() {
    let long: Vec<String> = files()
        .into_iter()
        .map(|(path, text)| (path, code(&text).lines().count()))
        .filter(|(_, lines)| *lines > 500)
        .map(|(path, lines)| format!("src/{path}: {lines} lines"))
        .collect();
    assert!(long.is_empty(), "split these: {}", long.join(", "));
}

#[test]
fn only_the_edges_touch_the_outside() {
    let outside =
        ["std::fs", "fs::read", "fs::write", "std::process", "std::env", "env::var", "Command::new", "print!", "println!"];
    let mut faults = Vec::new();
    for (path, text) in files() {
        let is_edge = EDGES.iter().any(|edge| path.starts_with(edge)) || path == "main.rs";
        for (number, line) in code(&text).lines().enumerate() {
            let line = line.split("//").next().unwrap_or("");
            if !is_edge && outside.iter().any(|name| line.contains(name)) {
                faults.push(format!("src/{path}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_front_page_names_every_module() {
    let page = include_str!("../../ARCHITECTURE.md");
    for module in FLOORS.iter().copied().flatten() {
        assert!(page.contains(&format!("`{module}`")), "ARCHITECTURE.md does not name `{module}`");
    }
}
