"""What every figure keeps to: orientation, units, colours, honest marks, data, stable bytes."""

from __future__ import annotations

import pickle
from dataclasses import replace
from types import SimpleNamespace

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from cycler import cycler
from eeg2emg.catalogues import catalogue
from eeg2emg.cleaning.component_signals import component_signals
from eeg2emg.cohort.dataset import ConnectivityDataset
from eeg2emg.cohort.exclusions import Exclusion
from eeg2emg.connectivity.catalogue import TARGETS, measure_title
from eeg2emg.evaluation.metrics import METRICS, pearson_r
from eeg2emg.figures import (
    component_portraits,
    edges,
    estimates,
    evaluation,
    ica,
    importance,
    matrices,
    pipeline,
    quality,
    recovery,
    saving,
    signals,
    skill,
    skill_summary,
    style,
    synergies,
    targets,
    training_curves,
)
from eeg2emg.figures.pages import names_of_pages
from eeg2emg.importance.permutation import edge_names
from eeg2emg.learning.catalogue import REGRESSIONS, RIVALS, Regression, model_title
from eeg2emg.names.models import BEST_CHOSEN, OPTIMIZERS, PRIMARY_CHOSEN
from eeg2emg.quality.recording_quality import RecordingQuality, unusable_recording
from eeg2emg.recordings.channel_names import TEN_TWENTY
from eeg2emg.recovery.muscles import recovery_entries
from eeg2emg.splitting.split import Split
from making import targets as made
from matplotlib.layout_engine import ConstrainedLayoutEngine

EEG = TEN_TWENTY[:6]
MUSCLES = ("BSH", "TRIO", "DEL")
MEASURES = ("correlation", "coherence", "dtf", "granger", "pli")
PHASES = ("rest", "activity")
RNG = np.random.default_rng(11)
ENDINGS = ("svg", "png")


def texts(figure):
    """All words on a figure."""
    from matplotlib.text import Text

    return " | ".join(item.get_text() for item in figure.findobj(Text) if item.get_text())


def panels(figure):
    """The axes that are no colour bars."""
    return [ax for ax in figure.axes if not hasattr(ax, "_colorbar") and ax.axison]


def bars(figure):
    """The colour bars."""
    return [ax for ax in figure.axes if hasattr(ax, "_colorbar")]


def history(folds=("all",), iterations=40, spike=1.0):
    rows = []
    for fold in folds:
        for at in range(1, iterations + 1):
            rmse = (0.05 + 0.2 * np.exp(-at / 10)) * (spike if at == 1 else 1.0)
            validated = at % 4 == 0
            rows.append(
                {
                    "fold": fold,
                    "iteration": at,
                    "epoch": (at - 1) // 10 + 1,
                    "learning_rate": 0.01,
                    "training_loss": 18 * rmse**2,
                    "training_rmse": rmse,
                    "validation_loss": 18 * rmse**2 + 0.1 if validated else np.nan,
                    "validation_rmse": rmse + 0.01 if validated else np.nan,
                }
            )
    return pd.DataFrame(rows)


def trainings(*histories):
    """Trainings with the optimizers in their order."""
    return {
        optimizer: training_curves.Training(one)
        for optimizer, one in zip(OPTIMIZERS, histories, strict=False)
    }


def metrics_table():
    rows = []
    for scheme in ("random", "blocked"):
        for k, model in enumerate(
            (
                "network-paper-adam-last",
                "network-paper-adam-best",
                "network-tuned-adam-last",
                "network-tuned-adam-best",
                "ridge",
                "cell mean",
                "network-tuned-chosen",
                "primary-chosen",
            )
        ):
            row = {
                "scheme": scheme,
                "model": model,
                "part": "test",
                "metric": "skill",
                "rival": "cell mean",
                "chosen": "ridge" if model == "primary-chosen" else "",
                "value": 0.1 * k - 0.2,
                "low": 0.1 * k - 0.3,
                "high": 0.1 * k - 0.1,
                "primary": scheme == "blocked" and model == "primary-chosen",
                "status": "estimated",
                "reason": "",
            }
            rows.append(row)
    rows.append(
        rows[0]
        | {"scheme": "leave-one-subject-out", "model": "all models", "value": np.nan}
        | {"low": np.nan, "high": np.nan, "status": "not estimable"}
        | {"reason": "There are 2 subjects and it needs at least 3"}
    )
    return pd.DataFrame(rows)


def subjects_table():
    table = metrics_table()
    table = table[table["status"] == "estimated"].rename(columns={"value": "skill"})
    return pd.concat(
        [table[["scheme", "model", "skill"]].assign(subject=name) for name in ("01", "02")],
        ignore_index=True,
    )


def recording_quality(name="sub-01_run-01", *, clipped=0.0):
    def channel(**more):
        checks = {"not_finite_share": 0.0, "flat_share": 0.0, "clipped_share": 0.0}
        return checks | {"amplitude_v": 1e-5, "line_share": 0.1} | more

    eeg = {c: channel(noise_ratio=0.2, correlation=0.8) for c in EEG}
    eeg[EEG[0]]["clipped_share"] = clipped
    return RecordingQuality(
        recording=name,
        subject=name.split("_")[0],
        eeg_reasons=[],
        eeg=eeg,
        emg={c: channel(snr_db=12.0) for c in MUSCLES},
    )


LIMITS = {
    "max_flat_share": 0.05,
    "max_clipped_share": 0.005,
    "max_line_share": 0.9,
    "max_eeg_uv": 300.0,
    "max_emg_uv": 5000.0,
    "max_noise_ratio": 2.0,
    "min_correlation": 0.4,
    "max_bad_eeg": 3,
    "max_dropped_share": 0.005,
    "min_emg_snr_db": 3.0,
}


def solution(removed=(0, 2), names=EEG):
    n = len(names)
    mixing = 1e-5 * RNG.standard_normal((n, n))
    return SimpleNamespace(
        channels=names,
        good_channels=names,
        mixing=mixing,
        labels=["eog", "brain", "muscle", *["brain"] * (n - 3)],
        removed=removed,
        reasons=["eye: correlation 0.90 with Fp1 (limit 0.7)", "", "muscle: kept", *[""] * (n - 3)],
        explained_variance=np.arange(n, 0, -1) / n,
        positions_m=None,
        left_out="",
        signals=component_signals(
            RNG.standard_normal((n, 4000)),
            mixing,
            250.0,
            channels=names,
            lengths=[4000],
            removed=removed,
        ),
    )


