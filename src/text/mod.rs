//! Places in text: paths inside the archive, byte spans, lines and columns; and what the scripts of a text need
//! (Han characters, case folding, markup); and why the system refuses to read or write one.

mod fold;
pub mod han;
mod line_index;
pub mod markup;
mod path;
pub mod refusal;
mod span;

pub use fold::{fold, folds_to, nfc};
pub use line_index::{LineColumn, LineIndex};
pub use path::VaultPath;
pub use span::{Span, Spanned};

/// Bytes at the beginning of a file in which a zero means, as for git, that it is no text.
const LOOKED_AT: usize = 8_000;

/// Whether the bytes of a file are no text that a person could read.
#[must_use]
pub fn is_binary(bytes: &[u8]) -> bool {
    bytes.iter().take(LOOKED_AT).any(|byte| *byte == 0)
}
