//! The order of names: by the site's language, Han by its pinyin among Latin, a note's own pinyin before the dictionary's.

use std::cmp::Ordering;

use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale::Locale;
use pinyin::ToPinyin;

use crate::note::Note;
use crate::schema::Value;
use crate::text::han::is_han;

/// Orders texts.
pub struct Order {
    collator: CollatorBorrowed<'static>,
}

/// A text as it is sorted: its romanised form first, then itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    roman: String,
    own: Box<str>,
}

impl Order {
    /// The order of a language; digits count as numbers.
    #[must_use]
    pub fn of(language: &str) -> Self {
        let locale = |tag: &str| Locale::try_from_str(tag).ok();
        let locale = locale(&format!("{language}-u-kn")).or_else(|| locale("en-u-kn")).unwrap_or(Locale::UNKNOWN);
        let make = |locale: Locale| Collator::try_new((&locale).into(), CollatorOptions::default());
        // The root collation is compiled in.
        let collator = make(locale).or_else(|_| make(Locale::UNKNOWN)).expect("the root collation is there");
        Self { collator }
    }

    /// Compares two keys.
    #[must_use]
    pub fn compare(&self, a: &Key, b: &Key) -> Ordering {
        self.collator.compare(&a.roman, &b.roman).then_with(|| a.own.cmp(&b.own))
    }
}

impl Key {
    /// The key of a text; `pinyin` is that of its Han, where it is known.
    #[must_use]
    pub fn new(text: &str, pinyin: Option<&str>) -> Self {
        Self { roman: roman(text, pinyin), own: text.into() }
    }

    /// The key of a note's title.
    #[must_use]
    pub fn of_note(note: &Note) -> Self {
        Self::new(&note.meta.title, pinyin_of(note))
    }

    /// The letter it stands under: A to Z, `#` for all else.
    #[must_use]
    pub fn letter(&self) -> char {
        let first = self.roman.chars().find(|c| c.is_alphanumeric());
        let plain = first.and_then(deunicode::deunicode_char).and_then(|text| text.chars().next());
        plain.map(|c| c.to_ascii_uppercase()).filter(char::is_ascii_uppercase).unwrap_or('#')
    }
}

/// The pinyin a note gives for its name.
#[must_use]
pub fn pinyin_of(note: &Note) -> Option<&str> {
    let values = note.fields.iter().flat_map(|field| &field.values);
    values
        .filter_map(
            |value| if let Value::Names(names) = &value.value { names.get("sort").or_else(|| names.pinyin()) } else { None },
        )
        .next()
}

/// Text with its Han as toneless pinyin.
fn roman(text: &str, pinyin: Option<&str>) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let all_han = text.chars().all(|c| is_han(c) || !c.is_alphanumeric());
    if let Some(pinyin) = pinyin.filter(|_| all_han) {
        return toneless(pinyin);
    }
    let mut out = String::with_capacity(text.len() * 2);
    for c in text.chars() {
        match c.to_pinyin().filter(|_| is_han(c)) {
            Some(pinyin) => {
                out.push_str(pinyin.plain());
                out.push(' ');
            }
            None => out.push(c),
        }
    }
    out
}

/// Pinyin without its tones; the words by which a filter finds a name.
#[must_use]
pub fn toneless(pinyin: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    use unicode_normalization::char::is_combining_mark;
    pinyin.nfd().filter(|c| !is_combining_mark(*c)).collect()
}
