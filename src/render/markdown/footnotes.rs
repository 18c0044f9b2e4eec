//! Footnotes: marks in the text, copies in the margin, and the list at the end.

use super::{Mode, Writer};
use crate::render::html::attribute;
use crate::site::body::{Element, Event};

/// A footnote of the list at the end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FootnoteHtml {
    /// From 1.
    pub number: u32,
    /// What stands in it: blocks.
    pub html: String,
    /// Ids of its marks.
    pub refs: Vec<String>,
    /// Whether its copy stands in the margin.
    pub aside: bool,
}

/// What is known of the marks so far.
#[derive(Default)]
pub(super) struct Marks {
    /// For each footnote: how many marks, and whether a margin copy was written.
    seen: Vec<(u32, bool)>,
    /// Marks that stood within a link, to be written after it.
    deferred: Vec<u32>,
}

impl Marks {
    pub(super) fn new(footnotes: usize) -> Self {
        Self { seen: vec![(0, false); footnotes], deferred: Vec::new() }
    }
}

impl<'b> Writer<'_, 'b> {
    /// A footnote's mark, and at the first one its copy for the margin, where there may be one.
    pub(super) fn mark(&mut self, footnote: u32) {
        match self.mode {
            Mode::Line | Mode::Blocks | Mode::Contents => return,
            // The mark is itself a link, and a link holds no other.
            _ if self.inside.link > 0 => return self.marks.deferred.push(footnote),
            Mode::Margin => return self.write_mark(footnote, None),
            Mode::Full => {}
        }
        self.flush_id();
        let seen = &mut self.marks.seen[footnote as usize];
        seen.0 += 1;
        let times = seen.0;
        self.write_mark(footnote, Some(times));
        if times == 1 && self.may_stand_in_margin(footnote) {
            self.marks.seen[footnote as usize].1 = true;
            self.margin_copy(footnote);
        }
    }

    pub(super) fn deferred_marks(&mut self) {
        if self.inside.link == 0 {
            for footnote in std::mem::take(&mut self.marks.deferred) {
                self.mark(footnote);
            }
        }
    }

    /// The mark; with its id where it has been met `times` times, without in the margin.
    fn write_mark(&mut self, footnote: u32, times: Option<u32>) {
        let number = (footnote + 1).to_string();
        self.markup("<sup class=\"fnref\"");
        if let Some(times) = times {
            attribute(&mut self.out, "id", &ref_id(footnote, times));
        }
        self.out.push_str("><a href=\"#fn-");
        self.out.push_str(&number);
        if times.is_some() {
            self.out.push_str("\" role=\"doc-noteref\" aria-label=\"");
            self.context.markup.phrases.note_ref.write(&mut self.out, &number);
            self.out.push_str("\">");
        } else {
            self.out.push_str("\" tabindex=\"-1\">");
        }
        self.out.push_str(&number);
        self.out.push_str("</a></sup>");
    }

    /// A copy holds phrasing content only, and stands beside running text only.
    fn may_stand_in_margin(&self, footnote: u32) -> bool {
        let inside = &self.inside;
        let beside_text = inside.table + inside.heading + inside.callout + inside.embed + inside.footnote == 0;
        beside_text && self.body.footnotes[footnote as usize].events.iter().all(is_phrasing)
    }

    fn margin_copy(&mut self, footnote: u32) {
        self.markup("<span class=\"sidenote\" aria-hidden=\"true\"><span class=\"sidenote-number\">");
        self.out.push_str(&(footnote + 1).to_string());
        self.out.push_str("</span> ");
        let mode = std::mem::replace(&mut self.mode, Mode::Margin);
        let start = std::mem::replace(&mut self.start_of_line, self.out.len());
        let body = self.body;
        self.events(&body.footnotes[footnote as usize].events);
        self.close_run();
        self.start_of_line = start;
        self.mode = mode;
        self.markup("</span>");
    }

    /// The list at the end. Marks within footnotes count as they are met.
    pub(super) fn footnotes(&mut self) -> Vec<FootnoteHtml> {
        let body = self.body;
        self.inside.footnote += 1;
        let rendered: Vec<String> = body.footnotes.iter().map(|footnote| self.footnote(&footnote.events)).collect();
        self.inside.footnote -= 1;
        let numbered = (0_u32..).zip(rendered);
        let made = numbered.map(|(footnote, html)| {
            let (times, aside) = self.marks.seen[footnote as usize];
            let refs = (1..=times).map(|times| ref_id(footnote, times)).collect();
            FootnoteHtml { number: footnote + 1, html, refs, aside }
        });
        made.collect()
    }

    fn footnote(&mut self, events: &'b [Event<'b>]) -> String {
        self.last = ' ';
        self.events(events);
        self.close_raw_tags(self.open.len());
        self.close_run();
        self.flush_id();
        std::mem::take(&mut self.out)
    }
}

/// `fn-ref-1`, then `fn-ref-1-2`.
fn ref_id(footnote: u32, times: u32) -> String {
    let number = footnote + 1;
    if times == 1 { format!("fn-ref-{number}") } else { format!("fn-ref-{number}-{times}") }
}

/// Whether an event can stand in a margin copy.
fn is_phrasing(event: &Event<'_>) -> bool {
    match event {
        Event::Start(element) => matches!(element, Element::Paragraph) || !super::element::is_block(element),
        Event::Html { .. } | Event::Rule | Event::TaskMarker(_) | Event::Table(_) | Event::Math { display: true, .. } => false,
        Event::Fault(fault) => !fault.block,
        _ => true,
    }
}
