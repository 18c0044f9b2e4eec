//! What a fault of syntax is to the person who made it, and how to read on behind it.

use std::ops::Range;

use granit_parser::ErrorKind;

use super::line::{Line, block_at, indentation, line_at, next_line, value_length};
use super::patch::{Patch, Patched, Patches};
use super::{Node, NodeKind, Source, reason};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix, Place};

/// Where the parser stopped, in bytes of the patched text.
pub(super) struct RawFault {
    pub(super) at: usize,
    pub(super) kind: ErrorKind,
    /// Where the outermost open bracket stands, if one is open.
    pub(super) flow: Option<usize>,
    /// Whether the innermost open bracket is a `{`.
    pub(super) in_mapping: bool,
}

/// The same in bytes of the document.
pub(super) struct Fault {
    at: usize,
    kind: ErrorKind,
    flow: Option<usize>,
    in_mapping: bool,
}

impl Fault {
    pub(super) fn in_source(raw: RawFault, patched: &Patched<'_>) -> Self {
        let original = |at: usize| patched.original(at..at).start;
        Self { at: original(raw.at), kind: raw.kind, flow: raw.flow.map(original), in_mapping: raw.in_mapping }
    }
}

/// What is told of a fault, and what is read in its stead; without patches nothing more is read.
#[derive(Default)]
pub(super) struct Mend {
    pub(super) finding: Option<Diagnostic>,
    pub(super) patches: Vec<Patch>,
}

/// Finds out what was meant.
pub(super) fn diagnose(source: &Source<'_>, patches: &Patches, fault: &Fault) -> Mend {
    let text = source.text;
    // The parser may stop behind the last line, or at the end of the line before.
    let at = fault.at.min(text.trim_end().len());
    if let Some(mend) = tabs(source, patches, at) {
        return mend;
    }
    if patches.stand_at(at) || is_mended_indentation(text, patches, at) {
        // A mend did not help here: what remains says nothing new.
        return Mend { finding: None, patches: vec![Patch { range: block_at(text, at), text: String::new() }] };
    }
    if let Some(mend) = slip(source, fault, at) {
        return mend;
    }
    let lacking_quotes = value_without_quotes(text, fault, at);
    if let Some(value) = lacking_quotes {
        return quotes(source, value);
    }
    let (place, message, help) = invalid(text, fault, at);
    let finding = source.finding(Code::InvalidYaml, place.clone(), message).help(help);
    Mend { finding: Some(finding), patches: vec![Patch { range: block_at(text, place.start), text: String::new() }] }
}

/// The finding that a value needs quotes, with the mend.
pub(super) fn unquoted(source: &Source<'_>, place: Range<usize>, message: String) -> Diagnostic {
    let right = quoted(&source.text[place.clone()]);
    let span = source.span(place.clone());
    source.finding(Code::UnquotedYaml, place, message).help(format!("write `{}`", short(&right))).fix(
        "put the value in quotes",
        source.file,
        span,
        right,
    )
}

/// A value in quotes. Several wikilinks with commas between are a list of them.
fn quoted(value: &str) -> String {
    let links: Vec<&str> = value.split(',').map(str::trim).collect();
    if links.len() > 1 && links.iter().all(|link| link.starts_with("[[") && link.ends_with("]]")) {
        let links: Vec<String> = links.into_iter().map(quoted).collect();
        return format!("[{}]", links.join(", "));
    }
    let value = inside_quotes(value).unwrap_or(value);
    if value.contains(['"', '\\']) { format!("'{}'", value.replace('\'', "''")) } else { format!("\"{value}\"") }
}

/// The text of a value that stands in quotes and has the same quote inside: `'it's'`.
fn inside_quotes(value: &str) -> Option<&str> {
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let inside = value[1..].strip_suffix(quote)?;
    let (_, after) = inside.split_once(quote)?;
    // `"A" and "B"` is all of it text.
    after.starts_with(char::is_alphanumeric).then_some(inside)
}

