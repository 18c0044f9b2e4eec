//! Variables of CSL 1.0.2, by which the fields of works are cited.

use crate::diagnostic::suggest;

/// Variables that hold dates.
pub const DATES: &[&str] = &["accessed", "available-date", "event-date", "issued", "original-date", "submitted"];

/// Variables that hold names.
pub const NAMES: &[&str] = &[
    "author",
    "chair",
    "collection-editor",
    "compiler",
    "composer",
    "container-author",
    "contributor",
    "curator",
    "director",
    "editor",
    "editorial-director",
    "editor-translator",
    "executive-producer",
    "guest",
    "host",
    "illustrator",
    "interviewer",
    "narrator",
    "organizer",
    "original-author",
    "performer",
    "producer",
    "recipient",
    "reviewed-author",
    "script-writer",
    "series-creator",
    "translator",
];

/// Text variables that a field stands for when it has their name; words that mean much else (`note`, `source`) are not among them.
pub const TEXTS: &[&str] = &[
    "archive",
    "archive_collection",
    "archive_location",
    "archive-place",
    "authority",
    "call-number",
    "chapter-number",
    "collection-number",
    "collection-title",
    "container-title",
    "container-title-short",
    "DOI",
    "edition",
    "event-place",
    "event-title",
    "genre",
    "ISBN",
    "ISSN",
    "issue",
    "jurisdiction",
    "medium",
    "number",
    "number-of-pages",
    "number-of-volumes",
    "original-publisher",
    "original-publisher-place",
    "original-title",
    "page",
    "part-number",
    "part-title",
    "PMCID",
    "PMID",
    "publisher",
    "publisher-place",
    "reviewed-genre",
    "reviewed-title",
    "scale",
    "section",
    "title-short",
    "URL",
    "version",
    "volume",
    "volume-title",
    "year-suffix",
];

/// Forms of a title that CSL has no variables for; styles pass over them.
pub const TITLE_FORMS: &[&str] = &["romanized-title", "translated-title"];

/// Other words for variables.
pub const SYNONYMS: &[(&str, &str)] = &[
    ("year", "issued"),
    ("date", "issued"),
    ("published", "issued"),
    ("journal", "container-title"),
    ("newspaper", "container-title"),
    ("magazine", "container-title"),
    ("book-title", "container-title"),
    ("series", "collection-title"),
    ("editors", "editor"),
    ("translators", "translator"),
    ("interviewers", "interviewer"),
    ("address", "publisher-place"),
    ("page-range", "page"),
    ("link", "URL"),
    ("website", "URL"),
    ("language", "language"),
];

/// Text variables whose names mean much else, and what citations give themselves: a field stands for one only where it says so.
const OTHERS: &[&str] = &[
    "abstract",
    "annote",
    "citation-key",
    "citation-label",
    "citation-number",
    "dimensions",
    "division",
    "event",
    "first-reference-note-number",
    "keyword",
    "language",
    "license",
    "locator",
    "note",
    "page-first",
    "printing-number",
    "references",
    "source",
    "status",
    "supplement-number",
    "title",
    "type",
];

/// What to do about a name that is no variable; `None` where it is one.
pub(super) fn advice(written: &str) -> Option<String> {
    let all = || [DATES, NAMES, TEXTS, TITLE_FORMS, OTHERS].into_iter().flatten().copied();
    if all().any(|variable| variable == written) {
        return None;
    }
    let same = || all().find(|variable| variable.eq_ignore_ascii_case(&written.replace('_', "-")));
    let meant = SYNONYMS.iter().find(|(word, _)| word.eq_ignore_ascii_case(written)).map(|(_, variable)| *variable).or_else(same);
    let meant = meant.map(|variable| format!("did you mean `{variable}`?")).or_else(|| suggest::did_you_mean(written, all()));
    Some(meant.unwrap_or_else(|| "write a variable of CSL, such as `container-title`, `publisher` or `issued`".to_owned()))
}
