//! What the links, embeds, references and claims of each note lead to.
//!
//! Notes are answered side by side, by resolvers that only try. Where a name was not found, and others are to be looked for that are
//! near it, the note is answered again, one after another: how many are looked for has a limit, and who comes first must not matter.

use std::collections::BTreeMap;
use std::hash::BuildHasher;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashSet};

use super::anchors;
use super::claims::{self, ReadClaim};
use super::generated::{self, GeneratedPages};
use super::names::{self, NameKey, Names, ReadIx};
use super::resolver::{Resolver, World};
use super::{Answer, NoteIx, ReferenceAnswer};
use crate::diagnostic::Diagnostic;
use crate::note::Note;
use crate::text::VaultPath;

/// The answers of a note.
#[derive(Clone, Debug)]
pub(super) struct NoteAnswers {
    pub(super) links: Vec<Answer>,
    pub(super) embeds: Vec<Answer>,
    pub(super) references: Vec<ReferenceAnswer>,
    pub(super) claims: Vec<ReadClaim>,
    /// Files it uses, by their place in the listing.
    files: Vec<u32>,
    /// What was asked about other notes.
    asked: Box<[Ask]>,
    /// What was found on the way.
    found: Vec<Diagnostic>,
}

/// What was asked about other notes on the way to an answer. Two may by chance be the same: then more is answered again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Ask(u64);

impl Ask {
    /// What a name means.
    pub(super) fn name(name: &NameKey) -> Self {
        Self(FxBuildHasher.hash_one(name))
    }

    /// Which places a note has.
    pub(super) fn places(of: ReadIx) -> Self {
        Self(FxBuildHasher.hash_one(("places", of)))
    }
}

/// What to overlook among changes, to see that tests would tell.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// Names.
    Names,
    /// Places within notes.
    Places,
}

/// Answers of an earlier build, to be used again where nothing they depend on has changed.
#[derive(Default)]
pub(super) struct HeldAnswers {
    given: Option<Given>,
    pub(super) left_out: Option<LeftOut>,
}

/// Answers, and the world in which they were given.
struct Given {
    settings: u128,
    published: Vec<Option<NoteIx>>,
    files: Vec<VaultPath>,
    generated: Arc<GeneratedPages>,
    names: Arc<Names>,
    /// Notes with their answers; none where others had to be looked for.
    notes: Vec<(Arc<Note>, Option<Arc<NoteAnswers>>)>,
}

impl Given {
    /// The notes that are not what they were, before and after; `None` where some have come or gone, or have turned into others.
    fn changed<'n>(&'n self, notes: &'n [Arc<Note>]) -> Option<Vec<(ReadIx, &'n Note, &'n Note)>> {
        if self.notes.len() != notes.len() {
            return None;
        }
        let pairs = (0..).map(ReadIx).zip(self.notes.iter().zip(notes));
        let changed = pairs.filter(|(_, ((before, _), after))| !Arc::ptr_eq(before, after));
        let is_same = |before: &Note, after: &Note| before.id == after.id && before.kind == after.kind;
        changed.map(|(ix, ((before, _), after))| is_same(before, after).then_some((ix, &**before, &**after))).collect()
    }

    /// Whether all is as it was, but for what notes hold.
    fn is_of(&self, world: &World<'_>, settings: u128) -> bool {
        self.settings == settings
            && self.published == world.published
            && self.files.iter().eq(world.files.all())
            && self.generated == world.generated
    }
}

impl HeldAnswers {
    /// The names of the notes: those held, where no note has others.
    pub(super) fn names(&self, notes: &[Arc<Note>]) -> Arc<Names> {
        let held = self.given.as_ref().filter(|given| {
            given.changed(notes).is_some_and(|changed| changed.iter().all(|(_, before, after)| names::are_same(before, after)))
        });
        held.map_or_else(|| Arc::new(Names::new(notes)), |given| given.names.clone())
    }

    /// The generated pages: those held, where no note is a reason for others.
    pub(super) fn generated(
        &self,
        (notes, published): (&[Arc<Note>], &[Option<NoteIx>]),
        settings: u128,
        make: impl FnOnce() -> GeneratedPages,
    ) -> Arc<GeneratedPages> {
        let held = self.given.as_ref().filter(|given| given.settings == settings && given.published == published);
        let held = held.filter(|given| {
            let is_same = |before: &Note, after: &Note| generated::reasons(before) == generated::reasons(after);
            given.changed(notes).is_some_and(|changed| changed.iter().all(|(_, before, after)| is_same(before, after)))
        });
        held.map_or_else(|| Arc::new(make()), |given| given.generated.clone())
    }

