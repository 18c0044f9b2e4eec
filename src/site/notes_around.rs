//! What the archive knows of a note from other notes: relations, backlinks, translations.

use std::collections::BTreeMap;

use super::Site;
use super::inline::Inline;
use super::lists::{ListKey, keep};
use super::page::{Alternate, BacklinkGroup, BacklinkItem, Cut, RelationGroup, RelationItem};
use crate::archive::{NoteIx, RelationEdge};
use crate::note::FieldValue;
use crate::schema::{Field, Inverse, KindIx, ValueType};

/// Sentences shown of one linking note.
const CONTEXTS: usize = 3;

impl<'a> Site<'a> {
    /// Relations of a note as its page shows them.
    pub(super) fn relations(&self, ix: NoteIx) -> Vec<RelationGroup<'a>> {
        let mut groups = self.relation_groups(ix);
        for group in &mut groups {
            let key = ListKey::Relations { incoming: group.incoming, label: group.label.clone() };
            group.list.more = self.whole_list(ix, &key, group.list.items.len());
            keep(&mut group.list.items, 0);
        }
        groups
    }

    /// Relations that other notes declare, and those of the note's own that say more than a link; all of them.
    pub(super) fn relation_groups(&self, ix: NoteIx) -> Vec<RelationGroup<'a>> {
        let mut groups: BTreeMap<(bool, Box<str>), Vec<RelationItem<'a>>> = BTreeMap::new();
        for &edge in &self.relations_out[ix.0 as usize] {
            let edge = &self.archive.relations[edge as usize];
            let Some((field, value)) = self.declared(edge) else { continue };
            let qualified = value.qualifiers != crate::note::Qualifiers::default();
            // All of a field's values are listed where one says more.
            let any = qualified || self.field_values(edge).iter().any(|value| value.qualifiers != Default::default());
            if any {
                let item = RelationItem { note: self.card(edge.to), qualifiers: self.qualifiers(value) };
                groups.entry((false, self.local(&field.label).into())).or_default().push(item);
            }
        }
        for &edge in &self.archive.relations_in[ix.0 as usize] {
            let edge = &self.archive.relations[edge as usize];
            let Some((field, value)) = self.declared(edge) else { continue };
            let item = RelationItem {
                note: self.card(if edge.to == ix { edge.from } else { edge.to }),
                qualifiers: self.qualifiers(value),
            };
            groups.entry((true, self.inverse_label(field))).or_default().push(item);
        }
        let group = |((incoming, label), mut items): ((bool, Box<str>), Vec<RelationItem<'a>>)| {
            items.sort_by_key(|item| self.title_rank(item.note.note));
            items.dedup_by(|a, b| a.note.note == b.note.note && a.qualifiers.is_empty() && b.qualifiers.is_empty());
            RelationGroup { label, incoming, list: Cut::whole(items) }
        };
        groups.into_iter().map(group).collect()
    }

    pub(super) fn title_rank(&self, ix: NoteIx) -> u32 {
        self.views.title_ranks.get(ix.0 as usize).copied().unwrap_or(ix.0)
    }

    /// The field that declares a relation, and the value in which it does. Only notes of a kind have fields.
    fn declared(&self, edge: &RelationEdge) -> Option<(&'a Field, &'a FieldValue)> {
        let note = self.note(edge.from);
        let values = &note.fields[edge.field as usize];
        let kind = self.archive.kinds.get(note.kind?);
        Some((&kind.fields[values.field.0 as usize], &values.values[edge.value as usize]))
    }

    fn field_values(&self, edge: &RelationEdge) -> &'a [FieldValue] {
        &self.note(edge.from).fields[edge.field as usize].values
    }

    /// What a relation is called from its other end.
    fn inverse_label(&self, field: &Field) -> Box<str> {
        let own = self.local(&field.label);
        match &field.value {
            ValueType::Reference(relation) => match &relation.inverse {
                Inverse::Named { label, .. } => self.local(label).into(),
                Inverse::Symmetric => own.into(),
                Inverse::Unnamed => self.texts.fill("inverse_of", &[("label", own)]).into(),
            },
            _ => own.into(),
        }
    }

    fn qualifiers(&self, value: &FieldValue) -> Vec<(Option<&'static str>, Vec<Inline<'a>>)> {
        let language = &self.archive.config.language;
        let date = |date: &crate::schema::date::Date| {
            vec![Inline::Time { text: date.for_people(language).into(), iso: date.iso().map(Into::into) }]
        };
        let mut out = Vec::new();
        let qualifiers = &value.qualifiers;
        out.extend(qualifiers.since.as_ref().map(|since| (Some("since"), date(since))));
        out.extend(qualifiers.until.as_ref().filter(|until| !until.is_open_ended()).map(|until| (Some("until"), date(until))));
        out.extend(qualifiers.note.as_ref().map(|note| (None, vec![Inline::Text(super::cards::plain(note).into())])));
        out
    }

    /// Notes whose bodies link here, as a page shows them.
    pub(super) fn backlinks(&self, ix: NoteIx) -> Vec<BacklinkGroup<'a>> {
        let cut = |(kind, mut group): (Option<KindIx>, BacklinkGroup<'a>)| {
            group.list.more = self.whole_list(ix, &ListKey::Backlinks(kind), group.list.items.len());
            keep(&mut group.list.items, 0);
            group
        };
        self.backlink_groups(ix).into_iter().map(cut).collect()
    }

    /// Notes whose bodies link here, grouped by kind; all of them.
    pub(super) fn backlink_groups(&self, ix: NoteIx) -> Vec<(Option<KindIx>, BacklinkGroup<'a>)> {
        let archive = self.archive;
        let mut groups: Vec<(Option<KindIx>, Vec<BacklinkItem<'a>>)> = Vec::new();
        for link in &archive.backlinks[ix.0 as usize] {
            let from = self.note(link.from);
            if groups.last().is_none_or(|(kind, _)| *kind != from.kind) {
                groups.push((from.kind, Vec::new()));
            }
            let Some((_, items)) = groups.last_mut() else { continue };
            if items.last().is_none_or(|item| item.note.note != link.from) {
                items.push(BacklinkItem { note: self.card(link.from), contexts: Vec::new() });
            }
            let page = self.addresses.note(link.from);
            let place = match link.section {
                Some(heading) if from.title_heading() != Some(heading) => page.at(&from.body.headings[heading as usize].id),
                _ => page.clone(),
            };
            if let Some(item) = items.last_mut().filter(|item| item.contexts.len() < CONTEXTS) {
                let [before, words, after] = &*link.sentence;
                item.contexts.push(([&**before, &**words, &**after], place));
            }
        }
        let group = |(kind, items): (Option<KindIx>, Vec<BacklinkItem<'a>>)| {
            let label = kind.map(|kind| archive.kinds.get(kind).label.other.get(&archive.config.language));
            (kind, BacklinkGroup { label, list: Cut::whole(items) })
        };
        groups.into_iter().map(group).collect()
    }

    /// Translations of a note: those that say they translate it, the one it says it translates, and that one's others.
    pub(super) fn translations(&self, ix: NoteIx) -> Vec<Alternate> {
        let Some(group) = self.archive.translations.iter().find(|group| group.contains(&ix)) else { return Vec::new() };
        let others = group.iter().filter(|other| **other != ix).map(|other| {
            let lang = self.language(self.note(*other));
            Alternate { lang: lang.into(), label: own_name(lang).into(), href: self.addresses.note(*other).clone() }
        });
        others.collect()
    }
}

/// A language's name in itself; its tag where it is none of these.
fn own_name(tag: &str) -> &str {
    match tag {
        "zh-Hant" | "zh-TW" | "zh-HK" => "繁體中文",
        _ => match tag.split('-').next().unwrap_or(tag) {
            "zh" => "简体中文",
            "en" => "English",
            "de" => "Deutsch",
            "fr" => "français",
            "es" => "español",
            "pt" => "português",
            "it" => "italiano",
            "pl" => "polski",
            "ru" => "русский",
            "ja" => "日本語",
            "ko" => "한국어",
            _ => tag,
        },
    }
}
