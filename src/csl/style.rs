//! A citation style and the language it prints in.

use std::sync::LazyLock;

use citationberg::{CitationFormat, IndependentStyle, Locale, LocaleCode, StyleCategory, StyleClass};
use hayagriva::archive::ArchivedStyle;

use super::locale;

/// How a style cites.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// `(Zheng 2006, 4)`
    AuthorDate,
    /// `[1]`, and other labels.
    Numeric,
    /// In footnotes.
    Note,
}

/// A style that can be used.
#[derive(Debug)]
pub struct Style {
    pub(super) csl: IndependentStyle,
    pub(super) locales: Vec<Locale>,
    pub(super) locale: LocaleCode,
    /// How it cites.
    pub class: Class,
}

/// Why a style cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StyleError {
    /// No style has the name; the names that are nearest to it.
    Unknown(Vec<&'static str>),
    /// The file is no CSL style; why.
    Unreadable(String),
    /// The file only refers to another style.
    Dependent,
    /// The file does not exist.
    Missing,
}

/// A style, before what its language needs is loaded.
#[derive(Clone, Debug)]
pub struct StyleSource {
    csl: IndependentStyle,
    /// Tells it from all others: its name, or a hash of its text.
    key: Box<str>,
}

/// The style of archives that name none, unpacked once.
static CHICAGO: LazyLock<StyleSource> = LazyLock::new(StyleSource::chicago);

impl Default for StyleSource {
    /// Chicago, author-date.
    fn default() -> Self {
        CHICAGO.clone()
    }
}

impl StyleSource {
    fn chicago() -> Self {
        match ArchivedStyle::ChicagoAuthorDate.get() {
            citationberg::Style::Independent(csl) => Self { csl, key: "chicago-author-date".into() },
            citationberg::Style::Dependent(_) => unreachable!("Chicago is a style of its own"),
        }
    }

    /// The style named, of those that come with casebook.
    ///
    /// # Errors
    /// Where there is none of the name.
    pub fn bundled(name: &str) -> Result<Self, StyleError> {
        if name == &*CHICAGO.key {
            return Ok(Self::default());
        }
        let style = ArchivedStyle::by_name(name).ok_or_else(|| {
            let names = ArchivedStyle::all().iter().flat_map(|style| style.names()).copied();
            StyleError::Unknown(crate::diagnostic::suggest::nearest(name, names, 3))
        })?;
        Self::of(style.get(), name)
    }

    /// A style of the archive's own, from the text of a `.csl` file.
    ///
    /// # Errors
    /// Where it is no independent CSL style.
    pub fn from_csl(text: &str) -> Result<Self, StyleError> {
        let style = citationberg::Style::from_xml(text).map_err(|error| StyleError::Unreadable(error.to_string()))?;
        Self::of(style, blake3::hash(text.as_bytes()).to_hex().as_str())
    }

    /// Tells it from all other styles.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Whether it makes a list of works.
    #[must_use]
    pub fn has_bibliography(&self) -> bool {
        self.csl.bibliography.is_some()
    }

    fn of(style: citationberg::Style, key: &str) -> Result<Self, StyleError> {
        match style {
            citationberg::Style::Independent(csl) => Ok(Self { csl, key: key.into() }),
            citationberg::Style::Dependent(_) => Err(StyleError::Dependent),
        }
    }
}

impl Style {
    /// Whether it makes a list of works.
    #[must_use]
    pub fn has_bibliography(&self) -> bool {
        self.csl.bibliography.is_some()
    }

    /// A style with the terms of a language (BCP 47).
    #[must_use]
    pub fn new(source: &StyleSource, language: &str) -> Self {
        let csl = source.csl.clone();
        let format = csl.info.category.iter().find_map(|category| match category {
            StyleCategory::CitationFormat { format } => Some(*format),
            StyleCategory::Field { .. } => None,
        });
        let class = match (csl.settings.class, format) {
            (StyleClass::Note, _) => Class::Note,
            (_, Some(CitationFormat::AuthorDate | CitationFormat::Author)) => Class::AuthorDate,
            _ => Class::Numeric,
        };
        let (locale, locales) = locale::of(language);
        Self { csl, locales, locale, class }
    }
}
