"""Runs of the workflow that are killed: all of it at once, or one of its processes."""

import os
import re
import signal
import subprocess
import threading
import time
from pathlib import Path

import psutil

FINISHED = "Finished jobid"
"""What Snakemake says of each job that is done."""

TEMPORARY = re.compile(r"\..+\.\d+(\.\w+)?")
"""Names of files that are being written (`eeg2emg.files.atomic`)."""

VICTIMS = ("workflow", "job", "reader")
"""Snakemake itself, whose jobs live on; a job; the process that a job reads a recording in."""

_PATIENCE_S = 120.0
_PAUSE_S = 0.005


def kill_all_when(checkout, said, times, *arguments):
    """Start Snakemake and kill it, with all that it started, once something was said so often."""
    process = _started(checkout, arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    heard = 0
    for line in process.stderr:
        heard += said in line
        if heard == times:
            break
    os.killpg(process.pid, signal.SIGKILL)
    process.stderr.close()
    process.wait()
    assert heard == times


class Assault:
    """Kills of single processes of a run, in an order and at moments drawn by a seed.

    Parameters
    ----------
    checkout : Checkout
        Where the workflow runs.
    rng : numpy.random.Generator
        Draws when, and which job.
    arguments : tuple
        Of Snakemake.
    """

    def __init__(self, checkout, rng, arguments):
        self.checkout, self.rng, self.arguments = checkout, rng, arguments

    def kill(self, victim):
        """Run, kill once, and recover as the README says.

        Returns
        -------
        bool
            Whether there was anything to kill; if not, the run has gone to its end.
        """
        process = _started(
            self.checkout, self.arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        lines = []
        listener = threading.Thread(target=_listen, args=(process.stdout, lines))
        listener.start()
        self._wait(process, lines)
        killed = self._kill_one(process, victim)
        code = process.wait()
        listener.join(timeout=_PATIENCE_S)
        printed = "".join(lines)
        if not killed:
            assert code == 0, printed[-6000:]
            return False
        # A job that was at its very end when it was killed may have been counted as done.
        assert code in ({-signal.SIGKILL} if victim == "workflow" else {0, 1}), printed[-6000:]
        if victim == "workflow":
            self.checkout.snakemake("--unlock", *self.arguments)
        return True

    def _wait(self, process, lines):
        """Let some jobs finish, and go on for a moment."""
        jobs = int(self.rng.integers(0, 4))
        while process.poll() is None and sum(FINISHED in line for line in lines) < jobs:
            time.sleep(_PAUSE_S)
        end = time.monotonic() + self.rng.uniform(0.0, 2.0)
        while process.poll() is None and time.monotonic() < end:
            time.sleep(_PAUSE_S)

    def _kill_one(self, process, victim):
        while process.poll() is None:
            found = [process.pid] if victim == "workflow" else _processes(process.pid, victim)
            if found:
                try:
                    os.kill(found[int(self.rng.integers(len(found)))], signal.SIGKILL)
                except ProcessLookupError:
                    continue
                return True
            time.sleep(_PAUSE_S)
        return False


def orphans(checkout):
    """Give the processes of a copy that outlived their workflow."""
    folder = str(checkout.folder)
    return [one for one in psutil.process_iter(["cwd"]) if one.info["cwd"] == folder]


def temporary_files(folder):
    """Give the files that were being written when their job was killed."""
    return sorted(
        str(path.relative_to(folder))
        for path in Path(folder).rglob(".*")
        if TEMPORARY.fullmatch(path.name)
    )


def _started(checkout, arguments, **streams):
    return subprocess.Popen(
        **checkout.command(*arguments), **streams, text=True, start_new_session=True
    )


def _listen(stream, lines):
    lines.extend(stream)


def _processes(pid, victim):
    """Give the process ids of the running jobs, or of their readers."""
    wanted = {"job": ".snakemake/scripts", "reader": "eeg2emg.recordings.child_process"}[victim]
    found = []
    for child in psutil.Process(pid).children(recursive=True):
        try:
            words = child.cmdline()
        except psutil.Error:
            continue
        is_python = bool(words) and "python" in Path(words[0]).name
        if is_python and any(wanted in word for word in words):
            found.append(child.pid)
    return sorted(found)
