//! Raw HTML in notes: what of it may reach a page. Tags and attributes are on a list or are left out; the words between always stay,
//! but those of scripts and style sheets.
//!
//! This reads markup only as far as is needed to write it again from its parts; nothing of it is ever copied as it stands but text.

use std::ops::Range;

use super::Note;
use super::body::{Event, EventKind, Str};
use crate::diagnostic::{Code, Diagnostic};
use crate::text::{Span, VaultPath};

/// A piece of raw HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'h> {
    /// Text; character references in it are left as written.
    Text(&'h str),
    /// A start tag that may pass.
    Open(OpenTag<'h>),
    /// An end tag of an element that may pass.
    Close(&'static Allowed),
    /// What may not pass: a tag's name (`script`), or an attribute's with its element (`onclick` of `p`).
    LeftOut(LeftOut<'h>),
}

/// A start tag that may pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenTag<'h> {
    /// Its element.
    pub element: &'static Allowed,
    /// Names in lower case, and values as written between the quotes; each name once.
    pub attributes: Vec<(&'static str, &'h str)>,
}

/// What was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut<'h> {
    /// The element.
    pub element: &'h str,
    /// The attribute, where only that is left out.
    pub attribute: Option<&'h str>,
}

/// An element of the list.
#[derive(Debug, PartialEq, Eq)]
pub struct Allowed {
    /// Its name.
    pub name: &'static str,
    /// Where it may stand.
    pub content: Content,
    /// Attributes it may have beside those that all may have.
    attributes: &'static [&'static str],
}

/// Where an element may stand and what it is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// Within a line of text, and holds text.
    Phrase,
    /// Within a line of text, and holds nothing: it has no end tag.
    Void,
    /// A block of its own, and holds blocks.
    Block,
    /// A block of its own that holds text only: another block ends it.
    TextBlock,
    /// A block of its own that holds nothing.
    VoidBlock,
}

const fn element(name: &'static str, content: Content, attributes: &'static [&'static str]) -> Allowed {
    Allowed { name, content, attributes }
}

/// The list, by name.
static ALLOWED: &[Allowed] = {
    use Content::{Block, Phrase, TextBlock, Void, VoidBlock};
    &[
        element("a", Phrase, &["href"]),
        element("abbr", Phrase, &[]),
        element("address", Block, &[]),
        element("article", Block, &[]),
        element("aside", Block, &[]),
        element("b", Phrase, &[]),
        element("bdi", Phrase, &[]),
        element("bdo", Phrase, &[]),
        element("blockquote", Block, &["cite"]),
        element("br", Void, &[]),
        element("caption", Block, &[]),
        element("cite", Phrase, &[]),
        element("code", Phrase, &[]),
        element("col", VoidBlock, &["span"]),
        element("colgroup", Block, &["span"]),
        element("dd", Block, &[]),
        element("del", Phrase, &["cite", "datetime"]),
        element("details", Block, &["open"]),
        element("dfn", Phrase, &[]),
        element("div", Block, &[]),
        element("dl", Block, &[]),
        element("dt", Block, &[]),
        element("em", Phrase, &[]),
        element("figcaption", Block, &[]),
        element("figure", Block, &[]),
        element("footer", Block, &[]),
        element("h2", TextBlock, &[]),
        element("h3", TextBlock, &[]),
        element("h4", TextBlock, &[]),
        element("h5", TextBlock, &[]),
        element("h6", TextBlock, &[]),
        element("header", Block, &[]),
        element("hr", VoidBlock, &[]),
        element("i", Phrase, &[]),
        element("ins", Phrase, &["cite", "datetime"]),
        element("kbd", Phrase, &[]),
        element("li", Block, &["value"]),
        element("mark", Phrase, &[]),
        element("ol", Block, &["reversed", "start"]),
        element("p", TextBlock, &[]),
        element("pre", TextBlock, &[]),
        element("q", Phrase, &["cite"]),
        element("rp", Phrase, &[]),
        element("rt", Phrase, &[]),
        element("ruby", Phrase, &[]),
        element("s", Phrase, &[]),
        element("samp", Phrase, &[]),
        element("section", Block, &[]),
        element("small", Phrase, &[]),
        element("span", Phrase, &[]),
        element("strong", Phrase, &[]),
        element("sub", Phrase, &[]),
        element("summary", TextBlock, &[]),
        element("sup", Phrase, &[]),
        element("table", Block, &[]),
        element("tbody", Block, &[]),
        element("td", Block, &["colspan", "headers", "rowspan"]),
        element("tfoot", Block, &[]),
        element("th", Block, &["abbr", "colspan", "headers", "rowspan", "scope"]),
        element("thead", Block, &[]),
        element("time", Phrase, &["datetime"]),
        element("tr", Block, &[]),
        element("u", Phrase, &[]),
        element("ul", Block, &[]),
        element("var", Phrase, &[]),
        element("wbr", Void, &[]),
    ]
};

/// Attributes that all elements may have.
const EVERYWHERE: &[&str] = &["class", "dir", "lang", "title"];

/// Elements whose content is not text: it goes with them.
const WITH_CONTENT: &[&str] =
    &["script", "style", "template", "title", "noscript", "iframe", "object", "svg", "math", "textarea", "select"];

/// The pieces of raw HTML, in order. Linear in its length.
#[must_use]
pub fn pieces(html: &str) -> Pieces<'_> {
    Pieces { html, at: 0, tag: 0..0, pending: Vec::new() }
}

