//! SVG images made harmless: elements that draw stay, what could run code or fetch something goes.
//!
//! The file is read and written again from its parts, so that nothing passes which was not understood.

use std::fmt;
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};
use rustc_hash::FxHashSet;

use super::html::{attribute, escape};

/// A part that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removed {
    /// What it was: `<script>`, `onclick` of `<rect>`.
    pub what: String,
    /// Its bytes in the file.
    pub span: Range<usize>,
}

/// A file that cannot be read as an SVG image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SvgError {
    /// What is wrong, a clause without a full stop.
    pub message: String,
    /// The byte near which it stands.
    pub offset: usize,
}

impl fmt::Display for SvgError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for SvgError {}

/// Elements that stay, by name.
const ELEMENTS: &[&str] = &[
    "a",
    "animate",
    "animateMotion",
    "animateTransform",
    "circle",
    "clipPath",
    "defs",
    "desc",
    "ellipse",
    "feBlend",
    "feColorMatrix",
    "feComponentTransfer",
    "feComposite",
    "feConvolveMatrix",
    "feDiffuseLighting",
    "feDisplacementMap",
    "feDistantLight",
    "feDropShadow",
    "feFlood",
    "feFuncA",
    "feFuncB",
    "feFuncG",
    "feFuncR",
    "feGaussianBlur",
    "feImage",
    "feMerge",
    "feMergeNode",
    "feMorphology",
    "feOffset",
    "fePointLight",
    "feSpecularLighting",
    "feSpotLight",
    "feTile",
    "feTurbulence",
    "filter",
    "g",
    "image",
    "line",
    "linearGradient",
    "marker",
    "mask",
    "mpath",
    "path",
    "pattern",
    "polygon",
    "polyline",
    "radialGradient",
    "rect",
    "set",
    "stop",
    "style",
    "svg",
    "switch",
    "symbol",
    "text",
    "textPath",
    "title",
    "tspan",
    "use",
    "view",
];

/// Notes of drawing programs: they go without a word.
const NOTES: &[&str] = &["metadata"];

/// The image without what could run code, and what that was. Fails where the file is not an SVG image in UTF-8.
pub fn sanitise(bytes: &[u8]) -> Result<(Vec<u8>, Vec<Removed>), SvgError> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| SvgError { message: "the file is not UTF-8 text".to_owned(), offset: error.valid_up_to() })?;
    let bom = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut reader = Reader::from_str(&text[bom..]);
    reader.config_mut().allow_dangling_amp = true;
    let mut cleaner =
        Cleaner { out: String::with_capacity(text.len()), removed: Vec::new(), open: Vec::new(), style: None, has_root: false };
    loop {
        let start = bom + position(reader.buffer_position());
        let event = reader
            .read_event()
            .map_err(|error| SvgError { message: clause(&error), offset: bom + position(reader.error_position()) })?;
        let span = start..bom + position(reader.buffer_position());
        match event {
            Event::Eof => break,
            Event::Start(tag) => cleaner.start(&tag, span, false),
            Event::Empty(tag) => cleaner.start(&tag, span, true),
            Event::End(_) => cleaner.end(),
            Event::Text(text) => cleaner.text(&text),
            Event::CData(text) => cleaner.text(&text),
            Event::GeneralRef(reference) => cleaner.reference(&reference),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    if !cleaner.has_root || !cleaner.open.is_empty() {
        let message = if cleaner.has_root { "an element is not closed" } else { "the file holds no `<svg>` element" };
        return Err(SvgError { message: message.to_owned(), offset: text.len() });
    }
    cleaner.out.push('\n');
    Ok((cleaner.out.into_bytes(), cleaner.removed))
}

/// Width and height in pixels, as the image says or as its `viewBox` has them; `None` where it says neither.
#[must_use]
pub fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    reader.config_mut().allow_dangling_amp = true;
    let (mut width, mut height, mut view) = (None, None, None);
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "svg" => {
                for pair in pairs(&tag) {
                    match pair.key.0 {
                        "width" => width = pixels(&pair.value),
                        "height" => height = pixels(&pair.value),
                        "viewBox" => view = view_box(&pair.value),
                        _ => {}
                    }
                }
                break;
            }
            Event::Start(_) | Event::Empty(_) | Event::Eof => return None,
            _ => {}
        }
    }
    let proportion = view.map(|(width, height)| width / height);
    let (width, height) = match (width, height, proportion) {
        (Some(width), Some(height), _) => (width, height),
        (Some(width), None, Some(proportion)) => (width, width / proportion),
        (None, Some(height), Some(proportion)) => (height * proportion, height),
        _ => view?,
    };
    let whole = |side: f64| (side >= 0.5 && side < f64::from(1 << 20)).then(|| side.round() as u32);
    Some((whole(width)?, whole(height)?))
}

