//! What each finding means and how to mend it: one page a code, `explain/CODE.md`. The pages are also tests: the example of
//! each gives exactly the findings it marks, its mended form none.

use include_dir::{Dir, include_dir};

use super::Code;

static PAGES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/src/diagnostic/explain");

/// The page of a code, in Markdown.
#[must_use]
pub fn page(code: Code) -> Option<&'static str> {
    PAGES.get_file(format!("{}.md", code.name()))?.contents_utf8()
}
