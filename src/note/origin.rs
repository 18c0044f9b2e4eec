//! Where a text stands in its file: as it is, or folded over lines, with escapes or with doubled quotes.

use crate::text::Span;

/// Where the bytes of a text are written.
#[derive(Clone, Debug)]
pub(super) enum Origin {
    /// As they are, from this byte on.
    Verbatim(u32),
    /// In pieces, each as it is: where it begins in the text, and in the file. The last holds nothing; it says where the text ends.
    Pieces(Vec<(u32, u32)>),
    /// Somewhere in these bytes.
    Within(Span),
}

/// How a text is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Plain,
    /// A sign of this sort is written twice.
    Doubled(u8),
    /// Signs may follow a backslash.
    Escaped,
}

impl Origin {
    /// Where the text of a YAML scalar stands that is written at `span`; that of a block scalar begins behind its sign.
    pub(super) fn of_scalar(text: &str, span: Span, source: &str) -> Self {
        let written = source.get(span.range()).unwrap_or("");
        let (style, content) = match written.as_bytes() {
            [b'"', ..] => (Style::Escaped, 1),
            [b'\'', ..] => (Style::Doubled(b'\''), 1),
            _ => (Style::Plain, 0),
        };
        Self::find(text, span, written, style, content)
    }

    /// Where the text of a cell of a CSV file stands that is written at `span`.
    pub(super) fn of_cell(text: &str, span: Span, source: &str) -> Self {
        let written = source.get(span.range()).unwrap_or("");
        let (style, content) = if written.starts_with('"') { (Style::Doubled(b'"'), 1) } else { (Style::Plain, 0) };
        Self::find(text, span, written, style, content)
    }

    fn find(text: &str, span: Span, written: &str, style: Style, content: usize) -> Self {
        if let Some(at) = written.find(text) {
            return Self::Verbatim(span.start + at as u32);
        }
        let (text, written) = (text.as_bytes(), written.as_bytes());
        // A block scalar may begin with a sign that would be a quote elsewhere.
        let pieces = pieces(text, written, style, content).or_else(|| pieces(text, written, Style::Plain, 0));
        let in_file = |pieces: Vec<(u32, u32)>| pieces.into_iter().map(|(at, place)| (at, place + span.start)).collect();
        pieces.map_or(Self::Within(span), |pieces| Self::Pieces(in_file(pieces)))
    }

    /// Where a part of the text is written.
    pub(super) fn span(&self, part: Span) -> Span {
        match self {
            Self::Verbatim(start) => part.shifted(*start as usize),
            Self::Pieces(pieces) => {
                let (start, end) = (place(pieces, part.start), place(pieces, part.end));
                Span { start, end: end.max(start) }
            }
            Self::Within(all) => *all,
        }
    }

    /// Where a part of the text is written as it is, so that other text can take its place.
    pub(super) fn verbatim(&self, part: Span) -> Option<Span> {
        match self {
            Self::Verbatim(_) => Some(self.span(part)),
            Self::Pieces(pieces) => {
                let piece = pieces.partition_point(|(at, _)| *at <= part.start).checked_sub(1)?;
                let is_whole = pieces.get(piece + 1).is_none_or(|(next, _)| part.end <= *next);
                let (at, place) = pieces[piece];
                is_whole.then(|| Span { start: place + (part.start - at), end: place + (part.end - at) })
            }
            Self::Within(_) => None,
        }
    }
}

/// The place in the file of a position in the text.
fn place(pieces: &[(u32, u32)], position: u32) -> u32 {
    let next = pieces.partition_point(|(at, _)| *at <= position);
    let (at, place) = next.checked_sub(1).map_or((0, 0), |piece| pieces[piece]);
    // Past the last piece nothing stands.
    pieces.get(next).map_or(place, |(_, end)| (place + position.saturating_sub(at)).min(*end))
}

