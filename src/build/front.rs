//! From files to a checked archive: everything before pages.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::SystemTime;

use super::{Memo, Stats, memo};
use crate::archive::{Archive, Parts};
use crate::check::{self, Baseline, Levels};
use crate::config::{Config, Limits};
use crate::csl::{StyleError, StyleSource};
use crate::diagnostic::emit::Sources;
use crate::diagnostic::{Checked, Code, Diagnostic, Level, Place, suggest};
use crate::note::{Note, Status};
use crate::render::session::Session;
use crate::render::svg;
use crate::schema::{self, Kinds};
use crate::site::citations::{Cites, Citing};
use crate::source::{self, CONFIG, FileEntry, Files, Location, Reading, Snapshot, SourceError, SourceFile, config_file};
use crate::text::{Span, Spanned, VaultPath};
use crate::theme::{Theme, ThemeFiles};
use crate::view::{Collation, Views};

/// What becomes of drafts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Drafts {
    /// They are left out, and so are their faults.
    #[default]
    Hidden,
    /// They are left out; their faults are told.
    Checked,
    /// They are built as if they were finished.
    Published,
}

impl Drafts {
    /// Published where the command line asks for it.
    #[must_use]
    pub fn published_if(asked: bool) -> Self {
        if asked { Self::Published } else { Self::Hidden }
    }
}

/// What the command line asks of a build.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Goes before `base_url` of the settings.
    pub base_url: Option<String>,
    /// What becomes of drafts.
    pub drafts: Drafts,
    /// Levels asked for.
    pub levels: Vec<(Code, Level)>,
    /// Whether nothing is to be shown, only what is at fault to be told.
    pub only_findings: bool,
}

/// An archive, read and checked.
pub struct Front {
    /// What was read.
    pub snapshot: Snapshot,
    /// All notes, drafts included.
    pub notes: Vec<Arc<Note>>,
    /// The archive.
    pub archive: Archive,
    /// Its tables.
    pub views: Views,
    /// The theme.
    pub theme: Theme,
    /// How it cites.
    pub citing: Citing,
    /// How findings are weighed.
    pub levels: Levels,
    /// Everything found so far, not yet weighed.
    pub found: Vec<Diagnostic>,
    /// What the renderings of a session have in common.
    pub session: Arc<Session>,
}

impl Front {
    /// Reads and checks an archive.
    pub fn read(files: &dyn Files, location: &Location, request: &Request, stats: &mut Stats) -> Result<Self, SourceError> {
        Self::read_with(None, files, location, request, stats)
    }

    /// Reads and checks an archive, with what earlier builds have read and parsed, and holds it for later ones.
    pub fn read_again(
        memo: &mut Memo,
        files: &dyn Files,
        location: &Location,
        request: &Request,
        stats: &mut Stats,
    ) -> Result<Self, SourceError> {
        Self::read_with(Some(memo), files, location, request, stats)
    }