    /// For each note the answers that still hold.
    fn known(&self, world: &World<'_>, settings: u128) -> Option<Vec<Option<&Arc<NoteAnswers>>>> {
        let given = self.given.as_ref().filter(|given| given.is_of(world, settings))?;
        let mut news: FxHashSet<Ask> = FxHashSet::default();
        for (ix, before, after) in given.changed(world.notes)? {
            if self.left_out != Some(LeftOut::Names) {
                news.extend(names::changed(before, after).iter().map(Ask::name));
            }
            if self.left_out != Some(LeftOut::Places) && anchors::places(before) != anchors::places(after) {
                news.insert(Ask::places(ix));
            }
        }
        let holds = |answers: &&Arc<NoteAnswers>| news.is_empty() || !answers.asked.iter().any(|ask| news.contains(ask));
        let known = given.notes.iter().zip(world.notes).map(|((before, answers), after)| {
            let answers = answers.as_ref().filter(|_| Arc::ptr_eq(before, after));
            answers.filter(holds)
        });
        Some(known.collect())
    }
}

/// Answers all notes, those of drafts too, for what is found on the way. What is held was answered under `settings`, told apart by a
/// hash.
pub(super) fn all(resolver: &mut Resolver<'_>, held: Option<(&mut HeldAnswers, u128)>) -> Vec<Arc<NoteAnswers>> {
    let world = resolver.world;
    let known = held.as_ref().and_then(|(held, settings)| held.known(world, *settings));
    let tried: Vec<Option<Arc<NoteAnswers>>> = (0..world.notes.len())
        .into_par_iter()
        .with_min_len(64)
        .map_init(
            || Resolver::trial(world),
            |trial, at| {
                let known = known.as_ref().and_then(|known| known[at].cloned());
                known.or_else(|| {
                    let answers = trial.answers(ReadIx(at as u32));
                    (!std::mem::take(&mut trial.has_failed)).then(|| Arc::new(answers))
                })
            },
        )
        .collect();
    if let Some((held, settings)) = held {
        held.given = Some(Given {
            settings,
            published: world.published.clone(),
            files: world.files.all().cloned().collect(),
            generated: world.generated.clone(),
            names: world.names.clone(),
            notes: world.notes.iter().cloned().zip(tried.iter().cloned()).collect(),
        });
    }
    let all = (0..).zip(tried).map(|(at, tried)| {
        let answers = tried.unwrap_or_else(|| Arc::new(resolver.answers(ReadIx(at))));
        resolver.diagnostics.extend(answers.found.iter().cloned());
        answers
    });
    all.collect()
}

/// Files in use, by their place in the listing, and the published notes that use them, be it in cells of their datasets.
pub(super) fn used<'f>(
    world: &World<'_>,
    answers: &[Arc<NoteAnswers>],
    in_cells: impl Iterator<Item = (NoteIx, &'f [u32])>,
) -> BTreeMap<u32, Vec<NoteIx>> {
    let mut used: BTreeMap<u32, Vec<NoteIx>> = BTreeMap::new();
    for (user, answers) in world.published.iter().zip(answers) {
        let Some(user) = *user else { continue };
        answers.files.iter().for_each(|file| used.entry(*file).or_default().push(user));
    }
    for (user, file) in in_cells.flat_map(|(user, files)| files.iter().map(move |file| (user, file))) {
        let users = used.entry(*file).or_default();
        if let Err(place) = users.binary_search(&user) {
            users.insert(place, user);
        }
    }
    used
}

impl Resolver<'_> {
    /// The answers of a note.
    fn answers(&mut self, ix: ReadIx) -> NoteAnswers {
        let note = self.note(ix);
        let before = std::mem::take(&mut self.diagnostics);
        self.user = self.world.published(ix);
        let links = note.body.links.iter().map(|link| self.link(ix, note, link)).collect();
        let embeds = note.body.embeds.iter().map(|embed| self.embed(ix, note, embed)).collect();
        let references = self.references(note);
        let claims = claims::answers(self, ix, note);
        let found = std::mem::replace(&mut self.diagnostics, before);
        let asked = std::mem::take(&mut self.asked).into();
        NoteAnswers { links, embeds, references, claims, files: std::mem::take(&mut self.used), asked, found }
    }
}
