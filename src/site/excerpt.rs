//! The first words of a text without markup: what a card, a feed or a search engine shows of a page.

use super::body::{Element, Event};
use crate::text::han::{is_han, is_han_punctuation};

/// The text of the first paragraph, white space folded, cut after a word to at most `limit` characters with `…`. Of a text without
/// paragraphs (a field's), all of it. Notes, comments, headings, code, tables and embeds are passed over.
#[must_use]
pub fn excerpt(events: &[Event<'_>], limit: usize) -> String {
    let mut words = Words::default();
    let mut open: Vec<Open> = Vec::new();
    let mut passed_over = 0_u32;
    for event in events {
        match event {
            Event::Start(element) => {
                let kind = Open::of(element);
                passed_over += u32::from(kind == Open::PassedOver);
                open.push(kind);
            }
            Event::End => match open.pop() {
                Some(Open::PassedOver) => passed_over -= 1,
                Some(Open::Paragraph) if passed_over == 0 && words.chars > 0 => break,
                _ => {}
            },
            _ if passed_over > 0 => {}
            Event::Text(text) | Event::Code(text) | Event::Ruby { base: text, .. } | Event::Math { tex: text, .. } => {
                words.add(text);
            }
            Event::Fault(fault) => words.add(&fault.text),
            Event::SoftBreak => words.space(true),
            Event::HardBreak => words.space(false),
            _ => {}
        }
        if words.chars > limit + 1 {
            break;
        }
    }
    cut(&words.text, limit)
}

/// `text` cut after a word (Han: after a character) to at most `limit` characters, `…` included.
#[must_use]
pub fn cut(text: &str, limit: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(limit) else { return text.to_owned() };
    let last = text[..end].char_indices().next_back().map_or(0, |(at, _)| at);
    let kept = &text[..last];
    let is_break = |c: char| c.is_whitespace() || is_han(c) || is_han_punctuation(c);
    let at_a_break = text[last..].starts_with(is_break) || kept.ends_with(is_break);
    let kept = if at_a_break { kept } else { kept.rfind(char::is_whitespace).map_or(kept, |space| &kept[..space]) };
    format!("{}…", kept.trim_end())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Paragraph,
    PassedOver,
    Other,
}

impl Open {
    fn of(element: &Element<'_>) -> Self {
        match element {
            Element::Paragraph => Self::Paragraph,
            Element::Heading(_)
            | Element::CodeBlock(_)
            | Element::Table(..)
            | Element::Annotation(..)
            | Element::Deletion
            | Element::Image(_)
            | Element::RemoteImage(_)
            | Element::CalloutTitle
            | Element::Embed(_) => Self::PassedOver,
            _ => Self::Other,
        }
    }
}

/// Text with its white space folded.
#[derive(Default)]
struct Words {
    text: String,
    chars: usize,
    /// A space that is written before the next character; `Some(true)`: unless it would stand between two Han characters.
    pending: Option<bool>,
}

impl Words {
    fn add(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_whitespace() {
                self.space(false);
                continue;
            }
            if let Some(soft) = self.pending.take() {
                let is_east_asian = |c: char| is_han(c) || is_han_punctuation(c);
                if !(soft && is_east_asian(c) && self.text.ends_with(is_east_asian)) && self.chars > 0 {
                    self.text.push(' ');
                    self.chars += 1;
                }
            }
            self.text.push(c);
            self.chars += 1;
        }
    }

    fn space(&mut self, soft: bool) {
        self.pending = Some(self.pending.unwrap_or(true) && soft);
    }
}

#[cfg(test)]
mod tests {
    use super::{Element, Event, cut, excerpt};

    #[test]
    fn the_first_paragraph_without_markup() {
        let events = [
            Event::Start(Element::Heading(0)),
            Event::Text("Use"),
            Event::End,
            Event::Start(Element::Paragraph),
            Event::Text("The  word "),
            Event::Start(Element::Emphasis),
            Event::Text("桥头"),
            Event::End,
            Event::SoftBreak,
            Event::Text("堡"),
            Event::FootnoteMark(0),
            Event::SoftBreak,
            Event::Text("is military."),
            Event::End,
            Event::Start(Element::Paragraph),
            Event::Text("More."),
            Event::End,
        ];
        assert_eq!(excerpt(&events, 300), "The word 桥头堡 is military.");
        assert_eq!(excerpt(&events, 12), "The word 桥头…");
    }

    #[test]
    fn cut_after_a_word() {
        for (text, limit, short) in [
            ("one two three", 13, "one two three"),
            ("one two three", 9, "one two…"),
            ("one two three", 8, "one two…"),
            ("one two three", 7, "one…"),
            ("onetwothree", 5, "onet…"),
            ("广州市政府", 4, "广州市…"),
            ("", 5, ""),
        ] {
            assert_eq!(cut(text, limit), short, "{text} {limit}");
        }
    }
}
