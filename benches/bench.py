"""What the measuring scripts have in common: programs run and weighed, archives made, tables printed."""

import json
import os
import pathlib
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent


class Run:
    """What one run of a program took."""

    def __init__(self, cpu, wall, memory, log):
        self.cpu, self.wall, self.memory, self.log = cpu, wall, memory, log

    def stages(self):
        """Milliseconds by stage, as `casebook build -v` tells them."""
        told = re.findall(r"(?m)^ *(\S.*?) {2,}([0-9.]+) ms$", self.log)
        return {stage: float(time) for stage, time in told}


def run(command, fine=(0,)):
    """Runs a program to its end. Ends the script if it fails: what a failed run takes means nothing."""
    with tempfile.TemporaryFile() as log:
        start = time.perf_counter()
        child = subprocess.Popen([str(part) for part in command], stdout=log, stderr=log)
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        log.seek(0)
        text = log.read().decode("utf-8", "replace")
    if child.returncode not in fine:
        sys.exit(f"{' '.join(map(str, command))}\nended with {child.returncode}:\n{text[-2000:]}")
    # Linux counts kilobytes, macOS bytes. A small program shows at least what this one holds when it starts it.
    unit = 1 if platform.system() == "Darwin" else 1024
    return Run(used.ru_utime + used.ru_stime, wall, used.ru_maxrss * unit, text)


def program(given=None):
    """The program to be measured: the one given, else this repository's, built for release."""
    if given:
        return pathlib.Path(given).resolve()
    subprocess.run(["cargo", "build", "--quiet", "--release", "--bin", "casebook", "--example", "floor"], cwd=ROOT, check=True)
    return target() / "casebook"


def target():
    return pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release"


def generate(out, notes, profile="plain", flavour="casebook"):
    shutil.rmtree(out, ignore_errors=True)
    script = [sys.executable, HERE / "generate.py"]
    run(script + ["--notes", notes, "--profile", profile, "--flavour", flavour, "--out", out])
    # A build trusts the time of no file that was written a moment ago.
    time.sleep(0.1)


def workplace(given=None):
    """A folder that goes away, on a memory file system where there is one: making files on a disk drowns all else."""
    base = given or ("/dev/shm" if os.access("/dev/shm", os.W_OK) else None)
    return tempfile.TemporaryDirectory(prefix="casebook-bench-", dir=base)


def files(folder):
    """Size and stamp of each file, the program's own in `.casebook` left out."""
    found = {}
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != ".casebook"]
        for name in names:
            path = os.path.join(place, name)
            stat = os.stat(path)
            found[os.path.relpath(path, folder)] = (stat.st_size, stat.st_mtime_ns, stat.st_ino)
    return found


def median(values):
    return statistics.median(values)


def megabytes(count):
    return f"{count / 1e6:.1f} MB" if count < 1e8 else f"{count / 1e6:.0f} MB"


def about():
    """The machine, as far as it matters to a reader of the figures."""
    load = f", load {os.getloadavg()[0]:.1f} at the start" if hasattr(os, "getloadavg") else ""
    return f"{os.cpu_count()} processors, {platform.system()} {platform.machine()}{load}"


def keep(path, results):
    """Writes results as JSON, where that was asked for."""
    if path:
        with open(path, "w", encoding="utf-8") as file:
            json.dump(results, file, indent=1)
            file.write("\n")