/// A length in pixels; one in per cent or the like says nothing.
fn pixels(length: &str) -> Option<f64> {
    let length = length.trim();
    let digits = length.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match &length[digits.len()..] {
        "" | "px" => 1.0,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 96.0 / 25.4,
        "pt" => 96.0 / 72.0,
        "pc" => 16.0,
        "em" | "rem" => 16.0,
        _ => return None,
    };
    digits.trim().parse::<f64>().ok().filter(|value| *value > 0.0).map(|value| value * unit)
}

fn view_box(written: &str) -> Option<(f64, f64)> {
    let numbers = written.split([' ', ',', '\t', '\n']).filter(|part| !part.is_empty()).map(|part| part.parse::<f64>().ok());
    let numbers: Vec<f64> = numbers.collect::<Option<_>>()?;
    let [_, _, width, height] = numbers[..] else { return None };
    (width > 0.0 && height > 0.0).then_some((width, height))
}

fn position(at: u64) -> usize {
    usize::try_from(at).unwrap_or(usize::MAX)
}

fn clause(error: &quick_xml::Error) -> String {
    error.to_string().trim_end_matches('.').to_owned()
}

struct Cleaner {
    out: String,
    removed: Vec<Removed>,
    /// Open elements; `None` for those left out.
    open: Vec<Option<String>>,
    /// The style sheet that is open: its text, and where its element begins.
    style: Option<(String, Range<usize>)>,
    has_root: bool,
}

impl Cleaner {
    fn is_left_out(&self) -> bool {
        matches!(self.open.last(), Some(None))
    }

    fn start(&mut self, tag: &BytesStart<'_>, span: Range<usize>, is_empty: bool) {
        let written = tag.name().0;
        let name = written.strip_prefix("svg:").unwrap_or(written);
        let stays = !self.is_left_out() && self.may_stay(name, tag, &span);
        if !stays {
            if !is_empty {
                self.open.push(None);
            }
            return;
        }
        let is_root = !self.has_root;
        self.has_root = true;
        if name == "style" {
            if !is_empty {
                self.style = Some((String::new(), span));
                self.open.push(Some(name.to_owned()));
            }
            return;
        }
        self.out.push('<');
        self.out.push_str(name);
        if is_root {
            self.out.push_str(" xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\"");
        }
        self.attributes(name, tag, &span);
        self.out.push_str(if is_empty { "/>" } else { ">" });
        if !is_empty {
            self.open.push(Some(name.to_owned()));
        }
    }

    fn may_stay(&mut self, name: &str, tag: &BytesStart<'_>, span: &Range<usize>) -> bool {
        if !self.has_root && name != "svg" || self.has_root && self.open.is_empty() {
            return false;
        }
        if name.contains(':') || NOTES.contains(&name) {
            return false;
        }
        // An animation can set any attribute to anything, so what it sets has to be harmless by its name.
        let sets_links = name.starts_with("animate") || name == "set";
        let target = || pairs(tag).find(|pair| pair.key.0 == "attributeName").map(|pair| pair.value.into_owned());
        let is_unsafe_target = sets_links
            && target().is_some_and(|target| target.contains("href") || target.starts_with("on") || target.contains('&'));
        if is_unsafe_target || !ELEMENTS.contains(&name) {
            self.removed.push(Removed { what: format!("`<{name}>`"), span: span.clone() });
            return false;
        }
        true
    }

