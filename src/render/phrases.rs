//! Texts of the interface that stand in bodies, cut at their placeholder once, so that filling one is two writes.

use super::html::escape;
use crate::theme::Texts;

/// The texts that have a placeholder.
#[derive(Clone, Debug)]
pub struct Phrases {
    /// `{title}`
    pub heading_link: Phrase,
    /// `{n}`
    pub note_ref: Phrase,
    /// `{title}`
    pub embed_source: Phrase,
    /// `{n}`
    pub table_label: Phrase,
    /// `{by}`
    pub annotation_by: Phrase,
    /// `{date}`
    pub annotation_date: Phrase,
}

/// A text with one placeholder.
#[derive(Clone, Debug)]
pub struct Phrase {
    before: Box<str>,
    after: Box<str>,
}

impl Phrases {
    /// Cuts the texts.
    #[must_use]
    pub fn new(texts: &Texts) -> Self {
        Self {
            heading_link: Phrase::new(texts.get("heading_link"), "{title}"),
            note_ref: Phrase::new(texts.get("note_ref"), "{n}"),
            embed_source: Phrase::new(texts.get("embed_source"), "{title}"),
            table_label: Phrase::new(texts.get("table_label"), "{n}"),
            annotation_by: Phrase::new(texts.get("annotation_by"), "{by}"),
            annotation_date: Phrase::new(texts.get("annotation_date"), "{date}"),
        }
    }
}

impl Phrase {
    fn new(text: &str, placeholder: &str) -> Self {
        let (before, after) = text.split_once(placeholder).unwrap_or((text, ""));
        Self { before: before.into(), after: after.into() }
    }

    /// What stands before the placeholder.
    #[must_use]
    pub fn before(&self) -> &str {
        &self.before
    }

    /// What stands after it.
    #[must_use]
    pub fn after(&self) -> &str {
        &self.after
    }

    /// Appends the text, filled and escaped.
    pub fn write(&self, out: &mut String, value: &str) {
        escape(out, &self.before);
        escape(out, value);
        escape(out, &self.after);
    }
}
