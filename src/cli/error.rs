//! Why a command could not run: not a fault of the archive, which is a finding, but of the tool, its call or the machine.

use std::fmt;
use std::io;
use std::path::Path;

use crate::text::refusal;

/// A command could not run. The program ends with status 2.
#[derive(Debug)]
pub(super) struct CommandError {
    message: String,
    help: Option<String>,
}

impl CommandError {
    /// One sentence without a full stop.
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None }
    }

    /// The system refused something.
    pub(super) fn io(doing: &str, path: &Path, cause: &io::Error) -> Self {
        let error = Self::new(format!("cannot {doing} `{}`: {}", path.display(), refusal::reason(cause)));
        error.help_about(cause)
    }

    /// Adds the way out of what the system refused, where there is one.
    #[must_use]
    pub(super) fn help_about(mut self, cause: &io::Error) -> Self {
        self.help = self.help.or_else(|| refusal::way_out(cause).map(str::to_owned));
        self
    }

    /// Adds a way out.
    #[must_use]
    pub(super) fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.message)?;
        self.help.iter().try_for_each(|help| write!(f, "\n  = help: {help}"))
    }
}

impl std::error::Error for CommandError {}
