//! `theme.yaml`: what a theme says of itself.

use super::{ThemeFiles, flat, layers};
use crate::diagnostic::{Checked, Code, Diagnostic, suggest};
use crate::source::SourceFile;
use crate::text::{Span, VaultPath};

/// The version of the contract between pages and themes (`themes/README.md`) that this casebook fills.
pub const CONTEXT: u32 = 1;

/// The settings of `theme.yaml`.
const SETTINGS: [&str; 4] = ["name", "description", "licence", "context"];

/// What a theme says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// Its name, that of its folder.
    pub name: Box<str>,
    /// What it is like.
    pub description: Box<str>,
    /// Its licence.
    pub licence: Box<str>,
}

impl Manifest {
    /// The default theme's.
    pub(super) fn embedded() -> Self {
        parse("default", &layers::embedded_manifest()).value
    }
}

/// Reads `themes/NAME/theme.yaml`. The default theme needs none: it is in the binary.
pub(super) fn read(name: &str, files: ThemeFiles<'_>) -> Checked<Manifest> {
    let path = VaultPath::new(&format!("themes/{name}/theme.yaml"));
    let Some(bytes) = files.list.contains(&path).then(|| (files.read)(&path)).flatten() else {
        let missing = (name != "default").then(|| missing(name, files));
        return Checked::new(Manifest::embedded(), missing.into_iter().collect());
    };
    let Ok(text) = String::from_utf8(bytes) else {
        let fault = Diagnostic::new(Code::InvalidUtf8, &path, Span::at(0), format!("`{path}` is not UTF-8 text"));
        return Checked::new(Manifest::embedded(), vec![fault.help("save the file as UTF-8")]);
    };
    parse(name, &SourceFile { path, text: text.into() })
}

fn parse(name: &str, file: &SourceFile) -> Checked<Manifest> {
    let mut diagnostics = Vec::new();
    let mut manifest = Manifest { name: name.into(), description: "".into(), licence: "".into() };
    let entries = flat::read(file, "theme.yaml").into(&mut diagnostics);
    let mut has_context = false;
    for (key, value) in &entries {
        match &*key.value {
            "name" if *value.value == *name => {}
            "name" => {
                let message = format!("the theme in `themes/{name}` calls itself `{}`", value.value);
                let fault = Diagnostic::new(Code::InvalidTheme, &file.path, value.span, message);
                diagnostics.push(fault.help("its name and its folder's name must be the same"));
            }
            "description" => manifest.description.clone_from(&value.value),
            "licence" => manifest.licence.clone_from(&value.value),
            "context" => {
                has_context = true;
                if value.value.parse() != Ok(CONTEXT) {
                    let message =
                        format!("the theme is written for context `{}`, this casebook fills context `{CONTEXT}`", value.value);
                    diagnostics.push(Diagnostic::new(Code::InvalidTheme, &file.path, value.span, message).help(
                        "adapt its templates to themes/README.md of this version, or use a casebook of the version it was written for",
                    ));
                }
            }
            other => {
                let message = format!("`theme.yaml` has no setting `{other}`");
                let fault = Diagnostic::new(Code::InvalidTheme, &file.path, key.span, message);
                let near = suggest::nearest(other, SETTINGS, 1).first().map(|near| format!("did you mean `{near}`?"));
                diagnostics.push(fault.maybe_help(near).help("its settings are `name`, `description`, `licence` and `context`"));
            }
        }
    }
    if !has_context && diagnostics.is_empty() {
        let message = "`theme.yaml` does not say which context the theme is written for";
        let fault = Diagnostic::new(Code::InvalidTheme, &file.path, Span::at(0), message);
        diagnostics.push(fault.help(format!("add the line `context: {CONTEXT}`")));
    }
    Checked::new(manifest, diagnostics)
}

fn missing(name: &str, files: ThemeFiles<'_>) -> Diagnostic {
    let all = layers::names(files);
    let themes: Vec<String> = all.iter().map(|name| format!("`{name}`")).collect();
    let near = suggest::nearest(name, all.iter().map(|name| &**name), 1).first().map(|near| format!("did you mean `{near}`?"));
    Diagnostic::general(Code::MissingTheme, format!("there is no theme `{name}`: `themes/{name}/theme.yaml` does not exist"))
        .maybe_help(near)
        .help(format!("`theme` in `casebook.yaml` names a folder below `themes/`; there is {}", themes.join(", ")))
}
