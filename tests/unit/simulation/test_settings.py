"""The knobs of the simulation: names, limits, and an import that costs nothing."""

import subprocess
import sys
from pathlib import Path

import eeg2emg
import pytest
from eeg2emg.errors import ConfigurationError
from eeg2emg.simulation.settings import (
    SimulationSettings,
    recording_indices,
    recording_name,
    recording_names,
)

SCRIPTS = Path(eeg2emg.__file__).parents[1]


def test_settings_import_nothing_heavy():
    code = (
        "import sys; import eeg2emg.simulation.settings as s;"
        "s.recording_names(s.SimulationSettings());"
        "print([m for m in ('numpy', 'scipy', 'mne', 'netCDF4', 'pybv') if m in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=SCRIPTS, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]"


def test_names_of_recordings_follow_bids():
    settings = SimulationSettings(subjects=2, recordings=3, noisy_subjects=0, task="grip")
    names = recording_names(settings)
    assert names[0] == "sub-01_task-grip_run-01"
    assert names[-1] == "sub-02_task-grip_run-03"
    assert len(names) == 6
    assert recording_name(settings, 1, 0) == names[3]


def test_the_last_subjects_are_noisy_in_turn():
    settings = SimulationSettings(subjects=5, noisy_subjects=3)
    assert [settings.noise_kind(i) for i in range(5)] == [None, None, "emg", "eeg", "emg"]


def test_phases_take_turns():
    settings = SimulationSettings()
    assert [settings.phase_of(i) for i in range(3)] == ["rest", "activity", "rest"]


def test_lists_from_a_configuration_become_hashable():
    settings = SimulationSettings(eeg_channels=["Cz", "C3"], phases=["rest", "hold"])
    assert hash(settings) == hash(
        SimulationSettings(eeg_channels=("Cz", "C3"), phases=("rest", "hold"))
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("coupling", 1.1),
        ("coupling", float("nan")),
        ("subjects", 0),
        ("recordings", 2.5),
        ("segment_s", 1.0),
        ("segment_s", 2.0005),
        ("rate_hz", 100.0),
        ("line_hz", 55.0),
        ("noisy_subjects", 13),
        ("generators", ("magic",)),
        ("generators", ()),
        ("phases", ("rest", "rest")),
        ("eeg_channels", ()),
        ("emg_channels", ("Cz",)),
        ("emg_channels", ("ECG",)),
        ("task", "two words"),
        ("emg_rest_uv", -1.0),
        ("wobble_s", 0.1),
        ("crosstalk", 0.9),
        ("emg_analysis_rate_hz", 0.0),
        ("seed", -1),
    ],
)
def test_what_cannot_be_simulated_is_refused_by_name(name, value):
    with pytest.raises(ConfigurationError, match=name):
        SimulationSettings(**{name: value})


@pytest.mark.parametrize("indices", [(0, 0), (3, 9), (122, 45)])
def test_a_name_tells_person_and_run(indices):
    assert recording_indices(recording_name(SimulationSettings(), *indices)) == indices
