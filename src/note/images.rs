//! Images of a note: each has words that stand for it, and lies in the archive.

use super::Note;
use super::body::{Body, Event, EventKind, LinkUse, Str, Tag, Target};
use super::front_matter::FrontImage;
use crate::diagnostic::{Code, Diagnostic};
use crate::schema::values::url;
use crate::text::VaultPath;

/// The image of a front matter as events; its file is a link of the body.
pub(super) fn of_front_matter(image: FrontImage, body: &mut Body) -> Vec<Event> {
    let number = body.links.len() as u32;
    let span = image.link.span;
    body.links.push(image.link);
    let words = image.alt.map(|alt| Event { kind: EventKind::Text(Str::Owned(alt.value)), span: alt.span });
    let start = Event { kind: EventKind::Start(Tag::Image(number)), span };
    let end = Event { kind: EventKind::End(Tag::Image(number)), span };
    [start].into_iter().chain(words).chain([end]).collect()
}

/// Findings on the images of a note.
pub(super) fn findings(note: &Note, diagnostics: &mut Vec<Diagnostic>) {
    for events in note.event_lists() {
        for (at, event) in events.iter().enumerate() {
            let EventKind::Start(Tag::Image(image)) = event.kind else { continue };
            let image = &note.body.links[image as usize];
            let has_words = !matches!(events.get(at + 1).map(|next| &next.kind), Some(EventKind::End(_)) | None);
            diagnostics.extend(finding(image, has_words, &note.path));
        }
    }
}

fn finding(image: &LinkUse, has_words: bool, file: &VaultPath) -> Option<Diagnostic> {
    match &image.target {
        Target::Internal { name, .. } if !has_words && is_image(name) => {
            let message = format!("the image `{name}` has no words for those who cannot see it");
            // In the front matter nothing but its file is written of it.
            let help = if image.span == image.target_span {
                "write what it shows: `image: {file: file.png, alt: words}`"
            } else {
                "write what it shows: `![words](file.png)` or `![[file.png|words]]`"
            };
            Some(Diagnostic::new(Code::MissingAlt, file, image.span, message).help(help))
        }
        // Reported already.
        Target::External(url) if url::is_unsafe(url) => None,
        Target::External(url) => {
            let message = if url.trim_start().starts_with("data:") {
                "an image written as a `data:` address is not shown".to_owned()
            } else {
                format!("the image `{url}` lies on another site, and is shown as a link")
            };
            let help = "save it beside the note, if its licence allows, and write `![words](file.png)`";
            Some(Diagnostic::new(Code::RemoteResource, file, image.span, message).help(help))
        }
        Target::Internal { .. } => None,
    }
}

/// Whether browsers show a file of that name as an image.
#[must_use]
pub fn is_image(name: &str) -> bool {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    ["png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "bmp"].iter().any(|known| extension.eq_ignore_ascii_case(known))
}
