//! `casebook serve` as a process: what it answers, and how open pages learn of edits.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::browser::browser;
use crate::browser::devtools::DESKTOP;
use crate::project::Project;

const ARCHIVE: &str = "\
-- casebook.yaml --
title: Harbours
-- content/index.md --
# Harbours

All begin with [[alpha]], then comes [[beta]].
-- content/alpha.md --
---
title: Alpha
---

A harbour.
-- content/beta.md --
# Beta

See [[alpha]].
-- content/docs/index.md --
# Docs

Papers.
";

/// How long anything may take on a busy machine before the test gives up.
const PATIENCE: Duration = Duration::from_mins(1);

/// A server at work; ends with the test.
struct Served {
    project: Project,
    process: Child,
    port: u16,
    log: std::sync::mpsc::Receiver<String>,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .find_map(|line| line.split_once(": ").filter(|(key, _)| key.eq_ignore_ascii_case(name)))
            .map(|(_, value)| value)
    }
}

impl Served {
    fn new(archive: &str) -> Self {
        let project = Project::new(archive);
        let mut process = Command::new(env!("CARGO_BIN_EXE_casebook"))
            .args(["serve", "--port", "21110", "--root"])
            .arg(project.root())
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .expect("casebook starts");
        let stderr = process.stderr.take().expect("piped");
        let (send, log) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                if send.send(line).is_err() {
                    break;
                }
            }
        });
        let mut served = Self { project, process, port: 0, log };
        let line = served.said("The site is at http://localhost:");
        let port = line.split("localhost:").nth(1).and_then(|rest| rest.split('/').next()).expect("a port");
        served.port = port.parse().expect("a number");
        served
    }

    /// Waits for a line of the log that holds these words.
    #[track_caller]
    fn said(&self, words: &str) -> String {
        loop {
            let line = self.log.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("never said: {words}"));
            if line.contains(words) {
                return line;
            }
        }
    }

    fn ask(&self, method: &str, target: &str, headers: &[&str]) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a connection");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time limit");
        let host = if headers.iter().any(|header| header.starts_with("Host:")) { "" } else { "Host: localhost\r\n" };
        let rest: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
        write!(stream, "{method} {target} HTTP/1.1\r\n{host}{rest}Connection: close\r\n\r\n").expect("a request");
        let mut all = Vec::new();
        stream.read_to_end(&mut all).expect("an answer");
        let at = all.windows(4).position(|window| window == b"\r\n\r\n").expect("a head");
        let head = String::from_utf8_lossy(&all[..at]).into_owned();
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
        Answer { status, head, body: all[at + 4..].to_vec() }
    }

    fn get(&self, target: &str) -> Answer {
        self.ask("GET", target, &[])
    }
}

