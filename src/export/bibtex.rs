//! Works as BibLaTeX, in UTF-8; what BibTeX's own styles need (`year`, `journal`) stands beside it.

use crate::works::{Item, Name};

/// Entries, one after the other.
#[must_use]
pub fn entries<'i>(items: impl IntoIterator<Item = &'i Item>) -> Vec<u8> {
    items.into_iter().map(entry).collect::<Vec<_>>().join("\n").into_bytes()
}

/// One entry.
#[must_use]
pub fn entry(item: &Item) -> String {
    let kind = entry_type(item);
    let mut fields: Vec<(&str, String)> = Vec::new();
    for (variable, field) in
        [("author", "author"), ("editor", "editor"), ("translator", "translator"), ("container-author", "bookauthor")]
    {
        let names: Vec<String> = item.names(variable).iter().map(name).collect();
        if !names.is_empty() {
            fields.push((field, names.join(" and ")));
        }
    }
    for (variable, text) in &item.texts {
        if let Some(field) = field_of(variable, &item.kind) {
            let is_verbatim = matches!(field, "url" | "doi");
            let written = match field {
                _ if is_verbatim => verbatim(text),
                "title" | "booktitle" | "shorttitle" if has_inner_capital(text) => format!("{{{}}}", escaped(text, field)),
                _ => escaped(text, field),
            };
            fields.push((field, written));
        }
    }
    for (variable, field) in
        [("issued", "date"), ("accessed", "urldate"), ("original-date", "origdate"), ("event-date", "eventdate")]
    {
        if let Some(date) = item.dates.get(variable).filter(|date| !date.is_unknown()) {
            // An end that is open is not written.
            let open = date.written.trim_start_matches("..").trim_end_matches("..");
            fields.push((field, escaped(open, field)));
            // Readers of plain BibTeX know the year only.
            if let ("date", Some(day)) = (field, date.earliest.filter(|_| date.written.len() >= 4 && !date.is_interval())) {
                fields.push(("year", day.year.to_string()));
            }
        }
    }
    if kind == "article" {
        // The older name of the same field.
        let journal = fields.iter().find(|(field, _)| *field == "journaltitle").map(|(_, text)| text.clone());
        fields.extend(journal.map(|journal| ("journal", journal)));
    }
    fields.extend(subtype(&item.kind).map(|subtype| ("entrysubtype", subtype.to_owned())));
    fields.sort_by_key(|(field, _)| rank(field));
    // Of two variables for one field the first in that order stands.
    fields.dedup_by(|second, first| second.0 == first.0);
    let lines: String = fields.iter().map(|(field, text)| format!("  {field} = {{{text}}},\n")).collect();
    format!("@{kind}{{{},\n{lines}}}\n", key(item))
}

/// A key without what would end it.
fn key(item: &Item) -> String {
    item.key.as_str().chars().map(|c| if c.is_whitespace() || "{}(),=\"#%~\\'".contains(c) { '_' } else { c }).collect()
}

fn rank(field: &str) -> (usize, String) {
    const FIRST: &[&str] = &["author", "title", "editor", "journaltitle", "journal", "booktitle", "date", "year"];
    (FIRST.iter().position(|first| *first == field).unwrap_or(FIRST.len()), field.to_owned())
}

fn name(name: &Name) -> String {
    match name {
        // Braces keep a name whole.
        Name::Literal(literal) => format!("{{{}}}", escaped(literal, "author")),
        Name::Person { family, given, suffix, .. } => {
            let part = |text: &str| guarded(&escaped(text, "author"));
            match (given, suffix) {
                (None, _) => format!("{{{}}}", escaped(family, "author")),
                (Some(given), None) => format!("{}, {}", part(family), part(given)),
                (Some(given), Some(suffix)) => format!("{}, {}, {}", part(family), part(suffix), part(given)),
            }
        }
    }
}