def importance_table():
    rows = [("measure", name, 0.1 - 0.03 * k) for k, name in enumerate(MEASURES)]
    rows += [("channel", name, 0.01 * k) for k, name in enumerate(EEG)]
    rows += [("edge", name, 0.005 * k) for k, name in enumerate(edge_names(EEG))]
    table = pd.DataFrame(rows, columns=["kind", "name", "importance"])
    table = table.assign(low=table["importance"] - 0.03, high=table["importance"] + 0.03)
    permuted = table.assign(method="permutation", n_subjects=8)
    refits = permuted[permuted["kind"] == "measure"].assign(method="refit", importance=0.01)
    return pd.concat(
        [
            permuted.assign(model="network-tuned-adam-best", skill=0.03),
            permuted.assign(model="ridge", skill=0.21),
            refits.assign(model="ridge", skill=0.21),
            refits.assign(model="pls", skill=0.19),
        ],
        ignore_index=True,
    )


def limits_table():
    rows = [("blocked", "ridge", 0.6, 0.5), ("random", "ridge", 0.9, 0.8)]
    return pd.DataFrame(rows, columns=["scheme", "model", "ceiling", "learnable"])


def a_run(simulated=True, verdict="too few people"):
    """A run of three people, one of whom is left out."""
    names = [f"sub-0{s}_run-01_seg-{k}" for s in (1, 2) for k in range(6)]
    table = pd.DataFrame(
        {
            "segment": names,
            "subject": [name[4:6] for name in names],
            "recording": [name[:13] for name in names],
            "phase": ["rest", "activity"] * 6,
            "cycle": 0,
            "onset_s": 0.0,
            "emg_amplitude_v": 0.0,
        }
    )
    dataset = ConnectivityDataset(
        features=np.zeros((12, 6, 6, 5)), targets=np.zeros((12, 3, 3)), planes=MEASURES,
        eeg_channels=tuple(EEG), emg_channels=MUSCLES, segments=table,
        target_name="granger_raw", simulated=simulated,
    )  # fmt: skip
    parts = ["training"] * 7 + ["validation"] * 2 + ["test"] * 3
    split = Split(pd.DataFrame({"fold": "all", "segment": names, "part": parts}))
    return pipeline.Run(
        dataset, "blocked", split,
        metrics=metrics_table(),
        quality=pd.DataFrame({"subject": ["01", "02", "03"], "segments": [6, 7, 6]}),
        ica=pd.DataFrame({"removed": [1, 0, 0, 1, 0, 0], "component": [0, 1, 2, 0, 1, np.nan]}),
        verdict=pd.DataFrame({"step": ["verdict"], "what": [verdict]}),
        exclusions=[Exclusion("subject", "sub-03", "noisy")],
    )  # fmt: skip


def entries():
    true = RNG.random((6, 3, 3)) * 0.1
    return recovery_entries(
        {"value of the configured functional": true, "infinite order": true * 1.2},
        true * 0.5,
        ["rest", "activity"] * 3,
        MUSCLES,
    )


def drawn(simulated):
    """One of each kind of figure that exists for simulated and for real recordings."""
    brain = {phase: RNG.random((5, 6, 6)) for phase in PHASES}
    truth = RNG.random((8, 3, 3))
    cells = [0, 0, 1, 1, 2, 2, 3, 3]
    wave = RNG.standard_normal((3, 500)) * 1e-5
    frequencies = np.linspace(0, 100, 101)
    psd = np.full((3, 101), 1e-12)
    flag = {"simulated": simulated}
    return {
        "training": training_curves.training_curves(
            trainings(history(), history()), network="paper's network", **flag
        ),
        "phases": matrices.phase_matrices(brain, MEASURES, EEG, title="Brain", **flag),
        "skill": skill.skill_forest(metrics_table(), subjects_table(), **flag),
        "skill_summary": skill_summary.skill_summary(metrics_table(), limits_table(), **flag),
        "pipeline": pipeline.pipeline_figure(a_run(simulated)),
        "estimates": estimates.estimates_scatter(
            truth, truth * 0.9, cells, model="m", scheme="blocked", colour="#0072B2", **flag
        ),
        "quality": quality.quality_matrix([recording_quality()], LIMITS, **flag),
        "components": component_portraits.component_portraits(
            solution(removed=(0,)), unit="sub-01", **flag
        ),
        "removed": ica.removed_component_maps({"sub-01": solution()}, **flag),
        "before_after": signals.before_after(wave, wave / 2, 100.0, MUSCLES, title="t", **flag),
        "spectra": signals.spectra_before_after(frequencies, psd, psd / 2, title="t", **flag),
        "emg": signals.emg_excerpt(wave, 100.0, MUSCLES, frequencies, psd, title="t", **flag),
        "importance": importance.importance_figure(importance_table(), EEG, **flag),
        "synergies": synergies.synergies_figure(made.synergies_table(), **flag),
        "many synergies": synergies.synergies_figure(made.synergies_table(5), **flag),
        "targets": targets.targets_figure(made.targets_table(), made.features_table(), **flag),
        "edges": edges.edges_figure(importance_table(), EEG, confidence=0.95, **flag),
        "reason": style.not_estimable_figure("Skill", "too few subjects", **flag),
    }


@pytest.fixture(scope="module")
def of_simulation():
    return drawn(simulated=True)


@pytest.fixture(scope="module")
def of_recordings():
    return drawn(simulated=False)


