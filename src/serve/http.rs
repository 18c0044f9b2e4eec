//! HTTP/1.1 for one reader: requests parsed by `httparse`, answered one after the other on a thread for each connection.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

use super::answer::{self, Answer};
use super::live::News;
use super::{Message, Page};
use crate::output::OutputPath;

/// Bytes of a request's head.
const LONGEST_HEAD: u64 = 32 * 1024;
/// How long a connection may be idle.
const IDLE: Duration = Duration::from_mins(1);

/// A request, as far as it is looked at.
pub(super) struct Request {
    pub(super) method: String,
    /// As it came: path and query, percent-encoded.
    pub(super) target: String,
    pub(super) host: Option<String>,
    /// Whether more than one host is named, of which none can be believed.
    pub(super) names_hosts: bool,
    pub(super) range: Option<String>,
    pub(super) if_range: Option<String>,
    /// All of them, with commas between.
    pub(super) if_none_match: Option<String>,
    keep_alive: bool,
}

/// Those who ask for pages.
#[derive(Clone)]
pub(super) struct Visitors {
    pub(super) tell: Sender<Message>,
    pub(super) news: Arc<News>,
    /// Whether only requests that name this machine are answered: a page elsewhere could have a browser ask in another's name.
    pub(super) only_loopback: bool,
}

impl Visitors {
    /// Answers everyone who connects, until the process ends.
    pub(super) fn welcome(&self, listener: &TcpListener) {
        for stream in listener.incoming().flatten() {
            let visitors = self.clone();
            // Where no thread is to be had the connection is closed, and the browser asks again.
            let _ = thread::Builder::new().name("visitor".into()).spawn(move || visitors.serve(&stream));
        }
    }

    fn serve(&self, stream: &TcpStream) -> io::Result<()> {
        stream.set_read_timeout(Some(IDLE))?;
        stream.set_write_timeout(Some(IDLE))?;
        stream.set_nodelay(true)?;
        let mut reader = BufReader::new(stream);
        while let Some(request) = read(&mut reader)? {
            let page = |path: &OutputPath| self.page(path);
            match answer::to(&request, self.only_loopback, &page) {
                Answer::Whole(response) => write(stream, &request, &response)?,
                Answer::Live(path) => {
                    let tag = || self.page(&path).map(|page| page.tag.clone());
                    return self.news.follow(&mut { stream }, tag);
                }
            }
            if !request.keep_alive {
                break;
            }
        }
        Ok(())
    }

    /// A file of the present site.
    fn page(&self, path: &OutputPath) -> Option<Arc<Page>> {
        let (reply, answer) = std::sync::mpsc::channel();
        self.tell.send(Message::Get(path.clone(), reply)).ok()?;
        answer.recv().ok()?
    }
}

/// A response with all of its body.
pub(super) struct Response {
    pub(super) status: (u16, &'static str),
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<u8>,
}

/// Reads a request's head; `None` when the connection is closed.
fn read(reader: &mut BufReader<&TcpStream>) -> io::Result<Option<Request>> {
    let mut head = Vec::new();
    loop {
        let before = head.len();
        reader.take(LONGEST_HEAD - before as u64).read_until(b'\n', &mut head)?;
        if head.len() == before {
            return Ok(None);
        }
        if head.ends_with(b"\r\n\r\n") || head.ends_with(b"\n\n") {
            break;
        }
    }
    let mut headers = [httparse::EMPTY_HEADER; 100];
    let mut parsed = httparse::Request::new(&mut headers);
    let bad = |_| io::Error::from(io::ErrorKind::InvalidData);
    parsed.parse(&head).map_err(bad)?;
    let all = |name: &str| -> Vec<String> {
        let named = parsed.headers.iter().filter(|header| header.name.eq_ignore_ascii_case(name));
        named.map(|header| String::from_utf8_lossy(header.value).trim().to_owned()).collect()
    };
    let header = |name: &str| all(name).into_iter().next();
    let closes = header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"));
    // Nothing that is served takes a body; what follows one could not be told from it.
    let has_body = header("content-length").is_some_and(|length| length != "0") || header("transfer-encoding").is_some();
    Ok(Some(Request {
        method: parsed.method.unwrap_or_default().to_owned(),
        target: parsed.path.unwrap_or_default().to_owned(),
        host: header("host"),
        names_hosts: all("host").len() > 1,
        range: header("range"),
        if_range: header("if-range"),
        if_none_match: Some(all("if-none-match").join(",")).filter(|tags| !tags.is_empty()),
        keep_alive: parsed.version == Some(1) && !closes && !has_body,
    }))
}

fn write(mut stream: &TcpStream, request: &Request, response: &Response) -> io::Result<()> {
    let (code, reason) = response.status;
    let mut out = format!("HTTP/1.1 {code} {reason}\r\n");
    for (name, value) in &response.headers {
        out.push_str(&format!("{name}: {value}\r\n"));
    }
    let connection = if request.keep_alive { "keep-alive" } else { "close" };
    out.push_str(&format!("Content-Length: {}\r\nConnection: {connection}\r\n\r\n", response.body.len()));
    let mut bytes = out.into_bytes();
    if request.method != "HEAD" {
        bytes.extend_from_slice(&response.body);
    }
    stream.write_all(&bytes)?;
    stream.flush()
}
