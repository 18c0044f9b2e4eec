#!/usr/bin/env python3
"""Measures `casebook serve`: from a save to the changed page, as an open page sees it.

    benches/serve.py                          10,000 notes, ten edits of each sort
    benches/serve.py --browser                in a real browser: until the changed page has been drawn
    benches/serve.py 1000 --edits 1000        a long session: no drift from a clean build, steady memory
    benches/serve.py --archive DIR            a copy of an archive made by generate.py

A long session picks its edits at random, faults that are mended again among them, and ends by comparing every file that the
server gives with a clean build of the same archive. Ends with status 1 if one differs."""

import argparse
import http.client
import json
import os
import pathlib
import random
import re
import shutil
import socket
import struct
import subprocess
import sys
import threading
import time
import urllib.parse

import bench
from browser import Browser

PATIENCE = 120
SCRIPT = re.compile(rb'<script defer src="/-/live\.js" data-have="[^"]*"></script>\n')


class Server:
    """`casebook serve` at work."""

    def __init__(self, program, root, port):
        command = [program, "serve", "--root", root, "--port", str(port)]
        self.process = subprocess.Popen([str(part) for part in command], stderr=subprocess.PIPE, text=True, encoding="utf-8")
        self.log = []
        self.port = None
        self.ready = threading.Event()
        threading.Thread(target=self.listen, daemon=True).start()
        if not self.ready.wait(PATIENCE) or self.port is None:
            self.fail("the server did not begin")

    def listen(self):
        for line in self.process.stderr:
            self.log = [*self.log[-40:], line.rstrip()]
            told = re.search(r"The site is at http://localhost:(\d+)/", line)
            if told:
                self.port = int(told.group(1))
                self.ready.set()
        self.ready.set()

    def get(self, path):
        """A file's bytes as they are in the site, without the script that follows builds; `None` if there is none."""
        connection = http.client.HTTPConnection("localhost", self.port, timeout=PATIENCE)
        connection.request("GET", urllib.parse.quote(path))
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return SCRIPT.sub(b"", body) if response.status == 200 else None

    def memory(self):
        """Kilobytes held."""
        try:
            status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
            return int(re.search(r"VmRSS:\s+(\d+)", status).group(1))
        except FileNotFoundError:
            return int(subprocess.check_output(["ps", "-o", "rss=", "-p", str(self.process.pid)]))

    def stop(self):
        self.process.terminate()
        self.process.wait()

    def fail(self, why):
        self.stop()
        sys.exit("\n".join([why, "the server's last words:", *self.log]))


