//! The keys every note has, and their synonyms in other tools.

use super::image::{self, FrontImage};
use super::{Reader, lints};
use crate::diagnostic::Code;
use crate::note::{LintSetting, Meta, Status, tag};
use crate::schema::date::Date;
use crate::schema::{CommonKey, former_path};
use crate::text::{Span, Spanned};
use crate::yaml::{Entry, Node, NodeKind};

type Text = Spanned<Box<str>>;

/// What was read of them so far.
#[derive(Default)]
pub(super) struct Common {
    pub(super) meta: Meta,
    pub(super) columns: Option<Node>,
    pub(super) image: Option<FrontImage>,
    pub(super) claims: Option<Node>,
    /// `nocite`, as written.
    pub(super) nocite: Vec<Text>,
    editors: Vec<Text>,
}

impl Common {
    /// Takes the value of a key. What is at fault is found and left out.
    pub(super) fn take(&mut self, reader: &mut Reader<'_>, key: CommonKey, entry: &Entry) {
        let node = &entry.value;
        let name = key.name();
        let meta = &mut self.meta;
        match key {
            CommonKey::Title => {
                if let Some(title) = text(reader, node, name) {
                    meta.title = title;
                }
            }
            CommonKey::Aliases => {
                for alias in texts(reader, node, name) {
                    if alias.value.starts_with('/') {
                        meta.redirect_from.extend(former(reader, alias));
                    } else {
                        meta.aliases.push(alias);
                    }
                }
            }
            CommonKey::Tags => meta.tags.extend(tags(reader, node, name)),
            CommonKey::Summary => meta.summary = text(reader, node, name).or(meta.summary.take()),
            CommonKey::Status => (meta.status, meta.status_unclear) = status(reader, node),
            CommonKey::Authors => meta.authors.extend(people(reader, node, name)),
            CommonKey::Editors => self.editors.extend(people(reader, node, name)),
            CommonKey::Created => meta.created = date(reader, node, name).or(meta.created.take()),
            CommonKey::Updated => meta.updated = date(reader, node, name).or(meta.updated.take()),
            CommonKey::Lang => meta.lang = language(reader, node, name),
            CommonKey::RedirectFrom => {
                let written = texts(reader, node, name);
                meta.redirect_from.extend(written.into_iter().filter_map(|written| former(reader, written)));
            }
            CommonKey::TranslationOf => meta.translation_of = text(reader, node, name).map(unlinked),
            CommonKey::CiteAs => meta.cite_as = text(reader, node, name),
            CommonKey::NoCite => self.nocite.extend(texts(reader, node, name)),
            CommonKey::Lints => {
                let settings: Vec<LintSetting> = lints::read(reader, node);
                meta.lints.extend(settings);
            }
            CommonKey::Claims => self.claims = Some(node.clone()),
            CommonKey::Image => self.image = image::read(reader, node),
            CommonKey::Columns => self.columns = Some(node.clone()),
        }
    }

    /// Takes the value of a key as another tool writes it; what the common key says goes before it.
    pub(super) fn take_synonym(&mut self, reader: &mut Reader<'_>, key: CommonKey, entry: &Entry) {
        let node = &entry.value;
        let name = &*entry.key.value;
        match name {
            "draft" => {
                let is_draft =
                    node.as_str().is_some_and(|text| matches!(text.to_ascii_lowercase().as_str(), "true" | "yes" | "1"));
                if is_draft {
                    self.meta.status = Status::Draft;
                }
            }
            "date" | "lastmod" => {
                let slot = if name == "date" { &mut self.meta.created } else { &mut self.meta.updated };
                if slot.is_none() {
                    // Another tool's dates may be in its own form: what cannot be read says nothing.
                    let written = node.as_str().unwrap_or("").trim();
                    *slot = Date::parse_timestamp(written).ok();
                }
            }
            "description" => {
                if self.meta.summary.is_none() {
                    self.meta.summary = text(reader, node, name);
                }
            }
            _ => self.take(reader, key, entry),
        }
    }

    /// Under role work, `authors` and `lang` are the work's, and `editors` wrote the note.
    pub(super) fn finish(mut self, is_work: bool) -> Self {
        if is_work {
            self.meta.work_authors = std::mem::replace(&mut self.meta.authors, std::mem::take(&mut self.editors));
            self.meta.work_lang = self.meta.lang.take();
        }
        self
    }
}

/// Text that is not empty; `None` for nothing, which is no fault.
pub(in crate::note) fn text(reader: &mut Reader<'_>, node: &Node, name: &str) -> Option<Text> {
    match &node.kind {
        NodeKind::Scalar(scalar) => {
            let trimmed = scalar.text.trim();
            (!trimmed.is_empty()).then(|| Spanned::new(trimmed.into(), node.span))
        }
        NodeKind::Null => None,
        NodeKind::Sequence(_) | NodeKind::Mapping(_) => {
            let help = format!("write `{name}: ...`, in quotes if it begins with `[` or `{{`");
            reader.report(Code::InvalidValue, node.span, format!("`{name}` is not text"), help);
            None
        }
    }
}

