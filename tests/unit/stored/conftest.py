"""A run in small: a cohort of matrices, what was found out about the model, and its options."""

import json
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from eeg2emg.cohort.dataset import ConnectivityDataset, Planes
from eeg2emg.connectivity.file import write_connectivity
from eeg2emg.connectivity.packing import packed
from eeg2emg.learning.catalogue import FAM
from eeg2emg.learning.model_predictions import fit_models
from eeg2emg.splitting.schemes import make_split
from eeg2emg.stored.storing import SCHEME_OF, Judged, store_model

CONFIGURATION = {
    "name": "first",
    "segments": {"length_s": 60.0},
    "connectivity": {
        "eeg_rate_hz": 250.0,
        "eeg_order": 12,
        "measures": ["correlation", "granger"],
        "band_hz": [1.0, 45.0],
        "log_coherency": True,
        "log_coherency_bands_hz": [[1.0, 4.0]],
        "emg_order": 20,
    },
    "ica": {"enabled": True, "max_removed": 3},
    "eeg": {"laplacian": False},
    "emg": {"highpass_hz": 20.0, "ica": True},
    "evaluation": {"confidence": 0.95},
}


def with_log_coherency(dataset, seed=0):
    """Give a cohort a second set of features."""
    rng = np.random.default_rng(seed)
    n = len(dataset.eeg_channels)
    z = rng.normal(size=(len(dataset.segments), n, n, 2)) @ np.array([1, 1j])
    hermitian = packed((z + z.conj().swapaxes(1, 2)) / 2)
    return replace(dataset, log_coherency=Planes(hermitian[..., None], ("log_coherency 1-4 Hz",)))


def metrics(skills):
    """Lay out the held-out skill by scheme: value, low, high, or a text: why there is none."""
    rows = []
    for scheme, skill in skills.items():
        known = not isinstance(skill, str)
        value, low, high = skill if known else (np.nan,) * 3
        rows.append(
            {
                "scheme": scheme, "model": FAM, "part": "test", "metric": "skill",
                "rival": "cell mean", "value": value, "low": low, "high": high, "n_subjects": 4,
                "n_segments": 40, "status": "estimated" if known else "not estimable",
                "reason": "" if known else skill,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


VERDICT = pd.DataFrame([{"outcome": "not shown", "passed": "no", "remark": "It was not shown."}])
SKILLS = {SCHEME_OF["known-people"]: (0.2, 0.1, 0.3), SCHEME_OF["new-people"]: (0.1, -0.1, 0.2)}


@dataclass
class Run:
    """A run and the folder of its model."""

    dataset: ConnectivityDataset
    folder: Any
    card: Any
    judged: Judged


@pytest.fixture(scope="session")
def make_dataset(make_cohort):
    """Give a function that draws a cohort with two sets of features."""

    def made(*, seed=0, **cohort):
        cohort = {"subjects": 4, "recordings": 3, "channels": 5, "muscles": 2} | cohort
        return with_log_coherency(make_cohort(seed=seed, **cohort), seed)

    return made


@pytest.fixture(scope="session")
def make_run(make_dataset, tmp_path_factory):
    """Give a function that makes a run whose model is stored."""

    def made(*, skills=None, simulated=True, **cohort):
        dataset = replace(make_dataset(**cohort), simulated=simulated)
        split = make_split(dataset.segments, "blocked", seed=1)
        predictions = fit_models(dataset, split, "blocked", regressions=[FAM])
        judged = Judged(metrics(SKILLS if skills is None else skills), VERDICT, predictions)
        folder = tmp_path_factory.mktemp("model")
        card = store_model(folder, dataset, judged, CONFIGURATION)
        return Run(dataset, folder, card, judged)

    return made


@pytest.fixture(scope="session")
def run(make_run):
    """A run of four people."""
    return make_run()


@pytest.fixture
def configuration():
    """Options of the run."""
    return json.loads(json.dumps(CONFIGURATION))


@pytest.fixture
def write_run(tmp_path):
    """Give a function that writes a dataset and its configuration as a run does."""

    def written(dataset, configuration, *, emg=True, rate_hz=250.0):
        def group(features, names, channels):
            return names, channels, np.moveaxis(features, -1, 1)

        groups = {"eeg": group(dataset.features, dataset.planes, dataset.eeg_channels)}
        groups["eeg_log_coherency"] = group(
            dataset.log_coherency.features, dataset.log_coherency.names, dataset.eeg_channels
        )
        if emg:
            targets = dataset.targets[..., None]
            groups["emg"] = group(targets, (dataset.target_name,), dataset.emg_channels)
        path = tmp_path / "dataset.nc"
        write_connectivity(
            path,
            segments=dataset.segments.to_dict("list"),
            groups=groups,
            attributes={"eeg_rate_hz": rate_hz, "simulated": dataset.simulated},
        )
        (tmp_path / "configuration.json").write_text(json.dumps(configuration))
        return path

    return written
