//! Front matter read against its kind: common keys, synonyms, fields with qualifiers and sources, contested values.

use casebook::config::{Config, Limits};
use casebook::diagnostic::{Checked, Code};
use casebook::note::{self, FieldValue, Note, Status};
use casebook::schema::{self, Kinds, Value};
use casebook::source::SourceFile;
use casebook::text::VaultPath;
use proptest::prelude::*;

use crate::project::Project;

const KIND: &str = "\
name: institution
fields:
  founded:  {type: date}
  staff:    {type: integer, many: true}
  members:  {type: reference, many: true}
  seat:     {type: reference}
  names:    {type: names}
  point:    {type: coordinates}
  remark:   {type: text}
  date:     {type: date}
  level:    {type: choice, of: [central, local]}
  open:     {type: boolean}
";
const WORK: &str = "name: work\nrole: work\n";
const DATASET: &str = "name: table\nrole: dataset\n";

fn kinds() -> Kinds {
    let file = |path: &str, text: &str| SourceFile { path: VaultPath::new(path), text: text.into() };
    let files = [
        file("content/institutions/_kind.yaml", KIND),
        file("content/tables/_kind.yaml", DATASET),
        file("content/works/_kind.yaml", WORK),
    ];
    let Checked { value, diagnostics } = schema::load(&files, "content", &Limits::default().settings_file());
    assert_eq!(diagnostics, []);
    value
}

fn parse(path: &str, text: &str) -> Checked<Note> {
    let file = SourceFile { path: VaultPath::new(path), text: text.into() };
    note::parse(&file, "content", &kinds(), &Config::read(None, "archive").value)
}

/// An institution with that front matter.
fn note(front: &str) -> Checked<Note> {
    parse("content/institutions/a.md", &format!("---\ntitle: A\n{front}\n---\nText.\n"))
}

fn clean(front: &str) -> Note {
    let Checked { value, diagnostics } = note(front);
    assert_eq!(diagnostics, [], "{front}");
    value
}

/// Codes and the text they stand at.
fn faults(front: &str) -> Vec<(Code, String)> {
    let Checked { value, diagnostics } = note(front);
    diagnostics.iter().map(|found| (found.code, value.source[found.place.as_ref().unwrap().span.range()].to_owned())).collect()
}

fn values(note: &Note, position: usize) -> (Vec<&FieldValue>, bool) {
    let field = &note.fields[position];
    (field.values.iter().collect(), field.contested)
}

fn written(value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Markdown(text) | Value::Url(text) | Value::Reference(text) => text.to_string(),
        Value::Number(number) => number.written.to_string(),
        Value::Date(date) => date.written.to_string(),
        Value::Boolean(boolean) => boolean.to_string(),
        Value::Names(names) => format!("{:?}", names.forms),
        Value::Coordinates(point) => format!("{} {}", point.lat, point.lon),
    }
}

#[test]
fn a_colon_that_yaml_does_not_see_is_one_finding_with_a_mend() {
    for (written, message, mended) in [
        ("title:x", "`title:x` has no space after its colon", "title: x"),
        ("tags: [a]\ntitle:x", "`title:x` has no space", "tags: [a]\ntitle: x"),
        ("title：中文", "the colon after `title` is the full-width `：`", "title: 中文"),
        ("title：  中文\ntags: [a]", "the full-width `：`", "title: 中文\ntags: [a]"),
        ("tags: [a]\ntitle：中文\nsummary: S", "the full-width `：`", "tags: [a]\ntitle: 中文\nsummary: S"),
        ("tags：\n  - a", "the full-width `：`", "tags:\n  - a"),
    ] {
        let project =
            Project::new(&format!("-- casebook.yaml --\ntitle: T\n-- content/index.md --\n---\n{written}\n---\nText.\n"));
        project.run(["check"]).code(1).stderr(message).stderr("error[invalid-yaml]").stderr("1 error");
        project.run(["check", "--fix"]).code(0);
        assert_eq!(project.read("content/index.md"), format!("---\n{mended}\n---\nText.\n"));
    }
}

