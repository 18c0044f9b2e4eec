//! Code in colours: spans with classes (`s-keyword`), made at build time.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustc_hash::FxHashMap;
use syntect::html::{ClassStyle, line_tokens_to_classed_spans};
use syntect::parsing::{ParseState, ScopeStack, SyntaxReference, SyntaxSet};
use syntect::util::LinesWithEndings;

use super::html::escape;

/// Longer blocks and lines are not coloured: the patterns of some languages take time out of proportion.
const LONGEST_BLOCK: usize = 256 << 10;
const LONGEST_LINE: usize = 2 << 10;

/// Blocks remembered: a server that sees the same block edited all day shall not grow.
const MOST_KEPT: usize = 10_000;

/// Colours code. The languages are loaded when the first block asks for one; equal blocks are coloured once.
#[derive(Debug, Default)]
pub struct Highlighter {
    syntaxes: OnceLock<SyntaxSet>,
    done: Mutex<FxHashMap<blake3::Hash, Option<Arc<str>>>>,
}

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
        let html = find(syntaxes, language).and_then(|syntax| colour(syntaxes, syntax, code)).map(Arc::from);
        let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        if done.len() >= MOST_KEPT {
            done.clear();
        }
        done.insert(key, html.clone());
        html
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

fn colour(syntaxes: &SyntaxSet, syntax: &SyntaxReference, code: &str) -> Option<String> {
    let style = ClassStyle::SpacedPrefixed { prefix: "s-" };
    let mut state = ParseState::new(syntax);
    let mut scopes = ScopeStack::new();
    let mut html = String::with_capacity(code.len() * 3);
    let mut open = 0_isize;
    for line in LinesWithEndings::from(code) {
        if line.len() > LONGEST_LINE {
            escape(&mut html, line);
            continue;
        }
        let parsed = state.parse_line(line, syntaxes).ok()?;
        let (spans, delta) = line_tokens_to_classed_spans(line, &parsed, style, &mut scopes).ok()?;
        html.push_str(&spans);
        open += delta;
    }
    for _ in 0..open {
        html.push_str("</span>");
    }
    Some(html)
}
