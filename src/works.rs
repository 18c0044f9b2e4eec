//! Works as scholars describe them: records in the terms of CSL-JSON, whatever they were read from.

mod bibtex;
mod csl_json;
mod file;
mod hayagriva;
mod names;
mod pinyin;
pub mod terms;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::schema::date::Date;

pub use file::{Described, read};

/// The key a work is cited by: `zheng2006`. Case counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CiteKey(Arc<str>);

impl CiteKey {
    /// Takes a key as written, without `@`.
    #[must_use]
    pub fn new(key: &str) -> Self {
        Self(Arc::from(key))
    }

    /// The key as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CiteKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A work. Names of types and variables are those of CSL 1.0.2 (`article-journal`, `container-title`); what is not known is left out.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Item {
    /// Its key.
    pub key: CiteKey,
    /// Its CSL type.
    pub kind: Box<str>,
    /// Variables that hold text: `title`, `container-title`, `page`, `language`, `original-title`, ...
    pub texts: BTreeMap<Box<str>, Box<str>>,
    /// Variables that hold names: `author`, `editor`, `translator`, ...
    pub names: BTreeMap<Box<str>, Vec<Name>>,
    /// Variables that hold dates: `issued`, `accessed`, `original-date`, ...
    pub dates: BTreeMap<Box<str>, Date>,
}

/// Somebody's name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Name {
    /// A person's.
    Person {
        /// Family name, with a particle that belongs to it.
        family: Box<str>,
        /// Given names.
        given: Option<Box<str>>,
        /// `Jr.`
        suffix: Option<Box<str>>,
        /// Whether the family name always comes first and without a comma, as in Chinese: `Zheng Yongnian`.
        family_first: bool,
    },
    /// An institution's, or one that is not divided.
    Literal(Box<str>),
}

impl Item {
    /// A work of which nothing more is known.
    #[must_use]
    pub fn new(key: CiteKey, kind: &str) -> Self {
        Self { key, kind: kind.into(), texts: BTreeMap::new(), names: BTreeMap::new(), dates: BTreeMap::new() }
    }

    /// A text variable.
    #[must_use]
    pub fn text(&self, variable: &str) -> Option<&str> {
        self.texts.get(variable).map(|text| &**text)
    }

    /// Names of a variable.
    #[must_use]
    pub fn names(&self, variable: &str) -> &[Name] {
        self.names.get(variable).map_or(&[], |names| names)
    }
}
