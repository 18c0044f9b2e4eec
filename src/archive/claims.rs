//! Claims with their answers: whom and what they are about, which support each other, which cannot all hold.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::answers::NoteAnswers;
use super::links::{Named, strip_md};
use super::names::{Found, ReadIx};
use super::resolver::{Resolver, did_you_mean};
use super::{Answer, NoteIx, Part, ReferenceAnswer};
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::note::Note;
use crate::note::body::{LinkForm, LinkUse, plain_text_with};
use crate::note::citation::Citation;
use crate::note::claims::{Claim, ClaimReference};
use crate::text::{Span, Spanned, VaultPath};

/// A position in [`Claims::all`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClaimIx(pub u32);

/// All claims of an archive that may be shown.
#[derive(Debug, Default)]
pub struct Claims {
    /// Claims, ordered by note and place in it.
    pub all: Vec<AnsweredClaim>,
    /// For each note, the claims that stand in it.
    pub of_note: Vec<std::ops::Range<u32>>,
    /// For each note, the claims of other notes about it.
    pub about: Vec<Vec<ClaimIx>>,
    /// Claims and contested values that cannot all hold, ordered by their first side.
    pub disputes: Vec<Dispute>,
}

/// A claim, its references answered.
#[derive(Clone, Debug)]
pub struct AnsweredClaim {
    /// The note it stands in.
    pub note: NoteIx,
    /// Position in the note's `claims`.
    pub claim: u32,
    /// What is stated, as plain text.
    pub text: Box<str>,
    /// Its citations as plain text, one each: `zheng2006, p. 3`.
    pub sources: Vec<Box<str>>,
    /// The notes it is about, each once, at least one.
    pub about: Vec<NoteIx>,
    /// Who makes it: as it says, else the authors of the first work it cites.
    pub attributed_to: Vec<Attribution>,
    /// Whether it says so.
    pub is_attributed: bool,
    /// The claims it speaks for.
    pub supports: Vec<ClaimIx>,
    /// The claims it says it cannot hold with.
    pub disputes: Vec<ClaimIx>,
    /// Where it names notes, as written: for renames.
    pub named: Vec<(Spanned<Box<str>>, NoteIx)>,
    /// The dispute it is a side of: a position in [`Claims::disputes`].
    pub dispute: Option<u32>,
}

/// Who makes a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attribution {
    /// A note: a person, a work, an institution.
    Note(NoteIx),
    /// A name.
    Name(Box<str>),
}

/// Statements that cannot all hold: a connected set of claims, or the values of one field.
#[derive(Clone, Debug)]
pub struct Dispute {
    /// Its sides, at least two.
    pub sides: Vec<Side>,
}

/// A side of a dispute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// A claim.
    Claim(ClaimIx),
    /// A value of a contested field.
    Value {
        /// The note.
        note: NoteIx,
        /// Position in its `fields`.
        field: u32,
        /// Position in that field's `values`.
        value: u32,
    },
}

impl Claims {
    /// Whether nobody states anything and no sources disagree.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty() && self.disputes.is_empty()
    }

    /// A claim with its answers.
    #[must_use]
    pub fn get(&self, ix: ClaimIx) -> &AnsweredClaim {
        &self.all[ix.0 as usize]
    }

    /// A claim as written.
    #[must_use]
    pub fn written<'n>(&self, notes: &'n [Arc<Note>], ix: ClaimIx) -> &'n Claim {
        let claim = self.get(ix);
        &notes[claim.note.0 as usize].claims[claim.claim as usize]
    }

    /// A claim as it is named from anywhere: `guangzhou#consulates-55`.
    #[must_use]
    pub fn id(&self, notes: &[Arc<Note>], ix: ClaimIx) -> String {
        format!("{}#{}", notes[self.get(ix).note.0 as usize].id, self.written(notes, ix).id.value)
    }

    /// By what disputes are ordered: the note of their first side, and that side.
    #[must_use]
    pub fn place(&self, dispute: &Dispute) -> (NoteIx, Side) {
        let side = dispute.sides[0];
        match side {
            Side::Claim(ix) => (self.get(ix).note, side),
            Side::Value { note, .. } => (note, side),
        }
    }

    /// The other claims of the dispute that a claim is a side of.
    pub fn other_sides(&self, ix: ClaimIx) -> impl Iterator<Item = ClaimIx> + '_ {
        let dispute = self.get(ix).dispute.map(|dispute| &self.disputes[dispute as usize]);
        let sides = dispute.map_or(&[][..], |dispute| &dispute.sides);
        sides.iter().filter_map(move |side| match side {
            Side::Claim(other) if *other != ix => Some(*other),
            _ => None,
        })
    }

    /// The claims that stand in a note.
    pub fn of(&self, note: NoteIx) -> impl Iterator<Item = ClaimIx> + use<> {
        self.of_note.get(note.0 as usize).cloned().unwrap_or_default().map(ClaimIx)
    }
}

