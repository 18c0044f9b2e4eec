//! BibTeX and BibLaTeX, in the terms of CSL.

mod prepare;
mod recover;

use std::collections::{BTreeMap, BTreeSet};

use biblatex::{Chunk, ChunksRef, Entry, ParseError, ParseErrorKind, Person, RawBibliography, Type};
use rustc_hash::FxHashSet;

use prepare::Links;

use super::file::{self, Described};
use super::{CiteKey, Item, Name};
use crate::diagnostic::{Checked, Diagnostic};
use crate::source::SourceFile;
use crate::text::Span;
use crate::text::han::has_han;

/// Fields whose text is that of a variable; of two for one variable the first counts.
const TEXTS: &[(&str, &str)] = &[
    ("booktitle", "container-title"),
    ("journaltitle", "container-title"),
    ("journal", "container-title"),
    ("maintitle", "container-title"),
    ("series", "collection-title"),
    ("volume", "volume"),
    ("issue", "issue"),
    ("volumes", "number-of-volumes"),
    ("part", "part-number"),
    ("pages", "page"),
    ("pagetotal", "number-of-pages"),
    ("publisher", "publisher"),
    ("institution", "publisher"),
    ("school", "publisher"),
    ("organization", "publisher"),
    ("location", "publisher-place"),
    ("address", "publisher-place"),
    ("edition", "edition"),
    ("doi", "DOI"),
    ("url", "URL"),
    ("isbn", "ISBN"),
    ("issn", "ISSN"),
    ("langid", "language"),
    ("language", "language"),
    ("chapter", "chapter-number"),
    ("titleaddon", "section"),
    ("eventtitle", "event-title"),
    ("venue", "event-place"),
    ("origtitle", "original-title"),
    ("origpublisher", "original-publisher"),
    ("origlocation", "original-publisher-place"),
    ("shorttitle", "title-short"),
    ("type", "genre"),
    ("version", "version"),
    ("note", "note"),
    ("addendum", "note"),
    ("abstract", "abstract"),
    ("library", "call-number"),
    ("court", "authority"),
];

const DATES: &[(&str, &str)] =
    &[("date", "issued"), ("urldate", "accessed"), ("origdate", "original-date"), ("eventdate", "event-date")];

const NAMES: &[(&str, &str)] = &[
    ("author", "author"),
    ("editor", "editor"),
    ("translator", "translator"),
    ("bookauthor", "container-author"),
    ("holder", "author"),
    ("commentator", "contributor"),
];

const LANGUAGES: &[(&str, &str)] = &[
    ("american", "en-US"),
    ("british", "en-GB"),
    ("chinese", "zh"),
    ("english", "en"),
    ("french", "fr"),
    ("german", "de"),
    ("italian", "it"),
    ("japanese", "ja"),
    ("korean", "ko"),
    ("polish", "pl"),
    ("portuguese", "pt"),
    ("russian", "ru"),
    ("spanish", "es"),
];