fn quotes(source: &Source<'_>, place: Range<usize>) -> Mend {
    let value = &source.text[place.clone()];
    let shown = short(value);
    let message = match value.chars().next() {
        Some('`') => "a value begins with a backquote and needs quotes".to_owned(),
        Some('"' | '\'') if inside_quotes(value).is_some() => format!("`{shown}` has its own quotes inside"),
        Some('"' | '\'') => format!("`{shown}` goes on after its closing quote, so all of it needs quotes"),
        Some(first @ ('@' | '%' | '*' | '&' | '!' | '>' | '|' | '#' | '?' | ',' | '[' | ']' | '{' | '}')) => {
            let begins = if value.starts_with("[[") { "[[".to_owned() } else { first.to_string() };
            format!("`{shown}` begins with `{begins}` and needs quotes")
        }
        _ => format!("`{shown}` holds a colon and a space, so it needs quotes"),
    };
    let patch = Patch { range: place.clone(), text: quoted(value) };
    Mend { finding: Some(unquoted(source, place, message)), patches: vec![patch] }
}

/// The value that could be read if it stood in quotes.
fn value_without_quotes(text: &str, fault: &Fault, at: usize) -> Option<Range<usize>> {
    let line = Line::at(text, at);
    let value = &text[line.value.clone()];
    let in_flow = fault.flow.is_some();
    let whole = (!value.is_empty() && !in_flow).then_some(line.value.clone());
    match &fault.kind {
        ErrorKind::UnexpectedCharacter { character } if character.is_control() => None,
        ErrorKind::InvalidBlockScalarHeader if has_block(text, at) => None,
        ErrorKind::UnexpectedCharacter { .. } | ErrorKind::MissingAnchorOrAliasName | ErrorKind::InvalidBlockScalarHeader => {
            Some(token(text, fault, at, &line))
        }
        // `[[#heading]]`, `[#tag]`
        ErrorKind::CommentNotSeparated if in_flow || value.starts_with('[') => {
            let opens = at.checked_sub(2).filter(|&opens| text.as_bytes()[opens..].starts_with(b"[["));
            let closed = opens.and_then(|opens| Some(opens..at + text[at..line_at(text, at).end].find("]]")? + 2));
            Some(closed.unwrap_or_else(|| token(text, fault, at, &line)))
        }
        ErrorKind::InvalidTrailingDoubleQuotedScalar | ErrorKind::InvalidTrailingSingleQuotedScalar => whole.filter(|_| {
            value.starts_with(['"', '\'']) && line.value.contains(&at) && closes_before(value, at - line.value.start)
        }),
        // `a: b: c`, but not with a block below it.
        ErrorKind::MappingValueNotAllowed => {
            whole.filter(|range| line.key.is_some() && range.contains(&at) && !value.ends_with(':') && value.contains(": "))
        }
        // Text after what looks like a list, a mapping or an alias.
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::ExpectedBlockSequenceEntry | ErrorKind::MisplacedFlowCollectionEnd => {
            whole.filter(|range| {
                range.contains(&at) && value.starts_with(['[', '{', '*', ']', '}']) && at_end_of_link(value, at - range.start)
            })
        }
        ErrorKind::UnexpectedEofBlockMapping | ErrorKind::MappingKeyNotAllowed | ErrorKind::ExpectedNodeContent => {
            whole.filter(|range| range.start == at && value.starts_with([',', '?']))
        }
        _ => None,
    }
}

/// Whether lines follow that are indented further than the line at `at`.
fn has_block(text: &str, at: usize) -> bool {
    let below = line_at(text, at).end..block_at(text, at).end;
    !text[below].trim().is_empty()
}

/// Whether a value that begins with a bracket and cannot be read from `at` on is text: `[a] b`, and not `[a]]`.
fn at_end_of_link(value: &str, at: usize) -> bool {
    at == 0 || value.starts_with("[[") || !value[at..].starts_with([']', '}'])
}

/// Whether the quoted scalar that `value` begins with ends before `at`.
fn closes_before(value: &str, at: usize) -> bool {
    let quote = &value[..1];
    value.get(1..at).is_some_and(|inside| inside.contains(quote))
}

