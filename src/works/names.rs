//! Names as people write them: `Zheng, Yongnian`, `Ludwig van Beethoven`, `郑永年`, `{World Bank}`.

use super::{Name, pinyin};
use crate::text::han::{has_han, is_han};

/// Family names of two characters.
const COMPOUND: &[&str] = &[
    "欧阳", "歐陽", "司马", "司馬", "上官", "诸葛", "諸葛", "东方", "東方", "夏侯", "皇甫", "尉迟", "尉遲", "公孙", "公孫",
    "慕容", "令狐", "司徒", "长孙", "長孫", "宇文", "轩辕", "軒轅", "端木", "独孤", "獨孤", "南宫", "南宮", "西门", "西門",
    "呼延", "申屠",
];

/// Last characters of the names of institutions.
const INSTITUTIONS_HAN: &[&str] = &[
    "部",
    "院",
    "局",
    "委",
    "省",
    "市",
    "府",
    "厅",
    "廳",
    "党",
    "黨",
    "处",
    "處",
    "办",
    "社",
    "馆",
    "館",
    "大学",
    "大學",
    "公司",
    "集团",
    "集團",
    "协会",
    "協會",
    "学会",
    "學會",
    "委员会",
    "委員會",
    "大会",
    "大會",
];

/// Words that names of institutions have and names of persons have not.
const INSTITUTIONS: &[&str] = &[
    "of",
    "for",
    "and",
    "the",
    "&",
    "agency",
    "association",
    "authority",
    "bank",
    "board",
    "bureau",
    "centre",
    "center",
    "church",
    "commission",
    "committee",
    "company",
    "corporation",
    "council",
    "court",
    "department",
    "embassy",
    "federation",
    "foundation",
    "government",
    "group",
    "inc",
    "institute",
    "institution",
    "ltd",
    "ministry",
    "museum",
    "navy",
    "news",
    "office",
    "organisation",
    "organization",
    "parliament",
    "party",
    "press",
    "republic",
    "society",
    "union",
    "university",
];

impl Name {
    /// Reads a name as written. `family_first` where the language of the work writes romanised names so: `Zheng Yongnian`.
    #[must_use]
    pub fn read(written: &str, family_first: bool) -> Self {
        let written = written.trim();
        if let Some(inside) = written.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            return Self::Literal(inside.trim().into());
        }
        if let Some((family, rest)) = written.split_once(',') {
            return Self::divided(family, rest, family_first || has_han(family));
        }
        if has_han(written) {
            return Self::of_han(written);
        }
        let words: Vec<&str> = written.split_whitespace().collect();
        match words.as_slice() {
            _ if is_institution(&words) => Self::Literal(written.into()),
            [] | [_] => Self::person(written, None, false),
            [family, given] if pinyin::is_family_first(family, given) => Self::person(family, Some(given), true),
            [family, given @ ..] if family_first => Self::person(family, Some(&given.join(" ")), true),
            words => {
                // A particle in small letters belongs to the family name: `van Beethoven`.
                let particle = words[1..words.len() - 1].iter().position(|word| word.starts_with(char::is_lowercase));
                let (given, family) = words.split_at(particle.map_or(words.len() - 1, |at| at + 1));
                Self::person(&family.join(" "), Some(&given.join(" ")), false)
            }
        }
    }

    /// A person's name of which the parts are known.
    #[must_use]
    pub fn person(family: &str, given: Option<&str>, family_first: bool) -> Self {
        let given = given.map(str::trim).filter(|given| !given.is_empty());
        Self::Person { family: family.trim().into(), given: given.map(Into::into), suffix: None, family_first }
    }

    /// `Family, Given` or, as BibTeX has it, `Family, Jr, Given`.
    fn divided(family: &str, rest: &str, family_first: bool) -> Self {
        let (suffix, given) = match rest.split_once(',') {
            Some((first, second)) if is_suffix(second.trim()) => (Some(second.trim()), first.trim()),
            Some((first, second)) => (Some(first.trim()), second.trim()),
            None => (None, rest.trim()),
        };
        Self::Person {
            family: family.trim().into(),
            given: (!given.is_empty()).then(|| given.into()),
            suffix: suffix.map(Into::into),
            family_first,
        }
    }

    /// A name in Han characters: the first, or two of a compound name, are the family's; what is too long for a person, or ends as
    /// institutions do, is not divided.
    fn of_han(written: &str) -> Self {
        let mut parts = written.split_whitespace();
        if let (Some(family), Some(given), None) = (parts.next(), parts.next(), parts.next())
            && [family, given].iter().all(|part| part.chars().all(is_han) && part.chars().count() <= 2)
        {
            return Self::person(family, Some(given), true);
        }
        let letters = written.chars().count();
        let is_office = letters > 2 && INSTITUTIONS_HAN.iter().any(|end| written.ends_with(end));
        if is_office || !(2..=4).contains(&letters) || !written.chars().all(is_han) {
            return Self::Literal(written.into());
        }
        let is_compound = letters > 2 && COMPOUND.iter().any(|family| written.starts_with(family));
        let length = written.chars().take(if is_compound { 2 } else { 1 }).map(char::len_utf8).sum();
        let (family, given) = written.split_at(length);
        Self::person(family, Some(given), true)
    }

    /// The name in the order in which it is read: `Yongnian Zheng`, `Zheng Yongnian` where the family comes first, `郑永年`.
    #[must_use]
    pub fn in_reading_order(&self) -> String {
        match self {
            Self::Literal(name) => name.to_string(),
            Self::Person { family, given: None, suffix, .. } => with_suffix(family.to_string(), suffix.as_deref()),
            Self::Person { family, given: Some(given), family_first: true, .. } if has_han(family) => format!("{family}{given}"),
            Self::Person { family, given: Some(given), family_first: true, .. } => format!("{family} {given}"),
            Self::Person { family, given: Some(given), suffix, .. } => {
                with_suffix(format!("{given} {family}"), suffix.as_deref())
            }
        }
    }
}

fn with_suffix(name: String, suffix: Option<&str>) -> String {
    suffix.map_or(name.clone(), |suffix| format!("{name} {suffix}"))
}

fn is_suffix(text: &str) -> bool {
    matches!(text.trim_end_matches('.'), "Jr" | "Sr" | "II" | "III" | "IV")
}

/// Whether words name an institution: by one of the words such names have, or an abbreviation in capitals (`Guangzhou PPCC`).
fn is_institution(words: &[&str]) -> bool {
    let is_abbreviation = |word: &&str| word.len() > 2 && word.bytes().all(|b| b.is_ascii_uppercase()) && !is_suffix(word);
    let is_word = |word: &&str| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '&').to_lowercase();
        INSTITUTIONS.contains(&&*bare)
    };
    match words {
        [word] => is_abbreviation(word),
        // Names in capitals throughout are those of catalogues: `SMITH JOHN`.
        words => words.iter().any(is_word) || (words.iter().any(is_abbreviation) && !words.iter().all(is_abbreviation)),
    }
}
