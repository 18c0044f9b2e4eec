//! Reading a citation.

use std::ops::Range;

use super::locator::{self, Locator, Reading};
use super::{Citation, CiteItem, CiteMode};
use crate::diagnostic::{Code, Diagnostic};
use crate::text::{Span, Spanned, VaultPath};

/// How many bytes of `text`, which follows an `@`, are a key; 0 if none are. As in Pandoc: a letter, digit or `_`, then letters and
/// digits, with single marks of `:.#$%&-+?<>~/` between them; or anything in braces.
#[must_use]
pub fn key_length(text: &str) -> usize {
    if let Some(inside) = text.strip_prefix('{') {
        let end = inside.find(['}', '\n', '@']).filter(|end| *end > 0 && inside[*end..].starts_with('}'));
        return end.map_or(0, |end| end + 2);
    }
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let mut end = 0;
    let mut mark = false;
    for (at, c) in text.char_indices() {
        if is_part(c) {
            end = at + c.len_utf8();
            mark = false;
        } else if at == 0 || mark || !":.#$%&-+?<>~/".contains(c) {
            break;
        } else {
            mark = true;
        }
    }
    end
}

/// One work of a citation, as read.
#[derive(Clone, Debug)]
pub struct ReadItem {
    /// The work, its words as they are written.
    pub item: CiteItem,
    /// Where the words before it stand, without blanks around them.
    pub prefix: Range<usize>,
    /// Where the words after it stand; further places in the work come before them in [`CiteItem::suffix`].
    pub suffix: Range<usize>,
}

/// Reads what stands between the brackets of a citation: `see @zheng2006, pp. 3-5; @chen2001`. `None` where no key is in it. `place`
/// gives the span of a range of `text`; `masked` is the text with letters in place of markup that binds tighter, byte for byte.
pub fn inside(
    text: &str,
    masked: &str,
    file: &VaultPath,
    place: &impl Fn(Range<usize>) -> Span,
    faults: &mut impl FnMut(Diagnostic),
) -> Option<Vec<ReadItem>> {
    let mut items: Vec<ReadItem> = Vec::new();
    for part in parts(masked) {
        let item = item(text, masked, part.clone(), file, place, faults);
        match (item, items.last_mut()) {
            (Some(item), _) => items.push(item),
            // `[@a, p. 3; and elsewhere]`: the words belong to the work before them.
            (None, Some(last)) => {
                let words = one_line(&text[last.suffix.clone()]);
                last.suffix.end = trimmed(text, last.suffix.start..part.end).end;
                let places = last.item.suffix.strip_suffix(&*words).unwrap_or(&last.item.suffix);
                last.item.suffix = format!("{places}{}", one_line(&text[last.suffix.clone()])).into();
            }
            (None, None) => return None,
        }
    }
    (!items.is_empty()).then_some(items)
}

/// Reads what stands in the bracket behind a key, `p. 4, note 3`: where in the work, and words, with where these stand.
pub fn behind(
    text: &str,
    file: &VaultPath,
    place: &impl Fn(Range<usize>) -> Span,
    faults: &mut impl FnMut(Diagnostic),
) -> (Option<Locator>, Box<str>, Range<usize>) {
    let (locators, words) = after(text, 0, file, place, faults);
    let suffix = one_line(&text[words..]);
    let suffix = if locators.is_empty() && !suffix.is_empty() { format!(" {}", suffix.trim_start()) } else { suffix };
    let (locator, suffix) = first(locators, suffix.into());
    (locator, suffix, trimmed(text, words..text.len()))
}

/// Reads a citation of the front matter or of a dataset: `@key, p. 3`, the brackets around it as the author likes.
pub fn written(
    value: &Spanned<Box<str>>,
    source: &str,
    file: &VaultPath,
    faults: &mut impl FnMut(Diagnostic),
) -> Option<Citation> {
    let text = value.value.trim();
    let text = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let around = source.get(value.span.range()).unwrap_or("");
    let base = around.find(text).map(|at| value.span.start as usize + at);
    let place = |range: Range<usize>| base.map_or(value.span, |base| Span::new(base + range.start..base + range.end));
    match inside(text, text, file, &place, faults) {
        Some(items) => {
            for words in items.iter().flat_map(|read| [read.prefix.clone(), read.suffix.clone()]) {
                link_among(text, words).into_iter().for_each(|link| faults(misplaced_link(file, place(link))));
            }
            let items = items.into_iter().map(|read| read.item).collect();
            Some(Citation { mode: CiteMode::Bracketed, items, span: value.span })
        }
        None => {
            let finding = Diagnostic::new(Code::InvalidCitation, file, value.span, format!("`{}` is no citation", value.value));
            faults(finding.help("write the key of a work after `@`, and the place in it: `\"@key, p. 3\"`"));
            None
        }
    }
}

/// Where the first link stands among words.
fn link_among(text: &str, words: Range<usize>) -> Option<Range<usize>> {
    let within = text.get(words.clone())?;
    let wiki = within.find("[[").and_then(|start| Some(start..start + within[start..].find("]]")? + 2));
    let markdown = || {
        let middle = within.find("](")?;
        Some(within[..middle].rfind('[')?..middle + within[middle..].find(')')? + 1)
    };
    let link = wiki.or_else(markdown)?;
    Some(words.start + link.start..words.start + link.end)
}

