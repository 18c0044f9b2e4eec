//! What a value is compared with: read as the column's values are, so that a slip is found where it is written.

use crate::archive::NoteIx;
use crate::diagnostic::suggest;
use crate::note::Status;
use crate::schema::date::{Comparison, Date};
use crate::schema::{KindIx, Number, Period, ValueType};
use crate::text::fold;
use crate::view::catalog::Catalog;
use crate::view::column::{Found, Shape};
use crate::view::condition::{Operand, Test};

/// Why a test cannot be: a sentence and the way out.
pub(super) struct Fault {
    pub(super) message: String,
    pub(super) help: String,
}

const SIGNS: &[(&str, Comparison)] = &[
    (">=", Comparison::GreaterOrEqual),
    ("<=", Comparison::LessOrEqual),
    ("!=", Comparison::NotEqual),
    (">", Comparison::Greater),
    ("<", Comparison::Less),
    ("=", Comparison::Equal),
];

/// Takes the sign off a condition: `>= 1978`; without one, `=`.
pub(super) fn sign(written: &str) -> (Comparison, &str) {
    let written = written.trim();
    let signed = SIGNS.iter().find_map(|(sign, comparison)| Some((*comparison, written.strip_prefix(sign)?.trim())));
    signed.unwrap_or((Comparison::Equal, written))
}

/// Reads a test of a column: `guangzhou`, `>= 1978`, `~ fair`, `*` for anything.
pub(super) fn test(catalog: &Catalog<'_>, column: &Found, written: &str) -> Result<Test, Fault> {
    let written = written.trim();
    if written == "*" {
        return Ok(Test::Present);
    }
    if let Some(words) = written.strip_prefix('~') {
        return contains(catalog, column, words.trim());
    }
    let (comparison, text) = sign(written);
    if text.is_empty() {
        let message = format!("`{written}` compares with nothing");
        return Err(Fault {
            message,
            help: "write a value after the sign; a key with nothing after it finds what is missing".to_owned(),
        });
    }
    let orders = !matches!(comparison, Comparison::Equal | Comparison::NotEqual);
    let has_order = |shape: &Shape| matches!(shape, Shape::Number | Shape::Date | Shape::Period(_));
    if orders && !column.shapes.iter().any(has_order) {
        let sign = &written[..written.len() - text.len()].trim();
        let message = format!("`{sign}` compares numbers and dates, and `{}` holds neither", column.column.name.0);
        return Err(Fault { message, help: format!("write `{text}` for what is equal, or `~ {text}` for what contains it") });
    }
    let mut operand = Operand { text: fold(text), ..Operand::default() };
    let mut fault = None;
    let mut fits = false;
    for shape in &column.shapes {
        match read(catalog, shape, text, &mut operand) {
            Ok(()) => fits = true,
            Err(of_shape) => fault = fault.or(Some(of_shape)),
        }
    }
    match fault {
        Some(fault) if !fits => Err(fault),
        _ => Ok(Test::Compare(comparison, operand)),
    }
}

fn contains(catalog: &Catalog<'_>, column: &Found, words: &str) -> Result<Test, Fault> {
    let has_words = |shape: &Shape| matches!(shape, Shape::Text | Shape::Choice(_) | Shape::Note | Shape::Tag);
    if words.is_empty() {
        let message = "`~` looks for no words".to_owned();
        return Err(Fault { message, help: "write the words after it, such as `~ fair`".to_owned() });
    }
    if !column.shapes.iter().any(has_words) {
        let message = format!("`~` looks for words, and `{}` holds none", column.column.name.0);
        return Err(Fault { message, help: format!("write `{words}` for what is equal") });
    }
    let notes = if column.shapes.contains(&Shape::Note) { catalog.named_with(words) } else { Vec::new() };
    Ok(Test::Contains(Operand { text: fold(words), notes, ..Operand::default() }))
}