/// See [`pieces`].
#[derive(Debug)]
pub struct Pieces<'h> {
    html: &'h str,
    at: usize,
    tag: Range<usize>,
    /// Pieces read already, the last first.
    pending: Vec<Piece<'h>>,
}

impl Pieces<'_> {
    /// Where the tag of the last piece stands, if that was one.
    #[must_use]
    pub fn tag(&self) -> Range<usize> {
        self.tag.clone()
    }
}

impl<'h> Iterator for Pieces<'h> {
    type Item = Piece<'h>;

    fn next(&mut self) -> Option<Piece<'h>> {
        loop {
            if let Some(piece) = self.pending.pop() {
                return Some(piece);
            }
            let rest = self.html.get(self.at..).filter(|rest| !rest.is_empty())?;
            let text_end = memchr::memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
            if text_end > 0 {
                self.at += text_end;
                return Some(Piece::Text(&rest[..text_end]));
            }
            if self.skip_declaration(rest) {
                continue;
            }
            match Tag::read(rest) {
                Read::Tag(tag) => {
                    self.tag = self.at..self.at + tag.len;
                    self.at += tag.len;
                    self.take(&tag);
                }
                Read::Text(len) => {
                    self.at += len;
                    return Some(Piece::Text(&rest[..len]));
                }
            }
        }
    }
}

impl<'h> Pieces<'h> {
    /// Passes over a comment, a declaration, a processing instruction or a CDATA section.
    fn skip_declaration(&mut self, rest: &str) -> bool {
        let end = if rest.starts_with("<!--") {
            "-->"
        } else if rest.starts_with("<?") {
            "?>"
        } else if rest.starts_with("<![CDATA[") {
            "]]>"
        } else if rest.starts_with("<!") {
            ">"
        } else {
            return false;
        };
        // `<!-->` and `<!--->` are whole comments.
        let body = if end == "-->" { 2 } else { 0 };
        self.at += memchr::memmem::find(&rest.as_bytes()[body..], end.as_bytes()).map_or(rest.len(), |at| body + at + end.len());
        true
    }

    fn take(&mut self, tag: &Tag<'h>) {
        let Some(element) = allowed(tag.name) else {
            if !tag.is_end {
                self.pending.push(Piece::LeftOut(LeftOut { element: tag.name, attribute: None }));
                if !tag.is_self_closing && WITH_CONTENT.iter().any(|name| tag.name.eq_ignore_ascii_case(name)) {
                    self.skip_content(tag.name);
                }
            }
            return;
        };
        if tag.is_end {
            if !matches!(element.content, Content::Void | Content::VoidBlock) {
                self.pending.push(Piece::Close(element));
            }
            return;
        }
        let mut attributes: Vec<(&'static str, &'h str)> = Vec::new();
        let mut left_out = Vec::new();
        for (name, value) in Attributes(tag.attributes) {
            match element.attribute(name, value) {
                Some(known) if attributes.iter().any(|(other, _)| *other == known) => {}
                Some(known) => attributes.push((known, value)),
                None => left_out.push(Piece::LeftOut(LeftOut { element: tag.name, attribute: Some(name) })),
            }
        }
        // The last to come first: the tag, then what was left out of it.
        self.pending.extend(left_out.into_iter().rev());
        self.pending.push(Piece::Open(OpenTag { element, attributes }));
    }

