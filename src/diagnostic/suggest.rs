//! "Did you mean": the names nearest to what was written.

use crate::text::{fold, han};

/// At most `n` of `candidates` that `written` may be a slip for, the nearest first, then by name. Case does not count.
///
/// A name is near when few characters differ, or when one of the two is a part of the other that says something.
#[must_use]
pub fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>, n: usize) -> Vec<&'a str> {
    let written = fold(written);
    let length = written.chars().count();
    // Past this, two names that differ in little are no slip of each other; and the cost grows with the square.
    if length == 0 || length > 200 {
        return Vec::new();
    }
    // In a Latin name of two letters any slip makes another name.
    let limit = if length < 3 && !han::has_han(&written) { 0 } else { (length / 3).max(1) };
    let letters = letters(&written);
    let mut near: Vec<(usize, &str)> = candidates
        .into_iter()
        .filter_map(|candidate| distance(&written, length, letters, limit, candidate).map(|distance| (distance, candidate)))
        .collect();
    near.sort_unstable();
    near.dedup();
    near.truncate(n);
    near.into_iter().map(|(_, candidate)| candidate).collect()
}

/// How far a candidate is; `None` if too far.
fn distance(written: &str, length: usize, letters_written: u64, limit: usize, candidate: &str) -> Option<usize> {
    let folded = fold(candidate);
    let candidate_length = folded.chars().count();
    // Each letter that only one of them has costs an edit: cheap to count, and most names fail.
    let apart = letters_written ^ letters(&folded);
    if length.abs_diff(candidate_length) <= limit && apart.count_ones() as usize <= 2 * limit {
        let edits = strsim::osa_distance(written, &folded);
        if edits <= limit {
            return Some(edits);
        }
    }
    let (short, long, count) =
        if length < candidate_length { (written, &*folded, length) } else { (&*folded, written, candidate_length) };
    let says_something = count >= 4 || (count >= 2 && han::has_han(short));
    (says_something && count * 4 >= length.max(candidate_length) && long.contains(short))
        .then(|| limit + length.abs_diff(candidate_length))
}

/// Which letters a name has, as bits; distinct letters may share one.
fn letters(text: &str) -> u64 {
    text.chars().fold(0, |bits, c| bits | 1 << (u32::from(c) % 64))
}

/// The sentence that offers the first of them.
#[must_use]
pub fn did_you_mean<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(written, candidates, 1).first().map(|near| format!("did you mean `{near}`?"))
}

/// Names in backquotes, `word` before the last: "`a`, `b` or `c`".
#[must_use]
pub fn list(names: &[&str], word: &str) -> String {
    match names {
        [] => String::new(),
        [one] => format!("`{one}`"),
        [first @ .., last] => {
            let first: Vec<_> = first.iter().map(|name| format!("`{name}`")).collect();
            format!("{} {word} `{last}`", first.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn slips_are_seen_and_strangers_are_not() {
        let names = ["bridgehead", "paitoubing", "桥头堡", "排头兵", "foreign-affairs-office", "register"];
        assert_eq!(nearest("brigdehead", names, 3), ["bridgehead"]);
        assert_eq!(nearest("Bridgehead", names, 3), ["bridgehead"]);
        assert_eq!(nearest("桥头保", names, 3), ["桥头堡"]);
        assert_eq!(nearest("foreign-affairs", names, 3), ["foreign-affairs-office"]);
        assert_eq!(nearest("registre", names, 1), ["register"]);
        assert!(nearest("ship", names, 3).is_empty());
        assert!(nearest("", names, 3).is_empty());
        assert!(nearest("兵", names, 3).is_empty());
    }

    #[test]
    fn the_nearest_come_first_and_only_so_many() {
        assert_eq!(nearest("note", ["notes", "nose", "note", "vote", "not"], 3), ["note", "nose", "not"]);
    }
}
