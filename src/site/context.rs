//! A hash of all that a page's template may see: two pages with the same hash are the same page.
//!
//! It is taken over the closed data of the page by their derived `Hash`, so a new part of a context counts from the day it is
//! declared. Hashes hold on one machine and for one program only.

use std::cell::Cell;
use std::hash::{Hash, Hasher};

/// Of a page's context.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContextHash(pub u128);

impl ContextHash {
    /// The hash of a value.
    #[must_use]
    pub fn of(value: &impl Hash) -> Self {
        let mut parts = Parts { bytes: BYTES.take() };
        value.hash(&mut parts);
        let hash = blake3::hash(&parts.bytes);
        parts.bytes.clear();
        BYTES.set(parts.bytes);
        let half = hash.as_bytes().first_chunk::<16>().copied().unwrap_or_default();
        Self(u128::from_le_bytes(half))
    }
}

thread_local! {
    /// Room for what is hashed, kept from one value to the next: a page's context is many kilobytes long.
    static BYTES: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// Gathers what is hashed: many small writes are one run of the hash function.
struct Parts {
    bytes: Vec<u8>,
}

impl Hasher for Parts {
    fn write(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    fn finish(&self) -> u64 {
        let hash = blake3::hash(&self.bytes);
        u64::from_le_bytes(hash.as_bytes().first_chunk::<8>().copied().unwrap_or_default())
    }
}