/// The words from `at` on that belong together: to the end of the line, or within brackets to what ends an item.
fn token(text: &str, fault: &Fault, at: usize, line: &Line) -> Range<usize> {
    let rest = &text[at..line_at(text, at).end];
    if let Some(key) = line.key.clone().filter(|key| key.contains(&at)) {
        return at..key.end;
    }
    if fault.flow.is_none() {
        return at..at + value_length(rest);
    }
    let end_of_item = |from: usize| rest[from..].find([',', ']', '}']).map_or(rest.len(), |found| from + found);
    let mut end = end_of_item(0);
    // In `{cite: @a, p. 3}` what follows the comma is no key, so it belongs to the value.
    while fault.in_mapping && rest[end..].starts_with(',') {
        let next = end_of_item(end + 1);
        if rest[end + 1..next].contains(':') {
            break;
        }
        end = next;
    }
    at..at + rest[..end].trim_end().len()
}

/// A tab that indents a line, at the fault or just after it: one finding for all such lines, all mended.
fn tabs(source: &Source<'_>, patches: &Patches, at: usize) -> Option<Mend> {
    let text = source.text;
    let indents = |line: &Range<usize>| text[line.start..line.start + indentation(&text[line.clone()])].contains('\t');
    let here = line_at(text, at);
    let below = || next_line(text, here.end).map(|start| line_at(text, start));
    let line = Some(here.clone()).filter(indents).or_else(|| below().filter(indents))?;
    if is_mended_indentation(text, patches, line.start) {
        return None;
    }
    let mut lines = Vec::new();
    let mut next = Some(0);
    while let Some(start) = next {
        let other = line_at(text, start);
        next = next_line(text, other.end);
        if other == line || text[other.clone()].starts_with('\t') {
            lines.push(other);
        }
    }
    let patches: Vec<Patch> = lines
        .into_iter()
        .map(|line| {
            let range = line.start..line.start + indentation(&text[line.clone()]);
            Patch { text: text[range.clone()].replace('\t', "  "), range }
        })
        .collect();
    let place = line.start..line.start + indentation(&text[line]);
    let edits = patches.iter().map(|patch| Edit {
        place: Place { file: source.file.clone(), span: source.span(patch.range.clone()) },
        replacement: patch.text.clone(),
    });
    let fix = Fix { title: "indent with two spaces in place of each tab".to_owned(), edits: edits.collect() };
    let finding = source
        .finding(Code::TabIndent, place, "this line is indented with a tab, and YAML takes spaces only")
        .help("put two spaces in place of each tab");
    Some(Mend { finding: Some(Diagnostic { fix: Some(fix), ..finding }), patches })
}

/// Whether the tabs were taken out of the line's indentation.
fn is_mended_indentation(text: &str, patches: &Patches, at: usize) -> bool {
    let line = line_at(text, at);
    text[line.clone()].starts_with([' ', '\t']) && patches.stand_at(line.start)
}

/// The place, the message and the help of a fault that no quotes mend.
fn invalid(text: &str, fault: &Fault, at: usize) -> (Range<usize>, String, String) {
    let owned = |(message, help): (&str, &str)| (message.to_owned(), help.to_owned());
    // What is not closed shows its fault far below.
    if let Some(open) = fault.flow.filter(|&open| is_left_open(text, open, at, &fault.kind)) {
        let bracket = &text[open..=open];
        let closing = if bracket == "[" { "]" } else { "}" };
        let help = format!("write `{closing}` where it ends; put text that begins with `{bracket}` in quotes");
        return (open..open + 1, format!("this `{bracket}` is not closed"), help);
    }
    if matches!(fault.kind, ErrorKind::InvalidTrailingDoubleQuotedScalar | ErrorKind::InvalidTrailingSingleQuotedScalar)
        && let Some(open) = open_quote(text, at)
    {
        let (message, help) = owned(reason::of(&ErrorKind::UnclosedQuotedScalar));
        return (open..open + 1, message, help);
    }
    let line = Line::at(text, at);
    let written = line_at(text, at);
    let content = written.start + indentation(&text[written.clone()])
        ..written.start + text[written.clone()].trim_end_matches([' ', '\t', '\r', '\n']).len();
    if fault.kind == ErrorKind::SimpleKeyExpected {
        let shown = short(&text[content.clone()]);
        let message = format!("`{shown}` is not a key and a value");
        let help = format!("write `{shown}: value`, or indent the line if it goes on with the value above");
        return (content, message, help);
    }
    if fault.kind == ErrorKind::MappingValueNotAllowed
        && let Some(key) = line.key
    {
        let shown = short(&text[key.clone()]);
        return if key.end < at {
            let help = "put the second on a line of its own, indented, or put text that holds a colon in quotes".to_owned();
            (line.value, "two keys stand on one line".to_owned(), help)
        } else {
            let message = format!("`{shown}` stands where the line above goes on, so it cannot be a key");
            (key, message, "indent the keys of one mapping alike, and write each as `key: value`".to_owned())
        };
    }
    let (message, help) = owned(reason::of(&fault.kind));
    let place = match &text[at..] {
        rest if rest.is_empty() || rest.starts_with(['\n', '\r']) => content,
        rest => at..at + rest.chars().next().map_or(0, char::len_utf8),
    };
    (place, message, help)
}

