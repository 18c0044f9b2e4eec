//! Chinese names in Latin letters: `Zheng Yongnian` has its family name first, `Yongnian Zheng` has not.

/// The commonest family names, as Hanyu Pinyin writes them.
const FAMILIES: &[&str] = &[
    "bai", "cai", "cao", "chang", "chen", "cheng", "cui", "dai", "deng", "ding", "dong", "du", "duan", "fan", "fang", "feng",
    "fu", "gao", "gong", "gu", "guo", "han", "hao", "he", "hou", "hu", "huang", "jia", "jiang", "jin", "kong", "lei", "li",
    "liang", "liao", "lin", "liu", "lu", "luo", "lü", "ma", "mao", "meng", "pan", "peng", "qian", "qiao", "qin", "qiu", "ren",
    "shao", "shen", "shi", "song", "su", "sun", "tan", "tang", "tao", "tian", "wan", "wang", "wei", "wen", "wu", "xi", "xia",
    "xiang", "xiao", "xie", "xiong", "xu", "xue", "yan", "yang", "yao", "ye", "yi", "yin", "yu", "yuan", "zeng", "zhang", "zhao",
    "zheng", "zhong", "zhou", "zhu", "zou",
];

const INITIALS: &[&str] =
    &["zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "r", "z", "c", "s", "y", "w", ""];

const FINALS: &[&str] = &[
    "iang", "iong", "uang", "ang", "eng", "ian", "iao", "ing", "ong", "uai", "uan", "üan", "ai", "an", "ao", "ei", "en", "er",
    "ia", "ie", "in", "iu", "ou", "ua", "ue", "ui", "un", "uo", "üe", "a", "e", "i", "o", "u", "ü",
];

/// Whether two words are a Chinese name with the family name first: it is a common one, and what follows is one or two syllables of
/// pinyin that are not a common family name themselves.
pub(super) fn is_family_first(family: &str, given: &str) -> bool {
    let letters = |word: &str| deunicode::deunicode(word).to_lowercase().replace(['-', '\'', '\u{2019}'], "");
    let (family, given) = (letters(family), letters(given));
    let is_family = |word: &str| FAMILIES.contains(&word);
    is_family(&family) && !is_family(&given) && is_syllables(&given, 2)
}

/// Whether a word is between one and `most` syllables.
fn is_syllables(word: &str, most: u32) -> bool {
    let parts = INITIALS.iter().flat_map(|initial| FINALS.iter().map(move |last| (*initial, *last)));
    // `er` has no initial.
    let mut rests = parts.filter(|(initial, last)| *last != "er" || initial.is_empty()).filter_map(|(initial, last)| {
        let rest = word.strip_prefix(initial)?;
        rest.strip_prefix(last)
    });
    rests.any(|rest| rest.is_empty() || (most > 1 && is_syllables(rest, most - 1)))
}
