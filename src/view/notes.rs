//! The values of a note under a column.

use super::catalog::Catalog;
use super::column::{Access, NoteAccess};
use super::item::Item;
use super::table::{MarkdownAt, Subject};
use crate::archive::{Answer, NoteIx};
use crate::note::FieldValues;
use crate::note::fragment::FrontText;
use crate::schema::date::Date;
use crate::schema::{CommonKey, DateColumn, FieldIx, Inverse, Names, Period, Role, Value, ValueType};

impl<'a> Catalog<'a> {
    /// Gives each value of a row under a column to `each`, in the order written; those by which nothing is known are left out.
    pub(super) fn items<'s>(&'s self, access: &'s Access, subject: &Subject, each: &mut dyn FnMut(Item<'s>)) {
        self.all_items(access, subject, &mut |item| {
            if !item.is_unknown() {
                each(item);
            }
        });
    }

    /// As [`Catalog::items`], `unknown` included: what a cell shows.
    pub(super) fn all_items<'s>(&'s self, access: &'s Access, subject: &Subject, each: &mut dyn FnMut(Item<'s>)) {
        match (access, subject) {
            (Access::Notes(by_kind), Subject::Note(ix)) => {
                let place = self.note(*ix).kind.map_or(by_kind.len() - 1, |kind| kind.0 as usize);
                if let Some(access) = &by_kind[place] {
                    self.note_items(access, *ix, each);
                }
            }
            (Access::Cell { column, period }, Subject::DatasetRow(dataset, row)) => {
                let cell = &self.archive.datasets[*dataset as usize].rows[*row as usize].cells[*column as usize];
                let Some(cell) = cell else { return };
                match (&cell.answer, &cell.value, period) {
                    (Some(Answer::Note { note, .. }), ..) => each(Item::Note(*note, &[])),
                    (_, Value::Date(date), Some(period)) => period_of(*period, date, each),
                    (_, Value::Text(text), _) if cell.citation.is_some() => each(Item::Cite(text)),
                    (_, Value::Markdown(text), _) => {
                        each(Item::Markdown(MarkdownAt::Cell(*dataset, *row, *column), text, &[]));
                    }
                    (_, value, _) => each(Item::Field(value, &[])),
                }
            }
            (Access::Claim(access), Subject::Claim(claim)) => self.claim_items(*access, *claim, each),
            (Access::Tag, Subject::Tag(tag)) => {
                if let Some(tag) = self.tags.ix(tag) {
                    each(Item::Tag(tag, &self.tags.get(tag).name));
                }
            }
            (Access::TagNotes, Subject::Tag(tag)) => each(Item::Count(self.tag_count(tag))),
            _ => {}
        }
    }

    /// Whether a row's sources disagree under a column.
    pub(super) fn is_contested(&self, access: &Access, subject: &Subject) -> bool {
        let (Access::Notes(by_kind), Subject::Note(ix)) = (access, subject) else { return false };
        let note = self.note(*ix);
        let place = note.kind.map_or(by_kind.len() - 1, |kind| kind.0 as usize);
        match &by_kind[place] {
            Some(NoteAccess::Field(field) | NoteAccess::NameForm(field, _) | NoteAccess::Period(_, DateColumn::Field(field))) => {
                values_of(self, *ix, *field).is_some_and(|(_, values)| values.contested)
            }
            _ => false,
        }
    }

    fn note_items<'s>(&'s self, access: &'s NoteAccess, ix: NoteIx, each: &mut dyn FnMut(Item<'s>)) {
        match access {
            NoteAccess::Common(key) => self.common_items(*key, ix, each),
            NoteAccess::Id => each(Item::Text(self.note(ix).id.as_str(), None)),
            NoteAccess::Kind => self.note(ix).kind.into_iter().for_each(|kind| each(Item::Kind(kind))),
            NoteAccess::Backlinks => each(Item::Count(self.archive.backlinks[ix.0 as usize].len() as u64)),
            NoteAccess::Field(field) => self.field_items(*field, ix, each),
            NoteAccess::NameForm(field, form) => {
                let Some((_, values)) = values_of(self, ix, *field) else { return };
                for value in &values.values {
                    if let Value::Names(names) = &value.value
                        && let Some(text) = names.get(form)
                    {
                        each(Item::Text(text, Names::language(form)));
                    }
                }
            }
            NoteAccess::Inverse(name) => self.inverse(name, ix).into_iter().for_each(|note| each(Item::Note(note, &[]))),
            NoteAccess::Period(period, DateColumn::Field(field)) => {
                let Some((_, values)) = values_of(self, ix, *field) else { return };
                for value in &values.values {
                    if let Value::Date(date) = &value.value {
                        period_of(*period, date, each);
                    }
                }
            }
            NoteAccess::Period(period, DateColumn::Common(key)) => {
                let date = if *key == CommonKey::Created { self.created(ix) } else { self.updated(ix) };
                date.into_iter().for_each(|date| period_of(*period, date, each));
            }
            NoteAccess::Extra(key) => {
                let values = self.note(ix).extra.iter().filter(|(name, _)| name == key).flat_map(|(_, values)| values);
                values.for_each(|text| each(Item::Text(text, None)));
            }
            NoteAccess::Through(reference, then) => {
                let mut targets = Vec::new();
                self.note_items(reference, ix, &mut |item| {
                    if let Item::Note(note, _) = item
                        && !targets.contains(&note)
                    {
                        targets.push(note);
                    }
                });
                targets.into_iter().for_each(|note| self.all_items(then, &Subject::Note(note), each));
            }
        }
    }

    fn common_items<'s>(&'s self, key: CommonKey, ix: NoteIx, each: &mut dyn FnMut(Item<'s>)) {
        let meta = &self.note(ix).meta;
        let is_work = self.note(ix).kind.is_some_and(|kind| self.archive.kinds.get(kind).role == Role::Work);
        match key {
            CommonKey::Title => each(Item::Title(ix)),
            CommonKey::Aliases => meta.aliases.iter().for_each(|alias| each(Item::Text(alias, None))),
            CommonKey::Tags => {
                let tags = &self.tags.of_note[ix.0 as usize];
                tags.iter().for_each(|tag| each(Item::Tag(*tag, &self.tags.get(*tag).name)));
            }
            CommonKey::Summary => {
                meta.summary
                    .iter()
                    .for_each(|summary| each(Item::Markdown(MarkdownAt::Front(ix, FrontText::Summary), summary, &[])));
            }
            CommonKey::Status => each(Item::Status(meta.status)),
            CommonKey::Authors | CommonKey::Editors => {
                let authors = if key == CommonKey::Authors && is_work { &meta.work_authors } else { &meta.authors };
                authors.iter().for_each(|author| each(Item::Text(author, None)));
            }
            CommonKey::Created => self.created(ix).into_iter().for_each(|date| each(Item::Date(date))),
            CommonKey::Updated => self.updated(ix).into_iter().for_each(|date| each(Item::Date(date))),
            CommonKey::Lang if is_work => meta.work_lang.iter().for_each(|lang| each(Item::Language(lang))),
            CommonKey::Lang => each(Item::Language(meta.lang.as_ref().map_or(&*self.archive.config.language, |lang| lang))),
            CommonKey::CiteAs => each(Item::Text(meta.cite_as.as_ref().map_or(self.note(ix).id.slug(), |key| key), None)),
            CommonKey::TranslationOf => {
                // The first of a group is what the others translate.
                let group = self.archive.translations.iter().find(|group| group.contains(&ix) && group[0] != ix);
                group.into_iter().for_each(|group| each(Item::Note(group[0], &[])));
            }
            CommonKey::RedirectFrom
            | CommonKey::Claims
            | CommonKey::NoCite
            | CommonKey::Lints
            | CommonKey::Columns
            | CommonKey::Image => {}
        }
    }

    fn field_items<'s>(&'s self, field: FieldIx, ix: NoteIx, each: &mut dyn FnMut(Item<'s>)) {
        let Some(kind) = self.note(ix).kind else { return };
        let declared = &self.archive.kinds.get(kind).fields[field.0 as usize];
        if let Some((at, values)) = values_of(self, ix, field) {
            for (position, value) in (0..).zip(&values.values) {
                match (&value.value, &declared.value) {
                    (Value::Reference(_), _) => match self.answer(ix, at, position) {
                        Some(Answer::Note { note, .. }) => each(Item::Note(*note, &value.cites)),
                        // The words of what leads nowhere stay; of a draft nothing does.
                        Some(Answer::Fault) => each(Item::Field(&value.value, &value.cites)),
                        _ => {}
                    },
                    (Value::Text(text), ValueType::Choice { of }) => {
                        let place = of.iter().position(|choice| choice == text).unwrap_or(of.len());
                        each(Item::Choice(&value.value, place as u32, &value.cites));
                    }
                    (Value::Markdown(text), _) => {
                        each(Item::Markdown(MarkdownAt::Front(ix, FrontText::Value(at, position)), text, &value.cites));
                    }
                    _ => each(Item::Field(&value.value, &value.cites)),
                }
            }
        }
        // A symmetric relation may be declared at the other end.
        if declared.is_symmetric() {
            self.inverse(&declared.name.0, ix).into_iter().for_each(|note| each(Item::Note(note, &[])));
        }
    }

    fn answer(&self, ix: NoteIx, field: u32, value: u32) -> Option<&'a Answer> {
        let answers = &self.archive.references[ix.0 as usize];
        let at = answers.binary_search_by_key(&(field, value), |answer| (answer.field, answer.value)).ok()?;
        Some(&answers[at].answer)
    }

    /// The notes that refer to this one under the inverse's name, by title.
    fn inverse(&self, name: &str, ix: NoteIx) -> Vec<NoteIx> {
        let mut notes = Vec::new();
        for &edge in &self.archive.relations_in[ix.0 as usize] {
            let edge = &self.archive.relations[edge as usize];
            let from = self.note(edge.from);
            let Some(kind) = from.kind else { continue };
            let field = &self.archive.kinds.get(kind).fields[from.fields[edge.field as usize].field.0 as usize];
            let ValueType::Reference(relation) = &field.value else { continue };
            let is_it = match &relation.inverse {
                Inverse::Named { name: inverse, .. } => &*inverse.0 == name,
                Inverse::Symmetric => &*field.name.0 == name,
                Inverse::Unnamed => false,
            };
            if is_it {
                notes.push(edge.from);
            }
        }
        notes.sort_unstable_by_key(|note| self.title_rank(*note));
        notes.dedup();
        notes
    }

    /// How many notes have a tag or a narrower one.
    fn tag_count(&self, tag: &str) -> u64 {
        self.tags.ix(tag).map_or(0, |tag| self.tags.notes[tag.0 as usize].len() as u64)
    }
}

/// The values of a field, and their place among the note's fields, which stand in schema order.
fn values_of<'a>(catalog: &Catalog<'a>, ix: NoteIx, field: FieldIx) -> Option<(u32, &'a FieldValues)> {
    let fields = &catalog.note(ix).fields;
    let at = fields.binary_search_by_key(&field, |values| values.field).ok()?;
    Some((at as u32, &fields[at]))
}

pub(super) fn period_of<'s>(period: Period, date: &Date, each: &mut dyn FnMut(Item<'s>)) {
    let first = match period {
        Period::Year => date.year(),
        Period::Decade => date.decade().map(|decade| decade.0),
        Period::Century => date.century().map(|century| century.0),
    };
    first.into_iter().for_each(|first| each(Item::Period(period, first)));
}
