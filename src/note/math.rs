//! Formulas: TeX to MathML, by a library, at build time.

use std::ops::Range;
use std::sync::OnceLock;

use math_core::{LatexError, LatexToMathML, MathCoreConfig, MathDisplay};

use super::Note;
use super::body::{EventKind, Str};
use crate::diagnostic::{Code, Diagnostic};
use crate::text::Span;

/// Bytes of a formula.
const LONGEST: usize = 16 << 10;

/// The library goes down a level for each command and brace at most. So many levels fit any thread's stack; a formula that may need more
/// gets a thread with a stack of its own, of so many bytes a level.
const SAFE_LEVELS: usize = 150;
const STACK_A_LEVEL: usize = 8 << 10;

/// Why a formula cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MathError {
    /// Bytes of the formula that are at fault.
    pub span: Range<usize>,
    /// What is wrong, a clause without a full stop.
    pub message: String,
}

/// The formula as a `<math>` element, without `style` attributes: what the library says by them, classes say (`m-left`).
pub fn to_mathml(tex: &str, display: bool) -> Result<String, MathError> {
    let too_much = |message: &str| MathError { span: 0..tex.len(), message: message.to_owned() };
    if tex.len() > LONGEST {
        return Err(too_much("the formula is longer than 16 KiB"));
    }
    let levels = tex.bytes().filter(|byte| matches!(byte, b'\\' | b'{' | b'^' | b'_' | b'[' | b'\'')).count();
    if levels <= SAFE_LEVELS {
        return convert(tex, display);
    }
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size((levels + SAFE_LEVELS) * STACK_A_LEVEL);
        let running = thread.spawn_scoped(scope, || convert(tex, display));
        let done = running.map(std::thread::ScopedJoinHandle::join);
        done.map_or_else(
            |_| Err(too_much("the formula is too complex")),
            |done| done.unwrap_or_else(|_| Err(too_much("the formula is too complex"))),
        )
    })
}

fn convert(tex: &str, display: bool) -> Result<String, MathError> {
    static CONVERTER: OnceLock<LatexToMathML> = OnceLock::new();
    let converter = CONVERTER.get_or_init(|| LatexToMathML::new(MathCoreConfig::default()).unwrap_or_default());
    let display = if display { MathDisplay::Block } else { MathDisplay::Inline };
    match converter.convert_with_local_state(tex, display) {
        Ok(made) => Ok(without_styles(&made.mathml)),
        Err(error) => Err(explain(tex, &error)),
    }
}

fn explain(tex: &str, error: &LatexError) -> MathError {
    let message = error.to_string();
    // The library's messages are sentences, with its names in double quotes.
    let message = message.trim().trim_end_matches('.').replace('"', "`");
    let mut chars = message.chars();
    let message = chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect());
    let mut span = error.0.start.min(tex.len())..error.0.end.min(tex.len());
    if !tex.is_char_boundary(span.start) || !tex.is_char_boundary(span.end) || span.start >= span.end {
        span = 0..tex.len();
    }
    MathError { span, message }
}

/// Writes classes for the library's `style` attributes, which a strict policy forbids, and takes out its ids and links, which might stand
/// twice on a page.
fn without_styles(mathml: &str) -> String {
    let mut out = String::with_capacity(mathml.len());
    let mut rest = mathml;
    while let Some(start) = rest.find('<') {
        let end = rest[start..].find('>').map_or(rest.len(), |end| start + end);
        out.push_str(&rest[..start]);
        write_tag(&mut out, &rest[start..end]);
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

fn write_tag(out: &mut String, tag: &str) {
    let mut rest = tag;
    let next =
        |rest: &str| [" style=\"", " id=\"", " href=\""].iter().filter_map(|name| Some((rest.find(name)?, name.len()))).min();
    while let Some((at, len)) = next(rest) {
        out.push_str(&rest[..at]);
        let is_style = rest[at..].starts_with(" style");
        let (value, after) = rest[at + len..].split_once('"').unwrap_or((&rest[at + len..], ""));
        let classes: Vec<_> = value.split(';').filter_map(|declaration| class_of(declaration.trim())).collect();
        if is_style && !classes.is_empty() {
            out.push_str(" class=\"");
            out.push_str(&classes.join(" "));
            out.push('"');
        }
        rest = after;
    }
    out.push_str(rest);
}

/// The class that stands for a declaration; colours and sizes are left to the theme.
fn class_of(declaration: &str) -> Option<&'static str> {
    let (property, value) = declaration.split_once(':')?;
    Some(match (property, value.trim()) {
        ("text-align", "left") => "m-left",
        ("text-align", "right") => "m-right",
        ("padding-left", "0") => "m-close-left",
        ("padding-right", "0") => "m-close-right",
        ("padding-left", _) => "m-apart",
        ("border-top", _) => "m-rule-top",
        ("border-left", _) => "m-rule-left",
        ("border-right", _) => "m-rule-right",
        ("width", "100%") => "m-wide",
        ("width", value) if value.ends_with('%') => "m-fill",
        ("margin-left", _) => "m-closer",
        ("font-variant-caps", _) => "m-small-caps",
        _ => return None,
    })
}

/// Findings on the formulas of a note.
pub(super) fn findings(note: &Note, diagnostics: &mut Vec<Diagnostic>) {
    for event in note.event_lists().flatten() {
        let EventKind::Math { display, tex } = &event.kind else { continue };
        if let Err(error) = to_mathml(tex.get(&note.source), *display) {
            let span = match tex {
                Str::Source(span) => Span::new(error.span).shifted(span.start as usize),
                Str::Owned(_) => event.span,
            };
            let help = "formulas are TeX; write `\\$` for a dollar sign that begins none";
            diagnostics.push(
                Diagnostic::new(Code::InvalidMath, &note.path, span, format!("the formula cannot be read: {}", error.message))
                    .help(help),
            );
        }
    }
}
