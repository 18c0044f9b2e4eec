//! Truth values.

use super::ValueError;

/// `true` or `yes`, `false` or `no`, in any case.
pub(super) fn parse(text: &str) -> Result<bool, ValueError> {
    let is = |word: &str| text.eq_ignore_ascii_case(word);
    if is("true") || is("yes") {
        Ok(true)
    } else if is("false") || is("no") {
        Ok(false)
    } else {
        Err(ValueError::invalid(
            format!("`{text}` is neither true nor false"),
            "write `true` or `false` (`yes` and `no` will do)",
        ))
    }
}
