//! The order of names: the site language's, Han by pinyin among the Latin letters.

use std::borrow::Cow;
use std::hash::BuildHasher;
use std::sync::{Mutex, PoisonError};

use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale::Locale;
use pinyin::ToPinyin;
use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap};
use unicode_normalization::UnicodeNormalization;

use crate::note::Note;
use crate::schema::{Names, Value};
use crate::text::fold;
use crate::text::han::{has_han, is_han};

/// Orders texts as people of a language look them up.
pub struct Collation {
    /// `None` where the language's rules cannot be had: then case-folded text is compared.
    collator: Option<CollatorBorrowed<'static>>,
    /// Whether Han is read as Chinese. Japanese and Korean order it by rules of their own.
    by_pinyin: bool,
    language: Box<str>,
    /// Keys made before: the same texts stand in many tables, and in those of the next build.
    known: [Mutex<FxHashMap<Box<str>, SortBytes>>; SHARDS],
}

/// Parts of the keys known, each with a lock of its own.
const SHARDS: usize = 64;

/// Keys kept in a part: a server that sees the same text edited all day shall not grow.
const MOST_KEPT: usize = 32_768;

/// How a note itself says a Han name of it is read: no table knows that 重庆 is Chongqing and 长江 Changjiang.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The name in Han.
    pub han: Box<str>,
    /// Its pinyin without tones and spaces.
    pub pinyin: Box<str>,
}

/// Characters of a text that the language's rules order.
const LONG: usize = 64;

/// Bytes that order as the text does.
pub type SortBytes = std::sync::Arc<[u8]>;

impl Collation {
    /// The order of a language (BCP 47). Digits are compared as numbers.
    #[must_use]
    pub fn new(language: &str) -> Self {
        let primary = language.split('-').next().unwrap_or(language);
        let tag = match primary {
            "zh" | "yue" => "zh-u-co-pinyin-kn".to_owned(),
            // The language alone: an extension of its own would clash with this one.
            _ => format!("{primary}-u-kn"),
        };
        let locale = Locale::try_from_str(&tag).or_else(|_| Locale::try_from_str("und-u-kn")).ok();
        let collator = locale.and_then(|locale| Collator::try_new(locale.into(), CollatorOptions::default()).ok());
        let by_pinyin = !matches!(primary, "ja" | "ko");
        Self { collator, by_pinyin, language: language.into(), known: std::array::from_fn(|_| Mutex::default()) }
    }

    /// Of which language it is.
    #[must_use]
    pub fn language(&self) -> &str {
        &self.language
    }

    /// The key of a text. Texts with equal keys are equal.
    #[must_use]
    pub fn key(&self, text: &str, own: Option<&Reading>) -> SortBytes {
        if own.is_some() {
            return self.make(text, own);
        }
        let shard = &self.known[(FxBuildHasher.hash_one(text) >> 32) as usize % SHARDS];
        if let Some(key) = shard.lock().unwrap_or_else(PoisonError::into_inner).get(text) {
            return key.clone();
        }
        let key = self.make(text, None);
        let mut known = shard.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST_KEPT {
            known.clear();
        }
        known.insert(text.into(), key.clone());
        key
    }

    fn make(&self, text: &str, own: Option<&Reading>) -> SortBytes {
        if let Some((at, _)) = text.char_indices().nth(LONG) {
            // Long texts that begin alike are ordered by their characters.
            let mut key = self.make(&text[..at], own).to_vec();
            key.push(0);
            key.extend_from_slice(&text.as_bytes()[at..]);
            return key.into();
        }
        let mut key = Vec::with_capacity(text.len() * 2 + 8);
        let read = self.read(text, own);
        let from = first_letter(&read);
        self.write(&read[from..], &mut key);
        if from > 0 || matches!(read, Cow::Owned(_)) {
            // Names that sound the same: what is Latin first, then by the characters.
            key.push(0);
            self.write(text, &mut key);
        }
        key.into()
    }

    /// Each text's place among them all; equal ones share one.
    #[must_use]
    pub fn ranks(&self, texts: &[&str]) -> Vec<u32> {
        let keys: Vec<_> = texts.par_iter().map(|text| self.key(text, None)).collect();
        let mut order: Vec<u32> = (0..texts.len() as u32).collect();
        order.par_sort_unstable_by_key(|at| &keys[*at as usize]);
        let mut ranks = vec![0; texts.len()];
        for pair in order.windows(2) {
            let [before, at] = [pair[0] as usize, pair[1] as usize];
            ranks[at] = ranks[before] + u32::from(keys[before] != keys[at]);
        }
        ranks
    }

    fn write(&self, text: &str, key: &mut Vec<u8>) {
        match &self.collator {
            Some(collator) => {
                let Ok(()) = collator.write_sort_key_to(text, key);
            }
            None => key.extend_from_slice(fold(text).as_bytes()),
        }
    }

    /// The letter of the A to Z bar under which a text stands; `#` for what begins with none of them.
    #[must_use]
    pub fn letter(&self, text: &str, own: Option<&Reading>) -> char {
        let read = self.read(text, own);
        let first = read[first_letter(&read)..].chars().next().unwrap_or('#');
        let is_latin = first.is_ascii_alphabetic() || matches!(first, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}');
        let plain = if is_latin { deunicode::deunicode_char(first).and_then(|plain| plain.chars().next()) } else { None };
        plain.filter(char::is_ascii_alphabetic).map_or('#', |letter| letter.to_ascii_uppercase())
    }

    /// The pinyin of a text with Han, for filters.
    pub(super) fn spelled(&self, text: &str) -> Option<String> {
        (self.by_pinyin && has_han(text)).then(|| read(text, None))
    }