class TestEveryFigure:
    def test_says_simulated_exactly_when_it_is(self, of_simulation, of_recordings):
        for name, (figure, _) in of_simulation.items():
            assert "SIMULATED DATA" in texts(figure), name
        for name, (figure, _) in of_recordings.items():
            assert "simulated" not in texts(figure).lower(), name

    def test_comes_with_its_data(self, of_simulation):
        for name, (_, data) in of_simulation.items():
            assert len(data), name
            assert data.columns.is_unique, name

    def test_names_a_unit_on_every_axis_with_numbers(self, of_simulation):
        units = ("(nats)", "(nats²)", "(s)", "(Hz)", "µV", "no unit", "Iteration")
        named = {
            "training": ("xlabel", "ylabel"),
            "estimates": ("xlabel", "ylabel"),
            "before_after": ("xlabel", "ylabel"),
            "spectra": ("xlabel", "ylabel"),
            "emg": ("xlabel", "ylabel"),
            "edges": ("xlabel",),
        }
        for name, labels in named.items():
            axes = panels(of_simulation[name][0])
            if name == "training":
                labelled = [(axes[2], label) for label in labels]  # below, on the left
            else:
                labelled = [(ax, label) for ax in axes for label in labels]
            for ax, label in labelled:
                words = getattr(ax, f"get_{label}")()
                assert any(unit in words for unit in units), (name, label, words)

    def test_is_the_same_whatever_a_person_has_set_for_figures_of_their_own(
        self, monkeypatch, tmp_path
    ):
        """As a matplotlibrc in their home, in the working folder, or named by MATPLOTLIBRC."""
        theirs = {
            "axes.facecolor": "yellow",
            "axes.grid": True,
            "axes.prop_cycle": cycler(color=["red"]),
            "figure.constrained_layout.hspace": 0.3,
            "figure.dpi": 37,
            "font.family": "monospace",
            "hatch.linewidth": 4,
            "image.cmap": "jet",
            "image.interpolation": "bilinear",
            "image.origin": "lower",
            "lines.linewidth": 6,
            "lines.marker": "x",
            "path.simplify": False,
            "pdf.compression": 0,
            "savefig.bbox": "tight",
            "savefig.transparent": True,
            "svg.image_inline": False,
            "text.antialiased": False,
            "xtick.direction": "in",
        }
        for folder, settings in (("default", {}), ("theirs", theirs)):
            monkeypatch.setitem(globals(), "RNG", np.random.default_rng(5))
            with mpl.rc_context(settings):
                for name, figure in drawn(simulated=True).items():
                    paths = [tmp_path / folder / f"{name}.{ending}" for ending in ENDINGS]
                    saving.save_figure(*figure, paths, png_dpi=40)
        made = sorted((tmp_path / "default").iterdir())
        assert made
        for path in made:
            assert path.read_bytes() == (tmp_path / "theirs" / path.name).read_bytes(), path.name


class TestSaving:
    def test_equal_figures_have_equal_bytes_in_every_format(self, tmp_path):
        made = []
        for folder in ("first", "second"):
            figure, data = matrices.phase_matrices(
                {"rest": np.arange(18.0).reshape(2, 3, 3)},
                ("granger", "pli"),
                MUSCLES,
                title="t",
                simulated=True,
            )
            paths = [tmp_path / folder / f"m.{ending}" for ending in ("pdf", "svg", "png", "csv")]
            saving.save_figure(figure, data, paths)
            made.append([path.read_bytes() for path in paths])
        assert made[0] == made[1]
        assert [content[:4] for content in made[0][:3]] == [b"%PDF", b"<?xm", b"\x89PNG"]

    def test_the_last_digits_of_the_layout_change_no_byte(
        self, of_simulation, tmp_path, monkeypatch
    ):
        """The solver of the layout gives them as the addresses in memory fall."""
        noise = np.random.default_rng(3)
        execute = ConstrainedLayoutEngine.execute

        def shaken(engine, figure):
            execute(engine, figure)
            for ax in figure.axes:
                box = ax.get_position(original=True).bounds
                ax._set_position(np.array(box) + noise.uniform(-1e-13, 1e-13, 4))

        monkeypatch.setattr(ConstrainedLayoutEngine, "execute", shaken)
        for name in ("skill", "training", "estimates"):  # rows, a grid, equal scales
            figure, _ = of_simulation[name]
            copies = [pickle.loads(pickle.dumps(figure)) for _ in range(2)]
            for copy in copies:
                saving._settle(copy)
            places = [[ax.get_position().bounds for ax in copy.axes] for copy in copies]
            assert places[0] == places[1], name
        figure, data = of_simulation["skill"]
        paths = [tmp_path / f"{k}.svg" for k in range(2)]
        for path in paths:
            saving.save_figure(pickle.loads(pickle.dumps(figure)), data, [path])
        assert paths[0].read_bytes() == paths[1].read_bytes()

    def test_the_csv_holds_the_data_without_loss(self, tmp_path):
        figure, data = style.not_estimable_figure("t", "r", simulated=False)
        data = pd.DataFrame({"value": [0.1 + 0.2, 1e-300, np.nan]})
        saving.save_figure(figure, data, [tmp_path / "x.csv"])
        pd.testing.assert_frame_equal(pd.read_csv(tmp_path / "x.csv"), data)

    def test_another_format_is_refused(self, tmp_path):
        figure, data = style.not_estimable_figure("t", "r", simulated=False)
        with pytest.raises(ValueError, match=r"saved as '\.gif'"):
            saving.save_figure(figure, data, [tmp_path / "x.gif"])


class TestColours:
    def test_an_optimizer_has_one_colour_whatever_recipe_and_weights(self):
        for optimizer in ("adam", "sgd", "rmsprop"):
            expected = style.optimizer_colour(optimizer)
            for recipe in ("paper", "tuned"):
                for weights in ("last", "best"):
                    assert style.model_colour(f"network-{recipe}-{optimizer}-{weights}") == expected
        assert len({style.optimizer_colour(o) for o in ("adam", "sgd", "rmsprop")}) == 3

    def test_the_training_curve_has_its_optimizers_colour(self):
        one = {"rmsprop": training_curves.Training(history())}
        figure, _ = training_curves.training_curves(one, network="network", simulated=True)
        colours = {line.get_color() for ax in panels(figure) for line in ax.lines}
        assert style.optimizer_colour("rmsprop") in colours
        assert style.optimizer_colour("adam") not in colours

    def test_bands_and_variants_have_the_colour_of_their_measure(self):
        assert style.measure_colour("coherence 8-13 Hz") == style.measure_colour("coherence")
        assert style.measure_colour("ddtf") == style.measure_colour("dtf")
        assert len({style.measure_colour(measure) for measure in MEASURES}) == len(MEASURES)

    def test_what_sees_no_eeg_is_grey(self):
        assert {style.model_colour(rival) for rival in RIVALS} == {style.MUTED}
        assert style.MUTED not in map(style.model_colour, (BEST_CHOSEN, PRIMARY_CHOSEN))

    def test_every_regression_has_a_colour_of_its_own_also_one_that_is_new(self, monkeypatch):
        new = [Regression(f"new {k}", "t", "d.", "m:f") for k in range(3)]
        monkeypatch.setattr(style, "REGRESSIONS", catalogue(*REGRESSIONS.values(), *new))
        colours = [style.model_colour(name) for name in style.REGRESSIONS]
        others = {style.MUTED, style.INK, *style.OPTIMIZER_COLOURS.values()}
        assert len({*colours, *others}) == len(colours) + len(others)


