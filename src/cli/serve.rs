//! `casebook serve`: the site on this machine, rebuilt on each save.

use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr};

use super::Ending;
use super::archive;
use super::args::ServeArguments;
use super::build::{refuse_unsafe_output, threads};
use super::error::CommandError;
use super::report::{self, Counts};
use crate::build::{Drafts, Request};
use crate::serve::{Build, Options, Server};
use crate::text::refusal;

pub(super) fn run(arguments: &ServeArguments) -> Result<Ending, CommandError> {
    threads(arguments.work.jobs);
    let on_disk = archive::open(&arguments.location, None)?;
    refuse_unsafe_output(&on_disk)?;
    let levels = archive::levels(&arguments.reporting)?;
    let host = arguments.host.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
    let prefix = on_disk.prefix.clone();
    let options = Options {
        location: on_disk.location,
        files: on_disk.files,
        output: on_disk.output,
        request: Request { base_url: None, drafts: Drafts::published_if(arguments.drafts), levels, only_findings: false },
        host,
        port: arguments.port,
    };
    let server = Server::open(options).map_err(|error| {
        let (port, why) = (arguments.port, refusal::reason(&error));
        match error.kind() {
            io::ErrorKind::AddrNotAvailable => CommandError::new(format!("cannot listen at {host}: {why}"))
                .help("leave `--host` out to show the site on this machine alone, or give `0.0.0.0` for all its addresses"),
            _ => CommandError::new(format!("cannot listen at port {port}: {why}")).help("choose another one with `--port`"),
        }
    })?;
    if !host.is_loopback() {
        let _ = writeln!(
            io::stderr(),
            "warning: with `--host {host}`, whoever can reach this machine over the network can read this archive: its pages, what \
             is at fault in them, and its drafts if you give `--drafts`"
        );
    }
    let url = server.url();
    let reporting = &arguments.reporting;
    let mut report = |build: &Build<'_>| {
        let line = match build.found {
            Ok(found) => {
                // Standard error may be closed; the pages show what was found all the same.
                let _ = report::findings(found, build.texts, &prefix, reporting);
                let words = Counts::of(found).words();
                format!("{} notes: {words}, in {:.0} ms", build.notes, build.took.as_secs_f64() * 1000.0)
            }
            Err(error) => format!("error: {error}; the pages are as they were"),
        };
        if reporting.verbose {
            for (stage, time) in build.stats.stages() {
                report::summary(reporting, &format!("{stage:>10}  {:8.1} ms", time.as_secs_f64() * 1000.0));
            }
        }
        report::summary(reporting, &line);
        if build.number == 1 {
            report::summary(reporting, &format!("The site is at {url} (Ctrl+C ends it)"));
            if arguments.open && open::that_detached(&url).is_err() {
                report::summary(reporting, "No browser could be opened: open the address yourself.");
            }
        }
    };
    server.run(&mut report).map_err(|error| CommandError::new(format!("cannot serve: {}", refusal::reason(&error))))?;
    Ok(Ending::Fine)
}
