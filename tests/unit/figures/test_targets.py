"""The figure of targets and of groups of features shows what the tables hold."""

import numpy as np
import pytest
from eeg2emg.figures.style import COLUMN_WIDTH_IN, PAGE_WIDTH_IN, alt_text
from eeg2emg.figures.synergies import synergies_figure
from eeg2emg.figures.targets import targets_figure
from making import targets as made


def draw(targets=True, features=True):
    return targets_figure(
        made.targets_table() if targets else None,
        made.features_table() if features else None,
        simulated=False,
    )


@pytest.mark.parametrize(
    ("targets", "features", "width"),
    [(True, True, PAGE_WIDTH_IN), (True, False, COLUMN_WIDTH_IN), (False, True, COLUMN_WIDTH_IN)],
)
def test_two_panels_take_the_page_and_one_a_column(targets, features, width):
    figure, data = draw(targets, features)
    assert figure.get_figwidth() == pytest.approx(width)
    shown = {"targets": targets, "features": features}
    assert set(data["panel"]) == {name for name, is_drawn in shown.items() if is_drawn}


def test_the_data_are_those_of_the_tables():
    _, data = draw()
    later = data[(data["panel"] == "targets") & (data["shown"] == "later in the session")]
    assert later["value"].tolist() == made.targets_table()["skill"].tolist()
    group = data[data["panel"] == "features"]
    assert group["label"].tolist() == ["Connectivity", "Band power", "Connectivity and band power"]
    assert group["value"].tolist() == [0.25, 0.15, pytest.approx(0.27)]


def test_intervals_are_drawn_where_they_are():
    figure, _ = draw(features=False)
    table = made.targets_table()
    lines = [line.get_xdata() for line in figure.axes[0].lines if len(line.get_xdata()) == 2]
    drawn = {tuple(np.round(line, 6)) for line in lines}
    for row in table.to_dict("records"):
        assert (round(row["low"], 6), round(row["high"], 6)) in drawn


def test_a_target_without_a_skill_keeps_no_row():
    table = made.targets_table()
    table.loc[1, ["skill", "low", "high", "new_people"]] = np.nan
    _, data = targets_figure(table, None, simulated=False)
    assert "Intermuscular coherence" not in set(data["label"])


def test_without_any_skill_it_says_so():
    table = made.targets_table()
    table[["skill", "new_people"]] = np.nan
    figure, _ = targets_figure(table, None, simulated=False)
    assert "no skill of a target" in alt_text(figure)


def test_its_words_name_every_number():
    figure, _ = draw()
    assert "Amplitude, later in the session 0.30 (0.20 to 0.40)" in alt_text(figure)


class TestSynergies:
    def test_bars_are_means_over_people_and_dots_people(self):
        table = made.synergies_table()
        figure, data = synergies_figure(table, simulated=False)
        first = figure.axes[0]
        own = data[data["synergy"] == "synergy 1"]
        mean = own.groupby("muscle")["weight"].mean()
        assert [bar.get_height() for bar in first.patches] == pytest.approx(
            [mean[muscle] for muscle in ("BSH", "TRIO", "DEL")]
        )
        assert sorted(first.lines[0].get_ydata()) == pytest.approx(sorted(own["weight"]))

    def test_without_synergies_it_says_why(self):
        table = made.synergies_table(0).assign(reason="A muscle is silent")
        figure, _ = synergies_figure(table, simulated=False)
        assert "A muscle is silent" in alt_text(figure)