/// The finding that a link stands where words are plain text.
fn misplaced_link(file: &VaultPath, place: Span) -> Diagnostic {
    let message = "words beside a key are plain text here, and a link stands among them";
    let help = "write the words alone; in the text of a note a citation may hold links: `[see [[a note]], @key]`";
    Diagnostic::new(Code::InvalidCitation, file, place, message).help(help)
}

/// The stretches between semicolons, braces left whole.
fn parts(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut depth = 0_u32;
    let mut start = 0;
    let mut all = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ';' | '；' if depth == 0 => {
                all.push(start..at);
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    all.push(start..text.len());
    all.into_iter()
}

/// Where a key begins: at an `@` that no word runs into.
fn key_start(text: &str) -> Option<(usize, usize)> {
    text.match_indices('@').find_map(|(at, _)| {
        let before = text[..at].chars().next_back();
        let begins = before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '\\' | '_' | '.' | '/'));
        let length = key_length(&text[at + 1..]);
        (begins && length > 0).then_some((at, length))
    })
}

fn item(
    text: &str,
    masked: &str,
    part: Range<usize>,
    file: &VaultPath,
    place: &impl Fn(Range<usize>) -> Span,
    faults: &mut impl FnMut(Diagnostic),
) -> Option<ReadItem> {
    let written = &text[part.clone()];
    let (at, length) = key_start(&masked[part.clone()])?;
    let before = &written[..at];
    let (before, suppress_author) = match before.strip_suffix('-') {
        Some(rest) if rest.is_empty() || rest.ends_with(char::is_whitespace) => (rest, true),
        _ => (before, false),
    };
    let end = at + 1 + length;
    let key = written[at + 1..end].trim_start_matches('{').trim_end_matches('}');
    let span = place(part.start + at..part.start + end);
    let (locators, words) = after(&written[end..], part.start + end, file, place, faults);
    let words = part.start + end + words..part.end;
    let (locator, suffix) = first(locators, one_line(&text[words.clone()]).into());
    let prefix = trimmed(text, part.start..part.start + before.len());
    let key = Spanned::new(key.into(), span);
    let item = CiteItem { key, prefix: one_line(before).into(), locator, suffix, suppress_author };
    Some(ReadItem { item, prefix, suffix: trimmed(text, words) })
}

/// The range without white space at its ends.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let words = &text[range.clone()];
    let start = range.start + (words.len() - words.trim_start().len());
    start..start.max(range.start + words.trim_end().len())
}

/// What follows the key: where in the work, and the byte at which words begin.
fn after(
    text: &str,
    base: usize,
    file: &VaultPath,
    place: &impl Fn(Range<usize>) -> Span,
    faults: &mut impl FnMut(Diagnostic),
) -> (Vec<Locator>, usize) {
    let rest = text.trim_start_matches([',', '，']).trim_start();
    if let Some(inside) = rest.strip_prefix('{')
        && let Some(end) = inside.find('}')
    {
        let locator = Some(&inside[..end]).filter(|inside| !inside.trim().is_empty()).map(locator::verbatim);
        return (locator.into_iter().collect(), text.len() - inside.len() + end + 1);
    }
    let mut locators = Vec::new();
    let mut rest = rest;
    loop {
        let at = base + (text.len() - rest.len());
        match locator::read(rest) {
            Reading::Locator(locator, length) => {
                locators.push(locator);
                let following = &rest[length..];
                let next = following.trim_start_matches([',', '，', ' ', '\n']);
                let goes_on = following.trim_start().starts_with([',', '，']);
                // A second place follows only with a label of its own: `sec. 3.5, p. 119`.
                if goes_on
                    && matches!(locator::read(next), Reading::Locator(..))
                    && !next.starts_with(|c: char| c.is_ascii_digit())
                {
                    rest = next;
                } else {
                    return (locators, text.len() - following.len());
                }
            }
            Reading::LabelAlone(length) if is_locator_only(&rest[length..]) => {
                let written = &rest[..length];
                let message = format!("`{written}` says what to count, but no number follows");
                let finding = Diagnostic::new(Code::BadLocator, file, place(at..at + length), message);
                let help = "write it with its number, as in `p. 105`, `pp. 3-5`, `sec. 3.5`, or put anything else in braces: `{p. A-12}`";
                faults(finding.help(help));
                return (locators, text.len() - rest.len() + length);
            }
            Reading::LabelAlone(_) | Reading::Nothing => return (locators, 0),
        }
    }
}

/// Whether what follows a label cannot be words that go on: nothing, or signs.
fn is_locator_only(rest: &str) -> bool {
    !rest.trim_start().starts_with(char::is_alphabetic)
}

/// The place that counts, a page if there is one; the others stand with the words after it.
fn first(mut locators: Vec<Locator>, suffix: Box<str>) -> (Option<Locator>, Box<str>) {
    if locators.len() < 2 {
        return (locators.pop(), suffix);
    }
    let page = locators.iter().position(|locator| locator.label == super::LocatorLabel::Page).unwrap_or(0);
    let chosen = locators.remove(page);
    let others: String = locators.iter().map(|locator| format!(", {}", locator.short())).collect();
    (Some(chosen), format!("{others}{suffix}").into())
}

/// Line breaks are spaces.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let joined = words.join(" ");
    // A blank before words that follow a locator is theirs.
    if text.starts_with(char::is_whitespace) && !joined.is_empty() && !joined.starts_with([',', '.', ';']) {
        format!(" {joined}")
    } else {
        joined
    }
}
