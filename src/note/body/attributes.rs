//! Attribute blocks: `{#id .class key=value}`.

use std::ops::Range;

use super::anchors;
use super::event::Attributes;
use super::findings::Findings;
use super::link::Rights;
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::text::{Span, VaultPath};

/// A block as read, and its faults. Ranges count from the block's brace.
#[derive(Debug, Default)]
pub(super) struct Block {
    pub attributes: Attributes,
    /// Bytes from brace to brace.
    pub length: usize,
    /// Where the id stands, its `#` included.
    pub id: Option<Range<usize>>,
    faults: Vec<Fault>,
    /// Whether it stands behind an image.
    of_image: bool,
    /// Whether it has a `credit` or `licence`, or what is meant for one.
    tells_rights: bool,
}

#[derive(Debug)]
struct Fault {
    range: Range<usize>,
    code: Code,
    message: String,
    help: String,
}

/// The same behind an image, where a block says whose it is; one that says nothing of that is text.
pub(super) fn parse_of_image(text: &str) -> Option<Block> {
    parse_as(Block { of_image: true, ..Block::default() }, text).filter(|block| block.tells_rights)
}

/// Reads the block that `text` begins with. `None` unless each of its items is `#id`, `.class` or `key=value`: then it is text.
pub(super) fn parse(text: &str) -> Option<Block> {
    parse_as(Block::default(), text)
}

fn parse_as(mut block: Block, text: &str) -> Option<Block> {
    let mut at = text.starts_with('{').then_some(1)?;
    let mut items = 0;
    loop {
        let spaces = text[at..].len() - text[at..].trim_start_matches([' ', '\t']).len();
        at += spaces;
        if text[at..].starts_with('}') && items > 0 {
            block.length = at + 1;
            return Some(block);
        }
        if items > 0 && spaces == 0 {
            return None;
        }
        at = block.item(text, at)?;
        items += 1;
    }
}

impl Block {
    /// Reads an item at byte `at`; gives the byte after it.
    fn item(&mut self, text: &str, at: usize) -> Option<usize> {
        let rest = &text[at..];
        let name_length = |text: &str| text.find(|c: char| !is_name(c)).unwrap_or(text.len());
        if let Some(id) = rest.strip_prefix('#') {
            let length = id.find(|c: char| !is_name(c) && !matches!(c, '.' | ':')).unwrap_or(id.len());
            let end = at + 1 + length;
            (length > 0).then(|| self.set_id(&id[..length], at..end))?;
            return Some(end);
        }
        if let Some(class) = rest.strip_prefix('.') {
            let length = name_length(class);
            (length > 0).then(|| self.set_class(&class[..length], at..at + 1 + length))?;
            return Some(at + 1 + length);
        }
        let key = &rest[..rest.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | ':')).unwrap_or(rest.len())];
        let value = rest[key.len()..].strip_prefix('=')?;
        if !key.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let (value, length) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                let end = value[1..].find([quote, '\n', '\r'])?;
                value[1 + end..].starts_with(quote).then_some((&value[1..=end], end + 2))?
            }
            _ => {
                let ends = |c: char| c.is_whitespace() || "\"'`=<>{}[]".contains(c);
                let length = value.find(ends).unwrap_or(value.len());
                (length > 0).then_some((&value[..length], length))?
            }
        };
        let end = at + key.len() + 1 + length;
        self.set_pair(key, value, at..end);
        Some(end)
    }

    /// Whose an image is, where the block says so.
    pub(super) fn rights(&self) -> Option<Box<Rights>> {
        let get = |key: &str| self.attributes.pairs.iter().find(|(name, _)| **name == *key).map(|(_, value)| value.clone());
        let rights = Rights { credit: get("credit"), licence: get("licence") };
        (rights != Rights::default()).then(|| Box::new(rights))
    }

    fn set_id(&mut self, id: &str, range: Range<usize>) {
        if self.of_image {
            return self.fault(
                range,
                Code::InvalidAttributes,
                "an image has no id of its own".into(),
                "put ` ^name` at the end of its block, and link to `#^name`".into(),
            );
        }
        if self.attributes.id.is_some() {
            return self.fault(
                range,
                Code::InvalidAttributes,
                "an element has one id, and this is the second".into(),
                "leave one of them".into(),
            );
        }
        if let Some(prefix) = anchors::reserved_prefix(id) {
            let message = format!("ids that begin with `{prefix}` are kept for what casebook generates");
            return self.fault(range, Code::ReservedId, message, "give it another id".into());
        }
        self.attributes.id = Some(id.into());
        self.id = Some(range);
    }

    fn set_class(&mut self, class: &str, range: Range<usize>) {
        if self.of_image {
            let help = "an image may have `credit` and `licence`";
            return self.fault(range, Code::InvalidAttributes, "an image has no class".into(), help.into());
        }
        self.attributes.classes.push(class.into());
    }

    fn set_pair(&mut self, key: &str, value: &str, range: Range<usize>) {
        let is_language = |tag: &str| {
            tag.split('-').all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        };
        let meant = suggest::did_you_mean(key, ["credit", "licence"]).filter(|_| self.of_image);
        self.tells_rights |= matches!(key, "credit" | "licence" | "license") || meant.is_some();
        let fault = match key {
            "credit" | "licence" if self.of_image => None,
            "license" if self.of_image => return self.set_pair("licence", value, range),
            _ if self.of_image => {
                let help =
                    meant.unwrap_or("it may have `credit` and `licence`; its caption stands in quotes behind its file".into());
                Some((format!("`{key}` is not an attribute that an image may have"), help))
            }
            "id" if !value.is_empty() && !value.contains(char::is_whitespace) => return self.set_id(value, range),
            "class" => return self.attributes.classes.extend(value.split_whitespace().map(Into::into)),
            "lang" if !is_language(value) => {
                Some((format!("`{value}` is not a language tag"), "write it as `en`, `zh-Hans` or `zh-Latn-pinyin`".to_owned()))
            }
            "dir" if !matches!(value, "ltr" | "rtl" | "auto") => {
                Some((format!("`{value}` is not a direction of writing"), "it is `ltr`, `rtl` or `auto`".to_owned()))
            }
            "lang" | "dir" | "title" => None,
            key if key.len() > 5 && key.starts_with("data-") => None,
            key => {
                let near = suggest::did_you_mean(key, ["lang", "dir", "title", "class", "id"]);
                Some((
                    format!("`{key}` is not an attribute that a note may set"),
                    near.unwrap_or("it may set `lang`, `dir`, `title` and `data-...`".into()),
                ))
            }
        };
        if let Some((message, help)) = fault {
            return self.fault(range, Code::InvalidAttributes, message, help);
        }
        if self.attributes.pairs.iter().any(|(other, _)| **other == *key) {
            return self.fault(range, Code::InvalidAttributes, format!("`{key}` stands twice"), "leave one of them".into());
        }
        self.attributes.pairs.push((key.into(), value.into()));
    }

    fn fault(&mut self, range: Range<usize>, code: Code, message: String, help: String) {
        self.faults.push(Fault { range, code, message, help });
    }

    /// The findings; `span` places a range of the block in the file.
    pub(super) fn findings(&self, file: &VaultPath, span: impl Fn(Range<usize>) -> Span, into: &mut Findings) {
        into.extend(self.faults.iter().map(|fault| {
            Diagnostic::new(fault.code, file, span(fault.range.clone()), fault.message.clone()).help(fault.help.clone())
        }));
    }
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_')
}
