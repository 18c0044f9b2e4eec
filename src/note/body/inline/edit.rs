//! CriticMarkup: `{==passage==}` `{>>remark<<}` `{++insertion++}` `{--deletion--}` `{~~old~>new~~}`, within each other too.

use super::{Kind, Leaf, RegionKind, Token};
use crate::note::body::event::AnnotationHead;

/// What an opening brace begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Passage,
    Remark,
    Insertion,
    Deletion,
    Substitution,
}

const FORMS: [(Form, &str, &str, &str); 5] = [
    (Form::Passage, "{==", "==}", "a marked passage"),
    (Form::Remark, "{>>", "<<}", "a comment"),
    (Form::Insertion, "{++", "++}", "an insertion"),
    (Form::Deletion, "{--", "--}", "a deletion"),
    (Form::Substitution, "{~~", "~~}", "a substitution"),
];

#[derive(Default)]
struct Open {
    openers: Vec<Opener>,
    /// How many of each form are open.
    counts: [u32; FORMS.len()],
}

struct Opener {
    form: usize,
    token: usize,
    /// The run that ends with `~>`.
    separator: Option<usize>,
}

impl Leaf<'_> {
    pub(super) fn claim_edits(&mut self) {
        let bytes = self.text.as_bytes();
        self.each(
            |leaf, at, open: &mut Open| {
                let token = leaf.tokens[at];
                match token.kind {
                    Kind::Brace => {
                        let begins =
                            |(_, opener, ..): &(_, &str, _, _)| bytes[token.start as usize..].starts_with(opener.as_bytes());
                        if let Some(form) = FORMS.iter().position(begins) {
                            open.openers.push(Opener { form, token: at, separator: None });
                            open.counts[form] += 1;
                        }
                    }
                    Kind::BraceEnd => {
                        let ends = |(_, _, closer, _): &(_, _, &str, _)| bytes[..token.end as usize].ends_with(closer.as_bytes());
                        if let Some(form) = FORMS.iter().position(ends).filter(|_| !leaf.is_escaped_before(at)) {
                            leaf.close_edit(open, form, at);
                        }
                    }
                    Kind::Run(b'~') if bytes.get(token.end as usize) == Some(&b'>') => {
                        let is_substitution = |opener: &&mut Opener| FORMS[opener.form].0 == Form::Substitution;
                        if let Some(opener) = open.openers.last_mut().filter(is_substitution) {
                            opener.separator.get_or_insert(at);
                        }
                    }
                    _ => {}
                }
                at + 1
            },
            |leaf, open| {
                for opener in open.openers {
                    leaf.unclosed_edit(&opener);
                }
            },
        );
    }

    /// Whether a backslash takes one of the two marks before the brace at token `at`.
    fn is_escaped_before(&self, at: usize) -> bool {
        let brace = self.tokens[at].start;
        let mut before = self.tokens[..at].iter().rev().take_while(|token| token.end + 2 > brace);
        before.any(|token| token.kind == Kind::Escape)
    }

    fn unclosed_edit(&mut self, opener: &Opener) {
        let (_, written, closer, what) = FORMS[opener.form];
        let start = self.tokens[opener.token].start;
        self.unclosed(start..start + 3, written, closer, what);
    }

    /// Closes the innermost edit of a form with the brace at token `last`.
    fn close_edit(&mut self, open: &mut Open, form: usize, last: usize) {
        let marks_start = self.tokens[last].start - 2;
        while open.counts[form] > 0
            && let Some(opener) = open.openers.pop()
        {
            open.counts[opener.form] -= 1;
            if opener.form != form {
                self.unclosed_edit(&opener);
                continue;
            }
            if self.tokens[opener.token].start + 3 > marks_start {
                // `{==}`: the same marks cannot open and close.
                open.counts[form] += 1;
                open.openers.push(opener);
                return;
            }
            return self.claim_edit(&opener, last);
        }
    }

    fn claim_edit(&mut self, opener: &Opener, last: usize) {
        let first = opener.token;
        let mut inside = self.tokens[first].start + 3..self.tokens[last].start - 2;
        let kind = match FORMS[opener.form].0 {
            Form::Passage => RegionKind::Passage,
            Form::Remark => {
                let text = self.slice(&inside);
                let (head, length) = head(text);
                inside.start += length as u32;
                inside.end = inside.start + self.slice(&inside).trim_end().len() as u32;
                RegionKind::Remark(head)
            }
            Form::Insertion => RegionKind::Insertion,
            Form::Deletion => RegionKind::Deletion,
            Form::Substitution if opener.separator.is_some() => RegionKind::Substitution,
            Form::Substitution => RegionKind::Deletion,
        };
        // The marks take their bytes out of the runs they touch.
        self.take_bytes(first + 1..last, inside.clone());
        self.tokens[first].end = inside.start;
        self.tokens[last].start = inside.end;
        self.claim_around(first, last, kind);
        if let (Kind::Enter(region), Some(separator)) = (self.tokens[first].kind, opener.separator) {
            let end = self.tokens[separator].end;
            // What stands before `~>` in its run is text.
            self.tokens[separator] = Token { start: end - 1, end: end + 1, kind: Kind::Turn(region) };
        }
    }

    /// Leaves of the tokens only what lies within `inside`.
    fn take_bytes(&mut self, tokens: std::ops::Range<usize>, inside: std::ops::Range<u32>) {
        for token in &mut self.tokens[tokens] {
            if token.end <= inside.start || token.start >= inside.end {
                token.kind = Kind::Spent;
            } else {
                token.start = token.start.max(inside.start);
                token.end = token.end.min(inside.end);
            }
        }
    }
}

/// `@who 2026-11-02:` at the start of a remark, and how many bytes it and the white space around it take.
fn head(remark: &str) -> (AnnotationHead, usize) {
    let none = (AnnotationHead::default(), remark.len() - remark.trim_start().len());
    let Some(rest) = remark.trim_start().strip_prefix('@') else { return none };
    let Some((head, text)) = rest.split_once([':', '：']) else { return none };
    let mut words = head.split_whitespace();
    let (Some(author), date, None) = (words.next(), words.next(), words.next()) else { return none };
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    if !author.chars().all(is_name) || date.is_some_and(|date| !is_date(date)) || head.starts_with(char::is_whitespace) {
        return none;
    }
    let text = text.trim_start();
    (AnnotationHead { author: Some(author.into()), date: date.map(Into::into) }, remark.len() - text.len())
}

fn is_date(text: &str) -> bool {
    let form = |(at, byte): (usize, u8)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() };
    text.len() == 10 && text.bytes().enumerate().all(form)
}
