//! What a request is answered with: a file of the site, a part of one, a way to another, or why not.

use std::borrow::Cow;
use std::sync::Arc;

use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization;

use super::Page;
use super::http::{Request, Response};
use super::live::SCRIPT;
use crate::output::OutputPath;

/// Where open pages ask for news, and the script that does.
const LIVE: &str = "/-/live";
const LIVE_SCRIPT: &str = "/-/live.js";

/// An answer.
pub(super) enum Answer {
    /// One that ends.
    Whole(Response),
    /// News of the page of that path.
    Live(OutputPath),
}

/// Gives a file of the present site.
type Pages<'p> = &'p dyn Fn(&OutputPath) -> Option<Arc<Page>>;

/// Answers a request.
pub(super) fn to(request: &Request, only_loopback: bool, pages: Pages<'_>) -> Answer {
    if request.names_hosts {
        return Answer::Whole(plain((400, "Bad Request"), "A request names one host."));
    }
    if only_loopback && !request.host.as_deref().is_some_and(is_loopback) {
        let words = "This server answers only requests to this machine's own address.";
        return Answer::Whole(plain((403, "Forbidden"), words));
    }
    if request.method != "GET" && request.method != "HEAD" {
        let mut response = plain((405, "Method Not Allowed"), "This server only shows pages.");
        response.headers.push(("Allow", "GET, HEAD".into()));
        return Answer::Whole(response);
    }
    let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
    match path {
        LIVE => {
            let page = query.split('&').find_map(|pair| pair.strip_prefix("page="));
            match page.and_then(decode).as_deref().and_then(site_path) {
                Some(page) => Answer::Live(page),
                None => Answer::Whole(plain((400, "Bad Request"), "News of which page?")),
            }
        }
        LIVE_SCRIPT => {
            let headers = vec![("Content-Type", "text/javascript; charset=utf-8".into()), ("Cache-Control", "no-store".into())];
            Answer::Whole(Response { status: (200, "OK"), headers, body: SCRIPT.into() })
        }
        path => Answer::Whole(file(request, path, pages)),
    }
}

fn file(request: &Request, path: &str, pages: Pages<'_>) -> Response {
    let Some(wanted) = decode(path).as_deref().and_then(site_path) else { return missing(pages) };
    if let Some(page) = pages(&wanted) {
        return whole_or_part(request, &wanted, &page);
    }
    // A folder's address without its slash leads to its index.
    let index = OutputPath::new(&format!("{wanted}/index.html"));
    if !path.ends_with('/') && pages(&index).is_some() {
        let mut response = plain((301, "Moved Permanently"), "The folder's index is at the address with a slash.");
        response.headers.push(("Location", format!("{path}/")));
        return response;
    }
    missing(pages)
}

/// The path of a file that an address means: `/` is `index.html`. `None` for one that no site has, such as any with `..`.
fn site_path(address: &str) -> Option<OutputPath> {
    let inner = address.strip_prefix('/')?;
    let is_odd = |part: &str| part == ".." || part == "." || part.is_empty();
    let (folders, file) = inner.rsplit_once('/').map_or(("", inner), |(folders, file)| (folders, file));
    if (!folders.is_empty() && folders.split('/').any(is_odd)) || file == ".." || inner.contains(['\\', '\0']) {
        return None;
    }
    let inner: String = inner.nfc().collect();
    Some(OutputPath::new(&if file.is_empty() { format!("{inner}index.html") } else { inner }))
}

fn decode(address: &str) -> Option<String> {
    percent_decode_str(address).decode_utf8().ok().map(Into::into)
}

fn whole_or_part(request: &Request, path: &OutputPath, page: &Page) -> Response {
    let kind = content_type(path.as_str());
    let tag = format!("\"{}\"", page.tag);
    let mut headers = vec![("Content-Type", kind.to_owned()), ("ETag", tag.clone()), ("Cache-Control", "no-cache".into())];
    headers.push(("Accept-Ranges", "bytes".into()));
    if request.if_none_match.as_deref().is_some_and(|known| knows(known, &tag)) {
        return Response { status: (304, "Not Modified"), headers, body: Vec::new() };
    }
    let bytes: Cow<'_, [u8]> =
        if kind.starts_with("text/html") { with_script(&page.bytes, &page.tag).into() } else { (&*page.bytes).into() };
    // A part of another state of the file would not fit what is there.
    let is_of_this = request.if_range.as_deref().is_none_or(|of| of == tag);
    match request.range.as_deref().filter(|_| is_of_this).map(|range| part(range, bytes.len())) {
        None | Some(Part::Whole) => Response { status: (200, "OK"), headers, body: bytes.into_owned() },
        Some(Part::Bytes(from, to)) => {
            headers.push(("Content-Range", format!("bytes {from}-{}/{}", to - 1, bytes.len())));
            Response { status: (206, "Partial Content"), headers, body: bytes[from..to].to_vec() }
        }
        Some(Part::Outside) => {
            headers.push(("Content-Range", format!("bytes */{}", bytes.len())));
            Response { status: (416, "Range Not Satisfiable"), headers, body: Vec::new() }
        }
    }
}

