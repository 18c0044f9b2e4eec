//! The default theme: every template renders with full and with empty contexts, and says nothing that is not in `i18n/`.
//!
//! `tests/cases/theme/*.json` are contexts as `themes/README.md` describes them, laid over `defaults.json`, in which nothing is
//! known. To look at them in a browser: `CASEBOOK_THEME_PREVIEW=/tmp/preview cargo test --test suite theme`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use casebook::text::VaultPath;
use casebook::theme::{Theme, ThemeFiles};
use serde_json::{Map, Value as Json, json};

use crate::project::Project;

const TEMPLATES: [&str; 13] = [
    "home.html",
    "note.html",
    "page.html",
    "index.html",
    "claims.html",
    "disputes.html",
    "bibliography.html",
    "annotations.html",
    "tags.html",
    "tag.html",
    "list.html",
    "404.html",
    "redirect.html",
];

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/theme")
}

fn read_json(path: &Path) -> Json {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Expands `{"$repeat": 300, "item": …}` in lists (with `{i}` in strings) and `{"$file": "body.html"}`.
fn expand(json: Json) -> Json {
    match json {
        Json::Array(items) => Json::Array(items.into_iter().flat_map(repeated).map(expand).collect()),
        Json::Object(map) => match map.get("$file") {
            Some(name) => Json::from(fs::read_to_string(cases().join(name.as_str().unwrap())).unwrap()),
            None => Json::Object(map.into_iter().map(|(key, value)| (key, expand(value))).collect()),
        },
        other => other,
    }
}

fn repeated(item: Json) -> Vec<Json> {
    let Some(times) = item.get("$repeat").and_then(Json::as_u64) else { return vec![item] };
    let pattern = item["item"].to_string();
    (1..=times).map(|i| serde_json::from_str(&pattern.replace("{i}", &i.to_string())).unwrap()).collect()
}

/// Lays `over` on `under`, map by map.
fn lay(under: &Json, over: &Json) -> Json {
    match (under, over) {
        (Json::Object(under), Json::Object(over)) => {
            let mut both = under.clone();
            for (key, value) in over {
                both.insert(key.clone(), under.get(key).map_or_else(|| value.clone(), |below| lay(below, value)));
            }
            Json::Object(both)
        }
        _ => over.clone(),
    }
}

/// As the renderer hands it over: what is named `…html` is finished markup, all else plain text.
fn value(json: &Json, is_markup: bool) -> tera::Value {
    match json {
        Json::String(text) if is_markup => tera::Value::safe_string(text),
        Json::Array(items) => tera::Value::from(items.iter().map(|item| value(item, false)).collect::<Vec<_>>()),
        Json::Object(map) => {
            let mut made = tera::Map::default();
            for (key, item) in map {
                made.insert(key.clone().into(), value(item, key.ends_with("html") || key == "cards_json"));
            }
            tera::Value::from(made)
        }
        other => tera::Value::from_serializable(other),
    }
}

fn engine(theme: &Theme, language: &str) -> tera::Tera {
    let mut engine = tera::Tera::new();
    engine.autoescape_on([".html"]);
    let templates: Vec<(&str, &str)> = theme.templates.iter().map(|(name, file)| (&**name, &*file.text)).collect();
    engine.add_raw_templates(templates).unwrap_or_else(|error| panic!("{error}"));
    let texts: Map<String, Json> =
        theme.texts(language).for_templates().map(|(key, text)| (key.into_owned(), text.as_ref().into())).collect();
    let assets: Map<String, Json> =
        theme.assets.iter().map(|(name, asset)| (name.to_string(), asset.path.as_str().into())).collect();
    let globals = engine.global_context();
    globals.insert_value("t", value(&Json::Object(texts), false));
    globals.insert_value("assets", value(&Json::Object(assets), false));
    engine
}

/// Renders a context laid over the empty one.
fn render(engine: &tera::Tera, template: &str, context: &Json) -> String {
    let defaults = expand(read_json(&cases().join("defaults.json")));
    let context = lay(&defaults, context);
    let mut page = tera::Context::new();
    for (key, item) in context.as_object().unwrap() {
        page.insert_value(key.clone(), value(item, false));
    }
    engine.render(template, &page).unwrap_or_else(|error| panic!("{template}: {error}"))
}

/// What no page may hold under the policy of `themes/README.md`.
fn assert_strict(html: &str, name: &str) {
    for forbidden in [" style=", "<style", "<script>", "javascript:", " onclick", "src=\"http", "data:", "[object]"] {
        assert!(!html.contains(forbidden), "{name} holds `{forbidden}`");
    }
}

#[test]
fn every_template_renders_with_nothing_known() {
    for language in ["en", "zh-Hans"] {
        let engine = engine(&Theme::embedded(), language);
        for template in TEMPLATES {
            let html = render(&engine, template, &json!({"page": {"title": "<A & B>"}}));
            assert!(html.contains("&lt;A &amp; B&gt;"), "{template} escapes the title");
            assert_strict(&html, template);
        }
    }
}

#[test]
fn every_template_renders_with_everything_known() {
    let theme = Theme::embedded();
    let preview = std::env::var_os("CASEBOOK_THEME_PREVIEW").map(PathBuf::from);
    let mut seen = BTreeSet::new();
    for entry in fs::read_dir(cases()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if path.extension().is_none_or(|extension| extension != "json") || name == "defaults" {
            continue;
        }
        let case = expand(read_json(&path));
        let template = case["template"].as_str().unwrap();
        let language = case["site"]["language"].as_str().unwrap_or("en");
        let html = render(&engine(&theme, language), template, &case);
        assert_strict(&html, &name);
        seen.insert(template.to_owned());
        if let Some(folder) = &preview {
            let href = case["page"]["href"].as_str().unwrap();
            let file = folder.join(href);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, html).unwrap();
        }
    }
    assert_eq!(seen.len(), TEMPLATES.len(), "a full context for each template, not only {seen:?}");
    if let Some(folder) = preview {
        for asset in theme.assets.values() {
            let file = folder.join(asset.path.as_str());
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, &asset.bytes).unwrap();
        }
    }
}