#[test]
fn a_line_of_a_text_is_taken_for_no_key_when_a_line_below_is_mended() {
    for (written, message, mended) in [
        (
            "summary: |\n  text here\n  key:value\ntags: a: b",
            "`a: b` holds a colon",
            "summary: |\n  text here\n  key:value\ntags: \"a: b\"",
        ),
        ("title: \"x\n  see:this\"\ntags: a: b", "`a: b` holds a colon", "title: \"x\n  see:this\"\ntags: \"a: b\""),
        ("title: x\n  see:this\n  foo: bar", "`foo` stands where the line above goes on", ""),
        ("title: A\nmore:\n  - words\n    key:value\n    tags: b", "`tags` stands where the line above goes on", ""),
        ("title: A\n\"see\nthis:x\"\ntags: [b]", "`\"see` is not a key and a value", ""),
        ("# Why.\ntitle:x\nsummary: y", "`title:x` has no space", "# Why.\ntitle: x\nsummary: y"),
        ("names:\n  en:x\n  pinyin: y", "`en:x` has no space", "names:\n  en: x\n  pinyin: y"),
    ] {
        let note = |yaml: &str| format!("---\n{yaml}\n---\nText.\n");
        let project = Project::new(&format!("-- casebook.yaml --\ntitle: T\n-- content/index.md --\n{}", note(written)));
        project.run(["check"]).code(1).stderr(message);
        project.run(["check", "--fix"]);
        assert_eq!(project.read("content/index.md"), note(if mended.is_empty() { written } else { mended }));
    }
}

#[test]
fn scalars_stay_as_written() {
    let note = clean("remark: no\nstaff: [0900, 1_000]\nopen: no\nfounded: 1979\nlevel: local");
    let all: Vec<String> = note.fields.iter().flat_map(|field| &field.values).map(|value| written(&value.value)).collect();
    // In the order of the schema.
    assert_eq!(all, ["1979", "0900", "1_000", "no", "local", "false"]);
}

#[test]
fn names_and_points_are_mappings() {
    let note = clean("names: {zh-Hans: 外事办公室, pinyin: wàishì bàngōngshì}\npoint: {lat: 23.13, lon: 113.26}");
    let (names, _) = values(&note, 0);
    let Value::Names(names) = &names[0].value else { panic!("{names:?}") };
    assert_eq!((names.han(), names.pinyin()), (Some("外事办公室"), Some("wàishì bàngōngshì")));
    assert_eq!(written(&values(&note, 1).0[0].value), "23.13 113.26");
    let sourced = clean("names: {value: {zh-Hans: 外办}, cite: '@a, p. 9'}");
    assert_eq!(values(&sourced, 0).0[0].cites.len(), 1);
}

#[test]
fn references_are_qualified() {
    let note = clean("members: [x, '[[y]]', {to: z, since: 1981, until: .., note: first, cite: ['@a, p. 3', '@b']}, Title of w]");
    let (members, contested) = values(&note, 0);
    let names: Vec<String> = members.iter().map(|member| written(&member.value)).collect();
    assert_eq!((names, contested), (["x", "y", "z", "Title of w"].map(str::to_owned).to_vec(), false));
    let qualified = &members[2];
    let qualifiers = &qualified.qualifiers;
    assert_eq!(qualifiers.since.as_ref().unwrap().year(), Some(1981));
    assert!(qualifiers.until.as_ref().unwrap().is_open_ended());
    assert_eq!(qualifiers.note.as_deref(), Some("first"));
    assert_eq!(qualified.cites.iter().map(|cite| &*cite.value).collect::<Vec<_>>(), ["@a, p. 3", "@b"]);
}

#[test]
fn the_same_reference_twice_with_other_years_is_two() {
    let note = clean("members: [{to: x, since: 1981, until: 1985}, {to: x, since: 1990}, y, y]");
    assert_eq!(values(&note, 0).0.len(), 3);
}

#[test]
fn distinct_values_of_a_single_field_are_contested_and_equal_ones_are_one() {
    let contested = clean("founded: [{value: 1953, cite: '@a, p. 9'}, {value: 1954, cite: '@b'}, {value: 1953, cite: '@c'}]");
    let (founded, is_contested) = values(&contested, 0);
    assert!(is_contested);
    assert_eq!(
        founded.iter().map(|side| (written(&side.value), side.cites.len())).collect::<Vec<_>>(),
        [("1953".to_owned(), 2), ("1954".to_owned(), 1)]
    );
    let agreed = clean("seat: [{to: x, cite: '@a'}, {to: x, cite: '@b'}]");
    let (seat, is_contested) = values(&agreed, 0);
    assert_eq!((seat.len(), seat[0].cites.len(), is_contested), (1, 2, false));
    let one_of_a_list = clean("founded: [1953]");
    assert_eq!((values(&one_of_a_list, 0).0.len(), values(&one_of_a_list, 0).1), (1, false));
}