class TestMatrices:
    def test_rows_are_sinks_and_columns_sources(self, of_simulation):
        figure = of_simulation["phases"][0]
        below = panels(figure)[-3:]
        assert [ax.get_xlabel() for ax in below] == ["source"] * 3
        beside = [text for text in figure.texts if text.get_text() == "sink"]
        assert len(beside) == len(MEASURES)
        assert all(text.get_rotation() == 90 for text in beside)

    def test_shares_have_one_scale_from_none_to_all(self):
        shares = {"rest": np.full((2, 3, 3), 0.25), "activity": np.full((2, 3, 3), 0.25)}
        drawn, _ = matrices.phase_matrices(
            shares, ("correlation", "dtf"), MUSCLES, title="x", simulated=True, share_of="segments"
        )
        scales = [ax.images[0].get_clim() for ax in panels(drawn)]
        assert scales == [(0.0, 1.0), (0.0, 1.0), (-0.1, 0.1)] * 2
        assert [bar.get_ylabel() for bar in bars(drawn)] == [
            "share of segments"
        ] * 4  # two for each row

    def test_a_single_link_is_drawn_at_its_sink_and_source(self):
        values = np.zeros((1, 3, 3))
        values[0, 2, 0] = 1.0  # of BSH on DEL
        figure, data = matrices.phase_matrices(
            {"rest": values}, ("granger",), MUSCLES, title="t", simulated=False
        )
        link = data[data["value"] > 0].iloc[0]
        assert (link["sink"], link["source"]) == ("DEL", "BSH")
        image = panels(figure)[0].images[0].get_array()
        assert image[2, 0] == 1
        assert panels(figure)[0].get_yticklabels()[2].get_text() == "DEL"
        assert image.mask.diagonal().all()

    def test_the_data_are_what_is_drawn(self):
        values = RNG.random((2, 3, 3))
        figure, data = matrices.phase_matrices(
            {"rest": values}, ("granger", "dtf"), MUSCLES, title="t", simulated=False
        )
        for k, (measure, part) in enumerate(data.groupby("measure", sort=False)):
            shown = panels(figure)[k].images[0].get_array()
            assert measure == ("granger", "dtf")[k]
            np.testing.assert_array_equal(shown.compressed(), part["value"])

    def test_phases_share_a_scale_and_the_difference_is_centred_on_zero(self):
        means = {"rest": np.full((1, 3, 3), 0.1), "activity": np.full((1, 3, 3), 0.4)}
        figure, data = matrices.phase_matrices(
            means, ("granger",), MUSCLES, title="t", simulated=False
        )
        rest, activity, difference = (ax.images[0] for ax in panels(figure))
        assert rest.get_clim() == activity.get_clim() == (0.0, 0.4)
        low, high = difference.get_clim()
        assert low == -high
        assert np.allclose(data.loc[data["panel"] == "activity - rest", "value"], 0.3)

    def test_with_one_phase_there_is_no_difference(self):
        figure, data = matrices.phase_matrices(
            {"task": np.ones((1, 3, 3))}, ("granger",), MUSCLES, title="t", simulated=False
        )
        assert len(panels(figure)) == 1
        assert set(data["panel"]) == {"task"}

    def test_means_are_of_each_phase_alone(self):
        values = np.arange(4.0)[:, None, None, None] * np.ones((4, 1, 2, 2))
        means = matrices.means_by_phase(values, ["rest", "activity", "rest", "activity"])
        assert list(means) == ["rest", "activity"]
        assert np.allclose(means["rest"], 1)
        assert np.allclose(means["activity"], 2)

    def test_a_shape_that_does_not_fit_is_refused(self):
        with pytest.raises(ValueError, match=r"shape \(1, 3, 3\)"):
            matrices.phase_matrices(
                {"rest": np.ones((1, 3, 3))}, ("dtf", "pli"), MUSCLES, title="t", simulated=False
            )

    def test_phases_share_one_bar_of_colours_and_the_difference_has_its_own(self, of_simulation):
        figure = of_simulation["phases"][0]
        assert len(bars(figure)) == 2 * len(MEASURES)

    @pytest.mark.parametrize("count", [3, 19, 32, 128])
    def test_channels_are_named_as_far_as_letters_have_room(self, count):
        names = [f"C{k}" for k in range(count)]
        means = {phase: np.ones((5, count, count)) for phase in PHASES}
        figure, _ = matrices.phase_matrices(means, MEASURES, names, title="t", simulated=False)
        axis = panels(figure)[0].yaxis
        places = [
            (tick.get_position()[1], tick.get_text())
            for tick in axis.get_majorticklabels() + axis.get_minorticklabels()
        ]
        assert all(name == names[round(at)] for at, name in places)
        assert len(places) == count if count <= 19 else len(places) >= count / 8

    def test_measures_beyond_a_page_are_on_further_ones(self):
        measures = [f"coherence {k}-{k + 1} Hz" for k in range(12)]
        means = {phase: RNG.random((12, 3, 3)) for phase in PHASES}
        pages = matrices.paged_matrices(
            "eeg_connectivity", means, measures, MUSCLES, title="t", simulated=False
        )
        assert list(pages) == names_of_pages("eeg_connectivity", 12)
        shown = [data["measure"].drop_duplicates().tolist() for _, data in pages.values()]
        assert [measure for page in shown for measure in page] == measures
        assert all("of 3)" in texts(figure) for figure, _ in pages.values())


