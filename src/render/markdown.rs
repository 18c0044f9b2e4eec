//! A resolved body as HTML: the markup of `themes/README.md`, section 4.
//!
//! One pass over the events into one string. What stands around an event decides some of its markup (a footnote in a table has no
//! margin copy, a link in a link none at all), so the writer keeps what is open on a stack.

mod element;
mod figure;
mod footnotes;
mod raw;
mod table;
mod toc;

use super::han;
use super::highlight::Highlighter;
use super::html::{attribute, escape};
use super::phrases::Phrases;
use crate::note::body::Callout;
use crate::note::math;
use crate::site::body::{Element, Embed, Event, Fault, ResolvedBody};
use crate::site::citations::{CitePiece, CiteTarget};
use crate::site::table::TableContext;
use crate::theme::Texts;

pub use figure::{FactsImage, facts_image};
pub use footnotes::FootnoteHtml;
pub use toc::TocEntry;

/// What holds for all pages of a site.
pub struct Markup<'s> {
    /// Texts of the interface.
    pub texts: &'s Texts,
    /// Those that stand in bodies, prepared.
    pub phrases: Phrases,
    /// Language of the interface.
    pub language: &'s str,
    /// Language given to Han runs in text of another language.
    pub han_language: &'s str,
    /// Colours code.
    pub highlighter: &'s Highlighter,
}

/// What holds for the bodies of one page.
#[derive(Clone, Copy)]
pub struct RenderContext<'p> {
    /// The site.
    pub markup: &'p Markup<'p>,
    /// What stands before an [`crate::site::body::Href`]: `../`.
    pub root: &'p str,
    /// The page's own address below the root, to which links within the page are shortened.
    pub page: &'p str,
    /// Language of the text.
    pub language: &'p str,
    /// A generated table as markup.
    pub table: &'p (dyn Fn(&TableContext<'_>) -> String + Sync),
}

/// A body as markup.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BodyHtml {
    /// What stands in it.
    pub html: String,
    /// Its footnotes.
    pub footnotes: Vec<FootnoteHtml>,
    /// Its headings, nested.
    pub toc: Vec<TocEntry>,
    /// Whether code in it has colours.
    pub has_code: bool,
    /// Whether there are formulas in it.
    pub has_math: bool,
    /// Whether there are generated tables in it.
    pub has_tables: bool,
}

/// Renders a body.
#[must_use]
pub fn body(body: &ResolvedBody<'_>, context: &RenderContext<'_>) -> BodyHtml {
    let mut writer = Writer::new(body, context);
    writer.events(&body.events);
    writer.close_raw_tags(0);
    writer.close_run();
    let html = std::mem::take(&mut writer.out);
    let footnotes = writer.footnotes();
    let toc = toc::nest(std::mem::take(&mut writer.toc));
    let Has { code, math, tables } = writer.has;
    BodyHtml { html, footnotes, toc, has_code: code, has_math: math, has_tables: tables }
}

/// Renders a line: a body that stands within other text (a summary, a cell), without ids, footnotes and blocks.
pub fn line(out: &mut String, body: &ResolvedBody<'_>, context: &RenderContext<'_>) {
    part(out, body, context, Mode::Line);
}

/// Renders a field's Markdown, without ids and footnotes: a line where it is one paragraph, else its blocks.
pub fn field(out: &mut String, body: &ResolvedBody<'_>, context: &RenderContext<'_>) {
    let elements = body.events.iter().filter_map(|event| if let Event::Start(element) = event { Some(element) } else { None });
    let blocks: Vec<_> = elements.filter(|element| element::is_block(element)).take(2).collect();
    let is_line = matches!(blocks[..], [] | [Element::Paragraph | Element::Heading(_)]);
    part(out, body, context, if is_line { Mode::Line } else { Mode::Blocks });
}

fn part(out: &mut String, body: &ResolvedBody<'_>, context: &RenderContext<'_>, mode: Mode) {
    let mut writer = Writer::new(body, context);
    writer.out = std::mem::take(out);
    writer.start_of_line = writer.out.len();
    writer.mode = mode;
    writer.events(&body.events);
    writer.close_raw_tags(0);
    writer.close_run();
    *out = writer.out;
}

/// What is being written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// A body or a footnote, with ids.
    Full,
    /// As a body, without ids, notes and comments: a field's blocks.
    Blocks,
    /// The margin copy of a footnote: phrasing content, no ids, links out of the tab order.
    Margin,
    /// A line of text: phrasing content, no ids, no footnotes.
    Line,
    /// A heading in the table of contents: as a line, and no links.
    Contents,
}

/// How many of these are open.
#[derive(Default)]
struct Inside {
    link: u32,
    heading: u32,
    table: u32,
    callout: u32,
    embed: u32,
    footnote: u32,
}

#[derive(Clone, Copy, Default)]
struct Has {
    code: bool,
    math: bool,
    tables: bool,
}

