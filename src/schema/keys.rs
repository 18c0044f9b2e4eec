//! The keys every note has, and the names other tools give them.

use super::{Kind, Role};

/// A key of the front matter that every note has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CommonKey {
    /// Its title.
    Title,
    /// Other names of it.
    Aliases,
    /// Its tags.
    Tags,
    /// What it is, in one or two sentences.
    Summary,
    /// How far it is.
    Status,
    /// Who wrote it; under role work, who wrote the work.
    Authors,
    /// Under role work: who wrote the note.
    Editors,
    /// When it was begun.
    Created,
    /// When it was last changed.
    Updated,
    /// Its language; under role work, the work's.
    Lang,
    /// Its former ids.
    RedirectFrom,
    /// The note it translates.
    TranslationOf,
    /// Attributed statements.
    Claims,
    /// Its citation key.
    CiteAs,
    /// Works that it lists without citing them.
    NoCite,
    /// Findings silenced in it.
    Lints,
    /// Under role dataset: the columns of the CSV file beside it.
    Columns,
    /// The image beside its facts.
    Image,
}

impl CommonKey {
    /// All of them, in the order in which a note has them best.
    pub const ALL: &'static [Self] = &[
        Self::Title,
        Self::Aliases,
        Self::Tags,
        Self::Summary,
        Self::Status,
        Self::Authors,
        Self::Editors,
        Self::Created,
        Self::Updated,
        Self::Lang,
        Self::RedirectFrom,
        Self::TranslationOf,
        Self::Claims,
        Self::CiteAs,
        Self::NoCite,
        Self::Image,
        Self::Lints,
        Self::Columns,
    ];

    /// The key as written.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Aliases => "aliases",
            Self::Tags => "tags",
            Self::Summary => "summary",
            Self::Status => "status",
            Self::Authors => "authors",
            Self::Editors => "editors",
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Lang => "lang",
            Self::RedirectFrom => "redirect_from",
            Self::TranslationOf => "translation_of",
            Self::Claims => "claims",
            Self::CiteAs => "cite_as",
            Self::NoCite => "nocite",
            Self::Lints => "lints",
            Self::Columns => "columns",
            Self::Image => "image",
        }
    }

    /// What it is, for people who write notes.
    #[must_use]
    pub fn description(self) -> &'static str {
        match self {
            Self::Title => "title; without it the first heading, else the file's name",
            Self::Aliases => "other names of the note; one that begins with `/` is a former address",
            Self::Tags => "tags, `a/b` nested",
            Self::Summary => "what it is, in one or two sentences",
            Self::Status => "draft, review or published (without it, published)",
            Self::Authors => "who wrote it",
            Self::Editors => "who wrote the note",
            Self::Created => "day it was begun; without it the revision history says",
            Self::Updated => "day of the last change; without it the revision history says",
            Self::Lang => "language, such as `en` or `zh-Hans`",
            Self::RedirectFrom => "former ids of the note; `#old-id` for that of its claim",
            Self::TranslationOf => "the note this one translates",
            Self::Claims => "attributed statements and their evidence",
            Self::CiteAs => "citation key, if it is not the file's name",
            Self::NoCite => "works listed without being cited: `[\"@key\"]`, or `\"@*\"` for all",
            Self::Lints => "findings silenced in this note, each with a reason",
            Self::Columns => "columns of the CSV file beside the note",
            Self::Image => "an image beside the facts: a file, or `{file, alt, caption, credit, licence}`",
        }
    }

    /// The common key of that name in a note of `kind` (`None`: a plain note).
    #[must_use]
    pub fn named(name: &str, kind: Option<&Kind>) -> Option<Self> {
        let key = match name {
            "title" => Self::Title,
            "aliases" => Self::Aliases,
            "tags" => Self::Tags,
            "summary" => Self::Summary,
            "status" => Self::Status,
            "authors" => Self::Authors,
            "editors" => Self::Editors,
            "created" => Self::Created,
            "updated" => Self::Updated,
            "lang" => Self::Lang,
            "redirect_from" => Self::RedirectFrom,
            "translation_of" => Self::TranslationOf,
            "claims" => Self::Claims,
            "cite_as" => Self::CiteAs,
            "nocite" => Self::NoCite,
            "lints" => Self::Lints,
            "columns" => Self::Columns,
            "image" => Self::Image,
            _ => return None,
        };
        key.is_of(kind.map_or(Role::None, |kind| kind.role)).then_some(key)
    }

    /// The key that another tool writes so: Obsidian (`alias`, `tag`), Hugo (`date`, `lastmod`, `description`, `draft`).
    #[must_use]
    pub fn synonym(name: &str) -> Option<Self> {
        Some(match name {
            "alias" => Self::Aliases,
            "tag" => Self::Tags,
            "description" => Self::Summary,
            "draft" => Self::Status,
            "author" => Self::Authors,
            "date" => Self::Created,
            "lastmod" => Self::Updated,
            _ => return None,
        })
    }

    /// Whether notes of that role have it.
    #[must_use]
    pub fn is_of(self, role: Role) -> bool {
        match self {
            Self::Editors => role == Role::Work,
            Self::Columns => role == Role::Dataset,
            _ => true,
        }
    }

    /// Whether a table can have it as a column.
    #[must_use]
    pub fn is_column(self) -> bool {
        !matches!(self, Self::RedirectFrom | Self::Claims | Self::NoCite | Self::Lints | Self::Columns | Self::Image)
    }

    /// Whether it holds a date.
    #[must_use]
    pub fn is_date(self) -> bool {
        matches!(self, Self::Created | Self::Updated)
    }
}
