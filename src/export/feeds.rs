//! What tells machines of the site: the [sitemap], `feed.xml` (Atom, RFC 4287), `robots.txt`.

use super::sitemap::{self, Entry};
use super::xml::{element, escape};
use crate::archive::NoteIx;
use crate::schema::date::Date;
use crate::site::Site;
use crate::site::plan::{Planned, Source};
use crate::site::route::Route;

/// Entries of the feed.
const FEED: usize = 50;

/// These files, as far as there is an address to write in them.
#[must_use]
pub fn files(site: &Site<'_>, plan: &[Planned]) -> Vec<(Route, Vec<u8>)> {
    let Some(base) = site.archive.config.base_url.as_ref().map(|url| &*url.value) else {
        return vec![(Route::Robots, b"User-agent: *\nAllow: /\n".to_vec())];
    };
    let robots = format!("User-agent: *\nAllow: /\nSitemap: {base}sitemap.xml\n");
    let mut files = sitemap::files(base, &found(site, plan));
    files.push((Route::Feed, feed(site, base).into_bytes()));
    files.push((Route::Robots, robots.into_bytes()));
    files
}

/// Pages that people look for: no former addresses, no data, no parts of long lists of a note.
fn found(site: &Site<'_>, plan: &[Planned]) -> Vec<Entry> {
    let entry = |planned: &Planned| {
        let note = match &planned.source {
            Source::Note(ix) => Some(*ix),
            Source::Home(ix) => *ix,
            Source::Kind { note, .. } => *note,
            Source::Claims { .. }
            | Source::Disputes { .. }
            | Source::Bibliography
            | Source::Annotations { .. }
            | Source::Tags { .. }
            | Source::Tag { .. } => None,
            _ => return None,
        };
        let href = planned.route.href();
        let address = href.0.strip_suffix("index.html").unwrap_or(&href.0).to_owned();
        Some(Entry { address, changed: note.and_then(|ix| site.updated(ix)).and_then(|date| date.iso()) })
    };
    plan.iter().filter_map(entry).collect()
}

/// The notes changed last. Atom wants a time of every entry: notes without a date are left out.
fn feed(site: &Site<'_>, base: &str) -> String {
    let mut dated: Vec<(String, NoteIx)> =
        (0..site.archive.notes.len() as u32).map(NoteIx).filter_map(|ix| Some((timestamp(&site.updated(ix)?)?, ix))).collect();
    dated.sort_by(|(a, a_ix), (b, b_ix)| b.cmp(a).then_with(|| a_ix.cmp(b_ix)));
    dated.truncate(FEED);
    let config = &site.archive.config;
    let newest = dated.first().map_or("1970-01-01T00:00:00Z", |(time, _)| time);
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n",
        config.language
    );
    element(&mut xml, "title", &config.title);
    if let Some(subtitle) = config.subtitle.as_ref().or(config.description.as_ref()) {
        element(&mut xml, "subtitle", subtitle);
    }
    element(&mut xml, "id", base);
    element(&mut xml, "updated", newest);
    xml.push_str("<link rel=\"self\" href=\"");
    escape(&mut xml, base);
    xml.push_str("feed.xml\"/>\n<link href=\"");
    escape(&mut xml, base);
    xml.push_str("\"/>\n");
    let authors: Vec<&str> = config.authors.iter().map(|author| &*author.name).collect();
    for author in if authors.is_empty() { vec![&*config.title] } else { authors } {
        xml.push_str("<author>");
        element(&mut xml, "name", author);
        xml.push_str("</author>\n");
    }
    for (time, ix) in &dated {
        let card = site.cards.get(*ix);
        let url = format!("{base}{}", card.href.0);
        xml.push_str("<entry>\n");
        element(&mut xml, "title", &card.title);
        element(&mut xml, "id", &url);
        xml.push_str("<link href=\"");
        escape(&mut xml, &url);
        xml.push_str("\"/>\n");
        element(&mut xml, "updated", time);
        if let Some(summary) = &card.summary {
            element(&mut xml, "summary", summary);
        }
        xml.push_str("</entry>\n");
    }
    xml.push_str("</feed>\n");
    xml
}

/// The last day of a date as a time (RFC 3339).
fn timestamp(date: &Date) -> Option<String> {
    let day = date.latest.filter(|day| (0..=9999).contains(&day.year))?;
    Some(format!("{:04}-{:02}-{:02}T00:00:00Z", day.year, day.month, day.day))
}
