//! Raw HTML within a line, and autolinks, by the letter of CommonMark 0.31.

/// Ends that are known not to come any more, so that no search for one is made twice.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Exhausted {
    comment: bool,
    instruction: bool,
    cdata: bool,
    declaration: bool,
}

/// Where the tag, comment, instruction, declaration or CDATA section that begins at `at` ends, if one does.
pub(super) fn tag(bytes: &[u8], at: usize, exhausted: &mut Exhausted) -> Option<usize> {
    match bytes.get(at + 1)? {
        b'!' if bytes[at..].starts_with(b"<!--") => {
            // `<!-->` and `<!--->` are whole comments.
            let rest = &bytes[at + 4..];
            if rest.starts_with(b">") {
                return Some(at + 5);
            }
            if rest.starts_with(b"->") {
                return Some(at + 6);
            }
            until(bytes, at + 4, b"-->", &mut exhausted.comment)
        }
        b'!' if bytes[at..].starts_with(b"<![CDATA[") => until(bytes, at + 9, b"]]>", &mut exhausted.cdata),
        b'!' if bytes.get(at + 2)?.is_ascii_alphabetic() => until(bytes, at + 3, b">", &mut exhausted.declaration),
        b'?' => until(bytes, at + 2, b"?>", &mut exhausted.instruction),
        b'/' => {
            let name = name(bytes, at + 2)?;
            let end = spaces(bytes, name);
            (bytes.get(end) == Some(&b'>')).then_some(end + 1)
        }
        _ => start_tag(bytes, at),
    }
}

fn until(bytes: &[u8], from: usize, end: &[u8], exhausted: &mut bool) -> Option<usize> {
    if *exhausted {
        return None;
    }
    let found = memchr::memmem::find(&bytes[from..], end);
    *exhausted = found.is_none();
    found.map(|found| from + found + end.len())
}

fn start_tag(bytes: &[u8], at: usize) -> Option<usize> {
    let mut at = name(bytes, at + 1)?;
    loop {
        let next = spaces(bytes, at);
        match bytes.get(next)? {
            b'>' => return Some(next + 1),
            b'/' => return (bytes.get(next + 1) == Some(&b'>')).then_some(next + 2),
            byte if next > at && (byte.is_ascii_alphabetic() || matches!(byte, b'_' | b':')) => {
                at = attribute(bytes, next)?;
            }
            _ => return None,
        }
    }
}

/// The end of an attribute whose name begins at `at`.
fn attribute(bytes: &[u8], at: usize) -> Option<usize> {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b':' | b'-');
    let end = at + bytes[at..].iter().take_while(|byte| is_name(byte)).count();
    let equals = spaces(bytes, end);
    if bytes.get(equals) != Some(&b'=') {
        return Some(end);
    }
    let value = spaces(bytes, equals + 1);
    match bytes.get(value)? {
        quote @ (b'"' | b'\'') => memchr::memchr(*quote, &bytes[value + 1..]).map(|found| value + found + 2),
        _ => {
            let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'=' | b'<' | b'>' | b'`');
            let length = bytes[value..].iter().take_while(|byte| !ends(byte)).count();
            (length > 0).then_some(value + length)
        }
    }
}

/// The end of a tag's name that begins at `at`.
fn name(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?;
    rest.first().filter(|byte| byte.is_ascii_alphabetic())?;
    Some(at + rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-').count())
}

fn spaces(bytes: &[u8], at: usize) -> usize {
    at + bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

/// The length of the `<https://...>` or `<a@b.c>` that `text` begins with, and whether it is an email address.
pub(super) fn autolink(text: &str) -> Option<(usize, bool)> {
    let bytes = text.as_bytes();
    let is_scheme = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'.' | b'-');
    let scheme = bytes[1..].iter().take(33).take_while(|byte| is_scheme(byte)).count();
    if (2..=32).contains(&scheme) && bytes[1].is_ascii_alphabetic() && bytes.get(scheme + 1) == Some(&b':') {
        let ends = |byte: &u8| *byte <= b' ' || matches!(byte, b'<' | b'>' | 0x7f);
        let end = scheme + 2 + bytes[scheme + 2..].iter().take_while(|byte| !ends(byte)).count();
        return (bytes.get(end) == Some(&b'>')).then_some((end + 1, false));
    }
    let is_local = |byte: &u8| byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(byte);
    let local = bytes[1..].iter().take_while(|byte| is_local(byte)).count();
    if local == 0 || bytes.get(local + 1) != Some(&b'@') {
        return None;
    }
    let is_domain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    let end = local + 2 + bytes[local + 2..].iter().take_while(|byte| is_domain(byte)).count();
    let is_label = |label: &str| (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-');
    (bytes.get(end) == Some(&b'>') && text[local + 2..end].split('.').all(is_label)).then_some((end + 1, true))
}
