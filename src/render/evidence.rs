//! Works cited, who cites them, and annotations, as templates get them (`themes/README.md`).

use tera::Value;

use super::markdown::RenderContext;
use super::page::Renderer;
use super::value::{map, markup, maybe_markup};
use super::{inline, table_value};
use crate::schema::date::Date;
use crate::site::citations::WorkEntry;
use crate::site::page::{AnnotationLine, AnnotationsContent, Concordance, Cut};

impl Renderer<'_> {
    /// Editors' comments, note by note.
    pub(super) fn annotations(&self, content: &AnnotationsContent<'_>, context: &RenderContext<'_>) -> Value {
        let plain = |text: &str| {
            let mut html = String::new();
            inline::text(&mut html, text, context);
            html
        };
        let line = |line: &AnnotationLine<'_>| {
            let date = line.date.and_then(|date| Date::parse(date).ok());
            map! {
                "passage_html" => maybe_markup(line.passage.map(plain).as_deref()),
                "html" => markup(&plain(line.comment)),
                "author" => line.author,
                "date" => date.map(|date| self.date(&date)),
                "href" => &*line.href.0,
            }
        };
        let groups = content.groups.iter().map(|group| {
            map! { "card" => self.card(group.note), "items" => group.items.iter().map(line).collect::<Vec<_>>() }
        });
        map! {
            "total" => content.total,
            "groups" => groups.collect::<Vec<_>>(),
            "pages" => content.pages.as_ref().map(table_value::pages),
        }
    }

    /// Where a work is cited, in the order of its pages.
    pub(super) fn concordance(&self, places: &Cut<Concordance<'_>>, context: &RenderContext<'_>) -> Value {
        let items = places.items.iter().map(|place| {
            let mut html = String::new();
            inline::sentence(&mut html, &place.text, context);
            map! {
                "locator" => place.locator.as_deref(),
                "card" => self.card(place.note),
                "html" => markup(&html),
                "href" => &*place.href.0,
            }
        });
        let more = places.more.as_ref().map(|href| &*href.0);
        map! { "total" => places.total, "items" => items.collect::<Vec<_>>(), "more_href" => more }
    }
}

/// An entry of a list of works.
pub(super) fn work_entry(entry: &WorkEntry) -> Value {
    map! {
        "id" => &*entry.id,
        "html" => markup(&entry.html.0),
        "href" => entry.href.as_ref().map(|href| &*href.0),
    }
}
