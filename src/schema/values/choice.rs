//! One of a few words.

use super::ValueError;
use crate::diagnostic::{Code, suggest};
use crate::text::fold;
use crate::yaml;

/// How many choices a help line lists.
const LISTED: usize = 16;

/// Takes one of `of`.
pub(super) fn parse(text: &str, of: &[Box<str>]) -> Result<Box<str>, ValueError> {
    if let Some(choice) = of.iter().find(|choice| &***choice == text) {
        return Ok(choice.clone());
    }
    let folded = fold(text);
    let same = of.iter().find(|choice| fold(choice) == folded).map(|choice| &**choice);
    let near = same.or_else(|| suggest::nearest(text, of.iter().map(|choice| &**choice), 1).first().copied());
    let help = match near {
        Some(near) => format!("did you mean `{near}`? {}", list(of)),
        None => list(of),
    };
    let message = format!("`{text}` is not one of the choices");
    Err(ValueError { code: Code::InvalidChoice, message, help, instead: near.map(|near| yaml::scalar(near).into()) })
}

/// The choices, as an order.
pub(super) fn list(of: &[Box<str>]) -> String {
    let listed: Vec<&str> = of.iter().take(LISTED).map(|choice| &**choice).collect();
    match of.len().saturating_sub(LISTED) {
        0 => format!("write {}", suggest::list(&listed, "or")),
        more => format!("write `{}` or one of {more} more", listed.join("`, `")),
    }
}
