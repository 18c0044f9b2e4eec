//! A body being written: events, and the tables beside them.

use super::anchors::Anchors;
use super::event::{Event, EventKind, Str, Tag};
use super::findings::Findings;
use super::footnotes::Draft;
use super::inline::Allowance;
use super::link::{LinkUse, Size, Target};
use super::{Allow, Body, BodySettings};
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::schema::values::url;
use crate::text::{Span, VaultPath};

/// A body being written.
pub(super) struct Builder<'a> {
    pub source: &'a str,
    pub file: &'a VaultPath,
    /// Levels of nesting.
    limit: usize,
    pub body: Body,
    pub diagnostics: Findings,
    pub anchors: Anchors,
    /// Events of the body, or of the innermost footnote that is open.
    pub events: Vec<Event>,
    /// What was being written when that footnote began.
    pub outer: Vec<Vec<Event>>,
    /// Open elements; `None` for those past the limit, which are left out.
    open: Vec<Option<(Tag, Span)>>,
    pub drafts: Vec<Draft>,
    /// Whether anything of the leaf that is being read has been written.
    pub leaf_is_shown: bool,
    pub leaf_span: Span,
    /// Positions in the body's `allows` of those that cover the next block.
    pub waiting: Vec<usize>,
    is_too_deep: bool,
}

impl<'a> Builder<'a> {
    pub(super) fn new(source: &'a str, file: &'a VaultPath, settings: &BodySettings, diagnostics: Findings) -> Self {
        Self {
            source,
            file,
            limit: settings.limits.markdown_depth as usize,
            body: Body::default(),
            diagnostics,
            anchors: Anchors::default(),
            events: Vec::new(),
            outer: Vec::new(),
            open: Vec::new(),
            drafts: Vec::new(),
            leaf_is_shown: false,
            leaf_span: Span::default(),
            waiting: Vec::new(),
            is_too_deep: false,
        }
    }

    /// The start of an element. Past the limit on depth elements are left out, and what they hold stands by itself.
    pub(super) fn start(&mut self, tag: Tag, span: Span) {
        // What belongs together is left out together: no items without their list.
        let is_part = matches!(
            tag,
            Tag::Item | Tag::DefinitionTitle | Tag::DefinitionBody | Tag::TableHead | Tag::TableRow | Tag::TableCell
        );
        let fits = self.open.len() < self.limit || (is_part && matches!(self.open.last(), Some(Some(_))));
        if !fits {
            if !self.is_too_deep {
                self.is_too_deep = true;
                let first = self.source[span.range()].chars().next().map_or(0, char::len_utf8);
                let span = Span::new(span.start as usize..span.start as usize + first);
                let message = format!("Markdown is nested more than {} levels deep", self.limit);
                let finding = Diagnostic::new(Code::TooDeep, self.file, span, message);
                self.diagnostics.push(finding.help("what is nested deeper stands without its markup: split the passage, or raise `markdown_depth` under `limits` in `casebook.yaml`"));
            }
            return self.open.push(None);
        }
        self.events.push(Event { kind: EventKind::Start(tag.clone()), span });
        self.open.push(Some((tag, span)));
        self.leaf_is_shown = true;
    }

    pub(super) fn end(&mut self) {
        if let Some(Some((tag, span))) = self.open.pop() {
            self.events.push(Event { kind: EventKind::End(tag), span });
        }
    }

    pub(super) fn push(&mut self, kind: EventKind, span: Span) {
        self.leaf_is_shown |= !matches!(kind, EventKind::SoftBreak | EventKind::HardBreak);
        self.events.push(Event { kind, span });
    }

    /// Takes off the white space before a comment that ends a leaf.
    pub(super) fn trim_end(&mut self) {
        while let Some(Event { kind: EventKind::SoftBreak | EventKind::HardBreak, .. }) = self.events.last() {
            self.events.pop();
        }
        if let Some(Event { kind: EventKind::Text(Str::Source(text)), span }) = self.events.last_mut() {
            let written = &self.source[text.range()];
            text.end = text.start + written.trim_end_matches([' ', '\t']).len() as u32;
            span.end = text.end;
        }
    }

