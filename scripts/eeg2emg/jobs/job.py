"""The frame of a job: a log, and messages for people."""

from __future__ import annotations

import logging
import os
import sys
import traceback
import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eeg2emg.errors import UserError, machine_fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

log = logging.getLogger("eeg2emg")


def run_job(work: Callable[[Any], None], snakemake: Any) -> None:
    """Run the work of a rule's script.

    Whatever the work prints or warns about goes into the rule's log. A mistake that the user can
    mend ends the job with one message there, which Snakemake shows; any other failure ends it with
    a traceback.

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
    path = Path(snakemake.log[0])
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", buffering=1) as stream, _output_sent_to(stream.fileno()):
        logging.basicConfig(stream=stream, format="%(levelname)s: %(message)s", force=True)
        log.setLevel(logging.INFO)
        logging.captureWarnings(capture=True)
        warnings.simplefilter("default")
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