/// Whether an `If-None-Match` header knows a tag (RFC 9110, section 13.1.2): `*` knows any, and a weak one is as good as a strong one.
fn knows(known: &str, tag: &str) -> bool {
    known.split(',').map(str::trim).any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

/// The site's own page for addresses that lead nowhere.
fn missing(pages: Pages<'_>) -> Response {
    let headers = vec![("Content-Type", "text/html; charset=utf-8".to_owned()), ("Cache-Control", "no-store".to_owned())];
    match pages(&OutputPath::new("404.html")) {
        Some(page) => Response { status: (404, "Not Found"), headers, body: with_script(&page.bytes, "") },
        None => plain((404, "Not Found"), "There is no such page."),
    }
}

/// A page with the script that follows the builds; `tag` tells it which state of the page it has.
fn with_script(page: &[u8], tag: &str) -> Vec<u8> {
    let script = format!("<script defer src=\"{LIVE_SCRIPT}\" data-have=\"{tag}\"></script>\n");
    let at = page.windows(7).rposition(|window| window.eq_ignore_ascii_case(b"</body>")).unwrap_or(page.len());
    [&page[..at], script.as_bytes(), &page[at..]].concat()
}

fn plain(status: (u16, &'static str), words: &str) -> Response {
    let headers = vec![("Content-Type", "text/plain; charset=utf-8".to_owned()), ("Cache-Control", "no-store".to_owned())];
    Response { status, headers, body: format!("{words}\n").into_bytes() }
}

/// Whether a `Host` header names this machine itself.
fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(rest),
        None => host.split(':').next().unwrap_or(host),
    };
    name.eq_ignore_ascii_case("localhost")
        || name.to_ascii_lowercase().ends_with(".localhost")
        || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// What of a file is asked for.
enum Part {
    Whole,
    /// From, and to one past.
    Bytes(usize, usize),
    Outside,
}

/// Reads a `Range` header (RFC 9110, section 14). Several ranges, and what is none, give the whole.
fn part(range: &str, size: usize) -> Part {
    let Some((from, to)) = range.strip_prefix("bytes=").and_then(|range| range.split_once('-')) else { return Part::Whole };
    let (from, to) = (from.trim(), to.trim());
    let bounds = match (from.parse::<usize>(), to.parse::<usize>()) {
        (Ok(from), Ok(to)) if from <= to => (from, to.saturating_add(1).min(size)),
        (Ok(from), Err(_)) if to.is_empty() => (from, size),
        (Err(_), Ok(last)) if from.is_empty() => (size.saturating_sub(last), size),
        _ => return Part::Whole,
    };
    if bounds.0 < bounds.1 { Part::Bytes(bounds.0, bounds.1) } else { Part::Outside }
}

/// The media type of a file of a site, by its name.
fn content_type(path: &str) -> &'static str {
    let extension = path.rsplit('.').next().unwrap_or("").to_ascii_lowercase();
    match extension.as_str() {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "jsonld" => "application/ld+json",
        "xml" => "application/xml",
        "txt" | "md" => "text/plain; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "bib" => "application/x-bibtex; charset=utf-8",
        "ris" => "application/x-research-info-systems; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/vnd.microsoft.icon",
        "pdf" => "application/pdf",
        "epub" => "application/epub+zip",
        "mp3" => "audio/mpeg",
        "ogg" | "oga" => "audio/ogg",
        "wav" => "audio/wav",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "woff" => "font/woff",
        "woff2" => "font/woff2",
        "zip" => "application/zip",
        _ => "application/octet-stream",
    }
}

impl Page {
    pub(super) fn new(bytes: Vec<u8>) -> Self {
        let tag = blake3::hash(&bytes).to_hex()[..16].to_owned();
        Self { bytes, tag }
    }
}
