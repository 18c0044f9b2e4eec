//! One Markdown file read: its front matter checked against its kind, its body parsed. Nothing here knows of other notes.

use std::fmt;
use std::sync::Arc;

use crate::schema::date::Date;
use crate::schema::{FieldIx, KindIx, Value};
use crate::text::{Span, Spanned, VaultPath};

pub mod body;
pub mod cells;
pub mod citation;
pub mod claims;
pub mod fragment;
mod front_matter;
pub mod images;
pub mod math;
mod origin;
mod parse;
pub mod quote;
pub mod raw_html;
pub mod tag;

pub use parse::{kind_of, parse, read_by};

/// The id of a note: its path in `content/` without `.md`, in NFC, Han included (`concepts/bridgehead`). A folder's
/// `index.md` has the folder as its id; that of `content/` itself has the id `index`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NoteId(Arc<str>);

impl NoteId {
    /// Takes an id in the form described above.
    #[must_use]
    pub fn new(id: &str) -> Self {
        Self(Arc::from(id))
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its last part: `bridgehead`.
    #[must_use]
    pub fn slug(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }
}

impl fmt::Display for NoteId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A note as read from its file.
#[derive(Clone, Debug)]
pub struct Note {
    /// Its id.
    pub id: NoteId,
    /// Its file.
    pub path: VaultPath,
    /// Whether the file is a folder's `index.md`.
    pub is_folder_index: bool,
    /// Its kind; `None` for a plain note.
    pub kind: Option<KindIx>,
    /// The text of the whole file, which spans point into.
    pub source: Arc<str>,
    /// The keys every note has.
    pub meta: Meta,
    /// The fields of its kind, each at most once, in schema order.
    pub fields: Vec<FieldValues>,
    /// Keys of a plain note that no schema declares, kept as written (scalars and lists of scalars).
    pub extra: Vec<(Box<str>, Vec<Box<str>>)>,
    /// For a note of role dataset: the columns it declares, as written.
    pub columns: Option<crate::yaml::Node>,
    /// Attributed statements.
    pub claims: Vec<claims::Claim>,
    /// Ids of claims that are at fault beyond use (reported already).
    pub unread_claims: Vec<Box<str>>,
    /// The first byte of the body.
    pub body_start: u32,
    /// The body; its tables also hold the links, embeds and footnotes of the Markdown in the front matter.
    pub body: body::Body,
    /// What stands in the summary.
    pub summary: Vec<body::Event>,
    /// The image beside the facts, as an image in a body is; empty without one.
    pub image: Vec<body::Event>,
    /// What stands in Markdown values, ordered by field and value.
    pub markdown: Vec<fragment::FieldMarkdown>,
    /// Whether editors comment anywhere in it.
    pub is_annotated: bool,
}

impl Note {
    /// All events of the note, list by list: the body, its footnotes, the summary, the image, Markdown values, claims.
    pub fn event_lists(&self) -> impl Iterator<Item = &[body::Event]> {
        let footnotes = self.body.footnotes.iter().map(|footnote| &*footnote.events);
        let values = self.markdown.iter().map(|value| &*value.events);
        let claims = self.claims.iter().map(|claim| &*claim.events);
        [&*self.body.events].into_iter().chain(footnotes).chain([&*self.summary, &*self.image]).chain(values).chain(claims)
    }

    /// The heading that is the note's title and not shown again in its body: an index into [`body::Body::headings`].
    #[must_use]
    pub fn title_heading(&self) -> Option<u32> {
        let is_title = |heading: &body::Heading| heading.level == 1 && heading.event.is_some();
        let at = self.body.headings.iter().position(is_title).filter(|_| self.meta.title_from_heading)?;
        u32::try_from(at).ok()
    }
}

/// The keys every note has (product: "Keys every kind has").
#[derive(Clone, Debug)]
pub struct Meta {
    /// `title`, else the first `# heading`, else the file's name. The span is empty at the file's start in the last case.
    pub title: Spanned<Box<str>>,
    /// Whether the title is the body's first heading: then that heading is not shown twice.
    pub title_from_heading: bool,
    /// Other names of the note.
    pub aliases: Vec<Spanned<Box<str>>>,
    /// Tags of the front matter, `a/b` nested, without `#`.
    pub tags: Vec<Spanned<Box<str>>>,
    /// One or two sentences on what the note is.
    pub summary: Option<Spanned<Box<str>>>,
    /// How far it is.
    pub status: Status,
    /// Whether `status` is a word that says nothing: then the note is held back, and what is wrong with it is told all the same.
    pub status_unclear: bool,
    /// Who wrote the note (under role work: `editors`).
    pub authors: Vec<Spanned<Box<str>>>,
    /// Under role work: the authors of the work.
    pub work_authors: Vec<Spanned<Box<str>>>,
    /// `created`, as written (else the revision history says).
    pub created: Option<Date>,
    /// `updated`, as written.
    pub updated: Option<Date>,
    /// Language of the body (BCP 47), if it differs from the archive's; under role work, [`Meta::work_lang`] is the work's.
    pub lang: Option<Spanned<Box<str>>>,
    /// Under role work: the language of the work.
    pub work_lang: Option<Spanned<Box<str>>>,
    /// Former ids and paths (`redirect_from`, and aliases that begin with `/`); former ids of claims are the claims' own.
    pub redirect_from: Vec<Spanned<Box<str>>>,
    /// The note this one translates, as referred to.
    pub translation_of: Option<Spanned<Box<str>>>,
    /// The citation key, if it is not the slug.
    pub cite_as: Option<Spanned<Box<str>>>,
    /// `nocite`: works that its list of works cited has without a citation in its text.
    pub nocite: Vec<citation::Listed>,
    /// `lints:` of the front matter: findings silenced for the whole note.
    pub lints: Vec<LintSetting>,
}

/// How far a note is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Not to be published.
    Draft,
    /// Published with a banner.
    Review,
    /// Published.
    #[default]
    Published,
}

/// A finding silenced in front matter: `lints: {orphan-note: "reason"}` or `[{allow: orphan-note, reason: ...}]`.
#[derive(Clone, Debug)]
pub struct LintSetting {
    /// The code, or what was written where no such code exists (reported already).
    pub code: Result<crate::diagnostic::Code, Box<str>>,
    /// Why.
    pub reason: Box<str>,
    /// Where.
    pub span: Span,
}

/// All values of one field of a note.
#[derive(Clone, Debug)]
pub struct FieldValues {
    /// Which field of the note's kind.
    pub field: FieldIx,
    /// The key's place.
    pub key_span: Span,
    /// The values: one for a plain single-valued field; several where the field is `many` or the value is contested.
    pub values: Vec<FieldValue>,
    /// Whether the values contradict each other: two distinct values on a single-valued field, or `{contested: [...]}`.
    pub contested: bool,
}

/// One value of a field with its sources and qualifiers.
#[derive(Clone, Debug)]
pub struct FieldValue {
    /// The value.
    pub value: Value,
    /// Where it is written.
    pub span: Span,
    /// Where it is written again.
    pub again: Vec<Span>,
    /// Citations as written (`@key, p. 3`); equal values with several sources are one value with several.
    pub cites: Vec<Spanned<Box<str>>>,
    /// Qualifiers.
    pub qualifiers: Qualifiers,
}

/// What qualifies a value: `{to: x, since: 1981, until: .., note: ...}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Qualifiers {
    /// From when.
    pub since: Option<Box<Date>>,
    /// Until when.
    pub until: Option<Box<Date>>,
    /// A remark.
    pub note: Option<Box<str>>,
}
