//! Bare pipes: `[[a|b]]` in a row of a table is split into two cells.

use super::findings::Findings;
use crate::diagnostic::{Code, Diagnostic};
use crate::text::{Span, VaultPath, han};

/// Reports the pipes of a row that stand within a wikilink or ruby and split it.
pub(super) fn bare_pipes(source: &str, row: Span, file: &VaultPath, diagnostics: &mut Findings) {
    let text = &source[row.range()];
    if memchr::memchr2(b'[', b'{', text.as_bytes()).is_none() {
        return;
    }
    let bytes = text.as_bytes();
    // Where the last `[[` or `{` begins, and the first bare pipe after it.
    let mut open: Option<(usize, u8)> = None;
    let mut pipe = None;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'[' if bytes[at..].starts_with(b"[[") => {
                (open, pipe) = (Some((at, b'[')), None);
                at += 1;
            }
            b'{' => (open, pipe) = (Some((at, b'{')), None),
            b'|' if open.is_some() => pipe = pipe.or(Some(at)),
            b']' if bytes[at..].starts_with(b"]]") => {
                if let (Some((start, b'[')), Some(pipe)) = (open, pipe) {
                    report(source, row, (start, at + 2, pipe), "link", file, diagnostics);
                }
                open = None;
                at += 1;
            }
            b'}' => {
                if let (Some((start, b'{')), Some(pipe)) = (open, pipe)
                    && text[start..pipe].chars().any(|c| han::is_han(c) || han::is_kana(c))
                {
                    report(source, row, (start, at + 1, pipe), "ruby", file, diagnostics);
                }
                open = None;
            }
            _ => {}
        }
        at += 1;
    }
}

fn report(
    source: &str,
    row: Span,
    (start, end, pipe): (usize, usize, usize),
    what: &str,
    file: &VaultPath,
    diagnostics: &mut Findings,
) {
    let span = Span::new(start..end).shifted(row.start as usize);
    let message = format!("the pipe within `{}` splits the cell of the table", &source[span.range()]);
    let pipe = Span::new(pipe..pipe + 1).shifted(row.start as usize);
    let finding = Diagnostic::new(Code::BarePipe, file, span, message);
    let help = format!("within a table the pipe of a {what} is written `\\|`");
    diagnostics.push(finding.help(help).fix("write the pipe as `\\|`", file, pipe, "\\|"));
}
