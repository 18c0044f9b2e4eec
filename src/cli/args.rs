//! The command line, as typed.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// A static site generator for annotated case-study archives.
#[derive(Debug, Parser)]
#[command(name = "casebook", version, max_term_width = 100, propagate_version = false)]
#[command(
    after_help = "Exit status: 0 fine (warnings allowed); 1 errors, or warnings under --strict; 2 the command could not run."
)]
pub(super) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub(super) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Build the site
    Build(BuildArguments),
    /// Show the site on this machine, rebuilt on each save
    Serve(ServeArguments),
    /// Check the archive and write nothing; drafts are checked too
    Check(CheckArguments),
    /// Begin a note of a kind, with the fields of its schema ready to fill
    New(NewArguments),
    /// Rename a note, or a folder with all in it: rewrites every link and adds redirects from old addresses
    Mv(MoveArguments),
    /// Make a small archive that builds, to start from
    Init(InitArguments),
    /// Print notes, works, claims, tags or a dataset's rows as a table
    List(ListArguments),
    /// Say what a finding means and how to mend it
    Explain(ExplainArguments),
    /// Print the JSON Schema of a kind's front matter, for editors
    Schema(SchemaArguments),
}

/// Where the archive is.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Location {
    /// Folder of the archive [default: the nearest one upward that has a casebook.yaml, else here]
    #[arg(long, value_name = "DIR")]
    pub(super) root: Option<PathBuf>,
    /// Folder of the notes [default: content/ in the root; the root itself in a folder without casebook.yaml]
    #[arg(long, value_name = "DIR")]
    pub(super) content: Option<PathBuf>,
}

/// How much of the machine is used.
#[derive(Clone, Copy, Debug, Default, Args)]
pub(super) struct Work {
    /// Threads, at most four for each processor or 16 [default: one for each processor]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) jobs: Option<u16>,
}

/// How findings are weighed and printed.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Reporting {
    /// Fail on warnings too
    #[arg(long)]
    pub(super) strict: bool,
    /// How findings are printed: `human` to stderr, the others to stdout
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(super) message_format: MessageFormat,
    /// Report a lint as an error (may be repeated)
    #[arg(long, value_name = "CODE")]
    pub(super) deny: Vec<String>,
    /// Report a lint as a warning (may be repeated)
    #[arg(long, value_name = "CODE")]
    pub(super) warn: Vec<String>,
    /// Do not report a lint (may be repeated)
    #[arg(long, value_name = "CODE")]
    pub(super) allow: Vec<String>,
    /// Print findings only, no summary
    #[arg(short, long, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Print the time each stage took
    #[arg(short, long)]
    pub(super) verbose: bool,
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum MessageFormat {
    /// For people.
    #[default]
    Human,
    /// One JSON object a line.
    Json,
    /// Annotations for GitHub Actions.
    Github,
    /// SARIF 2.1.0, for code scanning services.
    Sarif,
}

/// `casebook build`.
#[derive(Clone, Debug, Args)]
pub(super) struct BuildArguments {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub(super) location: Location,
    /// Folder of the site [default: output/ in the root]
    #[arg(long, value_name = "DIR")]
    pub(super) output: Option<PathBuf>,
    /// Where the site will be published; goes before `base_url` of casebook.yaml
    #[arg(long, value_name = "URL")]
    pub(super) base_url: Option<String>,
    /// Build drafts too
    #[arg(long)]
    pub(super) drafts: bool,
    /// Write the site in spite of errors, faults marked in place
    #[arg(long)]
    pub(super) keep_going: bool,
    /// Read every file of the site back instead of trusting its size and time
    #[arg(long)]
    pub(super) verify: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub(super) work: Work,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub(super) reporting: Reporting,
}

