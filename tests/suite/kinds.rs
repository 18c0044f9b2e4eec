//! Kinds: what `_kind.yaml` declares, what tables of a kind can show, the front matter a new note begins with.

use casebook::config::Limits;
use casebook::diagnostic::{Checked, Code};
use casebook::schema::{
    self, ColumnRef, CommonKey, DateColumn, FieldIx, Inverse, Kinds, Period, Role, ValueType, json_schema, template,
};
use casebook::source::SourceFile;
use casebook::text::VaultPath;

use crate::project::{Project, files};

fn load(archive: &str) -> Checked<Kinds> {
    let files: Vec<SourceFile> = files(archive)
        .into_iter()
        .map(|(path, text)| SourceFile { path: VaultPath::new(&path), text: text.as_str().into() })
        .collect();
    schema::load(&files, "content", &Limits::default().settings_file())
}

fn clean(archive: &str) -> Kinds {
    let Checked { value, diagnostics } = load(archive);
    assert_eq!(diagnostics, []);
    value
}

/// Codes and the text they stand at.
fn faults(archive: &str) -> Vec<(Code, String)> {
    let texts = files(archive);
    let at = |place: &casebook::diagnostic::Place| {
        let (_, text) = texts.iter().find(|(path, _)| path == place.file.as_str()).unwrap();
        text[place.span.range()].to_owned()
    };
    load(archive).diagnostics.iter().map(|found| (found.code, at(found.place.as_ref().unwrap()))).collect()
}

const ARCHIVE: &str = "\
-- content/concepts/_kind.yaml --
name: concept
label: {one: Concept, other: Concepts, zh-Hans: 概念, de: {one: Begriff, other: Begriffe}}
schema_org: DefinedTerm
fields:
  names:      {type: names, label: {en: Names, zh-Hans: 名称}}
  coined:     {type: date}
  proponents: {type: reference, to: [person], many: true, inverse: {name: proponent_of, label: Proponent of}}
  related:    {type: reference, to: [concept], many: true, inverse: self}
  register:   {type: choice, of: [official, scholarly], required: true}
  share:      {type: number, unit: '%'}
index:
  columns: [title, names.zh-Hans, coined, decade(coined), century(updated), proponents, register]
  sort: -coined
  facets: [register, year(coined)]
-- content/people/_kind.yaml --
name: person
role: person
index: {columns: [title, proponent_of], sort: title}
";

#[test]
fn a_variable_of_citation_styles_that_does_not_exist_is_told_with_the_nearest() {
    for (written, help) in [
        ("nonsense", "write a variable of CSL, such as `container-title`"),
        ("container-titel", "did you mean `container-title`?"),
        ("doi", "did you mean `DOI`?"),
        ("journal", "did you mean `container-title`?"),
        ("publisher_place", "did you mean `publisher-place`?"),
    ] {
        let kind = format!("name: work\nrole: work\nfields: {{f: {{type: text, csl: {written}}}}}\n");
        let project = Project::new(&format!("-- casebook.yaml --\ntitle: T\n-- content/w/_kind.yaml --\n{kind}"));
        let run = project.run(["check"]).code(1).stderr(&format!("error[invalid-kind]: CSL has no variable `{written}`"));
        run.stderr(help);
    }
}

#[test]
fn a_kind_is_read_as_declared() {
    let kinds = clean(ARCHIVE);
    let concept = kinds.get(kinds.named("concept").unwrap());
    assert_eq!((&*concept.folder, concept.role, concept.fields.len()), ("concepts", Role::None, 6));
    assert_eq!((concept.label.one.get("en"), concept.label.other.get("en")), ("Concept", "Concepts"));
    assert_eq!((concept.label.one.get("zh-Hans"), concept.label.other.get("zh")), ("概念", "概念"));
    assert_eq!((concept.label.one.get("de"), concept.label.other.get("de")), ("Begriff", "Begriffe"));
    let (_, names) = concept.field("names").unwrap();
    assert_eq!((names.label.get("en"), names.label.get("zh-Hans"), names.label.get("fr")), ("Names", "名称", "Names"));
    let (_, proponents) = concept.field("proponents").unwrap();
    assert!(proponents.many && !proponents.required);
    assert_eq!(&*proponents.label.plain, "Proponents");
    let ValueType::Reference(relation) = &proponents.value else { panic!("{proponents:?}") };
    let Inverse::Named { name, label } = &relation.inverse else { panic!("{relation:?}") };
    assert_eq!((&*relation.to[0].0, &*name.0, &*label.plain), ("person", "proponent_of", "Proponent of"));
    assert_eq!(concept.index.columns.len(), 7);
    assert!(concept.index.sort.as_ref().unwrap().descending);
    let person = kinds.get(kinds.named("person").unwrap());
    assert_eq!((&*person.label.one.plain, &*person.label.other.plain, person.role), ("Person", "People", Role::Person));
}

