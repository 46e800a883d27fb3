"""What a page costs: bytes of the first load, time until the widget answers, time per frame while it is dragged.

    python benchmarks/page.py [PAGE…]

Prints a table in Markdown; what is over its budget is bold. The site must be built; it is served here, compressed as a web
host does it. Times are medians of several runs and belong to the machine that measured them; only bytes are tested.
"""

import gzip
import os
import statistics
import sys
import threading
from contextlib import contextmanager
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "_build" / "html"
FOUND = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html") if "_static" not in path.parts)
PAGES = [path for path in FOUND if path != "index.html"]  # which only leads to the front page
RUNS = 7
CONTROLS = "input[type=range], .vae-handle, .lv-slides"  # what can be dragged

BYTES = 520 * 1024  # gzip, everything before the reader scrolls
LOCAL, SLOW = 600, 2600  # milliseconds until the widget is ready
FRAME = 16  # milliseconds of work, 95th percentile
# The usual slow mobile line: 1.6 Mbit/s down, 150 ms there and back; and a processor four times slower.
SLOW_LINE = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
SLOW_PROCESSOR = {"rate": 4}

COMPRESSED = {".html", ".css", ".js", ".svg", ".json", ".txt"}

# Notes when the first widget is ready, which may be before the page is read to its end.
WATCH_READY = """
new MutationObserver(() => { window.readyAt ??= performance.now(); })
  .observe(document, { subtree: true, attributes: true, attributeFilter: ["data-ready"] });
"""
# Work of a frame: from its start until a message that was sent in it arrives, after style, layout and paint.
WATCH_FRAMES = """() => {
  window.frames_ms = [];
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data: start }) => window.frames_ms.push(performance.now() - start);
  const tick = (start) => { port2.postMessage(start); window.frame_watch = requestAnimationFrame(tick); };
  window.frame_watch = requestAnimationFrame(tick);
}"""


@cache
def compressed(path, changed):
    return gzip.compress(path.read_bytes(), 9, mtime=0)


class Handler(SimpleHTTPRequestHandler):
    """Files, text compressed."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        if not path.is_file() or path.suffix not in COMPRESSED:
            return super().do_GET()
        body = compressed(path, path.stat().st_mtime_ns)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        pass  # a browser that leaves a page breaks its connections


@contextmanager
def serve(site=SITE):
    """The site's address on this machine, while the context lasts."""
    server = Server(("127.0.0.1", 0), partial(Handler, directory=site))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def first_load(browser, address):
    """{path: bytes on the line} of all that a page fetches before the reader scrolls; nothing is cached before."""
    context = browser.new_context()
    try:
        page = context.new_page()
        finished = []
        page.on("requestfinished", lambda request: finished.append(request))
        page.goto(address, wait_until="networkidle")
        remote = [request for request in finished if request.url.startswith("http")]
        return {request.url: request.sizes()["responseBodySize"] for request in remote}
    finally:
        context.close()


def first_widget(page):
    """The page's first widget, once it is ready; one that has weights fetches them when it is about to be seen."""
    first = page.locator("figure.vae-mount").first
    first.scroll_into_view_if_needed()
    first.locator(".vae").wait_for()
    return first


def ready_time(browser, address, slow):
    """Milliseconds from the navigation to the first widget that answers, in a browser that has cached nothing."""
    context = browser.new_context()
    try:
        page = context.new_page()
        page.add_init_script(WATCH_READY)
        if slow:
            devtools = context.new_cdp_session(page)
            devtools.send("Network.emulateNetworkConditions", SLOW_LINE)
            devtools.send("Emulation.setCPUThrottlingRate", SLOW_PROCESSOR)
        page.goto(address, wait_until="commit")
        page.locator("figure.vae-mount").first.scroll_into_view_if_needed()
        return page.wait_for_function("window.readyAt", timeout=60_000).json_value()
    finally:
        context.close()


def frame_time(browser, address, number):
    """The 95th percentile of a frame's work in milliseconds while the mouse drags the widget's control of that number."""
    context = browser.new_context()
    try:
        page = context.new_page()
        page.goto(address)
        target = first_widget(page).locator(CONTROLS).nth(number)
        target.scroll_into_view_if_needed()
        box = target.bounding_box()
        middle = box["y"] + box["height"] / 2
        page.mouse.move(box["x"] + 0.3 * box["width"], middle)
        page.mouse.down()
        page.evaluate(WATCH_FRAMES)
        for share in (0.9, 0.1, 0.9, 0.1):
            page.mouse.move(box["x"] + share * box["width"], middle + (share - 0.5) * 0.4 * box["height"], steps=60)
        times = page.evaluate("() => { cancelAnimationFrame(window.frame_watch); return window.frames_ms; }")
        page.mouse.up()
        return statistics.quantiles(times, n=20)[-1]
    finally:
        context.close()


def controls(browser, address):
    """How many things can be dragged in the page's first widget; none where there is no widget."""
    page = browser.new_page()
    try:
        page.goto(address)
        if not page.locator("figure.vae-mount").count():
            return 0
        return first_widget(page).locator(CONTROLS).count()
    finally:
        page.close()


def median(measure, *arguments):
    return statistics.median(measure(*arguments) for _ in range(RUNS))


def measure(browser, url):
    """Kilobytes; milliseconds until the widget is ready, here and on the slow line; milliseconds of a frame in the slowest drag."""
    yield sum(first_load(browser, url).values()) / 1024, BYTES / 1024
    count = controls(browser, url)
    if count:
        yield median(ready_time, browser, url, False), LOCAL
        yield median(ready_time, browser, url, True), SLOW
        yield max(median(frame_time, browser, url, number) for number in range(count)), FRAME


def main():
    sys.path.insert(0, str(ROOT / "tools"))
    from environment import browser as find_browser
    from playwright.sync_api import sync_playwright

    if not PAGES:
        sys.exit("There is no built site in _build/html. Run `make site` first.")

    def row(*cells):
        cells = [str(cell) for cell in cells] + ["–"] * (5 - len(cells))
        print(f"| {' | '.join(cells)} |", flush=True)

    with sync_playwright() as playwright, serve() as address:
        browser = playwright.chromium.launch(
            executable_path=find_browser(), args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        row("page", "first load, KB", "widget ready, ms", "at 1.6 Mbit/s, processor ÷ 4, ms", "a frame of a drag, 95 %, ms")
        row("---", *["---:"] * 4)
        row("budget", BYTES // 1024, LOCAL, SLOW, FRAME)
        for path in sys.argv[1:] or PAGES:
            figures = measure(browser, address + path)
            row(path, *(f"{figure:.0f}" if figure <= budget else f"**{figure:.0f}**" for figure, budget in figures))
        browser.close()


if __name__ == "__main__":
    main()
