//! Works from notes of role work: their common keys, and the fields that stand for a variable of CSL.

use rustc_hash::FxHashMap;

use super::Work;
use crate::archive::{Answer, NoteIx, ReferenceAnswer};
use crate::note::{FieldValues, Note};
use crate::schema::{Field, Kinds, Names, Role, Value};
use crate::text::fold;
use crate::text::han::has_han;
use crate::works::terms::{VariableKind, kind_of, type_of_word, variable_of_field};
use crate::works::{CiteKey, Item, Name};

type Notes = [std::sync::Arc<Note>];

/// The works that published notes are about, ordered by note.
pub(super) fn works(notes: &Notes, kinds: &Kinds, references: &[Vec<ReferenceAnswer>]) -> Vec<Work> {
    let is_work = |note: &Note| note.kind.is_some_and(|kind| kinds.get(kind).role == Role::Work) && !note.is_folder_index;
    if !notes.iter().any(|note| is_work(note)) {
        return Vec::new();
    }
    let reader = Reader { notes, kinds, references, named: named(notes, kinds) };
    let works = (0..).map(NoteIx).zip(notes).filter(|(_, note)| is_work(note));
    works.map(|(ix, note)| reader.work(ix, note)).collect()
}

/// Who may have written a work: notes that are not works, by their titles and aliases.
fn named(notes: &Notes, kinds: &Kinds) -> FxHashMap<String, NoteIx> {
    let mut named = FxHashMap::default();
    for (ix, note) in (0..).map(NoteIx).zip(notes) {
        if note.kind.is_some_and(|kind| kinds.get(kind).role != Role::Work) {
            let names = note.meta.aliases.iter().chain([&note.meta.title]);
            names.for_each(|name| _ = named.entry(fold(&name.value)).or_insert(ix));
        }
    }
    named
}

struct Reader<'n> {
    notes: &'n Notes,
    kinds: &'n Kinds,
    references: &'n [Vec<ReferenceAnswer>],
    named: FxHashMap<String, NoteIx>,
}

impl Reader<'_> {
    fn work(&self, ix: NoteIx, note: &Note) -> Work {
        let (key, span) = match &note.meta.cite_as {
            Some(key) => (key.value.trim_start_matches('@'), key.span),
            None => (note.id.slug(), note.meta.title.span),
        };
        Work { item: self.item(ix, note, CiteKey::new(key)), note: Some(ix), file: note.path.clone(), span }
    }

    fn item(&self, ix: NoteIx, note: &Note, key: CiteKey) -> Item {
        let mut item = Item::new(key, "document");
        let lang = note.meta.work_lang.as_ref().map(|lang| &*lang.value);
        let family_first = lang.is_some_and(|lang| lang.split('-').next() == Some("zh"));
        if let Some(lang) = lang {
            item.texts.insert("language".into(), lang.into());
        }
        if let Some(kind) = note.kind.map(|kind| self.kinds.get(kind)) {
            // What the schema says goes before what a field's name lets guess.
            for by_name in [false, true] {
                for (at, values) in (0..).zip(&note.fields) {
                    let field = &kind.fields[values.field.0 as usize];
                    let variable = match &field.csl {
                        Some(variable) if !by_name => Some(&**variable),
                        None if by_name => variable_of_field(&field.name.0),
                        _ => None,
                    };
                    if let Some(variable) = variable {
                        self.fill(&mut item, variable, ix, at, values, family_first);
                    } else if by_name && field.csl.is_none() {
                        by_form(&mut item, field, values);
                    }
                }
            }
        }
        if !note.meta.work_authors.is_empty() {
            let authors = note.meta.work_authors.iter().map(|author| self.name(&author.value, family_first));
            item.names.insert("author".into(), authors.collect());
        }
        let title = &note.meta.title.value;
        if !stands_for_title(title, &item) {
            item.texts.insert("title".into(), title.clone());
        }
        item
    }

    /// Puts the values of a field under a variable, if nothing stands there.
    fn fill(&self, item: &mut Item, variable: &str, ix: NoteIx, at: u32, values: &FieldValues, family_first: bool) {
        // Of contested values the first is taken, as a table sorts by it.
        let count = if values.contested { 1 } else { values.values.len() };
        let shown: Vec<_> = (0..).zip(&values.values).take(count).collect();
        match kind_of(variable) {
            VariableKind::Date => {
                let date = shown.iter().find_map(|(_, value)| match &value.value {
                    Value::Date(date) if !date.is_unknown() => Some(date.clone()),
                    Value::Text(text) => crate::schema::date::Date::parse(text).ok(),
                    Value::Number(number) => crate::schema::date::Date::parse(&number.written).ok(),
                    _ => None,
                });
                if let Some(date) = date {
                    item.dates.entry(variable.into()).or_insert(date);
                }
            }
            VariableKind::Names => {
                let name = |(position, value): &(u32, &crate::note::FieldValue)| match &value.value {
                    Value::Names(names) => Some(divided(names)),
                    value => self.text(ix, at, *position, value).map(|text| self.name(&text, family_first)),
                };
                let names: Vec<Name> = shown.iter().filter_map(name).collect();
                if !names.is_empty() {
                    item.names.entry(variable.into()).or_insert(names);
                }
            }
            VariableKind::Text => {
                let texts: Vec<_> =
                    shown.iter().filter_map(|(position, value)| self.text(ix, at, *position, &value.value)).collect();
                match (variable, texts.first()) {
                    (_, None) => {}
                    ("type", Some(word)) => item.kind = type_of_word(word).into(),
                    _ => _ = item.texts.entry(variable.into()).or_insert_with(|| texts.join(", ").into()),
                }
            }
        }
    }

    /// A value as text; of a reference, the title of its note.
    fn text(&self, ix: NoteIx, field: u32, position: u32, value: &Value) -> Option<Box<str>> {
        match value {
            Value::Text(text) | Value::Markdown(text) | Value::Url(text) => Some(text.clone()),
            Value::Names(names) => names.forms.first().map(|(_, text)| text.clone()),
            Value::Number(number) => Some(number.written.clone()),
            Value::Date(date) => Some(date.written.clone()),
            Value::Reference(written) => {
                let answers = &self.references[ix.0 as usize];
                let answer = answers.iter().find(|answer| answer.field == field && answer.value == position);
                Some(match answer.map(|answer| &answer.answer) {
                    Some(Answer::Note { note, .. }) => self.notes[note.0 as usize].meta.title.value.clone(),
                    _ => written.clone(),
                })
            }
            Value::Boolean(_) | Value::Coordinates(_) => None,
        }
    }

    /// A name as written; what the archive knows of who bears it tells how it divides.
    fn name(&self, written: &str, family_first: bool) -> Name {
        let note = self.named.get(&fold(written)).map(|ix| &*self.notes[ix.0 as usize]);
        match note.and_then(|note| Some((note, self.kinds.get(note.kind?).role))) {
            Some((note, Role::Person)) => Name::read(written, family_first || has_chinese_name(note, written)),
            Some(_) => Name::Literal(written.trim_matches(['{', '}']).into()),
            None => Name::read(written, family_first),
        }
    }
}