#[test]
fn the_nearest_folder_upward_has_the_kind() {
    let kinds = clean("-- content/a/_kind.yaml --\nname: outer\n-- content/a/b/_kind.yaml --\nname: inner\n");
    let of = |folder: &str| kinds.of_folder(folder).map(|kind| kinds.get(kind).name.to_string());
    assert_eq!(of("a").as_deref(), Some("outer"));
    assert_eq!(of("a/c").as_deref(), Some("outer"));
    assert_eq!(of("a/b/c").as_deref(), Some("inner"));
    assert_eq!(of("ab"), None);
    assert_eq!(of(""), None);
}

#[test]
fn columns_are_fields_common_keys_names_inverses_and_periods() {
    let kinds = clean(ARCHIVE);
    let (concept, person) = (kinds.named("concept").unwrap(), kinds.named("person").unwrap());
    let column = |name| kinds.column(concept, name);
    assert_eq!(column("title"), Some(ColumnRef::Common(CommonKey::Title)));
    assert_eq!(column("coined"), Some(ColumnRef::Field(FieldIx(1))));
    assert_eq!(column("names.pinyin"), Some(ColumnRef::NameForm(FieldIx(0), "pinyin")));
    assert_eq!(column("decade(coined)"), Some(ColumnRef::Period(Period::Decade, DateColumn::Field(FieldIx(1)))));
    assert_eq!(column("year(updated)"), Some(ColumnRef::Period(Period::Year, DateColumn::Common(CommonKey::Updated))));
    assert_eq!(column("related"), Some(ColumnRef::Field(FieldIx(3))));
    assert_eq!(kinds.column(person, "proponent_of"), Some(ColumnRef::Inverse("proponent_of")));
    for name in ["proponent_of", "claims", "editors", "coined.x", "names.", "decade(title)", "week(coined)", "decade(coined", ""]
    {
        assert_eq!(column(name), None, "{name}");
    }
}

#[test]
fn kinds_may_share_a_relation() {
    clean(
        "\
-- content/a/_kind.yaml --
name: a
fields: {place: {type: reference, to: [c], inverse: {name: here, label: Here}}}
-- content/b/_kind.yaml --
name: b
fields: {place: {type: reference, to: [c], inverse: {name: here, label: Here}}}
-- content/c/_kind.yaml --
name: c
",
    );
}

#[test]
fn what_cannot_be_is_found_at_its_place() {
    let of = |text: &str| faults(&format!("-- content/a/_kind.yaml --\n{text}\n"));
    let one = |code, at: &str| vec![(code, at.to_owned())];
    assert_eq!(of("name: a\nrole: works"), one(Code::InvalidKind, "works"));
    assert_eq!(of("name: claims"), one(Code::InvalidKind, "claims"));
    assert_eq!(of("name: two words"), one(Code::InvalidKind, "two words"));
    assert_eq!(of("name: a\nfields: [x]"), one(Code::InvalidKind, "[x]"));
    assert_eq!(of("name: a\nfields: {x: date}"), one(Code::InvalidKind, "date"));
    assert_eq!(of("name: a\nfields: {x: {type: choice, of: [p, q, p]}}"), one(Code::InvalidKind, "p"));
    assert_eq!(of("name: a\nfields: {x: {type: text, many: often}}"), one(Code::InvalidKind, "often"));
    assert_eq!(of("name: a\nfields: {x: {type: reference, inverse: {label: X}}}"), one(Code::InvalidKind, "{label: X}"));
    assert_eq!(of("name: a\nfields: {x: {type: text, csl: title}}"), one(Code::InvalidKind, "csl"));
    assert_eq!(of("name: a\nlabel: {one: A, english: B}"), one(Code::InvalidKind, "english"));
    assert_eq!(of("name: a\nfields: {tags: {type: text}}"), one(Code::ReservedField, "tags"));
    assert_eq!(of("name: a\nfields: {x: {type: reference, inverse: tags}}"), one(Code::ReservedField, "tags"));
    assert_eq!(of("name: a\nfields: {x: {type: reference, to: [b]}}"), one(Code::UnknownKind, "b"));
    assert_eq!(of("name: a\nindex: {sort: -x}"), one(Code::UnknownColumn, "-x"));
    assert_eq!(of("label: A"), one(Code::InvalidKind, ""));
    assert_eq!(of(""), one(Code::InvalidKind, ""));
    assert_eq!(of("- name"), one(Code::InvalidKind, "- name"));
}

