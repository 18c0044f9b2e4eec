//! Web addresses, and which of them a page may not carry.

use std::borrow::Cow;

use super::ValueError;
use crate::diagnostic::Code;
use crate::yaml;

/// What an address whose scheme is unsafe gets.
const UNSAFE_HELP: &str = "write an address that begins with `https://`";

/// Takes a whole address: a scheme, and something after it.
pub(super) fn parse(text: &str) -> Result<Box<str>, ValueError> {
    let text = text.trim();
    if is_unsafe(text) {
        let scheme = scheme(&as_browsers_read(text)).unwrap_or("data").to_ascii_lowercase();
        let message = format!("an address that begins with `{scheme}:` could run code in the reader's browser");
        return Err(ValueError { code: Code::UnsafeUrl, message, help: UNSAFE_HELP.to_owned(), instead: None });
    }
    let Some(scheme) = scheme(text) else {
        let error = ValueError::invalid(format!("`{text}` is not a whole web address"), "write `https://` before it");
        let looks_like_one = text.split('/').next().is_some_and(|host| host.contains('.'));
        let right = format!("https://{text}");
        return Err(if looks_like_one && parse(&right).is_ok() { error.instead(yaml::scalar(&right)) } else { error });
    };
    if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        let message = "a web address holds a space";
        return Err(ValueError::invalid(message, "write the space as `%20`, or one address here only"));
    }
    let rest = &text[scheme.len() + 1..];
    let needs_host = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    if rest.is_empty() || (needs_host && rest.strip_prefix("//").is_none_or(|host| host.is_empty() || host.starts_with('/'))) {
        return Err(ValueError::invalid(
            format!("`{text}` is not a whole web address"),
            "write `https://`, then the site's name",
        ));
    }
    Ok(text.into())
}

/// Whether an address could run code in the reader's browser: `javascript:`, `vbscript:`, and `data:` that is not a picture
/// of pixels. Read as browsers do (URL Standard, section 4.4): controls and spaces at the start, tabs and line breaks anywhere
/// do not count.
#[must_use]
pub fn is_unsafe(address: &str) -> bool {
    let address = as_browsers_read(address);
    let Some(scheme) = scheme(&address) else { return false };
    match scheme.to_ascii_lowercase().as_str() {
        "javascript" | "vbscript" => true,
        "data" => {
            let media = address[scheme.len() + 1..].trim_start().to_ascii_lowercase();
            !["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"].iter().any(|safe| media.starts_with(safe))
        }
        _ => false,
    }
}

fn as_browsers_read(address: &str) -> Cow<'_, str> {
    let address = address.trim_start_matches(|c: char| c <= ' ');
    if address.contains(['\t', '\n', '\r']) {
        Cow::Owned(address.replace(['\t', '\n', '\r'], ""))
    } else {
        Cow::Borrowed(address)
    }
}

/// What stands before the first `:`, if it has the form of a scheme.
fn scheme(address: &str) -> Option<&str> {
    let (scheme, _) = address.split_once(':')?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    is_scheme.then_some(scheme)
}
