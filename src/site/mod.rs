//! What the site consists of: every address, and for each page the closed data its template may see.

pub mod body;
pub mod inline;
pub mod page;
pub mod route;
pub mod table;
