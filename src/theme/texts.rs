//! The words of the interface, in each language.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::flat;
use crate::diagnostic::Checked;
use crate::source::SourceFile;

/// A file `i18n/LANG.yaml` of a layer.
pub(super) struct TextFile {
    /// `zh-Hans`.
    pub(super) language: Box<str>,
    /// The file.
    pub(super) file: SourceFile,
}

/// The words of the interface in one language. Every key of the default theme is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts(BTreeMap<Box<str>, Box<str>>);

impl Texts {
    /// The text under a key; the key itself where there is none, so that the fault shows and nothing stops.
    #[must_use]
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.0.get(key).map_or(key, |text| text)
    }

    /// The text under a key with its placeholders filled: `("n", "5")` for `{n}`.
    #[must_use]
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        let fill = |text: String, (name, value): &(&str, &str)| text.replace(&format!("{{{name}}}"), value);
        values.iter().fold(self.get(key).to_owned(), fill)
    }

    /// What stands before and after the one placeholder of a text; a text without one stands before, with a blank.
    #[must_use]
    pub fn around<'a>(&'a self, key: &'a str) -> (Cow<'a, str>, &'a str) {
        let text = self.get(key);
        match cut(text) {
            Some((before, after)) => (before.into(), after),
            None => (format!("{text} ").into(), ""),
        }
    }

    /// What templates see: keys and texts, and what stands before and after the placeholder of each, as `KEY_before` and `KEY_after`, so
    /// that markup can take its place. A text with several has neither.
    pub fn for_templates(&self) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
        self.iter().flat_map(|(key, text)| {
            let has_several = text.contains('{') && cut(text).is_none();
            let parts = (!has_several).then(|| {
                let (before, after) = self.around(key);
                [(format!("{key}_before").into(), before), (format!("{key}_after").into(), after.into())]
            });
            [(key.into(), text.into())].into_iter().chain(parts.into_iter().flatten())
        })
    }

    /// Keys and texts, ordered by key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, text)| (&**key, &**text))
    }
}

/// A text cut at its placeholder, if it has one and no more.
fn cut(text: &str) -> Option<(&str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (_, after) = rest.split_once('}')?;
    (!after.contains('{')).then_some((before, after))
}

/// Lays the files of each language over each other, the first file strongest; what a language lacks it takes from English.
pub(super) fn complete(files: &[TextFile]) -> Checked<BTreeMap<Box<str>, Texts>> {
    let mut diagnostics = Vec::new();
    let mut languages: BTreeMap<Box<str>, Texts> = BTreeMap::new();
    for TextFile { language, file } in files {
        let texts = languages.entry(language.clone()).or_default();
        for (key, text) in flat::read(file, "a file of interface texts").into(&mut diagnostics) {
            texts.0.entry(key.value).or_insert(text.value);
        }
    }
    let english = languages.entry("en".into()).or_default().clone();
    for texts in languages.values_mut() {
        for (key, text) in &english.0 {
            texts.0.entry(key.clone()).or_insert_with(|| text.clone());
        }
    }
    Checked::new(languages, diagnostics)
}

/// The texts of a language, else of the language with parts taken off its end (RFC 4647, lookup), else of the first
/// language that shares its first part.
pub(super) fn nearest<'a>(languages: &'a BTreeMap<Box<str>, Texts>, language: &str) -> Option<&'a Texts> {
    let same = |name: &str| languages.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, texts)| texts);
    let mut name = language;
    loop {
        if let Some(texts) = same(name) {
            return Some(texts);
        }
        let Some((shorter, _)) = name.rsplit_once('-') else { break };
        name = shorter;
    }
    let first = |tag: &str| tag.split('-').next().unwrap_or(tag).to_ascii_lowercase();
    let wanted = first(language);
    languages.iter().find(|(known, _)| first(known) == wanted).map(|(_, texts)| texts)
}
