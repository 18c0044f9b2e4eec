//! What the generated views show: projections of the archive without markup, so that a page, a CSV file, JSON and the command
//! line print the same rows.

mod provisional;
pub mod table;
mod views;

pub use views::Views;