/// `casebook serve`.
#[derive(Clone, Debug, Args)]
pub(super) struct ServeArguments {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub(super) location: Location,
    /// The port; the next free one if it is taken
    #[arg(long, value_name = "PORT", default_value_t = 1111, value_parser = port)]
    pub(super) port: u16,
    /// The address to listen at [default: 127.0.0.1]; any other shows the site to others
    #[arg(long, value_name = "ADDRESS", value_parser = host)]
    pub(super) host: Option<IpAddr>,
    /// Open the site in the browser
    #[arg(long)]
    pub(super) open: bool,
    /// Show drafts too
    #[arg(long)]
    pub(super) drafts: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub(super) work: Work,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub(super) reporting: Reporting,
}

/// `casebook check`.
#[derive(Clone, Debug, Args)]
pub(super) struct CheckArguments {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub(super) location: Location,
    /// Apply the mends that findings offer
    #[arg(long)]
    pub(super) fix: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub(super) work: Work,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub(super) reporting: Reporting,
}

/// `casebook new`.
#[derive(Clone, Debug, Args)]
pub(super) struct NewArguments {
    /// The kind, as its _kind.yaml names it; `page` for a plain note
    pub(super) kind: String,
    /// The title; the file is named after it
    pub(super) title: String,
    /// The file's name without .md [default: made from the title]
    #[arg(long, value_name = "NAME")]
    pub(super) slug: Option<String>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub(super) location: Location,
}

/// `casebook mv`.
#[derive(Clone, Debug, Args)]
pub(super) struct MoveArguments {
    /// The note, by its id, slug or file; or the folder, by its path below the content folder
    pub(super) old: String,
    /// Its new id, file or path (`concepts/bridgehead`); a bare name stays in its folder
    pub(super) new: String,
    /// Print what would change and change nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub(super) location: Location,
}

/// `casebook init`.
#[derive(Clone, Debug, Args)]
pub(super) struct InitArguments {
    /// The folder; made if it is not there
    pub(super) dir: PathBuf,
}

/// `casebook list`.
#[derive(Clone, Debug, Args)]
pub(super) struct ListArguments {
    /// A kind, `notes`, `works`, `claims`, `tags`, or `dataset:NAME` for the rows of a dataset
    pub(super) from: String,
    /// Condition, in YAML: '{date: ">= 1978", tags: trade}'
    #[arg(long, value_name = "YAML")]
    pub(super) r#where: Option<String>,
    /// Columns, with commas between [default: those of the kind's index]
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    pub(super) columns: Vec<String>,
    /// Order: a column, with `-` before it from last to first
    #[arg(long, value_name = "COLUMN", allow_hyphen_values = true)]
    pub(super) sort: Option<String>,
    /// At most so many rows
    #[arg(long, value_name = "N")]
    pub(super) limit: Option<u32>,
    /// How the rows are printed
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: ListFormat,
    /// Drafts too
    #[arg(long)]
    pub(super) drafts: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub(super) location: Location,
}

/// How rows are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    /// Aligned columns.
    #[default]
    Table,
    /// Comma-separated values.
    Csv,
    /// A JSON document.
    Json,
}

/// `casebook explain`.
#[derive(Clone, Debug, Args)]
pub(super) struct ExplainArguments {
    /// The code, as in `error[broken-link]`; all codes without it
    pub(super) code: Option<String>,
}

/// `casebook schema`.
#[derive(Clone, Debug, Args)]
pub(super) struct SchemaArguments {
    /// The kind; all kinds without it
    pub(super) kind: Option<String>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub(super) location: Location,
}

/// Reads a port.
fn port(written: &str) -> Result<u16, &'static str> {
    written.parse().map_err(|_| "a port is a number from 1 to 65535")
}

/// Reads an address to listen at.
fn host(written: &str) -> Result<IpAddr, &'static str> {
    if written.eq_ignore_ascii_case("localhost") {
        return Ok(IpAddr::V4(Ipv4Addr::LOCALHOST));
    }
    written.parse().map_err(|_| "write the number of an address of this machine, such as 192.168.1.5, or 0.0.0.0 for all it has")
}
