//! Claims: attributed statements in the front matter, each with its evidence (product: "Evidence").

use std::fmt;
use std::sync::Arc;

use super::Meta;
use super::body::{Body, BodySettings, Event};
use super::citation::{self, Citation};
use super::fragment;
use super::front_matter::{Reader, text, texts, unlinked};
use super::quote::{self, Quote};
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::schema::date::Date;
use crate::schema::{Value, ValueType};
use crate::source::SourceFile;
use crate::text::{Span, Spanned, VaultPath};
use crate::yaml::{Entry, Node, NodeKind};

/// Keys of a claim.
const KEYS: &[&str] = &[
    "id",
    "text",
    "about",
    "cite",
    "type",
    "attributed_to",
    "confidence",
    "as_of",
    "supports",
    "disputes",
    "quote",
    "redirect_from",
];

/// The id of a claim within its note: `[a-z0-9-]+`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClaimId(Arc<str>);

impl ClaimId {
    /// Reads an id; `None` for anything but small letters, digits and hyphens.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_part = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        (!text.is_empty() && text.bytes().all(is_part)).then(|| Self(Arc::from(text)))
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its id on its note's page: `claim-ID`.
    #[must_use]
    pub fn anchor(&self) -> String {
        format!("claim-{}", self.0)
    }
}

impl fmt::Display for ClaimId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A statement that somebody makes.
#[derive(Clone, Debug)]
pub struct Claim {
    /// Its id, unique in its note.
    pub id: Spanned<ClaimId>,
    /// What is stated, as written.
    pub text: Spanned<Box<str>>,
    /// What is stated, read as Markdown; numbers of links count in the note's body.
    pub events: Vec<Event>,
    /// The notes it is about, as referred to; none: the note itself.
    pub about: Vec<Spanned<Box<str>>>,
    /// Its sources.
    pub cites: Vec<Citation>,
    /// Whether a source is written, were it one that cannot be read (reported already).
    pub is_sourced: bool,
    /// What sort of statement it is.
    pub sort: Option<ClaimType>,
    /// Who makes it, as a note is referred to or as a name; none: the cited work's author.
    pub attributed_to: Vec<Spanned<Box<str>>>,
    /// How sure the editor is of it.
    pub confidence: Option<Confidence>,
    /// When it held.
    pub as_of: Option<Date>,
    /// The claims it speaks for.
    pub supports: Vec<Spanned<ClaimReference>>,
    /// The claims it cannot hold with.
    pub disputes: Vec<Spanned<ClaimReference>>,
    /// Its former ids.
    pub redirect_from: Vec<Spanned<Box<str>>>,
    /// A quotation to be found in a text of the archive.
    pub quote: Option<Quote>,
    /// All of it.
    pub span: Span,
}

/// A claim as referred to: `note#id`, or `id` in the same note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimReference {
    /// The note as referred to; `None` for the same note.
    pub note: Option<Box<str>>,
    /// The claim's id, as written.
    pub id: Box<str>,
}

