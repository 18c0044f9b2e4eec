//! Values for templates, made without a detour through serialisation: cards and lists are shared, not copied.

use std::borrow::Cow;

use tera::{Map, Value};

/// A map with these entries.
macro_rules! map {
    ($($key:literal => $value:expr),* $(,)?) => {{
        $crate::render::value::entries([$(($key, tera::Value::from($value))),*])
    }};
}
pub(super) use map;

/// A map of entries of different names.
pub(super) fn entries<const N: usize>(entries: [(&'static str, Value); N]) -> Value {
    let mut map = Map::with_capacity(N);
    for (name, value) in entries {
        map.insert(name.into(), value);
    }
    Value::from(map)
}

/// Finished markup.
pub(super) fn markup(html: &str) -> Value {
    Value::safe_string(html)
}

/// Finished markup, or none.
pub(super) fn maybe_markup(html: Option<&str>) -> Value {
    html.map_or_else(Value::none, markup)
}

/// A map of texts.
pub(super) fn texts<'t>(entries: impl Iterator<Item = (Cow<'t, str>, Cow<'t, str>)>) -> Value {
    let mut map = Map::default();
    for (key, text) in entries {
        map.insert(key.into_owned().into(), Value::normal_string(&text));
    }
    Value::from(map)
}
