//! Where in a work: `p. 105`, `pp. 3-5`, `sec. 3.5`, `第105页`.

/// What a locator counts. The names are those of CSL 1.0.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum LocatorLabel {
    Book,
    Chapter,
    Column,
    Figure,
    Folio,
    Issue,
    Line,
    Note,
    Opus,
    Page,
    Paragraph,
    Part,
    Section,
    SubVerbo,
    Table,
    Verse,
    Volume,
    Article,
    Appendix,
}

/// Where in a work.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Locator {
    /// What is counted.
    pub label: LocatorLabel,
    /// The numbers as written, without the label: `3-5`, `iv, 7`.
    pub value: Box<str>,
}

/// Labels as they are written, and what they mean. Longer ones come before those they begin with.
const LABELS: &[(&str, LocatorLabel)] = &[
    ("appendix", LocatorLabel::Appendix),
    ("app.", LocatorLabel::Appendix),
    ("articles", LocatorLabel::Article),
    ("article", LocatorLabel::Article),
    ("art.", LocatorLabel::Article),
    ("arts.", LocatorLabel::Article),
    ("books", LocatorLabel::Book),
    ("book", LocatorLabel::Book),
    ("bk.", LocatorLabel::Book),
    ("bks.", LocatorLabel::Book),
    ("chapters", LocatorLabel::Chapter),
    ("chapter", LocatorLabel::Chapter),
    ("chaps.", LocatorLabel::Chapter),
    ("chap.", LocatorLabel::Chapter),
    ("ch.", LocatorLabel::Chapter),
    ("columns", LocatorLabel::Column),
    ("column", LocatorLabel::Column),
    ("cols.", LocatorLabel::Column),
    ("col.", LocatorLabel::Column),
    ("figures", LocatorLabel::Figure),
    ("figure", LocatorLabel::Figure),
    ("figs.", LocatorLabel::Figure),
    ("fig.", LocatorLabel::Figure),
    ("folios", LocatorLabel::Folio),
    ("folio", LocatorLabel::Folio),
    ("fols.", LocatorLabel::Folio),
    ("fol.", LocatorLabel::Folio),
    ("issues", LocatorLabel::Issue),
    ("issue", LocatorLabel::Issue),
    ("numbers", LocatorLabel::Issue),
    ("number", LocatorLabel::Issue),
    ("nos.", LocatorLabel::Issue),
    ("no.", LocatorLabel::Issue),
    ("lines", LocatorLabel::Line),
    ("line", LocatorLabel::Line),
    ("ll.", LocatorLabel::Line),
    ("l.", LocatorLabel::Line),
    ("notes", LocatorLabel::Note),
    ("note", LocatorLabel::Note),
    ("nn.", LocatorLabel::Note),
    ("n.", LocatorLabel::Note),
    ("opus", LocatorLabel::Opus),
    ("op.", LocatorLabel::Opus),
    ("pages", LocatorLabel::Page),
    ("page", LocatorLabel::Page),
    ("pp.", LocatorLabel::Page),
    ("p.", LocatorLabel::Page),
    ("paragraphs", LocatorLabel::Paragraph),
    ("paragraph", LocatorLabel::Paragraph),
    ("paras.", LocatorLabel::Paragraph),
    ("para.", LocatorLabel::Paragraph),
    ("¶¶", LocatorLabel::Paragraph),
    ("¶", LocatorLabel::Paragraph),
    ("parts", LocatorLabel::Part),
    ("part", LocatorLabel::Part),
    ("pts.", LocatorLabel::Part),
    ("pt.", LocatorLabel::Part),
    ("sections", LocatorLabel::Section),
    ("section", LocatorLabel::Section),
    ("secs.", LocatorLabel::Section),
    ("sec.", LocatorLabel::Section),
    ("§§", LocatorLabel::Section),
    ("§", LocatorLabel::Section),
    ("sub verbo", LocatorLabel::SubVerbo),
    ("s.vv.", LocatorLabel::SubVerbo),
    ("s.v.", LocatorLabel::SubVerbo),
    ("tables", LocatorLabel::Table),
    ("table", LocatorLabel::Table),
    ("tabs.", LocatorLabel::Table),
    ("tab.", LocatorLabel::Table),
    ("verses", LocatorLabel::Verse),
    ("verse", LocatorLabel::Verse),
    ("vv.", LocatorLabel::Verse),
    ("v.", LocatorLabel::Verse),
    ("volumes", LocatorLabel::Volume),
    ("volume", LocatorLabel::Volume),
    ("vols.", LocatorLabel::Volume),
    ("vol.", LocatorLabel::Volume),
];