    /// A block begins that `allow`s have waited for.
    pub(super) fn cover(&mut self, waiting: usize, span: Span) {
        for at in self.waiting.drain(..waiting) {
            self.body.allows[at].covers = span;
        }
    }

    pub(super) fn last_kind(&self) -> Option<&EventKind> {
        self.events.last().map(|event| &event.kind)
    }

    /// How many events there are.
    pub(super) fn position(&self) -> usize {
        self.events.len()
    }

    pub(super) fn events_from(&self, first: usize) -> &[Event] {
        &self.events[first..]
    }

    /// The start of a footnote written where its mark stands.
    pub(super) fn begin_note(&mut self) {
        self.outer.push(std::mem::take(&mut self.events));
    }

    pub(super) fn end_note(&mut self, span: Span, is_shown: bool) {
        let outer = self.outer.pop().unwrap_or_default();
        let events = std::mem::replace(&mut self.events, outer);
        if is_shown {
            self.drafts.push(Draft { events, span });
            self.push(EventKind::FootnoteMark(self.drafts.len() as u32 - 1), span);
        }
    }

    pub(super) fn link(&mut self, link: LinkUse) -> u32 {
        if let Target::External(address) = &link.target
            && url::is_unsafe(address)
        {
            let scheme = address.split(':').next().unwrap_or_default().trim();
            let message = format!("an address that begins with `{scheme}:` could run code in the reader's browser");
            let finding = Diagnostic::new(Code::UnsafeUrl, self.file, link.target_span, message);
            self.diagnostics.push(finding.help("lead to a page or a file, or write an address that begins with `https://`"));
        }
        self.body.links.push(link);
        self.body.links.len() as u32 - 1
    }

    pub(super) fn embed(&mut self, embed: LinkUse) -> u32 {
        self.body.embeds.push(embed);
        self.body.embeds.len() as u32 - 1
    }

    /// Takes the size out of an image's words, which begin at event `first`.
    pub(super) fn take_size(&mut self, image: u32, first: usize) {
        let Some(Event { kind: EventKind::Text(text), span }) = self.events[first..].last_mut() else { return };
        let written = text.get(self.source);
        let Some((before, last)) = written.rsplit_once('|') else { return };
        let ("", size @ Some(_)) = Size::split(last.trim()) else { return };
        let length = before.trim_end().trim_end_matches('\\').len();
        match text {
            Str::Source(source) => {
                source.end = source.start + length as u32;
                span.end = source.end;
            }
            Str::Owned(text) => *text = text[..length].into(),
        }
        self.body.links[image as usize].size = size;
    }

    /// `%% allow CODE: reason %%`: covers the leaf if more of it follows, else the block after it.
    pub(super) fn allow(&mut self, allowance: &Allowance<'_>, span: Span) {
        let code = Code::from_name(allowance.code).ok_or_else(|| Box::from(allowance.code));
        if let Err(written) = &code {
            let names = Code::ALL.iter().filter(|code| code.is_lint()).map(|code| code.name());
            let finding = Diagnostic::new(Code::UnknownCode, self.file, span, format!("there is no finding `{written}`"));
            self.diagnostics.push(finding.maybe_help(suggest::did_you_mean(written, names)));
        }
        let rest = self.source.get(span.end as usize..self.leaf_span.end as usize).unwrap_or("");
        let start = span.end + (rest.len() - rest.trim_start().len()) as u32;
        let covers = Span { start, end: self.leaf_span.end.max(start) };
        if covers.is_empty() {
            self.waiting.push(self.body.allows.len());
        }
        self.body.allows.push(Allow { code, reason: allowance.reason.into(), span, covers });
    }
}
