//! `casebook serve`: the site, built in memory and shown on this machine, always as the files are now.
//!
//! One thread builds and makes pages; it alone holds the archive. Threads that answer browsers ask it for pages, the watcher tells
//! it which files to look at again. A page is made when it is asked for, so what an edit costs is reading and resolving, not
//! rendering the rest.

mod answer;
mod builder;
mod http;
mod listing;
mod live;
mod watch;

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

use crate::build::Request;
use crate::output::OutputPath;
use crate::source::{Disk, Location};
use listing::Touched;

pub use builder::Build;

/// Ports tried after the one asked for, when it is taken.
const MORE_PORTS: u16 = 50;

/// What to serve, and where.
pub struct Options {
    /// Where the archive is.
    pub location: Location,
    /// Its files.
    pub files: Disk,
    /// The folder that builds write to, whose changes are none of the archive's.
    pub output: std::path::PathBuf,
    /// What is asked of each build; its address is the server's own.
    pub request: Request,
    /// The address to listen at.
    pub host: IpAddr,
    /// The port to begin with.
    pub port: u16,
}

/// What the thread that builds is told.
enum Message {
    /// Something may have changed.
    Look(Touched),
    /// Somebody wants a file.
    Get(OutputPath, Sender<Option<Arc<Page>>>),
}

/// A file of the site with its hash.
struct Page {
    bytes: Vec<u8>,
    /// Short, of the bytes.
    tag: String,
}

/// A server that listens and does not yet answer.
pub struct Server {
    options: Options,
    listener: TcpListener,
    address: SocketAddr,
}

impl Server {
    /// Takes the port, or the next free one.
    pub fn open(options: Options) -> io::Result<Self> {
        let last = options.port.saturating_add(MORE_PORTS);
        let mut taken = None;
        for port in options.port..=last {
            match TcpListener::bind((options.host, port)) {
                Ok(listener) => {
                    let address = listener.local_addr()?;
                    return Ok(Self { options, listener, address });
                }
                Err(error) if error.kind() == io::ErrorKind::AddrInUse => taken = Some(error),
                Err(error) => return Err(error),
            }
        }
        Err(taken.unwrap_or_else(|| io::ErrorKind::AddrInUse.into()))
    }

    /// Where the site is to be seen: `http://localhost:1111/`.
    #[must_use]
    pub fn url(&self) -> String {
        let port = self.address.port();
        match self.address.ip() {
            ip if ip.is_unspecified() || ip == IpAddr::V4(Ipv4Addr::LOCALHOST) => format!("http://localhost:{port}/"),
            IpAddr::V6(ip) => format!("http://[{ip}]:{port}/"),
            IpAddr::V4(ip) => format!("http://{ip}:{port}/"),
        }
    }

    /// Serves until the process ends. `report` is told of each build.
    pub fn run(self, report: &mut dyn FnMut(&Build<'_>)) -> io::Result<()> {
        let url = self.url();
        let Options { location, files, output, mut request, host, .. } = self.options;
        request.base_url = Some(url);
        let (tell, told): (Sender<Message>, Receiver<Message>) = mpsc::channel();
        let news = Arc::new(live::News::default());
        let watch = watch::Watch::begin(&location, &output, tell.clone());
        let visitors = http::Visitors { tell, news: news.clone(), only_loopback: host.is_loopback() };
        let listener = self.listener;
        thread::Builder::new().name("visitors".into()).spawn(move || visitors.welcome(&listener))?;
        builder::Builder { location, files, request, told, news, watch }.run(report);
        Ok(())
    }
}
