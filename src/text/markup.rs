//! Text as markup: what HTML and XML cannot hold as it stands is written as references.

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

/// Where the first byte is that is written as a reference. Most text has none: it is looked through block by block.
fn first_special(bytes: &[u8]) -> Option<usize> {
    const BLOCK: usize = 32;
    let is_special = |byte: &u8| matches!(byte, b'&' | b'<' | b'>' | b'"');
    let without = |block: &&[u8]| !block.iter().fold(false, |found, byte| found | is_special(byte));
    let passed = bytes.chunks_exact(BLOCK).take_while(without).count() * BLOCK;
    bytes[passed..].iter().position(is_special).map(|at| passed + at)
}