#[test]
fn a_table_in_a_body_is_drawn_by_its_component_alone() {
    let engine = engine(&Theme::embedded(), "en");
    let row = |name: &str| {
        let cell = json!({"html": format!("<a href=\"a.html\">{name}</a>"), "state": "", "class": "of-note"});
        let empty = json!({"html": "", "state": "empty", "class": "of-number numeric empty"});
        json!({"cells": [cell, empty], "ranks": "0 -1", "facets": "", "match": "", "anchor": null})
    };
    let table = json!({
        "id": "table-1", "caption": "Events <by decade>", "main": false, "facets": [], "letters": [], "data": [], "data_name": null, "total": 3, "pages": null,
        "sort": {"key": "date", "descending": true}, "csv_href": null, "json_href": null,
        "columns": [
            {"key": "title", "label": "Title", "unit": null, "numeric": false, "type": "note", "sortable": true},
            {"key": "date", "label": "Length", "unit": "km", "numeric": true, "type": "number", "sortable": true},
        ],
        "groups": [
            {"label": "1980s", "count": 2, "rows": [row("A"), row("B")]},
            {"label": "1990s", "count": 1, "rows": [row("C")]},
        ],
    });
    let defaults = expand(read_json(&cases().join("defaults.json")));
    let context = |key: &'static str, json: &Json| {
        let mut context = tera::Context::new();
        context.insert_value(key, value(json, false));
        context
    };
    let html = engine
        .render_component_with_implicits("table.view", &context("table", &table), &context("page", &defaults["page"]), None, true)
        .unwrap_or_else(|error| panic!("{error}"));
    assert!(html.contains("Events &lt;by decade&gt;</caption>"));
    assert_eq!(html.matches("<tbody>").count(), 2);
    assert!(html.contains("1980s <span class=\"count\">2</span>"));
    assert!(html.contains("aria-sort=\"descending\"") && html.contains("(km)"));
    assert!(html.contains("<td class=\"of-number numeric empty\">–</td>"));
    assert!(!html.contains("listing-filter"), "three rows need no filter");
}