    /// Passes over all up to the end tag of an element, and that tag; where there is none, nothing.
    fn skip_content(&mut self, name: &str) {
        let bytes = self.html.as_bytes();
        let mut from = self.at;
        while let Some(at) = memchr::memmem::find(&bytes[from..], b"</").map(|at| from + at) {
            let after = at + 2 + name.len();
            let is_name = bytes.get(at + 2..after).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()));
            if is_name && bytes.get(after).is_none_or(|byte| !byte.is_ascii_alphanumeric()) {
                self.at = memchr::memchr(b'>', &bytes[after..]).map_or(bytes.len(), |end| after + end + 1);
                return;
            }
            from = at + 2;
        }
        self.at = bytes.len();
    }
}

impl Allowed {
    /// The attribute as it may be written again, if its name is on the list and its value harmless.
    fn attribute(&self, name: &str, value: &str) -> Option<&'static str> {
        let mut list = self.attributes.iter().chain(EVERYWHERE);
        let known = list.find(|known| name.eq_ignore_ascii_case(known))?;
        match *known {
            "href" | "cite" => leads_away(value).then_some(*known),
            known => Some(known),
        }
    }
}

/// The element of that name, in any case.
fn allowed(name: &str) -> Option<&'static Allowed> {
    const LONGEST: usize = 10;
    let mut lower = [0; LONGEST];
    let lower = lower.get_mut(..name.len())?;
    lower.copy_from_slice(name.as_bytes());
    lower.make_ascii_lowercase();
    let found = ALLOWED.binary_search_by(|element| element.name.as_bytes().cmp(lower)).ok()?;
    Some(&ALLOWED[found])
}

/// An address in raw HTML leads out of the archive or to a place on the same page; links within the archive are written as links, so
/// that they can be checked.
fn leads_away(url: &str) -> bool {
    let starts = |prefix: &str| url.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    starts("https://") || starts("http://") || starts("mailto:") || starts("#")
}

/// A tag as it is written.
struct Tag<'h> {
    name: &'h str,
    attributes: &'h str,
    is_end: bool,
    is_self_closing: bool,
    /// Bytes from `<` to `>`.
    len: usize,
}

/// What a `<` begins.
enum Read<'h> {
    Tag(Tag<'h>),
    /// So many bytes of text: itself, or all the rest where a tag has no end.
    Text(usize),
}

impl<'h> Tag<'h> {
    /// Reads a tag at the start of `html`, which begins with `<`.
    fn read(html: &'h str) -> Read<'h> {
        let bytes = html.as_bytes();
        let is_end = bytes.get(1) == Some(&b'/');
        let start = if is_end { 2 } else { 1 };
        if !bytes.get(start).is_some_and(u8::is_ascii_alphabetic) {
            return Read::Text(1);
        }
        let is_name = |byte: &u8| !byte.is_ascii_whitespace() && !matches!(byte, b'/' | b'>' | b'<' | b'"' | b'\'' | b'=');
        let name_end = start + bytes[start..].iter().take_while(|byte| is_name(byte)).count();
        let mut at = name_end;
        let mut quote = None;
        loop {
            let Some(&byte) = bytes.get(at) else { return Read::Text(html.len()) };
            match (quote, byte) {
                (None, b'>') => break,
                (None, b'"' | b'\'') => quote = Some(byte),
                (Some(open), _) if byte == open => quote = None,
                _ => {}
            }
            at += 1;
        }
        let attributes = &html[name_end..at];
        let is_self_closing = attributes.ends_with('/');
        Read::Tag(Self { name: &html[start..name_end], attributes, is_end, is_self_closing, len: at + 1 })
    }
}

/// Names and values of a tag's attributes; the value of one without is empty.
struct Attributes<'h>(&'h str);