/// Measure words that follow a number in Chinese.
const AFTER: &[(char, LocatorLabel)] = &[
    ('页', LocatorLabel::Page),
    ('頁', LocatorLabel::Page),
    ('章', LocatorLabel::Chapter),
    ('节', LocatorLabel::Section),
    ('節', LocatorLabel::Section),
    ('条', LocatorLabel::Article),
    ('條', LocatorLabel::Article),
    ('段', LocatorLabel::Paragraph),
    ('卷', LocatorLabel::Volume),
    ('行', LocatorLabel::Line),
];

/// What stands at the start of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// A locator, and how many bytes it takes.
    Locator(Locator, usize),
    /// A label that no number follows: how many bytes it takes.
    LabelAlone(usize),
    Nothing,
}

/// Reads a locator at the start of `text`. A number without a label is a page.
pub(super) fn read(text: &str) -> Reading {
    if let Some(reading) = chinese(text) {
        return reading;
    }
    let Some((label, length)) = label(text) else {
        return match numbers(text) {
            0 => Reading::Nothing,
            end => Reading::Locator(Locator { label: LocatorLabel::Page, value: text[..end].into() }, end),
        };
    };
    let rest = &text[length..];
    let start = length + (rest.len() - rest.trim_start().len());
    match numbers(&text[start..]) {
        0 => Reading::LabelAlone(length),
        end => Reading::Locator(Locator { label, value: text[start..start + end].into() }, start + end),
    }
}

/// All of a text that braces make a locator: a label if it begins with one, and the rest whatever it is.
pub(super) fn verbatim(text: &str) -> Locator {
    let text = text.trim();
    match label(text) {
        Some((label, length)) => Locator { label, value: text[length..].trim().into() },
        None => Locator { label: LocatorLabel::Page, value: text.into() },
    }
}

fn label(text: &str) -> Option<(LocatorLabel, usize)> {
    LABELS.iter().find_map(|(written, label)| {
        let head = text.get(..written.len())?;
        let rest = &text[written.len()..];
        let ends = !written.ends_with(char::is_alphabetic) || !rest.starts_with(char::is_alphanumeric);
        (head.eq_ignore_ascii_case(written) && ends).then_some((*label, written.len()))
    })
}

/// `第3章`, `105页`.
fn chinese(text: &str) -> Option<Reading> {
    let inside = text.strip_prefix('第').unwrap_or(text);
    let end = numbers(inside);
    let (_, label) = AFTER.iter().find(|(word, _)| inside[end..].starts_with(*word))?;
    let value = inside[..end].into();
    let word = inside[end..].chars().next().map_or(0, char::len_utf8);
    (end > 0).then_some(Reading::Locator(Locator { label: *label, value }, text.len() - inside.len() + end + word))
}

/// How many bytes of numbers, ranges and lists of them `text` begins with: `105`, `xii-xv`, `3.5`, `12, 14 & 16`, `4ff`.
fn numbers(text: &str) -> usize {
    let mut end = 0;
    let mut at = 0;
    loop {
        let length = number(&text[at..]);
        if length == 0 {
            return end;
        }
        at += length;
        end = at;
        let rest = &text[at..];
        let separator =
            rest.find(|c: char| !(c.is_whitespace() || matches!(c, ',' | '&' | '-' | '–' | '—' | '/'))).unwrap_or(rest.len());
        if separator == 0 || !rest[..separator].contains([',', '&', '-', '–', '—', '/']) {
            return end;
        }
        at += separator;
    }
}

