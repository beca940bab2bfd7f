"""What a server says of files before they are fetched, and their transfer, which can be resumed."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlencode, urlsplit
from xml.etree import ElementTree as ET

from eeg2emg.errors import ConfigurationError, MachineError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_TIMEOUT_S = (20.0, 120.0)
_PIECE_BYTES = 1 << 16  # of a piece that is cut off nothing is kept
_NO_HEAD = (400, 403, 405, 501)
_ATTEMPTS = 4
_PAUSE_S = 2.0
_MOST_LISTED = 100_000


class Offer(NamedTuple):
    """What a server says of a file.

    Attributes
    ----------
    url : str
        Its address.
    size_bytes : int or None
        Its size; None where the server does not tell.
    """

    url: str
    size_bytes: int | None


class Source:
    """A place below which the files of a set lie.

    Parameters
    ----------
    base : str
        Its address (``http`` or ``https``).

    Raises
    ------
    ConfigurationError
        The address is none of the web.
    """

    def __init__(self, base: str) -> None:
        import requests

        if urlsplit(base).scheme not in ("http", "https"):
            raise ConfigurationError(
                f"public.source: {base!r} is no address of the web",
                "files are fetched by http or https",
                "write an address such as https://mirror.example.org/ds003739; for files that are "
                "on this machine already, see docs/datasets.md",
                options=("public.source",),
            )
        self.base = base.rstrip("/")
        self.session = requests.Session()

    def url(self, path: str) -> str:
        """Give the address of a file."""
        return f"{self.base}/{quote(path)}"

    def offer(self, path: str) -> Offer | None:
        """Ask for the size of a file; None where the source has none of that path.

        Raises
        ------
        MachineError
            There is no connection, or the server answers with an error.
        """
        url = self.url(path)
        answer = self._asked("HEAD", url)
        if answer.status_code in _NO_HEAD:
            # Addresses that are signed for one kind of question refuse another.
            answer = self._asked("GET", url, stream=True)
            answer.close()
        if answer.status_code in (404, 410):
            return None
        self.refuse(answer, url)
        size = answer.headers.get("Content-Length")
        encoded = answer.headers.get("Content-Encoding", "identity") != "identity"
        return Offer(url, None if size is None or encoded else int(size))

    def text(self, path: str) -> str | None:
        """Read a small text; None where the source has none of that path."""
        url = self.url(path)
        answer = self._asked("GET", url)
        if answer.status_code in (404, 410):
            return None
        self.refuse(answer, url)
        return answer.text

    def listing(self, folder: str) -> dict[str, int] | None:
        """List the files of a folder with their sizes, where the source is a store like S3.

        Parameters
        ----------
        folder : str
            Below the source, with a slash at its end.

        Returns
        -------
        dict of str to int, or None
            Size in bytes by path below the source; None where the source gives no such list.
        """
        parts = urlsplit(self.base)
        bucket, _, prefix = parts.path.lstrip("/").partition("/")
        start = f"{prefix}/" if prefix else ""
        found: dict[str, int] = {}
        after = ""
        while len(found) < _MOST_LISTED:
            query = {"list-type": "2", "prefix": f"{start}{folder}"}
            if after:
                query["continuation-token"] = after
            url = f"{parts.scheme}://{parts.netloc}/{bucket}?{urlencode(query)}"
            answer = self._asked("GET", url)
            if answer.status_code != 200:
                return None
            try:
                tree = ET.fromstring(answer.content)
            except ET.ParseError:
                return None
            space = re.match(r"\{.*\}", tree.tag)
            near = space[0] if space else ""
            if tree.tag != f"{near}ListBucketResult":
                return None
            for one in tree.iter(f"{near}Contents"):
                key = one.findtext(f"{near}Key", "").removeprefix(start)
                if key and not key.endswith("/"):
                    found[key] = int(one.findtext(f"{near}Size", "0"))
            after = tree.findtext(f"{near}NextContinuationToken", "")
            if not after:
                break
        return found

    def _asked(self, method: str, url: str, *, stream: bool = False) -> Any:
        import requests

        try:
            # Compressed on the way, the size would be that of something else.
            return self.session.request(
                method, url, timeout=_TIMEOUT_S, allow_redirects=True, stream=stream,
                headers={"Accept-Encoding": "identity"},
            )  # fmt: skip
        except requests.RequestException as error:
            raise no_connection(url, error) from error

    @staticmethod
    def refuse(answer: Any, url: str) -> None:
        """Refuse an answer that says that something went wrong."""
        if answer.status_code >= 400:
            raise MachineError(
                f"{url}: the server answers {answer.status_code} {answer.reason}",
                "the file cannot be fetched now",
                "try again later, or name a mirror in public.source",
            )


def no_connection(url: str, error: BaseException) -> MachineError:
    """Make the error of a server that cannot be reached."""
    host = urlsplit(url).netloc
    return MachineError(
        f"no connection to {host} ({type(error).__name__})",
        f"{url} was asked for",
        "check the network, and the proxy (HTTPS_PROXY) where there is one; or name a mirror in "
        "public.source; or put the files where docs/datasets.md says",
    )


class ResumingDownload:
    """A downloader for `pooch`: it goes on where an earlier attempt was cut off.

    What has arrived is kept beside the file, in ``<name>.part``, until it is whole.

    Parameters
    ----------
    source : Source
        For its connection.
    part : Path
        Where to keep what has arrived.
    size_bytes : int or None
        Size of the whole file.
    pause : callable
        Waits for so many seconds between two attempts.
    """

    def __init__(
        self,
        source: Source,
        part: Path,
        size_bytes: int | None,
        pause: Callable[[float], object] = time.sleep,
    ) -> None:
        self._source, self._part, self._size, self._pause = source, part, size_bytes, pause
        # Which version of the file the beginning is of, in the server's words.
        self._version = part.with_name(f"{part.name}.version")

    def __call__(self, url: str, output_file: Any, _: Any) -> None:
        """Fetch a file to where `pooch` asks for it."""
        import requests

        said: BaseException | None = None
        for attempt in range(_ATTEMPTS):
            if attempt:
                self._pause(_PAUSE_S * attempt)
            try:
                self._fetch(url)
            except requests.RequestException as error:
                said = error
                continue
            if self._size is None or self._part.stat().st_size == self._size:
                self._part.replace(output_file)
                self._version.unlink(missing_ok=True)
                return
            said = None
        if said is not None and not self._part.exists():
            raise no_connection(url, said) from said
        arrived = self._part.stat().st_size
        raise MachineError(
            f"{url}: cut off after {arrived:,} of {self._size or 0:,} bytes, {_ATTEMPTS} times",
            "what has arrived is kept",
            "fetch again: it goes on from there",
        ) from said

    def _fetch(self, url: str) -> None:
        have = self._part.stat().st_size if self._part.exists() else 0
        if self._size is not None and have > self._size:
            have = 0
        if have and have == self._size:
            return
        headers = {"Accept-Encoding": "identity"}
        if have and self._version.exists():
            headers["Range"] = f"bytes={have}-"
            headers["If-Range"] = self._version.read_text(encoding="utf-8")
        else:
            have = 0
        with self._source.session.get(
            url, stream=True, timeout=_TIMEOUT_S, headers=headers
        ) as answer:
            Source.refuse(answer, url)
            goes_on = answer.status_code == 206
            version = answer.headers.get("ETag") or answer.headers.get("Last-Modified") or ""
            if version and not version.startswith("W/"):
                self._version.write_text(version, encoding="utf-8")
            else:
                self._version.unlink(missing_ok=True)
            with self._part.open("ab" if goes_on else "wb") as file:
                for piece in answer.iter_content(_PIECE_BYTES):
                    file.write(piece)
