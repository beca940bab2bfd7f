"""Errors a user can cause: each says what is wrong, why it matters, and how to mend it."""

from __future__ import annotations

import errno
import math
import os


class UserError(Exception):
    """Something in the input or the configuration that the user can mend.

    Parameters
    ----------
    what : str
        What is wrong, naming the culprit (file, channel, option).
    why : str
        Why the work cannot go on with it.
    remedy : str
        What to do about it.
    """

    def __init__(self, what: str, why: str = "", remedy: str = "") -> None:
        self.what, self.why, self.remedy = what, why, remedy
        super().__init__(what, why, remedy)

    def __str__(self) -> str:
        parts = [part.strip().rstrip(".") for part in (self.what, self.why, self.remedy) if part]
        text = parts[0] if parts else ""
        for part in parts[1:]:
            text += f"{'; ' if part[0].islower() else '. '}{part}"
        return f"{text}."


class ConfigurationError(UserError):
    """An option is unknown, missing, mistyped, or does not fit the others.

    Parameters
    ----------
    what, why, remedy : str
        As for `UserError`.
    options : tuple of str
        The options that it is about, within their section, the culprit first: they tell which file
        set them.
    """

    def __init__(
        self, what: str, why: str = "", remedy: str = "", *, options: tuple[str, ...] = ()
    ) -> None:
        self.options = options
        super().__init__(what, why, remedy)


class RecordingError(UserError):
    """A recording cannot be read or used; the other recordings go on without it."""


class OwnFileError(UserError):
    """A file that the workflow itself wrote is missing or damaged; another run makes it again."""


class EstimationError(UserError):
    """A quantity is not estimable from these data (too short, unstable, ill-conditioned)."""


class RankDeficiencyError(EstimationError):
    """The channels are linearly dependent, so the quantity would be zero or undefined."""


class MachineError(UserError):
    """The machine failed (memory, disk, time, a killed process): nothing is wrong with the data.

    It fails the job, and never becomes a verdict on a recording: another run repairs it.
    """


class NotEstimableError(UserError):
    """The cohort cannot carry an analysis (too few subjects, recordings, phases or segments)."""


# Not every system has every number.
_MACHINE_ERRNOS = {
    getattr(errno, name): words
    for name, words in {
        "ENOSPC": "the disk is full",
        "EDQUOT": "the disk quota is used up",
        "EFBIG": "a file would be larger than the machine allows",
        "ENOMEM": "the machine is out of memory",
        "EMFILE": "too many files are open in this process",
        "ENFILE": "too many files are open on this machine",
        "EAGAIN": "the machine is out of processes, threads or locks",
        "ENOLCK": "the disk has no locks left",
        "EINTR": "the work was interrupted",
        "EIO": "the disk failed to read or write",
        "EROFS": "the disk can only be read",
        "ENODEV": "the disk is gone",
        "ENXIO": "the disk is gone",
        "ESTALE": "the network disk lost the file",
        "ETIMEDOUT": "the network disk did not answer",
        "EHOSTDOWN": "the network disk did not answer",
        "EREMOTEIO": "the network disk failed",
    }.items()
    if hasattr(errno, name)
}
# What libraries say that hide the number.
_MACHINE_WORDS = {os.strerror(number): words for number, words in _MACHINE_ERRNOS.items()} | {
    "std::bad_alloc": "the machine is out of memory",
    "out of memory": "the machine is out of memory",
}
_REMEDY = "nothing was decided about the recording: free what is lacking and run again"
# What no machine of today holds; a header that asks for it is damaged.
_NO_MACHINE_BYTES = 2**42


def machine_fault(
    error: BaseException, culprit: str | os.PathLike[str] = ""
) -> MachineError | None:
    """Tell whether an error, or what caused it, is a fault of the machine and not of the data.

    Libraries wrap the errors of the operating system in their own, so causes and contexts are
    looked at as well. A request for more memory than any machine has is the fault of a damaged
    header.

    Parameters
    ----------
    error : BaseException
        What was raised.
    culprit : path-like
        The file that was worked on, for the message.

    Returns
    -------
    MachineError or None
        The error to raise instead; None when the data are to blame.
    """
    if isinstance(error, ImportError):  # of a context it is how libraries look for others
        return machine_error(
            os.fspath(culprit) or "this job",
            "a package of the environment is missing or broken",
            f"{type(error).__name__}: {error}",
        )
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, MachineError):
            return one
        why = _machine_words(one)
        if why:
            place = os.fspath(culprit) or getattr(one, "filename", None) or "this job"
            return machine_error(place, why, f"{type(one).__name__}: {one}".removesuffix(": "))
        waiting += [one.__cause__, one.__context__]
    return None


def machine_error(place: str | os.PathLike[str], why: str, said: str = "") -> MachineError:
    """Make the error of a machine: where it was met, what failed, and what was said of it."""
    return MachineError(f"{os.fspath(place)}: {why}", " ".join(said.split()), _REMEDY)


def machine_words(text: str) -> str:
    """Tell what of the machine failed by what a library or an interpreter said; else nothing."""
    return next((words for said, words in _MACHINE_WORDS.items() if said in text), "")


def _machine_words(error: BaseException) -> str:
    if isinstance(error, MemoryError):
        return "" if _asked_for_bytes(error) > _NO_MACHINE_BYTES else "the machine is out of memory"
    if isinstance(error, OSError) and error.errno in _MACHINE_ERRNOS:
        return _MACHINE_ERRNOS[error.errno]
    if isinstance(error, UserError):
        return ""
    return machine_words(str(error))


def _asked_for_bytes(error: MemoryError) -> int:
    """Tell how much NumPy asked for."""
    shape, dtype = getattr(error, "shape", None), getattr(error, "dtype", None)
    return 0 if shape is None or dtype is None else math.prod(shape) * dtype.itemsize
