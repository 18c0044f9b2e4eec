//! What the archive knows of a note from other notes: relations, backlinks, translations.

use std::collections::BTreeMap;

use super::Site;
use super::inline::Inline;
use super::lists::{ListKey, keep};
use super::page::{Alternate, BacklinkGroup, BacklinkItem, Cut, RelationGroup, RelationItem};
use crate::archive::{Answer, NoteIx};
use crate::note::{FieldValue, Note, Qualifiers};
use crate::schema::{Field, Inverse, Kind, KindIx, ValueType};

/// Sentences shown of one linking note.
const CONTEXTS: usize = 3;

/// A relation as one of its ends declares it.
struct Declared<'a> {
    /// The other end.
    other: NoteIx,
    field: &'a Field,
    /// All values of the field.
    values: &'a [FieldValue],
    /// The one that declares it.
    value: &'a FieldValue,
}

impl<'a> Declared<'a> {
    fn new(kind: &'a Kind, note: &'a Note, field: u32, value: u32, other: NoteIx) -> Option<Self> {
        let values = note.fields.get(field as usize)?;
        let value = values.values.get(value as usize)?;
        Some(Self { other, field: kind.fields.get(values.field.0 as usize)?, values: &values.values, value })
    }

    fn any_qualified(&self) -> bool {
        self.values.iter().any(is_qualified)
    }
}

fn is_qualified(value: &FieldValue) -> bool {
    value.qualifiers != Qualifiers::default()
}

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

    /// Relations that other notes declare, and those of the note's own that say more than a link; all of them. A symmetric
    /// relation is one group, whichever end declares it.
    pub(super) fn relation_groups(&self, ix: NoteIx) -> Vec<RelationGroup<'a>> {
        let mut groups: BTreeMap<(bool, Box<str>), Vec<RelationItem<'a>>> = BTreeMap::new();
        let incoming: Vec<Declared<'a>> = self.declared_of(ix).collect();
        for own in self.declared_by(ix) {
            let returned = self.returned(ix, &own);
            // All of a field's values are listed where one says more, or where others join them.
            let joined = || own.field.is_symmetric() && incoming.iter().any(|other| other.field.name == own.field.name);
            if own.any_qualified() || returned.is_some_and(is_qualified) || joined() {
                let mut qualifiers = self.qualifiers(own.value);
                if let Some(returned) = returned.filter(|returned| returned.qualifiers != own.value.qualifiers) {
                    qualifiers.extend(self.qualifiers(returned));
                }
                let item = RelationItem { note: self.card(own.other), qualifiers };
                groups.entry((false, self.local(&own.field.label).into())).or_default().push(item);
            }
        }
        for other in &incoming {
            let item = RelationItem { note: self.card(other.other), qualifiers: self.qualifiers(other.value) };
            let key = (!other.field.is_symmetric(), self.inverse_label(other.field));
            groups.entry(key).or_default().push(item);
        }
        let group = |((incoming, label), mut items): ((bool, Box<str>), Vec<RelationItem<'a>>)| {
            items.sort_by_key(|item| self.title_rank(item.note.note));
            items.dedup_by(|a, b| a.note.note == b.note.note && a.qualifiers.is_empty() && b.qualifiers.is_empty());
            RelationGroup { label, incoming, list: Cut::whole(items) }
        };
        groups.into_iter().map(group).collect()
    }

    /// What a note declares. Only notes of a kind have fields.
    fn declared_by(&self, ix: NoteIx) -> impl Iterator<Item = Declared<'a>> + use<'a> {
        let archive = self.archive;
        let note: &'a Note = &archive.notes[ix.0 as usize];
        archive.references[ix.0 as usize].iter().filter_map(move |reference| match reference.answer {
            Answer::Note { note: other, .. } => {
                Declared::new(archive.kinds.get(note.kind?), note, reference.field, reference.value, other)
            }
            _ => None,
        })
    }

    /// What other notes declare of a note.
    fn declared_of(&self, ix: NoteIx) -> impl Iterator<Item = Declared<'a>> + use<'a> {
        let archive = self.archive;
        archive.relations_in[ix.0 as usize].iter().filter_map(move |&edge| {
            let edge = &archive.relations[edge as usize];
            let from: &'a Note = &archive.notes[edge.from.0 as usize];
            Declared::new(archive.kinds.get(from.kind?), from, edge.field, edge.value, edge.from)
        })
    }

    /// How the other end of a symmetric relation declares it too.
    fn returned(&self, ix: NoteIx, own: &Declared<'a>) -> Option<&'a FieldValue> {
        if !own.field.is_symmetric() || own.other == ix {
            return None;
        }
        let back = self.declared_by(own.other).find(|back| back.other == ix && back.field.name == own.field.name);
        back.map(|back| back.value)
    }

    pub(super) fn title_rank(&self, ix: NoteIx) -> u32 {
        self.views.title_ranks.get(ix.0 as usize).copied().unwrap_or(ix.0)
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
        out.extend(qualifiers.since.as_deref().map(|since| (Some("since"), date(since))));
        out.extend(qualifiers.until.as_deref().filter(|until| !until.is_open_ended()).map(|until| (Some("until"), date(until))));
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
                item.contexts.push((self.quoted(link.from, &link.sentence), place));
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