/// A number: digits with letters or points within (`12a`, `3.5`, `A12`, `[5]` not), or a Roman numeral.
fn number(text: &str) -> usize {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | ':'))).unwrap_or(text.len());
    let word = text[..end].trim_end_matches(['.', ':']);
    let is_roman = !word.is_empty() && word.bytes().all(|b| b"ivxlcdmIVXLCDM".contains(&b));
    if is_roman || word.bytes().any(|b| b.is_ascii_digit()) { word.len() } else { 0 }
}

impl LocatorLabel {
    /// Its name in CSL.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Book => "book",
            Self::Chapter => "chapter",
            Self::Column => "column",
            Self::Figure => "figure",
            Self::Folio => "folio",
            Self::Issue => "issue",
            Self::Line => "line",
            Self::Note => "note",
            Self::Opus => "opus",
            Self::Page => "page",
            Self::Paragraph => "paragraph",
            Self::Part => "part",
            Self::Section => "section",
            Self::SubVerbo => "sub-verbo",
            Self::Table => "table",
            Self::Verse => "verse",
            Self::Volume => "volume",
            Self::Article => "article-locator",
            Self::Appendix => "appendix",
        }
    }

    /// As it is written before a number.
    fn short(self) -> &'static str {
        match self {
            Self::Book => "bk.",
            Self::Chapter => "chap.",
            Self::Column => "col.",
            Self::Figure => "fig.",
            Self::Folio => "fol.",
            Self::Issue => "no.",
            Self::Line => "line",
            Self::Note => "n.",
            Self::Opus => "op.",
            Self::Page => "p.",
            Self::Paragraph => "para.",
            Self::Part => "pt.",
            Self::Section => "sec.",
            Self::SubVerbo => "s.v.",
            Self::Table => "table",
            Self::Verse => "v.",
            Self::Volume => "vol.",
            Self::Article => "art.",
            Self::Appendix => "app.",
        }
    }
}

impl Locator {
    /// Whether it names several: `3-5`, `3, 7`.
    fn is_range(&self) -> bool {
        let is_digit = |c: char| c.is_ascii_digit();
        self.value.contains([',', '&', '–']) || self.value.split_once('-').is_some_and(|(first, _)| first.ends_with(is_digit))
    }

    /// With its label, in few letters: `p. 105`, `sec. 3.5`.
    #[must_use]
    pub fn short(&self) -> String {
        let label = match self.label {
            LocatorLabel::Page if self.is_range() => "pp.",
            label => label.short(),
        };
        format!("{label} {}", self.value)
    }

    /// The first number in it, for ordering: Roman numerals come before others.
    #[must_use]
    pub fn first_number(&self) -> (bool, u32) {
        let digits: String =
            self.value.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).take(9).collect();
        match digits.parse() {
            Ok(number) => (true, number),
            Err(_) => (false, roman(&self.value)),
        }
    }
}

fn roman(text: &str) -> u32 {
    let digit = |c: char| match c.to_ascii_lowercase() {
        'i' => Some(1),
        'v' => Some(5),
        'x' => Some(10),
        'l' => Some(50),
        'c' => Some(100),
        'd' => Some(500),
        'm' => Some(1000),
        _ => None,
    };
    let digits: Vec<u32> = text.chars().map_while(digit).take(20).collect();
    let value = |(at, digit): (usize, &u32)| match digits.get(at + 1) {
        Some(next) if next > digit => -i64::from(*digit),
        _ => i64::from(*digit),
    };
    digits.iter().enumerate().map(value).sum::<i64>().unsigned_abs() as u32
}