    /// A text as it is looked up: Han as pinyin, the syllables of a run in one word.
    fn read<'t>(&self, text: &'t str, own: Option<&Reading>) -> Cow<'t, str> {
        if !self.by_pinyin || !has_han(text) {
            return Cow::Borrowed(text);
        }
        Cow::Owned(read(text, own))
    }
}

/// Where a text is looked up: at its first letter or digit, past quotation marks and brackets; at its start if it has none.
fn first_letter(text: &str) -> usize {
    text.find(char::is_alphanumeric).unwrap_or(0)
}

/// A text with its Han as pinyin without tones: as the note reads its own name, the rest as a table has it.
pub(super) fn read(text: &str, own: Option<&Reading>) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut rest = text;
    if let Some(own) = own {
        while let Some(at) = rest.find(&*own.han) {
            spell(&rest[..at], &mut out);
            out.push_str(&own.pinyin);
            rest = &rest[at + own.han.len()..];
        }
    }
    spell(rest, &mut out);
    out
}

fn spell(text: &str, out: &mut String) {
    for c in text.chars() {
        match c.to_pinyin().filter(|_| is_han(c)) {
            Some(syllable) => out.extend(syllable.plain().chars().map(|c| if c == 'v' { 'ü' } else { c })),
            None => out.push(c),
        }
    }
}

/// Pinyin without its tones and spaces; the dots of `ü` stay.
pub(super) fn without_tones(pinyin: &str) -> String {
    let kept = pinyin.nfd().filter(|&c| c == '\u{308}' || c.is_alphanumeric());
    kept.nfc().flat_map(char::to_lowercase).collect()
}

impl Reading {
    /// The reading that a note gives of its Han name, if it does.
    #[must_use]
    pub fn of(note: &Note) -> Option<Self> {
        let mut values = note.fields.iter().flat_map(|field| &field.values);
        values.find_map(|value| if let Value::Names(names) = &value.value { Self::of_names(names) } else { None })
    }

    /// The reading that a name gives of its Han form.
    pub(super) fn of_names(names: &Names) -> Option<Self> {
        Some(Self { han: names.han()?.into(), pinyin: without_tones(names.pinyin()?).into() })
    }
}

#[cfg(test)]
mod tests {
    use super::{Collation, Reading, without_tones};

    fn sorted<'t>(language: &str, texts: &[(&'t str, Option<(&str, &str)>)]) -> Vec<&'t str> {
        let collation = Collation::new(language);
        let key = |text: &str, own: Option<(&str, &str)>| {
            let own = own.map(|(han, pinyin)| Reading { han: han.into(), pinyin: without_tones(pinyin).into() });
            collation.key(text, own.as_ref())
        };
        let mut keyed: Vec<_> = texts.iter().map(|&(text, own)| (key(text, own), text)).collect();
        keyed.sort();
        keyed.into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn han_stands_by_pinyin_among_the_latin_letters() {
        let names = [("桥头堡", None), ("Quarter", None), ("Port", None), ("排头兵", None), ("zhejiang", None), ("安徽", None)];
        for language in ["en", "zh-Hans", "zh"] {
            assert_eq!(sorted(language, &names), ["安徽", "排头兵", "Port", "桥头堡", "Quarter", "zhejiang"], "{language}");
        }
    }

    #[test]
    fn the_reading_of_the_note_wins_over_the_table() {
        let own =
            [("长江", Some(("长江", "Cháng Jiāng"))), ("重庆", Some(("重庆", "Chóngqìng"))), ("成都", None), ("Dalian", None)];
        assert_eq!(sorted("en", &own), ["长江", "成都", "重庆", "Dalian"]);
        let none = [("长江", None), ("重庆", None), ("成都", None), ("Dalian", None)];
        assert_eq!(sorted("en", &none), ["成都", "Dalian", "长江", "重庆"]);
    }

    #[test]
    fn numbers_count_and_accents_do_not_part_a_letter() {
        let names = [("Table 10", None), ("Table 9", None), ("École", None), ("Eau", None), ("Ezra", None)];
        assert_eq!(sorted("en", &names), ["Eau", "École", "Ezra", "Table 9", "Table 10"]);
    }

    #[test]
    fn names_in_quotation_marks_stand_under_their_first_letter() {
        let names = [("Rise", None), ("“Quiet” power", None), ("《桥头堡》", None), ("Port", None), ("…", None)];
        assert_eq!(sorted("en", &names), ["…", "Port", "《桥头堡》", "“Quiet” power", "Rise"]);
    }

    #[test]
    fn letters_follow_the_same_reading() {
        let collation = Collation::new("en");
        let own = Reading { han: "重庆".into(), pinyin: "chongqing".into() };
        let letter = |text: &str| collation.letter(text, None);
        assert_eq!(letter("bridgehead"), 'B');
        assert_eq!(letter("École"), 'E');
        assert_eq!(letter("Łódź"), 'L');
        assert_eq!(letter("桥头堡"), 'Q');
        assert_eq!(letter("1978"), '#');
        assert_eq!(letter("Ярославль"), '#');
        assert_eq!(letter("“Quoted”"), 'Q');
        assert_eq!(letter(""), '#');
        assert_eq!(collation.letter("重庆市", Some(&own)), 'C');
        assert_eq!(Collation::new("ja").letter("東京", None), '#');
    }

    #[test]
    fn pinyin_loses_its_tones_and_keeps_its_dots() {
        assert_eq!(without_tones("Lǜ Shùn"), "lüshun");
        assert_eq!(without_tones("Xī'ān"), "xian");
    }
}