/// Reads a value as one of a shape.
fn read(catalog: &Catalog<'_>, shape: &Shape, text: &str, operand: &mut Operand) -> Result<(), Fault> {
    let of_type = |value: &ValueType| value.read(text).map_err(|error| Fault { message: error.message, help: error.help });
    match shape {
        Shape::Text => {}
        Shape::Number => operand.number = Some(number(text)?),
        Shape::Date => {
            let date = Date::parse(text).map_err(|error| Fault { message: error.reason, help: error.help })?;
            operand.date = Some(date);
        }
        Shape::Period(period) => operand.period = Some(first_year(*period, text)?),
        Shape::Boolean => {
            let value = of_type(&ValueType::Boolean)?;
            operand.flag = Some(value == crate::schema::Value::Boolean(true));
        }
        Shape::Choice(of) => {
            of_type(&ValueType::Choice { of: of.clone() }).or_else(|fault| {
                // Case does not count here.
                if of.iter().any(|choice| fold(choice) == operand.text) {
                    Ok(crate::schema::Value::Boolean(true))
                } else {
                    Err(fault)
                }
            })?;
        }
        Shape::Note => operand.notes = notes(catalog, text)?,
        Shape::Tag => operand.text = fold(text.trim_start_matches('#').trim_matches('/')),
        Shape::Kind => operand.kinds = vec![kind(catalog, text)?],
        Shape::Status => operand.status = Some(status(text)?),
    }
    Ok(())
}

fn number(text: &str) -> Result<f64, Fault> {
    Number::decimal(text).map(|number| number.value).map_err(|error| Fault { message: error.message, help: error.help })
}

/// The first year of a period: `1990`, `1990s`, `199X`; `19XX`.
fn first_year(period: Period, text: &str) -> Result<i32, Fault> {
    let date = Date::parse(text.trim_end_matches(['s', 'S'])).ok();
    let first = date.as_ref().and_then(|date| match period {
        Period::Year => date.year(),
        Period::Decade => date.decade().map(|decade| decade.0),
        Period::Century => date.century().map(|century| century.0),
    });
    let (what, example) = match period {
        Period::Year => ("a year", "1990"),
        Period::Decade => ("a decade", "1990s"),
        Period::Century => ("a century", "19XX"),
    };
    first.ok_or_else(|| Fault { message: format!("`{text}` is not {what}"), help: format!("write it as `{example}`") })
}

/// The notes that are called so.
fn notes(catalog: &Catalog<'_>, text: &str) -> Result<Vec<NoteIx>, Fault> {
    let inside = text.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]")).unwrap_or(text);
    let name = inside.split(['|', '#']).next().unwrap_or(inside).trim();
    let name = name.strip_suffix(".md").unwrap_or(name);
    let notes = catalog.named(name);
    if !notes.is_empty() {
        return Ok(notes);
    }
    let archive = catalog.archive;
    if let Some(work) = archive.library.find(name.trim_start_matches('@'))
        && let Some(note) = archive.library.get(work).note
    {
        return Ok(vec![note]);
    }
    let names = archive.notes.iter().flat_map(|note| [&*note.meta.title.value, note.id.slug()]);
    let mut near = suggest::nearest(name, names, 3);
    let mut seen = Vec::new();
    near.retain(|name| {
        !seen.contains(&fold(name)) && {
            seen.push(fold(name));
            true
        }
    });
    let help = match near.as_slice() {
        [] => "name a published note by its file name, id, title or alias".to_owned(),
        near => format!("did you mean {}?", suggest::list(near, "or")),
    };
    Err(Fault { message: format!("no published note is called `{name}`"), help })
}

fn kind(catalog: &Catalog<'_>, text: &str) -> Result<KindIx, Fault> {
    let kinds = &catalog.archive.kinds;
    let language = &catalog.archive.config.language;
    let folded = fold(text);
    let is = |(_, kind): &(KindIx, &crate::schema::Kind)| {
        fold(&kind.name.0) == folded || fold(kind.label.one.get(language)) == folded || fold(&kind.folder) == folded
    };
    let found = (0..).map(KindIx).zip(&kinds.all).find(is).map(|(ix, _)| ix);
    found.ok_or_else(|| {
        let names: Vec<&str> = kinds.all.iter().map(|kind| &*kind.name.0).collect();
        let help = suggest::did_you_mean(text, names.iter().copied())
            .unwrap_or_else(|| format!("it takes {}", suggest::list(&names, "or")));
        Fault { message: format!("there is no kind `{text}`"), help }
    })
}

fn status(text: &str) -> Result<Status, Fault> {
    match fold(text).as_str() {
        "draft" => Ok(Status::Draft),
        "review" => Ok(Status::Review),
        "published" => Ok(Status::Published),
        _ => Err(Fault { message: format!("`{text}` is no status"), help: "write `draft`, `review` or `published`".to_owned() }),
    }
}
