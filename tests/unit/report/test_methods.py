"""Methods in words: each sentence follows from an option, and cites what there is."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from eeg2emg.configuration.loading import load_configuration
from eeg2emg.connectivity.catalogue import MEASURES, TARGETS
from eeg2emg.report.context import ReportContext
from eeg2emg.report.methods import methods_paragraph
from eeg2emg.report.references import REFERENCES, cited


def said(*, input_="simulated", measures=("correlation", "coherence", "dtf", "granger", "pli"),
         target="granger_raw", **options):  # fmt: skip
    """Describe a run with some options other than their defaults."""
    given = {"name": "made", "input": input_}
    given |= {"dataset": "somewhere"} if input_ == "bids" else {}
    given |= {"import_table": "table.tsv"} if input_ == "import" else {}
    connectivity = {"measures": list(measures), "target": target}
    options["connectivity"] = connectivity | options.get("connectivity", {})
    loaded = load_configuration(given | options).model_dump(mode="json")
    return methods_paragraph(
        ReportContext(
            name="made",
            simulated=input_ == "simulated",
            phases=["rest", "activity"],
            segment_s=loaded["segments"]["length_s"],
            segments=pd.DataFrame(
                {
                    "subject": ["01", "01", "02"],
                    "recording": ["a", "b", "c"],
                    "eeg_mvar_rank": [16, 16, 16],
                }
            ),
            eeg_channels=loaded["channels"]["eeg"],
            emg_channels=loaded["channels"]["emg"],
            eeg_measures=list(measures),
            emg_measures=[target],
            target=target,
            emg_values=np.zeros((0, 1, 1, 1)),
            attributes={"eeg_rate_hz": 250.0, "eeg_order": 12, "emg_rate_hz": 1000.0,
                        "emg_order": 20},
            exclusions=pd.DataFrame(),
            tables={},
            configuration=loaded,
            versions={"Python": "3.11.7", "numpy": "2.4.6", "mne": "1.13.2", "tensorflow": "none"},
        )
    )  # fmt: skip


def test_it_is_text_in_paragraphs_of_whole_sentences():
    text = said()
    for paragraph in text.split("\n\n"):
        assert paragraph == " ".join(paragraph.split())
        assert paragraph.endswith(".")
    assert not re.search(r"\b(None|nan|True|False)\b|[{}]|\.\.", text)


def test_counts_are_those_of_the_segments():
    assert "3 recordings of 2 people with 19 EEG and 6 EMG channels" in said()
    assert "3 segments" in said()


OPTIONS = [
    ("montage", {"channels": {"montage": "biosemi128"}, "input": "bids", "dataset": "d"},
     "layout of BioSemi's cap of 128, the nearest to each site was used"),
    ("ica off", {"ica": {"enabled": False}}, "No independent component analysis of the EEG"),
    ("ica by recording", {"ica": {"fit": "recording"}}, "per recording, fitted"),
    ("ica on training", {"ica": {"fit_on": "training"}}, "first half of the recordings"),
    ("horizontal", {"ica": {"horizontal_threshold": 0.75}}, "horizontal eye movement"),
    ("iclabel", {"ica": {"iclabel": True}}, "[piontonachini2019]"),
    ("laplacian", {"eeg": {"laplacian": True}}, "surface Laplacian by spherical splines"),
    ("laplacian without ICA", {"eeg": {"laplacian": True}, "ica": {"enabled": False}},
     "[perrin1989]"),
    ("conditional", {"connectivity": {"conditional": True, "conditional_method": "state_space"}},
     "[barnett2015]"),
    ("multitaper", {"connectivity": {"estimator": "multitaper"}}, "multitapers [denovellis2022]"),
    ("significance", {"significance": {"enabled": True}}, "[benjamini1995]"),
    ("brain and muscles", {"corticomuscular": {"enabled": True}}, "[nolte2008]"),
    ("rectified", {"corticomuscular": {"enabled": True, "rectify": False}}, "was not rectified"),
    ("ceiling", {"evaluation": {"ceiling_draws": 64}}, "over 64 draws"),
    ("another order", {"seed": 7}, "the seed 7"),
    ("no EMG ICA", {"emg": {"ica": False, "highpass_hz": 30.0}}, "high-passed at 30 Hz"),
]  # fmt: skip


@pytest.mark.parametrize(("options", "words"), [one[1:] for one in OPTIONS],
                         ids=[one[0] for one in OPTIONS])  # fmt: skip
def test_a_sentence_is_there_with_its_option_alone(options, words):
    assert words not in said()
    assert words in said(**options)


def test_an_order_in_milliseconds_is_said_in_samples():
    text = said(target="granger_envelope", connectivity={"emg_envelope_order_ms": 100})
    assert "at 250 Hz with order 25 (100 ms)" in text


def test_what_is_turned_off_is_not_described():
    text = said(emg={"ica": False}, connectivity={"log_coherency": False, "controls": []})
    assert "heartbeat" not in text
    assert "arsigny2006" not in text
    assert "below 30 Hz" not in text


@pytest.mark.parametrize("input_", ["simulated", "bids", "import"])
def test_simulated_data_are_called_so_and_no_other(input_):
    assert ("simulated" in said(input_=input_)) == (input_ == "simulated")


@pytest.mark.parametrize("measure", sorted(set(MEASURES) - {"log_coherency"}))
def test_every_measure_is_named_with_a_reference_that_exists(measure):
    text = said(measures=[measure])
    assert MEASURES[measure].title[1:] in text
    assert {one.key for one in cited(text)} <= {one.key for one in REFERENCES}


@pytest.mark.parametrize("target", TARGETS)
def test_the_target_has_its_own_rate_and_order(target):
    text = said(target=target)
    rate = 1000 if TARGETS[target].signals == "raw" else 250
    assert f"at {rate} Hz with order" in text


def test_what_of_the_papers_recipe_is_not_the_papers_is_named():
    own = {"batch_size": 128}
    assert "other than printed" not in said(training={"paper": own})
    text = said(training={"paper": own | {"l2": 0.5}})
    assert "(other than printed or MATLAB's default: l2)" in text


def test_versions_are_named_of_what_there_is():
    text = said()
    assert "MNE-Python 1.13.2 [gramfort2013]" in text
    assert "NumPy 2.4.6" in text
    assert "TensorFlow" not in text


def test_further_networks_are_named_where_they_are_trained():
    text = said(training={"further": ["residual", "edges"]})
    assert "Further networks [kawahara2017] (residual network and edges network)" in text
    assert "kawahara2017" not in said(training={"further": ["residual"]})
    assert "Further networks" not in said(training={"further": []})
