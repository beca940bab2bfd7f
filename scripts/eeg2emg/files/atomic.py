"""Atomic writing: outputs that are either whole or absent."""

from __future__ import annotations

import os
import re
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from eeg2emg.errors import UserError, machine_fault

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def atomic_path(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Give a temporary name beside `path`, renamed to `path` when the block succeeds.

    The temporary name carries the process id, so that an orphan of a killed run cannot write into
    the file of its successor, and keeps the suffix, by which many writers choose their format.
    What killed jobs have left beside the file is removed: one job at a time makes a file.

    Parameters
    ----------
    path : path-like
        The final name. Its folder is made when it does not exist.

    Yields
    ------
    Path
        Where to write.

    Raises
    ------
    MachineError
        If the block fails because nothing more can be written there, whatever a library says of it.
    """
    final = Path(path)
    final.parent.mkdir(parents=True, exist_ok=True)
    _remove_orphans(final)
    temporary = final.with_name(f".{final.stem}.{os.getpid()}{final.suffix}")
    try:
        yield temporary
        temporary.replace(final)
    except UserError:
        raise
    except Exception as error:
        fault = machine_fault(error, final) or machine_fault(_refusal(final.parent), final)
        if fault:
            raise fault from error
        raise
    finally:
        temporary.unlink(missing_ok=True)


def _remove_orphans(final: Path) -> None:
    """Remove the temporary files that killed jobs have left for the same output."""
    orphan = re.compile(rf"\.{re.escape(final.stem)}\.\d+{re.escape(final.suffix)}")
    with os.scandir(final.parent) as entries:
        found = [entry.path for entry in entries if orphan.fullmatch(entry.name)]
    for path in found:
        Path(path).unlink(missing_ok=True)


def _refusal(folder: Path) -> BaseException:
    """Find out whether the disk takes more: some libraries do not say why they could not write."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(2**16))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return error
    return ValueError("it does")


def write_text(path: str | os.PathLike[str], text: str) -> None:
    """Write `text` (UTF-8, newlines as given) to `path` atomically."""
    with atomic_path(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")
