//! Words of CSL 1.0.2: types of works, and variables by what they hold.

pub use crate::schema::csl::TITLE_FORMS;
use crate::schema::csl::{DATES, NAMES, SYNONYMS, TEXTS};

/// What a variable holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VariableKind {
    /// Text or a number.
    Text,
    /// Names.
    Names,
    /// A date.
    Date,
}

/// What a variable holds; what is not known holds text.
#[must_use]
pub fn kind_of(variable: &str) -> VariableKind {
    match variable {
        _ if DATES.contains(&variable) => VariableKind::Date,
        _ if NAMES.contains(&variable) => VariableKind::Names,
        _ => VariableKind::Text,
    }
}

/// The variable that a field stands for by its name alone: `publisher`, `doi`, `page_range`.
#[must_use]
pub fn variable_of_field(name: &str) -> Option<&'static str> {
    let name = name.replace('_', "-");
    let is_name = |variable: &&&str| variable.replace('_', "-").eq_ignore_ascii_case(&name);
    let known = DATES.iter().chain(NAMES).chain(TEXTS).chain(TITLE_FORMS).find(is_name).copied();
    known.or_else(|| SYNONYMS.iter().find(|(word, _)| word.eq_ignore_ascii_case(&name)).map(|(_, variable)| *variable))
}

const TYPES: &[&str] = &[
    "article",
    "article-journal",
    "article-magazine",
    "article-newspaper",
    "bill",
    "book",
    "broadcast",
    "chapter",
    "classic",
    "collection",
    "dataset",
    "document",
    "entry",
    "entry-dictionary",
    "entry-encyclopedia",
    "event",
    "figure",
    "graphic",
    "hearing",
    "interview",
    "legal_case",
    "legislation",
    "manuscript",
    "map",
    "motion_picture",
    "musical_score",
    "pamphlet",
    "paper-conference",
    "patent",
    "performance",
    "periodical",
    "personal_communication",
    "post",
    "post-weblog",
    "regulation",
    "report",
    "review",
    "review-book",
    "software",
    "song",
    "speech",
    "standard",
    "thesis",
    "treaty",
    "webpage",
];

/// Common words for types, by what they begin with or hold; the first that fits.
const TYPE_WORDS: &[(&str, &str)] = &[
    ("chapter", "chapter"),
    ("newspaper", "article-newspaper"),
    ("news", "article-newspaper"),
    ("press", "article-newspaper"),
    ("magazine", "article-magazine"),
    ("blog", "post-weblog"),
    ("conference", "paper-conference"),
    ("article", "article-journal"),
    ("book", "book"),
    ("monograph", "book"),
    ("novel", "book"),
    ("regulation", "regulation"),
    ("rules", "regulation"),
    ("constitution", "legislation"),
    ("statute", "legislation"),
    ("law", "legislation"),
    ("act", "legislation"),
    ("case", "legal_case"),
    ("judgment", "legal_case"),
    ("ruling", "legal_case"),
    ("treaty", "treaty"),
    ("agreement", "treaty"),
    ("convention", "treaty"),
    ("report", "report"),
    ("plan", "report"),
    ("official document", "report"),
    ("statistics", "dataset"),
    ("data", "dataset"),
    ("website", "webpage"),
    ("web page", "webpage"),
    ("webpage", "webpage"),
    ("interview", "interview"),
    ("speech", "speech"),
    ("statement", "speech"),
    ("letter", "personal_communication"),
    ("email", "personal_communication"),
    ("thesis", "thesis"),
    ("dissertation", "thesis"),
    ("diary", "manuscript"),
    ("log", "manuscript"),
    ("manuscript", "manuscript"),
    ("film", "motion_picture"),
    ("photograph", "graphic"),
    ("painting", "graphic"),
    ("map", "map"),
];

/// The CSL type that a word for a type means; `document` where none fits.
#[must_use]
pub fn type_of_word(word: &str) -> &'static str {
    let word = word.to_lowercase();
    if let Some(known) = TYPES.iter().find(|known| **known == word || known.replace(['-', '_'], " ") == word) {
        // Journals are where most articles stand; CSL's own `article` is a preprint.
        return if *known == "article" { "article-journal" } else { known };
    }
    let holds = |part: &str| {
        word.match_indices(part).any(|(at, _)| {
            let starts = at == 0 || word[..at].ends_with([' ', '-', '/', '_']);
            let rest = word[at + part.len()..].trim_start_matches('s');
            starts && (rest.is_empty() || rest.starts_with([' ', '-', '/', '_']))
        })
    };
    TYPE_WORDS.iter().find(|(part, _)| holds(part)).map_or("document", |(_, kind)| kind)
}
