//! What citation styles say in each language: `src/csl/locales/`, read when asked for.

use std::sync::OnceLock;

use citationberg::{Locale, LocaleCode, LocaleFile};

/// The terms of a language, not read before they are wanted.
struct Terms {
    code: &'static str,
    xml: &'static str,
    read: OnceLock<Option<Locale>>,
}

macro_rules! terms {
    ($($code:literal),* $(,)?) => {
        [$(Terms { code: $code, xml: include_str!(concat!("locales/locales-", $code, ".xml")), read: OnceLock::new() }),*]
    };
}

static ALL: [Terms; 15] = terms![
    "en-US", "en-GB", "de-DE", "es-ES", "fr-FR", "it-IT", "ja-JP", "ko-KR", "nl-NL", "pl-PL", "pt-BR", "pt-PT", "ru-RU", "zh-CN",
    "zh-TW",
];

/// The terms that works of an archive in a language (BCP 47) may want, and the code of its own: what a language lacks is taken from
/// English, and works in Chinese have Chinese terms wherever they are cited.
pub(super) fn of(language: &str) -> (LocaleCode, Vec<Locale>) {
    let own = code(language);
    let wanted = ALL.iter().filter(|terms| [own, "en-US", "zh-CN"].contains(&terms.code));
    // That each can be read is held by a test.
    let locales =
        wanted.filter_map(|terms| terms.read.get_or_init(|| LocaleFile::from_xml(terms.xml).ok().map(Locale::from)).clone());
    (LocaleCode(own.into()), locales.collect())
}

/// The code of the terms for a language.
fn code(language: &str) -> &'static str {
    let has = |part: &str| language.split('-').any(|own| own.eq_ignore_ascii_case(part));
    match language.split('-').next().unwrap_or("").to_ascii_lowercase().as_str() {
        "zh" if has("Hant") || has("TW") || has("HK") => "zh-TW",
        "zh" => "zh-CN",
        "de" => "de-DE",
        "fr" => "fr-FR",
        "es" => "es-ES",
        "it" => "it-IT",
        "ja" => "ja-JP",
        "ko" => "ko-KR",
        "nl" => "nl-NL",
        "pl" => "pl-PL",
        "pt" if has("BR") => "pt-BR",
        "pt" => "pt-PT",
        "ru" => "ru-RU",
        "en" if has("GB") => "en-GB",
        _ => "en-US",
    }
}
