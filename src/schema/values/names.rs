//! Names in several scripts.

use super::ValueError;
use crate::text::han::has_han;
use crate::yaml::{Node, NodeKind};

/// A name in several scripts: `{zh-Hans: 桥头堡, pinyin: qiáotóubǎo, as_printed: qiaotoubao}`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Keys (language tags, `pinyin`, `as_printed`, ...) and texts in the order written.
    pub forms: Vec<(Box<str>, Box<str>)>,
}

impl Names {
    /// The form under `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.forms.iter().find(|(k, _)| &**k == key).map(|(_, text)| &**text)
    }

    /// The first form in Han characters.
    #[must_use]
    pub fn han(&self) -> Option<&str> {
        self.forms.iter().map(|(_, text)| &**text).find(|text| has_han(text))
    }

    /// The pinyin, with tone marks if it has them.
    #[must_use]
    pub fn pinyin(&self) -> Option<&str> {
        self.get("pinyin")
    }

    /// The language of the form under `key`: pinyin is Chinese in Latin letters, a language tag is itself.
    #[must_use]
    pub fn language(key: &str) -> Option<&str> {
        match key {
            "pinyin" | "as_printed" => Some("zh-Latn"),
            key if key.len() >= 2 && key.split('-').next().is_some_and(|first| first.len() <= 3 && first.is_ascii()) => Some(key),
            _ => None,
        }
    }

    /// One form of which only the text is known, as a cell of a CSV file has it.
    pub(super) fn of_one(text: &str) -> Self {
        Self { forms: vec![(language_of(text).into(), text.into())] }
    }

    /// A mapping of keys to texts.
    pub(super) fn from_node(node: &Node) -> Result<Self, (ValueError, &Node)> {
        let entries = node.entries().unwrap_or_default();
        let mut forms = Vec::with_capacity(entries.len());
        for entry in entries {
            match &entry.value.kind {
                NodeKind::Scalar(scalar) if !scalar.text.trim().is_empty() => {
                    forms.push((entry.key.value.clone(), scalar.text.clone()));
                }
                _ => {
                    let key = &entry.key.value;
                    let error = ValueError::invalid(
                        format!("the name `{key}` has no text"),
                        format!("write `{key}: ...`, or take the key out"),
                    );
                    return Err((error, &entry.value));
                }
            }
        }
        if forms.is_empty() {
            return Err((ValueError::invalid("a name has no form", "write `{zh-Hans: 桥头堡, pinyin: qiáotóubǎo}`"), node));
        }
        Ok(Self { forms })
    }

    /// A bare text is not a name: which script is it?
    pub(super) fn need_keys(text: &str) -> ValueError {
        let text = text.trim();
        let right = format!("{{{}: {text}}}", language_of(text));
        let error =
            ValueError::invalid(format!("`{text}` does not say which form of the name it is"), format!("write `{right}`"));
        // Only what cannot be mistaken for YAML is written for the editor.
        let is_plain = text.chars().all(|c| c.is_alphanumeric() || c == ' ') && !text.is_empty();
        if is_plain { error.instead(right) } else { error }
    }
}

fn language_of(text: &str) -> &'static str {
    if has_han(text) { "zh-Hans" } else { "as_printed" }
}
