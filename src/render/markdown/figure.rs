//! Images: alone in their paragraph a figure, else within the line; those of other sites a link.

use super::element::end_of;
use super::{Mode, Writer};
use crate::render::html::{attribute, escape, escape_url};
use crate::site::body::{Element, Event, Image};

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
        if let Some(caption) = image.title {
            self.markup("<figcaption>");
            self.text(caption);
            self.markup("</figcaption>");
        }
        self.markup("</figure>\n");
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
        if let Some(title) = image.title.filter(|_| with_title) {
            attribute(&mut self.out, "title", title);
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
