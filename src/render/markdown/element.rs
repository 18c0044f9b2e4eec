//! Elements: what their starts and ends are written as.

use super::{Mode, Open, Writer};
use crate::note::body::{AnnotationHead, Attributes, Callout};
use crate::render::han::is_written_with_han;
use crate::render::highlight;
use crate::render::html::{attribute, escape, escape_url};
use crate::schema::date::Date;
use crate::site::body::{Destination, Element, Embed, Event, Href, Link};

impl<'b> Writer<'_, 'b> {
    /// Writes the start of an element and says where to go on: `at`, the event after it, or further where its content was written too.
    pub(super) fn start(&mut self, element: &'b Element<'b>, events: &'b [Event<'b>], at: usize) -> usize {
        if is_block(element) {
            if !self.has_blocks() {
                return self.flatten(element, events, at);
            }
            self.close_raw_lines();
        }
        let open = match element {
            Element::Paragraph => {
                if let Some((image, end)) = super::figure::alone(events, at) {
                    self.figure(image, &events[at + 1..end - 2]);
                    return end;
                }
                self.block("<p", "</p>\n")
            }
            Element::Heading(number) => self.heading(*number, at),
            Element::BlockQuote => self.block("<blockquote", "</blockquote>\n"),
            Element::Callout(callout) => self.callout(callout, events.get(at)),
            Element::CalloutTitle => self.callout_title(),
            Element::CodeBlock(info) => {
                self.code.clear();
                Open::Code(info)
            }
            Element::List(first) => self.list(*first, &events[at..]),
            Element::Item => self.block("<li", "</li>\n"),
            Element::DefinitionList => self.block("<dl", "</dl>\n"),
            Element::DefinitionTitle => self.block("<dt", "</dt>\n"),
            Element::DefinitionBody => self.block("<dd", "</dd>\n"),
            Element::Table(columns, number) => self.table(columns, *number),
            Element::TableHead => self.table_head(),
            Element::TableRow => self.table_row(),
            Element::TableCell => self.table_cell(matches!(events.get(at), Some(Event::End))),
            Element::Emphasis => self.inline("<em", "</em>"),
            Element::Strong => self.inline("<strong", "</strong>"),
            Element::Strikethrough => self.inline("<s", "</s>"),
            Element::Superscript => self.inline("<sup", "</sup>"),
            Element::Subscript => self.inline("<sub", "</sub>"),
            Element::Mark => self.inline("<mark", "</mark>"),
            Element::Insertion => self.inline("<ins", "</ins>"),
            Element::Deletion if self.mode == Mode::Contents => return end_of(events, at),
            Element::Deletion => self.inline("<del", "</del>"),
            Element::AnnotatedPassage => self.inline("<mark class=\"annotated\"", "</mark>"),
            Element::Annotation(..) if self.mode != Mode::Full => return end_of(events, at),
            Element::Annotation(head, number) => self.annotation(head, *number),
            Element::Span(attributes) => self.span(attributes),
            Element::Link(link) => self.link(link),
            Element::BrokenLink(finding) => self.broken_link(finding),
            Element::NoLink => Open::Nothing,
            Element::Image(image) => {
                let end = end_of(events, at);
                self.image(image, &events[at..end - 1]);
                return end;
            }
            Element::RemoteImage(url) => {
                let end = end_of(events, at);
                self.remote_image(url, &events[at..end - 1]);
                return end;
            }
            Element::Embed(embed) => self.embed(embed),
        };
        self.open.push(open);
        at
    }

    /// Writes the end of the innermost element; `at` is the event after it.
    pub(super) fn end(&mut self, events: &'b [Event<'b>], at: usize) {
        self.close_raw_tags(self.open.len());
        self.close_run();
        self.flush_id();
        let Some(open) = self.open.pop() else { return };
        match open {
            Open::Nothing => {}
            Open::Tag(end) => self.markup(end),
            Open::Inline(end) => {
                let last = self.last;
                self.markup(end);
                self.last = last;
            }
            Open::Language(end) => {
                self.languages.pop();
                self.markup(end);
            }
            Open::Link(end) => {
                self.inside.link -= 1;
                let last = self.last;
                self.markup(end);
                self.last = last;
                self.deferred_marks();
            }
            Open::Heading { number, first } => self.end_heading(number, &events[first..at - 1]),
            Open::Code(info) => self.code_block(info),
            Open::Callout { callout, .. } => {
                self.inside.callout -= 1;
                self.markup(if callout.folded.is_some() { "</details>\n" } else { "</div>\n" });
            }
            Open::Table(columns) => self.end_table(&columns),
            Open::Embed(embed) => self.end_embed(embed),
        }
    }

    pub(super) fn block(&mut self, tag: &str, end: &'static str) -> Open<'b> {
        self.open_tag(tag);
        self.out.push('>');
        Open::Tag(end)
    }

    fn inline(&mut self, tag: &str, end: &'static str) -> Open<'b> {
        let last = self.last;
        self.block(tag, end);
        // Markup within a line does not part what stands on both sides of it.
        self.last = last;
        Open::Inline(end)
    }

    /// A block where only text can stand: its words, a space between two blocks; of an embed a link to its source.
    fn flatten(&mut self, element: &'b Element<'b>, events: &'b [Event<'b>], at: usize) -> usize {
        let is_first = self.out.len() == self.start_of_line;
        let as_paragraph = self.mode == Mode::Margin && matches!(element, Element::Paragraph) && !is_first;
        if !as_paragraph && !is_first && !self.out.ends_with(' ') {
            self.markup(" ");
        }
        match element {
            Element::CodeBlock(_) => self.code_line(&events[at..end_of(events, at) - 1]),
            Element::Embed(embed) => self.embed_link(embed),
            _ => {
                let open = if as_paragraph { self.block("<span class=\"sidenote-par\"", "</span>") } else { Open::Nothing };
                self.open.push(open);
                return at;
            }
        }
        end_of(events, at)
    }

    /// A block of code within a line.
    fn code_line(&mut self, events: &[Event<'_>]) {
        let texts = events.iter().filter_map(|event| if let Event::Text(text) = event { Some(*text) } else { None });
        self.inline_code(texts.collect::<String>().trim_end());
    }

    fn embed_link(&mut self, embed: &'b Embed<'b>) {
        let is_link = self.inside.link == 0 && self.mode != Mode::Contents;
        if is_link {
            self.open_tag("<a href=\"");
            self.write_href(&embed.href);
            self.out.push('"');
            if let Some(language) = embed.lang {
                attribute(&mut self.out, "lang", language);
            }
            self.out.push('>');
        }
        self.languages.push(embed.lang.map_or_else(|| self.is_written_with_han(), is_written_with_han));
        self.text(embed.title);
        self.languages.pop();
        self.close_run();
        if is_link {
            self.markup("</a>");
        }
    }

    fn heading(&mut self, number: u32, at: usize) -> Open<'b> {
        const TAGS: [&str; 5] = ["<h2", "<h3", "<h4", "<h5", "<h6"];
        self.flush_id();
        let heading = &self.body.headings[number as usize];
        self.close_run();
        self.markup(TAGS[usize::from(heading.level.clamp(2, 6)) - 2]);
        if self.has_ids() {
            attribute(&mut self.out, "id", &heading.id);
        }
        self.write_classes(heading.classes);
        self.out.push('>');
        self.inside.heading += 1;
        Open::Heading { number, first: at }
    }

    fn end_heading(&mut self, number: u32, within: &'b [Event<'b>]) {
        const TAGS: [&str; 5] = ["</h2>\n", "</h3>\n", "</h4>\n", "</h5>\n", "</h6>\n"];
        let heading = &self.body.headings[number as usize];
        self.inside.heading -= 1;
        if self.has_ids() {
            self.markup(" <a class=\"anchor\" href=\"#");
            escape(&mut self.out, &crate::site::route::encode(&heading.id));
            self.out.push_str("\" aria-label=\"");
            self.context.markup.phrases.heading_link.write(&mut self.out, heading.text);
            self.out.push_str("\">#</a>");
            if self.open.is_empty() && self.inside.footnote == 0 {
                let html = self.contents_line(within);
                self.toc.push(super::toc::Entry { level: heading.level, id: heading.id.clone(), html });
            }
        }
        self.markup(TAGS[usize::from(heading.level.clamp(2, 6)) - 2]);
    }

    fn list(&mut self, first: Option<u64>, within: &[Event<'_>]) -> Open<'b> {
        match first {
            None => {
                let is_tasks = within.iter().take(3).any(|event| matches!(event, Event::TaskMarker(_)));
                self.block(if is_tasks { "<ul class=\"tasks\"" } else { "<ul" }, "</ul>\n");
                self.out.push('\n');
                Open::Tag("</ul>\n")
            }
            Some(first) => {
                self.open_tag("<ol");
                if first != 1 {
                    attribute(&mut self.out, "start", &first.to_string());
                }
                self.out.push_str(">\n");
                Open::Tag("</ol>\n")
            }
        }
    }

    fn callout(&mut self, callout: &'b Callout, next: Option<&Event<'_>>) -> Open<'b> {
        self.callouts += 1;
        let number = self.callouts;
        self.open_tag(if callout.folded.is_some() { "<details class=\"callout\"" } else { "<div class=\"callout\"" });
        attribute(&mut self.out, "data-callout", &callout.kind);
        match callout.folded {
            Some(true) => self.out.push('>'),
            Some(false) => self.out.push_str(" open>"),
            None => {
                self.out.push_str(" role=\"note\"");
                if self.has_ids() {
                    attribute(&mut self.out, "aria-labelledby", &format!("_callout-{number}"));
                }
                self.out.push('>');
            }
        }
        self.inside.callout += 1;
        let open = Open::Callout { callout, number };
        if !matches!(next, Some(Event::Start(Element::CalloutTitle))) {
            self.open.push(open);
            let Open::Tag(end) = self.callout_title() else { return Open::Nothing };
            self.default_title(&callout.kind);
            self.markup(end);
            return self.open.pop().unwrap_or(Open::Nothing);
        }
        open
    }

    fn callout_title(&mut self) -> Open<'b> {
        match self.open.last() {
            Some(Open::Callout { callout, .. }) if callout.folded.is_some() => {
                self.block("<summary class=\"callout-title\"", "</summary>\n")
            }
            Some(Open::Callout { number, .. }) if self.has_ids() => {
                let id = format!("_callout-{number}");
                self.open_tag("<p class=\"callout-title\"");
                attribute(&mut self.out, "id", &id);
                self.out.push('>');
                Open::Tag("</p>\n")
            }
            _ => self.block("<p class=\"callout-title\"", "</p>\n"),
        }
    }

    /// The type's name in the interface's language, else the type as written, capitalised.
    fn default_title(&mut self, kind: &str) {
        let key = format!("callout_{kind}");
        let named = self.context.markup.texts.get(&key);
        if named == key {
            let mut chars = kind.chars();
            let first: String = chars.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
            escape(&mut self.out, &first);
            escape(&mut self.out, chars.as_str());
        } else {
            escape(&mut self.out, named);
        }
    }

    fn code_block(&mut self, info: &str) {
        let code = std::mem::take(&mut self.code);
        let language = highlight::language_of(info);
        self.open_tag("<pre class=\"code\"");
        if !language.is_empty() {
            attribute(&mut self.out, "data-lang", language);
        }
        self.out.push_str(" tabindex=\"0\"><code>");
        match self.context.markup.highlighter.highlight(language, &code) {
            Some(coloured) => {
                self.has.code = true;
                self.out.push_str(&coloured);
            }
            None => escape(&mut self.out, &code),
        }
        self.out.push_str("</code></pre>\n");
        self.code = code;
    }

    fn annotation(&mut self, head: &AnnotationHead, number: Option<u32>) -> Open<'b> {
        self.open_tag("<span class=\"annotation\" role=\"note\"");
        if let Some(number) = number {
            attribute(&mut self.out, "id", &crate::site::annotations::anchor(number));
        }
        self.out.push('>');
        if head.author.is_some() || head.date.is_some() {
            let phrases = &self.context.markup.phrases;
            self.out.push_str("<span class=\"annotation-by\">");
            escape(&mut self.out, phrases.annotation_by.before());
            let author = head.author.as_deref().unwrap_or("");
            escape(&mut self.out, author);
            if let Some(date) = &head.date {
                if !author.is_empty() {
                    escape(&mut self.out, phrases.annotation_date.before());
                }
                let parsed = Date::parse(date).ok();
                let people = parsed.map_or_else(|| date.to_string(), |parsed| parsed.for_people(self.context.markup.language));
                self.out.push_str("<time");
                attribute(&mut self.out, "datetime", date);
                self.out.push('>');
                escape(&mut self.out, &people);
                self.out.push_str("</time>");
                if !author.is_empty() {
                    escape(&mut self.out, phrases.annotation_date.after());
                }
            }
            escape(&mut self.out, phrases.annotation_by.after());
            self.out.push_str("</span>");
        }
        Open::Tag("</span>")
    }

    fn span(&mut self, attributes: &'b Attributes) -> Open<'b> {
        let passes = |key: &str| matches!(key, "lang" | "dir" | "title") || key.starts_with("data-");
        let pairs = || attributes.pairs.iter().filter(|(key, _)| passes(key));
        let id = if self.has_ids() { self.id } else { None };
        if id.is_none() && attributes.classes.is_empty() && pairs().next().is_none() {
            return Open::Nothing;
        }
        self.open_tag("<span");
        self.write_classes(&attributes.classes);
        for (key, value) in pairs() {
            attribute(&mut self.out, key, value);
        }
        self.out.push('>');
        match pairs().find(|(key, _)| &**key == "lang") {
            Some((_, language)) => {
                self.languages.push(is_written_with_han(language));
                Open::Language("</span>")
            }
            None => Open::Tag("</span>"),
        }
    }

    fn write_classes(&mut self, classes: &[Box<str>]) {
        for (at, class) in classes.iter().enumerate() {
            self.out.push_str(if at == 0 { " class=\"" } else { " " });
            escape(&mut self.out, class);
        }
        if !classes.is_empty() {
            self.out.push('"');
        }
    }

    fn link(&mut self, link: &Link<'_>) -> Open<'b> {
        // A link within a link is only its words.
        if self.mode == Mode::Contents || self.inside.link > 0 {
            return Open::Nothing;
        }
        self.inside.link += 1;
        let last = self.last;
        match &link.to {
            Destination::Site(href) => {
                self.open_tag("<a href=\"");
                self.write_href(href);
                self.out.push('"');
            }
            Destination::Away(url) => {
                let is_web = ["http://", "https://", "//"]
                    .iter()
                    .any(|start| url.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start)));
                self.open_tag(if is_web { "<a class=\"external\" href=\"" } else { "<a href=\"" });
                escape_url(&mut self.out, url);
                self.out.push_str(if is_web { "\" rel=\"noopener\"" } else { "\"" });
            }
        }
        if let Some(title) = link.title {
            attribute(&mut self.out, "title", title);
        }
        if self.mode == Mode::Margin {
            self.out.push_str(" tabindex=\"-1\"");
        }
        self.out.push('>');
        self.last = last;
        Open::Link("</a>")
    }

    /// An address of the site, from this page: a place on the same page is its fragment alone.
    pub(super) fn write_href(&mut self, href: &Href) {
        match href.0.split_once('#') {
            Some((page, _)) if page == self.context.page => self.out.push_str(&href.0[page.len()..]),
            _ => {
                escape(&mut self.out, self.context.root);
                self.out.push_str(&href.0);
            }
        }
    }

    fn broken_link(&mut self, finding: &str) -> Open<'b> {
        if self.mode == Mode::Contents || self.inside.link > 0 {
            return Open::Nothing;
        }
        self.inside.link += 1;
        self.open_tag("<a class=\"broken\"");
        attribute(&mut self.out, "title", finding);
        self.out.push('>');
        Open::Link("</a>")
    }

    fn embed(&mut self, embed: &'b Embed<'b>) -> Open<'b> {
        self.inside.embed += 1;
        self.open_tag("<section class=\"embed\"");
        attribute(&mut self.out, "aria-label", embed.title);
        if let Some(language) = embed.lang {
            attribute(&mut self.out, "lang", language);
        }
        self.languages.push(embed.lang.map_or_else(|| self.is_written_with_han(), is_written_with_han));
        self.out.push_str(">\n");
        Open::Embed(embed)
    }

    /// The link to the source.
    fn end_embed(&mut self, embed: &Embed<'_>) {
        self.inside.embed -= 1;
        self.languages.pop();
        let phrase = &self.context.markup.phrases.embed_source;
        self.markup("<p class=\"embed-source\"");
        if embed.lang.is_some() {
            attribute(&mut self.out, "lang", self.context.markup.language);
        }
        self.out.push_str("><a href=\"");
        self.write_href(&embed.href);
        self.out.push_str("\">");
        escape(&mut self.out, phrase.before());
        self.text(embed.title);
        self.close_run();
        escape(&mut self.out, phrase.after());
        self.out.push_str("</a></p>\n</section>\n");
    }
}

/// Whether an element stands by itself, not within a line of text.
pub(super) fn is_block(element: &Element<'_>) -> bool {
    matches!(
        element,
        Element::Paragraph
            | Element::Heading(_)
            | Element::BlockQuote
            | Element::Callout(_)
            | Element::CalloutTitle
            | Element::CodeBlock(_)
            | Element::List(_)
            | Element::Item
            | Element::DefinitionList
            | Element::DefinitionTitle
            | Element::DefinitionBody
            | Element::Table(..)
            | Element::TableHead
            | Element::TableRow
            | Element::TableCell
            | Element::Embed(_)
    )
}

/// One past the end of the element whose start is the event before `at`.
pub(super) fn end_of(events: &[Event<'_>], at: usize) -> usize {
    let mut depth = 1_u32;
    for (offset, event) in events[at..].iter().enumerate() {
        match event {
            Event::Start(_) => depth += 1,
            Event::End => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + offset + 1;
        }
    }
    events.len()
}