const MONTHS: &[&str] = &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Reads a file of entries.
pub(super) fn read(source: &SourceFile) -> Checked<Vec<Described>> {
    let mut found = Vec::new();
    let is_deep = prepare::too_deep(&source.text).is_some();
    let whole = if is_deep { None } else { RawBibliography::parse(&source.text).ok() };
    let text;
    let mut raw = if let Some(raw) = whole {
        raw
    } else {
        (text, found) = recover::without_faults(source);
        match RawBibliography::parse(&text) {
            Ok(raw) => raw,
            Err(error) => {
                found.push(explain(source, &error));
                return Checked::new(Vec::new(), found);
            }
        }
    };
    // Second descriptions of a key are told of by who knows all keys.
    let mut described = Vec::new();
    let mut seen = FxHashSet::default();
    let mut entries: BTreeMap<String, (String, Span)> = BTreeMap::new();
    raw.entries.retain(|entry| {
        let (key, span) = (entry.v.key.v, Span::new(entry.v.key.span.clone()));
        let is_first = seen.insert(key);
        if is_first {
            entries.insert(key.to_owned(), (entry.v.kind.v.to_lowercase(), span));
        } else {
            described.push(Described { item: Item::new(CiteKey::new(key), "document"), span });
        }
        is_first
    });
    found.extend(prepare::abbreviations(source, &mut raw));
    let links = Links::take(&mut raw);
    let known: BTreeSet<String> = entries.keys().cloned().collect();
    let mut items = BTreeMap::new();
    let places: BTreeMap<String, Vec<(String, Span)>> = raw.entries.iter().map(|entry| fields_of(&entry.v)).collect();
    for library in recover::resolved(source, raw, &mut found) {
        for entry in library.iter() {
            let Some((kind, span)) = entries.get(&entry.key) else { continue };
            let fields = places.get(&entry.key).map_or(&[][..], |fields| fields);
            let mut reader = Reader { source, entry, fields, key: *span, found: Vec::new() };
            items.insert(entry.key.clone(), reader.item(kind));
            found.append(&mut reader.found);
        }
    }
    found.extend(links.follow(source, &mut items, &known));
    for (key, item) in items {
        // Stores of fields for others are no works.
        if let Some((_, span)) = entries.get(&key).filter(|(kind, _)| !matches!(&**kind, "xdata" | "set")) {
            described.push(Described { item, span: *span });
        }
    }
    described.sort_by_key(|work| work.span);
    Checked::new(described, found)
}

/// Where the fields of an entry stand.
fn fields_of(entry: &biblatex::RawEntry<'_>) -> (String, Vec<(String, Span)>) {
    let place = |pair: &biblatex::Pair<'_>| (pair.key.v.to_ascii_lowercase(), Span::new(pair.value.span.clone()));
    (entry.key.v.to_owned(), entry.fields.iter().map(place).collect())
}

fn explain(source: &SourceFile, error: &ParseError) -> Diagnostic {
    let (message, help) = match &error.kind {
        ParseErrorKind::UnexpectedEof => {
            ("the file ends within an entry".to_owned(), "look for a `{` or `\"` that is not closed".to_owned())
        }
        ParseErrorKind::UnknownAbbreviation(word) => (
            format!("`{word}` is an abbreviation that no `@string` declares"),
            format!("write it in braces, `{{{word}}}`, or declare it: `@string{{{word} = {{...}}}}`"),
        ),
        ParseErrorKind::MalformedCommand => {
            ("a TeX command cannot be read".to_owned(), "write the character itself in place of the command".to_owned())
        }
        kind => (format!("BibTeX cannot be read here: {kind}"), "write entries as `@book{key, title = {...}}`".to_owned()),
    };
    let end = error.span.end.max(error.span.start + 1).min(source.text.len());
    file::fault(source, Span::new(error.span.start.min(end)..end), message, help)
}