#[test]
fn one_mistake_is_told_once() {
    // A field that cannot be read is neither an unknown column nor an unknown field of notes.
    let archive = "\
-- casebook.yaml --
title: T
-- content/a/_kind.yaml --
name: a
fields:
  x: {type: dat}
index: {columns: [title, x]}
-- content/a/n.md --
---
x: 1
---
N
-- content/b/_kind.yaml --
nam: b
-- content/c/_kind.yaml --
name: c
fields: {y: {type: reference, to: [b]}}
";
    let run = Project::new(archive).run(["check", "--message-format", "json"]).code(1);
    let errors: Vec<&str> = run.stdout.lines().filter(|line| line.contains("\"error\"")).collect();
    assert_eq!(errors.len(), 2, "{}", run.stdout);
    assert!(errors.iter().all(|line| line.contains("\"invalid-kind\"")), "{}", run.stdout);
}

#[test]
fn inverses_mean_one_thing() {
    let conflict = |a: &str, b: &str| {
        let archive = format!(
            "-- content/a/_kind.yaml --\nname: a\nfields: {{{a}}}\n-- content/b/_kind.yaml --\nname: b\nfields: {{{b}}}\n"
        );
        faults(&archive).into_iter().map(|(code, _)| code).collect::<Vec<_>>()
    };
    let x = "x: {type: reference, to: [a], inverse: {name: y, label: Y}}";
    assert_eq!(conflict(x, "z: {type: reference, to: [a], inverse: {name: y, label: Y}}"), [Code::InverseConflict]);
    assert_eq!(conflict(x, "x: {type: reference, to: [a], inverse: {name: y, label: Other}}"), [Code::InverseConflict]);
    assert_eq!(conflict(x, "x: {type: reference, to: [a], inverse: {name: w}}"), []);
    assert_eq!(conflict("y: {type: text}", x), [Code::InverseConflict]);
    assert_eq!(conflict("x: {type: text}", "x: {type: reference, to: [a], inverse: self}"), [Code::InverseConflict]);
    assert_eq!(conflict("x: {type: reference, to: [b], inverse: self}", "x: {type: reference, to: [a], inverse: self}"), []);
}

#[test]
fn a_new_note_needs_only_to_be_filled() {
    let project = Project::new(&format!("-- casebook.yaml --\ntitle: T\nlints: {{orphan-note: allow}}\n{ARCHIVE}"));
    let run = project.run(["new", "concept", "The “bridge-head”: 桥头堡"]).code(0);
    let path = "content/concepts/the-bridge-head-桥头堡.md";
    assert_eq!(run.stdout.trim(), path);
    project.run(["check"]).code(1).stderr("error[missing-field]");
    let filled = project.read(path).replace("register:  ", "register: official  ");
    project.write(path, &filled);
    project.run(["check", "--strict"]).code(0);
    // The others once their `#` is taken away and they are filled.
    let all = filled
        .replace("#coined:", "coined: 1990~")
        .replace("#names: {}", "names: {zh-Hans: 桥头堡}")
        .replace("#share:", "share: 1.5")
        .replace("#proponents: []", "proponents: []");
    assert!(all.contains("\ncoined:") && all.contains("\nnames:") && all.contains("\nshare:") && all.contains("\nproponents:"));
    project.write(path, all);
    project.run(["check", "--strict"]).code(0);
    project.run(["new", "concept", "The bridge-head 桥头堡"]).code(2).stderr("is there already");
    project.run(["new", "concept", "?!"]).code(2).stderr("--slug");
    project.run(["new", "concept", "?!", "--slug", "../x"]).code(2).stderr("cannot be the name");
    project.run(["new", "konzept", "X"]).code(2).stderr("did you mean `concept`?");
    project.run(["new", "page", "About us"]).code(0);
    assert_eq!(project.read("content/about-us.md"), "---\ntitle: About us\n---\n\n");
}

#[test]
fn files_are_named_after_titles() {
    for (title, slug) in [
        ("Foreign Affairs Office", "foreign-affairs-office"),
        ("Rudyerd's tower", "rudyerds-tower"),
        ("Café  Société, 1990", "cafe-societe-1990"),
        ("桥头堡（新）", "桥头堡-新"),
        ("Łódź", "lodz"),
        ("...", ""),
    ] {
        assert_eq!(template::slug_of(title), slug);
    }
}

#[test]
fn a_template_and_a_json_schema_are_made_of_a_kind() {
    let kinds = clean(ARCHIVE);
    let concept = kinds.named("concept").unwrap();
    let text = template::new_note(kinds.get(concept), "Bridgehead", "en");
    let schema = format!("{:#}", json_schema::of_kind(&kinds, concept, "en"));
    insta::with_settings!({snapshot_path => "../cases/kinds", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!("template", text);
        insta::assert_snapshot!("json-schema", schema);
    });
    let all = json_schema::of_all(&kinds, "en");
    assert_eq!(all["anyOf"][0]["$ref"], "#/$defs/kind%20concept");
    assert_eq!(all["$defs"]["kind concept"]["required"][0], "register");
}
