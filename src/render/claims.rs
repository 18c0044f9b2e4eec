//! Claims and disputes as templates get them (`Claim`, `Dispute` of `themes/README.md`).

use tera::Value;

use super::inline;
use super::markdown::RenderContext;
use super::page::{Renderer, link};
use super::table_value;
use super::value::{map, markup};
use crate::site::inline::Inline;
use crate::site::page::{Cut, DisputesContent, Statement};
use crate::view::words::{claim_type_key, confidence_key};

impl Renderer<'_> {
    pub(super) fn claims(&self, claims: &[Statement<'_>], context: &RenderContext<'_>) -> Vec<Value> {
        claims.iter().map(|claim| self.claim(claim, context)).collect()
    }

    pub(super) fn claims_about(&self, about: &Cut<Statement<'_>>, context: &RenderContext<'_>) -> Value {
        map! {
            "total" => about.total,
            "items" => self.claims(&about.items, context),
            "more_href" => about.more.as_ref().map(|href| &*href.0),
        }
    }

    fn claim(&self, claim: &Statement<'_>, context: &RenderContext<'_>) -> Value {
        let texts = self.markup.texts;
        let line = |pieces: &Vec<Inline<'_>>| {
            let mut html = String::new();
            inline::line(&mut html, pieces, context);
            markup(&html)
        };
        let named = |(text, href): &(Box<str>, crate::site::body::Href)| link(text, href);
        map! {
            "id" => &*claim.id,
            "anchor" => claim.anchor.as_deref(),
            "former" => claim.former.iter().map(|id| &**id).collect::<Vec<_>>(),
            "href" => &*claim.href.0,
            "html" => line(&claim.text),
            "type" => claim.sort.map(|sort| map! { "name" => sort.name(), "label" => texts.get(claim_type_key(sort)) }),
            "sources" => claim.sources.iter().map(line).collect::<Vec<_>>(),
            "by" => claim.by.iter().map(line).collect::<Vec<_>>(),
            "confidence" => claim.confidence.map(|sure| map! { "name" => sure.name(), "label" => texts.get(confidence_key(sure)) }),
            "as_of" => claim.as_of.as_ref().map(|date| self.date(date)),
            "about" => claim.about.iter().map(|note| self.card(*note)).collect::<Vec<_>>(),
            "note" => claim.note.map(|note| self.card(note)),
            "supports" => claim.supports.iter().map(named).collect::<Vec<_>>(),
            "contradicts" => claim.contradicts.iter().map(named).collect::<Vec<_>>(),
            "dispute_href" => claim.dispute.as_ref().map(|href| &*href.0),
        }
    }

    pub(super) fn disputes(&self, content: &DisputesContent<'_>, context: &RenderContext<'_>) -> Value {
        let items = content.disputes.iter().map(|dispute| {
            map! {
                "id" => &*dispute.id,
                "subjects" => dispute.subjects.iter().map(|note| self.card(*note)).collect::<Vec<_>>(),
                "sides" => self.claims(&dispute.sides, context),
            }
        });
        map! {
            "total" => content.total,
            "items" => items.collect::<Vec<_>>(),
            "pages" => content.pages.as_ref().map(table_value::pages),
        }
    }
}