    fn read_with(
        mut memo: Option<&mut Memo>,
        files: &dyn Files,
        location: &Location,
        request: &Request,
        stats: &mut Stats,
    ) -> Result<Self, SourceError> {
        let mut found = Vec::new();
        let (config, snapshot, list) = stats.time("read", || match &mut memo {
            None => read(files, location, request, &mut found),
            Some(memo) => read_held(memo, files, location, request, &mut found),
        })?;
        let kinds = schema::load(&snapshot.kinds, &snapshot.content, &config.limits.settings_file()).into(&mut found);
        let theme = read_theme(files, &list, &config).into(&mut found);
        let style = read_style(files, &config)?.into(&mut found);
        let (config, kinds) = (Arc::new(config), Arc::new(kinds));
        let notes = stats.time("parse", || parse(memo.as_deref_mut(), &snapshot, &config, &kinds, &mut found));
        let archive = stats.time("resolve", || {
            let paths: Vec<VaultPath> = snapshot.attachments.iter().map(|file| file.path.clone()).collect();
            let image_size = |path: &VaultPath| {
                let bytes = files.read(path, config.limits.attachment_size).ok()?;
                if path.extension().as_deref() == Some("svg") {
                    return svg::size(&bytes);
                }
                let size = imagesize::blob_size(&bytes).ok()?;
                Some((u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?))
            };
            let file_fault = |path: &VaultPath| {
                let limit = config.limits.attachment_size;
                match snapshot.size(path) {
                    Some(size) if size > limit => Some(source::too_large(path, size, limit, "attachment_size")),
                    _ if path.extension().as_deref() == Some("svg") => svg_fault(path, &files.read(path, limit).ok()?),
                    _ => None,
                }
            };
            let parts = Parts {
                config: config.clone(),
                kinds: kinds.clone(),
                notes: notes.clone(),
                content: &snapshot.content,
                datasets: &snapshot.datasets,
                libraries: &snapshot.libraries,
                files: &paths,
                drafts: request.drafts == Drafts::Published,
                held: memo.as_deref_mut().map(|memo| (&mut memo.archive, Memo::answered_by(&snapshot, &config, &kinds))),
                read_text: &|path| files.read(path, config.limits.file_size).ok(),
                file_fault: &file_fault,
                image_size: &image_size,
            };
            Archive::assemble(parts).into(&mut found)
        });
        if request.drafts == Drafts::Hidden {
            pass_over_drafts(&notes, &mut found);
        }
        let baseline = read_baseline(files, &config, &mut found)?;
        let levels = Levels::new(&config, &request.levels).with_baseline(baseline);
        let of_tables = memo.as_ref().map(|memo| memo.of_tables(&archive, &snapshot, request));
        let held = memo.as_ref().and_then(|memo| memo.tables.clone()).filter(|(of, _)| Some(*of) == of_tables);
        let before = memo.as_ref().and_then(|memo| memo.printing.as_ref());
        let session = memo.as_ref().map(|memo| memo.session.clone()).unwrap_or_default();
        let collation = memo.as_ref().and_then(|memo| memo.collation.clone());
        let collation = collation.filter(|known| known.language() == &*config.language);
        let collation = collation.unwrap_or_else(|| Arc::new(Collation::new(&config.language)));
        // None of the three needs another.
        let ((linted, views), cites) = stats.time("check, tables, citations", || {
            let views = || match held {
                Some((_, tables)) => tables.map(|tables| Views::with(tables, &archive)),
                None => Views::new(&archive, snapshot.history.as_ref(), collation.clone()),
            };
            let tables = || rayon::join(|| check::run(&archive, &levels), views);
            // Pages that are not made cite nothing.
            let is_made = !request.only_findings || !theme.is_default();
            rayon::join(tables, || if is_made { Cites::new(&archive, &style, before) } else { None })
        });
        found.extend(linted);
        if let Some(memo) = memo {
            let tables = Checked::new(views.value.tables.clone(), views.diagnostics.clone());
            memo.tables = of_tables.map(|of| (of, tables));
            memo.collation = Some(collation);
            memo.printing = cites.as_ref().map(|cites| cites.printing().clone());
        }
        let views = views.into(&mut found);
        if config.base_url.is_none() {
            let message = "`base_url` is not set, so no sitemap and no feed are written";
            let help = "write `base_url: https://...` in casebook.yaml, or give `--base-url`";
            found.push(Diagnostic::general(Code::NoBaseUrl, message).help(help));
        }
        Ok(Self { snapshot, notes, archive, views, theme, citing: Citing { style, cites }, levels, found, session })
    }

    /// All that was found, weighed and in order.
    #[must_use]
    pub fn findings(&self) -> Vec<Diagnostic> {
        check::settle(self.found.clone(), &self.levels, &self.notes)
    }
}

/// What keeps an SVG image from being published: that it is none.
fn svg_fault(path: &VaultPath, bytes: &[u8]) -> Option<Diagnostic> {
    let error = svg::sanitise(bytes).err()?;
    let message = format!("the image `{path}` cannot be read as SVG: {}", error.message);
    let help = "save it again from the program that made it, or as PNG; it is left out until then";
    // What is missing to the end is missing of the whole.
    let at = if error.offset < bytes.trim_ascii_end().len() { error.offset } else { 0 };
    Some(Diagnostic::new(Code::BrokenLink, path, Span::at(at), message).help(help))
}