class TestTrainingCurves:
    def drawn(self, *histories):
        return training_curves.training_curves(
            trainings(*histories), network="paper's network", simulated=False
        )

    def test_prints_the_definition_of_rmse_and_the_final_validation(self):
        figure, _ = self.drawn(history())
        words = texts(figure)
        assert training_curves.RMSE_DEFINITION in words
        final = history()["validation_rmse"].dropna().iloc[-1]
        assert f"final validation {final:.3g}" in words
        assert "Adam" in words

    def test_draws_what_it_was_given(self):
        given = history()
        figure, data = self.drawn(given)
        for ax, quantity in zip(panels(figure), ("rmse", "loss"), strict=True):
            lines = {line.get_label(): line for line in ax.lines}
            batch, validation = lines["training batch"], lines["validation"]
            np.testing.assert_array_equal(batch.get_ydata(), given[f"training_{quantity}"])
            np.testing.assert_array_equal(
                validation.get_ydata(), given[f"validation_{quantity}"].dropna()
            )
        pd.testing.assert_frame_equal(data[given.columns.tolist()], given)

    def test_optimizers_stand_side_by_side_on_common_axes(self):
        figure, data = self.drawn(history(), history(), history(iterations=60))
        above, below = panels(figure)[:3], panels(figure)[3:]
        assert [ax.get_title() for ax in above] == ["Adam", "SGD", "RMSprop"]
        assert len({ax.get_xlim() for ax in above + below}) == 1
        for row in (above, below):
            assert len({ax.get_ylim() for ax in row}) == 1
        assert "scale of its own" not in texts(figure)
        assert list(dict.fromkeys(data["optimizer"])) == ["adam", "sgd", "rmsprop"]

    def test_an_optimizer_far_beyond_the_others_has_its_own_scale_and_says_so(self):
        far = history()
        columns = ["training_rmse", "validation_rmse"]
        far[columns] = 10 * far[columns]
        figure, _ = self.drawn(history(), history(), far)
        adam, sgd, rmsprop = panels(figure)[:3]
        assert adam.get_ylim() == sgd.get_ylim()
        assert rmsprop.get_ylim()[1] > 5 * adam.get_ylim()[1]
        own = [
            "scale of its own" in "".join(t.get_text() for t in ax.texts) for ax in panels(figure)
        ]
        assert own == [False, False, True, False, False, False]

    def test_an_explosive_first_iteration_is_said_and_does_not_flatten_the_rest(self):
        figure, _ = self.drawn(history(spike=1e4))
        upper = panels(figure)[0]
        assert upper.get_ylim()[1] < 1
        assert "▲ up to" in texts(figure)

    def test_an_optimizer_without_a_curve_is_named_with_the_reason(self):
        without = training_curves.Training(history().iloc[:0], "the loss is no number")
        figure, data = training_curves.training_curves(
            {"adam": training_curves.Training(history()), "sgd": without},
            network="network",
            simulated=False,
        )
        assert "the loss is no number" in " ".join(texts(figure).split())
        assert set(data["optimizer"]) == {"adam"}
        assert "SGD: not estimable" in style.alt_text(figure)

    def test_folds_are_kept_apart(self):
        figure, data = self.drawn(history(folds=("a", "b")))
        first = data[data["fold"] == "b"].iloc[0]
        assert first["training_rmse_smoothed"] == first["training_rmse"]
        assert "2 folds" in texts(figure)


class TestSkill:
    def test_zero_is_the_best_eeg_free_predictor(self, of_simulation):
        figure = of_simulation["skill"][0]
        assert "better than the EEG-free rival" in texts(figure)
        for ax in panels(figure):
            low, high = ax.get_xlim()
            assert low < 0 < high
            assert any(np.allclose(line.get_xdata(), 0) for line in ax.lines)

    def test_shows_last_weights_of_the_papers_recipe_and_best_ones_of_others(self, of_simulation):
        models = set(of_simulation["skill"][1]["model"])
        assert {"network-paper-adam-last", "network-tuned-adam-best", "ridge"} <= models
        assert not models & {"network-paper-adam-best", "network-tuned-adam-last", "cell mean"}

    def test_the_random_scheme_is_called_no_evidence_and_reasons_are_given(self, of_simulation):
        words = texts(of_simulation["skill"][0])
        assert "random: never evidence" in words
        assert "blocked: never evidence" not in words
        assert "There are 2 subjects and it needs at least 3" in words
        assert "primary analysis: model by validation" in words

    def test_a_hopeless_model_is_written_at_the_edge(self):
        table = metrics_table()
        one = (table["model"] == "ridge") & (table["metric"] == "skill")
        table.loc[one, ["value", "low", "high"]] = [-35.0, -40.0, -30.0]
        figure, _ = skill.skill_forest(table, subjects_table(), simulated=False)
        assert panels(figure)[0].get_xlim()[0] > -2
        assert "−35.00, beyond the axis" in texts(figure)

    def test_people_beyond_the_axis_are_counted_at_its_edge(self):
        subjects = subjects_table()
        one = (subjects["model"] == "ridge") & (subjects["scheme"] == "blocked")
        subjects.loc[one & (subjects["subject"] == "02"), "skill"] = -7.0
        figure, data = skill.skill_forest(metrics_table(), subjects, simulated=False)
        assert texts(figure).count("◂ 1 |") == 1
        assert "◂ n people whose value lies beyond the axis" in texts(figure)
        assert (data["value"] == -7.0).sum() == 1
        plain, _ = skill.skill_forest(metrics_table(), subjects_table(), simulated=False)
        assert "◂" not in texts(plain)

    def test_single_networks_beyond_a_page_are_left_to_the_data(self):
        table = metrics_table()
        network = table[table["model"] == "network-tuned-adam-best"].iloc[0]
        more = [
            network.to_dict() | {"model": f"network-r{'x' * k}-adam-best"} for k in range(1, 90)
        ]
        table = pd.concat([table, pd.DataFrame(more)], ignore_index=True)
        titled = {name: model_title(name) for name in metrics_table()["model"].unique()
                  if name != "all models"}  # fmt: skip
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(skill, "model_title", lambda name: titled.get(name, name))
            figure, data = skill.skill_forest(table, subjects_table(), simulated=False)
        assert figure.get_figheight() <= style.PAGE_HEIGHT_IN
        assert "networks are left to the data" in texts(figure)
        assert titled["network-tuned-chosen"] in texts(figure)
        assert titled["network-tuned-adam-best"] not in texts(figure)
        assert len(data["model"].unique()) >= 89

    def test_a_table_without_skill_is_refused(self):
        table = metrics_table().assign(metric="r2")
        with pytest.raises(ValueError, match="no model has a skill"):
            skill.skill_forest(table, subjects_table(), simulated=False)


class TestSkillSummary:
    def test_shows_the_primary_scheme_with_intervals_values_and_limits(self, of_simulation):
        figure, data = of_simulation["skill_summary"]
        words = " ".join(texts(figure).split())
        assert "primary analysis: ridge" in words
        assert "mean of unlike networks" not in words  # this run has none
        assert "ceiling 0.60" in words
        assert "learnable limit 0.50" in words
        assert "0: cell mean" in words
        expected = metrics_table().query("scheme == 'blocked'").set_index("model")["value"]
        for model, value in data.query("status == 'estimated'").set_index("model")["value"].items():
            assert value == expected[model]
            assert style.in_words(value) in words
        assert data.query("status == 'limit'")["value"].tolist() == [0.6, 0.5]

    def test_without_intervals_it_says_why(self):
        table = metrics_table().assign(low=np.nan, high=np.nan)
        table.loc[table["status"] == "estimated", "reason"] = "no interval with 5 subjects"
        figure, _ = skill_summary.skill_summary(table, limits_table().iloc[:0], simulated=False)
        assert "no interval with 5 subjects" in texts(figure)
        assert "limit" not in texts(figure)
        assert "no interval with 5 subjects" in style.alt_text(figure)

    def test_a_scheme_that_cannot_be_carried_gives_the_reason(self):
        table = metrics_table()
        table = table[table["scheme"] != "blocked"]
        row = table.iloc[-1].to_dict() | {"scheme": "blocked", "reason": "one recording each"}
        table = pd.concat([table, pd.DataFrame([row])], ignore_index=True)
        figure, data = skill_summary.skill_summary(table, limits_table(), simulated=False)
        assert "one recording each" in texts(figure)
        assert data["status"].tolist() == ["not estimable"]


