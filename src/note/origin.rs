//! Where a text stands in its file: as it is, or folded over lines, with escapes or with doubled quotes.

use crate::text::Span;

/// Where the bytes of a text are written.
#[derive(Clone, Debug)]
pub(super) enum Origin {
    /// As they are, from this byte on.
    Verbatim(u32),
    /// In pieces.
    Pieces(Vec<Piece>),
    /// Somewhere in these bytes.
    Within(Span),
}

/// A piece of a text, up to the next. The last holds nothing; it says where the text ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    /// Where it begins in the text.
    at: u32,
    /// Where it is written.
    place: u32,
    /// Whether it is written as it is; if not, it is blank.
    is_verbatim: bool,
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
        let in_file = |piece: Piece| Piece { place: piece.place + span.start, ..piece };
        pieces.map_or(Self::Within(span), |pieces| Self::Pieces(pieces.into_iter().map(in_file).collect()))
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
                let ix = pieces.partition_point(|piece| piece.at <= part.start).checked_sub(1)?;
                let Piece { at, place, is_verbatim } = pieces[ix];
                let is_whole = is_verbatim && pieces.get(ix + 1).is_some_and(|next| part.end <= next.at);
                is_whole.then(|| Span { start: place + (part.start - at), end: place + (part.end - at) })
            }
            Self::Within(_) => None,
        }
    }
}

/// The place in the file of a position in the text.
fn place(pieces: &[Piece], position: u32) -> u32 {
    let next = pieces.partition_point(|piece| piece.at <= position);
    let Some(piece) = next.checked_sub(1).map(|ix| pieces[ix]) else { return pieces.first().map_or(0, |first| first.place) };
    // Past the last piece nothing stands.
    pieces.get(next).map_or(piece.place, |next| (piece.place + position - piece.at).min(next.place))
}

/// The pieces of a text in what is written from `content` on; `None` where it is written otherwise than is known here.
fn pieces(text: &[u8], written: &[u8], style: Style, content: usize) -> Option<Vec<Piece>> {
    let blanks = |bytes: &[u8]| bytes.iter().take_while(|byte| is_blank(**byte)).count();
    // What is blank around a text is not always in what is written.
    let text = text.trim_ascii_end();
    let (mut at, mut place) = (blanks(text), content + blanks(written.get(content..)?));
    let mut pieces: Vec<Piece> = Vec::new();
    let mut begin = |at: usize, place: usize, is_verbatim: bool| {
        pieces.push(Piece { at: at as u32, place: place as u32, is_verbatim });
    };
    begin(at, place, true);
    while let Some(byte) = text.get(at) {
        let rest = written.get(place..)?;
        if is_blank(*byte) {
            let (own, others) = (blanks(&text[at..]), blanks_written(rest, style));
            if others == 0 {
                return None;
            }
            let is_same = text[at..at + own] == rest[..others];
            if !is_same {
                begin(at, place, false);
            }
            (at, place) = (at + own, place + others);
            if !is_same {
                begin(at, place, true);
            }
            continue;
        }
        let passed_over = match (style, rest.first()?) {
            (Style::Escaped, b'\\') => match rest.get(1)? {
                b'\n' | b'\r' => {
                    place += 1 + blanks(&rest[1..]);
                    begin(at, place, true);
                    continue;
                }
                b'"' | b'\\' | b'/' => 1,
                _ => return None,
            },
            (Style::Doubled(sign), first) if *first == sign => 1,
            _ => 0,
        };
        place += passed_over;
        if written.get(place)? != byte {
            return None;
        }
        if passed_over > 0 {
            begin(at, place, true);
        }
        (at, place) = (at + 1, place + 1);
    }
    begin(at, place, true);
    Some(pieces)
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// How many bytes of what is written stand for blanks: with escapes also `\n` and the like, and a line's end that one takes back.
fn blanks_written(written: &[u8], style: Style) -> usize {
    let mut at = 0;
    loop {
        at += match (style, written.get(at..).unwrap_or(&[])) {
            (_, [byte, ..]) if is_blank(*byte) => 1,
            (Style::Escaped, [b'\\', b'n' | b't' | b'r' | b' ', ..]) => 2,
            (Style::Escaped, [b'\\', b'\n' | b'\r', ..]) => 1,
            _ => return at,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::{Origin, Span};

    /// Where a part stands, and whether as it is; what is said to stand as it is does so, whichever part it is.
    fn found<'s>(origin: &Origin, text: &str, part: &str, source: &'s str) -> (&'s str, bool) {
        let parts = (0..=text.len()).flat_map(|from| (from..=text.len()).map(move |to| from..to));
        for range in parts.filter(|range| text.get(range.clone()).is_some()) {
            let verbatim = origin.verbatim(Span::new(range.clone())).map(|span| &source[span.range()]);
            assert!(verbatim.is_none_or(|verbatim| verbatim == &text[range]), "{verbatim:?}");
        }
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
        assert_eq!(found(&origin, text, "line ", folded), ("line\n  ", false));
        let block = "\"One\"\n  and [[x]]";
        let origin = Origin::of_scalar("\"One\"\nand [[x]]\n", all(block), block);
        assert_eq!(found(&origin, "\"One\"\nand [[x]]\n", "[[x]]", block), ("[[x]]", true));
        let quoted = "\"a \\\"b\\\" \\\\ [[桥|c]] \\\n  d\"";
        let text = "a \"b\" \\ [[桥|c]] d";
        let origin = Origin::of_scalar(text, all(quoted), quoted);
        assert_eq!(found(&origin, text, "[[桥|c]]", quoted), ("[[桥|c]]", true));
        assert_eq!(found(&origin, text, "\"b\"", quoted), ("\"b\\\"", false));
        let lines = "\"a:\\n\\n\\ [[x]]\"";
        let origin = Origin::of_scalar("a:\n\n [[x]]", all(lines), lines);
        assert_eq!(found(&origin, "a:\n\n [[x]]", "[[x]]", lines), ("[[x]]", true));
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
