//! Text as markup: what HTML and XML cannot hold as it stands is written as references; and the way back.

/// Appends `text` escaped for element content and for attribute values in double quotes.
pub fn escape(out: &mut String, text: &str) {
    let mut done = 0;
    while let Some(offset) = first_special(&text.as_bytes()[done..]) {
        let at = done + offset;
        out.push_str(&text[done..at]);
        out.push_str(match text.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            _ => "&quot;",
        });
        done = at + 1;
    }
    out.push_str(&text[done..]);
}

/// The text of markup that was written here: without elements, references resolved.
#[must_use]
pub fn without_markup(html: &str) -> String {
    const REFERENCES: [(&str, &str); 5] = [("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'")];
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (text, len) = match REFERENCES.iter().find(|(reference, _)| rest.starts_with(reference)) {
            Some((reference, text)) => (*text, reference.len()),
            None if rest.starts_with('&') => ("&", 1),
            None => ("", rest.find('>').map_or(rest.len(), |end| end + 1)),
        };
        out.push_str(text);
        rest = &rest[len..];
    }
    out + rest
}

/// Where the first byte is that is written as a reference. Most text has none: it is looked through block by block.
fn first_special(bytes: &[u8]) -> Option<usize> {
    const BLOCK: usize = 32;
    let is_special = |byte: &u8| matches!(byte, b'&' | b'<' | b'>' | b'"');
    let without = |block: &&[u8]| !block.iter().fold(false, |found, byte| found | is_special(byte));
    let passed = bytes.chunks_exact(BLOCK).take_while(without).count() * BLOCK;
    bytes[passed..].iter().position(is_special).map(|at| passed + at)
}
