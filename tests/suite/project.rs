//! A small archive in a temporary folder, and `casebook` run on it as a process.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// An archive on disk that goes when the test ends.
pub struct Project {
    dir: tempfile::TempDir,
}

/// What a run of `casebook` printed, and how it ended.
pub struct Run {
    /// Exit status.
    pub code: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Project {
    /// An archive from one text: each line `-- path --` begins a file, which runs to the next such line.
    pub fn new(archive: &str) -> Self {
        let project = Self { dir: tempfile::tempdir().expect("a temporary folder") };
        for (path, text) in files(archive) {
            project.write(&path, &text);
        }
        project
    }

    /// A copy of a folder of `tests/`.
    pub fn copy_of(folder: &str) -> Self {
        let project = Self::new("");
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
        for entry in walkdir::WalkDir::new(&from).sort_by_file_name() {
            let entry = entry.expect("a readable fixture");
            let to = project.root().join(entry.path().strip_prefix(&from).expect("below the fixture"));
            if entry.file_type().is_dir() {
                fs::create_dir_all(to).expect("a folder");
            } else {
                fs::copy(entry.path(), to).expect("a copy");
            }
        }
        project
    }

    /// The archive's root.
    pub fn root(&self) -> &Path {
        self.dir.path()
    }

    /// A path below the root.
    pub fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    /// Writes a file, its folders included.
    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder");
        fs::write(path, text).expect("a file written");
    }

    /// Text of a file below the root.
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Whether a file is there.
    pub fn has(&self, path: &str) -> bool {
        self.path(path).exists()
    }

    /// Runs `casebook` in the root.
    pub fn run<const N: usize>(&self, arguments: [&str; N]) -> Run {
        self.run_with(&arguments, &[])
    }

    /// Runs `casebook` in the root with environment variables set.
    pub fn run_with(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_casebook"));
        command.args(arguments);
        // A vault is not to be taken for a part of whatever archive lies above the temporary folder.
        let looks_upward = arguments.first().is_some_and(|name| ["build", "check", "list"].contains(name));
        if looks_upward && !self.has("casebook.yaml") && !arguments.iter().any(|word| *word == "--root" || *word == "--content") {
            command.args(["--root", "."]);
        }
        command.current_dir(self.root()).env("NO_COLOR", "1").envs(environment.iter().copied());
        command.output().expect("casebook runs").into()
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).expect("UTF-8 on stdout"),
            stderr: String::from_utf8(output.stderr).expect("UTF-8 on stderr"),
        }
    }
}

impl Run {
    /// Fails the test unless the run ended so.
    #[track_caller]
    pub fn code(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// Fails the test unless standard error holds `text`.
    #[track_caller]
    pub fn stderr(self, text: &str) -> Self {
        assert!(self.stderr.contains(text), "no {text:?} in stderr:\n{}", self.stderr);
        self
    }

    /// Fails the test unless standard output holds `text`.
    #[track_caller]
    pub fn stdout(self, text: &str) -> Self {
        assert!(self.stdout.contains(text), "no {text:?} in stdout:\n{}", self.stdout);
        self
    }
}

/// The files of an archive written as one text.
pub fn files(archive: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    for line in archive.split_inclusive('\n') {
        let name = line.trim_end().strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --"));
        match (name, files.last_mut()) {
            (Some(name), _) => files.push((name.to_owned(), String::new())),
            (None, Some((_, text))) => text.push_str(line),
            (None, None) => {}
        }
    }
    files
}
