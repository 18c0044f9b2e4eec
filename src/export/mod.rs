//! The archive in other formats, one file each.

pub mod feeds;
