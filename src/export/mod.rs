//! The archive in other formats, one file each.

pub mod csv;
pub mod feeds;
pub mod json;
pub mod text_table;
mod words;
