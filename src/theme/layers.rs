//! The files of a theme, layer over layer: the first that has a file gives it, whole.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use include_dir::{Dir, include_dir};

use super::texts::TextFile;
use super::{Asset, ThemeFiles, asset_path};
use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::source::SourceFile;
use crate::text::{Span, VaultPath};

static DEFAULT: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// Where the default theme lies in the repository: what a finding in one of its templates names.
const DEFAULT_FOLDER: &str = "themes/default";

/// A file of a layer: its path in the archive, and its bytes.
struct LayerFile {
    path: VaultPath,
    bytes: Cow<'static, [u8]>,
}

/// Files of one layer by their path in a theme: `templates/note.html`, `static/casebook.css`, `i18n/en.yaml`.
type Layer = BTreeMap<Box<str>, LayerFile>;

/// The layers, the strongest first; the last is the default theme in the binary.
pub(super) struct Layers(Vec<Layer>);

impl Layers {
    /// The default theme alone.
    pub(super) fn embedded() -> Self {
        Self(vec![embedded()])
    }

    /// The archive's overrides, the theme of that name, the default theme.
    pub(super) fn read(name: &str, files: ThemeFiles<'_>) -> Self {
        let mut overrides = Layer::new();
        let mut theme = Layer::new();
        let theme_folder = format!("themes/{name}/");
        for path in files.list {
            let (layer, inner) = if path.as_str().starts_with("templates/") {
                (&mut overrides, path.as_str())
            } else if let Some(inner) = path.as_str().strip_prefix(&theme_folder) {
                (&mut theme, inner)
            } else {
                continue;
            };
            if let Some(bytes) = (files.read)(path) {
                layer.insert(Box::from(inner), LayerFile { path: path.clone(), bytes: Cow::Owned(bytes) });
            }
        }
        Self(vec![overrides, theme, embedded()])
    }

    /// Templates by name. Page templates of the default theme are there twice, the second time under `default/`.
    pub(super) fn templates(&self) -> Checked<BTreeMap<Box<str>, SourceFile>> {
        let mut diagnostics = Vec::new();
        let mut templates = BTreeMap::new();
        for (inner, file) in self.winners("templates/").filter(|(inner, _)| is_template(inner)) {
            // A template that is not text would take its page with it; the default's, if there is one, stands in.
            let own = text_of(file, &mut diagnostics).map(|text| (file.path.clone(), text));
            let template = own.or_else(|| {
                let path = VaultPath::new(&format!("{DEFAULT_FOLDER}/templates/{inner}"));
                Some((path, DEFAULT.get_file(format!("templates/{inner}"))?.contents_utf8()?))
            });
            templates.extend(template.map(|(path, text)| (Box::from(inner), SourceFile { path, text: Arc::from(text) })));
        }
        for (inner, file) in embedded() {
            let page = inner.strip_prefix("templates/").filter(|inner| !inner.starts_with("components/"));
            if let (Some(page), Ok(text)) = (page, std::str::from_utf8(&file.bytes)) {
                templates.insert(format!("default/{page}").into(), SourceFile { path: file.path, text: Arc::from(text) });
            }
        }
        Checked::new(templates, diagnostics)
    }

    /// Static files by their path below `static/`.
    pub(super) fn assets(&self) -> BTreeMap<Box<str>, Asset> {
        self.winners("static/")
            .map(|(inner, file)| (Box::from(inner), Asset { path: asset_path(inner, &file.bytes), bytes: file.bytes.clone() }))
            .collect()
    }

    /// The files of interface texts, the strongest layer first within each language.
    pub(super) fn texts(&self) -> Checked<Vec<TextFile>> {
        let mut diagnostics = Vec::new();
        let mut texts = Vec::new();
        for layer in &self.0 {
            for (inner, file) in layer {
                let language = inner.strip_prefix("i18n/").and_then(|name| name.strip_suffix(".yaml"));
                let Some(language) = language.filter(|language| !language.contains('/')) else { continue };
                let Some(text) = text_of(file, &mut diagnostics) else { continue };
                let file = SourceFile { path: file.path.clone(), text: Arc::from(text) };
                texts.push(TextFile { language: Box::from(language), file });
            }
        }
        Checked::new(texts, diagnostics)
    }

    /// The files whose path begins with `prefix`, each from the strongest layer that has it, named without the prefix.
    fn winners<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a LayerFile)> {
        let mut winners = BTreeMap::new();
        for layer in self.0.iter().rev() {
            winners.extend(layer.iter().filter_map(|(inner, file)| Some((inner.strip_prefix(prefix)?, file))));
        }
        winners.into_iter()
    }
}

/// Names of the themes of an archive, and the default's.
pub(super) fn names(files: ThemeFiles<'_>) -> Vec<Box<str>> {
    let of_path = |path: &VaultPath| {
        let name = path.as_str().strip_prefix("themes/")?.strip_suffix("/theme.yaml")?;
        (!name.contains('/')).then(|| Box::from(name))
    };
    let mut names: Vec<Box<str>> = files.list.iter().filter_map(of_path).collect();
    names.push(Box::from("default"));
    names.sort();
    names.dedup();
    names
}

/// The default theme's `theme.yaml`.
pub(super) fn embedded_manifest() -> SourceFile {
    let text = DEFAULT.get_file("theme.yaml").and_then(|file| file.contents_utf8()).unwrap_or_default();
    SourceFile { path: VaultPath::new(&format!("{DEFAULT_FOLDER}/theme.yaml")), text: Arc::from(text) }
}

/// The default theme in the binary.
fn embedded() -> Layer {
    let mut layer = Layer::new();
    let mut folders = vec![&DEFAULT];
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs());
        for file in folder.files() {
            // Path components are joined by hand: on Windows the crate keeps back-slashes.
            let parts: Vec<_> = file.path().components().map(|part| part.as_os_str().to_string_lossy()).collect();
            let inner = parts.join("/");
            let path = VaultPath::new(&format!("{DEFAULT_FOLDER}/{inner}"));
            layer.insert(inner.into(), LayerFile { path, bytes: Cow::Borrowed(file.contents()) });
        }
    }
    layer
}

/// Only `.html` files are templates: an editor's back-up file beside them is not.
fn is_template(inner: &str) -> bool {
    std::path::Path::new(inner).extension().is_some_and(|extension| extension == "html")
}

/// A file's text without byte-order mark; if it is not UTF-8, a finding at the first byte that is not.
fn text_of<'a>(file: &'a LayerFile, diagnostics: &mut Vec<Diagnostic>) -> Option<&'a str> {
    match std::str::from_utf8(&file.bytes) {
        Ok(text) => Some(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(error) => {
            let message = format!("`{}` is not UTF-8 text", file.path);
            let place = Span::at(error.valid_up_to());
            diagnostics.push(Diagnostic::new(Code::InvalidUtf8, &file.path, place, message).help("save the file as UTF-8"));
            None
        }
    }
}