/// A key whose colon YAML does not see: `title:x`, `title：中文`.
struct Slip {
    /// The colon, and the blanks behind it.
    colon: Range<usize>,
    message: String,
    help: String,
    /// What is to be written there; `None` where the words before it may be no key.
    right: Option<&'static str>,
}

impl Slip {
    /// That of a line without its indentation.
    fn of(line: &str) -> Option<Self> {
        let line = line.trim_end();
        let at = line.find([':', '：'])?;
        let (key, rest) = line.split_at(at);
        let is_wide = rest.starts_with('：');
        let behind = &rest[if is_wide { '：'.len_utf8() } else { 1 }..];
        let value = behind.trim_start();
        let lacks_space = !is_wide && !behind.is_empty() && value.len() == behind.len() && !behind.starts_with("//");
        if key.is_empty() || key.contains(char::is_whitespace) || !(is_wide || lacks_space) {
            return None;
        }
        let message = if is_wide {
            format!("the colon after `{}` is the full-width `：`, and YAML takes `:` and a space", short(key))
        } else {
            format!("`{}` has no space after its colon", short(line))
        };
        let help = if value.is_empty() { format!("write `{key}:`") } else { format!("write `{key}: {}`", short(value)) };
        let is_key = key.starts_with(char::is_alphabetic) && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
        // A quote that closes here was opened above, so this is text.
        let is_whole = value.matches('"').count() % 2 == 0;
        let right = (is_key && is_whole).then_some(if value.is_empty() { ":" } else { ": " });
        Some(Self { colon: at..line.len() - value.len(), message, help, right })
    }

    /// The finding, and the way to read on: the line that begins at `start` mended, or left out.
    fn mend(self, source: &Source<'_>, start: usize) -> Mend {
        let line = line_at(source.text, start);
        let place = start..start + source.text[start..line.end].trim_end().len();
        let finding = source.finding(Code::InvalidYaml, place, self.message).help(self.help);
        let colon = start + self.colon.start..start + self.colon.end;
        match self.right {
            Some(right) => Mend {
                finding: Some(finding.fix(format!("write `{right}`"), source.file, source.span(colon.clone()), right)),
                patches: vec![Patch { range: colon, text: right.to_owned() }],
            },
            None => {
                Mend { finding: Some(finding), patches: vec![Patch { range: block_at(source.text, start), text: String::new() }] }
            }
        }
    }
}

/// What is told of a document that is one text, if its first line was meant to be a key and a value.
pub(super) fn of_text(source: &Source<'_>, root: &Node) -> Option<Mend> {
    let start = root.span.start as usize - source.start;
    let is_text = matches!(root.kind, NodeKind::Scalar(_)) && !source.text[start..].starts_with(['"', '\'', '|', '>']);
    if !is_text {
        return None;
    }
    Slip::of(&source.text[start..line_at(source.text, start).end]).map(|slip| slip.mend(source, start))
}

