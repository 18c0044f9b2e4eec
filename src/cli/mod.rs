//! The command line: arguments in, findings and a summary out, one of three exit statuses.

mod archive;
mod args;
mod build;
mod check;
mod error;
mod explain;
mod init;
mod list;
mod mv;
mod new;
mod progress;
mod report;
mod schema;
mod serve;
mod typed;

use std::ffi::OsString;
use std::io::{self, Write};

use clap::Parser;

use args::{Arguments, Command};
use error::CommandError;

use crate::text::refusal;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Nothing that fails the run was found: status 0.
    Fine,
    /// Errors, or warnings under `--strict`: status 1.
    Faults,
    /// The command could not run: status 2.
    Failed,
}

impl Ending {
    /// The exit status.
    #[must_use]
    pub fn status(self) -> u8 {
        match self {
            Self::Fine => 0,
            Self::Faults => 1,
            Self::Failed => 2,
        }
    }
}

/// Runs the program with these arguments, its own name first.
#[must_use]
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Ending {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // `--help` and `--version` come this way too, and are no failure.
            let failed = error.use_stderr();
            let _ = error.print();
            return if failed { Ending::Failed } else { Ending::Fine };
        }
    };
    let ended = match &arguments.command {
        Command::Build(arguments) => build::run(arguments),
        Command::Serve(arguments) => serve::run(arguments),
        Command::Check(arguments) => check::run(arguments),
        Command::New(arguments) => new::run(arguments),
        Command::Mv(arguments) => mv::run(arguments),
        Command::Init(arguments) => init::run(arguments),
        Command::List(arguments) => list::run(arguments),
        Command::Explain(arguments) => explain::run(arguments),
        Command::Schema(arguments) => schema::run(arguments),
    };
    ended.unwrap_or_else(|error| {
        let _ = writeln!(io::stderr(), "error: {error}");
        Ending::Failed
    })
}

/// Writes to standard output; a reader that has gone away (`| head`) ends the run quietly.
fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<Ending, CommandError> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Ok(()) => Ok(Ending::Fine),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Ending::Fine),
        Err(error) => Err(CommandError::new(format!("cannot write to standard output: {}", refusal::reason(&error)))),
    }
}
