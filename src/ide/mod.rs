//! What an editor may ask of an archive, as plain data: mends, renames.

pub mod fixes;
pub mod rename;