/// Texts: a list, or one text.
pub(in crate::note) fn texts(reader: &mut Reader<'_>, node: &Node, name: &str) -> Vec<Text> {
    match &node.kind {
        NodeKind::Sequence(items) => items.iter().filter_map(|item| text(reader, item, name)).collect(),
        NodeKind::Mapping(_) => {
            reader.report(
                Code::InvalidValue,
                node.span,
                format!("`{name}` is not a list"),
                format!("write `{name}: [one, two]`"),
            );
            Vec::new()
        }
        NodeKind::Scalar(_) | NodeKind::Null => text(reader, node, name).into_iter().collect(),
    }
}

/// A former address, if it can be one; former ids of claims (`#old-id`) are looked at with the claims.
fn former(reader: &mut Reader<'_>, written: Text) -> Option<Text> {
    if !written.value.starts_with('#')
        && let Err(fault) = former_path(&written.value)
    {
        reader.report(fault.code, written.span, fault.message, fault.help);
        return None;
    }
    Some(written)
}

/// Tags: a list, or one text with commas or spaces between; a `#` before a tag is no part of it.
fn tags(reader: &mut Reader<'_>, node: &Node, name: &str) -> Vec<Text> {
    let is_list = matches!(node.kind, NodeKind::Sequence(_));
    let mut tags = Vec::new();
    for written in texts(reader, node, name) {
        if is_list {
            tags.push(Spanned::new(tag::name(&written.value), written.span));
        } else {
            let separator = if written.value.contains(',') { ',' } else { ' ' };
            tags.extend(written.value.split(separator).map(|tag| Spanned::new(tag::name(tag), written.span)));
        }
    }
    tags.retain(|tag: &Text| !tag.value.is_empty());
    tags
}

/// Names of people: texts, or mappings with a `name`.
fn people(reader: &mut Reader<'_>, node: &Node, name: &str) -> Vec<Text> {
    let items: &[Node] = match &node.kind {
        NodeKind::Sequence(items) => items,
        _ => std::slice::from_ref(node),
    };
    items.iter().filter_map(|item| text(reader, item.get("name").unwrap_or(item), name).map(unlinked)).collect()
}

/// How far a note is, and whether that is unclear.
fn status(reader: &mut Reader<'_>, node: &Node) -> (Status, bool) {
    match node.as_str().map(str::trim) {
        Some("draft") => (Status::Draft, false),
        Some("review") => (Status::Review, false),
        Some("published") | None => (Status::Published, false),
        Some(written) => {
            let choices = ["draft", "review", "published"];
            let help = crate::diagnostic::suggest::did_you_mean(written, choices)
                .unwrap_or_else(|| "write `draft`, `review` or `published`".to_owned());
            reader.report(Code::InvalidChoice, node.span, format!("`{written}` is no status"), help);
            // What its author would not have published is not published.
            (Status::Draft, true)
        }
    }
}

fn date(reader: &mut Reader<'_>, node: &Node, name: &str) -> Option<Date> {
    let written = text(reader, node, name)?;
    match Date::parse_timestamp(&written.value) {
        Ok(date) => Some(date),
        Err(error) => {
            reader.value_error(error.into(), node, None);
            None
        }
    }
}

/// A language tag (BCP 47, by its form only).
fn language(reader: &mut Reader<'_>, node: &Node, name: &str) -> Option<Text> {
    let written = text(reader, node, name)?;
    let part = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    let first = written.value.split('-').next().unwrap_or("");
    if (2..=8).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_alphabetic()) && written.value.split('-').all(part) {
        return Some(written);
    }
    let help = "write a language tag, such as `en` or `zh-Hans`";
    reader.report(Code::InvalidValue, node.span, format!("`{}` is not a language tag", written.value), help);
    None
}

/// The inside of `[[...]]`.
pub(in crate::note) fn unlinked(text: Text) -> Text {
    text.map(|text| {
        let inside = text.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]"));
        inside.map_or_else(|| text.clone(), |inside| inside.split('|').next().unwrap_or(inside).trim().into())
    })
}

impl Default for Meta {
    fn default() -> Self {
        Self {
            title: Spanned::new("".into(), Span::default()),
            title_from_heading: false,
            aliases: Vec::new(),
            tags: Vec::new(),
            summary: None,
            status: Status::default(),
            status_unclear: false,
            authors: Vec::new(),
            work_authors: Vec::new(),
            created: None,
            updated: None,
            lang: None,
            work_lang: None,
            redirect_from: Vec::new(),
            translation_of: None,
            cite_as: None,
            nocite: Vec::new(),
            lints: Vec::new(),
        }
    }
}
