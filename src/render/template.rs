//! Templates compiled and run; what goes wrong in them is a finding at its place in the template.

mod fault;

use std::collections::BTreeMap;
use std::sync::Mutex;

use tera::{Context, Tera, Value};

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
    faults: Mutex<BTreeMap<Fault, u32>>,
}

impl<'t> Templates<'t> {
    /// Compiles a theme's templates. Where one is at fault, all are the default theme's, so that the rest can be checked.
    #[must_use]
    pub fn compile(theme: &'t Theme, fallback: &'t Theme, interface: &Texts, site: Value, session: &'t Session) -> Checked<Self> {
        let mut diagnostics = Vec::new();
        let (engine, theme) = match session.take(theme.hash).map_or_else(|| engine(theme), Ok) {
            Ok(engine) => (engine, theme),
            Err(error) => {
                diagnostics.extend(fault::findings(&error, theme, None));
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
        // A poisoned lock means another page panicked; its count may be lost, nothing else.
        let mut faults = self.faults.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for finding in fault::findings(error, self.theme, Some(template)) {
            let Some(place) = finding.place else { continue };
            *faults.entry((place.file, place.span, finding.message, finding.help)).or_insert(0) += 1;
        }
    }

    /// What went wrong while rendering: one finding for each place of a template, with how often.
    #[must_use]
    pub fn faults(&self) -> Vec<Diagnostic> {
        let faults = self.faults.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let finding = |((file, span, message, help), count): (&Fault, &u32)| {
            let finding = Diagnostic::new(Code::TemplateError, file, *span, message.as_str());
            Diagnostic { count: *count, help: help.clone(), ..finding }
        };
        faults.iter().map(finding).collect()
    }
}

/// A fault met while rendering: file, place, message, help.
type Fault = (VaultPath, Span, String, Vec<String>);

fn engine(theme: &Theme) -> tera::TeraResult<Tera> {
    let mut engine = Tera::new();
    engine.autoescape_on([".html"]);
    engine.add_raw_templates(theme.templates.iter().map(|(name, file)| (&**name, &*file.text)))?;
    Ok(engine)
}
