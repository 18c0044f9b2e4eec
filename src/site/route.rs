//! Every address of the site as a value: the file it is written to, and how pages link to it.
//!
//! A note's page stands at its id; all else that is generated lies under `-/`, a name no note can have.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::body::Href;
use crate::note::{Note, NoteId};
use crate::output::OutputPath;
use crate::source::portable;
use crate::text::nfc;

/// What must not stand as it is in the path of an address (RFC 3986 `pchar` and `/` may; `'` and `&` are left out for safety in
/// markup).
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'\'')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// An address of the site.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Route {
    /// `index.html`, whether or not there is an `index.md`.
    Home,
    /// `404.html`.
    NotFound,
    /// A note's page: `concepts/bridgehead.html`.
    Note(NoteId),
    /// The page of a folder, of its `index.md` or its kind's table: `concepts/index.html`, then `concepts/-/2.html`.
    Folder {
        /// The folder below `content/`, not empty.
        folder: Box<str>,
        /// From 1.
        page: u32,
    },
    /// The table of a kind declared in `content/` itself, where `index.html` is the home page: `-/kinds/NAME.html`.
    RootKind {
        /// The kind's name.
        name: Box<str>,
        /// From 1.
        page: u32,
    },
    /// All claims: `-/claims.html`, then `-/claims/-/2.html`.
    Claims {
        /// From 1.
        page: u32,
    },
    /// Annotations: `-/annotations.html`.
    Annotations {
        /// From 1.
        page: u32,
    },
    /// Works cited: `-/bibliography.html`.
    Bibliography,
    /// Disputes: `-/disputes.html`.
    Disputes {
        /// From 1.
        page: u32,
    },
    /// All tags: `-/tags.html`.
    Tags {
        /// From 1.
        page: u32,
    },
    /// A tag: `-/tags/trade/export.html`, then `-/tags/trade/export/-/2.html`.
    Tag {
        /// The tag, `/` between its parts.
        tag: Box<str>,
        /// From 1.
        page: u32,
    },
    /// The whole of a list that a note's page cuts: `-/lists/concepts/bridgehead/backlinks-event.html`.
    List {
        /// The note.
        note: NoteId,
        /// Which list.
        name: Box<str>,
        /// From 1.
        page: u32,
    },
    /// A former address of a note, as a path without `.html`.
    Former(Box<str>),
    /// A file of the theme, its content's hash in the name: `-/assets/casebook.0f1e2d3c4b.css`.
    Asset(Box<str>),
    /// Generated data: `-/data/concepts.csv`.
    Data(Box<str>),
    /// A file beside the notes, at its path below `content/`.
    Attachment(Box<str>),
    /// `sitemap.xml`.
    Sitemap,
    /// A part of a long sitemap, from 1: `sitemap-1.xml`.
    SitemapPart(u32),
    /// `feed.xml`.
    Feed,
    /// `robots.txt`.
    Robots,
}

impl Route {
    /// The address of a note.
    #[must_use]
    pub fn of_note(note: &Note) -> Self {
        if !note.is_folder_index {
            Self::Note(note.id.clone())
        } else if note.id.as_str() == "index" {
            Self::Home
        } else {
            Self::Folder { folder: note.id.as_str().into(), page: 1 }
        }
    }

    /// The same list's page `page`, where the address is that of a list.
    #[must_use]
    pub fn with_page(&self, page: u32) -> Self {
        let mut route = self.clone();
        match &mut route {
            Self::Folder { page: p, .. }
            | Self::RootKind { page: p, .. }
            | Self::Claims { page: p }
            | Self::Annotations { page: p }
            | Self::Disputes { page: p }
            | Self::Tags { page: p }
            | Self::Tag { page: p, .. }
            | Self::List { page: p, .. } => *p = page,
            _ => {}
        }
        route
    }

    /// The file it is written to.
    #[must_use]
    pub fn path(&self) -> OutputPath {
        let paged = |base: String, first: &str, page: u32| match page {
            0 | 1 => format!("{base}{first}"),
            page => format!("{base}/-/{page}.html"),
        };
        let path = match self {
            Self::Home => "index.html".to_owned(),
            Self::NotFound => "404.html".to_owned(),
            Self::Note(id) => format!("{id}.html"),
            Self::Folder { folder, page } => paged((**folder).to_owned(), "/index.html", *page),
            Self::RootKind { name, page } => paged(format!("-/kinds/{}", portable(name)), ".html", *page),
            Self::Claims { page } => paged("-/claims".to_owned(), ".html", *page),
            Self::Annotations { page } => paged("-/annotations".to_owned(), ".html", *page),
            Self::Bibliography => "-/bibliography.html".to_owned(),
            Self::Disputes { page } => paged("-/disputes".to_owned(), ".html", *page),
            Self::Tags { page } => paged("-/tags".to_owned(), ".html", *page),
            Self::Tag { tag, page } => paged(format!("-/tags/{}", portable(tag)), ".html", *page),
            Self::List { note, name, page } => paged(format!("-/lists/{note}/{}", portable(name)), ".html", *page),
            Self::Former(path) => format!("{path}.html"),
            Self::Asset(name) => format!("-/assets/{name}"),
            Self::Data(name) => format!("-/data/{name}"),
            Self::Attachment(path) => nfc(path).into_owned(),
            Self::Sitemap => "sitemap.xml".to_owned(),
            Self::SitemapPart(number) => format!("sitemap-{number}.xml"),
            Self::Feed => "feed.xml".to_owned(),
            Self::Robots => "robots.txt".to_owned(),
        };
        OutputPath::new(&path)
    }

    /// How pages link to it, from the site's root.
    #[must_use]
    pub fn href(&self) -> Href {
        Href(encode(self.path().as_str()).into())
    }

    /// What a page at this address puts before an [`Href`]: as many `../` as it lies deep.
    #[must_use]
    pub fn to_root(&self) -> String {
        "../".repeat(self.path().as_str().matches('/').count())
    }
}

impl Href {
    /// The same page at a place in it; an empty `id` is the page.
    #[must_use]
    pub fn at(&self, id: &str) -> Self {
        let page = self.0.split('#').next().unwrap_or("");
        if id.is_empty() { Self(page.into()) } else { Self(format!("{page}#{}", encode(id)).into()) }
    }
}

/// Percent-encodes what may not stand in the path or fragment of an address.
#[must_use]
pub fn encode(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}
