"""A reader's browser, which lets nothing out and writes down everything that goes wrong."""

import page as benchmark

SITE = benchmark.SITE
INTRO, CHAPTER = "book/intro.html", "notebooks/07_linear_vae.html"

# What is cut short by leaving a page, and what a browser without JavaScript does not load.
NO_FAILURE = ("net::ERR_ABORTED", "csp")


class Reader:
    """`troubles` lists what asked for another origin (and was stopped), what failed, and what complained."""

    def __init__(self, browser, address, **options):
        self.address, self.troubles = address, []
        self.context = browser.new_context(**options)
        self.context.route("**/*", self.guard)
        self.context.on("requestfailed", lambda request: request.failure not in NO_FAILURE and self.note("failed", request.url, request.failure))
        self.context.on("response", lambda response: response.status >= 400 and self.note(response.status, response.url))
        self.context.on("console", lambda message: message.type in ("error", "warning") and self.note(message.type, message.text))
        self.context.on("weberror", lambda error: self.note("uncaught", error.error))

    def note(self, *what):
        self.troubles.append(" ".join(map(str, what)))

    def guard(self, route):
        if route.request.url.startswith(self.address):
            route.continue_()
        else:
            self.note("asked for", route.request.url)
            route.abort()

    def open(self, path):
        page = self.context.new_page()
        page.goto(self.address + path)
        return page
