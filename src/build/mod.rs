//! The stages in order: read, parse, resolve, check, assemble, render, write. [`Front`] is an archive read and checked;
//! [`publish`] makes the site of it.

mod front;
mod publish;
mod stats;

pub use front::{Drafts, Front, Request, Texts};
pub use publish::{Sink, publish};
pub use stats::Stats;