/// Whether a person's names have a form in Han, and one that begins as `written` does: then the family name comes first there.
fn has_chinese_name(note: &Note, written: &str) -> bool {
    let names = note.fields.iter().flat_map(|field| &field.values).filter_map(|value| match &value.value {
        Value::Names(names) => Some(names),
        _ => None,
    });
    names.into_iter().any(|names| {
        let is_chinese = names.han().is_some_and(|han| matches!(Name::read(han, true), Name::Person { .. }));
        let first = written.split_whitespace().next().unwrap_or("");
        let family = names.pinyin().and_then(|pinyin| pinyin.split_whitespace().next());
        is_chinese && family.is_none_or(|family| deunicode::deunicode(family).eq_ignore_ascii_case(&deunicode::deunicode(first)))
    })
}

/// `{family: Zheng, given: Yongnian}`, or the first form.
fn divided(names: &Names) -> Name {
    match (names.get("family"), names.get("given"), names.get("literal")) {
        (Some(family), given, _) => Name::person(family, given, has_han(family)),
        (None, _, Some(literal)) => Name::Literal(literal.into()),
        _ => Name::read(names.forms.first().map_or("", |(_, text)| text), false),
    }
}

/// What a field says by its form: a choice called `type`; the title in several scripts.
fn by_form(item: &mut Item, field: &Field, values: &FieldValues) {
    let Some(value) = values.values.first().map(|value| &value.value) else { return };
    match (&*field.name.0, value) {
        ("type", Value::Text(word)) if &*item.kind == "document" => item.kind = type_of_word(word).into(),
        ("names" | "title_forms" | "titles", Value::Names(names)) => {
            let mut put = |variable: &str, text: Option<&str>| {
                if let Some(text) = text {
                    item.texts.entry(variable.into()).or_insert_with(|| text.into());
                }
            };
            let is_original = |(key, _): &&(Box<str>, Box<str>)| &**key == "original";
            put("original-title", names.han().or(names.forms.iter().find(is_original).map(|(_, text)| &**text)));
            put("romanized-title", names.pinyin().or(names.get("romanized")));
            put("translated-title", names.get("translated").or(names.get("en")));
        }
        _ => {}
    }
}

/// Whether a note's title only stands in for one that is not known: `Donaldson 2010`.
fn stands_for_title(title: &str, item: &Item) -> bool {
    let Some(year) = item.dates.get("issued").and_then(|date| date.earliest).map(|day| day.year.to_string()) else {
        return false;
    };
    let authors: Vec<String> = item.names("author").iter().map(|name| fold(&name.in_reading_order())).collect();
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let known: Vec<String> = authors.iter().flat_map(|author| words(author)).collect();
    let title = words(&fold(title));
    let is_known = |word: &String| *word == year || known.contains(word) || matches!(&**word, "and" | "et" | "al");
    title.contains(&year) && title.len() > 1 && title.iter().all(is_known)
}
