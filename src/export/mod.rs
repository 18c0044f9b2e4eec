//! The archive in other formats, one file each.

pub mod bibtex;
pub mod csl_json;
pub mod csv;
pub mod feeds;
pub mod json;
pub mod jsonld;
pub mod ris;
pub mod sitemap;
pub mod text_table;
mod words;
mod xml;
