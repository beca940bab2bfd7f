"""Reading a file in a child interpreter, so that a crash of a reader is that file's fault.

A new interpreter is started (no fork, which is unsafe beside the threads of numerical libraries on
macOS), and it does the whole work of the job: the parent then needs none of the heavy imports, and
the isolation costs only the start of a bare interpreter. Standard library only.
"""

from __future__ import annotations

import importlib
import os
import pickle
import signal
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any

from eeg2emg.errors import RecordingError, UserError

_LAST_LINES = 12


def call_isolated(
    target: str, *, culprit: str | os.PathLike[str], timeout_s: float = 900.0, **arguments: Any
) -> Any:
    """Call a library function in a child interpreter.

    Parameters
    ----------
    target : str
        ``"eeg2emg.module:function"``.
    culprit : path-like
        The file that is blamed when the child crashes.
    timeout_s : float
        How long the child may take.
    **arguments : Any
        Keyword arguments of the function; they and the result must be picklable.

    Returns
    -------
    Any
        What the function returned.

    Raises
    ------
    RecordingError
        The interpreter crashed, ran out of memory or did not end: the file is named.
    UserError
        What the function raised.
    """
    with tempfile.TemporaryDirectory(prefix="eeg2emg-") as folder:
        job, answer = Path(folder, "job.pickle"), Path(folder, "answer.pickle")
        job.write_bytes(pickle.dumps((target, arguments)))
        try:
            done = subprocess.run(
                [
                    sys.executable,
                    "-X",
                    "faulthandler",
                    "-m",
                    "eeg2emg.isolated_reading",
                    job,
                    answer,
                ],
                env=_environment(),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=timeout_s,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise RecordingError(
                f"{culprit}: reading did not end within {timeout_s:g} s",
                "the reader hangs on this file",
                "export the recording again, or leave it out",
            ) from None
        said = done.stderr.decode(errors="replace")
        if not answer.exists():
            raise RecordingError(
                f"{culprit}: the reader crashed on this file ({_manner_of_death(done.returncode)})",
                _last_lines(said),
                "export the recording again, in another format if need be, or leave it out",
            )
        outcome, value = pickle.loads(answer.read_bytes())
    sys.stderr.write(said)
    if outcome == "raised":
        raise value
    if outcome == "failed":
        msg = f"{target} failed in the child interpreter:\n{value}"
        raise RuntimeError(msg)
    return value


def inspect_isolated(path: str | os.PathLike[str], **arguments: Any) -> dict[str, Any]:
    """Inspect a recording in a child interpreter; a crash becomes the reason to leave it out.

    Parameters
    ----------
    path : path-like
        The data file.
    **arguments : Any
        Those of `eeg2emg.inspection.inspect_recording`.

    Returns
    -------
    dict
        As `eeg2emg.inspection.inspect_recording` makes it.
    """
    from eeg2emg.subject_quality import unusable_recording

    try:
        return call_isolated(
            "eeg2emg.inspection:inspect_recording", culprit=path, path=str(path), **arguments
        )
    except RecordingError as error:
        return unusable_recording(path, str(error))


def _environment() -> dict[str, str]:
    library = str(Path(__file__).resolve().parent.parent)
    paths = [library, os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in paths if path)}


def _manner_of_death(code: int) -> str:
    if code < 0:
        try:
            return f"signal {signal.Signals(-code).name}"
        except ValueError:
            return f"signal {-code}"
    return f"exit code {code}"


def _last_lines(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return " | ".join(lines[:_LAST_LINES]) or "it left no message"


def _main(job: str, answer: str) -> None:
    target, arguments = pickle.loads(Path(job).read_bytes())
    module, _, function = target.partition(":")
    try:
        result = ("returned", getattr(importlib.import_module(module), function)(**arguments))
    except UserError as error:
        result = ("raised", error)
    except Exception:  # noqa: BLE001 - the parent shows it
        result = ("failed", traceback.format_exc())
    partial = Path(f"{answer}.partial")
    partial.write_bytes(pickle.dumps(result))
    partial.replace(answer)


if __name__ == "__main__":
    _main(*sys.argv[1:])