#[test]
fn all_languages_say_the_same_things() {
    let theme = Theme::embedded();
    let placeholders = |text: &str| -> BTreeSet<String> {
        text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name.to_owned()).collect()
    };
    for language in ["en", "zh-Hans"] {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("themes/default/i18n/{language}.yaml"));
        let own = fs::read_to_string(file).unwrap();
        for (key, english) in theme.texts("en").iter() {
            let is_there =
                own.lines().any(|line| line.starts_with(&format!("{key}: ")) || line.starts_with(&format!("\"{key}\": ")));
            assert!(is_there, "{language} has no `{key}`");
            // A form for one need not name the number.
            if !key.ends_with("_one") {
                assert_eq!(placeholders(english), placeholders(theme.texts(language).get(key)), "{language}: {key}");
            }
        }
        assert_eq!(theme.texts(language).iter().count(), theme.texts("en").iter().count(), "{language} has keys of its own");
    }
}

#[test]
fn every_text_a_template_names_exists() {
    let theme = Theme::embedded();
    let keys: BTreeSet<_> = theme.texts("en").for_templates().map(|(key, _)| key).collect();
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    for (name, file) in &theme.templates {
        for (at, _) in file.text.match_indices("t.") {
            let before = file.text[..at].chars().next_back();
            if before.is_some_and(|c| is_word(c) || c == '.') || !in_tag(&file.text, at) {
                continue;
            }
            let key: String = file.text[at + 2..].chars().take_while(|&c| is_word(c)).collect();
            assert!(keys.contains(&*key), "{name}: `t.{key}` is not in i18n/en.yaml");
        }
        for call in file.text.split("<count key=\"").skip(1) {
            let key = call.split('"').next().unwrap();
            for form in ["one", "other"] {
                assert!(keys.contains(&*format!("{key}_{form}")), "{name}: `{key}_{form}` is not in i18n/en.yaml");
            }
        }
    }
}

/// Whether a place of a template is in `{{ }}` or `{% %}`.
fn in_tag(text: &str, at: usize) -> bool {
    let opened = text[..at].rfind(['{']).unwrap_or(0);
    text[opened..at].find('}').is_none()
}

#[test]
fn what_stands_around_a_placeholder_is_there_for_texts_with_one() {
    let loaded = load(
        "mine",
        &[
            ("themes/mine/theme.yaml", "name: mine\ncontext: 1\n"),
            ("themes/mine/i18n/en.yaml", "by: \"({name}) \"\nupdated: \"{a} and {b}\"\n"),
        ],
    );
    let theme = loaded.value;
    let texts: std::collections::BTreeMap<_, _> = theme.texts("en").for_templates().collect();
    assert_eq!((&*texts["by_before"], &*texts["by_after"]), ("(", ") "));
    assert_eq!(&*texts["updated"], "{a} and {b}");
    for key in ["updated_before", "updated_after", "page_of_before", "page_of_after"] {
        assert_eq!(texts.get(key), None, "{key}");
    }
    // A bracket of a placeholder stands on no page.
    let parts = texts.iter().filter(|(key, _)| key.ends_with("_before") || key.ends_with("_after"));
    assert!(parts.clone().count() > 100 && parts.clone().all(|(_, text)| !text.contains(['{', '}'])));
}