/// An open element, and what is to be done at its end.
enum Open<'b> {
    /// Write this.
    Tag(&'static str),
    /// Write this, and go on as if nothing had stood between.
    Inline(&'static str),
    /// Write this; a language ends with it.
    Language(&'static str),
    /// Write this; a link ends with it.
    Link(&'static str),
    /// Nothing.
    Nothing,
    Heading {
        number: u32,
        /// The first event within.
        first: usize,
    },
    Code(&'b str),
    Callout {
        callout: &'b Callout,
        number: u32,
    },
    Table(table::Columns<'b>),
    Embed(&'b Embed<'b>),
}

struct Writer<'c, 'b> {
    context: &'c RenderContext<'c>,
    body: &'b ResolvedBody<'b>,
    out: String,
    mode: Mode,
    open: Vec<Open<'b>>,
    inside: Inside,
    /// For each language in force, the innermost last: whether it is written with Han, which then needs no marks.
    languages: Vec<bool>,
    /// Whether a Han run is open.
    run: bool,
    /// The last character of text; a space after anything else.
    last: char,
    /// Where the line began that blocks are flattened into.
    start_of_line: usize,
    /// The id of the element that begins next.
    id: Option<&'b str>,
    raw: raw::OpenTags,
    /// Text of the code block that is open.
    code: String,
    marks: footnotes::Marks,
    toc: Vec<toc::Entry>,
    callouts: u32,
    has: Has,
}

impl<'c, 'b> Writer<'c, 'b> {
    fn new(body: &'b ResolvedBody<'_>, context: &'c RenderContext<'c>) -> Self {
        Self {
            context,
            body,
            out: String::with_capacity(body.events.len() * 24),
            mode: Mode::Full,
            open: Vec::new(),
            inside: Inside::default(),
            languages: vec![han::is_written_with_han(context.language)],
            run: false,
            last: ' ',
            start_of_line: 0,
            id: None,
            raw: raw::OpenTags::default(),
            code: String::new(),
            marks: footnotes::Marks::new(body.footnotes.len()),
            toc: Vec::new(),
            callouts: 0,
            has: Has::default(),
        }
    }

    fn events(&mut self, events: &'b [Event<'b>]) {
        let mut at = 0;
        while let Some(event) = events.get(at) {
            at += 1;
            match event {
                Event::Start(element) => at = self.start(element, events, at),
                Event::End => self.end(events, at),
                Event::Anchor(id) => self.anchor(id),
                Event::Text(text) => self.text(text),
                Event::Code(code) => self.inline_code(code),
                Event::Math { display, tex } => self.math(*display, tex),
                Event::Html { block, html } => at = self.raw_html(*block, html, events, at),
                Event::Ruby { base, readings } => self.ruby(base, readings),
                Event::FootnoteMark(footnote) => self.mark(*footnote),
                Event::Citation(citation) => self.citation(*citation),
                Event::SoftBreak => self.soft_break(&events[at..]),
                Event::HardBreak => self.markup("<br>\n"),
                Event::Rule => self.rule(),
                Event::TaskMarker(done) => self.task_marker(*done),
                Event::Table(table) => self.generated(table),
                Event::Fault(fault) => self.fault(fault),
            }
        }
    }

    /// Writes markup, which ends a Han run.
    fn markup(&mut self, markup: &str) {
        self.close_run();
        self.out.push_str(markup);
        self.last = ' ';
    }

    fn close_run(&mut self) {
        han::close_run(&mut self.out, &mut self.run);
    }

    fn has_ids(&self) -> bool {
        self.mode == Mode::Full
    }

    fn has_blocks(&self) -> bool {
        matches!(self.mode, Mode::Full | Mode::Blocks)
    }

    fn is_written_with_han(&self) -> bool {
        self.languages.last().copied().unwrap_or(false)
    }

    /// Begins a start tag: its name, and the id that waits for an element.
    fn open_tag(&mut self, tag: &str) {
        self.close_run();
        self.out.push_str(tag);
        self.last = ' ';
        if let Some(id) = self.id.take() {
            attribute(&mut self.out, "id", id);
        }
    }

    fn anchor(&mut self, id: &'b str) {
        if self.has_ids() {
            self.flush_id();
            self.id = Some(id);
        }
    }

    /// Writes an id that no element has taken.
    fn flush_id(&mut self) {
        if let Some(id) = self.id.take() {
            self.markup("<span");
            attribute(&mut self.out, "id", id);
            self.out.push_str("></span>");
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(Open::Code(_)) = self.open.last() {
            return self.code.push_str(text);
        }
        self.flush_id();
        if self.is_written_with_han() {
            escape(&mut self.out, text);
        } else {
            han::write_runs(&mut self.out, text, self.context.markup.han_language, &mut self.run);
        }
        self.last = text.chars().next_back().unwrap_or(self.last);
    }

    /// A line break of the source: nothing between Han characters, else a space.
    fn soft_break(&mut self, next: &[Event<'_>]) {
        let vanishes = han::is_unspaced(self.last) && first_char(next).is_some_and(han::is_unspaced);
        if !vanishes {
            self.close_run();
            self.out.push('\n');
            self.last = ' ';
        }
    }

    fn inline_code(&mut self, code: &str) {
        self.flush_id();
        self.markup("<code>");
        escape(&mut self.out, code);
        self.out.push_str("</code>");
    }

    fn math(&mut self, display: bool, tex: &str) {
        self.flush_id();
        self.has.math = true;
        let display = display && self.has_blocks();
        match math::to_mathml(tex, display) {
            Ok(mathml) if display => {
                self.close_raw_lines();
                self.markup("<div class=\"math-block\" tabindex=\"0\" role=\"region\"");
                attribute(&mut self.out, "aria-label", self.context.markup.texts.get("math_label"));
                self.out.push('>');
                self.out.push_str(&mathml);
                self.out.push_str("</div>\n");
            }
            Ok(mathml) => self.markup(&mathml),
            Err(error) => {
                let finding = format!("error[invalid-math]: the formula cannot be read: {}", error.message);
                self.fault(&Fault { block: display, text: tex.into(), finding: finding.into() });
            }
        }
    }

    fn ruby(&mut self, base: &str, readings: &str) {
        self.flush_id();
        if matches!(self.mode, Mode::Contents) {
            return self.text(base);
        }
        self.close_run();
        let is_written_with_han = self.is_written_with_han();
        super::ruby::write(&mut self.out, base, readings, is_written_with_han, self.context.markup.han_language);
        self.last = base.chars().next_back().unwrap_or(' ');
    }

    fn rule(&mut self) {
        if self.has_blocks() {
            self.close_raw_lines();
            self.open_tag("<hr");
            self.out.push_str(">\n");
        }
    }

    fn task_marker(&mut self, done: bool) {
        let key = if done { "task_done" } else { "task_open" };
        self.markup(if done { "<input type=\"checkbox\" disabled checked" } else { "<input type=\"checkbox\" disabled" });
        attribute(&mut self.out, "aria-label", self.context.markup.texts.get(key));
        self.out.push_str("> ");
    }

    fn generated(&mut self, table: &TableContext<'_>) {
        if self.has_blocks() {
            self.close_raw_lines();
            self.flush_id();
            self.has.tables = true;
            let html = (self.context.table)(table);
            self.markup(&html);
        }
    }

    /// A citation, its works led to their entries.
    fn citation(&mut self, citation: u32) {
        let body = self.body;
        let Some(pieces) = body.citations.get(citation as usize) else { return };
        self.flush_id();
        self.markup("<span class=\"citation\">");
        // The margin's copy of a note is hidden from the keyboard and from readers of screens.
        let tabindex = if self.mode == Mode::Margin { " tabindex=\"-1\"" } else { "" };
        for piece in pieces {
            let (html, to) = match piece {
                CitePiece::Printed { html, to } => (html, to),
                CitePiece::Words(words) => {
                    self.events(words);
                    self.close_run();
                    continue;
                }
            };
            // A link holds no other.
            let to = to.as_ref().filter(|_| self.inside.link == 0 && !html.0.contains("<a "));
            let to = to.filter(|to| !(matches!(to, CiteTarget::Entry(_)) && self.mode == Mode::Contents));
            if let Some(to) = to {
                self.out.push_str("<a class=\"cite\" href=\"");
                match to {
                    CiteTarget::Entry(id) => {
                        self.out.push('#');
                        super::html::escape_url(&mut self.out, id);
                    }
                    CiteTarget::Page(href) => self.write_href(href),
                }
                self.out.push('"');
                self.out.push_str(tabindex);
                self.out.push('>');
            }
            self.out.push_str(&html.0.replace("<a ", &format!("<a{tabindex} ")));
            if to.is_some() {
                self.out.push_str("</a>");
            }
        }
        self.out.push_str("</span>");
        self.last = ')';
    }

    fn fault(&mut self, fault: &Fault) {
        self.flush_id();
        if fault.block && self.has_blocks() {
            self.close_raw_lines();
            self.markup("<div class=\"fault\" role=\"note\"><p>");
            escape(&mut self.out, &fault.finding);
            self.out.push_str("</p>");
            if !fault.text.is_empty() {
                self.out.push_str("<p><code>");
                escape(&mut self.out, &fault.text);
                self.out.push_str("</code></p>");
            }
            self.out.push_str("</div>\n");
        } else {
            self.markup("<span class=\"fault\"");
            attribute(&mut self.out, "title", &fault.finding);
            self.out.push('>');
            escape(&mut self.out, &fault.text);
            self.out.push_str("</span>");
        }
    }
}

/// The first character of the text that follows, through the starts and ends of inline elements.
fn first_char(events: &[Event<'_>]) -> Option<char> {
    let passes = |event: &&Event<'_>| matches!(event, Event::Start(_) | Event::End | Event::Anchor(_));
    match events.iter().take(16).find(|event| !passes(event))? {
        Event::Text(text) | Event::Ruby { base: text, .. } => text.chars().next(),
        _ => None,
    }
}
