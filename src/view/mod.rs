//! What the generated views show: projections of the archive without markup, so that a page, a CSV file, JSON and the command
//! line print the same rows.

pub mod collate;
mod column;
pub mod condition;
pub mod query;
mod run;
mod sort;
pub mod table;
mod tags;
mod views;

pub use views::{Views, run};