/// Claims looked at for one that was not found.
const MOST_SUGGESTIONS: usize = 500;

/// A claim as named among all notes read.
type ReadRef = (ReadIx, u32);

/// A claim with its references answered, before drafts are left out.
#[derive(Clone, Debug, Default)]
pub(super) struct ReadClaim {
    about: Vec<NoteIx>,
    attributed_to: Vec<Attribution>,
    supports: Vec<ReadRef>,
    disputes: Vec<ReadRef>,
    named: Vec<(Spanned<Box<str>>, NoteIx)>,
    /// It is about a draft, or a draft's: nothing of it is shown.
    hidden: bool,
}

/// The answers to the claims of a note.
pub(super) fn answers(resolver: &mut Resolver<'_>, read: ReadIx, note: &Note) -> Vec<ReadClaim> {
    (0..).zip(&note.claims).map(|(at, claim)| one(resolver, (read, at), note, claim)).collect()
}

fn one(resolver: &mut Resolver<'_>, this: ReadRef, note: &Note, claim: &Claim) -> ReadClaim {
    let mut answered = ReadClaim::default();
    for about in &claim.about {
        let answer = resolver.reference(&note.path, about.span, &about.value, &[]);
        if let Answer::Note { note, .. } = answer {
            answered.named.push((about.clone(), note));
        }
        match answer {
            Answer::Note { note, .. } if !answered.about.contains(&note) => answered.about.push(note),
            Answer::Draft => answered.hidden = true,
            _ => {}
        }
    }
    for by in &claim.attributed_to {
        match named(resolver, &note.path, &by.value).map(|ix| resolver.world.published(ix)) {
            Some(Some(note)) => {
                answered.named.push((by.clone(), note));
                answered.attributed_to.push(Attribution::Note(note));
            }
            Some(None) => answered.hidden = true,
            None => answered.attributed_to.push(Attribution::Name(by.value.clone())),
        }
    }
    for other in claim.supports.iter().chain(&claim.disputes) {
        let Some(name) = &other.value.note else { continue };
        if let Some(note) = named(resolver, &note.path, name).and_then(|ix| resolver.world.published(ix)) {
            answered.named.push((Spanned::new(name.clone(), other.span), note));
        }
    }
    answered.supports = claim.supports.iter().filter_map(|named| claim_named(resolver, this, note, named)).collect();
    answered.disputes = claim.disputes.iter().filter_map(|named| claim_named(resolver, this, note, named)).collect();
    answered
}

/// The note of a name, if it is one's; people and works need have none.
fn named(resolver: &mut Resolver<'_>, file: &VaultPath, name: &str) -> Option<ReadIx> {
    let is_path = name.contains('/') || strip_md(name).len() < name.len();
    let named = match is_path {
        true => resolver.target(file, name, LinkForm::Wiki),
        false => match resolver.bare(name, &[]) {
            Found::One(ix) => Named::Note(ix),
            _ => Named::None,
        },
    };
    match named {
        Named::Note(ix) => Some(ix),
        _ => None,
    }
}

/// The claim that is referred to; one that does not exist is a finding.
fn claim_named(resolver: &mut Resolver<'_>, this: ReadRef, from: &Note, written: &Spanned<ClaimReference>) -> Option<ReadRef> {
    let ClaimReference { note: name, id } = &written.value;
    let target = match name {
        None => this.0,
        Some(name) => resolver.reference_read(&from.path, written.span, name)?,
    };
    let Some(at) = resolver.anchors(target).claim(id) else {
        resolver.broken_claim(&from.path, written.span, target, id);
        return None;
    };
    if (target, at) == this {
        let help = "name the other claim, or take the reference out";
        resolver.report(Diagnostic::new(Code::InvalidClaim, &from.path, written.span, "a claim names itself").help(help));
        return None;
    }
    Some((target, at))
}

