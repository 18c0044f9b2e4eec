//! `image: harbour.jpg`, or `image: {file: harbour.jpg, alt: ..., caption: ..., credit: ..., licence: ...}`: what the facts show.

use super::{Reader, text, unlinked};
use crate::diagnostic::{Code, suggest};
use crate::note::body::{LinkForm, LinkUse, Rights, Target};
use crate::text::Spanned;
use crate::yaml::Node;

const KEYS: &[&str] = &["file", "alt", "caption", "credit", "licence"];

/// An image of the front matter: its file as a link with caption and rights, and its words.
#[derive(Debug)]
pub(in crate::note) struct FrontImage {
    pub(in crate::note) link: LinkUse,
    pub(in crate::note) alt: Option<Spanned<Box<str>>>,
}

/// Reads the key; `None` where it names no file (reported, if it says anything).
pub(super) fn read(reader: &mut Reader<'_>, node: &Node) -> Option<FrontImage> {
    let help = "write `image: {file: harbour.jpg, alt: what it shows, caption: ..., credit: ..., licence: ...}`";
    let Some(entries) = node.entries() else { return Some(image(text(reader, node, "image")?)) };
    for entry in entries.iter().filter(|entry| !KEYS.contains(&&*entry.key.value) && &*entry.key.value != "license") {
        let key = &*entry.key.value;
        let near = suggest::did_you_mean(key, KEYS.iter().copied()).unwrap_or_else(|| help.to_owned());
        reader.report(Code::InvalidValue, entry.key.span, format!("an image has no `{key}`"), near);
    }
    let mut part = |key| node.get(key).and_then(|node| text(reader, node, key));
    let (file, alt, caption) = (part("file"), part("alt"), part("caption"));
    let rights = Rights {
        credit: part("credit").map(|text| text.value),
        licence: part("licence").or_else(|| part("license")).map(|text| text.value),
    };
    let Some(file) = file else {
        reader.report(Code::InvalidValue, node.span, "an image has no `file`", help);
        return None;
    };
    let mut image = image(file);
    image.link.text = alt.as_ref().map(|alt| alt.value.clone());
    image.link.title = caption.map(|caption| caption.value);
    image.link.rights = (rights != Rights::default()).then(|| Box::new(rights));
    image.alt = alt;
    Some(image)
}

/// An image of which nothing is known but its file.
fn image(file: Spanned<Box<str>>) -> FrontImage {
    // Obsidian writes files as links.
    let file = unlinked(file);
    let target = if file.starts_with("//") || file.contains("://") || file.starts_with("data:") {
        Target::External(file.value.clone())
    } else {
        Target::Internal { name: file.value.clone(), fragment: None }
    };
    let link = LinkUse {
        form: LinkForm::Markdown,
        target,
        span: file.span,
        target_span: file.span,
        text: None,
        size: None,
        title: None,
        rights: None,
    };
    FrontImage { link, alt: None }
}