#[test]
fn files_are_answered_as_a_web_server_would() {
    let served = Served::new(ARCHIVE);
    let home = served.get("/");
    assert_eq!((home.status, home.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert!(home.text().contains("<h1>Harbours</h1>") || home.text().contains("Harbours"), "{}", home.text());
    assert!(home.text().contains("/-/live.js"), "pages follow the builds");
    assert_eq!(served.get("/index.html").body, home.body);

    let folder = served.get("/docs");
    assert_eq!((folder.status, folder.header("location")), (301, Some("/docs/")));
    assert_eq!(served.get("/docs/").status, 200);

    let missing = served.get("/nowhere.html");
    assert_eq!(missing.status, 404);
    assert!(missing.text().contains("<main"), "the site's own page: {}", missing.text());
    for odd in
        ["/../casebook.yaml", "/%2e%2e/casebook.yaml", "/..%2fcasebook.yaml", "//etc/passwd", "/docs/../../casebook.yaml", "/%ff"]
    {
        let answer = served.get(odd);
        assert_eq!(answer.status, 404, "{odd}");
        assert!(!answer.text().contains("title: Harbours"), "{odd}");
    }
    // What is in the archive and not in the site is not served.
    assert_eq!(served.get("/content/alpha.md").status, 404);
    assert_eq!(served.get("/casebook.yaml").status, 404);

    let sheet = home.text().split('"').find(|part| part.ends_with(".css")).expect("a style sheet").to_owned();
    let sheet = format!("/{}", sheet.trim_start_matches("./"));
    let whole = served.get(&sheet);
    assert_eq!((whole.status, whole.header("content-type")), (200, Some("text/css; charset=utf-8")));
    let tag = whole.header("etag").expect("a tag").to_owned();
    assert_eq!(served.ask("GET", &sheet, &[&format!("If-None-Match: {tag}")]).status, 304);
    let part = served.ask("GET", &sheet, &["Range: bytes=2-5"]);
    assert_eq!((part.status, &part.body[..]), (206, &whole.body[2..6]));
    assert_eq!(part.header("content-range").map(str::to_owned), Some(format!("bytes 2-5/{}", whole.body.len())));
    assert_eq!(served.ask("GET", &sheet, &["Range: bytes=99999999-"]).status, 416);
    let part = served.ask("GET", "/", &["Range: bytes=2-5"]);
    assert_eq!((part.status, &part.body[..]), (206, &home.body[2..6]));
    // A part of another state of the file is of no use.
    let part_if = |of: &str| served.ask("GET", &sheet, &["Range: bytes=2-5", &format!("If-Range: {of}")]);
    assert_eq!((part_if(&tag).status, part_if(&tag).body.len()), (206, 4));
    for other in ["\"other\"", &format!("W/{tag}"), "Wed, 21 Oct 2026 07:28:00 GMT"] {
        assert_eq!((part_if(other).status, part_if(other).body == whole.body), (200, true), "{other}");
    }
    for known in [format!("\"x\", W/{tag}"), format!("W/{tag}, \"x\""), "*".to_owned()] {
        assert_eq!(served.ask("GET", &sheet, &[&format!("If-None-Match: {known}")]).status, 304, "{known}");
    }
    assert_eq!(served.ask("GET", &sheet, &["If-None-Match: \"x\"", &format!("If-None-Match: {tag}")]).status, 304);
    assert_eq!(served.ask("GET", &sheet, &["If-None-Match: W/\"x\", \"y\""]).status, 200);
    assert_eq!(served.ask("GET", "/nowhere.css", &["If-None-Match: *"]).status, 404);
    let head = served.ask("HEAD", &sheet, &[]);
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(served.ask("POST", "/", &[]).status, 405);
}

#[test]
fn only_this_machine_is_answered() {
    let served = Served::new(ARCHIVE);
    for host in ["Host: evil.example", "Host: 192.0.2.1:1111", "Host: localhost.evil.example"] {
        assert_eq!(served.ask("GET", "/", &[host]).status, 403, "{host}");
    }
    assert_eq!(served.ask("GET", "/", &["Host: localhost", "Host: evil.example"]).status, 400);
    for host in ["Host: localhost:9", "Host: 127.0.0.1", "Host: [::1]:21110"] {
        assert_eq!(served.ask("GET", "/", &[host]).status, 200, "{host}");
    }
}

#[test]
fn a_taken_port_leads_to_the_next() {
    let (first, second) = (Served::new(ARCHIVE), Served::new(ARCHIVE));
    assert_ne!(first.port, second.port);
    assert_eq!(second.get("/alpha.html").status, 200);
}

#[test]
fn every_change_is_seen() {
    let served = Served::new(ARCHIVE);
    let until = |target: &str, holds: &dyn Fn(&Answer) -> bool| {
        let began = std::time::Instant::now();
        loop {
            let answer = served.get(target);
            if holds(&answer) {
                return;
            }
            assert!(began.elapsed() < PATIENCE, "{target}: {}", answer.text());
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    let has = |words: &'static str| move |answer: &Answer| answer.text().contains(words);
    served.project.write("content/alpha.md", "---\ntitle: Alpha the Great\n---\n\nA larger harbour.\n");
    until("/alpha.html", &has("A larger harbour"));
    // What is shown of it elsewhere follows.
    until("/beta.html", &has("Alpha the Great"));
    // A new folder with a kind, and a note in it.
    served.project.write("content/ships/_kind.yaml", "name: ship\nlabel: {one: Ship, other: Ships}\n");
    served.project.write("content/ships/argo.md", "# Argo\n\nSails from [[alpha]].\n");
    until("/ships/argo.html", &has("Sails from"));
    until("/ships/", &has("Ships"));
    until("/alpha.html", &has("Argo"));
    // By rename, as many editors save.
    served.project.write("content/beta.tmp", "# Beta\n\nSaved by another name.\n");
    std::fs::rename(served.project.path("content/beta.tmp"), served.project.path("content/beta.md")).expect("renamed");
    until("/beta.html", &has("Saved by another name"));
    std::fs::rename(served.project.path("content/ships"), served.project.path("content/boats")).expect("renamed");
    until("/boats/argo.html", &has("Sails from"));
    until("/ships/argo.html", &|answer| answer.status == 404);
    std::fs::remove_file(served.project.path("content/beta.md")).expect("removed");
    until("/beta.html", &|answer| answer.status == 404);
    // Settings and the theme.
    served.project.write("casebook.yaml", "title: Havens\n");
    until("/", &has("Havens"));
    served.project.write("themes/default/static/casebook.css", "body { color: teal }\n");
    until("/", &|answer| {
        let text = answer.text();
        let sheet = text.split('"').find(|part| part.contains("casebook.") && part.ends_with(".css")).map(str::to_owned);
        sheet.is_some_and(|sheet| served.get(&format!("/{}", sheet.trim_start_matches("./"))).text().contains("teal"))
    });
}

#[test]
fn a_fault_is_marked_and_told_and_goes_when_mended() {
    let served = Served::new(ARCHIVE);
    let mut news = TcpStream::connect(("127.0.0.1", served.port)).expect("a connection");
    news.set_read_timeout(Some(PATIENCE)).expect("a time limit");
    write!(news, "GET /-/live?page=%2Falpha.html HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("a request");
    let mut lines = BufReader::new(news).lines().map(|line| line.expect("news"));
    let mut next = || -> serde_json::Value {
        let data = lines.by_ref().find_map(|line| line.strip_prefix("data: ").map(str::to_owned)).expect("news of a build");
        serde_json::from_str(&data).expect("JSON")
    };
    // A change may be seen in two steps, and be news twice.
    let mut until = |what: &str, holds: &dyn Fn(&serde_json::Value) -> bool| {
        (0..50).map(|_| next()).find(holds).unwrap_or_else(|| panic!("no news: {what}"))
    };
    let clean = |state: &serde_json::Value| state["errors"] == 0 && state["text"] == "";
    let first = until("clean at first", &clean);
    served.project.write("content/alpha.md", "# Alpha\n\nSee [[nowhere]].\n");
    let second = until("an error", &|state| state["errors"] == 1);
    assert_ne!(first["page"], second["page"], "the page has changed");
    let told = second["text"].as_str().expect("text").to_owned();
    assert!(told.starts_with("error[broken-link]: there is no note `nowhere`\n --> content/alpha.md:3:5\n"), "{told}");
    assert!(served.get("/alpha.html").text().contains("class=\"broken\""), "marked in place");
    served.project.write("content/alpha.md", "# Alpha\n\nSee [[beta]].\n");
    until("mended", &clean);
    // A template at fault keeps the page as it was, and says so.
    let before = served.get("/alpha.html").text();
    let template = "{% extends \"base.html\" %}{% block content %}{{ page.nothing }}{% endblock content %}";
    served.project.write("templates/page.html", template);
    let told = until("a template at fault", &|state| state["errors"] == 1);
    assert!(told["text"].as_str().is_some_and(|text| text.contains("error[template-error]")), "{told}");
    assert_eq!(served.get("/alpha.html").text(), before);
    std::fs::remove_file(served.project.path("templates/page.html")).expect("removed");
    until("mended", &clean);
}

#[test]
fn a_burst_of_changes_is_one_build() {
    let served = Served::new(ARCHIVE);
    let files: Vec<(String, String)> =
        (0..300).map(|number| (format!("content/new/n{number}.md"), format!("# New {number}\n\nSee [[alpha]].\n"))).collect();
    served.project.write("content/new/n.md", "# New\n");
    served.said("notes: ");
    for (path, text) in &files {
        served.project.write(path, text);
    }
    let mut builds = 0;
    loop {
        let line = served.said("notes: ");
        builds += 1;
        if line.starts_with("305 notes") {
            break;
        }
    }
    // A slow disk may let a build begin half-way; three hundred it is not.
    assert!(builds <= 5, "{builds} builds");
}

#[test]
fn an_open_page_follows_edits_and_one_that_was_left_does_not() {
    let Some(mut browser) = browser() else { return };
    let served = Served::new(ARCHIVE);
    let address = |page: &str| format!("http://localhost:{}/{page}.html", served.port);
    let write = |words: &str| {
        let text = format!("---\ntitle: Alpha\n---\n\nA harbour {words}.\n{}", "\nLong is its quay.\n".repeat(100));
        served.project.write("content/alpha.md", text);
    };
    let shows = |words: &str| format!("document.querySelector('main').textContent.includes('A harbour {words}.')");
    let mut tab = browser.open(&address("alpha"), DESKTOP);
    // A browser opens six connections to one address: pages that were seen before must hold none of them.
    for _ in 0..4 {
        tab.go(&address("beta"));
        tab.go(&address("alpha"));
    }
    tab.value("window.isSame = true");
    write("of the south");
    tab.wait_until(&shows("of the south"));
    tab.value("window.scrollTo(0, 300)");
    write("of the west");
    tab.wait_until(&shows("of the west"));
    assert_eq!(tab.value("window.scrollY"), 300, "it stays where it was scrolled to");
    served.project.write("themes/default/static/casebook.css", "body { color: rgb(0, 128, 128) }\n");
    tab.wait_until("getComputedStyle(document.body).color === 'rgb(0, 128, 128)'");
    assert_eq!(tab.value("window.isSame"), true, "the page and its sheet were changed in place");

    tab.value("window.dispatchEvent(new Event('pagehide'))");
    write("of the east");
    tab.value(&format!("fetch('{0}').then(() => fetch('{0}')).then(() => {{ window.isBuilt = true }}); 0", address("beta")));
    served.said("nothing found");
    tab.wait_until("window.isBuilt");
    assert_eq!(tab.value(&shows("of the west")), true, "a page that was left holds no connection");
    tab.value("window.dispatchEvent(new Event('pageshow'))");
    tab.wait_until(&shows("of the east"));
    // The stream that was closed is all that failed.
    let failed = tab.close().0;
    assert!(failed.iter().all(|failure| failure.contains("EventSource")), "{failed:?}");
}
