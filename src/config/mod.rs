//! `casebook.yaml`: what holds for the whole archive. Every default stands in this file.

mod address;
mod limits;
mod read;

use crate::diagnostic::{Checked, Code, Level, Place};
use crate::source::SourceFile;
use crate::text::Spanned;
use crate::yaml;

pub use address::{AddressError, base_url};

/// Settings of an archive.
#[derive(Clone, Debug)]
pub struct Config {
    /// Whether there is *no* `casebook.yaml`: then the folder is an adopted vault, and faults of content are warnings.
    pub adopted: bool,
    /// The archive's title; default: the root folder's name.
    pub title: Box<str>,
    /// A line under it.
    pub subtitle: Option<Box<str>>,
    /// What the archive is, for metadata and the feed.
    pub description: Option<Box<str>>,
    /// Where the site will be published, with a slash at the end; an `http` or `https` address.
    pub base_url: Option<Spanned<Box<str>>>,
    /// Language of the archive and of the interface (BCP 47); default `en`.
    pub language: Box<str>,
    /// Language given to Han runs in text of another language; default `zh-Hans`.
    pub han_language: Box<str>,
    /// Name of a theme below `themes/`; default `default`.
    pub theme: Box<str>,
    /// Who answers for the archive.
    pub authors: Vec<Author>,
    /// Its licence.
    pub licence: Option<Licence>,
    /// Links at the top of every page; default: home, each kind, tags.
    pub nav: Option<Vec<NavItem>>,
    /// Levels asked for. Later entries win (the command line's are appended).
    pub lints: Vec<(Code, Level)>,
    /// Limits.
    pub limits: Limits,
    /// Extensions of attachments that may be copied, lower case, beside the built-in list.
    pub attachment_types: Vec<Box<str>>,
    /// File of silenced findings an old archive starts from, if any.
    pub baseline: Option<Spanned<Box<str>>>,
    /// The citation style: the name of a bundled one, or the path of a `.csl` file; default `chicago-author-date`.
    pub citation_style: Spanned<Box<str>>,
}

/// A person or body that answers for the archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// The name.
    pub name: Box<str>,
    /// A web address.
    pub url: Option<Box<str>>,
}

/// A licence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Licence {
    /// `CC BY 4.0`.
    pub name: Box<str>,
    /// Its text.
    pub url: Option<Box<str>>,
}

/// A link at the top of every page.
#[derive(Clone, Debug, PartialEq)]
pub struct NavItem {
    /// What it says; default: the target's title.
    pub label: Option<crate::schema::LocalText>,
    /// A note's id, slug or title; a kind's folder (`concepts`, its index); a generated page (`-/tags.html`); or an address.
    pub to: Spanned<Box<str>>,
    /// Where the entry stands.
    pub place: Place,
}

/// What an archive may ask of the machine. Each limit has a diagnostic of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Limits {
    /// Bytes of a note, a data file or a template.
    pub file_size: u64,
    /// Bytes of an attachment.
    pub attachment_size: u64,
    /// Bytes of a front matter or a fenced query.
    pub front_matter_size: u32,
    /// Nesting of YAML.
    pub yaml_depth: u32,
    /// Nodes that YAML aliases may add to one document.
    pub yaml_alias_nodes: u32,
    /// Nesting of Markdown blocks and inlines.
    pub markdown_depth: u32,
    /// Embeds within embeds.
    pub embed_depth: u32,
    /// Bytes of source a note's embeds may add to its page.
    pub embed_size: u32,
    /// Rows of a dataset.
    pub dataset_rows: u32,
}

impl Config {
    /// The settings of an archive that says nothing, in a root folder of that name.
    #[must_use]
    pub fn new(root_name: &str) -> Self {
        Self {
            adopted: true,
            title: root_name.into(),
            subtitle: None,
            description: None,
            base_url: None,
            language: "en".into(),
            han_language: "zh-Hans".into(),
            theme: "default".into(),
            authors: Vec::new(),
            licence: None,
            nav: None,
            lints: Vec::new(),
            limits: Limits::default(),
            attachment_types: Vec::new(),
            baseline: None,
            citation_style: Spanned::new("chicago-author-date".into(), crate::text::Span::default()),
        }
    }

    /// Reads `casebook.yaml`; `None` for an archive that has none. What is at fault keeps its default.
    #[must_use]
    pub fn read(file: Option<&SourceFile>, root_name: &str) -> Checked<Self> {
        let defaults = Self::new(root_name);
        match file {
            None => Checked::clean(defaults),
            Some(file) => read::read(file, defaults),
        }
    }
}

impl Limits {
    /// For a front matter or a fenced query.
    #[must_use]
    pub fn front_matter(&self) -> yaml::Limits {
        self.yaml(u64::from(self.front_matter_size))
    }

    /// For `casebook.yaml` and `_kind.yaml`.
    #[must_use]
    pub fn settings_file(&self) -> yaml::Limits {
        self.yaml(self.file_size)
    }

    fn yaml(&self, size: u64) -> yaml::Limits {
        yaml::Limits { size, depth: self.yaml_depth, alias_nodes: self.yaml_alias_nodes }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_size: 8 << 20,
            attachment_size: 64 << 20,
            front_matter_size: 256 << 10,
            yaml_depth: 32,
            yaml_alias_nodes: 10_000,
            markdown_depth: 64,
            embed_depth: 8,
            embed_size: 2 << 20,
            dataset_rows: 100_000,
        }
    }
}