impl Resolver<'_> {
    /// The finding that a note has no claim of that id, with the nearest it has.
    pub(super) fn broken_claim(&mut self, file: &VaultPath, span: Span, target: ReadIx, id: &str) {
        let target = self.note(target);
        // What is wrong with that one is a finding already.
        if target.unread_claims.iter().any(|unread| **unread == *id) {
            return;
        }
        let ids = target.claims.iter().take(MOST_SUGGESTIONS).map(|claim| claim.id.value.as_str());
        let near: Vec<String> = suggest::nearest(id, ids, 3).into_iter().map(str::to_owned).collect();
        let otherwise = match &target.claims[..] {
            [] => format!("`{}` has no claims: write one under `claims`, or name that of another note as `note#id`", target.id),
            _ => "name a claim that is there, one of another note as `note#id`".to_owned(),
        };
        let message = format!("the note `{}` has no claim `{id}`", target.id);
        self.report(Diagnostic::new(Code::BrokenClaim, file, span, message).help(did_you_mean(&near, &otherwise)));
    }

    /// The note that a reference means, draft or not.
    fn reference_read(&mut self, file: &VaultPath, span: Span, name: &str) -> Option<ReadIx> {
        match named(self, file, name) {
            Some(ix) => Some(ix),
            None => {
                // Which of its faults it is, and what was meant.
                self.reference(file, span, name, &[]);
                None
            }
        }
    }
}

/// Takes what may not be shown out of the published notes, and puts the rest together. Links to claims are renumbered, in the answers
/// to the notes' own links and in all `others`.
pub(super) fn assemble<'o>(
    read: &[Arc<NoteAnswers>],
    notes: &mut [Arc<Note>],
    published: &[Option<NoteIx>],
    references: &[Vec<ReferenceAnswer>],
    links: &mut [Vec<Answer>],
    others: impl Iterator<Item = &'o mut Answer>,
) -> Claims {
    let mut claims = Claims { about: vec![Vec::new(); notes.len()], ..Claims::default() };
    // For each claim read that is shown, its position among all.
    let mut places: FxHashMap<ReadRef, ClaimIx> = FxHashMap::default();
    let mut is_changed = false;
    let read = || read.iter().map(|answers| &answers.claims);
    for ((at, of_note), note) in (0..).map(ReadIx).zip(read()).zip(published) {
        let Some(note) = *note else { continue };
        let start = claims.all.len() as u32;
        for (position, claim) in (0..).zip(of_note).filter(|(_, claim)| !claim.hidden) {
            let ix = ClaimIx(claims.all.len() as u32);
            places.insert((at, position), ix);
            let about = if claim.about.is_empty() { vec![note] } else { claim.about.clone() };
            about.iter().filter(|about| **about != note).for_each(|about| claims.about[about.0 as usize].push(ix));
            claims.all.push(AnsweredClaim {
                note,
                claim: ix.0 - start,
                text: Box::default(),
                sources: Vec::new(),
                about,
                attributed_to: claim.attributed_to.clone(),
                is_attributed: !claim.attributed_to.is_empty(),
                supports: Vec::new(),
                disputes: Vec::new(),
                named: claim.named.clone(),
                dispute: None,
            });
        }
        claims.of_note.push(start..claims.all.len() as u32);
        if of_note.iter().any(|claim| claim.hidden) {
            is_changed = true;
            let mut hidden = of_note.iter().map(|claim| claim.hidden);
            Arc::make_mut(&mut notes[note.0 as usize]).claims.retain(|_| !hidden.next().unwrap_or(false));
        }
    }
    for (at, of_note) in (0..).map(ReadIx).zip(read()) {
        let says_more = |claim: &&ReadClaim| !claim.supports.is_empty() || !claim.disputes.is_empty();
        for (position, claim) in (0..).zip(of_note).filter(|(_, claim)| says_more(claim)) {
            let Some(ix) = places.get(&(at, position)) else { continue };
            let shown = |named: &[ReadRef]| named.iter().filter_map(|named| places.get(named).copied()).collect();
            let answered = &mut claims.all[ix.0 as usize];
            (answered.supports, answered.disputes) = (shown(&claim.supports), shown(&claim.disputes));
        }
    }
    if is_changed {
        let reads: Vec<ReadIx> =
            (0..).map(ReadIx).zip(published).filter(|(_, note)| note.is_some()).map(|(read, _)| read).collect();
        let renumber = |answer: &mut Answer| {
            if let Answer::Note { note, part } = answer
                && let Part::Claim(at) = part
            {
                let shown = places.get(&(reads[note.0 as usize], *at));
                *part = shown.map_or(Part::Whole, |ix| Part::Claim(claims.get(*ix).claim));
            }
        };
        links.iter_mut().flatten().for_each(renumber);
        others.for_each(renumber);
    }
    claims.all.par_iter_mut().for_each(|claim| {
        let note = &notes[claim.note.0 as usize];
        let written = &note.claims[claim.claim as usize];
        let answers = links.get(claim.note.0 as usize).map_or(&[][..], Vec::as_slice);
        let text = plain_text_with(&written.events, &note.source, |link| match answers.get(link as usize) {
            Some(Answer::Note { note, .. }) => &notes[note.0 as usize].meta.title,
            _ => note.body.links.get(link as usize).map_or("", LinkUse::words),
        });
        claim.text = text.trim().into();
        claim.sources = written.cites.iter().map(|cite| source(cite).into()).collect();
    });
    disputes(&mut claims, notes, references);
    claims
}