struct Reader<'a> {
    source: &'a SourceFile,
    entry: &'a Entry,
    fields: &'a [(String, Span)],
    key: Span,
    found: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn item(&mut self, kind: &str) -> Item {
        let mut item = Item::new(CiteKey::new(&self.entry.key), csl_type(kind, self.text("entrysubtype").as_deref()));
        for (field, variable) in TEXTS {
            if let Some(text) = self.text(field) {
                item.texts.entry((*variable).into()).or_insert_with(|| text.into());
            }
        }
        if let Some(title) = self.text("title") {
            let title = self.text("subtitle").map_or(title.clone(), |subtitle| format!("{title}: {subtitle}"));
            item.texts.insert("title".into(), title.into());
        }
        if let Some(number) = self.text("number") {
            let variable = match &*item.kind {
                "article-journal" | "article-magazine" | "article-newspaper" | "periodical" => "issue",
                "book" | "chapter" | "paper-conference" if item.text("collection-title").is_some() => "collection-number",
                _ => "number",
            };
            item.texts.entry(variable.into()).or_insert_with(|| number.into());
        }
        if let Some(language) = item.texts.get_mut("language") {
            let lower = language.to_lowercase();
            if let Some((_, tag)) = LANGUAGES.iter().find(|(name, _)| *name == lower) {
                *language = (*tag).into();
            }
        }
        match kind {
            "phdthesis" => _ = item.texts.entry("genre".into()).or_insert_with(|| "Doctoral thesis".into()),
            "mastersthesis" => _ = item.texts.entry("genre".into()).or_insert_with(|| "Master's thesis".into()),
            _ => {}
        }
        if let Some(how) = self.text("howpublished") {
            let variable = if how.starts_with("http") { "URL" } else { "medium" };
            item.texts.entry(variable.into()).or_insert_with(|| how.into());
        }
        let family_first = item.text("language").is_some_and(|language| language.split('-').next() == Some("zh"));
        for (field, variable) in NAMES {
            let names = self.names(field, family_first);
            if !names.is_empty() {
                item.names.entry((*variable).into()).or_insert(names);
            }
        }
        self.dates(&mut item);
        item
    }

    fn text(&self, field: &str) -> Option<String> {
        let text = plain(self.entry.get(field)?, matches!(field, "url" | "doi"));
        let is_range = matches!(field, "pages" | "volume" | "number" | "issue");
        let text = if is_range { en_dashes(&text) } else { text };
        (!text.is_empty()).then_some(text)
    }

    fn dates(&mut self, item: &mut Item) {
        for (field, variable) in DATES {
            let Some(written) = self.text(field) else { continue };
            self.date(item, field, variable, &written);
        }
        if item.dates.contains_key("issued") || self.entry.get("date").is_some() {
            return;
        }
        let Some(year) = self.text("year") else { return };
        let month = self.text("month").and_then(|month| {
            let lower = month.to_lowercase();
            let named = MONTHS.iter().position(|name| lower.starts_with(name)).map(|at| at as u32 + 1);
            named.or_else(|| lower.parse().ok()).filter(|month| (1..=12).contains(month))
        });
        let day = self.text("day").and_then(|day| day.parse::<u32>().ok());
        let is_year = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
        let written = match (month, day) {
            (Some(month), Some(day)) if is_year => format!("{year}-{month:02}-{day:02}"),
            (Some(month), None) if is_year => format!("{year}-{month:02}"),
            _ => year,
        };
        self.date(item, "year", "issued", &written);
    }

    fn date(&mut self, item: &mut Item, field: &str, variable: &str, written: &str) {
        match file::date(written) {
            Ok(Some(date)) => _ = item.dates.insert(variable.into(), date),
            Ok(None) => {}
            Err(error) => {
                let span = self.fields.iter().find(|(name, _)| name == field).map_or(self.key, |(_, span)| *span);
                let message = format!("the {field} of `{}` cannot be read: {}", self.entry.key, error.reason);
                self.found.push(file::fault(self.source, span, message, error.help));
            }
        }
    }

    fn names(&self, field: &str, family_first: bool) -> Vec<Name> {
        let Some(chunks) = self.entry.get(field) else { return Vec::new() };
        let people = <Vec<Person> as Type>::from_chunks(chunks).unwrap_or_default();
        people.iter().filter_map(|person| name(person, family_first)).collect()
    }
}

fn name(person: &Person, family_first: bool) -> Option<Name> {
    let given = dashes(&person.given_name);
    let family = dashes(&person.name);
    if family.is_empty() && given.is_empty() {
        return None;
    }
    if given.is_empty() && person.prefix.is_empty() && person.suffix.is_empty() {
        // In braces, or one word.
        return Some(if family.contains(' ') { Name::Literal(family.into()) } else { Name::read(&family, family_first) });
    }
    let family = [&*person.prefix, &*family].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    Some(Name::Person {
        family_first: (family_first && person.prefix.is_empty() && person.suffix.is_empty()) || has_han(&family),
        family: family.into(),
        given: (!given.is_empty()).then(|| given.into()),
        suffix: (!person.suffix.is_empty()).then(|| person.suffix.as_str().into()),
    })
}