/// The same of a line where a key should stand, or of the one above, which a key cannot follow.
fn slip(source: &Source<'_>, fault: &Fault, at: usize) -> Option<Mend> {
    let text = source.text;
    let line = match fault.kind {
        ErrorKind::SimpleKeyExpected => line_at(text, at),
        ErrorKind::MappingValueNotAllowed => slip_above(text, at)?,
        _ => return None,
    };
    let start = line.start + indentation(&text[line.clone()]);
    Slip::of(&text[start..line.end]).map(|slip| slip.mend(source, start))
}

/// The line above the key at `at`, if both are to be keys of one mapping. Nothing but slips may stand above them in it: else they
/// go on with a text, which is to stay as it is.
fn slip_above(text: &str, at: usize) -> Option<Range<usize>> {
    let here = line_at(text, at);
    let own = indentation(&text[here.clone()]);
    let key = Line::at(text, at).key.filter(|key| key.start == here.start + own)?;
    let is_first_colon = text.get(key.end..at).is_none_or(|between| between.trim().is_empty());
    let slips = |line: &Range<usize>| {
        let written = &text[line.clone()];
        indentation(written) == own && !written[own..].starts_with(['"', '\'']) && Slip::of(&written[own..]).is_some()
    };
    let mut lines = lines_above(text, here.start);
    let above = lines.next().filter(|line| is_first_colon && slips(line))?;
    let before = lines.find(|line| !slips(line));
    before.is_none_or(|line| has_mapping_below(text, &line, own)).then_some(above)
}

/// The lines above the one that begins at `start`, from below, without empty ones and comments.
fn lines_above(text: &str, start: usize) -> impl Iterator<Item = Range<usize>> {
    let above = move |start: usize| start.checked_sub(1).map(|end| line_at(text, end));
    std::iter::successors(above(start), move |line| above(line.start)).filter(move |line| {
        let written = text[line.clone()].trim_start();
        !written.is_empty() && !written.starts_with('#')
    })
}

/// Whether the lines below this one, which are indented by `own`, are keys of a mapping.
fn has_mapping_below(text: &str, line: &Range<usize>, own: usize) -> bool {
    let Line { key, value } = Line::at(text, line.start);
    let written = &text[line.clone()];
    written.trim_end() == "---" || (key.is_some() && value.is_empty() && indentation(written) < own)
}

/// Whether the fault at `at` comes from the bracket at `open` not being closed.
fn is_left_open(text: &str, open: usize, at: usize, kind: &ErrorKind) -> bool {
    let opening = line_at(text, open);
    let failing = line_at(text, at);
    let ended = matches!(
        kind,
        ErrorKind::UnclosedFlowCollection { .. }
            | ErrorKind::UnexpectedEofFlowMapping
            | ErrorKind::UnexpectedEofFlowSequence
            | ErrorKind::UnexpectedEofImplicitFlowMapping
            | ErrorKind::UnexpectedEof
    );
    // What stands in brackets is indented further than the line they open on.
    ended || (failing.start > opening.start && indentation(&text[failing]) <= indentation(&text[opening]))
}

/// The quote, on a line above, that was not closed where it should and took the text down to `at` with it.
fn open_quote(text: &str, at: usize) -> Option<usize> {
    let mut line = line_at(text, at);
    let mut looked = 0;
    loop {
        let value = Line::at(text, line.start).value;
        if let Some(quote) = text[value.clone()].chars().next().filter(|c| matches!(c, '"' | '\'')) {
            let inside = &text[value.start + 1..at.max(value.start + 1).min(line.end)];
            match inside.contains(quote) {
                // Closed on its own line, so it is not what closes here.
                true => return None,
                false if looked > 0 => return Some(value.start),
                // What seemed to open here closed what was opened above.
                false => {}
            }
        }
        looked += 1;
        // Past this, the value is a long text and the fault in its own line.
        if line.start == 0 || looked > 50 {
            return None;
        }
        line = line_at(text, line.start - 1);
    }
}

/// A value as it is shown in a sentence.
fn short(value: &str) -> String {
    const LONGEST: usize = 60;
    match value.char_indices().nth(LONGEST) {
        None => value.to_owned(),
        Some((end, _)) => format!("{}...", &value[..end]),
    }
}