#[test]
fn a_field_of_many_says_that_it_is_contested() {
    for front in [
        "staff: {contested: [{value: 40, cite: '@a'}, {value: 55}]}",
        "staff: [{contested: [40, 55]}]",
        "staff: {contested: [40, 55, 4_0]}",
    ] {
        let note = clean(front);
        let (staff, contested) = values(&note, 0);
        assert_eq!((staff.len(), contested), (2, true), "{front}");
    }
    let note = clean("staff: [40, 55]");
    assert_eq!((values(&note, 0).0.len(), values(&note, 0).1), (2, false));
}

#[test]
fn faults_of_fields_stand_at_their_place() {
    let one = |front: &str, code: Code, at: &str| assert_eq!(faults(front), [(code, at.to_owned())], "{front}");
    one("founded: 1979-13", Code::InvalidDate, "1979-13");
    one("founded: 广交会", Code::InvalidDate, "广交会");
    one("founded: [1953, 1954]", Code::TooManyValues, "1953");
    one("founded: {value: , cite: '@a'}", Code::InvalidValue, "");
    one("founded: {val: 1953}", Code::InvalidValue, "{val: 1953}");
    one("founded: {value: 1953, site: '@a'}", Code::UnknownField, "site");
    one("seat: {to: x, since: 1990, until: 1985}", Code::InvalidDate, "1985");
    one("seat: {to: x, since: soon}", Code::InvalidDate, "soon");
    one("seat: {to: x, cite: {a: b}}", Code::InvalidValue, "{a: b}");
    one("staff: [40, many]", Code::InvalidValue, "many");
    one("staff: {contested: [40, 55], cite: '@a'}", Code::UnknownField, "cite");
    one("level: centrl", Code::InvalidChoice, "centrl");
    one("names: {zh-Hans: }", Code::InvalidValue, "");
    one("point: {lat: 23.13}", Code::InvalidValue, "{lat: 23.13}");
    one("point: {lat: 23.13, lon: 113, height: 2}", Code::InvalidValue, "2");
    one("remark: [a, b]", Code::TooManyValues, "a");
    one("remark: {a: b}", Code::InvalidValue, "{a: b}");
    one("remarks: a", Code::UnknownField, "remarks");
}

#[test]
fn a_mapping_without_a_value_is_told_how_values_are_sourced() {
    let help = |front: &str| note(front).diagnostics[0].help[0].clone();
    assert!(help("founded: {val: 1953}").starts_with("write `{value: ..., cite"));
    assert!(help("seat: {note: x}").starts_with("write `{to: ..., cite"));
    assert!(help("point: {lat: 1}").starts_with("write degrees"));
}

#[test]
fn a_slip_is_mended() {
    let mend = |front: &str| {
        let found = note(front).diagnostics;
        found.first().and_then(|found| found.fix.as_ref()).map(|fix| fix.edits[0].replacement.clone())
    };
    assert_eq!(mend("founded: March 1979").as_deref(), Some("1979-03"));
    assert_eq!(mend("staff: 1 000").as_deref(), Some("1000"));
    assert_eq!(mend("level: Central").as_deref(), Some("central"));
    assert_eq!(mend("names: 外办").as_deref(), Some("{zh-Hans: 外办}"));
    // A day that may be a month is not guessed.
    assert_eq!(mend("founded: 03/04/1979"), None);
}

#[test]
fn nothing_written_is_nothing() {
    let note = clean("founded:\nstaff: []\nremark: ''\nnames: {}\nsummary:\ntags:\naliases: []");
    assert!(note.fields.is_empty() && note.meta.summary.is_none() && note.meta.tags.is_empty());
}

