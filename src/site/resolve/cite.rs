//! Citations of a text: met in reading order, printed when the text has been walked.

use rustc_hash::FxHashMap;

use super::{Event, Fault, Met, Source, Walk};
use crate::archive::citations::CiteAnswer;
use crate::archive::library::WorkIx;
use crate::csl::{Class, Stretch};
use crate::note::body::CiteWords;
use crate::note::citation::CiteMode;
use crate::site::citations::{CitePiece, CiteTarget, CiteUse, Cites, WorkEntry, entry_id, work_href};

/// Words of citations with markup of their own.
type WordsOf<'a> = FxHashMap<(u32, CiteWords), Vec<Event<'a>>>;

impl<'a> Walk<'a, '_> {
    /// A citation, or what was written in its place where it cites nothing.
    pub(super) fn citation(&mut self, source: usize, citation: u32) {
        self.last_cite = None;
        let Source { note, answers, .. } = self.sources[source];
        let used = &note.body.citations[citation as usize];
        let written = used.written.get(&note.source);
        let CiteAnswer::Works(works) = &answers.citations[citation as usize] else {
            return self.push(Event::Text(written));
        };
        let Some(cites) = self.inputs.cites.filter(|_| works.iter().any(Option::is_some)) else {
            let finding = self.inputs.faults.at(&note.path, used.citation.items[0].key.span);
            return self.push(Event::Fault(Box::new(Fault { block: false, text: written.into(), finding })));
        };
        let cite = CiteUse { citation: &used.citation, works };
        let is_narrative = matches!(used.citation.mode, CiteMode::Narrative { .. });
        if is_narrative && cites.class() != Class::AuthorDate {
            let number = self.cite(cite, true);
            self.push(Event::Citation(number));
            if cites.class() == Class::Numeric {
                self.push(Event::Text(" "));
            }
        }
        let number = self.cite(cite, false);
        self.last_cite = Some(number);
        if cites.class() != Class::Note || self.in_footnote || !self.lists_works {
            return self.push(Event::Citation(number));
        }
        self.met.push(Met::Citation(number));
        // The mark follows the word without a blank.
        if let Some(Event::Text(text)) = self.page.events.last_mut() {
            *text = text.trim_end();
        }
        self.push(Event::FootnoteMark(self.met.len() as u32 - 1));
    }

    /// Notes a citation, to be printed later; gives its number.
    fn cite(&mut self, cite: CiteUse<'a>, author_only: bool) -> u32 {
        self.cites.push((cite, author_only));
        self.cites.len() as u32 - 1
    }

    /// Prints the citations, and the works they cite.
    pub(super) fn print_citations(&mut self) {
        let archive = self.inputs.archive;
        let listed: &[WorkIx] =
            if self.lists_works { &archive.citations.of(self.sources[0].ix).listed } else { Default::default() };
        let is_needed = !self.cites.is_empty() || !listed.is_empty();
        let Some(cites) = self.inputs.cites.filter(|_| is_needed) else { return };
        let whole: Vec<CiteUse<'a>> = self.cites.iter().filter(|(_, author)| !author).map(|(cite, _)| *cite).collect();
        let by_number = cites.class() != Class::AuthorDate && self.lists_works;
        let (printed, works) = match by_number {
            true => cites.run(archive, &whole, listed),
            false => (Vec::new(), cites.list(&whole, listed)),
        };
        let mut printed = printed.into_iter();
        let mut words = std::mem::take(&mut self.cite_words);
        let all = (0..).zip(&self.cites).map(|(number, (cite, author))| match author {
            true => vec![CitePiece::Printed { html: cites.author(*cite).cloned().unwrap_or_default(), to: None }],
            false if by_number => self.pieces(number, printed.next().unwrap_or_default(), &mut words),
            false => self.pieces(number, cites.short(*cite), &mut words),
        });
        let all = all.collect();
        self.page.citations = all;
        if self.lists_works {
            let entry = |printed| WorkEntry::new(archive, self.inputs.addresses, printed);
            self.page.works = works.into_iter().map(entry).collect();
        }
    }

    /// What is printed, its works led to their entries.
    fn pieces(&self, number: u32, printed: Vec<Stretch<WorkIx>>, words: &mut WordsOf<'a>) -> Vec<CitePiece<'a>> {
        let piece = |stretch| match stretch {
            Stretch::Style(html) => CitePiece::Printed { html, to: None },
            Stretch::Work(work, html) => CitePiece::Printed { html, to: self.target(work) },
            Stretch::Words(plain) => {
                let which = CiteWords { item: plain.item as u32, is_behind: plain.is_behind };
                match words.remove(&(number, which)) {
                    Some(events) => CitePiece::Words(events),
                    None => CitePiece::Printed { html: plain.html, to: None },
                }
            }
        };
        printed.into_iter().map(piece).collect()
    }

    /// Where a work of a citation leads: to its entry below the text, elsewhere to its page. Nowhere where the style lists no works.
    fn target(&self, work: WorkIx) -> Option<CiteTarget> {
        let archive = self.inputs.archive;
        if !self.lists_works {
            return Some(CiteTarget::Page(work_href(archive, self.inputs.addresses, work)));
        }
        let has_entries = self.inputs.cites.is_some_and(Cites::has_bibliography);
        has_entries.then(|| CiteTarget::Entry(entry_id(archive, work)))
    }
}
