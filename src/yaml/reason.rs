//! What the parser complains of, in words for people who write notes.

use granit_parser::ErrorKind as E;

/// What is wrong, and what to do.
pub(super) fn of(kind: &E) -> (&'static str, &'static str) {
    match kind {
        E::UnclosedQuotedScalar | E::DocumentIndicatorInQuotedScalar => {
            ("this quote is not closed", "write the same quote at the end of the text")
        }
        E::InvalidTrailingSingleQuotedScalar | E::InvalidTrailingDoubleQuotedScalar => {
            ("text goes on after a closing quote", "put all of the value in quotes; in single quotes, write `''` for a quote")
        }
        E::UnknownQuotedScalarEscape => {
            ("this text in double quotes has a `\\` that YAML does not know", "write `\\\\`, or put the text in single quotes")
        }
        E::InvalidQuotedScalarHexEscape
        | E::InvalidLowSurrogateHexEscape
        | E::InvalidLowSurrogate
        | E::MissingLowSurrogate
        | E::UnpairedLowSurrogate
        | E::InvalidUnicodeEscape => {
            ("this text in double quotes has a `\\u` or `\\x` that names no character", "write the character itself")
        }
        E::InvalidQuotedScalarIndent => {
            ("a line of a quoted text is not indented", "indent it further than the key, or put the text on one line")
        }
        E::UnclosedFlowCollection { .. }
        | E::UnexpectedEofFlowSequence
        | E::UnexpectedEofFlowMapping
        | E::UnexpectedEofImplicitFlowMapping => ("a bracket is not closed", "write `]` or `}` where the list or mapping ends"),
        E::MisplacedFlowCollectionEnd => ("this bracket closes nothing", "take it out, or put the text in quotes"),
        E::MismatchedFlowCollectionEnd { open: '[', .. } => ("a `[` is closed with another bracket", "close `[` with `]`"),
        E::MismatchedFlowCollectionEnd { .. } => ("a `{` is closed with another bracket", "close `{` with `}`"),
        E::ExpectedFlowSequenceSeparator => {
            ("a comma or `]` is missing in a list", "put commas between the items, and text with brackets or `: ` in quotes")
        }
        E::ExpectedFlowMappingSeparator => {
            ("a comma or `}` is missing in a mapping", "put commas between the entries, and text with brackets or `: ` in quotes")
        }
        E::InvalidColonPlacement | E::FlowMappingValueAdjacentCollection => {
            ("this colon cannot stand within brackets", "put the text in quotes")
        }
        E::MappingValueNotAllowed | E::MappingKeyNotAllowed => (
            "a key and its value begin where a value goes on",
            "indent keys of one mapping alike; put text that holds `: ` in quotes",
        ),
        E::BlockSequenceEntryNotAllowed => (
            "a list cannot begin on the line of its key",
            "put each `- ` on a line of its own below the key, or quote it if it is text",
        ),
        E::BlockEntryInFlowCollection => ("`- ` cannot stand within brackets", "put commas between the items"),
        E::ExpectedBlockSequenceEntry => (
            "this line is not an item of the list it stands in",
            "begin it with `- `, or indent it further if it belongs to the item above",
        ),
        E::ExpectedBlockMappingKey | E::InvalidIndentation | E::ExpectedDocumentStart | E::UnexpectedEofBlockMapping => {
            ("this line does not fit the lines above it", "indent the keys of one mapping alike, and the items of one list alike")
        }
        E::SimpleKeyExpected | E::InvalidSimpleKey => ("a key has no colon", "write `key: value`"),
        E::CommentInterceptedScalar | E::CommentNotSeparated => {
            ("a comment stands within a value", "put a space before `#`, or quote the value if `#` is part of it")
        }
        E::ZeroBlockScalarIndent | E::InvalidBlockScalarHeader => {
            ("nothing may follow `|` or `>` on their line", "begin the text on the next line, indented")
        }
        E::InvalidBlockScalarIndent => {
            ("a line of this text is indented less than its first line", "indent all lines of a `|` or `>` text alike")
        }
        E::TabNotAllowed
        | E::TabInBlockIndentation
        | E::TabInIndentation
        | E::TabInPlainScalar
        | E::TabAtBlockScalarStart
        | E::InvalidMappingValueWhitespace
        | E::InvalidBlockEntryWhitespace => ("a tab stands where YAML takes spaces only", "put spaces in its place"),
        E::DirectiveDisallowed => {
            ("a line that begins with `%` is a YAML directive, and none is read", "take it out, or quote it if it is text")
        }
        E::BomInsideDocument => ("an invisible character (a byte-order mark) stands here", "take it out"),
        E::UnexpectedCharacter { .. } => ("a character stands here that YAML does not allow", "take it out"),
        E::MultipleDocumentsUnsupported | E::InvalidDocumentEnd => ("text stands after the end of the YAML", "take it out"),
        E::UndeclaredTagHandle
        | E::ExpectedTagBang
        | E::InvalidTagTerminator
        | E::InvalidGlobalTagCharacter
        | E::MissingTagUri
        | E::UnclosedVerbatimTag
        | E::InvalidTagEscape => {
            ("text that begins with `!` is a YAML tag, and this one cannot be read", "put the text in quotes")
        }
        _ => ("this cannot be read as YAML", "write `key: value` lines, and put text with special characters in quotes"),
    }
}
