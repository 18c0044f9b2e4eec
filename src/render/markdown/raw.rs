//! Raw HTML: the tags that may pass, written again from their parts, balanced within the element they stand in.

use super::Writer;
use crate::note::raw_html::{Content, OpenTag, Piece, is_inline_element, pieces};
use crate::render::han::is_written_with_han;
use crate::render::html::{attribute, escape};
use crate::site::body::Event;

/// Tags open at once; more are passed over.
const MOST_OPEN: usize = 64;

/// Raw tags that are open.
#[derive(Default)]
pub(super) struct OpenTags(Vec<OpenRaw>);

struct OpenRaw {
    name: &'static str,
    content: Content,
    /// How many elements of the Markdown were open when it began: it ends with the innermost of them.
    depth: usize,
    has_language: bool,
}

impl Writer<'_, '_> {
    /// Writes raw HTML and says where to go on; the lines of a block are taken together, as a tag may go over several.
    pub(super) fn raw_html(&mut self, block: bool, html: &str, events: &[Event<'_>], at: usize) -> usize {
        if !block {
            self.flush_id();
            self.write_pieces(html, false);
            return at;
        }
        let mut joined = html.to_owned();
        let mut at = at;
        while let Some(Event::Html { block: true, html }) = events.get(at) {
            joined.push_str(html);
            at += 1;
        }
        if self.has_blocks() {
            self.flush_id();
            self.write_pieces(&joined, true);
            self.close_run();
        }
        at
    }

    fn write_pieces(&mut self, html: &str, block: bool) {
        for piece in pieces(html) {
            match piece {
                Piece::Text(text) if text.contains('&') => {
                    self.close_run();
                    escape_but_references(&mut self.out, text);
                    self.last = ' ';
                }
                Piece::Text(text) => self.text(text),
                Piece::Open(tag) if block || is_inline_element(tag.element) => self.open_raw(&tag),
                Piece::Close(element) => self.close_raw(element.name),
                Piece::Open(_) | Piece::LeftOut(_) => {}
            }
        }
    }

    fn open_raw(&mut self, tag: &OpenTag<'_>) {
        let OpenTag { element, attributes } = tag;
        let is_link = element.name == "a";
        if self.raw.0.len() >= MOST_OPEN || is_link && self.inside.link > 0 {
            return;
        }
        if !is_inline_element(element) {
            self.close_raw_lines();
        }
        self.close_run();
        self.out.push('<');
        self.out.push_str(element.name);
        for (name, value) in attributes {
            self.out.push(' ');
            self.out.push_str(name);
            self.out.push_str("=\"");
            escape_but_references(&mut self.out, value);
            self.out.push('"');
        }
        if is_link && attributes.iter().any(|(name, value)| *name == "href" && !value.starts_with('#')) {
            attribute(&mut self.out, "rel", "noopener");
        }
        self.out.push('>');
        if matches!(element.content, Content::Void | Content::VoidBlock) {
            return;
        }
        let language = attributes.iter().find(|(name, _)| *name == "lang");
        if let Some((_, language)) = language {
            self.languages.push(is_written_with_han(language));
        }
        self.inside.link += u32::from(is_link);
        let depth = self.open.len();
        self.raw.0.push(OpenRaw { name: element.name, content: element.content, depth, has_language: language.is_some() });
    }

    /// Closes the innermost raw element of that name within the present element, and those within it. One that is not open is nothing.
    fn close_raw(&mut self, name: &str) {
        let depth = self.open.len();
        let here = self.raw.0.iter().rposition(|open| open.name == name && open.depth == depth);
        if let Some(at) = here {
            self.close_raw_from(at);
        }
    }

    /// Closes the raw elements that were opened where so many elements of the Markdown were open.
    pub(super) fn close_raw_tags(&mut self, depth: usize) {
        if self.raw.0.last().is_some_and(|open| open.depth >= depth) {
            let first = self.raw.0.iter().position(|open| open.depth >= depth).unwrap_or(0);
            self.close_raw_from(first);
        }
    }

    /// A block ends the raw elements around it that can hold none: those of a line, paragraphs, headings.
    pub(super) fn close_raw_lines(&mut self) {
        if self.raw.0.is_empty() {
            return;
        }
        let depth = self.open.len();
        let here = self.raw.0.iter().position(|open| open.depth == depth && open.content != Content::Block);
        if let Some(at) = here {
            self.close_raw_from(at);
        }
    }

    fn close_raw_from(&mut self, at: usize) {
        self.close_run();
        for open in self.raw.0.drain(at..).rev() {
            self.out.push_str("</");
            self.out.push_str(open.name);
            self.out.push('>');
            if open.has_language {
                self.languages.pop();
            }
            if open.name == "a" {
                self.inside.link -= 1;
            }
        }
        self.last = ' ';
        self.deferred_marks();
    }
}

/// Escapes text of raw HTML, in which `&amp;`, `&#160;` and the like are characters already.
fn escape_but_references(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        escape(out, &rest[..at]);
        let body = &rest[at + 1..];
        let len = body.bytes().take(32).take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#').count();
        if len > 0 && body.as_bytes().get(len) == Some(&b';') {
            out.push_str(&rest[at..at + len + 2]);
            rest = &body[len + 1..];
        } else {
            out.push_str("&amp;");
            rest = body;
        }
    }
    escape(out, rest);
}
