//! `[@key, p. 3]` and the like. They are not read yet, but what looks like one is no link.

use super::Leaf;

impl Leaf<'_> {
    /// Whether the bracket that ends at `start` begins a citation: `[@key` or `[-@key`.
    pub(super) fn begins_citation(&self, start: u32) -> bool {
        let rest = &self.text[start as usize..];
        let key = rest.strip_prefix('-').unwrap_or(rest).strip_prefix('@');
        key.is_some_and(|key| key.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '{'))
    }
}