    fn attributes(&mut self, element: &str, tag: &BytesStart<'_>, span: &Range<usize>) {
        let mut seen: FxHashSet<String> = FxHashSet::default();
        for pair in pairs(tag) {
            let name = pair.key.0;
            let is_known_prefix = ["xlink:", "xml:space", "xml:lang"].iter().any(|prefix| name.starts_with(prefix));
            if name == "xmlns" || name.contains(':') && !is_known_prefix || seen.contains(name) {
                continue;
            }
            let value = unescape(&pair.value).ok();
            let Some(value) = value.filter(|value| is_harmless(element, name, value)) else {
                self.removed.push(Removed { what: format!("`{name}` of `<{element}>`"), span: span.clone() });
                continue;
            };
            if is_xml_name(name) {
                attribute(&mut self.out, name, &value);
                seen.insert(name.to_owned());
            }
        }
    }

    fn end(&mut self) {
        let Some(Some(name)) = self.open.pop() else { return };
        if let Some((sheet, span)) = self.style.take_if(|_| name == "style") {
            if is_harmless_css(&sheet) {
                self.out.push_str("<style>");
                escape(&mut self.out, &sheet);
                self.out.push_str("</style>");
            } else {
                self.removed.push(Removed { what: "`<style>`".to_owned(), span });
            }
            return;
        }
        self.out.push_str("</");
        self.out.push_str(&name);
        self.out.push('>');
    }

    fn text(&mut self, text: &str) {
        if self.is_left_out() || self.open.is_empty() {
            return;
        }
        match &mut self.style {
            Some((sheet, _)) => sheet.push_str(text),
            None => escape(&mut self.out, text),
        }
    }

    /// A reference to a character; entities that the file declares itself are left out with the declaration.
    fn reference(&mut self, name: &str) {
        if let Ok(text) = unescape(&format!("&{name};")) {
            self.text(&text);
        }
    }
}

/// The attributes of a tag; repeated ones too, which the library would look for in quadratic time.
fn pairs<'t>(tag: &'t BytesStart<'_>) -> impl Iterator<Item = Attribute<'t>> {
    let mut attributes = tag.html_attributes();
    attributes.with_checks(false);
    attributes.flatten()
}

fn is_xml_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_alphabetic() || c == '_') && name.chars().all(|c| c.is_alphanumeric() || "-_.:".contains(c))
}

fn is_harmless(element: &str, name: &str, value: &str) -> bool {
    let local = name.rsplit(':').next().unwrap_or(name);
    if local.len() >= 2 && local[..2].eq_ignore_ascii_case("on") {
        return false;
    }
    match local {
        "href" => is_harmless_link(element, value),
        "style" => is_harmless_css(value),
        "base" | "src" | "action" | "formaction" => false,
        // `fill="url(#gradient)"`, `filter`, `mask`, `marker-end`, `cursor`, ...
        _ => !has_foreign_url(value),
    }
}

/// To a part of the same image, or pixels that travel in it; `<a>` may lead to web pages.
fn is_harmless_link(element: &str, value: &str) -> bool {
    let value = value.trim().to_ascii_lowercase();
    let is_page = element == "a" && ["https://", "http://", "mailto:"].iter().any(|scheme| value.starts_with(scheme));
    let is_pixels = matches!(element, "image" | "feImage")
        && ["png", "jpeg", "gif", "webp"].iter().any(|format| value.starts_with(&format!("data:image/{format};base64,")));
    value.starts_with('#') || is_page || is_pixels
}

fn is_harmless_css(css: &str) -> bool {
    // A backslash or a comment could hide any of these words.
    let lower = css.to_ascii_lowercase();
    let words = ["@import", "expression(", "javascript:", "behavior:", "-moz-binding", "image-set(", "image(", "src(", "\\"];
    !words.iter().any(|word| lower.contains(word)) && !has_foreign_url(&lower)
}

/// Whether `url(...)` stands in it with anything but a place in the same image, or pixels or a font that travel in it.
fn has_foreign_url(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let mut rest = lower.as_str();
    while let Some(at) = rest.find("url(") {
        rest = &rest[at + 4..];
        let url = rest.trim_start().trim_start_matches(['"', '\'']);
        let within = [
            "#",
            "data:image/png",
            "data:image/jpeg",
            "data:image/gif",
            "data:image/webp",
            "data:font/",
            "data:application/font",
        ];
        if !within.iter().any(|start| url.starts_with(start)) {
            return true;
        }
    }
    false
}
