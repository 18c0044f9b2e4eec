//! What the generated views show: projections of the archive without markup, so that a page, a CSV file, JSON and the command
//! line print the same rows.
//!
//! [`Catalog`] is the archive with what every table needs; a [`Query`] says which rows and columns; a [`table::Table`] is its
//! answer. [`Views`] are the tables of a site.

pub mod annotations;
pub mod catalog;
mod claims;
pub mod collate;
mod column;
mod condition;
mod facet;
mod group;
mod item;
mod letters;
mod notes;
mod order;
pub mod query;
pub mod table;
mod tabulate;
mod tags;
mod views;
pub mod words;

pub use catalog::Catalog;
pub use collate::Collation;
pub use query::Query;
pub use views::{Tables, Views};
