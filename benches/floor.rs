//! The floor under any build of an archive: its files read, its bodies parsed as plain Markdown, as many bytes written as the site
//! has, on one thread. `floor CONTENT SITE OUT` prints the milliseconds of each.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use pulldown_cmark::{Event, Options, Parser};

fn main() -> ExitCode {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [content, site, out] = &*arguments else {
        eprintln!("usage: floor CONTENT SITE OUT");
        return ExitCode::from(2);
    };
    match floor(content, site, out) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn floor(content: &Path, site: &Path, out: &Path) -> io::Result<()> {
    // How large the site's files are is known before the clock runs.
    let mut sizes = Vec::new();
    for (path, size) in files(site)? {
        let below = path.strip_prefix(site).map(Path::to_owned).unwrap_or(path);
        if !below.starts_with(".casebook") {
            sizes.push((out.join(below), size as usize));
        }
    }

    let start = Instant::now();
    let mut texts = Vec::new();
    for (path, _) in files(content)? {
        texts.push(fs::read_to_string(path)?);
    }
    println!("{:>10}  {:8.1} ms", "read", start.elapsed().as_secs_f64() * 1000.0);

    let start = Instant::now();
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES;
    let is_text = |event: &Event<'_>| matches!(event, Event::Text(_));
    let count: usize = texts.iter().map(|text| Parser::new_ext(body(text), options).filter(is_text).count()).sum();
    println!("{:>10}  {:8.1} ms", "parse", start.elapsed().as_secs_f64() * 1000.0);

    let start = Instant::now();
    let longest = sizes.iter().map(|(_, size)| *size).max().unwrap_or(0);
    let bytes = vec![b'x'; longest];
    for (path, size) in &sizes {
        if let Some(folder) = path.parent()
            && !folder.exists()
        {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, &bytes[..*size])?;
    }
    println!("{:>10}  {:8.1} ms", "write", start.elapsed().as_secs_f64() * 1000.0);
    println!("{} texts, {count} runs of text, {} files", texts.len(), sizes.len());
    Ok(())
}

/// The text after the front matter.
fn body(text: &str) -> &str {
    let rest = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
    rest.map_or(text, |(_, body)| body)
}

/// All files below a folder with their sizes.
fn files(folder: &Path) -> io::Result<Vec<(PathBuf, u64)>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let metadata = entry.metadata()?;
            if metadata.is_dir() {
                folders.push(entry.path());
            } else {
                found.push((entry.path(), metadata.len()));
            }
        }
    }
    Ok(found)
}
