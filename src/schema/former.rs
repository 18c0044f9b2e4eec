//! Former addresses of pages: what `redirect_from` of notes and kinds may say.

use crate::diagnostic::Code;
use crate::output::{OutputPath, is_reserved};
use crate::source::{name_fault, shown};

/// Bytes of a former address: what no system takes would stop the build.
const LONGEST: usize = 1_000;

/// Why something written is no former address.
#[derive(Debug, PartialEq, Eq)]
pub struct FormerFault {
    /// `unportable-name` where a file of the site could not have the name, else `invalid-value`.
    pub code: Code,
    /// What is wrong.
    pub message: String,
    /// What to write.
    pub help: String,
}

/// The path of the page of a former address, from the top of the site and without `.html`.
pub fn former_path(written: &str) -> Result<String, FormerFault> {
    let shown = shown(written);
    let fault = |code, message| Err(FormerFault { code, message, help: HELP.to_owned() });
    if is_elsewhere(written) {
        return fault(
            Code::InvalidValue,
            format!("`{shown}` is an address on the web, and a former address is a path of this site"),
        );
    }
    if let Some((page, _)) = written.split_once('#') {
        let message = format!("`{shown}` is a part of a page, and a former address is that of a whole one");
        let help = match page {
            "" => HELP.to_owned(),
            page => format!("write `{page}`: who comes with a `#part` is led to that part of the page"),
        };
        return Err(FormerFault { code: Code::InvalidValue, message, help });
    }
    let path = written.trim().trim_matches('/');
    let path = path.strip_suffix(".html").or_else(|| path.strip_suffix(".md")).unwrap_or(path).trim_end_matches('/');
    if path.is_empty() {
        return fault(Code::InvalidValue, format!("`{shown}` is the address of the home page, which stays its own"));
    }
    for part in path.split('/') {
        if part.is_empty() {
            return fault(Code::InvalidValue, format!("the former address `{shown}` has two `/` with nothing between"));
        }
        if part.starts_with('.') {
            let message = format!("a part of the former address `{shown}` begins with a dot, which no part of one does");
            return fault(Code::InvalidValue, message);
        }
        if let Some(why) = name_fault(part, true) {
            let message = match path == part {
                true => format!("the former address `{shown}` {why}"),
                false => format!("in the former address `{shown}`, `{}` {why}", self::shown(part)),
            };
            return fault(Code::UnportableName, message);
        }
    }
    if is_reserved(&OutputPath::new(&format!("{path}.html"))) {
        return fault(Code::InvalidValue, format!("the former address `{shown}` lies where casebook never writes"));
    }
    if path.len() > LONGEST {
        let message = format!("this former address is {} bytes long, and the limit is {LONGEST}", path.len());
        return fault(Code::UnportableName, message);
    }
    Ok(path.to_owned())
}

const HELP: &str = "write the page's path from the top of the site, such as `concepts/old-name`, or take it out";

/// Whether it is an address with a scheme or a host.
fn is_elsewhere(written: &str) -> bool {
    written.starts_with("//") || written.contains("://") || written.starts_with("mailto:")
}
