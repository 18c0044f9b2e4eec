//! Ruby: readings above their base, each over its own character where the counts match.

use super::html::escape;
use crate::text::han::{is_han, is_kana};

/// Appends a `<ruby>` element. The base carries the language of Han runs unless the language in force is written with Han.
pub(super) fn write(out: &mut String, base: &str, readings: &str, is_written_with_han: bool, han_language: &str) {
    out.push_str("<ruby");
    if !is_written_with_han {
        let is_japanese = base.chars().chain(readings.chars()).any(is_kana);
        let language = if is_japanese { "ja" } else { han_language };
        out.push_str(" lang=\"");
        escape(out, language);
        out.push('"');
    }
    out.push('>');
    let parts: Vec<&str> = readings.split(|c: char| c == '|' || c.is_whitespace()).filter(|part| !part.is_empty()).collect();
    let is_read = |c: &char| is_han(*c) || is_kana(*c);
    if parts.len() > 1 && parts.len() == base.chars().count() && base.chars().all(|c| is_read(&c)) {
        let mut buffer = [0; 4];
        for (character, reading) in base.chars().zip(parts) {
            write_pair(out, character.encode_utf8(&mut buffer), reading);
        }
    } else {
        let reading = if readings.contains('|') { parts.join(" ") } else { readings.trim().to_owned() };
        write_pair(out, base, &reading);
    }
    out.push_str("</ruby>");
}

fn write_pair(out: &mut String, base: &str, reading: &str) {
    escape(out, base);
    // Readings in Latin letters are romanised Chinese; others (kana, bopomofo) are in the base's language.
    let is_latin = reading.chars().all(|c| c.is_ascii() || !is_kana(c) && !is_han(c) && !('\u{3100}'..='\u{312f}').contains(&c));
    out.push_str(if is_latin { "<rp>(</rp><rt lang=\"zh-Latn\">" } else { "<rp>(</rp><rt>" });
    escape(out, reading);
    out.push_str("</rt><rp>)</rp>");
}
