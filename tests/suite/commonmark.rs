//! The examples of the CommonMark specification, with every extension on.

use crate::body_html::{html, read};

/// Examples that read otherwise, and the extension that their input holds.
const EXCEPTIONS: &[(usize, &str)] =
    &[(548, "[[foo]]"), (559, "[[*foo* bar]]"), (590, "![[foo]]"), (602, "https://"), (608, "https://"), (611, "https://")];

pub struct Example {
    number: usize,
    pub markdown: String,
    html: String,
}

pub fn examples() -> Vec<Example> {
    let spec = include_str!("../cases/commonmark/spec.txt").replace('→', "\t");
    let fence = "`".repeat(32);
    let opening = format!("{fence} example\n");
    let parts = spec.split(&opening).skip(1);
    let example = |(at, part): (usize, &str)| {
        let body = part.split(&format!("{fence}\n")).next().expect("a closed example");
        let (markdown, html) =
            if let Some(html) = body.strip_prefix(".\n") { ("", html) } else { body.split_once("\n.\n").expect("two parts") };
        Example { number: at + 1, markdown: format!("{markdown}\n"), html: html.to_owned() }
    };
    parts.enumerate().map(example).collect()
}

#[test]
fn examples_of_the_specification_read_as_it_says() {
    let examples = examples();
    assert_eq!(examples.len(), 652);
    let mut failed = Vec::new();
    let mut report = String::new();
    for example in &examples {
        let found = html(&read(&example.markdown));
        if normal(&found) != normal(&example.html) {
            failed.push(example.number);
            if !EXCEPTIONS.iter().any(|(number, _)| *number == example.number) {
                report += &format!(
                    "--- example {}\n{}\n--- expected\n{}\n--- found\n{found}\n",
                    example.number, example.markdown, example.html
                );
            }
        }
    }
    for (number, token) in EXCEPTIONS {
        assert!(examples[number - 1].markdown.contains(token), "example {number} does not hold {token}");
    }
    let expected: Vec<_> = EXCEPTIONS.iter().map(|(number, _)| *number).collect();
    assert!(failed == expected, "{} fail: {failed:?}\n{report}", failed.len());
    assert!(examples.len() - failed.len() >= 640);
}

/// Line breaks between tags do not count.
fn normal(html: &str) -> String {
    html.trim_end().replace(">\n<", "><").replace("<li>\n", "<li>").replace("\n</li>", "</li>")
}
