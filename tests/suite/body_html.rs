//! A body as HTML, in the plain way of the CommonMark specification; what casebook adds stands as elements of its own names.

use std::fmt::Write;
use std::sync::Arc;

use casebook::config::Limits;
use casebook::diagnostic::Diagnostic;
use casebook::note::body::{Alignment, Body, BodySettings, Event, EventKind, Fragment, Tag, Target, parse};
use casebook::note::citation::CiteMode;
use casebook::text::VaultPath;

/// A body and what was found while it was read.
pub struct Parsed {
    pub source: Arc<str>,
    pub body: Body,
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a text as the body of a plain note.
pub fn read(text: &str) -> Parsed {
    read_with(text, &BodySettings { plain_note: true, limits: Limits::default() })
}

pub fn read_with(text: &str, settings: &BodySettings) -> Parsed {
    let source: Arc<str> = Arc::from(text);
    let checked = parse(&source, &VaultPath::new("content/a.md"), 0, settings);
    Parsed { source, body: checked.value, diagnostics: checked.diagnostics }
}

/// The HTML of all that stands outside of footnotes.
pub fn html(parsed: &Parsed) -> String {
    html_of(parsed, &parsed.body.events)
}

pub fn html_of(parsed: &Parsed, events: &[Event]) -> String {
    let mut printer = Printer {
        source: &parsed.source,
        body: &parsed.body,
        out: String::new(),
        in_head: false,
        column: 0,
        columns: Vec::new(),
        image: 0,
        in_html: false,
    };
    for event in events {
        printer.event(event);
        printer.in_html = matches!(event.kind, EventKind::Html { block: true, .. });
    }
    printer.out
}

struct Printer<'a> {
    source: &'a str,
    body: &'a Body,
    out: String,
    in_head: bool,
    column: usize,
    columns: Vec<Alignment>,
    image: u32,
    in_html: bool,
}

