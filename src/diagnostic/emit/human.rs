//! For people, as rustc lays findings out.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Locator, message};
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::text::LineColumn;

/// Lays findings out: code, message, `file:line:column`, the line with the span underlined, help. `color` adds the terminal's
/// escape sequences.
#[must_use]
pub fn render(diagnostics: &[Diagnostic], locator: &mut Locator<'_>, color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii);
    let mut out = String::new();
    for diagnostic in diagnostics {
        out.push_str(&one(diagnostic, locator, &renderer));
        out.push_str("\n\n");
    }
    out
}

fn one(diagnostic: &Diagnostic, locator: &mut Locator<'_>, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let text = message(diagnostic);
    let title = level.primary_title(text.as_ref()).id(diagnostic.code.name());
    let mut group = Group::with_title(title);
    if let Some(typed) = diagnostic.place.as_ref().filter(|place| place.file.as_str().is_empty()) {
        group = with_text(group, typed, diagnostic, locator);
        return renderer.render(&[with_help(group, diagnostic)]);
    }
    let mut columns = Vec::new();
    if let Some(place) = &diagnostic.place {
        if diagnostic.code.is_of_whole_file() && place.span.is_empty() {
            let path = locator.path(&place.file).into_owned();
            return renderer.render(&[with_help(group.element(Origin::path(path)), diagnostic)]);
        }
        group = with_place(group, place, diagnostic.label.as_deref(), AnnotationKind::Primary, locator, &mut columns);
    }
    for related in &diagnostic.related {
        group = with_place(group, &related.place, Some(&related.text), AnnotationKind::Context, locator, &mut columns);
    }
    let rendered = renderer.render(&[with_help(group, diagnostic)]);
    columns.iter().fold(rendered, |rendered, (shown, real)| rendered.replacen(shown, real, 1))
}

fn with_help<'g>(group: Group<'g>, diagnostic: &'g Diagnostic) -> Group<'g> {
    diagnostic.help.iter().fold(group, |group, help| group.element(Level::HELP.message(help.as_str())))
}

/// Adds the lines of what was typed, which has no path, with all places in it.
fn with_text<'g>(group: Group<'g>, place: &Place, diagnostic: &'g Diagnostic, locator: &mut Locator<'_>) -> Group<'g> {
    let Some(file) = locator.file(&place.file) else { return group };
    let text = file.text.to_string();
    let span = |place: &Place| floor(&text, place.span.start as usize)..floor(&text, place.span.end as usize);
    let first = AnnotationKind::Primary.span(span(place)).label(diagnostic.label.as_deref());
    let others =
        diagnostic.related.iter().map(|label| AnnotationKind::Context.span(span(&label.place)).label(label.text.as_str()));
    let annotations: Vec<_> = [first].into_iter().chain(others).collect();
    group.element(Snippet::source(text).annotations(annotations))
}

/// Adds the lines of a place, the span underlined; only the path where its text is not to be had, is empty or is none.
fn with_place<'g>(
    group: Group<'g>,
    place: &Place,
    label: Option<&'g str>,
    kind: AnnotationKind,
    locator: &mut Locator<'_>,
    columns: &mut Vec<(String, String)>,
) -> Group<'g> {
    let path = locator.path(&place.file).into_owned();
    let range = locator.range(place);
    let Some(file) = locator.file(&place.file).filter(|file| file.is_readable) else {
        return group.element(Origin::path(path));
    };
    let lines = Lines::around(&file.text, place);
    if lines.is_cut {
        // The layout counts columns in what is shown, which are not those of the line.
        let LineColumn { line, column } = range.start;
        columns.push((
            format!("{path}:{line}:{}", lines.text[..lines.span.start].chars().count() + 1),
            format!("{path}:{line}:{column}"),
        ));
    }
    let annotation = kind.span(lines.span).label(label);
    let snippet = Snippet::source(lines.text).line_start(range.start.line as usize).path(path).annotation(annotation);
    group.element(snippet)
}

/// The lines a span touches, cut out of the text so that a long file is not searched for every finding.
struct Lines {
    text: String,
    span: std::ops::Range<usize>,
    /// Whether the beginning of the line is missing.
    is_cut: bool,
}

/// What is shown of a line, or of a span of many lines.
const MOST_BYTES: usize = 2_000;

impl Lines {
    fn around(text: &str, place: &Place) -> Self {
        let start = floor(text, place.span.start as usize);
        let end = floor(text, (place.span.end as usize).min(start + MOST_BYTES)).max(start);
        let most = floor(text, end + MOST_BYTES).max(end);
        let line_end = text[end..most].find('\n').map_or(most, |at| end + at);
        let least = floor(text, start.saturating_sub(MOST_BYTES));
        let line_start = text[least..start].rfind('\n').map(|at| least + at + 1).or((least == 0).then_some(0));
        // A line too long to show is cut at the front, with a mark that keeps the reader from taking it for its beginning.
        let (from, mark) = line_start.map_or_else(|| (floor(text, start - MOST_BYTES / 10), "..."), |start| (start, ""));
        let bom = if text[from..].starts_with('\u{feff}') { '\u{feff}'.len_utf8().min(start - from) } else { 0 };
        let from = from + bom;
        let shown = format!("{mark}{}", text[from..line_end].trim_end_matches('\r'));
        let at = |offset: usize| (offset - from + mark.len()).min(shown.len());
        let span = at(start)..at(end);
        Self { text: shown, span, is_cut: !mark.is_empty() }
    }
}

/// The nearest character boundary at or before `offset`.
fn floor(text: &str, offset: usize) -> usize {
    text.floor_char_boundary(offset.min(text.len()))
}