class TestPipeline:
    def test_counts_what_goes_through_each_stage(self):
        figure, data = pipeline.pipeline_figure(a_run())
        counts = data.set_index("what")["value"].to_dict()
        expected = {
            "people": 3, "people used": 2, "people left out": 1, "recordings": 3,
            "recordings used": 2, "components removed": 2, "segments found": 19,
            "segments used": 12, "planes": 5, "edges": 6, "training segments": 7,
            "validation segments": 2, "test segments": 3, "primary model": "ridge",
            "verdict": "too few people",
        }  # fmt: skip
        assert {name: counts[name] for name in expected} == expected
        words = " ".join(texts(figure).split())
        for said in ("3 recordings", "7 + 2 segments", "3 test segments", "too few people"):
            assert said in words, said
        assert "biceps brachii, short head" in words
        assert measure_title("dtf") in words

    def test_a_split_that_cannot_be_made_is_said(self):
        run = replace(a_run(), split=Split.not_estimable("one recording each"))
        figure, _ = pipeline.pipeline_figure(run)
        assert "not estimable: the cohort cannot carry it" in " ".join(texts(figure).split())


class TestEstimates:
    @pytest.mark.parametrize("target", TARGETS)
    def test_the_axes_name_the_target_and_its_unit(self, target):
        truth = RNG.random((8, 3, 3))
        figure, _ = estimates.estimates_scatter(
            truth, truth, [0, 0, 1, 1, 2, 2, 3, 3], model="m", scheme="blocked", colour="k",
            simulated=False, target=target,
        )  # fmt: skip
        assert f"({TARGETS[target].unit}):\n{TARGETS[target].title}" in texts(figure)
        assert "true" not in texts(figure)  # what is measured is an estimate as well

    def test_a_quantity_without_a_unit_has_no_empty_parentheses(self):
        figure, _ = training_curves.training_curves(
            trainings(history()), network="network", simulated=False, rmse_unit=""
        )
        assert "()" not in texts(figure)
        assert "²" not in texts(figure)

    def test_cell_means_alone_are_high_pooled_and_nothing_within(self):
        cells = np.repeat(np.arange(8), 10)
        means = RNG.random((8, 3, 3))[cells]
        truth = means + 0.01 * RNG.standard_normal(means.shape)
        estimate = means + 0.01 * RNG.standard_normal(means.shape)
        figure, data = estimates.estimates_scatter(
            truth, estimate, cells, model="m", scheme="blocked", colour="#0072B2", simulated=False
        )
        within = data[["measured_within_cell", "estimated_within_cell"]].corr().iloc[0, 1]
        assert pearson_r(truth, estimate) > 0.99
        assert abs(within) < 0.15
        assert f"r = {style.in_words(within)}" in texts(figure)

    def test_pooled_numbers_are_those_of_the_tables_with_the_diagonal(self):
        truth = RNG.random((8, 3, 3))
        estimate = truth + 0.3 * RNG.standard_normal(truth.shape)
        for matrices_ in (truth, estimate):
            matrices_[:, np.arange(3), np.arange(3)] = 0.0
        figure, data = estimates.estimates_scatter(
            truth, estimate, [0] * 8, model="m", scheme="s", colour="k", simulated=False
        )
        table = {name: METRICS[name](truth, estimate) for name in ("r2", "r")}
        assert f"R² = {table['r2']:.2f}, r = {table['r']:.2f}" in texts(figure)
        off = data[["measured", "estimated"]].corr().iloc[0, 1]
        assert f"{off:.2f}" != f"{table['r']:.2f}"  # so the figure would not pass without it
        assert "with the diagonal,\nas in the tables" in texts(figure)

    def test_it_is_said_what_is_subtracted(self, of_simulation):
        words = " ".join(texts(of_simulation["estimates"][0]).split())
        assert "less its mean over the test segments of the same person, phase and entry" in words

    def test_only_entries_off_the_diagonal_are_drawn(self):
        truth = RNG.random((2, 3, 3))
        _, data = estimates.estimates_scatter(
            truth, truth, [0, 0], model="m", scheme="s", colour="k", simulated=False
        )
        assert (data["sink"] != data["source"]).all()
        assert len(data) == 2 * 6

    def test_cells_of_one_segment_have_no_deviation(self):
        truth = RNG.random((2, 3, 3))
        figure, data = estimates.estimates_scatter(
            truth, truth, [0, 1], model="m", scheme="s", colour="k", simulated=False
        )
        assert data["measured_within_cell"].isna().all()
        assert "no cell has two segments" in texts(figure)

    def test_agreement_with_a_constant_is_undefined(self):
        truth = RNG.random((4, 3, 3))
        figure, _ = estimates.estimates_scatter(
            truth, np.ones_like(truth), [0] * 4, model="m", scheme="s", colour="k", simulated=False
        )
        assert "r = undefined" in texts(figure)


class TestQuality:
    def test_a_channel_beyond_its_limit_is_counted_and_orange(self):
        figure, data = quality.quality_matrix(
            [recording_quality(clipped=0.5)], LIMITS, simulated=False
        )
        row = data[(data["signal"] == "eeg") & (data["check"] == "clipped_share")].iloc[0]
        assert row["channels_beyond"] == 1
        assert row["ratio"] == pytest.approx(100)
        image = panels(figure)[0].images[0]
        assert image.get_cmap().get_over()[:3] == pytest.approx((213 / 255, 94 / 255, 0), abs=0.01)

    def test_nothing_is_beyond_in_a_good_recording(self):
        data = quality.quality_checks([recording_quality()], LIMITS)
        assert (data["ratio"] < 1).all()
        assert (data["channels_beyond"] == 0).all()

    def test_quiet_activity_is_worse_the_lower_it_is(self):
        bad = recording_quality()
        for checks in bad.emg.values():
            checks["snr_db"] = -1.0
        data = quality.quality_checks([bad], LIMITS)
        assert np.isinf(data.loc[data["check"] == "snr_db", "ratio"]).all()

    def test_an_unreadable_recording_has_no_values_and_is_left_out(self):
        broken = unusable_recording("sub-02_run-01_eeg.edf", "the file is empty")
        figure, data = quality.quality_matrix(
            [recording_quality(), broken], LIMITS, simulated=False
        )
        assert data.loc[data["recording"] == "sub-02_run-01", "ratio"].isna().all()
        assert "left out  sub-02_run-01" in texts(figure)

    def test_without_emg_there_are_no_columns_for_it(self):
        silent = replace(recording_quality(), emg={})
        figure, data = quality.quality_matrix([silent], LIMITS, simulated=False)
        assert "EMG:" not in texts(figure)
        assert panels(figure)[0].images[0].get_array().shape == (1, 9)
        assert set(data["signal"]) == {"eeg", "emg"}
        both, _ = quality.quality_matrix([silent, recording_quality("b")], LIMITS, simulated=False)
        assert "EMG: amplitude" in texts(both)

    def test_many_recordings_are_named_by_subject(self):
        many = [recording_quality(f"sub-{k % 3:02d}_run-{k:02d}") for k in range(90)]
        figure, _ = quality.quality_matrix(many, LIMITS, simulated=False)
        assert "sub-00 (30 of 30 kept)" in texts(figure)


