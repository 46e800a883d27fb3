"""Other browsers than Chromium: Firefox and WebKit, as pages that `Hands` can use like one of Playwright's.

What Playwright drives under these names are builds of its own. Here they are the browsers themselves, in the protocols that
they come with: Firefox in WebDriver BiDi, WebKit, which knows only some of that, in the older WebDriver.
"""

import base64
import json
import os
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from urllib.request import Request, urlopen

from environment import command
from websockets.sync.client import connect

PATIENCE = 30  # seconds
KEYS = {"PageUp": "\ue00e", "End": "\ue010", "Home": "\ue011", "ArrowRight": "\ue014"}  # as both protocols name what is no letter

FIND = "path.reduce((node, [selector, number]) => node?.querySelectorAll(selector)[number], document)"


class Page:
    """A browser's one page, with its mouse and its keyboard. An engine adds `goto`, `resize`, `evaluate`, `perform`, `screenshot`."""

    def __init__(self):
        self.mouse = self.keyboard = self
        self.at = (0, 0)
        self.errors = []  # of the page, as far as the engine tells

    def locator(self, selector):
        return Locator(self, [(selector, 0)])

    def move(self, x, y, steps=1):
        (x0, y0), self.at = self.at, (x, y)
        way = [(x0 + (x - x0) * step / steps, y0 + (y - y0) * step / steps) for step in range(1, steps + 1)]
        self.point(*({"type": "pointerMove", "x": round(x), "y": round(y), "duration": 0} for x, y in way))

    def down(self):
        self.point({"type": "pointerDown", "button": 0})

    def up(self):
        self.point({"type": "pointerUp", "button": 0})

    def point(self, *actions):
        self.perform({"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": actions})

    def press(self, key):
        self.perform({"type": "key", "id": "keyboard", "actions": [{"type": kind, "value": KEYS.get(key, key)} for kind in ("keyDown", "keyUp")]})


class Locator:
    """A node of the page, looked for anew whenever it is used."""

    def __init__(self, page, path):
        self.page, self.path = page, path

    def locator(self, selector):
        return Locator(self.page, [*self.path, (selector, 0)])

    def nth(self, number):
        return Locator(self.page, [*self.path[:-1], (self.path[-1][0], number)])

    @property
    def first(self):
        return self.nth(0)

    def evaluate(self, function, argument=None):
        return self.page.evaluate(f"([path, argument]) => ({function})({FIND}, argument)", [self.path, argument])

    def count(self):
        *above, (selector, _) = self.path
        return self.page.evaluate(f"([path, selector]) => {FIND}.querySelectorAll(selector).length", [above, selector])

    def wait_for(self):
        self.page.evaluate(
            f"(path) => new Promise((done) => {{ const look = () => {FIND}?.checkVisibility() ? done() : requestAnimationFrame(look); look(); }})", self.path
        )

    def scroll_into_view_if_needed(self):
        self.evaluate("(node) => node.scrollIntoView({ block: 'center', behavior: 'instant' })")

    def focus(self):
        self.evaluate("(node) => node.focus()")

    def get_attribute(self, name):
        return self.evaluate("(node, name) => node.getAttribute(name)", name)

    def bounding_box(self):
        return self.evaluate("(node) => node.getBoundingClientRect().toJSON()")


@contextmanager
def running(*command, **options):
    """A program that says nothing, until the context ends."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options) as process:
        try:
            yield process
        finally:
            process.terminate()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def wait_for(port, process):
    """Until the program answers at its port."""
    end = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < end:
        try:
            return socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.05)
    raise RuntimeError(f"{process.args[0]} does not answer")


HALF_A_FORMULA = "Invalid markup: Incorrect number of children"  # what Firefox says of one that it lays out before it is read to its end


class Firefox(Page):
    packages = ("firefox-esr",)  # of Debian, that give what it needs

    def __init__(self, line):
        super().__init__()
        self.line, self.number = line, 0
        self.call("session.new", capabilities={})
        self.call("session.subscribe", events=["log.entryAdded"])
        self.context = self.call("browsingContext.getTree")["contexts"][0]["context"]

    @classmethod
    @contextmanager
    def open(cls):
        port = free_port()
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
            options = ("--headless", "--profile", profile, "--remote-debugging-port", str(port), "about:blank")
            with running(command("firefox-esr"), *options) as process:
                wait_for(port, process)
                with connect(f"ws://127.0.0.1:{port}/session", max_size=None) as line:
                    yield cls(line)

    def call(self, method, **parameters):
        self.number += 1
        self.line.send(json.dumps({"id": self.number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self.line.recv(timeout=PATIENCE))
            if message["type"] == "event":
                entry = message["params"]
                if entry["level"] in ("error", "warn") and not entry["text"].startswith(HALF_A_FORMULA):
                    self.errors.append(entry["text"])
            elif message["type"] == "error":
                raise RuntimeError(f"{method}: {message['message']}")
            else:
                return message["result"]

    def goto(self, address):
        self.errors.clear()
        self.call("browsingContext.navigate", context=self.context, url=address, wait="complete")

    def resize(self, width, height):
        self.call("browsingContext.setViewport", context=self.context, viewport={"width": width, "height": height})

    def evaluate(self, function, argument=None):
        answer = self.call(
            "script.callFunction",
            functionDeclaration=f"async (argument) => JSON.stringify(await ({function})(JSON.parse(argument)))",
            arguments=[{"type": "string", "value": json.dumps(argument)}],
            awaitPromise=True,
            target={"context": self.context},
        )
        if answer["type"] == "exception":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"].get("value", "null"))

    def perform(self, source):
        self.call("input.performActions", context=self.context, actions=[source])

    def screenshot(self):
        return base64.b64decode(self.call("browsingContext.captureScreenshot", context=self.context)["data"])


class WebKit(Page):
    """Its small browser needs a screen, where its tool bar takes some room; what goes wrong in the page it tells nobody."""

    packages = ("webkit2gtk-driver", "xvfb")

    def __init__(self, driver):
        super().__init__()
        self.session = driver
        self.session += "/" + self.call("", capabilities={})["sessionId"]

    @classmethod
    @contextmanager
    def open(cls):
        port = free_port()
        reader, writer = os.pipe()
        with running("Xvfb", "-displayfd", str(writer), "-screen", "0", "1600x1200x24", pass_fds=[writer]):
            os.close(writer)
            with open(reader) as screen:
                display = ":" + screen.readline().strip()
            with running("WebKitWebDriver", f"--port={port}", env={**os.environ, "DISPLAY": display}) as process:
                wait_for(port, process)
                page = cls(f"http://127.0.0.1:{port}/session")
                try:
                    yield page
                finally:
                    page.send(Request(page.session, method="DELETE"))

    def send(self, request):
        with urlopen(request, timeout=2 * PATIENCE) as answer:
            return json.load(answer)["value"]

    def call(self, what, **parameters):
        return self.send(Request(self.session + what, json.dumps(parameters).encode()))

    def goto(self, address):
        self.call("/url", url=address)

    def resize(self, width, height):
        bars = self.evaluate("() => outerHeight - innerHeight")
        self.call("/window/rect", width=width, height=height + bars)

    def evaluate(self, function, argument=None):
        return self.call("/execute/sync", script=f"return ({function})(...arguments)", args=[argument])

    def perform(self, source):
        self.call("/actions", actions=[source])

    def screenshot(self):
        return base64.b64decode(self.send(Request(self.session + "/screenshot")))

