//! Tags as they are written: `#trade/export` is `export` below `trade`.

/// The parts of a tag: without `#`, and without slashes that part nothing.
pub fn parts(written: &str) -> impl Iterator<Item = &str> {
    written.trim().trim_start_matches('#').split('/').map(str::trim).filter(|part| !part.is_empty())
}

/// A tag with one `/` between its parts.
#[must_use]
pub fn name(written: &str) -> Box<str> {
    parts(written).collect::<Vec<_>>().join("/").into()
}
