//! Claims: in the note they stand in, on the pages of what they are about, and where they contradict each other.

use super::Site;
use super::body::Href;
use super::inline::Inline;
use crate::archive::claims::ClaimIx;

impl<'a> Site<'a> {
    /// The place of a claim in its note.
    #[must_use]
    pub fn claim_href(&self, ix: ClaimIx) -> Href {
        let claims = &self.archive.claims;
        let written = claims.written(&self.archive.notes, ix);
        self.addresses.note(claims.get(ix).note).at(&written.id.value.anchor())
    }

    /// A citation of a claim, as people read it.
    pub(super) fn claim_source(&self, ix: ClaimIx, at: u32) -> Vec<Inline<'a>> {
        vec![Inline::Text(self.archive.claims.get(ix).sources[at as usize].clone())]
    }
}