macro_rules! choices {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $variant:ident $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$of])* $variant,)* }

        impl $name {
            /// The words for them, in order.
            pub const WORDS: &'static [&'static str] = &[$($word),*];

            /// The word as written.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// The one of that name.
            #[must_use]
            pub fn named(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

choices! {
    /// What sort of statement a claim is.
    ClaimType {
        /// Something that can be looked up.
        Fact "fact",
        /// What somebody takes facts to mean.
        Interpretation "interpretation",
        /// What somebody expects.
        Prediction "prediction",
        /// What somebody is said to have said.
        Reported "reported",
    }
}

choices! {
    /// How sure the editor is of a claim.
    Confidence {
        /// Hardly.
        Low "low",
        /// Fairly.
        Medium "medium",
        /// Very.
        High "high",
    }
}

/// Reads `claims` of a front matter; a claim that is at fault beyond use is found and left out. Beside the claims, the ids of those.
pub(super) fn read(
    node: &Node,
    file: &SourceFile,
    settings: &BodySettings,
    body: &mut Body,
    found: &mut Vec<Diagnostic>,
) -> (Vec<Claim>, Vec<Box<str>>) {
    let mut unread = Vec::new();
    let mut reader = Reader::new(&file.path);
    let mut claims: Vec<Claim> = Vec::new();
    let items = match &node.kind {
        NodeKind::Sequence(items) => items.as_slice(),
        NodeKind::Mapping(_) => std::slice::from_ref(node),
        NodeKind::Null => &[],
        NodeKind::Scalar(_) => {
            let help = "write a list: `- {id: ..., text: ..., cite: \"@key, p. 3\"}`";
            reader.report(Code::InvalidClaim, node.span, "`claims` is not a list of claims", help);
            &[]
        }
    };
    let mut seen = rustc_hash::FxHashSet::default();
    for item in items {
        let Some(claim) = one(&mut reader, item, file, settings, body) else {
            unread.extend(item.get("id").and_then(Node::as_str).map(|id| id.trim().into()));
            continue;
        };
        if seen.insert(claim.id.value.clone()) {
            claims.push(claim);
        } else {
            let message = format!("the note has another claim `{}`", claim.id.value);
            reader.report(Code::DuplicateClaim, claim.id.span, message, "give one of them another id");
        }
    }
    found.extend(reader.found);
    claims.shrink_to_fit();
    (claims, unread)
}

fn one(reader: &mut Reader<'_>, node: &Node, file: &SourceFile, settings: &BodySettings, body: &mut Body) -> Option<Claim> {
    let Some(entries) = node.entries() else {
        let help = "write `- id: ...`, and below it `text: ...` and `cite: \"@key, p. 3\"`";
        reader.report(Code::InvalidClaim, node.span, "a claim is not keys and values", help);
        return None;
    };
    for entry in entries.iter().filter(|entry| !KEYS.contains(&&*entry.key.value)) {
        unknown(reader, entry);
    }
    let id = id(reader, node);
    let written = node.get("text").and_then(|node| text(reader, node, "text"));
    if written.is_none() && node.get("text").is_none_or(|node| node.as_str().is_some() || matches!(node.kind, NodeKind::Null)) {
        let place = node.get("text").filter(|node| !node.span.is_empty()).map_or(first_key(node), |node| node.span);
        reader.report(Code::InvalidClaim, place, "a claim has no text", "write what is stated: `text: ...`");
    }
    let written_cites = node.get("cite").map(|node| texts(reader, node, "cite")).unwrap_or_default();
    let cites = written_cites
        .iter()
        .filter_map(|cite| citation::written(cite, &file.text, &file.path, &mut |fault| reader.found.push(fault)))
        .collect();
    let sort = choice(reader, node, "type", ClaimType::WORDS).and_then(|word| ClaimType::named(&word));
    let confidence = choice(reader, node, "confidence", Confidence::WORDS).and_then(|word| Confidence::named(&word));
    let as_of = date(reader, node);
    let names = |reader: &mut Reader<'_>, key| -> Vec<_> {
        let node = node.get(key);
        node.map(|node| texts(reader, node, key)).unwrap_or_default().into_iter().map(unlinked).collect()
    };
    let (about, attributed_to) = (names(reader, "about"), names(reader, "attributed_to"));
    let (supports, disputes) = (references(reader, node, "supports"), references(reader, node, "disputes"));
    let (id, text) = (id?, written?);
    let events = fragment::of_text(&text, file, settings, body, &mut reader.found);
    let quote = node.get("quote").filter(|node| !matches!(node.kind, NodeKind::Null)).and_then(|node| quote::read(reader, node));
    let former = node.get("redirect_from").map(|node| texts(reader, node, "redirect_from")).unwrap_or_default();
    let redirect_from = former.into_iter().map(|former| former.map(|id| former_id(&id).into())).collect();
    Some(Claim {
        id,
        text,
        events,
        about,
        cites,
        is_sourced: !written_cites.is_empty(),
        sort,
        attributed_to,
        confidence,
        as_of,
        supports,
        disputes,
        redirect_from,
        quote,
        span: node.span,
    })
}

fn unknown(reader: &mut Reader<'_>, entry: &Entry) {
    let key = &*entry.key.value;
    let help = suggest::did_you_mean(key, KEYS.iter().copied())
        .unwrap_or_else(|| format!("a claim takes {}", suggest::list(KEYS, "and")));
    reader.report(Code::InvalidClaim, entry.key.span, format!("a claim has no `{key}`"), help);
}