#[test]
fn common_keys_are_read() {
    let note = clean(
        "aliases: [B, /old/path, 桥]\ntags: [trade, '#city/port']\nsummary: What it is.\nstatus: review\nauthors: [Li, '[[wang]]', {name: Zhao}]\n\
         created: 2024-01-02\nupdated: 2024-01-02T10:00\nlang: zh-Hans\nredirect_from: old-id\ntranslation_of: '[[a-en]]'\ncite_as: a2020\n\
         lints: {orphan-note: on purpose}\nclaims: [{id: x, text: T}]",
    );
    let texts = |all: &[casebook::text::Spanned<Box<str>>]| all.iter().map(|text| text.value.to_string()).collect::<Vec<_>>();
    let meta = &note.meta;
    assert_eq!(texts(&meta.aliases), ["B", "桥"]);
    assert_eq!(texts(&meta.redirect_from), ["/old/path", "old-id"]);
    assert_eq!(texts(&meta.tags), ["trade", "city/port"]);
    assert_eq!(texts(&meta.authors), ["Li", "wang", "Zhao"]);
    assert_eq!(meta.status, Status::Review);
    assert_eq!(meta.summary.as_deref().map(|text| &**text), Some("What it is."));
    assert_eq!(meta.created.as_ref().unwrap().iso().as_deref(), Some("2024-01-02"));
    assert_eq!(meta.updated.as_ref().unwrap().iso().as_deref(), Some("2024-01-02"));
    assert_eq!(meta.translation_of.as_deref().map(|text| &**text), Some("a-en"));
    assert_eq!((meta.lints[0].code.as_ref().ok(), &*meta.lints[0].reason), (Some(&Code::OrphanNote), "on purpose"));
    assert_eq!(note.claims[0].id.value.as_str(), "x");
}

#[test]
fn other_tools_names_are_understood_and_a_declared_field_goes_before_them() {
    let plain = parse(
        "content/plain.md",
        "---\nalias: B\ntag: a, b\ndate: 2024-01-02 10:00\nlastmod: 2025-02-03T04:05:06+08:00\ndescription: D\ndraft: true\ncssclasses: [x, y]\n---\n",
    )
    .value;
    let meta = &plain.meta;
    assert_eq!((&*meta.aliases[0].value, meta.tags.len(), meta.status), ("B", 2, Status::Draft));
    assert_eq!(meta.created.as_ref().and_then(casebook::schema::date::Date::iso).as_deref(), Some("2024-01-02"));
    assert_eq!(meta.updated.as_ref().and_then(casebook::schema::date::Date::iso).as_deref(), Some("2025-02-03"));
    assert_eq!(meta.summary.as_deref().map(|text| &**text), Some("D"));
    assert_eq!(plain.extra, [(Box::from("cssclasses"), vec![Box::from("x"), Box::from("y")])]);
    let declared = clean("date: 1979");
    assert!(declared.meta.created.is_none() && declared.fields.len() == 1);
    let both = parse("content/plain.md", "---\ncreated: 2020\ndate: 2021\nsummary: S\ndescription: D\n---\n").value;
    assert_eq!(both.meta.created.unwrap().year(), Some(2020));
    assert_eq!(both.meta.summary.as_deref().map(|text| &**text), Some("S"));
}

