//! What the template engine says of a fault, as findings in our form: at a file and a place, in one sentence, in words for people who
//! write templates.

use tera::ErrorKind;

use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::text::{Span, VaultPath};
use crate::theme::Theme;

const HELP: &str = "what a template may use is listed in themes/README.md";

/// The findings for an error of the engine; `rendering` is the template, or component, being rendered.
pub(super) fn findings(error: &tera::Error, theme: &Theme, rendering: Option<&str>) -> Vec<Diagnostic> {
    let at = |name: &str, span: Span, message: &str| {
        let (message, help) = words(message, theme);
        Diagnostic::new(Code::TemplateError, &file_of(theme, name), span, message).help(help)
    };
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            vec![at(report.filename(), Span::new(report.span().range.clone()), report.message())]
        }
        ErrorKind::MissingParent { current, parent } => {
            let text = theme.templates.get(&**current).map_or("", |file| &file.text);
            let span = text.find(&**parent).map_or(Span::default(), |at| Span::new(at..at + parent.len()));
            vec![at(current, span, &format!("Unknown template `{parent}`"))]
        }
        ErrorKind::CircularExtend { tpl, .. } | ErrorKind::CircularInclude { tpl, .. } => {
            let message = "the template extends or includes itself, directly or through others";
            vec![at(tpl, Span::default(), message)]
        }
        other => {
            let message = other.to_string();
            let reports: Vec<Diagnostic> =
                reports(&message).map(|report| at(report.file, report.span(theme), report.message)).collect();
            match rendering {
                _ if !reports.is_empty() => reports,
                Some(template) => vec![at(template, Span::default(), &message)],
                None => vec![Diagnostic::general(Code::TemplateError, sentence(&message)).help(HELP)],
            }
        }
    }
}

fn file_of(theme: &Theme, name: &str) -> VaultPath {
    theme.templates.get(name).map_or_else(|| VaultPath::new(name), |file| file.path.clone())
}

/// One of the reports that the engine joins to one message where names are unknown: `error: MESSAGE`, `--> FILE:LINE:COLUMN`, the
/// line, and marks below it.
struct Report<'m> {
    message: &'m str,
    file: &'m str,
    line: usize,
    column: usize,
    length: usize,
}

/// The reports in a message.
fn reports(message: &str) -> impl Iterator<Item = Report<'_>> {
    let lines: Vec<&str> = message.lines().collect();
    (0..lines.len()).filter_map(move |at| {
        let message = lines[at].strip_prefix("error: ")?;
        let mut place = lines.get(at + 1)?.trim_start().strip_prefix("--> ")?.rsplitn(3, ':');
        let (column, line, file) = (place.next()?.parse().ok()?, place.next()?.parse().ok()?, place.next()?);
        let length = lines.get(at + 4)?.chars().filter(|c| *c == '^').count();
        Some(Report { message, file, line, column, length })
    })
}

impl Report<'_> {
    /// Its place in the template.
    fn span(&self, theme: &Theme) -> Span {
        let Some(file) = theme.templates.get(self.file) else { return Span::default() };
        let text = &*file.text;
        let before: usize = text.split_inclusive('\n').take(self.line.saturating_sub(1)).map(str::len).sum();
        let offset = |characters: usize| {
            let rest = text.get(before..).unwrap_or("");
            before + rest.char_indices().nth(characters).map_or(rest.len(), |(at, _)| at)
        };
        let start = self.column.saturating_sub(1);
        Span::new(offset(start)..offset(start + self.length))
    }
}

/// A message of the engine in our words, and what to do.
fn words(message: &str, theme: &Theme) -> (String, String) {
    let message = message.trim().trim_end_matches('.');
    for what in ["filter", "test", "function", "component", "template"] {
        let name = message
            .strip_prefix("Unknown ")
            .and_then(|rest| rest.strip_prefix(what)?.trim().strip_prefix('`')?.strip_suffix('`'));
        let Some(name) = name else { continue };
        let templates = theme.templates.keys().map(|name| &**name).filter(|_| what == "template");
        let help = suggest::did_you_mean(name, templates).unwrap_or_else(|| HELP.to_owned());
        return (format!("there is no {what} `{name}`"), help);
    }
    if let Some((found, expected)) = message.strip_prefix("Found ").and_then(|rest| rest.split_once(" but expected ")) {
        let found = thing(found);
        return match expected.strip_prefix("one of: ") {
            Some(_) => {
                let help = "a value is a name, a number, a text in quotes, or something in brackets";
                (format!("a value should stand here, not {found}"), help.to_owned())
            }
            None => (format!("{} should stand here, not {found}", thing(expected)), HELP.to_owned()),
        };
    }
    if let Some(block) =
        message.strip_prefix("Block ").and_then(|rest| rest.strip_suffix(" is not defined in any parent template"))
    {
        return (format!("no template that this one extends has a block {block}"), HELP.to_owned());
    }
    if message == "Unknown tag" {
        let help = "tags are `block`, `component`, `extends`, `for`, `if`, `include` and `set`, and what is open is closed before what is \
                    around it";
        return ("this tag cannot stand here".to_owned(), help.to_owned());
    }
    if message == "Unexpected end of input" {
        let help = "close what is open: `{{ ... }}`, `{% ... %}`, `{% if %}...{% endif %}`";
        return ("the template ends here, within a tag or a block".to_owned(), help.to_owned());
    }
    for list in [". Available fields: ", ". Available variables: "] {
        if let Some((message, names)) = message.split_once(list) {
            return (sentence(message), instead(message, names));
        }
    }
    (sentence(message), HELP.to_owned())
}

/// Names that are all listed where one of them was missed.
const MOST_LISTED: usize = 60;

/// What to write for a name that is not there, of those that are.
fn instead(message: &str, names: &str) -> String {
    let wanted = message.split('`').nth(1).unwrap_or("");
    let known: Vec<&str> = names.trim_end_matches('.').split(", ").collect();
    let around = wanted.strip_suffix("_before").or_else(|| wanted.strip_suffix("_after"));
    if let Some(key) = around.filter(|key| known.contains(key)) {
        return format!("the text `{key}` has several placeholders; give it one, or fill them where it is used");
    }
    if known.len() <= MOST_LISTED {
        return format!("these are there: {names}");
    }
    suggest::did_you_mean(wanted, known).unwrap_or_else(|| HELP.to_owned())
}

/// What the engine calls a piece of a template, in words.
fn thing(name: &str) -> String {
    match name {
        "identifier" | "ident" => "a name".to_owned(),
        "attribute name" => "the name of an attribute".to_owned(),
        "string" => "a text in quotes".to_owned(),
        "integer" => "a whole number".to_owned(),
        "float" => "a number".to_owned(),
        "bool" => "`true` or `false`".to_owned(),
        "content" | "raw content" => "text".to_owned(),
        "comment" => "a comment".to_owned(),
        // Signs and words of the language are in backquotes already, or stand alone.
        name if name.contains(['`', ' ']) => name.to_owned(),
        name => format!("`{name}`"),
    }
}

/// The engine's message as one sentence in our form: lower case, no full stop.
fn sentence(message: &str) -> String {
    let message = message.trim().trim_end_matches('.');
    let mut chars = message.chars();
    match chars.next() {
        Some(first) if chars.as_str().starts_with(|c: char| c.is_lowercase() || c == ' ') => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => message.to_owned(),
    }
}
