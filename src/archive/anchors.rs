//! Places within a note that a link may name: ids that were written, headings by their text, automatic ids, named blocks.

use rustc_hash::FxHashMap;

use super::Part;
use crate::note::Note;
use crate::note::body::{EventKind, Fragment, Tag};
use crate::text::fold;

/// The places of one note, found once however many links lead there.
pub(super) struct Anchors {
    /// Ids that were written: of headings and of passages.
    written: FxHashMap<Box<str>, Part>,
    /// Headings by their text, in document order.
    texts: FxHashMap<String, Vec<u32>>,
    /// Ids made from headings.
    automatic: FxHashMap<Box<str>, Part>,
    /// All ids without regard to case, for want of a better answer.
    folded: FxHashMap<String, Part>,
    blocks: FxHashMap<String, u32>,
    /// Claims by their ids, present and former.
    claims: FxHashMap<Box<str>, u32>,
    /// For each heading, the one whose section it lies in.
    above: Vec<Option<u32>>,
    /// The folded ids and texts that name each heading.
    names: Vec<[String; 2]>,
}

impl Anchors {
    pub(super) fn new(note: &Note) -> Self {
        let mut anchors = Self {
            written: FxHashMap::default(),
            texts: FxHashMap::default(),
            automatic: FxHashMap::default(),
            folded: FxHashMap::default(),
            blocks: FxHashMap::default(),
            claims: FxHashMap::default(),
            above: above(note),
            names: Vec::new(),
        };
        for (at, heading) in (0..).zip(&note.body.headings) {
            let ids = if heading.explicit { &mut anchors.written } else { &mut anchors.automatic };
            ids.entry(heading.id.clone()).or_insert(Part::Heading(at));
            anchors.folded.entry(fold(&heading.id)).or_insert(Part::Heading(at));
            let text = squeezed(&heading.text);
            anchors.names.push([fold(&heading.id), text.clone()]);
            if !text.is_empty() {
                anchors.texts.entry(text).or_default().push(at);
            }
        }
        for (id, part) in passages(note) {
            anchors.written.entry(id.into()).or_insert(part);
            anchors.folded.entry(fold(id)).or_insert(part);
        }
        for (at, block) in (0..).zip(&note.body.blocks) {
            anchors.blocks.entry(fold(&block.name)).or_insert(at);
        }
        for (at, claim) in (0..).zip(&note.claims) {
            anchors.claims.insert(claim.id.value.as_str().into(), at);
        }
        for (at, claim) in (0..).zip(&note.claims) {
            for former in &claim.redirect_from {
                anchors.claims.entry(former.value.clone()).or_insert(at);
            }
        }
        anchors
    }

    /// The claim of an id.
    pub(super) fn claim(&self, id: &str) -> Option<u32> {
        self.claims.get(id).copied()
    }

    /// The part that a fragment names; `None` where the note has none such.
    pub(super) fn find(&self, fragment: &Fragment) -> Option<Part> {
        match fragment {
            Fragment::Block(name) => self.blocks.get(&fold(name)).copied().map(Part::Block),
            Fragment::Claim(id) => self.claim(id.trim()).map(Part::Claim),
            Fragment::Heading(written) => self.place(written),
        }
    }

    /// An id that was written, else a heading's text, else an automatic id; of `A#B`, the heading B somewhere under A.
    fn place(&self, written: &str) -> Option<Part> {
        let written = written.trim();
        if let Some(part) = self.written.get(written) {
            return Some(*part);
        }
        // An address copied from a page.
        if let Some(claim) = written.strip_prefix("claim-").and_then(|id| self.claim(id)) {
            return Some(Part::Claim(claim));
        }
        let mut parts = written.split('#').map(str::trim).filter(|part| !part.is_empty()).rev();
        let last = parts.next()?;
        let under: Vec<[String; 2]> = parts.map(|part| [fold(part), squeezed(part)]).collect();
        let by_text = self.texts.get(&squeezed(last)).into_iter().flatten();
        if let Some(heading) = by_text.copied().find(|heading| self.lies_under(*heading, &under)) {
            return Some(Part::Heading(heading));
        }
        let by_id = self.written.get(last).or_else(|| self.automatic.get(last)).or_else(|| self.folded.get(&fold(last)));
        by_id.copied().filter(|part| under.is_empty() || matches!(part, Part::Heading(at) if self.lies_under(*at, &under)))
    }

    /// Whether a heading lies under others, given from the nearest outward; levels in between may be left out.
    fn lies_under(&self, heading: u32, under: &[[String; 2]]) -> bool {
        let mut wanted = under.iter().peekable();
        let mut at = heading;
        while let Some([id, text]) = wanted.peek() {
            let Some(above) = self.above[at as usize] else { return false };
            let [its_id, its_text] = &self.names[above as usize];
            if its_id == id || (!text.is_empty() && its_text == text) {
                wanted.next();
            }
            at = above;
        }
        true
    }
}

/// The places of a note, to be compared with those it had.
pub(super) fn places(note: &Note) -> impl PartialEq + use<'_> {
    let headings =
        note.body.headings.iter().map(|heading| (heading.level, &*heading.id, heading.explicit, heading.text.as_str()));
    let blocks = note.body.blocks.iter().map(|block| &*block.name);
    let claims = note.claims.iter().map(|claim| {
        let former: Vec<&str> = claim.redirect_from.iter().map(|former| &*former.value).collect();
        (claim.id.value.as_str(), former)
    });
    let (headings, blocks, claims): (Vec<_>, Vec<_>, Vec<_>) = (headings.collect(), blocks.collect(), claims.collect());
    (headings, passages(note), blocks, claims, &note.unread_claims)
}

/// Passages with an id.
fn passages(note: &Note) -> Vec<(&str, Part)> {
    let mut found = Vec::new();
    // Those of the block being read, whose end is not known yet.
    let mut waiting: Vec<(&str, u32)> = Vec::new();
    let (mut depth, mut start) = (0_u32, 0);
    for (at, event) in (0..).zip(&note.body.events) {
        match &event.kind {
            EventKind::Start(tag) => {
                if depth == 0 {
                    start = at;
                }
                depth += 1;
                if let Tag::Span(attributes) = tag
                    && let Some(id) = &attributes.id
                {
                    waiting.push((id, at));
                }
            }
            EventKind::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            found.extend(waiting.drain(..).map(|(id, event)| (id, Part::Passage { event, block: (start, at + 1) })));
        }
    }
    found
}

/// For each heading the nearest one before it of a higher level, if any. Levels fall on the way up, so the chains are short.
fn above(note: &Note) -> Vec<Option<u32>> {
    let mut open: Vec<(u8, u32)> = Vec::new();
    let headings = (0..).zip(&note.body.headings);
    headings
        .map(|(at, heading)| {
            while open.last().is_some_and(|(level, _)| *level >= heading.level) {
                open.pop();
            }
            let above = open.last().map(|(_, above)| *above);
            open.push((heading.level, at));
            above
        })
        .collect()
}

/// Text as headings are compared: folded, white space and the marks that links cannot hold left out.
fn squeezed(text: &str) -> String {
    fold(text).chars().filter(|c| !c.is_whitespace() && !"#|^:%[]\\`*_".contains(*c)).collect()
}
