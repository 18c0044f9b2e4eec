//! File names that cannot exist on every system, in a zip, or as an address of the site.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic};
use crate::text::{Span, VaultPath, fold, nfc};

use super::FileEntry;

/// Bytes of a name: file systems hold 255, and a page's name is longer than its note's.
const LONGEST: usize = 200;

/// Bytes of a path that is made of a name with `/` in it: systems hold from 1,024, and the folder of the site lies somewhere too.
const LONGEST_PATH: usize = 800;

/// What Windows does not allow in a name.
const FORBIDDEN: &[char] = &['<', '>', ':', '"', '|', '?', '*', '\\'];

/// A finding for each file or folder of the content with such a name, once for all that a folder holds.
pub(super) fn check(files: &[FileEntry], content: &str) -> Vec<Diagnostic> {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut diagnostics = Vec::new();
    for file in files {
        let path = file.path.as_str();
        let mut from = if content.is_empty() { 0 } else { content.len() + 1 };
        while from < path.len() {
            let end = path[from..].find('/').map_or(path.len(), |slash| from + slash);
            if let Some(why) = name_fault(&path[from..end], end < path.len())
                && seen.insert(&path[..end])
            {
                diagnostics.push(finding(&file.path, &path[from..end], &why));
            }
            from = end + 1;
        }
    }
    diagnostics
}

fn finding(file: &VaultPath, name: &str, why: &str) -> Diagnostic {
    Diagnostic::new(Code::UnportableName, file, Span::at(0), format!("the name `{}` {why}", shown(name)))
        .help("rename it; the title of a note may be anything")
}

/// Why not every system, or not casebook's own site, could have a file or folder of that name, to follow the name in a sentence.
#[must_use]
pub fn name_fault(name: &str, is_folder: bool) -> Option<String> {
    let page = if is_folder { name } else { name.rsplit_once('.').map_or(name, |(stem, _)| stem) };
    if let Some(found) = name.chars().find(|c| FORBIDDEN.contains(c)) {
        return Some(format!("holds `{found}`, which Windows does not allow"));
    }
    if name.chars().any(char::is_control) {
        return Some("holds a control character".to_owned());
    }
    if name.ends_with(['.', ' ']) || page.ends_with(' ') || name.starts_with(' ') {
        return Some("begins or ends with a space or ends with a dot, which Windows does not keep".to_owned());
    }
    if name.len() > LONGEST {
        return Some(format!("is {} bytes long, and the limit is {LONGEST}", name.len()));
    }
    if page == "-" {
        return Some("is kept for what casebook generates".to_owned());
    }
    is_device(&stem(name)).then(|| "is that of a device on Windows".to_owned())
}

/// A name as part of the path of a file, where it may be anything: what some system refuses is another name there.
#[must_use]
pub fn portable(name: &str) -> String {
    if name.len() > LONGEST_PATH && name.contains('/') {
        return shallow(name);
    }
    let parts = name.split('/').map(|part| part.trim_matches([' ', '.'])).map(|part| match part {
        "" | "-" => "_".to_owned(),
        part if is_device(&stem(part)) => format!("_{part}"),
        part => part.chars().map(|c| if c.is_control() || FORBIDDEN.contains(&c) { '-' } else { c }).collect(),
    });
    nfc(&parts.map(shortened).collect::<Vec<_>>().join("/")).into_owned()
}

/// A path too deep for any system: it lies in the first of its folders, under a name that tells it from others.
fn shallow(path: &str) -> String {
    let hash = blake3::hash(fold(path).as_bytes()).to_hex();
    let first = path.split('/').next().unwrap_or(path);
    format!("{}/{}", portable(first), &hash[..2 * HASH])
}

/// Bytes of a name that are left for what follows a dot.
const EXTENSION: usize = 6;
/// Digits of a hash in a name that was cut.
const HASH: usize = 8;

/// A part of a path, cut where it is too long, with something that tells it from others.
fn shortened(part: String) -> String {
    if part.len() <= LONGEST - EXTENSION {
        return part;
    }
    let hash = blake3::hash(part.as_bytes()).to_hex();
    let kept = part[..part.floor_char_boundary(LONGEST - EXTENSION - HASH - 1)].trim_end_matches([' ', '.']);
    format!("{kept}-{}", &hash[..HASH])
}

/// A name without its extensions, as Windows compares it.
fn stem(name: &str) -> String {
    name.split('.').next().unwrap_or(name).trim_end().to_ascii_uppercase()
}

/// Characters of a name that a message shows.
const SHOWN: usize = 60;

/// A name as a message shows it: what cannot be seen is spelt out, and of a long one only the beginning is there.
#[must_use]
pub fn shown(name: &str) -> String {
    let spelt: String =
        name.chars().take(SHOWN).map(|c| if c.is_control() { c.escape_debug().to_string() } else { c.to_string() }).collect();
    if name.chars().nth(SHOWN).is_some() { format!("{spelt}...") } else { spelt }
}

/// The names Windows keeps for devices, whatever the extension.
fn is_device(stem: &str) -> bool {
    let numbered = |name: &str| {
        stem.strip_prefix(name)
            .is_some_and(|rest| matches!(rest, "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³"))
    };
    matches!(stem, "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$") || numbered("COM") || numbered("LPT")
}

#[cfg(test)]
mod tests {
    use super::name_fault;

    #[test]
    fn names_that_some_system_cannot_hold() {
        for name in
            ["a:b.md", "what?.md", "aux.md", "Com1.md", "nul", "x.", "x .md", " x.md", "a\tb.md", "-.md", &"桥".repeat(70)]
        {
            assert!(name_fault(name, false).is_some(), "{name}");
        }
        for name in
            ["桥头堡.md", "a b.md", "com.md", "com10.md", "auxiliary.md", "a-b.md", "it's (1) & more!.md", "v1.2 notes.md"]
        {
            assert_eq!(name_fault(name, false), None, "{name}");
        }
        assert!(name_fault("-", true).is_some());
    }
}
