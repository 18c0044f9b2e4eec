//! Works as RIS, as reference managers import it.

use crate::schema::date::Date;
use crate::works::{Item, Name};

/// Records, one after the other.
#[must_use]
pub fn records<'i>(items: impl IntoIterator<Item = &'i Item>) -> Vec<u8> {
    items.into_iter().map(record).collect::<Vec<_>>().join("\r\n").into_bytes()
}

/// One record: tags of two letters, two spaces, a hyphen, a space, a value; lines end as the format has it.
#[must_use]
pub fn record(item: &Item) -> String {
    let mut lines = vec![("TY", record_type(&item.kind).to_owned()), ("ID", item.key.as_str().to_owned())];
    for (variable, tag) in [("author", "AU"), ("editor", "A2"), ("translator", "A4"), ("collection-editor", "A3")] {
        lines.extend(item.names(variable).iter().map(|written| (tag, name(written))));
    }
    for (variable, tag) in [
        ("title", "TI"),
        ("title-short", "ST"),
        ("container-title", "T2"),
        ("collection-title", "T3"),
        ("original-title", "OP"),
        ("translated-title", "TT"),
        ("volume", "VL"),
        ("issue", "IS"),
        ("number", "M1"),
        ("edition", "ET"),
        ("publisher", "PB"),
        ("publisher-place", "CY"),
        ("section", "SE"),
        ("genre", "M3"),
        ("DOI", "DO"),
        ("ISBN", "SN"),
        ("ISSN", "SN"),
        ("URL", "UR"),
        ("language", "LA"),
        ("call-number", "CN"),
        ("archive", "DB"),
        ("note", "N1"),
        ("abstract", "AB"),
    ] {
        lines.extend(item.text(variable).map(|text| (tag, text.to_owned())));
    }
    if let Some(pages) = item.text("page") {
        // One range is a first and a last page; of several the first tag holds all.
        let ends = pages.split(['\u{2013}', '-']).map(str::trim).collect::<Vec<_>>();
        match ends.as_slice() {
            [first, last] if !pages.contains(',') => lines.extend([("SP", (*first).to_owned()), ("EP", (*last).to_owned())]),
            _ => lines.push(("SP", pages.to_owned())),
        }
    }
    if let Some(issued) = item.dates.get("issued").filter(|date| !date.is_unknown()) {
        lines.extend(issued.earliest.map(|day| ("PY", format!("{:04}", day.year))));
        lines.push(("DA", date(issued)));
    }
    lines.extend(item.dates.get("accessed").map(|accessed| ("Y2", date(accessed))));
    let lines: String = lines.iter().map(|(tag, text)| format!("{tag}  - {}\r\n", one_line(text))).collect();
    format!("{lines}ER  - \r\n")
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `Family, Given, Suffix`. Of a name that is not divided, a comma would divide it.
fn name(name: &Name) -> String {
    match name {
        Name::Literal(literal) => literal.replace(',', ""),
        Name::Person { family, given, suffix, .. } => {
            [Some(&**family), given.as_deref(), suffix.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(", ")
        }
    }
}

/// `YYYY/MM/DD/`, with what is not known left out; what has no such form as it was written after the last slash.
fn date(date: &Date) -> String {
    match date.iso() {
        Some(iso) => {
            let mut parts: Vec<&str> = iso.split('-').collect();
            parts.resize(3, "");
            format!("{}/", parts.join("/"))
        }
        None => format!(
            "{}///{}",
            date.earliest.map_or(String::new(), |day| format!("{:04}", day.year)),
            date.written.replace('/', " to ")
        ),
    }
}

fn record_type(kind: &str) -> &'static str {
    match kind {
        "article-journal" | "article" | "review" | "review-book" => "JOUR",
        "article-magazine" => "MGZN",
        "article-newspaper" => "NEWS",
        "book" | "classic" | "collection" => "BOOK",
        "chapter" => "CHAP",
        "entry-dictionary" => "DICT",
        "entry-encyclopedia" | "entry" => "ENCYC",
        "paper-conference" => "CPAPER",
        "pamphlet" => "PAMP",
        "thesis" => "THES",
        "report" => "RPRT",
        "webpage" => "ELEC",
        "post" | "post-weblog" => "BLOG",
        "manuscript" => "UNPB",
        "patent" => "PAT",
        "dataset" => "DATA",
        "software" => "COMP",
        "legal_case" => "CASE",
        "legislation" | "regulation" | "treaty" => "STAT",
        "bill" => "BILL",
        "hearing" => "HEAR",
        "standard" => "STAND",
        "personal_communication" | "interview" => "PCOMM",
        "motion_picture" => "MPCT",
        "broadcast" => "VIDEO",
        "song" => "SOUND",
        "musical_score" => "MUSIC",
        "graphic" | "figure" => "ART",
        "map" => "MAP",
        _ => "GEN",
    }
}
