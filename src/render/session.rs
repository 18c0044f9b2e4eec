//! What the renderings of one session have in common: code coloured before, templates compiled before.

use std::sync::{Mutex, PoisonError};

use tera::Tera;

use super::highlight::Highlighter;

/// What a rendering leaves to the next of the session.
#[derive(Debug, Default)]
pub struct Session {
    /// Colours code.
    pub highlighter: Highlighter,
    /// Templates, with the hash of their theme, while nobody renders with them.
    engine: Mutex<Option<(blake3::Hash, Tera)>>,
}

impl Session {
    /// The templates of a theme, if it was the last one.
    pub(super) fn take(&self, theme: blake3::Hash) -> Option<Tera> {
        let held = self.engine.lock().unwrap_or_else(PoisonError::into_inner).take();
        held.filter(|(of, _)| *of == theme).map(|(_, engine)| engine)
    }

    /// Holds templates for the next rendering.
    pub(super) fn hold(&self, theme: blake3::Hash, engine: Tera) {
        *self.engine.lock().unwrap_or_else(PoisonError::into_inner) = Some((theme, engine));
    }
}
