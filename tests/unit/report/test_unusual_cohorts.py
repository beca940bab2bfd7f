"""Cohorts, networks and names at the edge of what there can be, through to the report."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

HIGH = {"initial_rates": {"adam": 0.001, "rmsprop": 0.001, "sgd": 10.0}, "max_epochs": 30}
NO_NETWORK = {
    "training": {
        "optimizers": ["sgd"],
        "further_optimizer": "sgd",
        **dict.fromkeys(("paper", "tuned", "residual"), HIGH),
    },
    "evaluation": {"network_null_shifts": 39},
}
HOSTILE = [
    "$a$",
    r"$\frac{",
    "a|b_c^d",
    "<b>&amp;",
    "%s{0}{x}",
    "\\",
    "_q",
    "#~'\"",
    "ÄβЖ→",
    "x" * 30,
]


def text_of(page):
    """Give what a reader sees."""
    page = re.sub(r"<(style|script)\b.*?</\1>", "", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def table(run, name, **options):
    return pd.read_csv(run.at(f"tables/{name}.csv"), **options)


def test_a_run_without_a_network_says_so_everywhere_and_the_regressions_go_on(
    make_cohort, whole_run
):
    run = whole_run(make_cohort(subjects=3), NO_NETWORK)
    text = text_of(run.run())
    why = r"The training of recipe 'tuned' with SGD diverged: the loss is \w+ at iteration \d+"
    metrics = table(run, "metrics")
    networks = metrics[metrics["model"].str.startswith("network")]
    assert (networks["status"] == "not estimable").all()
    assert networks["value"].isna().all()
    assert networks["reason"].str.contains("diverged").all()
    assert not networks["primary"].any()
    regressions = metrics[(metrics["model"] == "ridge") & (metrics["metric"] == "skill")]
    assert (regressions["status"] == "estimated").all()

    printed = table(run, "table3_tuned", dtype=str, keep_default_na=False)
    assert set(printed["r2"]) == {"nan"}
    assert printed["reason"].str.match(why).all()
    latex = Path(run.at("tables/table3_tuned.tex")).read_text("utf-8")
    assert r"Lower training.tuned.initial\_rates.sgd." in latex
    importance = table(run, "importance")
    by_model = importance.groupby("model")["status"].unique().map(list)
    assert by_model["network-tuned-chosen"] == ["not estimable"]
    assert by_model["ridge"] == ["estimated"]
    assert table(run, "network_null")["reason"].str.contains("diverged").all()
    for figure in ("training", "training_tuned"):
        shown = pd.read_csv(run.at(f"figures/{figure}.csv"))
        assert shown["status"].tolist() == ["not estimable"], figure
        assert "diverged" in shown["reason"].item()
    assert metrics.loc[metrics["primary"], "status"].tolist() == ["estimated"]
    assert re.search(rf"optimizer by validation\) is not estimable in blocked. .*{why}", text)
    assert "That stays open. There are too few people" in text
    assert "SGD, recipe “paper”: not estimable." in text
    assert "nan" not in re.findall(r"test R² is (\w+)", text)


@pytest.mark.parametrize("value", [0.0, 1.0, 0.3])
def test_a_target_that_does_not_vary_has_no_skill(make_cohort, value):
    """Also where its mean differs from it by rounding, as that of many times 0.3 does."""
    from eeg2emg.errors import NotEstimableError
    from eeg2emg.evaluation.judgement import evaluate
    from eeg2emg.evaluation.selection import gather_estimable
    from eeg2emg.learning.model_predictions import fit_models
    from eeg2emg.splitting.schemes import make_split

    cohort = make_cohort(subjects=3)
    dataset = replace(cohort, targets=np.full_like(cohort.targets, value))
    split = make_split(dataset.segments, "blocked", seed=1)
    predictions = [fit_models(dataset, split, "blocked")]
    found = evaluate(dataset, {"blocked": split}, predictions, seed=1)
    metrics = found.metrics[found.metrics["metric"].isin(["skill", "r2", "r", "weighted_r2"])]
    assert set(metrics["status"]) == {"not estimable"}
    assert found.subjects["skill"].isna().all()
    with pytest.raises(NotEstimableError, match="it may be constant"):
        gather_estimable(dataset, "blocked", split, predictions)


@pytest.mark.parametrize("kind", ["constant", "two patterns", "one entry"])
def test_features_of_few_dimensions_are_fitted_and_rounding_is_no_signal(make_cohort, kind):
    from eeg2emg.learning.model_predictions import fit_models
    from eeg2emg.splitting.schemes import make_split

    cohort = make_cohort(subjects=3)
    features = np.full_like(cohort.features, 0.3)
    if kind == "two patterns":
        features = cohort.features[np.arange(len(features)) // 2 % 2]
    if kind == "one entry":
        features[:, 0, 1, 1] = cohort.features[:, 0, 1, 1]
    dataset = replace(cohort, features=features)
    for scheme in ("random", "blocked", "leave-one-subject-out", "leave-one-subject-out-adapted"):
        split = make_split(dataset.segments, scheme, seed=1)
        fitted = fit_models(dataset, split, scheme)
        ridge = fitted.models.index("ridge")
        assert np.isfinite(fitted.values[ridge:]).all()
        chosen = fitted.remarks[fitted.remarks["model"].isin(["ridge", "pls", "kernel ridge"])]
        if kind == "constant":
            assert set(chosen.loc[chosen["model"] != "kernel ridge", "text"]) == {"the mean alone"}


def test_names_are_shown_as_they_are_written(make_cohort, whole_run):
    """A dollar sign begins no formula in a figure, and nothing of a name is markup."""
    cohort = make_cohort(subjects=3, channels=13, muscles=2)
    eeg = (*HOSTILE, "F1", "F2", "F3")
    dataset = replace(cohort, eeg_channels=eeg, emg_channels=("$x$", r"$\y{|<i>"))
    run = whole_run(dataset)
    page = run.run()
    text = text_of(page)
    assert r"$x$ → $\y{|<i>" in text
    assert "<i>" not in page.replace("</i>", "").partition("$\\y{|")[0][-20:]
    shown = set(table(run, "importance").query("kind == 'channel'")["name"])
    assert shown == set(eeg)


@pytest.mark.parametrize("name", ["左", "😀", "عضلة", "x" * 31])
def test_names_that_figures_cannot_show_are_refused_with_the_reason(name):
    from eeg2emg.configuration.loading import load_configuration
    from eeg2emg.errors import ConfigurationError

    with pytest.raises(
        ConfigurationError, match=r"figures have place|no glyph.*rename the channel"
    ):
        load_configuration({"channels": {"emg": [name, "B"]}})


def test_the_font_of_figures_has_every_character_that_a_channel_may_have():
    import unicodedata

    from eeg2emg.configuration.base import DRAWN
    from matplotlib.font_manager import FontProperties, findfont
    from matplotlib.ft2font import FT2Font

    for weight in ("normal", "bold"):
        font = FT2Font(findfont(FontProperties(family="DejaVu Sans", weight=weight)))
        known = set(font.get_charmap())
        allowed = {code for first, last in DRAWN for code in range(first, last + 1)}
        lacking = {
            code
            for code in allowed - known
            if chr(code).isprintable() and unicodedata.category(chr(code)) != "Cn"
        }
        assert not lacking


def test_axes_of_powers_are_labelled_without_formulas():
    from eeg2emg.figures.style import COLUMN_WIDTH_IN, figure_style, finish, new_figure

    with figure_style():
        figure = new_figure(COLUMN_WIDTH_IN, 3)
        ax = figure.subplots()
        ax.loglog([0.01, 100], [1e-3, 10])
        finish(figure, title="$\\frac{", simulated=False, alt="powers")
        figure.draw_without_rendering()
        labels = [label.get_text() for label in ax.get_yticklabels()]
    assert {"10⁻³", "10⁰", "10¹"} <= set(labels)
