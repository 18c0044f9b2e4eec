//! What may stand at the end of a block's text and is not part of it: closing `#`s, an attribute block, a name.

use super::attributes;
use super::flat::Flat;
use crate::text::Span;

/// Takes the closing `#`s of a heading and the attribute block at its end off its text; gives the block and where it begins.
pub(super) fn take_attributes(flat: &mut Flat<'_>, marked: bool) -> Option<(attributes::Block, u32)> {
    if marked {
        take_closing_marks(flat);
    }
    let text = &*flat.text;
    let at = text.rfind('{').filter(|at| !text[..*at].ends_with([']', '\\']))?;
    let block = attributes::parse(&text[at..]).filter(|block| at + block.length == text.len())?;
    let end = text[..at].trim_end().len();
    flat.truncate(end);
    if marked {
        take_closing_marks(flat);
    }
    Some((block, at as u32))
}

fn take_closing_marks(flat: &mut Flat<'_>) {
    let rest = flat.text.trim_end_matches('#');
    if rest.is_empty() || rest.ends_with([' ', '\t']) {
        let end = rest.trim_end_matches([' ', '\t']).len();
        flat.truncate(end);
    }
}

/// Takes ` ^name` off the end of a block's text.
pub(super) fn take_name(flat: &mut Flat<'_>) -> Option<(Box<str>, Span)> {
    let word = flat.text.rfind([' ', '\t', '\n', '\r']).map_or(0, |at| at + 1);
    let name = flat.text[word..].strip_prefix('^')?;
    if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_')) {
        return None;
    }
    let (at, before) = (word, &flat.text[..word]);
    let name = Box::from(name);
    let span = flat.span(at as u32..flat.text.len() as u32);
    let end = before.trim_end().len();
    flat.truncate(end);
    Some((name, span))
}