/// The citation style of the settings, or the default one where it cannot be used.
fn read_style(files: &dyn Files, config: &Config) -> Result<Checked<StyleSource>, SourceError> {
    let Spanned { value: written, span } = &config.citation_style;
    let read = if std::path::Path::new(&**written).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csl")) {
        match files.read(&VaultPath::new(written), config.limits.file_size) {
            Ok(bytes) => StyleSource::from_csl(&String::from_utf8_lossy(&bytes)),
            Err(error) if error.cause.kind() == std::io::ErrorKind::NotFound => Err(StyleError::Missing),
            Err(error) if error.is_of_content() => {
                let finding = Diagnostic::new(Code::InvalidStyle, &VaultPath::new(CONFIG), *span, error.to_string());
                let help = "copy the file into the archive, and write its path from the archive's root";
                return Ok(Checked::new(StyleSource::default(), vec![finding.help(help)]));
            }
            Err(error) => return Err(error),
        }
    } else {
        StyleSource::bundled(written)
    };
    let error = match read {
        Ok(style) => return Ok(Checked::new(style, Vec::new())),
        Err(error) => error,
    };
    let (message, help) = match error {
        StyleError::Unknown(near) => {
            let help = match &*near {
                [] => "write the name of a style in the CSL repository, such as `apa`, or the path of a `.csl` file".to_owned(),
                near => format!("did you mean {}?", suggest::list(near, "or")),
            };
            (format!("there is no citation style `{written}`"), help)
        }
        StyleError::Missing => (format!("there is no file `{written}`"), "write its path from the archive's root".to_owned()),
        StyleError::Unreadable(why) => {
            (format!("`{written}` is no CSL style: {why}"), "take the file from the CSL style repository again".to_owned())
        }
        StyleError::Dependent => {
            (format!("`{written}` only refers to another style"), "use the style it is made from".to_owned())
        }
    };
    let finding = Diagnostic::new(Code::InvalidStyle, &VaultPath::new(CONFIG), *span, message).help(help);
    Ok(Checked::new(StyleSource::default(), vec![finding]))
}

