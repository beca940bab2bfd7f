"""What a journal and a reader ask of every figure: its width, its letters, nothing cut, its words.

Over one figure of each kind, with little data and with much: figures that are legible with five
people and 19 electrodes are no proof for twelve people, 64 electrodes and long names.
"""

from __future__ import annotations

import pickle
import re
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from eeg2emg.evaluation.edge_skills import places_of
from eeg2emg.figures import (
    brain_or_muscle,
    clean_twin,
    component_portraits,
    corticomuscular,
    coupling_sweep,
    edges,
    estimates,
    evaluation,
    ica,
    importance,
    matrices,
    pages,
    pipeline,
    quality,
    recovery,
    saving,
    signals,
    skill,
    style,
    topography,
)
from eeg2emg.recordings.channel_names import TEN_TWENTY
from eeg2emg.verdict.origins import NOT_ESTIMABLE, ORIGINS
from making import corticomuscular as making
from matplotlib.colors import to_rgba
from matplotlib.text import Text
from PIL import Image

from . import test_figures as shared

MM = 25.4
MANY = [f"channel {k:02d}" for k in range(64)]
LONG = "a-very-long-name-of-a-recording-that-somebody-gave_task-reaching_run-01"
RNG = np.random.default_rng(4)


def sweep_rows():
    rows = [
        {"model": model, "metric": metric, "coupling": k, "value": k / 2, "low": np.nan}
        | {"high": np.nan, "status": "estimated", "reason": ""}
        for model in ("ridge", "kernel ridge", "EEG-free rival")
        for metric in ("skill", "r")
        for k in (0.0, 0.5, 1.0)
    ]
    return pd.DataFrame(rows)


def forest_with_all_remarks(metrics):
    subjects = shared.subjects_table()
    subjects.loc[subjects.index[0], "skill"] = -35.0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(skill, "_that_fit", lambda rows, _: (rows, 124))
        return skill.skill_forest(metrics, subjects, simulated=True)


def twin_tables():
    lengths = [
        {"recording": r, "length_s": s, "phase": p, "windows": 3, "r": 0.5, "slope": 1, "rmse": 0.1}
        for r in ("a", "b")
        for s in (5.0, 10.0, 30.0)
        for p in shared.PHASES
    ]
    signals_of = ("clean twin", "before cleaning", "after cleaning")
    measures = [
        {"recording": "a", "measure": m, "signal": s, "phase": p, "segments": 3, "r": 0.7}
        | {"r_of_changes": 0.4}
        for m in ("correlation", "coherence", "dtf", "granger", "pli", clean_twin.SOURCES)
        for s in signals_of
        for p in shared.PHASES
    ]
    artefacts = [
        {"recording": r, "what": what, "artefact_before_uv": 3.0, "artefact_after_uv": 1.0}
        | {"reduction_db": 9.5, "brain_uv": 8.0, "brain_changed_share": 0.01}
        for r in ("a", "b")
        for what in (*clean_twin._KINDS, *clean_twin.SITES, clean_twin.ALL_SITES)
    ]
    return [pd.DataFrame(rows) for rows in (lengths, measures, artefacts)]


def of_known_truth():
    lengths, measures, artefacts = twin_tables()
    return {
        "recovery": recovery.recovery_scatter(shared.entries(), phase_order=shared.PHASES),
        "recovery_length": clean_twin.recovery_by_length_figure(lengths, phase_order=shared.PHASES),
        "recovery_eeg": clean_twin.eeg_recovery_figure(measures),
        "artefact_reduction": clean_twin.artefact_reduction_figure(artefacts),
        "skill_against_coupling": coupling_sweep.sweep_figure(sweep_rows()),
        **coherence_of(TEN_TWENTY, MUSCLES),
    }


