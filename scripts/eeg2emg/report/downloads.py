"""Files that the page carries for a download."""

from __future__ import annotations

import base64
import io
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_NO_DATE = (1980, 1, 1, 0, 0, 0)
"""The earliest date that a zip can hold: equal files give equal bytes, whenever they are packed."""


@dataclass(frozen=True)
class Download:
    """A file that can be saved from the page.

    Attributes
    ----------
    title : str
        What the button says.
    name : str
        Name of the file.
    kind : str
        Its media type.
    content : bytes
        What is in it.
    """

    title: str
    name: str
    kind: str
    content: bytes

    @property
    def address(self) -> str:
        """The file as an address that loads nothing."""
        return f"data:{self.kind};base64,{base64.b64encode(self.content).decode('ascii')}"

    @property
    def size(self) -> str:
        """Its size in words."""
        kilobytes = len(self.content) / 1000
        return f"{kilobytes / 1000:.1f} MB" if kilobytes >= 1000 else f"{max(kilobytes, 1):.0f} kB"


def packed(files: Mapping[str, bytes]) -> bytes:
    """Pack files as zip; equal files give equal bytes.

    Parameters
    ----------
    files : mapping of str to bytes
        Contents by the path within the archive.

    Returns
    -------
    bytes
    """
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packing:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _NO_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            packing.writestr(entry, files[name])
    return archive.getvalue()
