//! Claims: in the note they stand in, on the pages of what they are about, in the table of all, and side by side where they cannot
//! all hold.

use super::Site;
use super::body::Href;
use super::inline::Inline;
use super::lists::{ListKey, PAGE_ENTRIES};
use super::page::{Content, Cut, DisputeContext, DisputesContent, Head, IndexContent, Statement};
use super::plan::TableKey;
use super::route::Route;
use super::table::Pages;
use crate::archive::NoteIx;
use crate::archive::citations::Cited;
use crate::archive::claims::{Attribution, ClaimIx, Dispute, Side};
use crate::note::FieldValue;
use crate::schema::Value;

/// Other sides that are named beside a claim; its dispute has all.
const SIDES_NAMED: usize = 4;

/// Disputes of one page.
const PAGE_DISPUTES: usize = 50;

impl<'a> Site<'a> {
    /// The place of a claim in its note.
    #[must_use]
    pub fn claim_href(&self, ix: ClaimIx) -> Href {
        let claims = &self.archive.claims;
        let written = claims.written(&self.archive.notes, ix);
        self.addresses.note(claims.get(ix).note).at(&written.id.value.anchor())
    }

    /// A citation of a claim, as people read it.
    pub(super) fn claim_source(&self, ix: ClaimIx, at: u32) -> Vec<Inline<'a>> {
        let claim = self.archive.claims.get(ix);
        let cited = self.archive.citations.of_claim(claim.note, claim.claim, at);
        match cited.map(|cited| self.source(cited)) {
            Some(printed) if !printed.is_empty() => printed,
            _ => self.source_text(&claim.sources[at as usize]),
        }
    }

    /// A citation as written in a cell, as people read it; as it stands where it names no work.
    pub(super) fn source_text(&self, written: &str) -> Vec<Inline<'a>> {
        let cited = Cited::read(&self.archive.library, written);
        match cited.map(|cited| self.source(&cited)) {
            Some(printed) if !printed.is_empty() => printed,
            _ => vec![Inline::Text(written.trim_start_matches('@').into())],
        }
    }

    /// The claims that stand in a note.
    pub(super) fn claims_of(&self, note: NoteIx) -> Vec<Statement<'a>> {
        self.archive.claims.of(note).map(|ix| self.statement(ix, Some(note))).collect()
    }

    /// The claims of other notes about a note, those of one page that begins at `from`.
    pub(super) fn claims_about(&self, note: NoteIx, from: usize) -> Cut<Statement<'a>> {
        let about = &self.archive.claims.about[note.0 as usize];
        let items = about.iter().skip(from).take(PAGE_ENTRIES).map(|ix| self.statement(*ix, Some(note))).collect();
        let more = self.whole_list(note, &ListKey::ClaimsAbout, about.len());
        Cut { total: about.len() as u32, items, more }
    }

    /// A claim as it stands on the page of the note `here`, or on a page of no note.
    fn statement(&self, ix: ClaimIx, here: Option<NoteIx>) -> Statement<'a> {
        let claims = &self.archive.claims;
        let claim = claims.get(ix);
        let note = self.note(claim.note);
        let written = &note.claims[claim.claim as usize];
        let own = here == Some(claim.note);
        let named = |other: ClaimIx| (claims.get(other).text.clone(), self.claim_href(other));
        // The source says it already where the claim does not.
        let by = claim.attributed_to.iter().filter(|_| claim.is_attributed).map(|by| match by {
            Attribution::Note(note) => vec![self.note_link(*note)],
            Attribution::Name(name) => vec![Inline::Text(name.clone())],
        });
        let former = written.redirect_from.iter().map(|former| format!("claim-{}", former.value).into());
        Statement {
            id: written.id.value.as_str().into(),
            anchor: own.then(|| written.id.value.anchor().into()),
            former: if own { former.collect() } else { Vec::new() },
            href: self.claim_href(ix),
            text: vec![Inline::Markdown(self.fragment(claim.note, &written.events))],
            sort: written.sort,
            sources: (0..claim.sources.len() as u32).map(|at| self.claim_source(ix, at)).collect(),
            by: by.collect(),
            confidence: written.confidence,
            as_of: written.as_of.clone(),
            about: claim
                .about
                .iter()
                .copied()
                .filter(|about| Some(*about) != here && *about != claim.note)
                .map(|about| self.card(about))
                .collect(),
            note: (!own).then(|| self.card(claim.note)),
            supports: claim.supports.iter().map(|other| named(*other)).collect(),
            contradicts: match here {
                Some(_) => claims.other_sides(ix).take(SIDES_NAMED).map(named).collect(),
                // There they stand beside it.
                None => Vec::new(),
            },
            dispute: claim.dispute.map(|dispute| self.dispute_href(dispute)),
        }
    }

    /// A side of a contested field as a statement: "Founded: 1953".
    fn value_statement(&self, ix: NoteIx, field: u32, value: u32) -> Statement<'a> {
        let note = self.note(ix);
        let values = &note.fields[field as usize];
        let written: &'a FieldValue = &values.values[value as usize];
        let language = &self.archive.config.language;
        let declared = note.kind.map(|kind| &self.archive.kinds.get(kind).fields[values.field.0 as usize]);
        let label = declared.map_or("", |field| field.label.get(language));
        let mut text = vec![Inline::Text(self.texts.fill("labelled", &[("label", label)]).into())];
        match &written.value {
            Value::Reference(name) => text.extend(self.reference(ix, field, value, name).unwrap_or_default()),
            value => text.extend(self.field_value(value)),
        }
        Statement {
            id: declared.map_or("", |field| &field.name.0).into(),
            anchor: None,
            former: Vec::new(),
            href: self.addresses.note(ix).clone(),
            text,
            sort: None,
            sources: self.archive.citations.of_field(ix, field, value).map(|cited| self.source(cited)).collect(),
            by: Vec::new(),
            confidence: None,
            as_of: None,
            about: Vec::new(),
            note: Some(self.card(ix)),
            supports: Vec::new(),
            contradicts: Vec::new(),
            dispute: None,
        }
    }

    fn note_link(&self, note: NoteIx) -> Inline<'a> {
        let card = self.cards.get(note);
        Inline::Link { href: card.href.clone(), text: card.title.clone(), lang: card.lang.clone() }
    }

    /// The dispute that a contested field of a note is.
    pub(super) fn dispute_of_field(&self, ix: NoteIx, at: u32) -> Option<Href> {
        let claims = &self.archive.claims;
        let first = (ix, Side::Value { note: ix, field: at, value: 0 });
        let dispute = claims.disputes.partition_point(|dispute| claims.place(dispute) < first);
        let is_it = |dispute: &&Dispute| matches!(dispute.sides[0], Side::Value { note, field, .. } if note == ix && field == at);
        claims.disputes.get(dispute).filter(is_it).map(|_| self.dispute_href(dispute as u32))
    }

    /// Where a dispute stands.
    fn dispute_href(&self, at: u32) -> Href {
        let page = at / PAGE_DISPUTES as u32 + 1;
        Route::Disputes { page }.href().at(&self.dispute_id(at))
    }

    /// The element id of a dispute: by its first side, so that it stays when others come.
    fn dispute_id(&self, at: u32) -> String {
        let name = match self.archive.claims.disputes[at as usize].sides[0] {
            Side::Claim(ix) => self.archive.claims.id(&self.archive.notes, ix),
            Side::Value { note, field, .. } => {
                let note = self.note(note);
                let kind = note.kind.map(|kind| self.archive.kinds.get(kind));
                let field = kind.map_or("", |kind| &kind.fields[note.fields[field as usize].field.0 as usize].name.0);
                format!("{}.{field}", note.id)
            }
        };
        name.split_whitespace().collect::<Vec<_>>().join("-").replace(['/', '#'], "-")
    }

    pub(super) fn claims_page(&self, page: u32) -> (Head, Content<'a>) {
        let route = Route::Claims { page: 1 };
        let title = self.texts.get("claims_title").to_owned();
        let mut head = self.head(&title);
        head.breadcrumbs = vec![(self.texts.get("home").into(), Route::Home.href())];
        head.section = Some(route.href());
        self.numbered(&mut head, page);
        let table =
            self.main_table(&self.views.claims, super::home::CLAIMS_TABLE_ID, &title, &route, page, Some(&TableKey::Claims));
        (head, Content::Claims(IndexContent::of(table)))
    }

    /// How many pages the disputes take.
    pub(super) fn dispute_pages(&self) -> u32 {
        self.archive.claims.disputes.len().div_ceil(PAGE_DISPUTES).max(1) as u32
    }

    pub(super) fn disputes_page(&self, page: u32) -> (Head, Content<'a>) {
        let title = self.texts.get("disputes_title");
        let mut head = self.head(title);
        head.breadcrumbs = vec![(self.texts.get("home").into(), Route::Home.href())];
        // Values of fields may contradict each other where nothing is claimed.
        if !self.archive.claims.all.is_empty() {
            head.breadcrumbs.push((self.texts.get("claims_title").into(), Route::Claims { page: 1 }.href()));
        }
        head.section = Some(Route::Disputes { page: 1 }.href());
        self.numbered(&mut head, page);
        let disputes = &self.archive.claims.disputes;
        let from = (page as usize - 1) * PAGE_DISPUTES;
        let shown = (0..).zip(disputes).skip(from).take(PAGE_DISPUTES);
        let pages = self.dispute_pages();
        let pages =
            (pages > 1).then(|| Pages { current: page, list: (1..=pages).map(|page| Route::Disputes { page }.href()).collect() });
        let disputes = shown.map(|(at, dispute)| self.dispute(at, dispute)).collect();
        (head, Content::Disputes(DisputesContent { total: self.archive.claims.disputes.len() as u32, disputes, pages }))
    }

    fn dispute(&self, at: u32, dispute: &Dispute) -> DisputeContext<'a> {
        let mut subjects: Vec<NoteIx> = Vec::new();
        for side in &dispute.sides {
            let about = match side {
                Side::Claim(ix) => self.archive.claims.get(*ix).about.as_slice(),
                Side::Value { note, .. } => std::slice::from_ref(note),
            };
            about.iter().for_each(|note| {
                if !subjects.contains(note) {
                    subjects.push(*note);
                }
            });
        }
        let sides = dispute.sides.iter().map(|side| match side {
            Side::Claim(ix) => self.statement(*ix, None),
            Side::Value { note, field, value } => self.value_statement(*note, *field, *value),
        });
        DisputeContext {
            id: self.dispute_id(at).into(),
            subjects: subjects.into_iter().map(|note| self.card(note)).collect(),
            sides: sides.collect(),
        }
    }
}