def coherence_of(electrodes, muscles, *, phases=("activity",), bands=((8, 13), (15, 30)), **more):
    """The figures about brain and muscles together."""
    return corticomuscular.corticomuscular_figures(
        making.group_rows(electrodes, muscles, phases=phases, bands=bands, **more),
        making.spectra_rows(electrodes, muscles, phases=("rest", *phases), **more),
        ("rest", *phases), ["C3", "Cz", "C4"], confidence=0.95, simulated=True,
    )  # fmt: skip


def origins_of(muscles, *, skill=-0.25, **more):
    """The figure about brain or muscle with every origin in turn, or with one."""
    table = places_of(muscles).assign(skill=skill)
    words = [*ORIGINS] * len(table)
    table["origin"] = more.get("origin", words[: len(table)])
    return brain_or_muscle.brain_or_muscle_figure(table, simulated=True)


def of_much():
    """The same kinds with more of everything, and with names and reasons that are long."""
    flag = {"simulated": True}
    many = {phase: RNG.random((5, 64, 64)) for phase in ("rest", "reach", "grasp")}
    wave = 1e-5 * RNG.standard_normal((64, 300))
    table = shared.importance_table().assign(status="estimated", reason="")
    metrics = shared.metrics_table()
    metrics["reason"] = "no interval with 5 subjects (6 are needed)"
    rows = [shared.recording_quality(f"{LONG}-{k}", clipped=0.5) for k in range(60)]
    true = RNG.random((200, 6, 6))
    solutions = {f"sub-{k:02d}_{LONG}": shared.solution(names=TEN_TWENTY) for k in range(14)}
    shares = {phase: RNG.random((5, 6, 6)) for phase in shared.PHASES}
    run = shared.a_run(verdict="nothing shown: the interval of the skill holds 0")
    return {
        "matrices of 64": matrices.phase_matrices(
            many, ALL_FIVE, MANY, title="Brain network, mean over segments", **flag
        ),
        "shares": matrices.phase_matrices(
            shares, ALL_FIVE, MUSCLES, title="Muscles", share_of="segments", **flag
        ),
        "a single phase": matrices.phase_matrices(
            {"task": shares["rest"]}, ALL_FIVE, MUSCLES, title="Brain network", **flag
        ),
        "traces of 64": signals.before_after(
            wave, wave / 2, 100.0, MANY, title=f"EEG of {LONG} before and after cleaning", **flag
        ),
        "quality of 60": quality.quality_matrix(rows, shared.LIMITS, **flag),
        "removed of many": ica.removed_component_maps(solutions, **flag),
        "portraits of 19": component_portraits.component_portraits(
            shared.solution(names=TEN_TWENTY), unit=f"sub-01_{LONG}", **flag
        ),
        "many estimates": estimates.estimates_scatter(
            true, true + RNG.standard_normal(true.shape), np.arange(200) // 20,
            model="network-tuned-adam-best (3 folds), network-tuned-sgd-last (1 fold)",
            scheme="leave-one-subject-out-adapted", colour="#0072B2", **flag,
        ),
        "no intervals": skill.skill_forest(metrics, shared.subjects_table(), **flag),
        "all remarks about skills": forest_with_all_remarks(metrics),
        "importance not shown": evaluation.importance_figures(
            table, metrics.assign(low=np.nan), shared.EEG, confidence=0.95, **flag
        )["importance"],
        "importance by name": importance.importance_figure(
            table.replace({"name": dict(zip(shared.EEG, MANY, strict=False))}), MANY[:6], **flag
        ),
        "pipeline": pipeline.pipeline_figure(run),
        "a long reason": style.not_estimable_figure(
            "Pairs of electrodes that the skill rests on", "There are too few people. " * 40, **flag
        ),
        **{
            f"coherence of many: {name}": one
            for name, one in coherence_of(
                TEN_TWENTY, [f"left muscle {k}" for k in range(12)], phases=("hold", "move"),
                bands=((4, 8), (8, 13), (15, 30), (31, 45)),
            ).items()
        },
        **{
            f"coherence of few: {name}": one
            for name, one in coherence_of(TEN_TWENTY, MUSCLES[:2], tested=False).items()
        },
        **{
            f"coherence of strangers: {name}": one
            for name, one in coherence_of(MANY[:4], MUSCLES[:2]).items()
        },
        "origins of six": origins_of(MUSCLES),
        "origins of many": origins_of([f"{k} L_leg_emg_tibialis_anterior" for k in range(14)]),
        "origins of two": origins_of(["A", "B"], skill=np.nan, origin=NOT_ESTIMABLE),
        "edges of many": edges.edges_figure(
            shared.importance_table(), shared.EEG, confidence=0.95, **flag
        ),
    }  # fmt: skip


