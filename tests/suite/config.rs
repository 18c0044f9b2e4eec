//! `casebook.yaml`.

use std::fmt::Write;

use casebook::config::{Config, Limits};
use casebook::diagnostic::{Checked, Code, Level};
use casebook::source::SourceFile;
use casebook::text::VaultPath;

fn read(text: &str) -> Checked<Config> {
    let file = SourceFile { path: VaultPath::new("casebook.yaml"), text: text.into() };
    Config::read(Some(&file), "folder")
}

fn report(text: &str) -> String {
    let mut out = String::new();
    for finding in read(text).diagnostics {
        let place = finding.place.unwrap();
        writeln!(out, "{} at `{}`: {}", finding.code.name(), &text[place.span.range()], finding.message).unwrap();
        for help in finding.help {
            writeln!(out, "  {help}").unwrap();
        }
    }
    out
}

#[test]
fn what_is_not_said_has_a_default() {
    let config = Config::read(None, "folder").value;
    assert!(config.adopted);
    assert_eq!(&*config.title, "folder");
    for text in ["", "# nothing\n", "title:\n", "nav: []\nauthors:\nlimits:\nlints:\nbase_url:\n"] {
        let Checked { value: config, diagnostics } = read(text);
        assert_eq!(diagnostics, [], "{text}");
        assert!(!config.adopted);
        assert_eq!((&*config.title, &*config.language, &*config.theme), ("folder", "en", "default"));
        assert_eq!(config.limits, Limits::default());
    }
}

#[test]
fn every_setting_is_read() {
    let Checked { value: config, diagnostics } = read(
        "\u{feff}title: 1953\r\nsubtitle: 桥头堡\r\ndescription: >\r\n  two\r\n  lines\r\nbase_url: https://example.org/a\r\n\
         nav:\r\n  - concepts\r\n  - {to: about, label: {en: About, zh-Hans: 关于}}\r\n  - {to: https://example.org, label: Out}\r\n\
         language: zh-Hans\r\nhan_language: zh-Hant\r\ntheme: press\r\nauthors: [A, {name: B, url: mailto:b@example.org}]\r\n\
         licence: {name: CC BY 4.0, url: https://creativecommons.org/licenses/by/4.0/}\r\nlints: {orphan-note: allow, stub-note: deny}\r\n\
         limits: {file_size: 16 MiB, yaml_depth: 40}\r\nattachment_types: [.HTML, epub]\r\nbaseline: lints/baseline.json\r\n",
    );
    assert_eq!(diagnostics, []);
    assert_eq!(&*config.title, "1953");
    assert_eq!(config.description.as_deref(), Some("two lines"));
    assert_eq!(&*config.base_url.unwrap().value, "https://example.org/a/");
    let nav = config.nav.unwrap();
    assert_eq!(nav.iter().map(|item| &*item.to.value).collect::<Vec<_>>(), ["concepts", "about", "https://example.org"]);
    let label = nav[1].label.as_ref().unwrap();
    assert_eq!((&*label.plain, label.get("en"), label.get("zh-Hant")), ("关于", "About", "关于"));
    assert_eq!((&*config.language, &*config.han_language, &*config.theme), ("zh-Hans", "zh-Hant", "press"));
    assert_eq!(config.authors[1].url.as_deref(), Some("mailto:b@example.org"));
    assert_eq!(&*config.licence.unwrap().name, "CC BY 4.0");
    assert_eq!(config.lints, [(Code::OrphanNote, Level::Allow), (Code::StubNote, Level::Deny)]);
    assert_eq!((config.limits.file_size, config.limits.yaml_depth), (16 << 20, 40));
    assert_eq!(config.attachment_types, ["html".into(), "epub".into()]);
    assert_eq!(&*config.baseline.unwrap().value, "lints/baseline.json");
}

#[test]
fn what_is_wrong_is_told_with_the_way_out() {
    let text = "titel: 桥\nlicense: MIT\nzzz: 1\ntitle: [a]\nlanguage: zh_CN\nhan_language: 中文\nbase_url: example.org\ntheme: ../x\n\
                authors: {url: x}\nnav: {a: b}\nlints: {orphan-notes: warn, broken-link: allow, stub-note: off, orphan-note: }\n\
                limits: {yaml_depth: 1000, depth: 1}\nattachment_types: a/b\nbaseline: ../x\n";
    insta::with_settings!({snapshot_path => "../cases/config", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!("faults", format!("{text}----\n{}{}{}", report(text), report("- a\n"), report("nav: [{label: x}, [a]]\n")));
    });
}
