//! A small client of the Chrome DevTools Protocol: a headless Chromium as a process, spoken to over `--remote-debugging-pipe`.
//!
//! The browser reads messages on its file descriptor 3 and writes them on 4, each ended by a zero byte; a shell connects them to
//! its standard input and output. So no network, no driver and no crate is needed.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// How long an answer may take on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running browser. It ends when the value is dropped.
pub struct Browser {
    process: Child,
    input: ChildStdin,
    messages: Receiver<Value>,
    pending: VecDeque<Value>,
    last_id: u64,
    _profile: tempfile::TempDir,
}

/// How a page is looked at.
#[derive(Clone, Copy)]
pub struct View {
    /// Width of the window in CSS pixels.
    pub width: u32,
    /// Whether as on a phone.
    pub phone: bool,
    /// Whether scripts run.
    pub scripts: bool,
}

/// A window of a desktop.
pub const DESKTOP: View = View { width: 1280, phone: false, scripts: true };

/// The browser on the PATH, by any of its names.
pub fn executable() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|file| file.is_file())
}

impl Browser {
    /// Starts the browser.
    pub fn start(executable: &Path) -> Self {
        let profile = tempfile::tempdir().expect("a folder for the browser's profile");
        let mut command = Command::new("sh");
        command.args(["-c", "exec \"$@\" 3<&0 4>&1 </dev/null >/dev/null", "sh"]).arg(executable);
        // Without a sandbox, as a container runs it as root; without what a browser sends home at its start.
        command.args(["--headless=new", "--no-sandbox", "--remote-debugging-pipe", "--disable-gpu", "--disable-dev-shm-usage"]);
        command.args(["--no-first-run", "--no-default-browser-check", "--disable-background-networking", "--disable-sync"]);
        command.args(["--disable-component-update", "--disable-extensions", "--mute-audio", "--hide-scrollbars"]);
        command.arg(format!("--user-data-dir={}", profile.path().display())).arg("about:blank");
        command.env("HOME", profile.path());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().expect("the browser starts");
        let input = process.stdin.take().expect("a pipe to the browser");
        let output = process.stdout.take().expect("a pipe from the browser");
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            for message in BufReader::new(output).split(0).map_while(Result::ok) {
                let message = serde_json::from_slice(&message).expect("JSON from the browser");
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        Self { process, input, messages, pending: VecDeque::new(), last_id: 0, _profile: profile }
    }

    fn send(&mut self, session: Option<&str>, method: &str, params: Value) -> u64 {
        self.last_id += 1;
        let mut message = json!({"id": self.last_id, "method": method, "params": params});
        if let Some(session) = session {
            message["sessionId"] = session.into();
        }
        self.input.write_all(format!("{message}\0").as_bytes()).expect("the browser listens");
        self.last_id
    }

    fn receive(&mut self, method: &str, until: Instant) -> Value {
        let left = until.saturating_duration_since(Instant::now());
        self.messages.recv_timeout(left).unwrap_or_else(|error| panic!("no answer of the browser to {method}: {error}"))
    }

    /// Asks, and waits for the answer; what happens meanwhile is kept.
    #[track_caller]
    fn call(&mut self, session: Option<&str>, method: &str, params: Value) -> Value {
        let id = self.send(session, method, params);
        let until = Instant::now() + PATIENCE;
        loop {
            let mut message = self.receive(method, until);
            if message["id"] == id {
                assert!(message.get("error").is_none(), "{method}: {message}");
                return message["result"].take();
            }
            self.pending.push_back(message);
        }
    }

    /// Opens a page and waits until it is loaded.
    pub fn open(&mut self, url: &str, view: View) -> Tab<'_> {
        let target = self.call(None, "Target.createTarget", json!({"url": "about:blank"}))["targetId"].clone();
        let attached = self.call(None, "Target.attachToTarget", json!({"targetId": target, "flatten": true}));
        let session = attached["sessionId"].as_str().expect("a session").to_owned();
        let mut tab = Tab { browser: self, session, target, troubles: Vec::new(), requests: Vec::new() };
        for domain in ["Page", "Network", "Runtime", "Log"] {
            tab.call(&format!("{domain}.enable"), json!({}));
        }
        let metrics = json!({"width": view.width, "height": 900, "deviceScaleFactor": 1, "mobile": view.phone});
        tab.call("Emulation.setDeviceMetricsOverride", metrics);
        tab.call("Emulation.setScriptExecutionDisabled", json!({"value": !view.scripts}));
        tab.go(url);
        tab
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Asked to close, so that its children end too; then made to.
        self.last_id += 1;
        let _ = self.input.write_all(format!("{{\"id\":{},\"method\":\"Browser.close\"}}\0", self.last_id).as_bytes());
        let until = Instant::now() + Duration::from_secs(5);
        while Instant::now() < until && matches!(self.process.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// An open page.
pub struct Tab<'b> {
    browser: &'b mut Browser,
    session: String,
    target: Value,
    /// Requests that failed, errors of scripts, and what the browser logged as an error.
    troubles: Vec<String>,
    /// Addresses asked for.
    requests: Vec<String>,
}

impl Tab<'_> {
    #[track_caller]
    fn call(&mut self, method: &str, params: Value) -> Value {
        let session = self.session.clone();
        self.browser.call(Some(&session), method, params)
    }

    /// Goes to a page and waits until it is loaded.
    pub fn go(&mut self, url: &str) {
        self.call("Page.navigate", json!({"url": url}));
        self.wait_for("Page.loadEventFired");
    }

    fn wait_for(&mut self, method: &str) {
        let until = Instant::now() + PATIENCE;
        loop {
            let message = match self.browser.pending.pop_front() {
                Some(message) => message,
                None => self.browser.receive(method, until),
            };
            self.note(&message);
            if message["method"] == method && message["sessionId"] == self.session {
                return;
            }
        }
    }

    fn note(&mut self, message: &Value) {
        if message["sessionId"] != self.session {
            return;
        }
        let params = &message["params"];
        match message["method"].as_str().unwrap_or("") {
            "Network.requestWillBeSent" => {
                self.requests.push(params["request"]["url"].as_str().unwrap_or("").to_owned());
            }
            "Network.loadingFailed" => self.troubles.push(format!("a request failed: {params}")),
            "Runtime.exceptionThrown" => self.troubles.push(format!("a script failed: {params}")),
            "Log.entryAdded" if params["entry"]["level"] == "error" => self.troubles.push(format!("logged: {params}")),
            _ => {}
        }
    }

    /// The value of a JavaScript expression, promises awaited. It works on pages whose own scripts are switched off, too.
    #[track_caller]
    pub fn value(&mut self, expression: &str) -> Value {
        let params = json!({"expression": expression, "returnByValue": true, "awaitPromise": true});
        let mut answer = self.call("Runtime.evaluate", params);
        assert!(answer.get("exceptionDetails").is_none(), "{expression}: {answer}");
        answer["result"]["value"].take()
    }

    /// Waits until an expression is true.
    #[track_caller]
    pub fn wait_until(&mut self, expression: &str) {
        let until = Instant::now() + Duration::from_secs(20);
        while self.value(expression) != true {
            assert!(Instant::now() < until, "this did not become true: {expression}");
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    /// The texts of the elements a selector finds.
    #[track_caller]
    pub fn texts(&mut self, selector: &str) -> Vec<String> {
        let found = self.value(&format!("[...document.querySelectorAll({})].map(e => e.textContent.trim())", json!(selector)));
        serde_json::from_value(found).expect("a list of texts")
    }

    /// Moves the pointer onto the first element a selector finds.
    #[track_caller]
    pub fn point_at(&mut self, selector: &str) {
        let place = self.value(&format!(
            "(e => {{ e.scrollIntoView({{block: 'center'}}); const r = e.getClientRects()[0]; \
             return {{x: r.x + r.width / 2, y: r.y + r.height / 2}}; }})(document.querySelector({}))",
            json!(selector)
        ));
        self.call("Input.dispatchMouseEvent", json!({"type": "mouseMoved", "x": 1, "y": 1}));
        self.call("Input.dispatchMouseEvent", json!({"type": "mouseMoved", "x": place["x"], "y": place["y"]}));
    }

    /// Presses and releases a key.
    pub fn press(&mut self, key: &str) {
        let text = if key.len() == 1 { key } else { "" };
        self.call("Input.dispatchKeyEvent", json!({"type": "keyDown", "key": key, "text": text}));
        self.call("Input.dispatchKeyEvent", json!({"type": "keyUp", "key": key}));
    }

    /// What failed since this was last asked, and which addresses were asked for.
    pub fn noticed(&mut self) -> (Vec<String>, Vec<String>) {
        while let Some(message) = self.browser.pending.pop_front() {
            self.note(&message);
        }
        (std::mem::take(&mut self.troubles), std::mem::take(&mut self.requests))
    }

    /// Closes the page: what failed on it, and which addresses it asked for.
    pub fn close(mut self) -> (Vec<String>, Vec<String>) {
        let target = self.target.clone();
        let noticed = self.noticed();
        self.browser.call(None, "Target.closeTarget", json!({"targetId": target}));
        noticed
    }
}
