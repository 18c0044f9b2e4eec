//! `limits:` of `casebook.yaml`.

use super::Limits;

/// The names of the limits.
pub(super) const NAMES: [&str; 9] = [
    "attachment_size",
    "dataset_rows",
    "embed_depth",
    "embed_size",
    "file_size",
    "front_matter_size",
    "markdown_depth",
    "yaml_alias_nodes",
    "yaml_depth",
];

/// How high a depth may be set: whatever goes through the levels one in the other must fit on a thread's stack.
const DEEPEST: u64 = 200;

/// Sets a limit, or says which numbers it takes. `None` where there is no limit of that name.
pub(super) fn set(limits: &mut Limits, name: &str, written: &str) -> Option<Result<(), String>> {
    let (slot, highest): (&mut u32, u64) = match name {
        "file_size" => return Some(number(written, u64::from(u32::MAX) - 1).map(|value| limits.file_size = value)),
        "attachment_size" => return Some(number(written, u64::MAX).map(|value| limits.attachment_size = value)),
        "front_matter_size" => (&mut limits.front_matter_size, u64::from(u32::MAX) - 1),
        "yaml_depth" => (&mut limits.yaml_depth, DEEPEST),
        "yaml_alias_nodes" => (&mut limits.yaml_alias_nodes, 1_000_000),
        "markdown_depth" => (&mut limits.markdown_depth, DEEPEST),
        "embed_depth" => (&mut limits.embed_depth, DEEPEST),
        "embed_size" => (&mut limits.embed_size, u64::from(u32::MAX) - 1),
        "dataset_rows" => (&mut limits.dataset_rows, u64::from(u32::MAX) - 1),
        _ => return None,
    };
    // The highest value of each fits.
    Some(number(written, highest).map(|value| *slot = u32::try_from(value).unwrap_or(u32::MAX)))
}

/// A whole number of bytes or things; of bytes also as `8 MiB`.
fn number(written: &str, highest: u64) -> Result<u64, String> {
    let written = written.trim();
    let digits = written.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let factor = match written[digits.len()..].to_ascii_lowercase().as_str() {
        "" | "b" => Some(1),
        "k" | "kb" | "kib" => Some(1 << 10),
        "m" | "mb" | "mib" => Some(1 << 20),
        "g" | "gb" | "gib" => Some(1 << 30),
        _ => None,
    };
    let digits = digits.trim_end();
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_');
    let value = is_number.then(|| digits.replace('_', "").parse::<u64>().ok()).flatten();
    match value.zip(factor).and_then(|(value, factor)| value.checked_mul(factor)) {
        Some(value) if (1..=highest).contains(&value) => Ok(value),
        Some(_) if highest < u64::MAX => Err(format!("write a whole number from 1 to {highest}")),
        _ => Err("write a whole number, for sizes also as `8 MiB`".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::{NAMES, set};
    use crate::config::Limits;

    #[test]
    fn every_limit_can_be_set() {
        for name in NAMES {
            let mut limits = Limits::default();
            assert_eq!(set(&mut limits, name, "7"), Some(Ok(())), "{name}");
            assert_ne!(limits, Limits::default(), "{name}");
        }
        let mut limits = Limits::default();
        assert_eq!(set(&mut limits, "file_size", "1_000 KiB"), Some(Ok(())));
        assert_eq!(limits.file_size, 1000 << 10);
        for bad in ["0", "-1", "1.5", "many", "8 miles", "", "999999999999999999999", "201"] {
            assert!(matches!(set(&mut limits, "yaml_depth", bad), Some(Err(_))), "{bad}");
        }
        assert_eq!(set(&mut limits, "nodes", "1"), None);
    }
}