/// A field as text: braces gone, commands as the characters they make, `--` as a dash.
fn plain(chunks: ChunksRef<'_>, verbatim: bool) -> String {
    let text: String = chunks
        .iter()
        .map(|chunk| match &chunk.v {
            _ if verbatim => chunk.v.get().to_owned(),
            Chunk::Normal(text) => dashes(&commands(text)),
            Chunk::Verbatim(text) => commands(text),
            Chunk::Math(text) => format!("${text}$"),
        })
        .collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text without commands for its looks (`\\textit{...}`, `\\em`), which the reader of entries leaves in place.
fn commands(text: &str) -> String {
    const SIGNS: &[(&str, &str)] = &[
        ("textbackslash", "\\"),
        ("textbraceleft", "{"),
        ("textbraceright", "}"),
        ("textasciicircum", "^"),
        ("textendash", "\u{2013}"),
        ("textemdash", "\u{2014}"),
        ("ldots", "\u{2026}"),
        ("dots", "\u{2026}"),
        ("textasciitilde", "~"),
    ];
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // Braces that a command opened.
    let mut open = 0_usize;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        let name = &rest[..rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len())];
        match c {
            '\\' if !name.is_empty() => {
                rest = &rest[name.len()..];
                if let Some((_, sign)) = SIGNS.iter().find(|(sign, _)| *sign == name) {
                    out.push_str(sign);
                }
                match rest.strip_prefix('{') {
                    Some(inside) => {
                        open += 1;
                        rest = inside;
                    }
                    None => rest = rest.trim_start(),
                }
            }
            '}' if open > 0 => open -= 1,
            c => out.push(c),
        }
    }
    out
}

fn dashes(text: &str) -> String {
    text.replace("---", "\u{2014}").replace("--", "\u{2013}")
}

/// `35-37` as `35–37`.
fn en_dashes(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let is_digit = |at: Option<&char>| at.is_some_and(char::is_ascii_digit);
    let dash = |(at, c): (usize, &char)| {
        let between = at > 0 && is_digit(letters.get(at - 1)) && is_digit(letters.get(at + 1));
        if *c == '-' && between { '\u{2013}' } else { *c }
    };
    letters.iter().enumerate().map(dash).collect()
}

fn csl_type(kind: &str, subtype: Option<&str>) -> &'static str {
    match (kind, subtype) {
        ("article" | "suppperiodical", Some("newspaper")) => "article-newspaper",
        ("article" | "suppperiodical", Some("magazine")) => "article-magazine",
        ("article" | "suppperiodical", _) => "article-journal",
        ("book" | "mvbook" | "collection" | "mvcollection" | "proceedings" | "mvproceedings" | "reference" | "manual", _) => {
            "book"
        }
        ("inbook" | "incollection" | "bookinbook" | "suppbook" | "suppcollection", _) => "chapter",
        ("inreference", _) => "entry-encyclopedia",
        ("inproceedings" | "conference", _) => "paper-conference",
        ("booklet", _) => "pamphlet",
        ("thesis" | "phdthesis" | "mastersthesis", _) => "thesis",
        ("report" | "techreport", _) => "report",
        ("online" | "electronic" | "www", _) => "webpage",
        ("unpublished", _) => "manuscript",
        ("patent", _) => "patent",
        ("periodical", _) => "periodical",
        ("dataset", _) => "dataset",
        ("software", _) => "software",
        ("jurisdiction", _) => "legal_case",
        ("legislation" | "legal", _) => "legislation",
        ("regulation", _) => "regulation",
        ("standard", _) => "standard",
        ("treaty", _) => "treaty",
        ("letter", _) => "personal_communication",
        ("movie" | "video", _) => "motion_picture",
        ("image" | "artwork", _) => "graphic",
        ("music" | "audio", _) => "song",
        ("performance", _) => "performance",
        ("review", _) => "review",
        _ => "document",
    }
}