/// The pieces of a text in what is written from `content` on; `None` where it is written otherwise than is known here.
fn pieces(text: &[u8], written: &[u8], style: Style, content: usize) -> Option<Vec<(u32, u32)>> {
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
    let blanks = |bytes: &[u8]| bytes.iter().take_while(|byte| is_blank(byte)).count();
    // What is blank around a text is not always in what is written.
    let text = text.trim_ascii_end();
    let (mut at, mut place) = (blanks(text), content + blanks(written.get(content..)?));
    let mut pieces = vec![(at as u32, place as u32)];
    // A new piece begins where the distance changes.
    let mut begin = |at: usize, place: usize| match pieces.last() {
        Some((from, to)) if (place as u32).checked_sub(*to) == Some(at as u32 - *from) => {}
        _ => pieces.push((at as u32, place as u32)),
    };
    while let Some(byte) = text.get(at) {
        let rest = written.get(place..)?;
        if is_blank(byte) {
            let (own, others) = (blanks(&text[at..]), blanks(rest));
            if others == 0 {
                return None;
            }
            begin(at, place);
            (at, place) = (at + own, place + others);
            begin(at, place);
            continue;
        }
        let before = match (style, rest.first()?) {
            (Style::Escaped, b'\\') => match rest.get(1)? {
                b'\n' | b'\r' => {
                    place += 1 + blanks(&rest[1..]);
                    begin(at, place);
                    continue;
                }
                b'"' | b'\\' | b'/' => 1,
                _ => return None,
            },
            (Style::Doubled(sign), first) if *first == sign => 1,
            _ => 0,
        };
        place += before;
        if written.get(place)? != byte {
            return None;
        }
        begin(at, place);
        (at, place) = (at + 1, place + 1);
    }
    pieces.push((at as u32, place as u32));
    Some(pieces)
}

#[cfg(test)]
mod tests {
    use super::{Origin, Span};

    fn found<'s>(origin: &Origin, text: &str, part: &str, source: &'s str) -> (&'s str, bool) {
        let at = text.find(part).unwrap_or_default();
        let span = Span::new(at..at + part.len());
        (&source[origin.span(span).range()], origin.verbatim(span).is_some())
    }

    #[test]
    fn parts_of_texts_are_found_however_they_are_written() {
        let all = |source: &str| Span::new(0..source.len());
        let folded = "One line\n  and [[x]].\n\n  Two";
        let text = "One line and [[x]].\nTwo\n";
        let origin = Origin::of_scalar(text, all(folded), folded);
        assert_eq!(found(&origin, text, "[[x]]", folded), ("[[x]]", true));
        assert_eq!(found(&origin, text, "Two", folded), ("Two", true));
        assert_eq!(found(&origin, text, "Two\n", folded), ("Two", false));
        assert_eq!(found(&origin, text, "line and", folded), ("line\n  and", false));
        let block = "\"One\"\n  and [[x]]";
        let origin = Origin::of_scalar("\"One\"\nand [[x]]\n", all(block), block);
        assert_eq!(found(&origin, "\"One\"\nand [[x]]\n", "[[x]]", block), ("[[x]]", true));
        let quoted = "\"a \\\"b\\\" \\\\ [[桥|c]] \\\n  d\"";
        let text = "a \"b\" \\ [[桥|c]] d";
        let origin = Origin::of_scalar(text, all(quoted), quoted);
        assert_eq!(found(&origin, text, "[[桥|c]]", quoted), ("[[桥|c]]", true));
        assert_eq!(found(&origin, text, "\"b\"", quoted), ("\"b\\\"", false));
        let single = "'it''s [[x]]'";
        let origin = Origin::of_scalar("it's [[x]]", all(single), single);
        assert_eq!(found(&origin, "it's [[x]]", "[[x]]", single), ("[[x]]", true));
        let cell = "\"a \"\"b\"\", [[x]]\"";
        let origin = Origin::of_cell("a \"b\", [[x]]", all(cell), cell);
        assert_eq!(found(&origin, "a \"b\", [[x]]", "[[x]]", cell), ("[[x]]", true));
        let unknown = "\"\\x41 [[x]]\"";
        let origin = Origin::of_scalar("A [[x]]", all(unknown), unknown);
        assert_eq!(found(&origin, "A [[x]]", "[[x]]", unknown), (unknown, false));
    }
}
