//! Images: alone in their paragraph a figure, else within the line; those of other sites a link.

use super::element::end_of;
use super::{Mode, RenderContext, Writer};
use crate::note::body::Rights;
use crate::render::html::{attribute, escape, escape_url};
use crate::site::body::{Element, Event, Image, ResolvedBody};

/// The image that is all of a paragraph, where one is; and one past the paragraph's end. `at` is the event after the paragraph's start.
pub(super) fn alone<'b>(events: &'b [Event<'b>], at: usize) -> Option<(&'b Image<'b>, usize)> {
    let Some(Event::Start(Element::Image(image))) = events.get(at) else { return None };
    let end = end_of(events, at + 1);
    matches!(events.get(end), Some(Event::End)).then_some((image, end + 1))
}

impl Writer<'_, '_> {
    /// An image with its caption; `alt` are the events of its words.
    pub(super) fn figure(&mut self, image: &Image<'_>, alt: &[Event<'_>]) {
        self.open_tag("<figure");
        self.out.push('>');
        self.write_image(image, alt, false);
        if image.title.is_some() || image.rights.is_some() {
            self.markup("<figcaption>");
            self.text(image.title.unwrap_or(""));
            if let Some(rights) = image.rights {
                self.markup(if image.title.is_some() { " <span class=\"credit\">" } else { "<span class=\"credit\">" });
                self.rights(rights);
                self.markup("</span>");
            }
            self.markup("</figcaption>");
        }
        self.markup("</figure>\n");
    }

    /// `Credit. Licence`: a licence that is an address is a link.
    fn rights(&mut self, rights: &Rights) {
        self.text(rights.credit.as_deref().unwrap_or(""));
        let Some(licence) = rights.licence.as_deref() else { return };
        if let Some(credit) = &rights.credit {
            let end = match credit.chars().next_back() {
                Some('.' | '!' | '?') => " ",
                Some('。' | '！' | '？') => "",
                _ => self.context.markup.texts.get("sentence_end"),
            };
            self.text(end);
        }
        match licence.strip_prefix("https://").or_else(|| licence.strip_prefix("http://")) {
            Some(shown) if self.inside.link == 0 => {
                self.markup("<a class=\"external\" rel=\"license noopener\" href=\"");
                escape_url(&mut self.out, licence);
                self.markup("\">");
                self.text(shown.trim_end_matches('/'));
                self.markup("</a>");
            }
            _ => self.text(licence),
        }
    }

    pub(super) fn image(&mut self, image: &Image<'_>, alt: &[Event<'_>]) {
        if self.mode == Mode::Contents {
            return;
        }
        self.flush_id();
        self.write_image(image, alt, true);
    }

    fn write_image(&mut self, image: &Image<'_>, alt: &[Event<'_>], with_title: bool) {
        self.markup("<img src=\"");
        self.write_href(&image.href);
        self.out.push('"');
        attribute(&mut self.out, "alt", &words(alt));
        if let Some(width) = image.width {
            attribute(&mut self.out, "width", &width.to_string());
        }
        if let Some(height) = image.height {
            attribute(&mut self.out, "height", &height.to_string());
        }
        // Within a line there is no room for a caption.
        let rights = image.rights.into_iter().flat_map(|rights| [rights.credit.as_deref(), rights.licence.as_deref()]);
        let said: Vec<&str> = image.title.into_iter().chain(rights.flatten()).collect();
        if with_title && !said.is_empty() {
            attribute(&mut self.out, "title", &said.join(self.context.markup.texts.get("sentence_end")));
        }
        self.out.push_str(" loading=\"lazy\">");
    }

    pub(super) fn remote_image(&mut self, url: &str, alt: &[Event<'_>]) {
        let words = words(alt);
        let words = if words.is_empty() { url } else { &words };
        if self.mode == Mode::Contents || self.inside.link > 0 {
            return self.text(words);
        }
        self.flush_id();
        self.markup("<a class=\"external remote\" href=\"");
        escape_url(&mut self.out, url);
        self.out.push_str("\" rel=\"noopener\">");
        escape(&mut self.out, words);
        self.markup("</a>");
    }
}

/// The image that a body begins with, as the facts of a note show it.
pub struct FactsImage<'b> {
    /// Its file and size.
    pub image: &'b Image<'b>,
    /// Its words.
    pub alt: String,
    /// Markup of its caption.
    pub caption: Option<String>,
    /// Markup of its credit and licence.
    pub credit: Option<String>,
}

/// The image that a body begins with; `None` where it could not be found, or lies on another site.
#[must_use]
pub fn facts_image<'b>(body: &'b ResolvedBody<'b>, context: &RenderContext<'_>) -> Option<FactsImage<'b>> {
    let Some(Event::Start(Element::Image(image))) = body.events.first() else { return None };
    let alt = words(&body.events[1..end_of(&body.events, 1) - 1]);
    let written = |write: &dyn Fn(&mut Writer<'_, '_>)| {
        let mut writer = Writer::new(body, context);
        write(&mut writer);
        writer.close_run();
        writer.out
    };
    Some(FactsImage {
        image,
        alt,
        caption: image.title.map(|caption| written(&|writer| writer.text(caption))),
        credit: image.rights.map(|rights| written(&|writer| writer.rights(rights))),
    })
}

/// The words of an image, without markup.
fn words(alt: &[Event<'_>]) -> String {
    let mut words = String::new();
    for event in alt {
        match event {
            Event::Text(text) | Event::Code(text) | Event::Ruby { base: text, .. } | Event::Math { tex: text, .. } => {
                words.push_str(text);
            }
            Event::SoftBreak | Event::HardBreak => words.push(' '),
            _ => {}
        }
    }
    words
}
