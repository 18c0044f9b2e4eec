//! What every template may see of the site (`site` of `themes/README.md`).

use tera::Value;

use super::value::map;
use crate::archive::Answer;
use crate::schema::date::Date;
use crate::site::Site;
use crate::site::route::{Route, encode};
use crate::source::History;

/// The value of `site`.
#[must_use]
pub fn site(site: &Site<'_>, history: Option<&History>) -> Value {
    let config = &site.archive.config;
    let person = |author: &crate::config::Author| {
        map! { "name" => author.name.to_string(), "href" => Value::none(), "url" => author.url.as_ref().map(ToString::to_string) }
    };
    let licence = config.licence.as_ref().map(|licence| {
        map! { "name" => licence.name.to_string(), "url" => licence.url.as_ref().map(ToString::to_string) }
    });
    let revision = history.filter(|history| !history.revision.is_empty()).map(|history| {
        let last = history.days.values().map(|(_, last)| last).max();
        let date = last.and_then(|day| Date::parse(day).ok()).map(|date| {
            map! { "text" => date.for_people(&config.language), "iso" => date.iso() }
        });
        map! { "short" => history.revision.to_string(), "date" => date, "url" => Value::none() }
    });
    map! {
        "title" => config.title.to_string(),
        "subtitle" => config.subtitle.as_ref().map(ToString::to_string),
        "language" => config.language.to_string(),
        "base_url" => config.base_url.as_ref().map(|url| url.value.to_string()),
        "home_href" => "index.html",
        "nav" => nav(site),
        "licence" => licence,
        "authors" => config.authors.iter().map(person).collect::<Vec<_>>(),
        "claims_href" => (!site.archive.claims.all.is_empty()).then(|| Route::Claims { page: 1 }.href().0.to_string()),
        "annotations_href" => (!site.views.annotations.is_empty()).then(|| Route::Annotations { page: 1 }.href().0.to_string()),
        "bibliography_href" => site.cites.is_some().then(|| Route::Bibliography.href().0.to_string()),
        "disputes_href" => (!site.archive.claims.is_empty()).then(|| Route::Disputes { page: 1 }.href().0.to_string()),
        "feed_href" => config.base_url.as_ref().map(|_| "feed.xml"),
        "revision" => revision,
        "generator" => concat!("casebook ", env!("CARGO_PKG_VERSION")),
    }
}

/// The entries of `nav`; without any, each kind that has notes, and the tags.
fn nav(site: &Site<'_>) -> Vec<Value> {
    let entry =
        |label: String, href: Option<String>, url: Option<String>| map! { "label" => label, "href" => href, "url" => url };
    let Some(items) = &site.archive.config.nav else {
        let kinds = (0..).map(crate::schema::KindIx).zip(&site.archive.kinds.all);
        let kinds = kinds.filter(|(ix, _)| !site.views.kinds[ix.0 as usize].rows.is_empty());
        let mut entries: Vec<Value> = kinds
            .filter_map(|(ix, kind)| {
                Some(entry(site.local(&kind.label.other).to_owned(), Some(site.kind_route(ix)?.href().0.into()), None))
            })
            .collect();
        if !site.views.tag.is_empty() {
            let tags = Route::Tags { page: 1 }.href().0.into();
            entries.push(entry(site.texts.get("tags_title").to_owned(), Some(tags), None));
        }
        return entries;
    };
    let made = items.iter().zip(&site.archive.nav).filter_map(|(item, answer)| {
        let own = item.label.as_ref().map(|label| site.local(label).to_owned());
        match answer {
            Answer::Note { note, .. } => {
                let card = site.cards.get(*note);
                Some(entry(own.unwrap_or_else(|| card.title.to_string()), Some(card.href.0.to_string()), None))
            }
            Answer::Page(path) => {
                let label = own.unwrap_or_else(|| site.page_label(path));
                Some(entry(label, Some(encode(path)), None))
            }
            Answer::External => {
                let url = item.to.value.to_string();
                Some(entry(own.unwrap_or_else(|| url.clone()), None, Some(url)))
            }
            _ => None,
        }
    });
    made.collect()
}
