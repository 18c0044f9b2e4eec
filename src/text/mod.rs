//! Places in text: paths inside the archive, byte spans, lines and columns; and what the scripts of a text need
//! (Han characters, case folding, markup).

mod fold;
pub mod han;
mod line_index;
pub mod markup;
mod path;
mod span;

pub use fold::{fold, folds_to, nfc};
pub use line_index::{LineColumn, LineIndex};
pub use path::VaultPath;
pub use span::{Span, Spanned};