ALL_FIVE = ("correlation", "coherence", "dtf", "granger_time_reversed", "coherence 13-30 Hz")
MUSCLES = ("BSH", "TRIO", "PMJ", "DEL", "TRIA", "TRIO2")


@pytest.fixture(scope="module")
def every():
    """Every kind of figure, laid out as it is saved."""
    found = {
        **shared.drawn(simulated=True),
        **{f"real {name}": one for name, one in shared.drawn(simulated=False).items()},
        **of_known_truth(),
        **{f"much: {name}": one for name, one in of_much().items()},
    }
    for figure, _ in found.values():
        saving._settle(figure)
    return {name: figure for name, (figure, _) in found.items()}


def words_of(figure):
    """All words that are seen: of ticks those within the range of their axis."""
    figure.draw_without_rendering()
    ticks, seen_ticks, hidden = set(), set(), set()
    for ax in figure.axes:
        for axis in (ax.xaxis, ax.yaxis):
            drawn = axis._update_ticks()
            labels = {label for tick in drawn for label in (tick.label1, tick.label2)}
            ticks |= set(axis.findobj(Text)) - {axis.label, axis.offsetText}
            seen_ticks |= labels
            if not (ax.axison and axis.get_visible()):
                hidden |= {axis.label, axis.offsetText, *labels}
    found = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text()]
    return [t for t in found if t not in hidden and (t not in ticks or t in seen_ticks)]


class TestPage:
    def test_a_figure_is_as_wide_as_a_column_or_a_page_and_no_higher_than_one(self, every):
        for name, figure in every.items():
            width, height = MM * figure.get_size_inches()
            assert round(width, 6) in {85, 180}, name
            assert height <= 230 + 1e-6, name

    def test_no_letter_is_smaller_than_seven_points(self, every):
        small = {
            (name, text.get_text(), text.get_fontsize())
            for name, figure in every.items()
            for text in words_of(figure)
            if text.get_fontsize() < 7
        }
        assert not small

    def test_no_word_is_cut_by_the_edge_of_the_page(self, every):
        for name, figure in every.items():
            words = words_of(figure)
            page = figure.bbox.padded(1.0)
            for text in words:
                box = text.get_window_extent()
                if box.width == 0:
                    continue
                inside = page.contains(box.x0, box.y0) and page.contains(box.x1, box.y1)
                assert inside, (name, text.get_text(), box.bounds, page.bounds)

    def test_no_word_lies_on_another(self, every):
        for name, figure in every.items():
            boxes = [
                (text.get_text(), text.get_window_extent())
                for text in words_of(figure)
                if text.get_rotation() % 90 == 0  # of others the box is larger than the words
            ]
            tolerance = 1.5 * figure.dpi / 72
            for (one, a), (other, b) in combinations(boxes, 2):
                across = min(a.x1, b.x1) - max(a.x0, b.x0)
                down = min(a.y1, b.y1) - max(a.y0, b.y0)
                assert min(across, down) <= tolerance, (name, one, other)


