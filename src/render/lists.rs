//! Relations and backlinks of a note, and the pages of its long lists, as templates get them (`themes/README.md`).

use tera::Value;

use super::html::escape;
use super::markdown::RenderContext;
use super::page::{Renderer, line};
use super::value::{map, markup};
use super::{inline, table_value};
use crate::site::page::{BacklinkGroup, Cut, ListPart, NoteList, RelationGroup};

impl Renderer<'_> {
    pub(super) fn relations(&self, group: &RelationGroup<'_>, context: &RenderContext<'_>) -> Value {
        let items = group.list.items.iter().map(|item| {
            let qualifiers = item.qualifiers.iter().map(|(label, pieces)| {
                let (label, after) = label.map(|key| self.markup.texts.around(key)).unzip();
                let mut html = line(pieces, context);
                escape(&mut html, after.unwrap_or(""));
                map! { "label" => label.as_deref(), "html" => markup(&html) }
            });
            map! { "card" => self.card(item.note), "qualifiers" => qualifiers.collect::<Vec<_>>() }
        });
        map! {
            "label" => &*group.label,
            "direction" => if group.incoming { "in" } else { "out" },
            "total" => group.list.total,
            "items" => items.collect::<Vec<_>>(),
            "more_href" => group.list.more.as_ref().map(|href| &*href.0),
        }
    }

    pub(super) fn backlinks(&self, group: &BacklinkGroup<'_>, context: &RenderContext<'_>) -> Value {
        let items = group.list.items.iter().map(|item| {
            let contexts = item.contexts.iter().map(|(sentence, href)| {
                let mut html = String::new();
                inline::sentence(&mut html, sentence, context);
                map! { "html" => markup(&html), "href" => &*href.0 }
            });
            map! { "card" => self.card(item.note), "contexts" => contexts.collect::<Vec<_>>() }
        });
        map! {
            "label" => group.label.unwrap_or_else(|| self.markup.texts.get("plain_pages")),
            "total" => group.list.total,
            "items" => items.collect::<Vec<_>>(),
            "more_href" => group.list.more.as_ref().map(|href| &*href.0),
        }
    }

    pub(super) fn all_backlinks(&self, groups: &[BacklinkGroup<'_>], context: &RenderContext<'_>) -> Value {
        let total: u32 = groups.iter().map(|group| group.list.total).sum();
        map! { "total" => total, "groups" => groups.iter().map(|group| self.backlinks(group, context)).collect::<Vec<_>>() }
    }

    /// A page of a note's long list: one of its parts holds the entries, the others are empty.
    pub(super) fn list(&self, list: &NoteList<'_>, context: &RenderContext<'_>) -> Value {
        let (no_claims, no_places) = (Cut::default(), Cut::default());
        let relations = if let ListPart::Relations(groups) = &list.part { &**groups } else { &[] };
        let backlinks = if let ListPart::Backlinks(groups) = &list.part { &**groups } else { &[] };
        let claims = if let ListPart::Claims(claims) = &list.part { claims } else { &no_claims };
        let concordance = if let ListPart::Concordance(places) = &list.part { places } else { &no_places };
        let table = if let ListPart::Rows(table) = &list.part { Some(table_value::table(table, context)) } else { None };
        map! {
            "relations" => relations.iter().map(|group| self.relations(group, context)).collect::<Vec<_>>(),
            "backlinks" => self.all_backlinks(backlinks, context),
            "claims_about" => self.claims_about(claims, context),
            "concordance" => self.concordance(concordance, context),
            "table" => table,
            "pages" => list.pages.as_ref().map(table_value::pages),
        }
    }
}
