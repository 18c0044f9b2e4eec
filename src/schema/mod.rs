//! Kinds of notes: what `_kind.yaml` declares, and the values its fields take.
//!
//! Kinds are data. Nothing in the program knows of a particular one; generated views ask a kind's [`Role`].

use std::fmt;
use std::hash::Hash;
use std::sync::Arc;

use crate::diagnostic::Place;
use crate::text::Spanned;

mod columns;
pub mod csl;
pub mod date;
mod former;
pub mod json_schema;
mod keys;
mod load;
pub mod template;
pub mod values;

pub use columns::{ColumnRef, DateColumn, Period};
pub use former::{FormerFault, former_path};
pub use keys::CommonKey;
pub use load::load;
pub use values::{Coordinates, Names, Number, Value, ValueError};

/// The name of a kind: `concept`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KindName(pub Arc<str>);

/// The name of a field: `proponents`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldName(pub Arc<str>);

/// All kinds of an archive, ordered by name.
#[derive(Clone, Debug, Default)]
pub struct Kinds {
    /// The kinds.
    pub all: Vec<Kind>,
}

/// A position in [`Kinds::all`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KindIx(pub u32);

/// A position in [`Kind::fields`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldIx(pub u32);

/// A kind of notes: a folder (with its subfolders) and its schema.
#[derive(Clone, Debug)]
pub struct Kind {
    /// Its name.
    pub name: KindName,
    /// The folder below `content/`, without a slash at the end: `concepts`; empty for `content/` itself.
    pub folder: Arc<str>,
    /// Folders that were its own before, whose addresses lead to its table (`redirect_from`).
    pub redirect_from: Vec<Spanned<Box<str>>>,
    /// What people call one and many, by UI language.
    pub label: KindLabel,
    /// What generated views take its notes for.
    pub role: Role,
    /// A schema.org type, for metadata.
    pub schema_org: Option<Box<str>>,
    /// Its fields in the order declared (the order of the infobox).
    pub fields: Vec<Field>,
    /// Fields whose declaration could not be read (reported): what notes have under these names is passed over.
    pub unreadable: Vec<FieldName>,
    /// Whether lines of its file could not be read (reported): then a key that it does not know may be a field.
    pub is_partial: bool,
    /// How its index table looks.
    pub index: IndexSpec,
    /// Where it is declared.
    pub place: Place,
}

/// Names of a kind for people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KindLabel {
    /// One of them.
    pub one: LocalText,
    /// Several.
    pub other: LocalText,
}

/// A text for people, with translations: the plain one, and by language tag (`zh-Hans`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct LocalText {
    /// In the archive's own language.
    pub plain: Box<str>,
    /// In others.
    pub by_language: Vec<(Box<str>, Box<str>)>,
}

impl LocalText {
    /// The text for `language`: an exact tag first, then one with the same primary subtag, else the plain text.
    #[must_use]
    pub fn get(&self, language: &str) -> &str {
        let primary = |tag: &str| tag.split('-').next().unwrap_or(tag).to_owned();
        let exact = self.by_language.iter().find(|(tag, _)| &**tag == language);
        let near = || self.by_language.iter().find(|(tag, _)| primary(tag) == primary(language));
        exact.or_else(near).map_or(&*self.plain, |(_, text)| text)
    }
}

/// What the generated views take a kind's notes for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Role {
    /// Nothing in particular.
    #[default]
    None,
    /// A work that can be cited.
    Work,
    /// A person.
    Person,
    /// A place on the map.
    Place,
    /// An event on the timeline.
    Event,
    /// A note beside a CSV file.
    Dataset,
}

