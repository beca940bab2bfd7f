"""The frame of a job: what stands in its log."""

import gc
import os
import sys
import warnings
from types import SimpleNamespace

import pytest
from eeg2emg.errors import ConfigurationError
from eeg2emg.jobs.job import INTERPRETER, USAGE, run_job

NUMPY = (
    "numpy.ndarray size changed, may indicate binary incompatibility. Expected 16 from C header, "
    "got 96 from PyObject"
)
TENSORFLOW = (
    b"WARNING: All log messages before absl::InitializeLog() is called are written to STDERR\n"
    b"I0000 00:00:1795998365.864729   18829 cudart_stub.cc:31] Could not find cuda drivers on your "
    b"machine, GPU will not be used.\n"
    b"E0000 00:00:1795998368.564791   18829 cuda_platform.cc:52] failed call to cuInit: INTERNAL: "
    b"CUDA error: Failed call to cuInit: UNKNOWN ERROR (303)\n"
)
REAL = b"E0000 00:00:1795998368.564791   18829 cuda_platform.cc:60] the card is on fire\n"


def log_of(tmp_path, work):
    log = tmp_path / "logs" / "job.log"
    with warnings.catch_warnings():
        try:
            run_job(work, SimpleNamespace(log=[str(log)], output=[]))
        finally:
            text = log.read_text()
    return text


def test_harmless_warnings_stay_out_of_the_log_and_others_stand_in_it(tmp_path):
    def work(_):
        os.write(2, TENSORFLOW + REAL)
        warnings.warn(NUMPY, RuntimeWarning, stacklevel=1)
        warnings.warn("overflow encountered in exp", RuntimeWarning, stacklevel=1)

    text = log_of(tmp_path, work)
    assert "absl" not in text
    assert "cuda drivers" not in text
    assert "cuInit" not in text
    assert "size changed" not in text
    assert "the card is on fire" in text
    assert "overflow encountered in exp" in text


def test_the_last_line_of_a_log_says_what_the_job_took(tmp_path):
    def work(_):
        sum(k * k for k in range(300_000))

    found = USAGE.fullmatch(log_of(tmp_path, work).splitlines()[-1])
    assert float(found["used"]) > float(found["start"]) > 0


def test_the_line_before_says_which_python_ran_the_job(tmp_path):
    found = INTERPRETER.fullmatch(log_of(tmp_path, lambda _: None).splitlines()[-2])
    assert found["prefix"] == sys.prefix
    assert found["version"] == sys.version.split()[0]


@pytest.mark.parametrize("error", [ConfigurationError("a mistake"), ZeroDivisionError("a fault")])
def test_a_job_that_fails_says_what_it_took_too(tmp_path, error):
    def work(_):
        os.write(2, TENSORFLOW)
        raise error

    log = tmp_path / "logs" / "job.log"
    with pytest.raises((SystemExit, ZeroDivisionError)):
        log_of(tmp_path, work)
    text = log.read_text()
    assert str(error) in text
    assert "cuInit" not in text
    assert USAGE.fullmatch(text.splitlines()[-1])
    assert sys.stdout is not None


def test_a_job_looks_rarely_for_circles_and_leaves_the_collector_as_it_was(tmp_path):
    before, found = gc.get_threshold(), []
    log_of(tmp_path, lambda _: found.append(gc.get_threshold()))
    assert found[0][0] > 50 * before[0] > 0
    assert gc.get_threshold() == before
    assert gc.isenabled()
