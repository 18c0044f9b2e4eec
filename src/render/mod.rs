//! From pages to files of the site. What is rendered is complete in itself: nothing here can ask the archive.

mod cite;
mod claims;
mod evidence;
pub mod han;
pub mod highlight;
pub mod html;
pub mod inline;
mod lists;
pub mod markdown;
pub mod page;
pub mod phrases;
mod ruby;
pub mod session;
pub mod site_value;
pub mod svg;
pub mod table_value;
pub mod template;
mod value;
