//! Which characters are Han, and which punctuation goes with them; how Chinese is spelt in Latin letters.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A Han character (ideographs of all planes, the iteration mark and the zero).
#[must_use]
pub fn is_han(c: char) -> bool {
    matches!(c,
        '\u{3005}' | '\u{3007}' | '\u{3021}'..='\u{3029}' | '\u{3038}'..='\u{303b}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{323af}')
}

/// A kana letter, hiragana or katakana, with the long-vowel mark.
#[must_use]
pub fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{309f}' | '\u{30a1}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9f}')
}

/// Punctuation set in a full square beside Han: `，。、《》（）` and the like.
#[must_use]
pub fn is_han_punctuation(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{3004}' | '\u{3006}' | '\u{3008}'..='\u{3020}' | '\u{3030}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}'
        | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}')
}

/// Pinyin without its tones, words apart as written, in each spelling of `ü` that people type: `u`, `ü` and `v`.
#[must_use]
pub fn pinyin_spellings(pinyin: &str) -> Vec<String> {
    let is_dots = |c: char| c == '\u{308}';
    let plain: String = pinyin.nfd().filter(|c| is_dots(*c) || !is_combining_mark(*c)).collect();
    if !plain.contains(is_dots) {
        return vec![plain];
    }
    let with = |u: &str, capital: &str| plain.replace("u\u{308}", u).replace("U\u{308}", capital).replace(is_dots, "");
    vec![with("u", "U"), with("ü", "Ü"), with("v", "V")]
}

/// Whether `text` holds a Han character.
#[must_use]
pub fn has_han(text: &str) -> bool {
    !text.is_ascii() && text.chars().any(is_han)
}