class TestComponents:
    def test_the_removed_ones_come_first_and_say_why(self, of_simulation):
        figure, data = of_simulation["components"]
        assert "1 of 6 removed" in texts(figure)
        assert "0: eye, removed" in texts(figure)
        assert "correlation 0.90 with Fp1" in " ".join(texts(figure).split())
        assert data["component"].drop_duplicates().tolist() == [0, 2, 1, 3, 4, 5]
        assert data.groupby("component")["removed"].all().tolist() == [True] + [False] * 5
        lines = [ax.lines[0].get_color() for ax in figure.axes if ax.lines]
        assert lines.count(style.ORANGE) == 2

    def test_each_has_its_map_its_spectrum_and_its_course(self, of_simulation):
        _, data = of_simulation["components"]
        counts = data.groupby(["component", "quantity"]).size().unstack()
        assert (counts["weight"] == 6).all()
        assert (counts["power"] == 100).all()
        assert (counts["course"] == 750).all()
        weights = data[data["quantity"] == "weight"].groupby("component")["value"]
        assert np.allclose(weights.max(), 1)
        assert (weights.min() >= -1).all()

    def test_a_large_montage_shows_what_was_decided_and_the_largest_of_the_rest(self):
        figure, data = component_portraits.component_portraits(
            solution(), unit="sub-01", simulated=False, most=4
        )
        assert data["component"].drop_duplicates().tolist() == [0, 2, 1, 3]
        assert "2 of 6 removed, 4 shown" in texts(figure)

    def test_unknown_positions_leave_out_the_map_alone(self):
        figure, data = component_portraits.component_portraits(
            solution(names=["a", "b", "c", "d"]), unit="sub-01", simulated=False
        )
        assert "electrodes unknown" in texts(figure)
        assert set(data["quantity"]) == {"weight", "power", "course"}

    def test_a_subject_without_components_is_named_with_the_reason(self):
        for found, reason in (
            (SimpleNamespace(left_out="too noisy"), "too noisy"),
            (SimpleNamespace(left_out="", signals=None), "no ICA was asked for"),
        ):
            figure, _ = component_portraits.component_portraits(
                found, unit="sub-01", simulated=False
            )
            assert reason in texts(figure)

    def test_every_removed_component_of_every_subject_is_in_the_data(self):
        _, data = ica.removed_component_maps(
            {"sub-01": solution(), "sub-02": solution(removed=(1,))}, simulated=True
        )
        found = data[["unit", "component"]].drop_duplicates().to_numpy().tolist()
        assert found == [["sub-01", 0], ["sub-01", 2], ["sub-02", 1]]

    def test_nothing_removed_is_said(self):
        figure, _ = ica.removed_component_maps({"sub-01": solution(removed=())}, simulated=False)
        assert "no component was removed" in texts(figure)


class TestSignals:
    def test_traces_are_in_microvolts_about_their_median(self, of_simulation):
        _, data = of_simulation["before_after"]
        medians = data.groupby(["stage", "channel"])["amplitude_uv"].median()
        assert np.allclose(medians, 0)
        spread = data.groupby("stage")["amplitude_uv"].std()
        assert spread["before"] == pytest.approx(2 * spread["after"])
        assert spread["before"] == pytest.approx(10, rel=0.2)

    def test_the_largest_blink_is_shown_whole(self):
        wave = np.zeros((3, 500))
        wave[0, 100] = 900e-6
        wave[1:] = 1e-6 * RNG.standard_normal((2, 500))
        figure, _ = signals.before_after(wave, wave, 100.0, MUSCLES, title="t", simulated=False)
        assert panels(figure)[0].get_ylim()[1] > 900

    def test_time_starts_at_the_onset(self):
        _, data = signals.before_after(
            *(np.ones((1, 10)) * 1e-6,) * 2, 10.0, ["Fz"], title="t", simulated=False, onset_s=16.0
        )
        assert data["time_s"].min() == 16.0
        assert data["time_s"].max() == pytest.approx(16.9)

    def test_power_is_in_microvolts_squared(self, of_simulation):
        _, data = of_simulation["spectra"]
        assert np.allclose(data.loc[data["stage"] == "before", "median"], 1.0)
        assert np.allclose(data.loc[data["stage"] == "after", "median"], 0.5)


