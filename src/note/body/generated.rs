//! Fenced blocks that stand for something generated.

use std::sync::Arc;

use super::event::Str;
use super::findings::Findings;
use super::{BodySettings, GeneratedBlock};
use crate::text::{Span, VaultPath};
use crate::yaml::{self, Node, NodeKind};

/// Languages of such blocks.
const LANGUAGES: [&str; 1] = ["index"];

/// The language of a fence with this info string, if its block is generated.
pub(super) fn language(info: &str) -> Option<&'static str> {
    let word = info.split_whitespace().next()?;
    LANGUAGES.into_iter().find(|language| *language == word)
}

/// Reads the queries of a note.
pub(super) struct Reader<'a> {
    pub source: &'a Arc<str>,
    pub file: &'a VaultPath,
    pub settings: &'a BodySettings,
    /// The source with spaces for the quote marks before lines of queries, so that no place moves; made at the first need.
    masked: Option<String>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(source: &'a Arc<str>, file: &'a VaultPath, settings: &'a BodySettings) -> Self {
        Self { source, file, settings, masked: None }
    }

    /// Reads the query of a block, whose lines are `texts`.
    pub(super) fn read(
        &mut self,
        language: &str,
        texts: &[(Str, Span)],
        span: Span,
        diagnostics: &mut Findings,
    ) -> GeneratedBlock {
        let query = match (texts.first(), texts.last()) {
            (Some((_, first)), Some((_, last))) => {
                // With what stands before the first line, so that all lines are indented alike.
                let start = self.source[..first.start as usize].rfind('\n').map_or(0, |at| at + 1);
                let end = last.end as usize;
                self.mask(start, texts);
                let text = self.masked.as_deref().unwrap_or(self.source);
                let read = yaml::parse(self.file, text, start..end, &self.settings.limits.front_matter());
                let is_empty = read.value.is_none() && read.diagnostics.is_empty();
                diagnostics.extend(read.diagnostics);
                if is_empty { Some(self.nothing(span)) } else { read.value }
            }
            _ => Some(self.nothing(span)),
        };
        GeneratedBlock { language: language.into(), query, span }
    }

    /// A query in which nothing is written, at the line that opens its block.
    fn nothing(&self, block: Span) -> Node {
        let opening = self.source[block.range()].lines().next().unwrap_or("").trim_end();
        Node { kind: NodeKind::Null, span: Span::new(0..opening.len()).shifted(block.start as usize) }
    }

    fn mask(&mut self, start: usize, texts: &[(Str, Span)]) {
        let mut at = start;
        for (_, span) in texts {
            for mark in memchr::memchr_iter(b'>', self.source[at..span.start as usize].as_bytes()) {
                let masked = self.masked.get_or_insert_with(|| self.source.to_string());
                masked.replace_range(at + mark..=at + mark, " ");
            }
            at = span.end as usize;
        }
    }
}
