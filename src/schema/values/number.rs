//! Numbers, which keep their spelling: `0900`, `1_000` and `1.10` are shown as written.

use super::ValueError;

/// A number as it was written and as it sorts.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// As written: `1_000`, `0900`, `1.10`.
    pub written: Box<str>,
    /// Its value.
    pub value: f64,
}

impl Number {
    /// Reads a whole number: digits, `_` between them, a sign.
    pub fn integer(text: &str) -> Result<Self, ValueError> {
        let (sign, digits) = split_sign(text);
        if is_digits(digits) {
            return Self::finite(text, sign, digits);
        }
        let error =
            ValueError::invalid(format!("`{text}` is not a whole number"), "write digits, such as `1953`, `-3` or `1_000`");
        Err(meant(error, text, |meant| is_digits(split_sign(meant).1)))
    }

    /// Reads a number: digits, `_` between them, a sign, a decimal point, an exponent.
    pub fn decimal(text: &str) -> Result<Self, ValueError> {
        let (sign, digits) = split_sign(text);
        if is_decimal(digits) {
            return Self::finite(text, sign, digits);
        }
        let error = ValueError::invalid(format!("`{text}` is not a number"), "write digits, such as `1953`, `-1.5` or `2.5e6`");
        Err(meant(error, text, |meant| is_decimal(split_sign(meant).1)))
    }

    fn finite(written: &str, sign: f64, digits: &str) -> Result<Self, ValueError> {
        let magnitude = if digits.contains('_') { digits.replace('_', "").parse::<f64>() } else { digits.parse::<f64>() };
        match magnitude {
            Ok(value) if value.is_finite() => Ok(Self { written: written.into(), value: sign * value }),
            _ => {
                Err(ValueError::invalid("a number is too large to be sorted", "write a smaller number, or make the field a text"))
            }
        }
    }
}

/// What digits grouped by commas, spaces or apostrophes must be.
fn meant(error: ValueError, text: &str, is_right: impl Fn(&str) -> bool) -> ValueError {
    let plain: String =
        text.trim().chars().filter(|c| !matches!(c, ',' | ' ' | '\'' | '’' | '\u{a0}' | '\u{2009}' | '\u{202f}')).collect();
    let groups =
        text.trim().split(['.', 'e']).next().unwrap_or("").split([',', ' ', '\'', '’', '\u{a0}', '\u{2009}', '\u{202f}']);
    let grouped = groups.skip(1).all(|group| group.len() == 3);
    if plain.len() <= 40 && grouped && is_right(&plain) {
        let help = format!("write `{plain}`");
        return ValueError { help, ..error }.instead(plain);
    }
    error
}

/// The sign, which may be the mathematical minus, and what follows.
fn split_sign(text: &str) -> (f64, &str) {
    if let Some(rest) = text.strip_prefix(['-', '\u{2212}']) {
        (-1.0, rest)
    } else {
        (1.0, text.strip_prefix('+').unwrap_or(text))
    }
}

/// Digits with single `_` between them.
fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.split('_').all(|group| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit()))
}

fn is_decimal(text: &str) -> bool {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let whole = whole.is_empty() && mantissa.starts_with('.') || is_digits(whole);
    whole && is_digits(fraction) && is_digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))
}