class TestImportance:
    def test_the_largest_is_on_top(self, of_simulation):
        figure, data = of_simulation["importance"]
        measures = data[(data["model"] == "ridge") & (data["method"] == "permutation")]
        assert measures.loc[measures["kind"] == "measure", "importance"].is_monotonic_decreasing
        ax = panels(figure)[0]
        assert ax.get_yticklabels()[0].get_text() == measure_title("correlation")
        low, high = ax.get_ylim()
        assert low > high

    def test_measures_have_their_colours(self, of_simulation):
        from matplotlib.colors import to_hex

        bars = panels(of_simulation["importance"][0])[0].patches
        colours = [to_hex(patch.get_facecolor()).upper() for patch in bars]
        assert colours == [style.measure_colour(name).upper() for name in MEASURES]

    def test_every_permuted_model_is_named_with_its_skill(self, of_simulation):
        for name in ("importance", "edges"):
            words = texts(of_simulation[name][0])
            assert model_title("network-tuned-adam-best") in words
            assert "skill 0.03" in words
            assert "skill 0.21" in words
            assert "partial least squares" not in words

    def test_refits_stand_beside_the_model_that_was_refitted(self, of_simulation):
        figure, data = of_simulation["importance"]
        assert data.loc[data["method"] == "refit", "model"].unique().tolist() == ["ridge"]
        network, ridge = (ax for ax in panels(figure) if ax.get_ylabel() == "measure")
        assert network.get_legend() is None
        assert "fitted anew" in ridge.get_legend().get_texts()[0].get_text()

    def test_electrodes_with_an_interval_above_zero_have_a_ring(self, of_simulation):
        figure, _ = of_simulation["importance"]
        rings = [
            len(line.get_xdata())
            for ax in figure.axes
            for line in ax.lines
            if line.get_marker() == "o" and line.get_markerfacecolor() == "none"
        ]
        table = importance_table().query("kind == 'channel' and model == 'ridge'")
        assert rings == [int((table["low"] > 0).sum())] * 2
        assert 0 < rings[0] < len(EEG)

    def of_cohort(self, low):
        """Draw as the workflow does, of models whose intervals begin at `low`."""
        table = importance_table().assign(status="estimated", reason="")
        rows = [
            {"scheme": "blocked", "model": model, "part": "test", "metric": "skill"}
            | {"value": 0.2, "low": low[model], "status": "estimated", "reason": "no interval, few"}
            for model in ("network-tuned-adam-best", "ridge")
        ]
        return evaluation.importance_figures(
            table, pd.DataFrame(rows), EEG, confidence=0.95, simulated=False
        )

    def test_of_models_at_chance_nothing_is_drawn_and_one_sentence_says_so(self):
        for low in (-0.1, np.nan):
            both = dict.fromkeys(("network-tuned-adam-best", "ridge"), low)
            for figure, data in self.of_cohort(both).values():
                words = " ".join(texts(figure).split())
                assert "Not shown: no model's skill is shown to be above chance" in words
                assert ("no interval, few" in words) == np.isnan(low)
                assert data["status"].tolist() == ["not shown"]

    def test_a_model_at_chance_is_a_sentence_beside_those_that_are_not(self):
        drawn = self.of_cohort({"network-tuned-adam-best": -0.1, "ridge": 0.1})
        for figure, data in drawn.values():
            assert set(data["model"]) == {"ridge"}
            assert "Not shown: skill 0.20 with an interval from −0.10" in " ".join(
                texts(figure).split()
            )

    def test_a_missing_electrode_is_refused(self):
        table = importance_table()
        with pytest.raises(ValueError, match="an electrode has no importance"):
            importance.importance_figure(table[table["name"] != EEG[0]], EEG, simulated=False)

    def test_unknown_positions_give_bars(self):
        names = [f"a{k}" for k in range(len(EEG))]
        table = importance_table().replace({"name": dict(zip(EEG, names, strict=True))})
        figure, _ = importance.importance_figure(table, names, simulated=False)
        assert [len(ax.patches) for ax in panels(figure)] == [5, 6, 5, 6]


class TestEdges:
    def chords(self, figure):
        from matplotlib.patches import PathPatch

        return [
            [patch for patch in ax.patches if isinstance(patch, PathPatch)]
            for ax in figure.axes
            if any(isinstance(patch, PathPatch) for patch in ax.patches)
        ]

    def test_chords_are_solid_exactly_where_the_interval_lies_above_zero(self, of_simulation):
        figure, data = of_simulation["edges"]
        for chords, (_, rows) in zip(
            self.chords(figure), data.groupby("model", sort=False), strict=True
        ):
            assert len(chords) == (rows["importance"] > 0).sum() == 14
            solid = sum(chord.get_linestyle() in {"-", "solid"} for chord in chords)
            assert solid == (rows["low"] > 0).sum() == 8

    def test_a_chord_joins_the_electrodes_of_its_pair(self):
        table = importance_table().query("model == 'ridge'")
        pair = f"{EEG[1]}-{EEG[4]}"
        table.loc[table["kind"] == "edge", "importance"] = -0.1
        table.loc[table["name"] == pair, "importance"] = 0.1
        figure, _ = edges.edges_figure(table, EEG, simulated=False, confidence=0.95)
        ((chord,),) = self.chords(figure)
        places, on_head = edges.places_of_edges(EEG)
        assert on_head
        assert chord.get_path().vertices[[0, -1]] == pytest.approx(places[[1, 4]])

    def test_the_title_counts_intervals_above_zero_and_those_of_chance(self, of_simulation):
        words = texts(of_simulation["edges"][0])
        assert "8 of 15 pairs have an interval above 0" in words
        assert "about 0 would by chance" in words

    def test_without_intervals_nothing_is_claimed(self):
        table = importance_table().assign(low=np.nan, high=np.nan, n_subjects=5)
        figure, _ = edges.edges_figure(table, EEG, simulated=False, confidence=0.95)
        words = texts(figure)
        assert "no intervals with 5 subjects (6 are needed)" in words
        assert "none of the 15 pairs can be told from chance" in words
        for chords in self.chords(figure):
            assert all(chord.get_linestyle() not in {"-", "solid"} for chord in chords)

    def test_pairs_that_cost_nothing_are_no_chords(self):
        table = importance_table().assign(importance=-0.01)
        figure, _ = edges.edges_figure(table, EEG, simulated=False, confidence=0.95)
        assert self.chords(figure) == []
        assert "no pair costs skill" in texts(figure)

    def test_electrodes_stand_as_on_a_map_of_the_head(self):
        places, on_head = edges.places_of_edges(TEN_TWENTY)
        assert on_head
        at = dict(zip(TEN_TWENTY, places, strict=True))
        assert at["Cz"] == pytest.approx([0, 0], abs=0.01)
        assert at["Fp1"][1] > at["F3"][1] > at["C3"][1] > at["P3"][1] > at["O1"][1]
        assert at["T7"][0] < at["C3"][0] < at["Cz"][0] < at["C4"][0] < at["T8"][0]

    def test_electrodes_without_positions_go_round_in_their_order(self):
        places, on_head = edges.places_of_edges(["a", "b", "c", "d", "e"])
        assert not on_head
        angles = np.unwrap(np.arctan2(places[:, 1], places[:, 0]))
        assert np.diff(angles) == pytest.approx(2 * np.pi / 5)
        assert angles[0] == pytest.approx(np.pi / 2)


class TestRecovery:
    def test_says_that_it_is_simulated_and_which_truth_is_meant(self):
        figure, data = recovery.recovery_scatter(entries(), phase_order=PHASES)
        words = texts(figure)
        assert "SIMULATED DATA" in words
        assert "infinite order" in words
        assert "source → sink (nats)" in words
        assert len(data) == 2 * 6 * 6

    def test_phases_have_their_colours(self):
        figure, _ = recovery.recovery_scatter(entries(), phase_order=PHASES)
        from matplotlib.colors import to_hex

        drawn_in = {
            item.get_label().split(":")[0]: to_hex(item.get_facecolor()[0])
            for item in panels(figure)[0].collections
        }
        expected = style.phase_colours(PHASES)
        assert drawn_in == {phase: colour.lower() for phase, colour in expected.items()}
