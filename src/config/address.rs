//! The address at which a site will be published.

/// What is wrong with an address, and what to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressError {
    /// One sentence without a full stop.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// Reads a `base_url`: an `http` or `https` address without query and fragment. It is given a slash at the end.
pub fn base_url(written: &str) -> Result<Box<str>, AddressError> {
    let fault = |why: &str, help: String| Err(AddressError { message: format!("`{written}` {why}"), help });
    let example = || "write it as `https://example.org/archive/`".to_owned();
    let lower = written.to_ascii_lowercase();
    let Some(scheme) = ["https://", "http://"].into_iter().find(|scheme| lower.starts_with(scheme)) else {
        return match written.split_once("://") {
            Some(_) => fault("is not an address of the web", example()),
            None => fault("is not a whole web address", format!("write `https://{}`", written.trim_start_matches('/'))),
        };
    };
    let rest = &written[scheme.len()..];
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    if let Some(found) =
        rest.chars().find(|c| c.is_whitespace() || c.is_control() || matches!(c, '"' | '\'' | '<' | '>' | '\\' | '`'))
    {
        return fault(&format!("holds `{}`, which an address cannot", found.escape_default()), example());
    }
    if rest.contains(['?', '#']) {
        return fault("goes on after its path", "leave out what follows `?` or `#`".to_owned());
    }
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    if name.is_empty() || host.contains('@') || path.split('/').any(|part| matches!(part, "." | "..")) {
        return fault("is not a whole web address", example());
    }
    let slash = if path.ends_with('/') { "" } else { "/" };
    Ok(format!("{scheme}{}{path}{slash}", host.to_ascii_lowercase()).into())
}

#[cfg(test)]
mod tests {
    use super::base_url;

    #[test]
    fn addresses_of_sites() {
        let good = |written: &str| base_url(written).unwrap_or_else(|error| panic!("{error:?}"));
        assert_eq!(&*good("https://example.org"), "https://example.org/");
        assert_eq!(&*good("HTTP://Example.org:8080/a/B"), "http://example.org:8080/a/B/");
        assert_eq!(&*good("https://例子.cn/档案/"), "https://例子.cn/档案/");
        for bad in [
            "example.org",
            "ftp://x.org/",
            "https://",
            "https:///a",
            "https://x.org/?a",
            "https://x.org/#a",
            "https://x y/",
            "https://me@x.org/",
            "https://x.org/../a",
            "javascript:alert(1)",
            "https://x.org/\"a",
            "",
        ] {
            assert!(base_url(bad).is_err(), "{bad}");
        }
    }
}