#[test]
fn tags_are_read_as_obsidian_writes_them() {
    let tags = |line: &str| {
        let note = parse("content/p.md", &format!("---\n{line}\n---\n"));
        assert_eq!(note.diagnostics, [], "{line}");
        note.value.meta.tags.iter().map(|tag| tag.value.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(tags("tags: a b"), ["a", "b"]);
    assert_eq!(tags("tags: a, b c"), ["a", "b c"]);
    assert_eq!(tags("tags: ['#a', b]"), ["a", "b"]);
    assert_eq!(tags("tags:\n  - 外交\n  - a/b"), ["外交", "a/b"]);
    assert_eq!(tags("tags: 2024"), ["2024"]);
    assert!(tags("tags: ''").is_empty());
}

#[test]
fn under_role_work_authors_and_language_are_the_works() {
    let work = parse("content/works/w.md", "---\nauthors: [Zheng]\neditors: [Me]\nlang: zh\n---\n").value;
    assert_eq!((&*work.meta.work_authors[0].value, &*work.meta.authors[0].value), ("Zheng", "Me"));
    assert!(work.meta.lang.is_none() && work.meta.work_lang.is_some());
    let other = note("editors: [Me]");
    assert_eq!(other.diagnostics[0].code, Code::UnknownField);
    let dataset = parse("content/tables/t.md", "---\ncolumns: {year: {type: date}}\n---\n");
    assert!(dataset.diagnostics.is_empty() && dataset.value.columns.is_some());
}

#[test]
fn a_title_is_written_or_the_first_heading_or_the_file_name() {
    let title = |text: &str| {
        let meta = parse("content/桥头堡.md", text).value.meta;
        (meta.title.value.to_string(), meta.title_from_heading)
    };
    assert_eq!(title("---\ntitle: 2006\n---\n# H\n"), ("2006".to_owned(), false));
    assert_eq!(title("---\ntags: a\n---\n\n# The *bridgehead*\n"), ("The bridgehead".to_owned(), true));
    assert_eq!(title("## Not first\n\n# First\n"), ("First".to_owned(), true));
    assert_eq!(title("Text.\n"), ("桥头堡".to_owned(), false));
    assert_eq!(title("---\ntitle:\n---\n"), ("桥头堡".to_owned(), false));
    assert_eq!(parse("content/places/index.md", "").value.meta.title.value.as_ref(), "places");
}

#[test]
fn spans_hold_with_a_byte_order_mark_crlf_and_han() {
    let text = "\u{feff}---\r\ntitle: 外事办公室\r\nremark: 好\r\nfounded: 一九七九\r\n---\r\n正文\r\n";
    let Checked { value: note, diagnostics } = parse("content/institutions/a.md", text);
    assert_eq!(diagnostics.len(), 1);
    assert_eq!(&text[diagnostics[0].place.as_ref().unwrap().span.range()], "一九七九");
    assert_eq!(&text[note.meta.title.span.range()], "外事办公室");
    assert_eq!(&text[note.body_start as usize..], "正文\r\n");
}

#[test]
fn a_front_matter_that_cannot_be_read_leaves_the_body() {
    let broken = parse("content/p.md", "---\ntitle: \"A\nb: [1\n---\nText.\n");
    assert!(!broken.diagnostics.is_empty() && !broken.value.body.events.is_empty());
    let scalar = parse("content/p.md", "---\njust words\n---\nText.\n");
    assert_eq!(scalar.diagnostics[0].code, Code::InvalidYaml);
    assert!(!scalar.value.body.events.is_empty());
    let rule = parse("content/p.md", "Text.\n\n---\n\ntitle: not one\n\n---\n");
    assert!(rule.diagnostics.is_empty() && rule.value.body_start == 0);
}

#[test]
fn many_values_are_read_in_good_time() {
    // Each is compared with all before it, if that is done badly.
    let list = (0..60_000).map(|n| n.to_string()).collect::<Vec<_>>().join(",");
    let note = note(&format!("staff: {{contested: [{}]}}", &list[..250_000].rsplit_once(',').unwrap().0));
    assert!(note.value.fields[0].values.len() > 40_000);
}

fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "(founded|staff|members|seat|names|point|remark|level|open|tags|lints|title|authors|status|updated|claims): ",
        2 => "\\{(to|value|contested|since|lat|zh): ",
        2 => "[a-z0-9外]{1,4}", 1 => "\n", 1 => "\n  - ", 1 => "[\\[\\]{},:]", 1 => "\r\n", 1 => "\"|'|@|#|&a|\\*a|!|%|\t",
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| format!("---\n{}\n---\nText.\n", pieces.concat()))
}

proptest! {
    #[test]
    fn no_front_matter_breaks_the_reader(text in hostile()) {
        let Checked { value, diagnostics } = parse("content/institutions/a.md", &text);
        for found in &diagnostics {
            let span = found.place.as_ref().unwrap().span;
            prop_assert!(text.get(span.range()).is_some(), "{found:?}");
        }
        for field in &value.fields {
            prop_assert!(!field.values.is_empty());
            prop_assert!(text.get(field.key_span.range()).is_some());
        }
        prop_assert!(text.get(value.body_start as usize..).is_some());
    }
}

#[test]
fn a_slip_in_the_front_matter_is_told_once() {
    let kind = "-- casebook.yaml --\ntitle: T\n-- content/ships/_kind.yaml --\nname: ship\nfields:\n  rig: {type: choice, of: \
                [brig, ketch], required: true}\n";
    let told = |front: &str| {
        let project = Project::new(&format!("{kind}-- content/ships/ada.md --\n---\n{front}\nText.\n"));
        project.run(["check"]).code(1).stderr("1 error").stderr
    };
    // The field under a misspelt key is not missing, nor is any under a front matter that has no end.
    assert!(told("title: Ada\nrigg: brig\n---").contains("did you mean `rig`?"));
    assert!(told("title: Ada\nrig: brig\n").contains("error[front-matter-unclosed]"));
    assert!(
        told("title: Ada\n---").contains("add a line `rig: ...` to the front matter; behind the colon, write `brig` or `ketch`")
    );
    assert!(told("title: Ada\nrig:\n---").contains("put a value behind the colon: write `brig` or `ketch`"));
}
