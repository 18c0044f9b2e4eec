//! What a table of notes of a kind can have as a column.

use super::{CommonKey, FieldIx, Inverse, Kind, KindIx, Kinds, Relation, ValueType};

/// A column that a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnRef<'a> {
    /// A key every note has.
    Common(CommonKey),
    /// A field of the kind.
    Field(FieldIx),
    /// One form of a field of type names: `names.zh-Hans`.
    NameForm(FieldIx, &'a str),
    /// Notes that refer to this one, under the inverse's name.
    Inverse(&'a str),
    /// Years, decades or centuries of a date: `decade(coined)`.
    Period(Period, DateColumn),
}

/// A function over dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Period {
    /// `year(date)`
    Year,
    /// `decade(date)`
    Decade,
    /// `century(date)`
    Century,
}

/// A column that holds dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateColumn {
    /// `created` or `updated`.
    Common(CommonKey),
    /// A field of type date.
    Field(FieldIx),
}

impl Period {
    /// The function of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "year" => Some(Self::Year),
            "decade" => Some(Self::Decade),
            "century" => Some(Self::Century),
            _ => None,
        }
    }
}

impl Kinds {
    /// The column that `name` stands for in a table of notes of `kind`.
    #[must_use]
    pub fn column<'a>(&'a self, kind: KindIx, name: &'a str) -> Option<ColumnRef<'a>> {
        let of = self.get(kind);
        if let Some((function, rest)) = name.split_once('(') {
            let argument = rest.strip_suffix(')')?.trim();
            return Some(ColumnRef::Period(Period::named(function.trim())?, of.date_column(argument)?));
        }
        if let Some((field, _)) = of.field(name) {
            return Some(ColumnRef::Field(field));
        }
        if let Some(key) = CommonKey::named(name, Some(of)).filter(|key| key.is_column()) {
            return Some(ColumnRef::Common(key));
        }
        if let Some((field, form)) = name.split_once('.') {
            let (ix, field) = of.field(field)?;
            return (field.value == ValueType::Names && !form.is_empty()).then_some(ColumnRef::NameForm(ix, form));
        }
        self.inverses(kind).find(|inverse| *inverse == name).map(ColumnRef::Inverse)
    }

    /// Names of all columns of a table of notes of `kind`, to choose from.
    #[must_use]
    pub fn column_names(&self, kind: KindIx) -> Vec<&str> {
        let of = self.get(kind);
        let common = CommonKey::ALL.iter().filter(|key| key.is_column() && key.is_of(of.role)).map(|key| key.name());
        let fields = of.fields.iter().map(|field| &*field.name.0);
        fields.chain(common).chain(self.inverses(kind)).collect()
    }

    /// The relations of all kinds that may refer to notes of `kind`.
    pub fn relations_to(&self, kind: KindIx) -> impl Iterator<Item = (KindIx, FieldIx, &Relation)> {
        let name = &self.get(kind).name;
        self.relations().filter(move |(_, _, relation)| relation.to.is_empty() || relation.to.contains(name))
    }

    /// All relations of all kinds.
    pub fn relations(&self) -> impl Iterator<Item = (KindIx, FieldIx, &Relation)> {
        self.all.iter().zip(0..).flat_map(|(kind, at)| {
            kind.fields.iter().zip(0..).filter_map(move |(field, field_at)| match &field.value {
                ValueType::Reference(relation) => Some((KindIx(at), FieldIx(field_at), relation)),
                _ => None,
            })
        })
    }

    /// Names under which notes of `kind` are referred to from elsewhere; of symmetric relations, the field's.
    pub fn inverses(&self, kind: KindIx) -> impl Iterator<Item = &str> {
        self.relations_to(kind).filter_map(|(from, field, relation)| match &relation.inverse {
            Inverse::Named { name, .. } => Some(&*name.0),
            Inverse::Symmetric => Some(&*self.get(from).fields[field.0 as usize].name.0),
            Inverse::Unnamed => None,
        })
    }
}

impl Kind {
    fn date_column(&self, name: &str) -> Option<DateColumn> {
        match self.field(name) {
            Some((ix, field)) => (field.value == ValueType::Date).then_some(DateColumn::Field(ix)),
            None => CommonKey::named(name, Some(self)).filter(|key| key.is_date()).map(DateColumn::Common),
        }
    }
}