#[test]
fn the_default_theme_says_what_it_is() {
    let manifest = Theme::embedded().manifest;
    assert_eq!((&*manifest.name, &*manifest.licence), ("default", "MIT OR Apache-2.0"));
    assert_eq!(Theme::embedded().languages().collect::<Vec<_>>(), ["en", "zh-Hans"]);
}

#[test]
fn assets_are_named_after_what_they_hold() {
    let theme = Theme::embedded();
    let path = theme.assets["casebook.css"].path.as_str().to_owned();
    let hash = path.strip_prefix("-/assets/casebook.").and_then(|rest| rest.strip_suffix(".css")).unwrap();
    assert_eq!(hash.len(), 10);
    for (name, asset) in &theme.assets {
        let text = String::from_utf8_lossy(&asset.bytes);
        assert!(!text.contains("url(") && !text.contains("@import"), "{name} names another file");
        assert!(asset.bytes.len() < 48 * 1024, "{name} is heavy");
    }
}

/// Loads a theme from an archive given as paths and texts.
fn load(name: &str, files: &[(&str, &str)]) -> casebook::diagnostic::Checked<Theme> {
    let list: Vec<VaultPath> = files.iter().map(|(path, _)| VaultPath::new(path)).collect();
    let read = |path: &VaultPath| Some(files.iter().find(|(known, _)| *known == path.as_str())?.1.as_bytes().to_vec());
    Theme::load(name, ThemeFiles { list: &list, read: &read })
}

#[test]
fn an_archive_overrides_the_theme_file_by_file_and_text_by_text() {
    let loaded = load(
        "press",
        &[
            ("themes/press/theme.yaml", "name: press\ncontext: 1\n"),
            ("themes/press/templates/404.html", "theme"),
            ("themes/press/templates/home.html", "theme"),
            ("themes/press/static/casebook.css", "body {}"),
            ("themes/press/static/icons/a.svg", "<svg/>"),
            ("themes/press/i18n/en.yaml", "home: Front page\n"),
            ("themes/press/i18n/de.yaml", "home: Startseite\n"),
            ("templates/404.html", "archive"),
            ("templates/404.html~", "left by an editor"),
        ],
    );
    assert_eq!(loaded.diagnostics, []);
    let theme = loaded.value;
    assert_eq!(&*theme.templates["404.html"].text, "archive");
    assert_eq!(theme.templates["404.html"].path.as_str(), "templates/404.html");
    assert_eq!(&*theme.templates["home.html"].text, "theme");
    assert!(theme.templates["default/404.html"].text.contains("not_found_text"));
    assert!(theme.templates.contains_key("note.html") && !theme.templates.contains_key("404.html~"));
    assert!(!theme.templates.contains_key("default/components/nav.html"));
    assert_eq!(&*theme.assets["casebook.css"].bytes, b"body {}");
    assert!(theme.assets["icons/a.svg"].path.as_str().starts_with("-/assets/icons/a."));
    assert_eq!(theme.texts("en").get("home"), "Front page");
    assert_eq!(theme.texts("de-AT").get("home"), "Startseite");
    assert_eq!(theme.texts("de").get("toc"), "On this page");
    assert_eq!(theme.texts("zh").get("home"), "首页");
    assert_eq!(theme.texts("fi").get("home"), "Front page");
    assert_ne!(theme.hash, Theme::embedded().hash);
}