impl Printer<'_> {
    fn event(&mut self, event: &Event) {
        match &event.kind {
            EventKind::Start(tag) => self.start(tag),
            EventKind::End(tag) => self.end(tag),
            EventKind::Text(text) => escape(&mut self.out, text.get(self.source)),
            EventKind::Code(text) if self.image > 0 => escape(&mut self.out, text.get(self.source)),
            EventKind::Code(text) => {
                self.out.push_str("<code>");
                escape(&mut self.out, text.get(self.source));
                self.out.push_str("</code>");
            }
            EventKind::Math { display, tex } => {
                let name = if *display { "display" } else { "math" };
                let _ = write!(self.out, "<{name}>");
                escape(&mut self.out, tex.get(self.source));
                let _ = write!(self.out, "</{name}>");
            }
            EventKind::Html { html, block } => {
                if *block && !self.in_html {
                    self.fresh_line();
                }
                self.out.push_str(html.get(self.source));
            }
            EventKind::Ruby(ruby) => {
                let (base, readings) = (&ruby.base, &ruby.readings);
                let _ = write!(self.out, "<ruby>{}|{}</ruby>", base.get(self.source), readings.get(self.source));
            }
            EventKind::FootnoteMark(n) => {
                let _ = write!(self.out, "<fn {n}>");
            }
            EventKind::SoftBreak => self.out.push('\n'),
            EventKind::HardBreak => self.out.push_str("<br />\n"),
            EventKind::Rule => {
                self.fresh_line();
                self.out.push_str("<hr />\n");
            }
            EventKind::TaskMarker(done) => self.out.push_str(if *done { "[x] " } else { "[ ] " }),
            EventKind::Embed(n) => {
                let embed = &self.body.embeds[*n as usize];
                let _ = write!(self.out, "<embed {}{}>", target(&embed.target), words(embed.text.as_deref()));
            }
            EventKind::Citation(n) => {
                let used = &self.body.citations[*n as usize];
                if used.citation.mode == (CiteMode::Narrative { has_bracket: false }) {
                    return escape(&mut self.out, used.written.get(self.source));
                }
                let items = used.citation.items.iter().map(|item| {
                    let author = if item.suppress_author { "-" } else { "" };
                    let locator = item.locator.as_ref().map_or(String::new(), |locator| format!(" [{}]", locator.short()));
                    format!("{}|{author}{}{locator}|{}", item.prefix, item.key.value, item.suffix)
                });
                let _ = write!(self.out, "<cite {}>", items.collect::<Vec<_>>().join("; "));
            }
            EventKind::Generated(n) => {
                self.fresh_line();
                let query = &self.body.queries[*n as usize];
                let keys: Vec<_> =
                    query.query.iter().flat_map(|node| node.entries().unwrap_or(&[])).map(|entry| &*entry.key.value).collect();
                let _ = writeln!(self.out, "<generated {} {}>", query.language, keys.join(" "));
            }
        }
    }

    fn fresh_line(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    fn open(&mut self, tag: &str) {
        self.fresh_line();
        self.out.push_str(tag);
    }

    fn start(&mut self, tag: &Tag) {
        match tag {
            Tag::Paragraph => self.open("<p>"),
            Tag::Heading(n) => {
                let level = self.body.headings[*n as usize].level;
                self.open(&format!("<h{level}>"));
            }
            Tag::BlockQuote => self.open("<blockquote>\n"),
            Tag::Callout(callout) => {
                let fold = match callout.folded {
                    None => "",
                    Some(true) => " folded",
                    Some(false) => " open",
                };
                self.open(&format!("<callout {}{fold}>\n", callout.kind));
            }
            Tag::CalloutTitle => self.open("<title>"),
            Tag::CodeBlock(info) => {
                let info = info.get(self.source);
                match info.split_whitespace().next() {
                    Some(language) => {
                        self.open("<pre><code class=\"language-");
                        escape(&mut self.out, language);
                        self.out.push_str("\">");
                    }
                    None => self.open("<pre><code>"),
                }
            }
            Tag::List(None) => self.open("<ul>\n"),
            Tag::List(Some(1)) => self.open("<ol>\n"),
            Tag::List(Some(first)) => self.open(&format!("<ol start=\"{first}\">\n")),
            Tag::Item => self.open("<li>"),
            Tag::DefinitionList => self.open("<dl>\n"),
            Tag::DefinitionTitle => self.open("<dt>"),
            Tag::DefinitionBody => self.open("<dd>"),
            Tag::Table(columns) => {
                self.columns = columns.to_vec();
                self.open("<table>\n");
            }
            Tag::TableHead | Tag::TableRow => {
                self.column = 0;
                self.in_head = *tag == Tag::TableHead;
                self.open("<tr>");
            }
            Tag::TableCell => {
                let align = match self.columns.get(self.column) {
                    Some(Alignment::Left) => " left",
                    Some(Alignment::Center) => " center",
                    Some(Alignment::Right) => " right",
                    _ => "",
                };
                let _ = write!(self.out, "<{}{align}>", if self.in_head { "th" } else { "td" });
                self.column += 1;
            }
            Tag::Link(n) => {
                let link = &self.body.links[*n as usize];
                if link.form == casebook::note::body::LinkForm::Wiki {
                    let _ = write!(self.out, "<wiki {}>", target(&link.target));
                } else {
                    let _ = write!(self.out, "<a href=\"{}\"", href(&link.target));
                    self.title(link.title.as_deref());
                    self.out.push('>');
                }
            }
            Tag::Image(n) => {
                let link = &self.body.links[*n as usize];
                let _ = write!(self.out, "<img src=\"{}\" alt=\"", href(&link.target));
                self.image += 1;
            }
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::Strikethrough => self.out.push_str("<s>"),
            Tag::Superscript => self.out.push_str("<sup>"),
            Tag::Subscript => self.out.push_str("<sub>"),
            Tag::Mark => self.out.push_str("<mark>"),
            Tag::Insertion => self.out.push_str("<ins>"),
            Tag::Deletion => self.out.push_str("<del>"),
            Tag::AnnotatedPassage => self.out.push_str("<passage>"),
            Tag::Annotation(head) => {
                let _ = write!(self.out, "<remark{}{}>", words(head.author.as_deref()), words(head.date.as_deref()));
            }
            Tag::CiteWords(_) => self.out.push_str("<cite>"),
            Tag::Span(attributes) => {
                self.out.push_str("<span");
                if let Some(id) = &attributes.id {
                    let _ = write!(self.out, " #{id}");
                }
                for class in &attributes.classes {
                    let _ = write!(self.out, " .{class}");
                }
                for (key, value) in &attributes.pairs {
                    let _ = write!(self.out, " {key}={value}");
                }
                self.out.push('>');
            }
        }
    }

    fn title(&mut self, title: Option<&str>) {
        if let Some(title) = title {
            self.out.push_str(" title=\"");
            escape(&mut self.out, title);
            self.out.push('"');
        }
    }

    fn end(&mut self, tag: &Tag) {
        match tag {
            Tag::Paragraph => self.out.push_str("</p>\n"),
            Tag::Heading(n) => {
                let _ = writeln!(self.out, "</h{}>", self.body.headings[*n as usize].level);
            }
            Tag::BlockQuote => self.open("</blockquote>\n"),
            Tag::Callout(_) => self.open("</callout>\n"),
            Tag::CalloutTitle => self.out.push_str("</title>\n"),
            Tag::CodeBlock(_) => self.out.push_str("</code></pre>\n"),
            Tag::List(None) => self.open("</ul>\n"),
            Tag::List(_) => self.open("</ol>\n"),
            Tag::Item => self.out.push_str("</li>\n"),
            Tag::DefinitionList => self.open("</dl>\n"),
            Tag::DefinitionTitle => self.out.push_str("</dt>\n"),
            Tag::DefinitionBody => self.out.push_str("</dd>\n"),
            Tag::Table(_) => self.open("</table>\n"),
            Tag::TableHead | Tag::TableRow => self.out.push_str("</tr>\n"),
            Tag::TableCell => self.out.push_str(if self.in_head { "</th>" } else { "</td>" }),
            Tag::Link(n) if self.body.links[*n as usize].form == casebook::note::body::LinkForm::Wiki => {
                self.out.push_str("</wiki>");
            }
            Tag::Link(_) => self.out.push_str("</a>"),
            Tag::Image(n) => {
                let link = &self.body.links[*n as usize];
                self.image -= 1;
                self.out.push('"');
                self.title(link.title.as_deref());
                if let Some((width, height)) = link.size {
                    let _ = write!(self.out, " size={width}x{}", height.map_or(String::new(), |height| height.to_string()));
                }
                self.out.push_str(" />");
            }
            Tag::Emphasis => self.out.push_str("</em>"),
            Tag::Strong => self.out.push_str("</strong>"),
            Tag::Strikethrough => self.out.push_str("</s>"),
            Tag::Superscript => self.out.push_str("</sup>"),
            Tag::Subscript => self.out.push_str("</sub>"),
            Tag::Mark => self.out.push_str("</mark>"),
            Tag::Insertion => self.out.push_str("</ins>"),
            Tag::Deletion => self.out.push_str("</del>"),
            Tag::AnnotatedPassage => self.out.push_str("</passage>"),
            Tag::Annotation(_) => self.out.push_str("</remark>"),
            Tag::Span(_) => self.out.push_str("</span>"),
            Tag::CiteWords(_) => self.out.push_str("</cite>"),
        }
    }
}