impl<'h> Iterator for Attributes<'h> {
    type Item = (&'h str, &'h str);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.0.trim_start_matches(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '"' | '\'' | '='));
        if rest.is_empty() {
            return None;
        }
        let end = rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '/' | '"' | '\'')).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let Some(value) = after.trim_ascii_start().strip_prefix('=') else {
            self.0 = after;
            return Some((name, ""));
        };
        let value = value.trim_ascii_start();
        let quoted = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, after) = match quoted {
            Some(quote) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
            None => value.split_at(value.find(|c: char| c.is_ascii_whitespace()).unwrap_or(value.len())),
        };
        self.0 = after;
        Some((name, value))
    }
}

/// Findings on the raw HTML of a note: what is left out of it.
pub(super) fn findings(note: &Note, diagnostics: &mut Vec<Diagnostic>) {
    for events in note.event_lists() {
        let is_block = |event: &Event| matches!(event.kind, EventKind::Html { block: true, .. });
        // A tag may be spread over the lines of a block, each an event of its own.
        for run in events.chunk_by(|a, b| is_block(a) && is_block(b)) {
            findings_of(run, &note.source, &note.path, diagnostics);
        }
    }
}

fn findings_of(run: &[Event], source: &str, file: &VaultPath, diagnostics: &mut Vec<Diagnostic>) {
    let html = |event: &Event| match &event.kind {
        EventKind::Html { html, .. } => Some(html.clone()),
        _ => None,
    };
    let lines: Vec<Str> = run.iter().filter_map(html).collect();
    let joined: String = lines.iter().map(|line| line.get(source)).collect();
    if joined.is_empty() {
        return;
    }
    let is_inline = matches!(run[0].kind, EventKind::Html { block: false, .. });
    let mut pieces = pieces(&joined);
    while let Some(piece) = pieces.next() {
        let what = match &piece {
            Piece::LeftOut(LeftOut { element, attribute: None }) => {
                let help = match element.to_ascii_lowercase().as_str() {
                    "img" => "write an image as `![words](file.png)`, so that its file is found and published",
                    "h1" => "the page's title is its only `h1`: begin sections with `##`",
                    "video" | "audio" | "iframe" => "link to it instead: `[words](address)`",
                    _ => "write it in Markdown, or leave the tag out",
                };
                Some((format!("`<{element}>` is not on the list of raw HTML that may pass"), help))
            }
            Piece::LeftOut(LeftOut { element, attribute: Some(attribute) }) => {
                let help = match attribute.to_ascii_lowercase().as_str() {
                    "href" => "write a link within the archive as `[[note]]` or `[words](note.md)`, so that it is checked",
                    "style" | "align" | "color" | "width" | "height" => "looks belong to the theme's style sheet",
                    "id" | "name" => "give a heading an id with `{#id}`, or a block a name with `^name`",
                    _ => "leave the attribute out",
                };
                Some((format!("`{attribute}` of `<{element}>` is not on the list of raw HTML that may pass"), help))
            }
            Piece::Open(OpenTag { element, .. }) if is_inline && !is_inline_element(element) => {
                let help = "begin the block on a line of its own, after an empty line";
                Some((format!("`<{}>` is a block and cannot stand within a line", element.name), help))
            }
            _ => None,
        };
        if let Some((message, help)) = what {
            let span = place_of(&lines, run, source, pieces.tag());
            diagnostics.push(Diagnostic::new(Code::RawHtml, file, span, message).help(help));
        }
    }
}

/// Whether an element may stand within a line of text.
#[must_use]
pub fn is_inline_element(element: &Allowed) -> bool {
    matches!(element.content, Content::Phrase | Content::Void)
}

/// Where bytes of the joined lines stand in the file; the end of a tag that goes on over lines is that of its first line.
fn place_of(lines: &[Str], run: &[Event], source: &str, tag: Range<usize>) -> Span {
    let mut before = 0;
    for (line, event) in lines.iter().zip(run) {
        let len = line.get(source).len();
        if tag.start < before + len {
            return match line {
                Str::Source(span) => {
                    let at = span.start as usize + (tag.start - before);
                    Span::new(at..(at + tag.len()).min(span.end as usize))
                }
                Str::Owned(_) => event.span,
            };
        }
        before += len;
    }
    run.last().map_or(Span::at(0), |event| event.span)
}
