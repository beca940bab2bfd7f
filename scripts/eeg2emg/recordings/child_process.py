"""Child interpreter that reads a file, so that a crash of a reader does not end the job.

A new interpreter is started (no fork, which is unsafe beside the threads of numerical libraries on
macOS), and it does the whole work of the job: the parent then needs none of the heavy imports, and
the isolation costs only the start of a bare interpreter. The work is told and answered through
pipes, so that no folder for temporary files is needed. Standard library only.

A reader that crashes by itself has met a file that it cannot read: that is the file's fault. A
child that was killed, ran out of memory or time, or ended without a word says nothing about the
file: that fails the job, and another run repairs it.
"""

from __future__ import annotations

import importlib
import os
import pickle
import signal
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any

from eeg2emg.errors import (
    MachineError,
    RecordingError,
    UserError,
    machine_error,
    machine_fault,
    machine_words,
)

_LAST_LINES = 12
# By these a reader ends itself on bytes that it does not expect; all others come from outside.
_OWN_SIGNALS = frozenset({signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE})


def call_isolated(
    target: str, *, culprit: str | os.PathLike[str], timeout_s: float = 3600.0, **arguments: Any
) -> Any:
    """Call a library function in a child interpreter.

    Parameters
    ----------
    target : str
        ``"eeg2emg.module:function"``.
    culprit : path-like
        The file that is worked on.
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
        The reader crashed on the file, which is named.
    MachineError
        The child was killed, ran out of memory, disk or time, or ended without an answer.
    UserError
        What the function raised.
    """
    try:
        done = subprocess.run(
            # -P: a file mne.py in the working folder is not the library.
            [sys.executable, "-P", "-X", "faulthandler", "-m", "eeg2emg.recordings.child_process"],
            env=_environment(),
            input=pickle.dumps((target, str(culprit), arguments)),
            capture_output=True,
            timeout=timeout_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise MachineError(
            f"{culprit}: reading did not end within {timeout_s:g} s",
            "the disk is slow, or the reader hangs on this file",
            "run again; if it hangs again, export the recording again or leave it out",
        ) from None
    except OSError as error:
        raise (machine_fault(error, culprit) or error) from None
    said = done.stderr.decode(errors="replace")
    sys.stderr.write(said)
    if done.returncode or not done.stdout:
        raise _of_a_dead_child(culprit, done.returncode, said)
    outcome, value = pickle.loads(done.stdout)
    if outcome == "raised":
        raise value
    if outcome == "failed":
        msg = f"{target} failed in the child interpreter:\n{value}"
        raise RuntimeError(msg)
    return value


def _of_a_dead_child(culprit: str | os.PathLike[str], code: int, said: str) -> UserError:
    manner = _manner_of_death(code)
    memory = machine_words(said)
    if -code in _OWN_SIGNALS and not memory:
        return RecordingError(
            f"{culprit}: the reader crashed on this file ({manner})",
            _last_lines(said),
            "export the recording again, in another format if need be, or leave it out",
        )
    why = memory or "the process that read it was ended from outside"
    if code == -signal.SIGKILL:
        why = "the process that read it was killed, as a machine does that is out of memory"
    elif code >= 0 and not memory:
        why = "the process that read it ended without an answer"
    return machine_error(culprit, f"{why} ({manner})", _last_lines(said))


def _environment() -> dict[str, str]:
    library = str(Path(__file__).resolve().parents[2])
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


def _main() -> None:
    # What libraries print to the standard output must not get into the answer.
    with os.fdopen(os.dup(1), "wb") as answer:
        os.dup2(2, 1)
        answer.write(pickle.dumps(_outcome(*pickle.load(sys.stdin.buffer))))


def _outcome(target: str, culprit: str, arguments: dict[str, Any]) -> tuple[str, Any]:
    module, _, function = target.partition(":")
    try:
        return "returned", getattr(importlib.import_module(module), function)(**arguments)
    except UserError as error:
        return "raised", error
    except Exception as error:  # noqa: BLE001 - the parent shows it
        fault = machine_fault(error, culprit)
        return ("raised", fault) if fault else ("failed", traceback.format_exc())


if __name__ == "__main__":
    _main()
