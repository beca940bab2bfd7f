"""Which figures the recordings get, and what their example is."""

import weakref

import numpy as np
import pandas as pd
import pytest
from eeg2emg.cleaning.ica_solution import left_out_solution
from eeg2emg.cleaning.preview import Preview
from eeg2emg.figures.recordings import recording_figures
from eeg2emg.figures.saving import save_figure, save_figures
from eeg2emg.figures.style import new_figure
from eeg2emg.quality.recording_quality import RecordingQuality
from eeg2emg.quality.thresholds import QualityThresholds

EEG, EMG = ("Fp1", "Cz"), ("BSH",)


def preview(name, *, left_out=False, emg=EMG):
    rng = np.random.default_rng(0)
    samples, lines = (0, 0) if left_out else (500, 101)
    frequencies = np.linspace(0, 100, lines)
    return Preview(
        recording=name, onset_s=8.0, eeg_rate_hz=125.0, emg_rate_hz=125.0,
        eeg_channels=EEG, emg_channels=emg,
        eeg_before_v=1e-5 * rng.standard_normal((2, samples)),
        eeg_after_v=1e-5 * rng.standard_normal((2, samples)),
        emg_v=1e-4 * rng.standard_normal((len(emg), samples)),
        frequencies_hz=frequencies, emg_frequencies_hz=frequencies,
        eeg_before_psd=np.array([np.full(lines, 1e-12), np.zeros(lines)]),  # Cz is interpolated
        eeg_after_psd=np.full((2, lines), 1e-12), emg_psd=np.full((len(emg), lines), 1e-10),
    )  # fmt: skip


def quality(name):
    values = {"not_finite_share": 0.0, "amplitude_v": 1e-5}
    return RecordingQuality(
        recording=name, subject="01", eeg_reasons=[], eeg=dict.fromkeys(EEG, values)
    )


def drawn(previews, *, left_out=()):
    names = [item.recording for item in previews]
    figures = recording_figures(
        [quality(name) for name in names],
        {"sub-01": left_out_solution(EEG, "too few recordings")},
        previews,
        thresholds=vars(QualityThresholds()),
        left_out=left_out,
        units=["sub-01"],
        simulated=False,
    )
    return dict(figures)


def words(figure):
    from matplotlib.text import Text

    return " | ".join(item.get_text() for item in figure.findobj(Text))


def test_the_example_is_the_first_recording_that_was_not_left_out():
    figures = drawn([preview("a", left_out=True), preview("b"), preview("c")])
    assert set(figures) == {
        *("quality", "components", "components_sub-01", "before_after", "spectra", "emg"),
    }
    for name in ("before_after", "spectra", "emg"):
        assert " of b" in words(figures[name][0]), name


def test_a_recording_that_is_left_out_late_is_marked_so():
    """It passes the checks by itself; what the analysis does not use is told from outside."""
    _, data = drawn([preview("a"), preview("b")], left_out={"b": "a copy of a"})["quality"]
    kept = data.drop_duplicates("recording").set_index("recording")
    assert kept["usable"].to_dict() == {"a": True, "b": True}
    assert kept["kept"].to_dict() == {"a": True, "b": False}


def test_a_recording_that_is_left_out_late_is_no_example():
    figures = drawn([preview("a"), preview("b")], left_out={"a": "a copy of b"})
    for name in ("before_after", "spectra", "emg"):
        assert " of b" in words(figures[name][0]), name


def test_an_interpolated_channel_has_no_spectrum_to_compare_with():
    _, data = drawn([preview("a")])["spectra"]
    assert data["lowest"].min() == pytest.approx(1.0)  # in µV²/Hz; zero if it were taken along


def test_recordings_without_emg_have_no_figure_of_it():
    assert "emg" not in drawn([preview("a", emg=())])


def test_where_all_are_left_out_the_figures_say_so(tmp_path):
    figures = drawn([preview("a", left_out=True)])
    for name in ("before_after", "spectra", "emg"):
        assert "Every recording was left out." in words(figures[name][0])
        save_figure(*figures[name], [tmp_path / f"{name}.png"])
        assert (tmp_path / f"{name}.png").stat().st_size > 0


def test_of_figures_that_are_drawn_one_after_the_other_none_is_kept(tmp_path):
    alive = []

    def one(name):
        figure = new_figure(2, 2)
        figure.subplots()
        alive.append(weakref.ref(figure))
        return figure, pd.DataFrame({"of": [name]})

    def one_by_one():
        for name in ("first", "second", "third"):
            assert [figure() for figure in alive] == [None] * len(alive)
            yield name, one(name)

    save_figures(one_by_one(), [tmp_path / "first.csv", tmp_path / "third.csv"])
    assert len(alive) == 3
    assert (tmp_path / "third.csv").read_text() == "of\nthird\n"
    assert not (tmp_path / "second.csv").exists()
