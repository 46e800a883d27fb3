"""Show the built site on this machine alone: `python tools/serve.py [PORT]`, until Ctrl-C."""

import errno
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SITE = Path(__file__).resolve().parent.parent / "_build" / "html"


class Handler(SimpleHTTPRequestHandler):
    def end_headers(self):
        self.send_header("Cache-Control", "no-store")  # a rebuilt page shows at once
        super().end_headers()

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    allow_reuse_address = True
    daemon_threads = True


def main(port):
    if not (SITE / "index.html").exists():
        sys.exit("There is no site yet. `make book` builds and serves it.")
    try:
        server = Server(("127.0.0.1", port), partial(Handler, directory=SITE))
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        why = "in use by another program" if error.errno == errno.EADDRINUSE else "reserved for root"
        sys.exit(f"Port {port} is {why}. Choose another: make book PORT={port + 1 if port >= 1024 else 8000}")
    print(f"\nThe book is at http://127.0.0.1:{server.server_port}/\nCtrl-C stops it.", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print()


if __name__ == "__main__":
    text = sys.argv[1] if len(sys.argv) > 1 else "8000"
    if not text.isdigit() or not 0 <= int(text) < 65536:
        sys.exit(f"The port should be a number from 1 to 65535, not {text!r}: make book PORT=8001")
    main(int(text))
