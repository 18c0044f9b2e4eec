//! A theme as a value: templates, static files and interface texts, each taken from the first layer that has it.
//!
//! The layers are `templates/` of the archive, `themes/NAME/` of the archive, and the default theme in the binary. They are laid
//! over each other file by file, the interface texts key by key. What a theme looks like is in `themes/README.md`.

mod components;
mod flat;
mod layers;
mod manifest;
mod texts;

use std::borrow::Cow;
use std::collections::BTreeMap;

pub use manifest::{CONTEXT, Manifest};
pub use texts::Texts;

use crate::diagnostic::Checked;
use crate::output::OutputPath;
use crate::source::SourceFile;
use crate::text::VaultPath;
use layers::Layers;

/// All that turns pages into HTML, complete and ready to be compiled.
#[derive(Clone, Debug)]
pub struct Theme {
    /// What `theme.yaml` says.
    pub manifest: Manifest,
    /// Templates by the name under which others extend and call them: `note.html`, `components/table.html`, `default/note.html`.
    pub templates: BTreeMap<Box<str>, SourceFile>,
    /// Static files by their path below `static/`: `casebook.css`, `icons/a.svg`.
    pub assets: BTreeMap<Box<str>, Asset>,
    /// Interface texts by language, each language complete.
    texts: BTreeMap<Box<str>, Texts>,
    /// Changes when anything above does.
    pub hash: blake3::Hash,
}

/// The archive's files, as far as themes go: those below `templates/` and `themes/`.
#[derive(Clone, Copy)]
pub struct ThemeFiles<'a> {
    /// Their paths.
    pub list: &'a [VaultPath],
    /// Reads one of them; `None` when it cannot be read.
    pub read: &'a dyn Fn(&VaultPath) -> Option<Vec<u8>>,
}

/// A static file of the site.
#[derive(Clone, Debug)]
pub struct Asset {
    /// Where it is written: `-/assets/STEM.HASH.EXT`, so that it can be cached for ever.
    pub path: OutputPath,
    /// What it holds.
    pub bytes: Cow<'static, [u8]>,
}

impl Theme {
    /// The default theme, as it is in the binary.
    #[must_use]
    pub fn embedded() -> Self {
        Self::assemble(Manifest::embedded(), &Layers::embedded()).value
    }

    /// The theme of that name (`theme:` of `casebook.yaml`), laid over the default. What is missing or at fault falls back to the
    /// default theme and is a finding.
    #[must_use]
    pub fn load(name: &str, files: ThemeFiles<'_>) -> Checked<Self> {
        let mut diagnostics = Vec::new();
        let layers = Layers::read(name, files);
        let manifest = manifest::read(name, files).into(&mut diagnostics);
        let theme = Self::assemble(manifest, &layers).into(&mut diagnostics);
        Checked::new(theme, diagnostics)
    }

    fn assemble(manifest: Manifest, layers: &Layers) -> Checked<Self> {
        let mut diagnostics = Vec::new();
        let templates = layers.templates().into(&mut diagnostics);
        diagnostics.extend(components::duplicates(&templates));
        let assets = layers.assets();
        let files = layers.texts().into(&mut diagnostics);
        let texts = texts::complete(&files).into(&mut diagnostics);
        let hash = hash(&templates, &assets, &texts);
        Checked::new(Self { manifest, templates, assets, texts, hash }, diagnostics)
    }

    /// Whether it is the default theme as it is in the binary.
    #[must_use]
    pub fn is_default(&self) -> bool {
        static DEFAULT: std::sync::OnceLock<blake3::Hash> = std::sync::OnceLock::new();
        *DEFAULT.get_or_init(|| Self::embedded().hash) == self.hash
    }

    /// The interface texts of a language: its own, else those of the nearest relative (`zh` has `zh-Hans`, `de-AT` has `de`),
    /// else the English ones.
    #[must_use]
    pub fn texts(&self, language: &str) -> &Texts {
        texts::nearest(&self.texts, language).unwrap_or(&self.texts["en"])
    }

    /// The languages that have interface texts.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.texts.keys().map(|language| &**language)
    }
}

/// `-/assets/STEM.HASH.EXT` for a file of `static/`, its sub-folder kept.
fn asset_path(name: &str, bytes: &[u8]) -> OutputPath {
    let hash = blake3::hash(bytes).to_hex();
    let hash = &hash[..10];
    let (folder, file) = name.rsplit_once('/').map_or(("", name), |(folder, file)| (folder, file));
    let slash = if folder.is_empty() { "" } else { "/" };
    let path = match file.rsplit_once('.') {
        Some((stem, extension)) => format!("-/assets/{folder}{slash}{stem}.{hash}.{extension}"),
        None => format!("-/assets/{folder}{slash}{file}.{hash}"),
    };
    OutputPath::new(&path)
}

fn hash(
    templates: &BTreeMap<Box<str>, SourceFile>,
    assets: &BTreeMap<Box<str>, Asset>,
    texts: &BTreeMap<Box<str>, Texts>,
) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    // Each piece goes in with its length, so that no two themes give the same bytes.
    let mut add = |piece: &[u8]| {
        hasher.update(&(piece.len() as u64).to_le_bytes());
        hasher.update(piece);
    };
    for (name, file) in templates {
        add(name.as_bytes());
        add(file.text.as_bytes());
    }
    for (name, asset) in assets {
        add(name.as_bytes());
        add(&asset.bytes);
    }
    for (language, texts) in texts {
        add(language.as_bytes());
        for (key, text) in texts.iter() {
            add(key.as_bytes());
            add(text.as_bytes());
        }
    }
    hasher.finalize()
}
