//! Values of fields, read from scalars as written: the field's type decides what `no`, `0900` or `1.10` mean, never YAML.
//!
//! One file a type. What is not of its type is a [`ValueError`]; who reads the value knows its place and makes the finding.

mod boolean;
mod choice;
mod coordinates;
mod names;
mod number;
pub mod url;

pub use coordinates::Coordinates;
pub use names::Names;
pub use number::Number;

use super::ValueType;
use super::date::{Date, DateError};
use crate::diagnostic::Code;
use crate::yaml::{Node, NodeKind};

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

/// By what two values are the same: a number by what it counts, however it is written. Two have it in common exactly if equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Identity<'a> {
    /// Of text, Markdown, addresses and references.
    Text(&'a str),
    /// Of names.
    Names(&'a [(Box<str>, Box<str>)]),
    /// Of numbers.
    Number(u64),
    /// Of truth values.
    Boolean(bool),
    /// Of dates.
    Date(&'a Date),
    /// Of coordinates.
    Point(u64, u64),
}

impl Value {
    /// By what it is the same as another value of its field.
    #[must_use]
    pub fn identity(&self) -> Identity<'_> {
        // Zero has two signs.
        let bits = |number: f64| (number + 0.0).to_bits();
        match self {
            Self::Text(text) | Self::Markdown(text) | Self::Url(text) | Self::Reference(text) => Identity::Text(text),
            Self::Names(names) => Identity::Names(&names.forms),
            Self::Number(number) => Identity::Number(bits(number.value)),
            Self::Boolean(boolean) => Identity::Boolean(*boolean),
            Self::Date(date) => Identity::Date(date),
            Self::Coordinates(point) => Identity::Point(bits(point.lat), bits(point.lon)),
        }
    }
}

/// Why something is not a value of its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueError {
    /// The finding it makes.
    pub code: Code,
    /// What is wrong: one sentence without a full stop.
    pub message: String,
    /// What to do.
    pub help: String,
    /// What was surely meant, as YAML.
    pub instead: Option<Box<str>>,
}

impl ValueError {
    fn invalid(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { code: Code::InvalidValue, message: message.into(), help: help.into(), instead: None }
    }

    fn instead(mut self, text: impl Into<Box<str>>) -> Self {
        self.instead = Some(text.into());
        self
    }
}

impl ValueType {
    /// Reads a scalar as written: a front matter's, or a cell of a CSV file. `text` is not empty.
    pub fn read(&self, text: &str) -> Result<Value, ValueError> {
        match self {
            Self::Text => Ok(Value::Text(text.into())),
            Self::Markdown => Ok(Value::Markdown(text.into())),
            Self::Names => Ok(Value::Names(Box::new(Names::of_one(text)))),
            Self::Integer { .. } => Number::integer(text).map(Value::Number),
            Self::Number { .. } => Number::decimal(text).map(Value::Number),
            Self::Boolean => boolean::parse(text).map(Value::Boolean),
            Self::Date => Ok(Value::Date(Date::parse(text)?)),
            Self::Url => url::parse(text).map(Value::Url),
            Self::Choice { of } => choice::parse(text, of).map(Value::Text),
            Self::Reference(_) => reference(text).map(Value::Reference),
            Self::Coordinates => Coordinates::parse(text).map(Value::Coordinates),
        }
    }

    /// Reads what stands in YAML: a scalar, or for names and coordinates a mapping. An error comes with the node it is about.
    pub fn read_node<'a>(&self, node: &'a Node) -> Result<Value, (ValueError, &'a Node)> {
        match (&node.kind, self) {
            (NodeKind::Mapping(_), Self::Names) => Names::from_node(node).map(|names| Value::Names(Box::new(names))),
            (NodeKind::Mapping(_), Self::Coordinates) => Coordinates::from_node(node).map(Value::Coordinates),
            (NodeKind::Scalar(scalar), Self::Names) => Err((Names::need_keys(&scalar.text), node)),
            (NodeKind::Scalar(scalar), _) if !scalar.text.trim().is_empty() => {
                self.read(&scalar.text).map_err(|error| (error, node))
            }
            (kind, _) => {
                let found = match kind {
                    NodeKind::Mapping(_) => "a mapping",
                    NodeKind::Sequence(_) => "a list",
                    NodeKind::Null | NodeKind::Scalar(_) => "nothing",
                };
                Err((
                    ValueError::invalid(format!("{found} stands where {} should", self.description()), self.how_to_write()),
                    node,
                ))
            }
        }
    }

    /// The type's name in `_kind.yaml`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Markdown => "markdown",
            Self::Names => "names",
            Self::Integer { .. } => "integer",
            Self::Number { .. } => "number",
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::Url => "url",
            Self::Choice { .. } => "choice",
            Self::Reference(_) => "reference",
            Self::Coordinates => "coordinates",
        }
    }

    /// One value of the type, for people: "a date".
    #[must_use]
    pub fn description(&self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Markdown => "Markdown",
            Self::Names => "a name in several scripts",
            Self::Integer { .. } => "a whole number",
            Self::Number { .. } => "a number",
            Self::Boolean => "`true` or `false`",
            Self::Date => "a date",
            Self::Url => "a web address",
            Self::Choice { .. } => "one of the choices",
            Self::Reference(_) => "a note",
            Self::Coordinates => "a latitude and a longitude",
        }
    }

    /// How a value is written, as an order: "write a date as ...".
    #[must_use]
    pub fn how_to_write(&self) -> String {
        match self {
            Self::Text | Self::Markdown => "write text; quote it if it begins with `[`, `{` or the like".to_owned(),
            Self::Names => "write `{zh-Hans: 桥头堡, pinyin: qiáotóubǎo}`".to_owned(),
            Self::Integer { .. } => "write digits, such as `1953`".to_owned(),
            Self::Number { .. } => "write digits, such as `1.5`".to_owned(),
            Self::Boolean => "write `true` or `false`".to_owned(),
            Self::Date => "write a date as `1979`, `1979-03`, `1979-03-12`, `1990~`, `199X`, `1978/1985` or `1978/..`".to_owned(),
            Self::Url => "write a whole address, such as `https://example.org/`".to_owned(),
            Self::Choice { of } => choice::list(of),
            Self::Reference(_) => "write a note's file name, id or title".to_owned(),
            Self::Coordinates => "write `{lat: 23.13, lon: 113.26}`".to_owned(),
        }
    }
}

impl From<DateError> for ValueError {
    fn from(error: DateError) -> Self {
        Self { code: Code::InvalidDate, message: error.reason, help: error.help, instead: error.instead }
    }
}

/// A note as referred to; of `[[target|words]]` the target.
fn reference(text: &str) -> Result<Box<str>, ValueError> {
    let wikilink = text.trim().strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]"));
    let target = wikilink.map_or(text, |inside| inside.split('|').next().unwrap_or(inside)).trim();
    if target.is_empty() {
        return Err(ValueError::invalid("a reference names no note", "write a note's file name, id or title"));
    }
    Ok(target.into())
}
