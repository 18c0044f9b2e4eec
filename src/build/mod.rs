//! The stages in order: read, parse, resolve, check, assemble, render, write. [`Front`] is an archive read and checked;
//! [`publish`] makes the site of it.

mod cache;
mod front;
mod memo;
mod publish;
mod stats;

pub use cache::{Cache, Program, Record, Unchanged};
pub use front::{Drafts, Front, Request, Texts};
pub use memo::{Forgets, Memo};
pub use publish::{Maker, Marks, Sink, find_faults, publish, with_site};
pub use stats::Stats;
