//! Text as markup: what HTML and XML cannot hold as it stands is written as references.

/// Appends `text` escaped for element content and for attribute values in double quotes.
pub fn escape(out: &mut String, text: &str) {
    let bytes = text.as_bytes();
    let mut done = 0;
    while let Some(offset) = bytes[done..].iter().position(|&byte| IS_SPECIAL[usize::from(byte)]) {
        let at = done + offset;
        out.push_str(&text[done..at]);
        out.push_str(match bytes[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            _ => "&quot;",
        });
        done = at + 1;
    }
    out.push_str(&text[done..]);
}

/// The bytes that are written as references.
const IS_SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    special[b'&' as usize] = true;
    special[b'<' as usize] = true;
    special[b'>' as usize] = true;
    special[b'"' as usize] = true;
    special
};