/// The place of a claim's first key, for what it lacks.
fn first_key(node: &Node) -> Span {
    node.entries().and_then(|entries| entries.first()).map_or(node.span, |entry| entry.key.span)
}

fn id(reader: &mut Reader<'_>, node: &Node) -> Option<Spanned<ClaimId>> {
    let Some(written) = node.get("id").filter(|node| !matches!(node.kind, NodeKind::Null)) else {
        let help = "give it an id by which it can be linked to: `id: consulates-55`";
        reader.report(Code::InvalidClaim, first_key(node), "a claim has no id", help);
        return None;
    };
    let written = text(reader, written, "id")?;
    match ClaimId::parse(&written.value) {
        Some(id) => Some(Spanned::new(id, written.span)),
        None => {
            let message = format!("`{}` cannot be the id of a claim", written.value);
            reader.report(
                Code::InvalidClaim,
                written.span,
                message,
                "write small letters, digits and hyphens, as in `founded-1953`",
            );
            None
        }
    }
}

fn choice(reader: &mut Reader<'_>, node: &Node, key: &str, words: &[&str]) -> Option<Box<str>> {
    let written = text(reader, node.get(key)?, key)?;
    if words.contains(&&*written.value) {
        return Some(written.value);
    }
    let help = suggest::did_you_mean(&written.value, words.iter().copied())
        .unwrap_or_else(|| format!("write {}", suggest::list(words, "or")));
    reader.report(Code::InvalidClaim, written.span, format!("`{}` is no `{key}` of a claim", written.value), help);
    None
}

fn date(reader: &mut Reader<'_>, node: &Node) -> Option<Date> {
    let node = node.get("as_of").filter(|node| !matches!(node.kind, NodeKind::Null))?;
    match ValueType::Date.read_node(node) {
        Ok(Value::Date(date)) => Some(date),
        Ok(_) => None,
        Err((error, at)) => {
            reader.value_error(error, at, None);
            None
        }
    }
}

/// A former id: `old`, or as it stood in an address, `#old` or `#claim-old`.
/// Former ids of claims (`#old-id`) written among the note's own former addresses: they are those of its claim, where it has one.
pub(super) fn take_former_ids(
    meta: &mut Meta,
    claims: &mut [Claim],
    is_complete: bool,
    file: &VaultPath,
    found: &mut Vec<Diagnostic>,
) {
    let is_id = |former: &mut Spanned<Box<str>>| former.value.starts_with('#');
    for former in meta.redirect_from.extract_if(.., is_id).collect::<Vec<_>>() {
        let count = claims.len();
        match claims {
            [claim] if is_complete => claim.redirect_from.push(former.map(|id| former_id(&id).into())),
            _ if !is_complete => {}
            _ => {
                let has = if count == 0 { "no claims".to_owned() } else { format!("{count} claims") };
                let message = format!("`{}` is the former id of a claim, but the note has {has}", former.value);
                let help = match count {
                    0 => "take it out; a heading keeps its address by an id: `## Title {#old-id}`".to_owned(),
                    _ => format!("write it in the claim that had it: `redirect_from: {}`", former_id(&former.value)),
                };
                found.push(Diagnostic::new(Code::InvalidClaim, file, former.span, message).help(help));
            }
        }
    }
}

fn former_id(written: &str) -> &str {
    let id = written.strip_prefix('#').unwrap_or(written);
    id.strip_prefix("claim-").or_else(|| id.strip_prefix("claim:")).unwrap_or(id)
}

fn references(reader: &mut Reader<'_>, node: &Node, key: &str) -> Vec<Spanned<ClaimReference>> {
    let written = node.get(key).map(|node| texts(reader, node, key)).unwrap_or_default();
    written.into_iter().map(|text| unlinked(text).map(|text| ClaimReference::parse(&text))).collect()
}

impl ClaimReference {
    /// Reads `note#id`, `note#claim:id`, `#id` or `id`.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let (note, id) = text.rsplit_once('#').unwrap_or(("", text));
        let id = id.trim();
        let id = id.strip_prefix("claim:").or_else(|| id.strip_prefix("claim-")).unwrap_or(id);
        let note = Some(note.trim()).filter(|note| !note.is_empty());
        Self { note: note.map(Into::into), id: id.into() }
    }
}
