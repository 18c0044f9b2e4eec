//! Values for templates, made without a detour through serialisation: cards and lists are shared, not copied.

use tera::{Map, Value};

/// A map with these entries.
macro_rules! map {
    ($($key:literal => $value:expr),* $(,)?) => {{
        let mut map = tera::Map::default();
        $(map.insert($key.into(), tera::Value::from($value));)*
        tera::Value::from(map)
    }};
}
pub(super) use map;

/// Finished markup.
pub(super) fn markup(html: &str) -> Value {
    Value::safe_string(html)
}

/// Finished markup, or none.
pub(super) fn maybe_markup(html: Option<&str>) -> Value {
    html.map_or_else(Value::none, markup)
}

/// A map of texts.
pub(super) fn texts<'t>(entries: impl Iterator<Item = (&'t str, &'t str)>) -> Value {
    let mut map = Map::default();
    for (key, text) in entries {
        map.insert(key.to_owned().into(), Value::normal_string(text));
    }
    Value::from(map)
}
