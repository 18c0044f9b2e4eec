#![doc = include_str!("../ARCHITECTURE.md")]

pub mod diagnostic;
pub mod text;

pub mod output;
pub mod source;
pub mod yaml;

pub mod config;
pub mod schema;
pub mod theme;

pub mod note;
pub mod works;

pub mod archive;
pub mod csl;

pub mod check;
pub mod ide;
pub mod view;

pub mod export;
pub mod site;

pub mod render;

pub mod build;

pub mod serve;

pub mod cli;