/// A citation as plain text: `zheng2006, p. 3; chen2001`.
#[must_use]
pub fn source(citation: &Citation) -> String {
    let items = citation.items.iter().map(|item| {
        let mut text = String::new();
        if !item.prefix.is_empty() {
            text.push_str(&item.prefix);
            text.push(' ');
        }
        text.push_str(&item.key.value);
        if let Some(locator) = &item.locator {
            text.push_str(", ");
            text.push_str(&locator.short());
        }
        text.push_str(&item.suffix);
        text
    });
    items.collect::<Vec<_>>().join("; ")
}

/// Finds which claims hang together by `disputes`, at whichever end that is written, and the contested fields.
fn disputes(claims: &mut Claims, notes: &[Arc<Note>], references: &[Vec<ReferenceAnswer>]) {
    let mut parents: Vec<u32> = (0..claims.all.len() as u32).collect();
    for at in 0..claims.all.len() {
        for other in &claims.all[at].disputes {
            let (a, b) = (root(&mut parents, at as u32), root(&mut parents, other.0));
            // The first claim stands for its set.
            parents[a.max(b) as usize] = a.min(b);
        }
    }
    let mut sets: std::collections::BTreeMap<u32, Vec<Side>> = std::collections::BTreeMap::new();
    for at in 0..claims.all.len() as u32 {
        sets.entry(root(&mut parents, at)).or_default().push(Side::Claim(ClaimIx(at)));
    }
    let mut all: Vec<Dispute> = sets.into_values().filter(|sides| sides.len() > 1).map(|sides| Dispute { sides }).collect();
    for (note, written) in (0..).map(NoteIx).zip(notes) {
        for (field, values) in (0..).zip(&written.fields).filter(|(_, values)| values.contested) {
            let is_shown = |value: &u32| {
                let answers = &references[note.0 as usize];
                let at = answers.binary_search_by_key(&(field, *value), |answer| (answer.field, answer.value));
                at.is_ok_and(|at| answers[at].answer != Answer::Draft) || at.is_err()
            };
            let sides = (0..values.values.len() as u32).filter(is_shown);
            let sides: Vec<Side> = sides.map(|value| Side::Value { note, field, value }).collect();
            if sides.len() > 1 {
                all.push(Dispute { sides });
            }
        }
    }
    all.sort_by_key(|dispute| claims.place(dispute));
    for (at, dispute) in (0..).zip(&all) {
        for side in &dispute.sides {
            if let Side::Claim(ix) = side {
                claims.all[ix.0 as usize].dispute = Some(at);
            }
        }
    }
    claims.disputes = all;
}

/// The claim that stands for the set of another; the way to it is halved for the next who asks.
fn root(parents: &mut [u32], mut at: u32) -> u32 {
    while parents[at as usize] != at {
        let above = parents[at as usize];
        parents[at as usize] = parents[above as usize];
        at = parents[at as usize];
    }
    at
}
