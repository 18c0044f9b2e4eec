//! A query as it was typed: as the YAML that is read, and as the command that findings point into.

use crate::diagnostic::{Diagnostic, Place};
use crate::text::Span;

/// A query in both forms.
pub(super) struct Typed {
    /// The query as an `index` block would have it.
    pub(super) yaml: String,
    /// The command, as it was typed.
    pub(super) command: String,
    pieces: Vec<Piece>,
}

/// What stands in both.
struct Piece {
    /// Where it begins in the YAML.
    yaml: usize,
    /// Where it begins in the command.
    command: usize,
    /// Its bytes in the command.
    len: usize,
    /// Whether it is the same text in both.
    is_verbatim: bool,
}

impl Typed {
    /// One with nothing in it but the command's name.
    pub(super) fn new(command: &str) -> Self {
        Self { yaml: String::new(), command: command.to_owned(), pieces: Vec::new() }
    }

    /// A key of the query with one text, and the argument it comes from.
    pub(super) fn text(&mut self, key: &str, option: Option<&str>, text: &str) {
        self.yaml.push_str(&format!("{key}: "));
        self.option(option);
        let quote = quote(text);
        self.command.push_str(quote);
        self.scalar(text);
        self.command.push_str(quote);
        self.yaml.push('\n');
    }

    /// A key with a list of texts, which the argument has commas between.
    pub(super) fn list(&mut self, key: &str, option: &str, texts: &[String]) {
        self.yaml.push_str(&format!("{key}: ["));
        self.option(Some(option));
        let quote = quote(&texts.concat());
        self.command.push_str(quote);
        for (at, text) in texts.iter().enumerate() {
            if at > 0 {
                self.yaml.push_str(", ");
                self.command.push(',');
            }
            self.scalar(text);
        }
        self.command.push_str(quote);
        self.yaml.push_str("]\n");
    }

    /// A key whose value is written in YAML.
    pub(super) fn yaml(&mut self, key: &str, option: &str, text: &str) {
        self.option(Some(option));
        let quote = quote(text);
        self.command.push_str(quote);
        // What is found of the value as a whole, or where none is, stands at the key.
        self.piece(text.len(), false);
        self.yaml.push_str(&format!("{key}:"));
        for (at, line) in text.split('\n').enumerate() {
            // Indented, so that a value of several lines stays one.
            self.yaml.push_str("\n  ");
            if at > 0 {
                self.command.push('\n');
            }
            self.piece(line.len(), true);
            self.yaml.push_str(line);
            self.command.push_str(line);
        }
        self.command.push_str(quote);
        self.yaml.push('\n');
    }

    fn option(&mut self, name: Option<&str>) {
        self.command.push_str(&name.map_or_else(|| " ".to_owned(), |name| format!(" {name} ")));
    }

    fn scalar(&mut self, text: &str) {
        let (words, after) = (text.trim(), text.trim_start());
        self.command.push_str(&text[..text.len() - after.len()]);
        self.piece(words.len(), false);
        self.yaml.push_str(&format!("'{}'", words.replace('\'', "''")));
        self.command.push_str(after);
    }

    fn piece(&mut self, len: usize, is_verbatim: bool) {
        self.pieces.push(Piece { yaml: self.yaml.len(), command: self.command.len(), len, is_verbatim });
    }

    /// A finding in the YAML, its places those in the command.
    pub(super) fn in_command(&self, mut finding: Diagnostic) -> Diagnostic {
        let moved = |place: &mut Place| place.span = self.span(place.span);
        finding.place.iter_mut().for_each(moved);
        finding.related.iter_mut().for_each(|label| moved(&mut label.place));
        finding
    }

    fn span(&self, span: Span) -> Span {
        let at = |offset: u32, is_end: bool| {
            let offset = offset as usize;
            // What ends where a piece begins is not of that piece.
            let next = self.pieces.partition_point(|piece| piece.yaml < offset || (!is_end && piece.yaml == offset));
            let Some(piece) = next.checked_sub(1).map(|ix| &self.pieces[ix]) else { return 0 };
            let within = match (piece.is_verbatim, is_end) {
                (true, _) => (offset - piece.yaml).min(piece.len),
                (false, true) => piece.len,
                (false, false) => 0,
            };
            piece.command + within
        };
        let start = at(span.start, false);
        Span::new(start..if span.is_empty() { start } else { at(span.end, true).max(start) })
    }
}

/// What an argument is to stand between, so that it is one for a shell.
fn quote(text: &str) -> &'static str {
    let is_word = |c: char| c.is_alphanumeric() || "-_./,:=+@%".contains(c);
    match text {
        _ if !text.is_empty() && text.chars().all(is_word) => "",
        _ if text.contains('\'') => "\"",
        _ => "'",
    }
}