class TestWords:
    def test_every_figure_says_its_finding_in_words_with_a_number(self, every):
        for name, figure in every.items():
            alt = style.alt_text(figure)
            assert 40 <= len(alt) <= 500, (name, len(alt), alt)
            assert not re.search(r"\bnan\b|\binf\b", alt, re.IGNORECASE), (name, alt)
            assert re.search(r"\d|not estimable|not shown", alt), (name, alt)

    def test_the_words_are_stored_in_each_kind_of_file(self, tmp_path):
        figure, data = style.not_estimable_figure("A title", "ein Größe 3 · −0.5", simulated=True)
        alt = style.alt_text(figure)
        paths = [tmp_path / f"f.{ending}" for ending in ("png", "svg", "pdf")]
        saving.save_figure(figure, data, paths, png_dpi=50)
        with Image.open(paths[0]) as picture:
            picture.load()
            assert picture.text["Description"] == alt
        svg = paths[1].read_text("utf-8")
        assert alt in svg
        assert b"/Subject" in paths[2].read_bytes()


class TestFiles:
    def test_a_picture_has_the_pixels_of_its_width_at_600_dots_per_inch(self, tmp_path):
        for width_mm, width in ((85, style.COLUMN_WIDTH_IN), (180, style.PAGE_WIDTH_IN)):
            with style.figure_style():
                figure = style.finish(
                    style.new_figure(width, 1.0), title="t", simulated=False, alt="x"
                )
            path = tmp_path / "f.png"
            saving.save_figure(figure, pd.DataFrame(), [path])
            with Image.open(path) as picture:
                assert picture.width == int(width_mm / MM * 600)
                assert picture.info["dpi"] == pytest.approx((600, 600), abs=0.1)

    def test_text_of_an_svg_is_text_with_a_font_to_fall_back_on(self, every, tmp_path):
        path = tmp_path / "f.svg"
        saving.save_figure(pickle.loads(pickle.dumps(every["skill"])), pd.DataFrame(), [path])
        svg = path.read_text("utf-8")
        assert ">Skill on entries off the diagonal" in svg
        assert "'DejaVu Sans'" in svg
        assert "sans-serif" in svg
        assert 'width="510.23622pt"' in svg  # 180 mm


class TestMaps:
    def test_electrodes_stand_where_the_10_20_system_draws_them(self):
        rows, places = topography.electrode_places(TEN_TWENTY)
        at = dict(zip([TEN_TWENTY[row] for row in rows], places, strict=True))
        assert at["Cz"] == pytest.approx([0, 0], abs=0.01)
        for name in ("Fz", "Pz"):
            assert at[name][0] == pytest.approx(0, abs=0.02)
        assert at["Fz"][1] == pytest.approx(-at["Pz"][1], abs=0.05)
        for left, right in (("Fp1", "Fp2"), ("C3", "C4"), ("T7", "T8"), ("O1", "O2")):
            assert at[left] == pytest.approx(at[right] * [-1, 1], abs=0.04)
        assert at["C3"][1] == pytest.approx(0, abs=0.02)
        assert at["T7"][1] == pytest.approx(0, abs=0.02)
        assert at["C3"][0] == pytest.approx(at["T7"][0] / 2, abs=0.05)  # 20 and 40 % of the arc
        assert np.linalg.norm(places, axis=1).max() < 0.95  # within the head

    def test_positions_of_the_dataset_are_used_as_they_are(self):
        standard = topography._standard_positions(tuple(TEN_TWENTY))
        _, usual = topography.electrode_places(TEN_TWENTY)
        moved = standard.copy()
        moved[0] = np.nan
        rows, places = topography.electrode_places([f"e{k}" for k in range(19)], moved)
        assert rows.tolist() == list(range(1, 19))
        np.testing.assert_allclose(places, usual[1:])

    @pytest.mark.parametrize("seed", range(5))
    def test_a_map_goes_through_its_values_and_never_beyond_them(self, seed):
        _, places = topography.electrode_places(TEN_TWENTY)
        weights = topography._weights(places.tobytes(), len(places))
        assert weights.min() >= 0
        np.testing.assert_allclose(weights.sum(axis=1), 1)
        values = np.random.default_rng(seed).standard_normal(19)
        pixels = topography._grid(topography._REACH, topography._PIXELS)
        picture = weights @ values
        assert values.min() - 1e-9 <= picture.min() <= picture.max() <= values.max() + 1e-9
        nearest = np.linalg.norm(pixels[:, None] - places, axis=2).argmin(axis=0)
        assert np.abs(picture[nearest] - values).max() < 0.35 * np.ptp(values)


