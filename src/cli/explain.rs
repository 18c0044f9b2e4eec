//! `casebook explain`: what a finding means.

use super::args::ExplainArguments;
use super::error::CommandError;
use super::{Ending, print};
use crate::diagnostic::{Code, explain, suggest};

pub(super) fn run(arguments: &ExplainArguments) -> Result<Ending, CommandError> {
    let Some(name) = &arguments.code else { return list() };
    // As copied from a report: `error[broken-link]`.
    let name = name.split_once('[').map_or(name.as_str(), |(_, rest)| rest).trim_end_matches([']', ':']);
    let Some(code) = Code::from_name(name) else {
        let names: Vec<&str> = Code::ALL.iter().map(|code| code.name()).collect();
        let near = suggest::nearest(name, names, 3);
        let help = if near.is_empty() {
            "`casebook explain` without a code lists them all".to_owned()
        } else {
            format!("did you mean {}?", suggest::list(&near, "or"))
        };
        return Err(CommandError::new(format!("there is no finding `{name}`")).help(help));
    };
    print(|out| match explain::page(code) {
        Some(page) => out.write_all(page.as_bytes()),
        None => writeln!(out, "# {name}\n\n{}.", code.summary()),
    })
}

fn list() -> Result<Ending, CommandError> {
    let width = Code::ALL.iter().map(|code| code.name().len()).max().unwrap_or(0);
    print(|out| {
        for code in Code::ALL {
            let level = match (code.is_lint(), code.is_allowed_by_default(), code.default_severity()) {
                (true, true, _) => "lint, off",
                (true, false, _) => "lint",
                (false, _, crate::diagnostic::Severity::Note) => "note",
                (false, ..) => "error",
            };
            writeln!(out, "{:width$}  {level:9}  {}", code.name(), code.summary())?;
        }
        Ok(())
    })
}