fn words(words: Option<&str>) -> String {
    words.map_or(String::new(), |words| format!(" {words:?}"))
}

/// A target with its parts told apart.
pub fn target(target: &Target) -> String {
    match target {
        Target::External(url) => format!("away:{url}"),
        Target::Internal { name, fragment } => match fragment {
            None => name.to_string(),
            Some(Fragment::Heading(part)) => format!("{name} #{part}"),
            Some(Fragment::Block(part)) => format!("{name} ^{part}"),
            Some(Fragment::Claim(part)) => format!("{name} claim:{part}"),
        },
    }
}

fn href(target: &Target) -> String {
    let written = match target {
        Target::External(url) => url.to_string(),
        Target::Internal { name, fragment: None } => name.to_string(),
        Target::Internal { name, fragment: Some(Fragment::Heading(part)) } => format!("{name}#{part}"),
        Target::Internal { name, fragment: Some(Fragment::Block(part)) } => format!("{name}#^{part}"),
        Target::Internal { name, fragment: Some(Fragment::Claim(part)) } => format!("{name}#claim:{part}"),
    };
    let mut out = String::new();
    for byte in written.bytes() {
        match byte {
            b'&' => out.push_str("&amp;"),
            byte if byte.is_ascii_alphanumeric() || b"-_.+!*(),%#@?=;:/$~'".contains(&byte) => out.push(byte.into()),
            byte => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
}
