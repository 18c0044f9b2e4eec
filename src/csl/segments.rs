//! What a style prints, as stretches of formatted text: so the author's part can be told from the rest, and HTML be written safely.

use citationberg::{FontStyle, FontVariant, FontWeight, VerticalAlign};
use hayagriva::{Elem, ElemChild, ElemChildren, ElemMeta, Formatting};

use super::Html;
use crate::text::han;
use crate::text::markup::escape;
use crate::works::{Item, Name};

/// A stretch of text.
#[derive(Clone, Debug)]
pub(super) struct Segment {
    pub text: String,
    formatting: Formatting,
    /// Whether it is of the first list of names.
    pub is_author: bool,
    url: Option<String>,
}

/// Takes apart what was printed of `item`.
pub(super) fn segments(printed: &ElemChildren, item: &Item) -> Vec<Segment> {
    let mut reader = Reader { item, names: 0, in_names: false, out: Vec::new() };
    reader.children(printed);
    reader.out
}

struct Reader<'i> {
    item: &'i Item,
    /// Lists of names met.
    names: u32,
    in_names: bool,
    out: Vec<Segment>,
}

impl Reader<'_> {
    fn children(&mut self, children: &ElemChildren) {
        for child in &children.0 {
            match child {
                ElemChild::Text(text) => self.push(&text.text, text.formatting, None),
                ElemChild::Elem(elem) => self.elem(elem),
                ElemChild::Markup(text) => self.push(text, Formatting::default(), None),
                ElemChild::Link { text, url } => self.push(&text.text, text.formatting, Some(url.clone())),
                ElemChild::Transparent { .. } => {}
            }
        }
    }

    fn elem(&mut self, elem: &Elem) {
        match &elem.meta {
            Some(ElemMeta::Names(_)) => {
                self.names += 1;
                // Names that stand in for others lie within them.
                let around = self.in_names;
                self.in_names = around || self.names == 1;
                self.children(&elem.children);
                self.in_names = around;
            }
            Some(ElemMeta::Name(variable, at)) => {
                let first = self.out.len();
                self.children(&elem.children);
                let name = self.item.names(&variable.to_string()).get(*at);
                if let Some(name) = name {
                    self.family_first(name, first);
                }
            }
            _ => self.children(&elem.children),
        }
    }

    /// `Yongnian Zheng` and `Zheng, Yongnian` of a Chinese name are `Zheng Yongnian`.
    fn family_first(&mut self, name: &Name, first: usize) {
        let Name::Person { family, given: Some(given), family_first: true, .. } = name else { return };
        let printed: String = self.out[first..].iter().map(|segment| segment.text.as_str()).collect();
        if !printed.contains(&**given) || han::has_han(family) {
            return;
        }
        let formatting = self.out[first].formatting;
        let before = &printed[..printed.len() - printed.trim_start().len()];
        let text = format!("{before}{family} {given}");
        self.out.truncate(first);
        self.push(&text, formatting, None);
    }

    fn push(&mut self, text: &str, formatting: Formatting, url: Option<String>) {
        if !text.is_empty() {
            self.out.push(Segment { text: text.to_owned(), formatting, is_author: self.in_names, url });
        }
    }
}

/// Leaves out the author, and what stands between the author and the rest; where nothing would be left, nothing is left out.
pub(super) fn without_author(all: Vec<Segment>) -> Vec<Segment> {
    let has_author = all.iter().any(|segment| segment.is_author);
    let is_said = |segment: &Segment| !segment.is_author && !segment.text.trim().is_empty();
    if !has_author || !all.iter().any(is_said) {
        return all;
    }
    let mut rest: Vec<Segment> = all.into_iter().filter(|segment| !segment.is_author).collect();
    while let Some(first) = rest.first_mut() {
        first.text = first.text.trim_start_matches([' ', ',', '，', '、', '.']).to_owned();
        if !first.text.is_empty() {
            break;
        }
        rest.remove(0);
    }
    rest
}

/// Segments as HTML.
pub(super) fn html(segments: &[Segment]) -> Html {
    let mut out = String::new();
    for segment in segments {
        let Formatting { font_style, font_variant, font_weight, vertical_align, .. } = segment.formatting;
        let tags = [
            (font_style == FontStyle::Italic, "<em>", "</em>"),
            (font_weight == FontWeight::Bold, "<strong>", "</strong>"),
            (font_variant == FontVariant::SmallCaps, "<span class=\"small-caps\">", "</span>"),
            (vertical_align == VerticalAlign::Sup, "<sup>", "</sup>"),
            (vertical_align == VerticalAlign::Sub, "<sub>", "</sub>"),
        ];
        let address = segment.url.as_deref().or(Some(&*segment.text)).filter(|url| is_address(url));
        if let Some(url) = address {
            out.push_str("<a href=\"");
            escape(&mut out, url);
            out.push_str("\">");
        }
        tags.iter().filter(|(on, ..)| *on).for_each(|(_, open, _)| out.push_str(open));
        escape(&mut out, &segment.text);
        tags.iter().rev().filter(|(on, ..)| *on).for_each(|(.., close)| out.push_str(close));
        if address.is_some() {
            out.push_str("</a>");
        }
    }
    Html(tidied(out).into())
}

/// Without the marks that stand twice where what was between them is not known.
fn tidied(mut html: String) -> String {
    for (twice, once) in [(",.", "."), ("?.”", "?”"), ("!.”", "!”")] {
        if html.contains(twice) {
            html = html.replace(twice, once);
        }
    }
    html
}

fn is_address(text: &str) -> bool {
    (text.starts_with("https://") || text.starts_with("http://")) && !text.contains(char::is_whitespace)
}
