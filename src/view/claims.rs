//! The columns of claims, and what stands in them.

use super::catalog::Catalog;
use super::column::{Access, Found, Look, Shape, found};
use super::item::Item;
use super::notes::period_of;
use crate::archive::claims::{Attribution, ClaimIx};
use crate::note::claims::{ClaimType, Confidence};
use crate::schema::Period;

/// What a claim has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum ClaimAccess {
    Claim,
    Id,
    Note,
    About,
    Work,
    Source,
    Type,
    AttributedTo,
    Confidence,
    AsOf(Option<Period>),
    Supports,
    Disputes,
    Disputed,
}

/// The names of the columns.
pub(super) const COLUMNS: &[&str] = &[
    "claim",
    "id",
    "note",
    "about",
    "work",
    "source",
    "type",
    "attributed_to",
    "confidence",
    "as_of",
    "supports",
    "disputes",
    "disputed",
];

/// The column of that name.
pub(super) fn column(name: &str) -> Option<Found> {
    use ClaimAccess as Of;
    let words = |words: &[&str]| Shape::Choice(words.iter().map(|word| (*word).into()).collect());
    let (access, look) = match name {
        "claim" | "text" | "title" => (Of::Claim, Look::interface("column_claim", "markdown", Shape::Text)),
        "id" => (Of::Id, Look::interface("column_id", "text", Shape::Text)),
        "note" => (Of::Note, Look::interface("column_note", "note", Shape::Note)),
        "about" | "subject" => (Of::About, Look::interface("column_about", "reference", Shape::Note).many(true)),
        "work" => {
            let mut look = Look::interface("column_work", "reference", Shape::Note).many(true);
            // A work need have no note.
            look.shapes.push(Shape::Text);
            (Of::Work, look)
        }
        "source" | "cite" => (Of::Source, Look::interface("column_source", "citation", Shape::Text).many(true)),
        "type" => (Of::Type, Look::interface("column_type", "choice", words(ClaimType::WORDS))),
        "attributed_to" => {
            let mut look = Look::interface("column_attributed_to", "reference", Shape::Note).many(true);
            look.shapes.push(Shape::Text);
            (Of::AttributedTo, look)
        }
        "confidence" => (Of::Confidence, Look::interface("column_confidence", "choice", words(Confidence::WORDS))),
        "as_of" => (Of::AsOf(None), Look::interface("column_as_of", "date", Shape::Date)),
        "supports" => (Of::Supports, Look::interface("column_supports", "claim", Shape::Text).many(true)),
        "disputes" => (Of::Disputes, Look::interface("column_disputes", "claim", Shape::Text).many(true)),
        "disputed" => (Of::Disputed, Look::interface("column_disputed", "boolean", Shape::Boolean)),
        name => {
            let (function, rest) = name.split_once('(')?;
            (rest.strip_suffix(')')?.trim() == "as_of").then_some(())?;
            let period = Period::named(function.trim())?;
            (Of::AsOf(Some(period)), Look::interface("column_as_of", "period", Shape::Period(period)))
        }
    };
    Some(found(name, Access::Claim(access), look))
}

impl Catalog<'_> {
    pub(super) fn claim_items<'s>(&'s self, access: ClaimAccess, ix: ClaimIx, each: &mut dyn FnMut(Item<'s>)) {
        let archive = self.archive;
        let claim = archive.claims.get(ix);
        let written = archive.claims.written(&archive.notes, ix);
        let named = |ix: &ClaimIx| Item::Claim(*ix, &archive.claims.get(*ix).text);
        match access {
            ClaimAccess::Claim => each(Item::Claim(ix, &claim.text)),
            ClaimAccess::Id => each(Item::Text(written.id.value.as_str(), None)),
            ClaimAccess::Note => each(Item::Note(claim.note, &[])),
            ClaimAccess::About => claim.about.iter().for_each(|note| each(Item::Note(*note, &[]))),
            ClaimAccess::Work => {
                let items = || written.cites.iter().flat_map(|cite| &cite.items);
                for (at, item) in items().enumerate() {
                    let key = &*item.key.value;
                    // A work cited twice is one source.
                    if items().take(at).any(|before| *before.key.value == *key) {
                        continue;
                    }
                    match archive.library.find(key).map(|ix| (ix, archive.library.get(ix))) {
                        Some((_, work)) if let Some(note) = work.note => each(Item::Note(note, &[])),
                        Some((ix, work)) => each(Item::Work(ix, work.item.text("title").unwrap_or(key))),
                        None => each(Item::Text(key, None)),
                    }
                }
            }
            ClaimAccess::Source => (0..).zip(&claim.sources).for_each(|(at, text)| each(Item::Source(ix, at, text))),
            ClaimAccess::Type => written.sort.into_iter().for_each(|sort| each(Item::ClaimType(sort))),
            ClaimAccess::AttributedTo => {
                for by in &claim.attributed_to {
                    match by {
                        Attribution::Note(note) => each(Item::Note(*note, &[])),
                        Attribution::Name(name) => each(Item::Text(name, None)),
                    }
                }
            }
            ClaimAccess::Confidence => written.confidence.into_iter().for_each(|sure| each(Item::Confidence(sure))),
            ClaimAccess::AsOf(None) => written.as_of.iter().for_each(|date| each(Item::Date(date))),
            ClaimAccess::AsOf(Some(period)) => written.as_of.iter().for_each(|date| period_of(period, date, each)),
            ClaimAccess::Supports => claim.supports.iter().for_each(|other| each(named(other))),
            ClaimAccess::Disputes => archive.claims.other_sides(ix).for_each(|other| each(named(&other))),
            ClaimAccess::Disputed => each(Item::Flag(claim.dispute.is_some())),
        }
    }
}
