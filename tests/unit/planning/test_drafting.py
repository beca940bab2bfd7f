"""Whatever recordings are like, the drafted file is valid once its questions are answered."""

from pathlib import Path

import numpy as np
import pytest
import yaml
from eeg2emg.configuration.loading import load_configuration, open_questions
from eeg2emg.errors import ConfigurationError
from eeg2emg.planning.drafting import draft_configuration, name_of_run
from eeg2emg.planning.recording_outline import RecordingOutline
from eeg2emg.planning.survey import Survey
from eeg2emg.recordings.channel_names import TEN_TWENTY

MANY = tuple(f"E{k}" for k in range(1, 129))
EEG = (TEN_TWENTY, TEN_TWENTY[:5], ("Cz", "Pz"), ("Cz",), (), MANY, (*TEN_TWENTY, "FC5", "A1"))
EMG = ((), ("EMG",), ("biceps", "triceps"), ("L Größe", "R: tib, ant", "?", "on"))
NAMES = ("rest", "Rest", "grip", "T0", "S  1", "no", "null", "a: b # c", "'x'", "?", "1", "ruhe\n")


def drawn(seed):
    """Draw recordings that no laboratory would hand in together."""
    rng = np.random.default_rng(seed)
    eeg, emg = EEG[rng.integers(len(EEG))], EMG[rng.integers(len(EMG))]
    rate_hz = float(rng.choice([20, 64, 100, 128, 160, 250.0008, 512, 1000, 5000]))
    length_s = float(rng.choice([0.5, 3, 5, 11, 40, 300]))
    outlines = []
    for k in range(rng.integers(1, 6)):
        count = rng.integers(0, 8)
        events = tuple(
            (length_s * n, float(rng.choice([0, length_s])), str(rng.choice(NAMES)))
            for n in range(count)
        )
        known = {
            "eeg": tuple(rng.permutation(eeg)[: len(eeg) - int(rng.integers(2))].tolist()),
            "emg": emg,
            "unknown": ("AUX1", "AUX2") if rng.random() < 0.3 else (),
            "rate_hz": rate_hz,
            "emg_rate_hz": (rate_hz, 2 * rate_hz)[k % 2] if emg else 0.0,
            "duration_s": 8 * length_s,
            "events": events,
            "line_hz": ((float(rng.choice([50, 50, 60, 16.7])), "x.json"),)[: rng.integers(2)],
            "lowpass_hz": float(rng.choice([0, 30, 45, 200])) or None,
        }
        name = f"sub-{k % 3}_task-x_run-{k}"
        problem = "it cannot be read" if k and rng.random() < 0.2 else ""
        outlines.append(
            RecordingOutline(
                name=name,
                subject=f"sub-{k % 3}",
                file=f"{name}_eeg.edf",
                task="x",
                problem=problem,
                **({} if problem else known),
            )
        )
    return Survey("bids", Path("/data/a study"), tuple(outlines), ("x.cnt: not read",))


def answered(options):
    """Answer each question as a person might."""
    for path in list(open_questions(options)):
        if path == ("line_hz",):
            options["line_hz"] = 50
        elif path[:1] == ("channels",):
            options["channels"][path[1]] = {"eeg": list(TEN_TWENTY), "emg": ["m1", "m2"]}[path[1]]
        elif path[-1] == "name":
            options["segments"]["phases"][path[2]]["name"] = "video"
        else:
            options["segments"]["phases"][path[2]]["labels"] = ["hold"]
    return options


@pytest.mark.parametrize("seed", range(100))
def test_it_is_valid_once_its_questions_are_answered(seed):
    drafted = draft_configuration(drawn(seed), name="study", place="/data/a study")
    options = yaml.safe_load(drafted.text)
    asked = list(open_questions(options))
    assert bool(asked) == bool(drafted.questions)
    assert drafted.text.count("QUESTION:") >= len({path[:2] for path in asked})
    if asked:
        with pytest.raises(ConfigurationError, match="not answered yet"):
            load_configuration(options)
    found = load_configuration(answered(options))
    assert found.dataset == "/data/a study"
    assert max(map(len, drafted.text.splitlines())) < 2000


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("study", "study"), ("My study (2)", "My-study-2"), ("2024", "study-2024"), ("é", "study"),
        ("-x-", "x"), ("a" * 300, "a" * 60),
    ],
)  # fmt: skip
def test_the_name_of_a_run_can_be_that_of_a_folder_of_results(folder, name):
    assert name_of_run(Path("/data") / folder) == name
