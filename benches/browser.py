"""A headless Chromium, spoken to over the pipe of its DevTools protocol: only what a page's update is timed with."""

import json
import os
import select
import shutil
import subprocess
import tempfile
import time

NAMES = ["chromium", "chromium-browser", "google-chrome", "chrome"]
# Answers when the page's new text has been put in its place and a frame was drawn with it.
UPDATED = """new Promise((done) => document.addEventListener(
  "casebook:update", () => requestAnimationFrame(() => setTimeout(done, 0, 1)), { once: true }))"""
# The script that follows builds has been told of the present one.
FOLLOWS = "performance.getEntriesByType('resource').some((entry) => entry.name.includes('/-/live.js'))"


class Browser:
    """One window."""

    def __init__(self, program=None):
        program = program or next(filter(None, map(shutil.which, NAMES)), None)
        if not program:
            raise SystemExit("no Chromium is installed: name one with --browser PATH")
        self.profile = tempfile.TemporaryDirectory(prefix="casebook-browser-")
        to_browser, self.out = os.pipe()
        self.into, from_browser = os.pipe()

        def connect():
            os.dup2(to_browser, 13)
            os.dup2(from_browser, 14)
            os.dup2(13, 3)
            os.dup2(14, 4)

        command = [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--remote-debugging-pipe"]
        command += [f"--user-data-dir={self.profile.name}", "about:blank"]
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(
            command, stdin=quiet, stdout=quiet, stderr=quiet, preexec_fn=connect, pass_fds=(3, 4), close_fds=True
        )
        os.close(to_browser)
        os.close(from_browser)
        self.last, self.rest, self.session = 0, b"", None
        targets = self.ask("Target.getTargets")["targetInfos"]
        target = next(target["targetId"] for target in targets if target["type"] == "page")
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.ask("Page.enable")

    def tell(self, method, **params):
        """Sends a command; its number."""
        self.last += 1
        message = {"id": self.last, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        return self.last

    def next(self, end):
        while b"\0" not in self.rest:
            if not select.select([self.into], [], [], max(0, end - time.monotonic()))[0]:
                raise SystemExit("the browser did not answer")
            self.rest += os.read(self.into, 1 << 16)
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def until(self, holds, patience=120):
        end = time.monotonic() + patience
        while True:
            message = self.next(end)
            if holds(message):
                return message

    def ask(self, method, **params):
        number = self.tell(method, **params)
        return self.until(lambda message: message.get("id") == number).get("result", {})

    def open(self, url):
        """Opens a page and waits until it follows the builds."""
        self.tell("Page.navigate", url=url)
        self.until(lambda message: message.get("method") == "Page.loadEventFired")
        while not self.ask("Runtime.evaluate", expression=FOLLOWS)["result"].get("value"):
            time.sleep(0.01)
        # Its stream of news is opened by then, or the first news bring the page up to date.
        time.sleep(0.05)

    def shown(self, act):
        """Seconds from `act` until the page shows what came of it: changed in place, or loaded anew."""
        number = self.tell("Runtime.evaluate", expression=UPDATED, awaitPromise=True)
        start = time.perf_counter()
        act()

        def has_changed(message):
            is_answer = message.get("id") == number
            is_updated = is_answer and message.get("result", {}).get("result", {}).get("value") == 1
            return is_updated or message.get("method") == "Page.loadEventFired"

        self.until(has_changed)
        return time.perf_counter() - start

    def close(self):
        self.process.terminate()
        self.process.wait()
        os.close(self.out)
        os.close(self.into)
        try:
            self.profile.cleanup()
        except OSError:
            pass  # A process of the browser's is still writing there; nothing of it matters.