/// A part of a name that holds what divides names stands in braces.
fn guarded(part: &str) -> String {
    let divides = part.contains(',') || part.split_whitespace().any(|word| word.eq_ignore_ascii_case("and"));
    // A particle in small letters would be taken off the family name.
    let has_particle = part.contains(' ') && part.starts_with(char::is_lowercase);
    if divides || has_particle { format!("{{{part}}}") } else { part.to_owned() }
}

/// Text with the characters that TeX takes for its own written as commands.
fn escaped(text: &str, field: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => out.extend(['\\', c]),
            '\\' => out.push_str("\\textbackslash{}"),
            // A tilde is a space to TeX, and a date's own sign.
            '~' if !field.ends_with("date") => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            c => out.push(c),
        }
    }
    out
}

/// Whether a title has capitals beside its first letter: outside braces, readers and styles would make them small.
fn has_inner_capital(title: &str) -> bool {
    title.chars().skip(1).any(char::is_uppercase)
}

/// An address as it is, but for braces, which must be in pairs.
fn verbatim(text: &str) -> String {
    text.replace('{', "%7B").replace('}', "%7D")
}

fn field_of(variable: &str, kind: &str) -> Option<&'static str> {
    let is_article = kind.starts_with("article") || kind == "review" || kind == "review-book";
    Some(match variable {
        "title" => "title",
        "title-short" => "shorttitle",
        "original-title" => "origtitle",
        "romanized-title" => "usera",
        "translated-title" => "userb",
        "container-title" if is_article => "journaltitle",
        "container-title" => "booktitle",
        "collection-title" => "series",
        "number" if is_article => return None,
        "collection-number" | "number" => "number",
        // The field for the issue of a journal has been called so since BibTeX.
        "issue" if is_article => "number",
        "issue" => "issue",
        "volume" => "volume",
        "number-of-volumes" => "volumes",
        "part-number" => "part",
        "page" => "pages",
        "number-of-pages" => "pagetotal",
        "publisher" if matches!(kind, "report" | "thesis") => "institution",
        "publisher" => "publisher",
        "publisher-place" => "location",
        "edition" => "edition",
        "DOI" => "doi",
        "URL" => "url",
        "ISBN" => "isbn",
        "ISSN" => "issn",
        "language" => "langid",
        "chapter-number" => "chapter",
        "section" => "titleaddon",
        "event-title" => "eventtitle",
        "event-place" => "venue",
        "original-publisher" => "origpublisher",
        "original-publisher-place" => "origlocation",
        "genre" => "type",
        "version" => "version",
        "note" => "note",
        "abstract" => "abstract",
        "call-number" => "library",
        "medium" => "howpublished",
        "authority" => "court",
        _ => return None,
    })
}

fn entry_type(item: &Item) -> &'static str {
    match &*item.kind {
        "article-journal" | "article-magazine" | "article-newspaper" | "article" | "review" | "review-book" => "article",
        "book" | "classic" | "collection" => "book",
        "chapter" => "incollection",
        "entry" | "entry-dictionary" | "entry-encyclopedia" => "inreference",
        "paper-conference" => "inproceedings",
        "pamphlet" => "booklet",
        "thesis" => "thesis",
        "report" => "report",
        "webpage" | "post" | "post-weblog" => "online",
        "manuscript" => "unpublished",
        "patent" => "patent",
        "periodical" => "periodical",
        "dataset" => "dataset",
        "software" => "software",
        "legal_case" => "jurisdiction",
        "legislation" | "bill" | "regulation" | "treaty" => "legislation",
        "standard" => "standard",
        "personal_communication" => "letter",
        "motion_picture" | "broadcast" => "movie",
        "graphic" | "figure" | "map" => "image",
        "song" => "audio",
        "performance" => "performance",
        _ => "misc",
    }
}

fn subtype(kind: &str) -> Option<&'static str> {
    match kind {
        "article-newspaper" => Some("newspaper"),
        "article-magazine" => Some("magazine"),
        _ => None,
    }
}
