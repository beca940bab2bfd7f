"""A server on this machine that has files as publishers have them, and can fail as networks do."""

import hashlib
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape


@dataclass
class LocalServer:
    """What is served, what was asked for, and what goes wrong.

    Attributes
    ----------
    root : Path
        The files.
    url : str
        Its address.
    asked : list of (str, str)
        Method and path of every request, in order.
    cut : dict of str to list of int
        By path: after how many bytes the next answers are cut off.
    lists : bool
        Whether it lists its files as a store does; the first folder is the bucket.
    heads : bool
        Whether it answers questions for a size alone.
    """

    root: Path
    url: str = ""
    asked: list = field(default_factory=list)
    cut: dict = field(default_factory=dict)
    lists: bool = True
    heads: bool = True

    def fetched(self):
        """Paths of all files whose content was asked for."""
        return [path for method, path in self.asked if method == "GET" and "?" not in path]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    served = None

    def log_message(self, *_):
        pass

    def do_HEAD(self):
        if not self.served.heads:
            self._send(403, {}, b"", with_content=False)
            return
        self._answer(with_content=False)

    def do_GET(self):
        self._answer(with_content=True)

    def _answer(self, *, with_content):
        self.served.asked.append((self.command, self.path))
        parts = urlsplit(self.path)
        query = parse_qs(parts.query)
        if self.served.lists and query.get("list-type") == ["2"]:
            self._send(200, {}, self._listing(parts.path, query["prefix"][0]), with_content)
            return
        file = self.served.root / unquote(parts.path).lstrip("/")
        if not file.is_file():
            self._send(404, {}, b"no such file", with_content)
            return
        content = file.read_bytes()
        tag = f'"{hashlib.md5(content).hexdigest()}"'
        start = 0
        if "Range" in self.headers and self.headers.get("If-Range", tag) == tag:
            start = int(self.headers["Range"].removeprefix("bytes=").partition("-")[0])
        headers = {"ETag": tag}
        if start:
            headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        cuts = self.served.cut.get(parts.path, [])
        cut = cuts.pop(0) if cuts and with_content else None
        self._send(206 if start else 200, headers, content[start:], with_content, cut)

    def _listing(self, bucket, prefix):
        folder = self.served.root / bucket.strip("/")
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        keys = [(path.relative_to(folder).as_posix(), path.stat().st_size) for path in files]
        rows = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>{size}</Size></Contents>"
            for key, size in keys
            if key.startswith(prefix)
        )
        space = "http://s3.amazonaws.com/doc/2006-03-01/"
        return f'<ListBucketResult xmlns="{space}">{rows}</ListBucketResult>'.encode()

    def _send(self, status, headers, content, with_content, cut=None):
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if with_content:
            self.wfile.write(content[:cut])
        if cut is not None:
            self.close_connection = True


@contextmanager
def serving(root):
    """Serve a folder until the block ends."""
    server = LocalServer(root)
    web = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"served": server}))
    server.url = f"http://127.0.0.1:{web.server_port}"
    thread = threading.Thread(target=web.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        web.shutdown()
        web.server_close()
        thread.join()
