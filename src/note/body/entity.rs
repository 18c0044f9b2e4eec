//! Character references, and text with references and backslashes resolved.

use std::borrow::Cow;

use pulldown_cmark::{Event, Parser};

/// The length of the reference that `text` begins with (`&amp;`, `&#8212;`), if it is one.
pub(super) fn length(text: &str) -> Option<usize> {
    decode(text).map(|(length, _)| length)
}

/// The reference that `text` begins with: its length, and what it stands for.
fn decode(text: &str) -> Option<(usize, Cow<'static, str>)> {
    let bytes = text.as_bytes();
    if bytes.get(1) == Some(&b'#') {
        let hex = matches!(bytes.get(2), Some(b'x' | b'X'));
        let (start, radix, most) = if hex { (3, 16, 6) } else { (2, 10, 7) };
        let is_digit = |byte: &u8| char::from(*byte).is_digit(radix);
        let digits = bytes.get(start..)?.iter().take(most + 1).take_while(|byte| is_digit(byte)).count();
        if digits == 0 || digits > most || bytes.get(start + digits) != Some(&b';') {
            return None;
        }
        let code = u32::from_str_radix(&text[start..start + digits], radix).ok()?;
        let c = char::from_u32(code).filter(|c| *c != '\0').unwrap_or('\u{fffd}');
        return Some((start + digits + 1, c.to_string().into()));
    }
    let name = bytes[1..].iter().take(LONGEST_NAME + 1).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    if name == 0 || name > LONGEST_NAME || bytes.get(name + 1) != Some(&b';') {
        return None;
    }
    named(&text[..name + 2]).map(|decoded| (name + 2, decoded))
}

/// Letters and digits of the longest name that HTML has.
const LONGEST_NAME: usize = 31;

fn named(reference: &str) -> Option<Cow<'static, str>> {
    let common = match reference {
        "&amp;" => "&",
        "&lt;" => "<",
        "&gt;" => ">",
        "&quot;" => "\"",
        "&nbsp;" => "\u{a0}",
        "&mdash;" => "—",
        "&ndash;" => "–",
        "&hellip;" => "…",
        "&copy;" => "©",
        // pulldown-cmark holds HTML's table of names and shows it by what it reads.
        _ => {
            return Parser::new(reference).find_map(|event| match event {
                Event::Text(text) if *text != *reference => Some(text.into_string().into()),
                _ => None,
            });
        }
    };
    Some(common.into())
}

/// `text` with backslashes before punctuation taken out, and character references resolved.
pub(super) fn unescape(text: &str) -> Cow<'_, str> {
    if memchr::memchr3(b'\\', b'&', 0, text.as_bytes()).is_none() {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr3(b'\\', b'&', 0, rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let escaped = rest.as_bytes().get(1).filter(|byte| byte.is_ascii_punctuation());
        match rest.as_bytes()[0] {
            0 => {
                out.push('\u{fffd}');
                rest = &rest[1..];
            }
            b'\\' => {
                out.push(escaped.map_or('\\', |byte| char::from(*byte)));
                rest = &rest[1 + usize::from(escaped.is_some())..];
            }
            _ => match decode(rest) {
                Some((length, decoded)) => {
                    out.push_str(&decoded);
                    rest = &rest[length..];
                }
                None => {
                    out.push('&');
                    rest = &rest[1..];
                }
            },
        }
    }
    out.push_str(rest);
    out.into()
}