#[test]
fn faults_of_a_theme_are_findings_and_the_default_stands_in() {
    let messages = |name: &str, files: &[(&str, &str)]| -> Vec<String> {
        let loaded = load(name, files);
        assert!(loaded.value.templates.contains_key("note.html"));
        loaded.diagnostics.into_iter().map(|finding| format!("{}: {}", finding.code.name(), finding.message)).collect()
    };
    assert_eq!(messages("default", &[]), [""; 0]);
    assert_eq!(messages("no", &[]), ["missing-theme: there is no theme `no`: `themes/no/theme.yaml` does not exist"]);
    assert_eq!(
        messages("old", &[("themes/old/theme.yaml", "name: old\ncontext: 7\n")]),
        ["invalid-theme: the theme is written for context `7`, this casebook fills context `1`"]
    );
    assert_eq!(
        messages("old", &[("themes/old/theme.yaml", "name: old\n")]),
        ["invalid-theme: `theme.yaml` does not say which context the theme is written for"]
    );
    let twice = [("templates/components/a.html", "{%- component  date(date) -%}{% endcomponent date %}")];
    assert_eq!(
        messages("default", &twice),
        ["invalid-theme: the component `date` is defined twice, in `templates/components/a.html` and in \
          `themes/default/templates/components/text.html`"]
    );
}

#[test]
fn what_is_wrong_with_a_template_is_said_in_a_sentence_at_its_place() {
    let project = Project::new("-- casebook.yaml --\ntitle: T\n-- content/index.md --\n[[a]]\n-- content/a.md --\n[[index]]\n");
    let extended =
        |inner: &str| format!("{{% extends \"article.html\" %}}\n{{% block after_body %}}桥头堡 {inner}{{% endblock %}}");
    // Template, place, message, help.
    let cases = [
        (extended("{{ note.id | nofilter }}"), "2:40", "there is no filter `nofilter`", "themes/README.md"),
        (extended("{{ <nocomponent /> }}"), "2:30", "there is no component `nocomponent`", "themes/README.md"),
        (extended("{{ nofunction() }}"), "2:30", "there is no function `nofunction`", "themes/README.md"),
        (extended("{% include \"artcle.html\" %}"), "2:38", "there is no template `artcle.html`", "did you mean `article.html`?"),
        (
            "{% extends \"artcle.html\" %}".to_owned(),
            "1:13",
            "there is no template `artcle.html`",
            "did you mean `article.html`?",
        ),
        (extended("{{ }}"), "2:30", "a value should stand here, not `}}`", "a value is a name, a number, a text in quotes"),
        (extended("{{ note.id id }}"), "2:38", "`}}` should stand here, not a name", "themes/README.md"),
        (extended("{% bloc %}"), "2:30", "this tag cannot stand here", "tags are `block`"),
        (extended("{{ note.nothing }}"), "2:35", "field `nothing` is not defined", "these are there: "),
        // Of very many the nearest is named.
        (extended("{{ t.bakclinks }}"), "2:32", "field `bakclinks` is not defined", "did you mean `backlinks`?"),
        (extended("{{ t.qqqqqq }}"), "2:32", "field `qqqqqq` is not defined", "themes/README.md"),
        (
            extended("{{ t.page_of_before }}"),
            "2:32",
            "field `page_of_before` is not defined",
            "the text `page_of` has several placeholders",
        ),
        (
            extended("") + "{% block nope %}{% endblock %}",
            "2:50",
            "no template that this one extends has a block `nope`",
            "themes/README.md",
        ),
    ];
    for (template, place, message, help) in cases {
        project.write("templates/page.html", &template);
        let run = project.run(["build", "--message-format", "json"]).code(1);
        let findings: Vec<serde_json::Value> = run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let found: Vec<_> = findings.iter().filter(|finding| finding["code"] == "template-error").collect();
        let [found] = found[..] else { panic!("{template}: {}", run.stdout) };
        assert_eq!(found["file"], "templates/page.html", "{template}");
        assert_eq!(format!("{}:{}", found["line"], found["column"]), place, "{template}");
        assert_eq!(found["message"], message, "{template}");
        assert!(found["help"][0].as_str().unwrap().contains(help), "{template}: {}", found["help"]);
    }
    // All that is unknown is told of at once.
    project.write("templates/page.html", extended("{{ a | x1 }} {{ b | x2 }}"));
    let run = project.run(["build"]).code(1);
    assert_eq!(run.stderr.matches("error[template-error]").count(), 2, "{}", run.stderr);
}
