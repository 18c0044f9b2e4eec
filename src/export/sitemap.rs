//! `sitemap.xml` (sitemaps.org 0.9), for machines that look for all pages: one file, or past its limits an index of several.

use super::xml;
use crate::site::route::Route;

/// Addresses in one file, at most.
pub const ADDRESSES: usize = 50_000;
/// Bytes of addresses in one file: the limit is 50 MiB for the whole of it.
const BYTES: usize = 50_000_000;

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const XMLNS: &str = "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"";

/// A page that is to be found.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its address below the site's.
    pub address: String,
    /// When it was last changed, as a day, month or year.
    pub changed: Option<String>,
}

/// The sitemap of these pages: `sitemap.xml`, and where they are too many for it, the parts it names.
///
/// Parts lie beside it: a file may name only addresses below its own folder.
#[must_use]
pub fn files(base: &str, entries: &[Entry]) -> Vec<(Route, Vec<u8>)> {
    let mut full = Vec::new();
    let mut part = Part::default();
    for entry in entries {
        let mut url = String::new();
        place(&mut url, "url", &[base, &entry.address], entry.changed.as_deref());
        if part.count == ADDRESSES || part.urls.len() + url.len() > BYTES {
            full.push(std::mem::take(&mut part));
        }
        part.urls.push_str(&url);
        part.count += 1;
        part.newest = part.newest.max(entry.changed.as_deref());
    }
    if full.is_empty() {
        return vec![(Route::Sitemap, part.file())];
    }
    full.push(part);
    let mut index = format!("{DECLARATION}<sitemapindex {XMLNS}>\n");
    let mut files = Vec::with_capacity(full.len() + 1);
    for (number, part) in (1..).zip(&full) {
        let route = Route::SitemapPart(number);
        place(&mut index, "sitemap", &[base, &route.href().0], part.newest);
        files.push((route, part.file()));
    }
    index.push_str("</sitemapindex>\n");
    files.push((Route::Sitemap, index.into_bytes()));
    files
}

/// One file's worth of addresses.
#[derive(Default)]
struct Part<'e> {
    urls: String,
    count: usize,
    newest: Option<&'e str>,
}

impl Part<'_> {
    fn file(&self) -> Vec<u8> {
        format!("{DECLARATION}<urlset {XMLNS}>\n{}</urlset>\n", self.urls).into_bytes()
    }
}

fn place(out: &mut String, name: &str, address: &[&str], changed: Option<&str>) {
    out.push_str(&format!("<{name}><loc>"));
    address.iter().for_each(|part| xml::escape(out, part));
    out.push_str("</loc>");
    if let Some(changed) = changed {
        out.push_str("<lastmod>");
        xml::escape(out, changed);
        out.push_str("</lastmod>");
    }
    out.push_str(&format!("</{name}>\n"));
}
