//! What casebook does, seen from outside. One module a topic; `tests/README.md` says how to add a test.

// A helper used by one topic only is no fault; a failed expectation is how a test ends.
#![allow(unreachable_pub, dead_code, clippy::unwrap_used, clippy::missing_panics_doc, clippy::format_collect)]

mod all_codes;
mod annotations;
mod architecture;
mod assembled;
mod body;
mod body_hostile;
mod body_html;
#[cfg(unix)]
mod browser;
mod build;
mod citations;
mod claims;
mod cli;
mod commonmark;
mod config;
mod coverage;
mod datasets;
mod dates;
mod determinism;
mod drafts;
mod embeds;
mod explain;
mod front_matter;
mod images;
mod incremental;
mod index_blocks;
mod kept_going;
mod kinds;
mod languages;
mod links;
mod long_lists;
mod output;
mod paths;
mod project;
mod queries;
mod relations;
mod rename;
mod rename_folder;
mod render;
mod render_cases;
mod render_markup;
mod serve;
mod silencing;
mod sitemap;
mod source;
mod svg;
mod theme;
mod values;
mod works;
mod yaml;