def test_pages_hold_all_rows_once_and_are_named_by_their_number():
    for rows in range(30):
        found = pages.pages_of(rows)
        assert [row for page in found for row in page] == list(range(rows))
        assert max(map(len, found)) <= pages.ROWS_OF_MATRICES
        names = pages.names_of_pages("eeg_connectivity", rows)
        assert len(names) == len(set(names)) == len(found)
        assert names[0] == "eeg_connectivity"


def test_as_many_pages_are_asked_for_as_are_drawn():
    """The workflow counts planes from the options; the figure from the file."""
    from eeg2emg.connectivity.catalogue import PLANE_MEASURES, number_of_planes
    from eeg2emg.connectivity.settings import EegSettings, plane_names

    for per_band in (False, True):
        settings = EegSettings(measures=PLANE_MEASURES, planes_per_band=per_band)
        bands = len(settings.pli_bands)
        assert number_of_planes(PLANE_MEASURES, bands, per_band=per_band) == len(
            plane_names(settings)
        )


def test_a_logarithmic_axis_keeps_the_labels_that_it_was_given():
    figure = style.new_figure(3, 3)
    own, powers = figure.subplots(2, 1)
    for ax in (own, powers):
        ax.plot([5, 60], [1, 2])
        ax.set_xscale("log")
    own.set_xticks([5, 30, 60], ["5", "30", "60"])
    style.finish(figure, title="Lengths", simulated=False, alt="Two lines.")
    assert [label.get_text() for label in own.get_xticklabels()] == ["5", "30", "60"]
    assert "10¹" in [label.get_text() for label in powers.get_xticklabels()]


class TestOrigins:
    def test_each_edge_stands_at_its_sink_and_source_with_its_letter_and_colour(self):
        figure, data = origins_of(MUSCLES)
        ax = next(one for one in figure.axes if one.get_ylabel() == "sink")
        assert [tick.get_text() for tick in ax.get_yticklabels()] == list(MUSCLES)
        assert [tick.get_text() for tick in ax.get_xticklabels()] == list(MUSCLES)
        letters = {origin.symbol: name for name, origin in ORIGINS.items()}
        at = {text.get_position(): text.get_text() for text in ax.texts}
        cells = {
            (patch.get_x() + 0.5, patch.get_y() + 0.5): patch.get_facecolor()
            for patch in ax.patches
        }
        edges = data[data["scope"] == "edge"]
        assert len(cells) == len(edges) == 30
        for row in edges.itertuples():
            x, y = MUSCLES.index(row.source), MUSCLES.index(row.sink)
            (letter,) = [
                text
                for (a, b), text in at.items()
                if a == x and abs(b - y) < 0.5 and text in letters
            ]
            assert letters[letter] == row.origin
            assert cells[x, y] == to_rgba(brain_or_muscle.COLOURS[row.origin])

    def test_colours_differ_in_brightness_too(self):
        """Whoever sees no colours, or prints without, tells most of them apart."""
        grey = sorted(
            float(np.dot(to_rgba(colour)[:3], (0.299, 0.587, 0.114)))
            for colour in brain_or_muscle.COLOURS.values()
        )
        assert min(np.diff(grey)) > 0.05

    def test_the_words_count_the_edges(self):
        figure, data = origins_of(MUSCLES)
        alt = style.alt_text(figure)
        assert "30 muscle edges" in alt
        for name in ORIGINS:
            own = ((data["scope"] == "edge") & (data["origin"] == name)).sum()
            assert f"{name} {own}" in alt