/// The findings that the archive starts from, where its settings name a file of them.
fn read_baseline(files: &dyn Files, config: &Config, found: &mut Vec<Diagnostic>) -> Result<Option<Baseline>, SourceError> {
    let Some(Spanned { value: written, span }) = &config.baseline else { return Ok(None) };
    let path = VaultPath::new(written);
    match files.read(&path, config.limits.file_size) {
        Ok(bytes) => {
            let text = String::from_utf8_lossy(&bytes).as_ref().into();
            Ok(Some(Baseline::parse(&SourceFile { path, text }).into(found)))
        }
        Err(error) if error.cause.kind() == std::io::ErrorKind::NotFound => {
            let message = format!("there is no baseline `{written}`");
            let help = format!("write it: `casebook check --message-format json > {written}`");
            let place = VaultPath::new(CONFIG);
            found.push(Diagnostic::new(Code::InvalidSetting, &place, *span, message).help(help));
            Ok(None)
        }
        Err(error) if error.is_of_content() => {
            let help = "write the path, from the archive's root, of a file that `casebook check --message-format json` gave";
            let place = VaultPath::new(CONFIG);
            found.push(Diagnostic::new(Code::InvalidSetting, &place, *span, error.to_string()).help(help));
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Takes out what was found in drafts and in their datasets.
fn pass_over_drafts(notes: &[Arc<Note>], found: &mut Vec<Diagnostic>) {
    let is_draft = |note: &&Arc<Note>| note.meta.status == Status::Draft && !note.meta.status_unclear;
    let stem = |path: &VaultPath| path.as_str().rsplit_once('.').map_or(path.as_str(), |(stem, _)| stem).to_owned();
    let drafts: BTreeSet<String> = notes.iter().filter(is_draft).map(|note| stem(&note.path)).collect();
    let is_shown =
        |place: &Place| !matches!(place.file.extension().as_deref(), Some("md" | "csv")) || !drafts.contains(&stem(&place.file));
    found.retain(|diagnostic| diagnostic.place.as_ref().is_none_or(is_shown));
}

/// Settings, texts and the list of all files.
fn read(
    files: &dyn Files,
    location: &Location,
    request: &Request,
    found: &mut Vec<Diagnostic>,
) -> Result<(Config, Snapshot, Vec<FileEntry>), SourceError> {
    let list = files.list()?.into(found);
    let file = config_file(files, &list)?.into(found);
    let root_name = location.root.file_name().map_or("Archive".into(), |name| name.to_string_lossy());
    let mut config = Config::read(file.as_ref(), &root_name).into(found);
    // One that cannot be read is there all the same: this is no vault of another tool.
    config.adopted &= list.iter().all(|entry| entry.path.as_str() != CONFIG);
    if let Some(url) = &request.base_url {
        config.base_url = Some(Spanned::new(url.as_str().into(), Span::default()));
    }
    let reading = Reading {
        root_name: root_name.into(),
        content: location.content.clone(),
        config: file,
        file_size: config.limits.file_size,
        history: true,
    };
    let snapshot = Snapshot::read(files, &list, reading)?.into(found);
    Ok((config, snapshot, list))
}

fn read_theme(files: &dyn Files, list: &[FileEntry], config: &Config) -> Checked<Theme> {
    let is_theme = |path: &VaultPath| path.as_str().starts_with("templates/") || path.as_str().starts_with("themes/");
    let mut too_large = Vec::new();
    let mut paths = Vec::new();
    for entry in list.iter().filter(|entry| is_theme(&entry.path)) {
        let (limit, setting) = theme_file_size(&entry.path, config);
        if entry.size > limit {
            too_large.push(source::too_large(&entry.path, entry.size, limit, setting));
        } else {
            paths.push(entry.path.clone());
        }
    }
    let read = |path: &VaultPath| files.read(path, theme_file_size(path, config).0).ok();
    let theme = Theme::load(&config.theme, ThemeFiles { list: &paths, read: &read });
    Checked::new(theme.value, [too_large, theme.diagnostics].concat())
}

/// Bytes that a file of a theme may have, and the setting that says so: pictures and fonts as many as other files.
fn theme_file_size(path: &VaultPath, config: &Config) -> (u64, &'static str) {
    let is_text = matches!(path.extension().as_deref(), Some("html" | "yaml"));
    if is_text { (config.limits.file_size, "file_size") } else { (config.limits.attachment_size, "attachment_size") }
}

/// The same, with what is held.
fn read_held(
    memo: &mut Memo,
    files: &dyn Files,
    location: &Location,
    request: &Request,
    found: &mut Vec<Diagnostic>,
) -> Result<(Config, Snapshot, Vec<FileEntry>), SourceError> {
    let moment = SystemTime::now();
    let held = memo.over(files);
    let before = found.len();
    let (config, snapshot, list) = read(&held, location, request, found)?;
    let revision = held.revision;
    memo.hold_texts(&list, &snapshot, moment);
    let of_history = found[before..].iter().filter(|finding| finding.code == Code::ShallowHistory).cloned().collect();
    memo.hold_history(revision, Checked::new(snapshot.history.clone(), of_history));
    Ok((config, snapshot, list))
}

/// Every note, in parallel; ordered by id.
fn parse(
    memo: Option<&mut Memo>,
    snapshot: &Snapshot,
    config: &Config,
    kinds: &Kinds,
    found: &mut Vec<Diagnostic>,
) -> Vec<Arc<Note>> {
    let parsed = memo::parse(memo, snapshot, config, kinds);
    let mut notes: Vec<_> = parsed.into_iter().map(|note| note.into(found)).collect();
    notes.sort_by(|a, b| a.id.cmp(&b.id));
    notes
}

/// Texts that findings point into: those read, then templates, then whatever else the archive has, no more of it than is read
/// otherwise.
pub struct Texts<'t> {
    /// What was read, if it was.
    pub front: Option<&'t Front>,
    /// For all else.
    pub files: &'t dyn Files,
}

impl Sources for Texts<'_> {
    fn text(&self, path: &VaultPath) -> Option<Arc<str>> {
        let known = self.front.and_then(|front| {
            let note = front.snapshot.notes.binary_search_by(|file| file.path.cmp(path)).ok();
            let note = note.map(|at| front.snapshot.notes[at].text.clone());
            note.or_else(|| Some(front.theme.templates.values().find(|file| file.path == *path)?.text.clone()))
        });
        known.or_else(|| {
            let limits = self.front.map_or_else(Limits::default, |front| front.archive.config.limits);
            let bytes = self.files.read(path, limits.file_size).ok()?;
            Some(String::from_utf8_lossy(&bytes).as_ref().into())
        })
    }
}
