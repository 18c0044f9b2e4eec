//! Pieces of a line as HTML: values of the infobox, cells of generated tables, qualifiers, quoted sentences.

use std::borrow::Cow;

use super::han::{close_run, is_written_with_han, write_runs};
use super::html::{attribute, escape, escape_url};
use super::markdown::{self, RenderContext};
use crate::schema::Coordinates;
use crate::site::inline::Inline;
use crate::site::table::Cell;

/// Appends the pieces as a line: of Markdown, the words of its blocks.
pub fn line(out: &mut String, pieces: &[Inline<'_>], context: &RenderContext<'_>) {
    for piece in pieces {
        match piece {
            Inline::Markdown(body) => markdown::line(out, body, context),
            piece => write(out, piece, context),
        }
    }
}

/// Appends the pieces where blocks may stand too: Markdown of several blocks keeps them.
pub fn value(out: &mut String, pieces: &[Inline<'_>], context: &RenderContext<'_>) {
    for piece in pieces {
        write(out, piece, context);
    }
}

/// What stands for a value of which nothing can be seen, such as Markdown that is a rule.
pub const NOTHING: &str = "–";

/// A cell's values: joined by the interface's separator, sources (which have commas in them) by semicolons, or as the sides of a
/// contest. A value of which nothing can be seen is left out.
pub fn cell(out: &mut String, cell: &Cell<'_>, context: &RenderContext<'_>) {
    let start = out.len();
    for value in &cell.values {
        let before = out.len();
        if before > start && cell.contested {
            out.push_str(" <span class=\"versus\">/</span> ");
        } else if before > start {
            let is_source = matches!(value[..], [Inline::Cite { .. }, ..]);
            escape(out, context.markup.texts.get(if is_source { "source_separator" } else { "list_separator" }));
        }
        let begin = out.len();
        line(out, value, context);
        match out[begin..].trim().is_empty() {
            true if cell.contested => out.push_str(NOTHING),
            true => out.truncate(before),
            false => {}
        }
    }
}

/// The sentence in which a link stands: before, the link's words, after.
pub fn sentence(out: &mut String, parts: &[Cow<'_, str>; 3], context: &RenderContext<'_>) {
    let [before, words, after] = parts;
    text(out, before, context);
    out.push_str("<b>");
    text(out, words, context);
    out.push_str("</b>");
    text(out, after, context);
}

/// Appends plain text, its Han runs marked unless the page's language is written with Han.
pub fn text(out: &mut String, text: &str, context: &RenderContext<'_>) {
    if is_written_with_han(context.language) {
        escape(out, text);
    } else {
        let mut open = false;
        write_runs(out, text, context.markup.han_language, &mut open);
        close_run(out, &mut open);
    }
}

fn write(out: &mut String, piece: &Inline<'_>, context: &RenderContext<'_>) {
    match piece {
        Inline::Text(words) => text(out, words, context),
        Inline::Lang { text, lang } => {
            out.push_str("<span");
            attribute(out, "lang", lang);
            out.push('>');
            escape(out, text);
            out.push_str("</span>");
        }
        Inline::Link { href, text: words, lang } => {
            out.push_str("<a href=\"");
            escape(out, context.root);
            out.push_str(&href.0);
            out.push('"');
            if let Some(lang) = lang {
                attribute(out, "lang", lang);
            }
            out.push('>');
            match lang {
                Some(_) => escape(out, words),
                None => text(out, words, context),
            }
            out.push_str("</a>");
        }
        Inline::External { url, text: words } => {
            out.push_str("<a class=\"external\" href=\"");
            escape_url(out, url);
            out.push_str("\" rel=\"noopener\">");
            text(out, words, context);
            out.push_str("</a>");
        }
        Inline::Time { text: words, iso: Some(iso) } => {
            out.push_str("<time");
            attribute(out, "datetime", iso);
            out.push('>');
            escape(out, words);
            out.push_str("</time>");
        }
        Inline::Time { text: words, iso: None } | Inline::Number(words) => escape(out, words),
        Inline::Coordinates(point) => {
            out.push_str("<span class=\"coords\">");
            out.push_str(&coordinates(*point));
            out.push_str("</span>");
        }
        Inline::Cite { html, href } => {
            if let Some(href) = href {
                out.push_str("<a class=\"cite\" href=\"");
                escape(out, context.root);
                out.push_str(&href.0);
                out.push_str("\">");
            }
            out.push_str(&html.0);
            out.push_str(if href.is_some() { "</a>" } else { "" });
        }
        Inline::Boolean(value) => escape(out, context.markup.texts.get(if *value { "yes" } else { "no" })),
        Inline::Markdown(body) => markdown::field(out, body, context),
        Inline::Fault { text, message } => {
            out.push_str("<span class=\"fault\"");
            attribute(out, "title", message);
            out.push('>');
            escape(out, text);
            out.push_str("</span>");
        }
    }
}

/// `23.13° N, 113.26° E`
fn coordinates(point: Coordinates) -> String {
    let half = |degrees: f64, positive: char, negative: char| {
        let letter = if degrees < 0.0 { negative } else { positive };
        let digits = format!("{:.4}", degrees.abs());
        format!("{}° {letter}", digits.trim_end_matches('0').trim_end_matches('.'))
    };
    format!("{}, {}", half(point.lat, 'N', 'S'), half(point.lon, 'E', 'W'))
}
