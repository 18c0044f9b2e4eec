//! What the site consists of: every address, and for each page the closed data its template may see.

pub mod addresses;
pub mod body;
pub mod excerpt;
pub mod faults;
pub mod inline;
pub mod page;
pub mod resolve;
pub mod route;
pub mod table;
