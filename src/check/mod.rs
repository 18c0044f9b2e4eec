//! Lints over the whole archive, and how every finding is weighed in the end.

mod baseline;
mod levels;
mod mentions;
mod orphans;
mod silence;
mod sources;
mod stubs;

pub use baseline::Baseline;
pub use levels::{Levels, settle};

use rayon::prelude::*;

use crate::archive::Archive;
use crate::diagnostic::{Code, Diagnostic};

/// Runs the lints that are asked for.
#[must_use]
pub fn run(archive: &Archive, levels: &Levels) -> Vec<Diagnostic> {
    type Lint = fn(&Archive) -> Vec<Diagnostic>;
    let lints: [(Code, Lint); 6] = [
        (Code::OrphanNote, orphans::find),
        (Code::StubNote, stubs::find),
        (Code::UnlinkedMention, mentions::find),
        (Code::ClaimWithoutSource, sources::of_claims),
        (Code::UncitedFigure, sources::of_figures),
        (Code::UncitedWork, sources::of_works),
    ];
    lints.par_iter().filter(|(code, _)| levels.is_reported(*code)).flat_map(|(_, lint)| lint(archive)).collect()
}