class News:
    """The news of one page, as an open page follows them."""

    def __init__(self, server, page):
        self.server, self.page = server, page
        self.socket = socket.create_connection(("localhost", server.port), timeout=PATIENCE)
        # Closed at once at the end, so that the server makes no page for nobody.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        query = urllib.parse.quote(page)
        self.socket.sendall(f"GET /-/live?page={query} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        self.lines = self.socket.makefile("rb")

    def next(self, end=float("inf")):
        try:
            for line in self.lines:
                if line.startswith(b"data: "):
                    return json.loads(line[6:])
                if time.monotonic() > end:
                    break
        except TimeoutError:
            pass
        self.server.fail(f"no news of {self.page}")

    def until(self, holds):
        # The stream has a pulse of its own, so that only the clock tells whether news will come.
        end = time.monotonic() + PATIENCE
        while True:
            state = self.next(end)
            if holds(state):
                return state

    def close(self):
        self.lines.close()
        self.socket.close()


class Session:
    """An archive, the server over it, and edits."""

    def __init__(self, server, root, rng, browser=None):
        self.server, self.root, self.rng, self.browser = server, root, rng, browser
        self.content = root / "content"
        notes = sorted(path.relative_to(self.content).as_posix()[:-3] for path in self.content.rglob("n[0-9]*.md"))
        published = [note for note in notes if "\nstatus: draft" not in self.read(note)]
        # The generator's first note is its hub. It and the leaves stay where they are; notes made here come and go.
        self.hub = published[0]
        self.leaves = published[1:]
        self.kinds = sorted({leaf.split("/")[0] for leaf in self.leaves})
        self.made = []
        self.gone = set()
        self.count = 0
        self.whole = None

    def read(self, note):
        return (self.content / f"{note}.md").read_text(encoding="utf-8")

    def save(self, path, text):
        """Writes as editors do: in place, or beside and then over it."""
        path = self.root / path
        if self.count % 2:
            path.write_text(text, encoding="utf-8")
        else:
            beside = path.with_name(f".{path.name}.swp")
            beside.write_text(text, encoding="utf-8")
            os.replace(beside, path)

    def saves(self, note, text):
        return f"/{note}.html", lambda: self.save(f"content/{note}.md", text)

    # Each edit gives the page to look at, and what does it.

    def body(self):
        """A sentence of a note that few link to."""
        note = self.rng.choice(self.leaves)
        text = self.read(note).split("\n\nSentence ")[0].rstrip("\n")
        return self.saves(note, f"{text}\n\nSentence {self.count}.\n")

    def title(self):
        """The title of the note that most link to."""
        return self.saves(self.hub, re.sub(r"(?m)^title: .*$", f"title: The hub {self.count}", self.read(self.hub), count=1))

    def alias(self):
        note = self.rng.choice(self.leaves)
        text = re.sub(r"(?m)^aliases: .*\n", "", self.read(note), count=1)
        return self.saves(note, text.replace("---\n", f"---\naliases: [Also {self.count}]\n", 1))

    def schema(self):
        """The name of a kind, seen on the page of one of its notes."""
        kind = self.rng.choice(self.kinds)
        path = f"content/{kind}/_kind.yaml"
        text = re.sub(r"(?m)^label: .*\n", "", (self.root / path).read_text(encoding="utf-8"))
        text += f"label: {{one: {kind} {self.count}, other: {kind}s {self.count}}}\n"
        note = self.rng.choice([leaf for leaf in self.leaves if leaf.startswith(f"{kind}/")])
        return f"/{note}.html", lambda: self.save(path, text)

    def create(self):
        note = f"{self.rng.choice(self.kinds)}/made-{self.count}"
        links = " ".join(f"[[{leaf}]]" for leaf in [self.hub, *self.rng.sample(self.leaves, 3)])
        self.made.append(note)
        return self.saves(note, f"---\ntitle: Made {self.count}\ntags: [made]\nrelated: [{self.hub}]\n---\nIt names {links}.\n")

    def delete(self):
        note = self.made.pop(self.rng.randrange(len(self.made)))
        self.gone.add(note)
        return f"/{note}.html", (self.content / f"{note}.md").unlink

    def rename(self):
        old = self.made.pop(self.rng.randrange(len(self.made)))
        new = f"{old.split('/')[0]}/moved-{self.count}"
        self.made.append(new)
        self.gone.add(old)
        return f"/{new}.html", lambda: (self.content / f"{old}.md").rename(self.content / f"{new}.md")

    def draft(self):
        """A note held back; the next edit shows it again."""
        note = self.rng.choice(self.made)
        self.whole = (note, self.read(note))
        return self.saves(note, self.whole[1].replace("---\n", "---\nstatus: draft\n", 1))

    def fault(self):
        """A link that leads nowhere, a field that is not known, or a front matter that cannot be read; the next edit mends it."""
        note = self.rng.choice(self.leaves)
        text = self.read(note)
        self.whole = (note, text)
        ways = [
            f"{text}\nSee [[nowhere at all {self.count}]].\n",
            text.replace("---\n", f"---\nnosuchfield: {self.count}\n", 1),
            text.replace("title: ", f"title: [{self.count}, ", 1),
        ]
        return self.saves(note, self.rng.choice(ways))

    def mend(self):
        note, text = self.whole
        self.whole = None
        return self.saves(note, text)

    def settings(self):
        """The archive's title, seen on every page."""
        text = (self.root / "casebook.yaml").read_text(encoding="utf-8")
        text = re.sub(r"(?m)^title: .*$", f"title: A made-up archive, version {self.count}", text, count=1)
        return f"/{self.hub}.html", lambda: self.save("casebook.yaml", text)

    def library(self):
        """The title of a work that is cited, seen in the bibliography."""
        path = "content/references.bib"
        text = (self.root / path).read_text(encoding="utf-8")
        cited = [work for leaf in self.rng.sample(self.leaves, 10) for work in re.findall(r"@(work\d+)", self.read(leaf))]
        entry = re.escape(f"{{{self.rng.choice(cited)},")
        text = re.sub(rf"({entry}.*title = )\{{[^}}]*\}}", rf"\1{{Work {self.count}}}", text, count=1)
        return "/-/bibliography.html", lambda: self.save(path, text)

    def any(self):
        """An edit at random that can be made now."""
        if self.whole:
            return Session.mend
        choice = [Session.body] * 6 + [Session.title, Session.alias, Session.alias, Session.schema, Session.create, Session.create]
        choice += [Session.fault, Session.settings]
        if (self.content / "references.bib").exists():
            choice.append(Session.library)
        if self.made:
            choice += [Session.delete, Session.rename, Session.draft]
        return self.rng.choice(choice)

    def do(self, edit):
        """Seconds from just before the save until the open page is told, and until it has its new text."""
        self.count += 1
        page, act = edit(self)
        if self.browser:
            self.browser.open(f"http://localhost:{self.server.port}{urllib.parse.quote(page)}")
            return (self.browser.shown(act),) * 2
        news = News(self.server, page)
        before = news.next()
        start = time.perf_counter()
        act()
        state = news.until(lambda state: state["page"] != before["page"])
        told = time.perf_counter() - start
        self.server.get(page)
        shown = time.perf_counter() - start
        news.close()
        if edit is Session.fault and not state["errors"]:
            self.server.fail(f"nothing was found wrong with {page}")
        return told, shown


GROUPS = {
    "body of a leaf": Session.body,
    "title of the hub": Session.title,
    "alias": Session.alias,
    "schema": Session.schema,
    "create": Session.create,
    "rename": Session.rename,
    "delete": Session.delete,
}


def latencies(session, each):
    """Times of so many edits of each group."""
    return {name: [session.do(edit) for _ in range(each)] for name, edit in GROUPS.items()}


def long_session(session, edits):
    """Times of so many edits, by what they were, and the memory held at times."""
    times, memory = {}, {0: session.server.memory()}
    for number in range(1, edits + 1):
        edit = session.any()
        times.setdefault(edit.__name__, []).append(session.do(edit))
        if number % max(1, edits // 10) == 0:
            memory[number] = session.server.memory()
            print(f"  after {number} edits: {memory[number] // 1024} MB", flush=True)
    if session.whole:
        session.do(Session.mend)
    return times, memory


def drift(session, program, site):
    """Files of the server's that are not those of a clean build, byte for byte."""
    command = [program, "build", "--root", session.root, "--output", site, "-q", "--keep-going"]
    # The server marks faults too.
    bench.run([*command, "--base-url", f"http://localhost:{session.server.port}/"], fine=(0, 1))
    made = sorted(bench.files(site))
    wrong = [path for path in made if session.server.get(f"/{path}") != (site / path).read_bytes()]
    left = {f"{note}.html" for note in session.gone} - set(made)
    return len(made), wrong + [path for path in sorted(left) if session.server.get(f"/{path}") is not None]


def show(times):
    print(f"  {'from save, ms':18} {'edits':>6} {'told: median':>13} {'worst':>8} {'shown: median':>14} {'worst':>8}")
    result = {}
    for name, pairs in times.items():
        told, shown = ([1000 * pair[at] for pair in pairs] for at in (0, 1))
        medians = bench.median(told), max(told), bench.median(shown), max(shown)
        print(f"  {name:18} {len(pairs):>6} {medians[0]:>13.0f} {medians[1]:>8.0f} {medians[2]:>14.0f} {medians[3]:>8.0f}")
        result[name] = dict(zip(("told", "told_worst", "shown", "shown_worst"), medians))
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notes", type=int, nargs="?", default=10000)
    parser.add_argument("--profile", choices=["plain", "full"], default="full")
    parser.add_argument("--archive", help="an archive of generate.py, of which a copy is edited")
    parser.add_argument("--each", type=int, default=10, help="edits of each group")
    parser.add_argument("--edits", type=int, help="a long session of so many edits instead")
    parser.add_argument("--seed", type=int, default=1, help="of what is edited")
    parser.add_argument("--port", type=int, default=11110)
    parser.add_argument("--browser", nargs="?", const="", metavar="PATH", help="time a page open in Chromium, and which")
    parser.add_argument("--program", help="another casebook than this repository's")
    parser.add_argument("--work", help="folder to work in, instead of a memory file system")
    parser.add_argument("--json", help="file for the results")
    options = parser.parse_args()
    program = bench.program(options.program)
    with bench.workplace(options.work) as place:
        root = pathlib.Path(place) / "archive"
        if options.archive:
            shutil.copytree(options.archive, root, ignore=shutil.ignore_patterns("output"))
        else:
            bench.generate(root, options.notes, options.profile)
        start = time.perf_counter()
        server = Server(program, root, options.port)
        began = time.perf_counter() - start
        browser = Browser(options.browser) if options.browser is not None else None
        try:
            session = Session(server, root, random.Random(options.seed), browser)
            print(f"{len(session.leaves) + 1} published notes, {options.profile}; {bench.about()}; seed {options.seed}")
            print(f"  served {began:.2f} s after the start, {server.memory() // 1024} MB", flush=True)
            # The first edit pages in what the others use.
            session.do(Session.body)
            results = {"notes": len(session.leaves) + 1, "profile": options.profile, "start": began}
            differing = []
            if options.edits:
                times, memory = long_session(session, options.edits)
                results["edits"], results["memory"] = show(times), memory
                first, last = list(memory.values())[1], list(memory.values())[-1]
                print(f"  memory after the first tenth {first // 1024} MB, at the end {last // 1024} MB: {last / first - 1:+.1%}")
                print(f"  notes more than at the start: {len(session.made)}")
                count, differing = drift(session, program, pathlib.Path(place) / "site")
                print(f"  {count} files compared with a clean build: {len(differing)} differ")
                for path in differing[:10]:
                    print(f"    {path}")
                results["compared"], results["differing"] = count, differing
            else:
                results["edits"] = show(latencies(session, options.each))
        finally:
            server.stop()
            if browser:
                browser.close()
    bench.keep(options.json, results)
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()