/// A field of a kind.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its key in the front matter.
    pub name: FieldName,
    /// What people call it.
    pub label: LocalText,
    /// What it holds.
    pub value: ValueType,
    /// Whether it may hold several.
    pub many: bool,
    /// Whether a note must have it.
    pub required: bool,
    /// The CSL variable it stands for, in a kind of role work.
    pub csl: Option<Box<str>>,
    /// Where it is declared.
    pub place: Place,
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ValueType {
    /// Plain text.
    Text,
    /// Markdown, inline or blocks.
    Markdown,
    /// A name in several scripts.
    Names,
    /// A whole number.
    Integer {
        /// What it counts.
        unit: Option<LocalText>,
    },
    /// A decimal number.
    Number {
        /// What it measures.
        unit: Option<LocalText>,
    },
    /// `true` or `false`, `yes` or `no`.
    Boolean,
    /// An EDTF date.
    Date,
    /// A web address.
    Url,
    /// One of these.
    Choice {
        /// The values.
        of: Vec<Box<str>>,
    },
    /// Other notes: a relation.
    Reference(Relation),
    /// A latitude and a longitude.
    Coordinates,
}

/// A relation: a field that refers to notes, and how it reads from the other end.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Relation {
    /// Kinds it may refer to; empty for any.
    pub to: Vec<KindName>,
    /// How it reads from the other end.
    pub inverse: Inverse,
}

/// How a relation reads from its other end.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Inverse {
    /// Not named: shown as "LABEL of" under the field's own label (the theme's words).
    Unnamed,
    /// Named.
    Named {
        /// The name, for queries: `proponent_of`.
        name: FieldName,
        /// For people: `Proponent of`.
        label: LocalText,
    },
    /// Symmetric: the same from both ends, declared at either.
    Symmetric,
}

/// How the index table of a kind looks.
#[derive(Clone, Debug, Default)]
pub struct IndexSpec {
    /// Columns: fields, common keys, `names.zh-Hans`, names of inverses.
    pub columns: Vec<ColumnName>,
    /// The first sort key.
    pub sort: Option<SortKey>,
    /// Facets.
    pub facets: Vec<ColumnName>,
}

/// A column of a table as written: `title`, `names.zh-Hans`, `decade(date)`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ColumnName(pub Box<str>);

/// A sort order as written: `date`, `-date`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SortKey {
    /// By what.
    pub column: ColumnName,
    /// Whether from the last to the first.
    pub descending: bool,
}

impl Kinds {
    /// The kind at `ix`.
    ///
    /// # Panics
    /// When `ix` is not of these kinds.
    #[must_use]
    pub fn get(&self, ix: KindIx) -> &Kind {
        &self.all[ix.0 as usize]
    }

    /// The kind of that name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<KindIx> {
        let at = self.all.iter().position(|kind| &*kind.name.0 == name)?;
        u32::try_from(at).ok().map(KindIx)
    }

    /// The kind of a folder below `content/`: that of the nearest folder upward that declares one.
    #[must_use]
    pub fn of_folder(&self, folder: &str) -> Option<KindIx> {
        let holds = |kind: &Kind| {
            kind.folder.is_empty()
                || folder == &*kind.folder
                || folder.strip_prefix(&*kind.folder).is_some_and(|rest| rest.starts_with('/'))
        };
        let (at, _) = self.all.iter().enumerate().filter(|(_, kind)| holds(kind)).max_by_key(|(_, kind)| kind.folder.len())?;
        u32::try_from(at).ok().map(KindIx)
    }
}

impl Kind {
    /// All of it that its notes are read by: not what it is called, nor how its table looks.
    pub fn reading(&self) -> impl Hash + '_ {
        let fields: Vec<_> = self.fields.iter().map(|field| (&field.name, &field.value, field.many, field.required)).collect();
        (&self.name, &self.folder, self.role, fields, &self.unreadable, self.is_partial)
    }

    /// The field of that name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<(FieldIx, &Field)> {
        let at = self.fields.iter().position(|field| &*field.name.0 == name)?;
        Some((FieldIx(u32::try_from(at).ok()?), &self.fields[at]))
    }
}

impl Field {
    /// Whether it is a relation that reads the same from both ends.
    #[must_use]
    pub fn is_symmetric(&self) -> bool {
        matches!(&self.value, ValueType::Reference(Relation { inverse: Inverse::Symmetric, .. }))
    }
}

impl fmt::Display for KindName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for FieldName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
