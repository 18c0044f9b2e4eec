//! Values of fields, read from scalars as written.

use super::date::Date;

/// One value of a field. Which variant it is follows from the field's type.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Text, or a choice.
    Text(Box<str>),
    /// Markdown source.
    Markdown(Box<str>),
    /// A name in several scripts.
    Names(Box<Names>),
    /// An integer or number, with its spelling.
    Number(Number),
    /// A truth value.
    Boolean(bool),
    /// A date.
    Date(Date),
    /// A web address, checked to be safe to link to.
    Url(Box<str>),
    /// A note as it was referred to: slug, id, title, or the inside of `[[...]]`. [`crate::archive`] finds the note.
    Reference(Box<str>),
    /// A point on earth.
    Coordinates(Coordinates),
}

/// A number as it was written and as it sorts.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// As written: `1_000`, `0900`, `1.10`.
    pub written: Box<str>,
    /// Its value.
    pub value: f64,
}

/// A name in several scripts: `{zh-Hans: 桥头堡, pinyin: qiáotóubǎo, as_printed: qiaotoubao}`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Keys (language tags, `pinyin`, `as_printed`, ...) and texts in the order written.
    pub forms: Vec<(Box<str>, Box<str>)>,
}

impl Names {
    /// The form under `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.forms.iter().find(|(k, _)| &**k == key).map(|(_, text)| &**text)
    }

    /// The first form in Han characters.
    #[must_use]
    pub fn han(&self) -> Option<&str> {
        self.forms.iter().map(|(_, text)| &**text).find(|text| crate::text::han::has_han(text))
    }

    /// The pinyin, with tone marks if it has them.
    #[must_use]
    pub fn pinyin(&self) -> Option<&str> {
        self.get("pinyin")
    }
}

/// A point on earth in degrees, WGS 84.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coordinates {
    /// -90 to 90, north positive.
    pub lat: f64,
    /// -180 to 180, east positive.
    pub lon: f64,
}
