"""The page on connectivity keeps to the code: its tests exist, its numbers are right."""

import re
from pathlib import Path

import numpy as np
import pytest
from eeg2emg.connectivity.catalogue import LOG_COHERENCY_BANDS_HZ, MEASURES
from eeg2emg.connectivity.log_coherency import SHRINKAGE
from eeg2emg.connectivity.mvar import LARGEST_CONDITION
from eeg2emg.connectivity.rank import ROUNDING_CEILING, ROUNDING_GAP
from eeg2emg.connectivity.settings import EegSettings, EmgSettings

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def page():
    return (HERE.parents[2] / "docs" / "connectivity.md").read_text(encoding="utf-8")


def test_every_test_that_is_named_exists(page):
    named = set(re.findall(r"`(test_\w+)`", page))
    defined = set()
    for path in HERE.glob("test_*.py"):
        defined |= set(re.findall(r"def (test_\w+)", path.read_text(encoding="utf-8")))
    assert len(named) > 80
    assert named <= defined, sorted(named - defined)


def test_every_measure_has_a_section_and_a_row(page):
    assert set(re.findall(r"^### (\w+)$", page, re.MULTILINE)) == set(MEASURES)
    assert set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)) == set(MEASURES)


def test_default_planes_are_those_of_the_table(page):
    ordinals = ("first", "second", "third", "fourth", "fifth")
    rows = dict(re.findall(r"^\| `(\w+)` \|.*\| (\w+) plane \|$", page, re.MULTILINE))
    assert tuple(sorted(rows, key=lambda name: ordinals.index(rows[name]))) == (
        EegSettings().measures
    )


def test_numbers_are_the_defaults(page):
    text = " ".join(page.split())
    eeg, emg = EegSettings(), EmgSettings()
    bands = ", ".join(f"{low:g}-{high:g}" for low, high in eeg.pli_bands)
    of_logarithms = ", ".join(f"{low:g}-{high:g}" for low, high in LOG_COHERENCY_BANDS_HZ)
    lags_ms = 1000 * eeg.order / eeg.rate_hz
    for sentence in (
        f"in each of {bands} Hz",
        f"One matrix for each of {of_logarithms} Hz",
        f"log({1 - SHRINKAGE:g} C + {SHRINKAGE:g} I)",
        f"that of {SHRINKAGE:g}, which is {np.log(SHRINKAGE):.1f}",
        f"order {eeg.order} at {eeg.rate_hz:g} Hz ({lags_ms:g} ms)",
        f"windows of {eeg.window_s:g} s",
        f"averaged over {eeg.band[0]:g}-{eeg.band[1]:g} Hz",
        f"fewer than {eeg.min_samples_per_parameter:g} samples per coefficient",
        f"`granger_raw` (order {emg.order} at 1 kHz",
        f"decimated to {emg.envelope_rate_hz:g} Hz by one Fourier transform",
        f"Fourier transform, order {emg.envelope_order}",
        f"noise covariance above {LARGEST_CONDITION:.0e}".replace("e+0", "e"),
        f"more than {ROUNDING_GAP:g} times to a level below {ROUNDING_CEILING:.0e}".replace(
            "e-0", "e-"
        ),
    ):
        assert sentence in text, sentence
