"""The frame of a job: a log, and messages for people."""

from __future__ import annotations

import gc
import logging
import os
import platform
import re
import resource
import sys
import traceback
import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from eeg2emg.errors import UserError, machine_fault
from eeg2emg.jobs.records import record_of, write_record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

log = logging.getLogger("eeg2emg")

_HARMLESS_WARNINGS = (
    # Extensions that were compiled with an older NumPy say this on import; NumPy is compatible.
    r"numpy\.\w+ size changed, may indicate binary incompatibility",
    # Keras' variables, on NumPy 2.
    r"__array__ implementation doesn't accept a copy keyword",
)
_HARMLESS_LINES = re.compile(
    # TensorFlow looks for a graphics card, which is not used, before anything can be set.
    rb"WARNING: All log messages before absl::InitializeLog\(\) is called are written to STDERR"
    rb"|[IWE]\d{4} .* cuda\w*\.cc:\d+\] (Could not find cuda drivers|failed call to cuInit)"
)
_ALLOCATIONS_BETWEEN_COLLECTIONS = 100_000

USAGE = re.compile(
    r"INFO: (?P<used>[\d.]+) s of processor time, (?P<start>[\d.]+) s of it before the work"
)
"""The last line of the log of a job, as `usage_line` writes it."""

INTERPRETER = re.compile(r"INFO: Python (?P<version>\S+) in (?P<prefix>.+)")
"""The line before it: where a conda environment could not be activated, only this line shows it."""


def run_job(work: Callable[[Any], None], snakemake: Any) -> None:
    """Run the work of a rule's script.

    Whatever the work prints or warns about goes into the rule's log. A mistake that the user can
    mend ends the job with one message there, which Snakemake shows; any other failure ends it with
    a traceback. A job that succeeds and makes files leaves a record of them beside its log.

    Parameters
    ----------
    work : callable
        Takes the ``snakemake`` object of the script.
    snakemake : object
        As Snakemake gives it to a script.
    """
    # The digits of TensorFlow depend on the first; both are read when it is first imported.
    os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    start_s = used_s()
    path = Path(snakemake.log[0])
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with (
            _rarely_collected(),
            path.open("w", encoding="utf-8", buffering=1) as stream,
            _output_sent_to(stream.fileno()),
        ):
            _work(work, snakemake, stream, start_s)
        if snakemake.output:
            write_record(path, record_of(snakemake))
    finally:
        _take_harmless_out(path)


def _work(work: Callable[[Any], None], snakemake: Any, stream: TextIO, start_s: float) -> None:
    logging.basicConfig(stream=stream, format="%(levelname)s: %(message)s", force=True)
    log.setLevel(logging.INFO)
    logging.captureWarnings(capture=True)
    warnings.simplefilter("default")
    for message in _HARMLESS_WARNINGS:
        warnings.filterwarnings("ignore", message=message)
    try:
        work(snakemake)
    except BaseException as error:
        fault = error if isinstance(error, UserError) else machine_fault(error)
        if fault is not error:
            stream.write(traceback.format_exc())
        if fault is None:
            raise
        stream.write(f"ERROR: {fault}\n")
        sys.exit(1)
    finally:
        stream.write(f"INFO: Python {platform.python_version()} in {sys.prefix}\n")
        stream.write(usage_line(start_s) + "\n")


def used_s() -> float:
    """Give the processor time of this process and of those that it waited for, in s."""
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in (
            resource.getrusage(resource.RUSAGE_SELF),
            resource.getrusage(resource.RUSAGE_CHILDREN),
        )
    )


def usage_line(start_s: float) -> str:
    """Say what a job took until now: the last line of its log.

    Parameters
    ----------
    start_s : float
        Processor time before its work began: of the interpreter and of what the script imports.

    Returns
    -------
    str
        As `USAGE` reads it.
    """
    return f"INFO: {used_s():.2f} s of processor time, {start_s:.2f} s of it before the work"


@contextmanager
def _rarely_collected() -> Iterator[None]:
    """Look for objects that refer to each other in circles a hundred times less often than usual.

    A job is short, and most of what it makes lives to its end: looking through it again and again
    took an eighth of the time of drawing and of training.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_ALLOCATIONS_BETWEEN_COLLECTIONS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def _take_harmless_out(path: Path) -> None:
    """Take out of a log what libraries say in spite of all settings, and what means nothing."""
    lines = path.read_bytes().splitlines(keepends=True)
    kept = [line for line in lines if not _HARMLESS_LINES.match(line)]
    if len(kept) < len(lines):
        path.write_bytes(b"".join(kept))


@contextmanager
def _output_sent_to(descriptor: int) -> Iterator[None]:
    """Send what this process and its libraries print, also from C, to a file descriptor."""
    sys.stdout.flush()
    sys.stderr.flush()
    saved = os.dup(1), os.dup(2)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    try:
        yield
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        for target, copy in zip((1, 2), saved, strict=True):
            os.dup2(copy, target)
            os.close(copy)
