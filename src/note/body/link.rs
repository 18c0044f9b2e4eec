//! Links and embeds as written, and how a target is read.

use percent_encoding::percent_decode_str;

use crate::text::Span;

/// A link or embed as written.
#[derive(Clone, Debug)]
pub struct LinkUse {
    /// How it was written.
    pub form: LinkForm,
    /// Where it leads.
    pub target: Target,
    /// All of it.
    pub span: Span,
    /// The target's bytes alone, for fixes and renames; empty where they cannot be told.
    pub target_span: Span,
    /// The words shown, if they were written (`[[a|these]]`, `[these](a.md)`), without markup.
    pub text: Option<Box<str>>,
    /// For images: the size asked for (`300`, `300x200`).
    pub size: Option<(u32, Option<u32>)>,
    /// `title` of a Markdown link or image: an image's caption.
    pub title: Option<Box<str>>,
    /// For images: whose they are, if it is said.
    pub rights: Option<Box<Rights>>,
}

/// Who made an image, and how it may be used: `{credit="..." licence="..."}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Rights {
    /// Who made it, or where it is from.
    pub credit: Option<Box<str>>,
    /// A licence's name or address.
    pub licence: Option<Box<str>>,
}

/// How a link was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LinkForm {
    /// `[[target]]`, `![[target]]`.
    Wiki,
    /// `[text](target)`, `![alt](target)`, reference links.
    Markdown,
    /// `<https://...>` or a bare address.
    Autolink,
}

/// A link's target as written, decoded (percent escapes and entities resolved in Markdown links).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// Has a scheme or begins with `//`: leads out of the archive.
    External(Box<str>),
    /// A note or file of the archive, or (with an empty name) the note itself.
    Internal {
        /// A slug, id, title, alias or relative path; empty for a place in the same note.
        name: Box<str>,
        /// The part after `#`.
        fragment: Option<Fragment>,
    },
}

/// The part of a target after `#`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Fragment {
    /// A heading's id or text (`A#B` names B under A: the last part counts, the others must be its ancestors).
    Heading(Box<str>),
    /// `^block`.
    Block(Box<str>),
    /// `claim:ID`.
    Claim(Box<str>),
}

impl LinkUse {
    /// The words that were written for it, else the name it is written with.
    #[must_use]
    pub fn words(&self) -> &str {
        self.text.as_deref().unwrap_or(self.target.name())
    }
}

impl Target {
    /// The target of a Markdown link, escapes and character references resolved already.
    pub(super) fn markdown(written: &str) -> Self {
        if written.starts_with("//") || has_scheme(written) {
            return Self::External(written.into());
        }
        let decode = |part: &str| {
            percent_decode_str(part).decode_utf8().map_or_else(|_| part.into(), |text| text.into_owned().into_boxed_str())
        };
        let (name, fragment) = split_fragment(written);
        Self::Internal { name: decode(name), fragment: fragment.map(|part| Fragment::new(decode(part))) }
    }

    /// The target of a wikilink: only what is plainly an address leads out of the archive, as names may hold colons.
    pub(super) fn wiki(written: &str) -> Self {
        if ["http://", "https://", "mailto:"].iter().any(|scheme| written.starts_with(scheme)) {
            return Self::External(written.into());
        }
        let (name, fragment) = split_fragment(written);
        Self::Internal { name: name.trim_end().into(), fragment: fragment.map(|part| Fragment::new(part.trim().into())) }
    }

    /// Whether it names a file that is no note: by its extension, since names of notes may hold dots.
    #[must_use]
    pub fn is_file(&self) -> bool {
        match self {
            Self::External(_) => true,
            Self::Internal { name, .. } => {
                let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
                extension.is_some_and(|extension| FILES.contains(&&*extension))
            }
        }
    }
}

/// Extensions by which an embed is a file.
const FILES: &[&str] = &[
    "png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "bmp", "tif", "tiff", "ico", "heic", "pdf", "mp3", "m4a", "ogg", "oga",
    "opus", "wav", "flac", "mp4", "m4v", "mov", "mkv", "webm", "ogv", "csv", "tsv", "json", "xml", "txt", "zip", "epub", "docx",
    "xlsx", "pptx", "odt", "ods", "html", "htm", "canvas", "base", "geojson", "kml", "bib",
];

fn has_scheme(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'.' | b'-');
    // Browsers pass over white space before a scheme and within it; one letter is a drive of Windows.
    let mut letters = 0;
    for byte in text.bytes().filter(|byte| *byte > b' ') {
        match byte {
            b':' => return letters > 1,
            byte if is_part(byte) && (letters > 0 || byte.is_ascii_alphabetic()) => letters += 1,
            _ => return false,
        }
    }
    false
}

fn split_fragment(text: &str) -> (&str, Option<&str>) {
    text.split_once('#').map_or((text, None), |(name, fragment)| (name, Some(fragment).filter(|fragment| !fragment.is_empty())))
}

impl Fragment {
    fn new(text: Box<str>) -> Self {
        match (text.strip_prefix('^'), text.strip_prefix("claim:")) {
            (Some(block), _) => Self::Block(block.into()),
            (None, Some(claim)) => Self::Claim(claim.into()),
            (None, None) => Self::Heading(text),
        }
    }
}

/// Sizes of images as written behind their words.
pub(super) struct Size;

impl Size {
    /// Takes `300`, `300x200`, `words|300` or `words 300x200` apart: the words, and the size.
    pub(super) fn split(words: &str) -> (&str, Option<(u32, Option<u32>)>) {
        if let Some(size) = Self::parse(words) {
            return ("", Some(size));
        }
        if let Some((before, last)) = words.rsplit_once('|')
            && let Some(size) = Self::parse(last.trim())
        {
            return (before.trim_end_matches('\\').trim_end(), Some(size));
        }
        if let Some((before, last)) = words.rsplit_once(char::is_whitespace)
            && let Some(size @ (_, Some(_))) = Self::parse(last)
        {
            return (before.trim_end(), Some(size));
        }
        (words, None)
    }

    fn parse(text: &str) -> Option<(u32, Option<u32>)> {
        let number =
            |text: &str| if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok().filter(|n| *n > 0) } else { None };
        match text.split_once('x') {
            Some((width, height)) => Some((number(width)?, Some(number(height)?))),
            None => Some((number(text)?, None)),
        }
    }
}
