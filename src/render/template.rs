//! Templates compiled and run; what goes wrong in them is a finding at its place in the template.

use std::collections::BTreeMap;
use std::sync::Mutex;

use tera::{Context, ErrorKind, Tera, Value};

use super::session::Session;
use super::value::texts;
use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::text::{Span, VaultPath};
use crate::theme::{Texts, Theme};

/// Bytes that most pages have room in.
const PAGE_SIZE: usize = 40 * 1024;

/// A theme's templates, compiled.
pub struct Templates<'t> {
    engine: Tera,
    theme: &'t Theme,
    session: &'t Session,
    texts: Value,
    /// Faults met while rendering, one for each place of a template.
    faults: Mutex<BTreeMap<(VaultPath, Span, String), u32>>,
}

impl<'t> Templates<'t> {
    /// Compiles a theme's templates. Where one is at fault, all are the default theme's, so that the rest can be checked.
    #[must_use]
    pub fn compile(theme: &'t Theme, fallback: &'t Theme, interface: &Texts, site: Value, session: &'t Session) -> Checked<Self> {
        let mut diagnostics = Vec::new();
        let (engine, theme) = match session.take(theme.hash).map_or_else(|| engine(theme), Ok) {
            Ok(engine) => (engine, theme),
            Err(error) => {
                diagnostics.push(fault(&error, theme, None));
                // The default theme compiles: a test holds it.
                (engine(fallback).unwrap_or_default(), fallback)
            }
        };
        let interface = texts(interface.for_templates());
        let mut templates = Self { engine, theme, session, texts: interface.clone(), faults: Mutex::default() };
        let assets = theme.assets.iter().map(|(name, asset)| ((&**name).into(), asset.path.as_str().into()));
        let globals = templates.engine.global_context();
        globals.insert_value("t", interface);
        globals.insert_value("assets", texts(assets));
        globals.insert_value("site", site);
        Checked::new(templates, diagnostics)
    }

    /// Renders a page; on a fault what was rendered before it, so that the place can be seen.
    #[must_use]
    pub fn page(&self, template: &str, context: &Context) -> Vec<u8> {
        let mut out = Vec::with_capacity(PAGE_SIZE);
        if let Err(error) = self.engine.render_to(template, context, &mut out) {
            self.record(&error, template);
        }
        out
    }

    /// Renders a component.
    #[must_use]
    pub fn component(&self, name: &str, arguments: &Context, implicits: &Context) -> String {
        match self.engine.render_component_with_implicits(name, arguments, implicits, None, true) {
            Ok(html) => html,
            Err(error) => {
                self.record(&error, name);
                String::new()
            }
        }
    }

    /// The words of the interface, for components rendered alone.
    #[must_use]
    pub fn texts(&self) -> Value {
        self.texts.clone()
    }

    /// Leaves what was compiled to the next rendering of the session.
    pub fn leave(self) {
        self.session.hold(self.theme.hash, self.engine);
    }

    fn record(&self, error: &tera::Error, template: &str) {
        let finding = fault(error, self.theme, Some(template));
        let place = finding.place.map_or_else(|| (VaultPath::new(template), Span::default()), |place| (place.file, place.span));
        // A poisoned lock means another page panicked; its count may be lost, nothing else.
        let mut faults = self.faults.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *faults.entry((place.0, place.1, finding.message)).or_insert(0) += 1;
    }

    /// What went wrong while rendering: one finding for each place of a template, with how often.
    #[must_use]
    pub fn faults(&self) -> Vec<Diagnostic> {
        let faults = self.faults.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let finding = |((file, span, message), count): (&(VaultPath, Span, String), &u32)| {
            let mut finding = Diagnostic::new(Code::TemplateError, file, *span, message.as_str());
            finding.count = *count;
            finding.help("what a template may use is listed in themes/README.md")
        };
        faults.iter().map(finding).collect()
    }
}

fn engine(theme: &Theme) -> tera::TeraResult<Tera> {
    let mut engine = Tera::new();
    engine.autoescape_on([".html"]);
    engine.add_raw_templates(theme.templates.iter().map(|(name, file)| (&**name, &*file.text)))?;
    Ok(engine)
}

/// The finding for an error of the engine.
fn fault(error: &tera::Error, theme: &Theme, rendering: Option<&str>) -> Diagnostic {
    let file_of = |name: &str| theme.templates.get(name).map_or_else(|| VaultPath::new(name), |file| file.path.clone());
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let range = report.span().range.clone();
            let message = sentence(report.message());
            Diagnostic::new(Code::TemplateError, &file_of(report.filename()), Span::new(range), message)
        }
        ErrorKind::MissingParent { current, parent } => {
            let message = format!("the template extends `{parent}`, which is not there");
            Diagnostic::new(Code::TemplateError, &file_of(current), Span::default(), message)
        }
        ErrorKind::CircularExtend { tpl, .. } | ErrorKind::CircularInclude { tpl, .. } => {
            let message = "the template extends or includes itself, directly or through others";
            Diagnostic::new(Code::TemplateError, &file_of(tpl), Span::default(), message)
        }
        other => {
            let message = sentence(&other.to_string());
            match rendering {
                Some(template) => Diagnostic::new(Code::TemplateError, &file_of(template), Span::default(), message),
                None => Diagnostic::general(Code::TemplateError, message),
            }
        }
    }
}

/// The engine's message as one sentence in our form: lower case, no full stop.
fn sentence(message: &str) -> String {
    let message = message.trim().trim_end_matches('.');
    let mut chars = message.chars();
    match chars.next() {
        Some(first) if chars.as_str().starts_with(|c: char| c.is_lowercase() || c == ' ') => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => message.to_owned(),
    }
}
