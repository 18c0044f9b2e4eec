//! The archive in other formats, one file each.

pub mod feeds;
/// P
pub mod csv {
    /// P
    pub fn table(_: &crate::archive::Archive, _: &crate::view::table::Table, _: &str) -> Vec<u8> {
        Vec::new()
    }
}
/// P
pub mod json {
    /// P
    pub fn table(_: &crate::archive::Archive, _: &crate::view::table::Table, _: &str) -> Vec<u8> {
        Vec::new()
    }
}
