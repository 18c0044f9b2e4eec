//! Code in colours: spans with classes (`s-keyword`), made at build time.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustc_hash::FxHashMap;
use syntect::parsing::{BasicScopeStackOp, ParseState, Scope, ScopeStack, ScopeStackOp, SyntaxReference, SyntaxSet};
use syntect::util::LinesWithEndings;

use super::html::escape;

/// Longer blocks and lines are not coloured: the patterns of some languages take time out of proportion.
const LONGEST_BLOCK: usize = 256 << 10;
const LONGEST_LINE: usize = 2 << 10;

/// Blocks remembered: a server that sees the same block edited all day shall not grow.
const MOST_KEPT: usize = 10_000;

/// Lines remembered, and how long they may be.
const MOST_LINES: usize = 20_000;
const LONGEST_KEPT_LINE: usize = 200;
const MOST_STATES: usize = 16;

/// Colours code. The languages are loaded when the first block asks for one; equal blocks are coloured once, and equal lines that begin
/// in the same state are read once: archives repeat themselves, and reading a line takes as long as rendering a note.
#[derive(Debug, Default)]
pub struct Highlighter {
    syntaxes: OnceLock<SyntaxSet>,
    done: Mutex<FxHashMap<blake3::Hash, Option<Arc<str>>>>,
    lines: Mutex<FxHashMap<Box<str>, Vec<Line>>>,
}

/// A line as it was read.
#[derive(Debug)]
struct Line {
    before: ParseState,
    after: ParseState,
    steps: Steps,
}

/// Where in a line scopes begin and end.
type Steps = Arc<[(usize, ScopeStackOp)]>;

impl Highlighter {
    /// The code as markup; `None` where the language is not known or the code cannot be coloured.
    pub fn highlight(&self, language: &str, code: &str) -> Option<Arc<str>> {
        if language.is_empty() || code.len() > LONGEST_BLOCK || is_plain(language) {
            return None;
        }
        let mut hasher = blake3::Hasher::new();
        hasher.update(language.as_bytes()).update(b"\0").update(code.as_bytes());
        let key = hasher.finalize();
        if let Some(done) = self.done.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return done.clone();
        }
        let syntaxes = self.syntaxes.get_or_init(two_face::syntax::extra_newlines);
        let html = find(syntaxes, language).and_then(|syntax| self.colour(syntaxes, syntax, code)).map(Arc::from);
        let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        if done.len() >= MOST_KEPT {
            done.clear();
        }
        done.insert(key, html.clone());
        html
    }

    fn colour(&self, syntaxes: &SyntaxSet, syntax: &SyntaxReference, code: &str) -> Option<String> {
        let mut state = ParseState::new(syntax);
        let mut scopes = ScopeStack::new();
        let mut spans = Spans::new(syntax.scope, code.len());
        for line in LinesWithEndings::from(code) {
            if line.len() > LONGEST_LINE {
                spans.text(line);
                continue;
            }
            let mut done = 0;
            for (at, op) in self.read_line(syntaxes, &mut state, line)?.iter() {
                spans.text(line.get(done..*at)?);
                done = *at;
                let step = |step, _: &[Scope]| match step {
                    BasicScopeStackOp::Push(scope) => spans.open(scope),
                    BasicScopeStackOp::Pop => spans.close(),
                };
                scopes.apply_with_hook(op, step).ok()?;
            }
            spans.text(&line[done..]);
        }
        while !spans.open.is_empty() {
            spans.close();
        }
        Some(spans.html)
    }

    /// Reads a line, or finds it among those read before.
    fn read_line(&self, syntaxes: &SyntaxSet, state: &mut ParseState, line: &str) -> Option<Steps> {
        let lines = || self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lines().get(line).and_then(|known| known.iter().find(|known| known.before == *state)) {
            state.clone_from(&known.after);
            return Some(known.steps.clone());
        }
        let before = state.clone();
        let steps: Steps = state.parse_line(line, syntaxes).ok()?.into();
        let mut lines = lines();
        if line.len() <= LONGEST_KEPT_LINE && lines.len() < MOST_LINES {
            let known = Line { before, after: state.clone(), steps: steps.clone() };
            let all = lines.entry(line.into()).or_default();
            if all.len() < MOST_STATES {
                all.push(known);
            }
        }
        Some(steps)
    }
}

/// The language of an info string: `rust` of `rust,ignore`, `python` of `{.python .numberLines}`.
#[must_use]
pub fn language_of(info: &str) -> &str {
    let info = info.trim_start_matches(['{', '.', ' ']);
    let end = info.find(|c: char| c.is_whitespace() || matches!(c, ',' | '{' | '}' | '"' | '=')).unwrap_or(info.len());
    &info[..end]
}

fn is_plain(language: &str) -> bool {
    ["text", "txt", "plain", "plaintext", "none"].iter().any(|plain| language.eq_ignore_ascii_case(plain))
}

fn find<'s>(syntaxes: &'s SyntaxSet, language: &str) -> Option<&'s SyntaxReference> {
    // Names that people write and the set knows by another.
    let known = match language.to_ascii_lowercase().as_str() {
        "jsonc" | "json5" => "json",
        "console" | "shell" | "shell-session" | "zsh" => "bash",
        "jsx" => "javascript",
        other => return syntaxes.find_syntax_by_token(other),
    };
    syntaxes.find_syntax_by_token(known)
}

/// Writes spans for the scopes that a style sheet can colour. Those that only say which language it is, or which construct, get none:
/// they are most of what the library would write.
struct Spans {
    html: String,
    /// For each open scope, where its span begins, if it has one.
    open: Vec<Option<usize>>,
    /// The end of the last start tag, to take back a span that stays empty.
    last_start: usize,
    /// Classes of the scopes met.
    classes: FxHashMap<Scope, Box<str>>,
    /// The last part of the language's own scope (`rust`), which most others end with.
    language: String,
}

impl Spans {
    fn new(language: Scope, code: usize) -> Self {
        let language = language.build_string();
        let language = language.rsplit('.').next().unwrap_or("").to_owned();
        Self { html: String::with_capacity(code * 3), open: Vec::new(), last_start: 0, classes: FxHashMap::default(), language }
    }

    fn text(&mut self, text: &str) {
        escape(&mut self.html, text);
    }

    fn open(&mut self, scope: Scope) {
        let language = &self.language;
        let classes = self.classes.entry(scope).or_insert_with(|| classes(&scope.build_string(), language).into());
        if classes.is_empty() {
            return self.open.push(None);
        }
        self.open.push(Some(self.html.len()));
        self.html.push_str("<span class=\"");
        self.html.push_str(classes);
        self.html.push_str("\">");
        self.last_start = self.html.len();
    }

    fn close(&mut self) {
        let Some(Some(start)) = self.open.pop() else { return };
        if self.html.len() == self.last_start {
            self.html.truncate(start);
        } else {
            self.html.push_str("</span>");
        }
    }
}

/// `s-keyword s-control` for `keyword.control.rust`.
fn classes(scope: &str, language: &str) -> String {
    let mut parts: Vec<&str> = scope.split('.').collect();
    let says_nothing = matches!(parts[0], "source" | "text" | "punctuation") || parts[0] == "meta" && !parts.contains(&"mapping");
    if says_nothing {
        return String::new();
    }
    if parts.len() > 1 && parts.last() == Some(&language) {
        parts.pop();
    }
    parts.iter().map(|part| format!("s-{part}")).collect::<Vec<_>>().join(" ")
}
