//! Footnotes, in the order of their first mark; those that no mark refers to are left out with all they hold.

use super::blocks::Definition;
use super::event::{Event, EventKind, Tag};
use super::findings::Findings;
use super::{Body, Footnote};
use crate::diagnostic::{Code, Diagnostic};
use crate::text::{Span, VaultPath};

/// A footnote as it was read, in the order of definitions, then of inline notes.
#[derive(Debug)]
pub(super) struct Draft {
    pub events: Vec<Event>,
    pub span: Span,
}

/// Puts the footnotes in order, and their numbers into the marks.
pub(super) fn finish(
    mut drafts: Vec<Draft>,
    definitions: &[Definition],
    body: &mut Body,
    file: &VaultPath,
    diagnostics: &mut Findings,
) {
    if drafts.is_empty() {
        return;
    }
    // For each draft: its number in the order of first marks, and how many marks it has.
    let mut numbers: Vec<Option<u32>> = vec![None; drafts.len()];
    let mut marks = vec![0; drafts.len()];
    let mut order: Vec<usize> = Vec::new();
    number(&mut body.events, &mut numbers, &mut marks, &mut order);
    let mut next = 0;
    while let Some(draft) = order.get(next).copied() {
        let mut events = std::mem::take(&mut drafts[draft].events);
        number(&mut events, &mut numbers, &mut marks, &mut order);
        drafts[draft].events = events;
        next += 1;
    }
    let is_complete = order.len() == drafts.len();
    for draft in order {
        let Draft { events, span } = &mut drafts[draft];
        body.footnotes.push(Footnote { events: std::mem::take(events), marks: marks[draft], span: *span });
    }
    if is_complete {
        return;
    }
    for (definition, number) in definitions.iter().zip(&numbers) {
        if number.is_none() && !definition.is_repeat {
            let finding = Diagnostic::new(
                Code::UnusedFootnote,
                file,
                definition.label,
                "no mark in the text refers to this footnote, so it is not shown",
            );
            diagnostics.push(finding.help("put its mark into the text, or take the footnote out"));
        }
    }
    leave_out_unused(body);
}

fn number(events: &mut [Event], numbers: &mut [Option<u32>], marks: &mut [u32], order: &mut Vec<usize>) {
    for event in events {
        if let EventKind::FootnoteMark(draft) = &mut event.kind {
            let at = *draft as usize;
            *draft = *numbers[at].get_or_insert_with(|| {
                order.push(at);
                order.len() as u32 - 1
            });
            marks[at] += 1;
        }
    }
}

/// Takes out of the tables what stood in footnotes that were left out.
fn leave_out_unused(body: &mut Body) {
    let mut used = [
        vec![false; body.links.len()],
        vec![false; body.embeds.len()],
        vec![false; body.queries.len()],
        vec![false; body.headings.len()],
        vec![false; body.citations.len()],
    ];
    each_index(body, |table, index| used[table][*index as usize] = true);
    let mut kept = 0;
    let new: [Vec<u32>; 5] = used.clone().map(|used| {
        kept = 0;
        let number = |is_used: bool| {
            kept += u32::from(is_used);
            kept.saturating_sub(1)
        };
        used.into_iter().map(number).collect()
    });
    each_index(body, |table, index| *index = new[table][*index as usize]);
    let [links, embeds, queries, headings, citations] = used;
    keep(&mut body.links, &links);
    keep(&mut body.embeds, &embeds);
    keep(&mut body.queries, &queries);
    keep(&mut body.headings, &headings);
    keep(&mut body.citations, &citations);
}

fn keep<T>(table: &mut Vec<T>, used: &[bool]) {
    let mut used = used.iter();
    table.retain(|_| used.next().copied().unwrap_or(false));
}

/// Visits every index that an event holds into the tables of links, embeds, queries, headings and citations.
fn each_index(body: &mut Body, mut visit: impl FnMut(usize, &mut u32)) {
    let lists = std::iter::once(&mut body.events).chain(body.footnotes.iter_mut().map(|footnote| &mut footnote.events));
    for event in lists.flatten() {
        match &mut event.kind {
            EventKind::Start(Tag::Link(index) | Tag::Image(index)) | EventKind::End(Tag::Link(index) | Tag::Image(index)) => {
                visit(0, index);
            }
            EventKind::Embed(index) => visit(1, index),
            EventKind::Generated(index) => visit(2, index),
            EventKind::Citation(index) => visit(4, index),
            EventKind::Start(Tag::Heading(index)) | EventKind::End(Tag::Heading(index)) => visit(3, index),
            _ => {}
        }
    }
}
