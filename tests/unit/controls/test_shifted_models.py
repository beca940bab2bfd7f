"""The null of wrong pairings, and the controls."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from eeg2emg.cohort.cycles import (
    exchange_people,
    people_in_exchange,
    places_in_session,
    shift_by_cycles,
)
from eeg2emg.controls.empty_features import fit_controls, no_controls
from eeg2emg.controls.shifted_models import PEOPLE, SHIFTED, paired_anew, pairing_null
from eeg2emg.errors import NotEstimableError
from eeg2emg.evaluation.refits import skill_of_model
from eeg2emg.evaluation.selection import choose_rival, gather
from eeg2emg.learning.catalogue import DOUBTED, REGRESSIONS
from eeg2emg.learning.features import vectorise
from eeg2emg.learning.model_fits import PreparedModel
from eeg2emg.learning.model_predictions import fit_models
from eeg2emg.names.models import PRIMARY_CHOSEN
from eeg2emg.report.doubts import controls_sentences, null_sentences
from eeg2emg.splitting.catalogue import SCHEMES
from eeg2emg.splitting.schemes import make_split


def prepared(dataset, scheme="blocked", regressions=tuple(REGRESSIONS)):
    split = make_split(dataset.segments, scheme, seed=1, few_shot_segments=4)
    models = fit_models(dataset, split, scheme, regressions=regressions)
    table = gather(dataset, scheme, split, [models])
    return table, choose_rival(table).prediction


class TestShift:
    def test_keeps_subject_phase_and_order_and_moves_every_cycle(self, make_cohort):
        segments = make_cohort(recordings=4).segments
        order = shift_by_cycles(segments, np.random.default_rng(0))
        partner = segments.iloc[order].reset_index(drop=True)
        assert (partner["subject"] == segments["subject"]).all()
        assert (partner["phase"] == segments["phase"]).all()
        same = (partner["recording"] == segments["recording"]) & (
            partner["cycle"] == segments["cycle"]
        )
        assert not same.any()
        for _, own in segments.groupby(["subject", "phase"]):
            rows = own.index.to_numpy()
            place = {row: k for k, row in enumerate(rows)}
            steps = {(place[order[row]] - place[row]) % len(rows) for row in rows}
            assert len(steps) == 1

    def test_both_phases_move_together(self, make_cohort):
        segments = make_cohort(recordings=4).segments
        order = shift_by_cycles(segments, np.random.default_rng(3))
        number = segments.groupby("subject").cumcount().to_numpy() // 2
        for _, own in segments.groupby("subject"):
            rows = own.index.to_numpy()
            moved = (number[order[rows]] - number[rows]) % (len(rows) // 2)
            assert len(set(moved)) == 1

    def test_people_are_shifted_independently(self, make_cohort):
        segments = make_cohort(subjects=8, recordings=10).segments
        order = shift_by_cycles(segments, np.random.default_rng(0))
        first = segments.groupby("subject").head(1).index.to_numpy()
        assert len(set(order[first] - first)) > 3

    def test_cycles_of_unequal_length_stay_in_their_phase(self, make_cohort):
        segments = make_cohort(recordings=4).segments.drop(index=[0, 5, 22])
        order = shift_by_cycles(segments, np.random.default_rng(0))
        partner = segments.iloc[order]
        assert (partner["phase"].to_numpy() == segments["phase"].to_numpy()).all()
        assert (partner["subject"].to_numpy() == segments["subject"].to_numpy()).all()

    def test_mirrored_no_shift_puts_the_end_beside_the_beginning(self, make_cohort):
        """Neighbours keep neighbours; only where the course turns does a cycle stand twice."""
        segments = make_cohort(subjects=2, recordings=8).segments
        number = segments.groupby("subject").cumcount().to_numpy() // 2
        kinds = set()
        for seed in range(20):
            order = shift_by_cycles(segments, np.random.default_rng(seed), mirrored=True)
            partner = segments.iloc[order].reset_index(drop=True)
            assert (partner[["subject", "phase"]] == segments[["subject", "phase"]]).all(axis=None)
            assert (order != np.arange(len(order))).any()
            for _, own in segments.groupby(["subject", "phase"]):
                steps = np.diff(number[order[own.index]])
                assert set(steps) <= {-1, 0, 1}
                assert np.sum(steps == 0) <= 1
                kinds |= set(steps)
        assert kinds == {-1, 0, 1}

    def test_two_cycles_are_too_few(self, make_cohort):
        with pytest.raises(NotEstimableError, match="sub-00 has 2 cycles"):
            shift_by_cycles(make_cohort(recordings=1).segments, np.random.default_rng(0))


class TestExchange:
    def test_keeps_phase_and_place_and_takes_all_of_one_partner(self, make_cohort):
        segments = make_cohort(subjects=6, recordings=4).segments
        order = exchange_people(segments, np.random.default_rng(2))
        partner = segments.iloc[order].reset_index(drop=True)
        assert (partner["phase"] == segments["phase"]).all()
        assert (partner["cycle"] == segments["cycle"]).all()
        assert (partner["onset_s"] == segments["onset_s"]).all()
        partners = partner.groupby(segments["subject"])["subject"].unique()
        assert sorted(name for names in partners for name in names) == sorted(partners.index)
        assert (partners.str[0] != partners.index).any()

    def test_what_is_put_in_order_once_gives_the_same_draws(self, make_cohort):
        segments = make_cohort(subjects=6, recordings=4).segments
        one, other = np.random.default_rng(5), np.random.default_rng(5)
        draw = people_in_exchange(segments)
        for _ in range(3):
            np.testing.assert_array_equal(draw(one), exchange_people(segments, other))

    def test_people_with_fewer_segments_are_stretched_over_the_session(self, make_cohort):
        segments = make_cohort(subjects=5, recordings=6).segments
        short = segments["subject"].eq("sub-01") & segments["recording"].str.contains("run-0[345]")
        segments = segments[~short].reset_index(drop=True)
        place = places_in_session(segments)
        longest = pd.Series(place).groupby(segments["subject"]).transform("max")
        for seed in range(5):
            order = exchange_people(segments, np.random.default_rng(seed))
            share = place / longest.to_numpy()
            assert np.abs(share - share[order]).max() < 0.2

    def test_each_cell_keeps_its_mean_and_the_true_order_its_targets(self, make_cohort):
        dataset = make_cohort(subjects=5)
        order = exchange_people(dataset.segments, np.random.default_rng(1))
        exchanged = paired_anew(dataset, order)
        for rows in dataset.segments.groupby(["subject", "phase"]).indices.values():
            expected = dataset.targets[rows].mean(axis=0)
            assert exchanged[rows].mean(axis=0) == pytest.approx(expected)
        unchanged = paired_anew(dataset, np.arange(len(order)))
        assert unchanged == pytest.approx(dataset.targets)
        assert not np.allclose(exchanged, dataset.targets)

    def test_somebody_without_a_phase_leaves_no_null(self, make_cohort):
        segments = make_cohort(subjects=5).segments
        lacking = segments[~(segments["subject"].eq("sub-02") & segments["phase"].eq("rest"))]
        with pytest.raises(NotEstimableError, match="sub-02 has no rest"):
            exchange_people(lacking, np.random.default_rng(0))


class TestNull:
    def test_coupled_cohort_has_the_smallest_p(self, make_cohort):
        dataset = make_cohort(subjects=8, recordings=10, coupling=0.95)
        table, _ = prepared(dataset)
        null = pairing_null(dataset, table, shifts=9, seed=1)
        assert null["model"].tolist() == [*DOUBTED, PRIMARY_CHOSEN]
        assert null["p"].tolist() == pytest.approx([0.1] * (len(DOUBTED) + 1))
        assert (null["skill"] > null["null_95"] + 0.2).all()

    def test_p_of_uncoupled_cohorts_is_uniform_or_larger(self, make_cohort):
        p = []
        for seed in range(24):
            dataset = make_cohort(subjects=5, recordings=6, coupling=0.0, seed=seed)
            table, _ = prepared(dataset, regressions=["ridge"])
            null = pairing_null(dataset, table, shifts=9, seed=seed, models=["ridge"])
            p.append(null["p"][0])
        # 99 % binomial bounds of 24 draws with probabilities 0.2 and 0.5.
        assert np.mean(np.array(p) <= 0.2) < 10.5 / 24
        assert np.mean(np.array(p) <= 0.5) < 18.5 / 24

    def test_shared_drift_alone_does_not_pass(self, make_cohort):
        """A slow drift in EEG and EMG of independent phase joins them by chance; the null too."""
        p = []
        for seed in range(16):
            dataset = make_cohort(subjects=5, recordings=8, coupling=0.0, seed=seed)
            rng = np.random.default_rng(100 + seed)
            count = len(dataset.segments) // 5
            walk = np.concatenate(
                [np.cumsum(rng.normal(size=(count, 2)), axis=0) / 3 for _ in range(5)]
            )
            drifting = replace(
                dataset,
                features=dataset.features + 0.05 * walk[:, 0, None, None, None],
                targets=dataset.targets + walk[:, 1, None, None],
            )
            table, _ = prepared(drifting, regressions=["ridge"])
            null = pairing_null(drifting, table, shifts=9, seed=seed, models=["ridge"])
            p.append(null["p"][0])
        assert np.mean(np.array(p) <= 0.1) < 6.5 / 16

    def test_a_shared_trend_does_not_pass_and_would_pass_by_shifting(self, make_cohort):
        """A shift around the ends breaks the trend, so that the true pairing would stand out."""
        p = {PEOPLE: [], SHIFTED: []}
        for seed in range(10):
            dataset = make_cohort(
                subjects=5, recordings=6, channels=6, coupling=0.0, offsets=0.1, seed=seed
            )
            place = places_in_session(dataset.segments)
            factor = np.exp(0.3 * (2 * place / place.max() - 1))
            trending = replace(
                dataset,
                features=dataset.features * factor[:, None, None, None],
                targets=dataset.targets * factor[:, None, None],
            )
            table, _ = prepared(trending, regressions=["ridge"])
            for pairing, found in p.items():
                options = {"shifts": 9, "seed": seed, "models": ["ridge"], "pairing": pairing}
                found.append(pairing_null(trending, table, **options)["p"][0])
        smallest = {name: np.sum(np.array(found) <= 0.1) for name, found in p.items()}
        assert smallest[SHIFTED] >= 7
        # 99.9 % binomial bounds of 10 draws with probabilities 0.1 and 0.5.
        assert smallest[PEOPLE] <= 5
        assert np.sum(np.array(p[PEOPLE]) <= 0.5) <= 9

    def test_the_primary_model_is_chosen_among_its_own(self, make_cohort):
        dataset = make_cohort(recordings=8, channels=6, coupling=0.9)
        table, _ = prepared(dataset, regressions=["ridge", "pls"])
        options = {"shifts": 3, "seed": 1, "models": ["ridge", "pls"]}
        of_one = pairing_null(dataset, table, primary=["pls"], **options).set_index("model")
        columns = ["skill", "p", "null_mean", "null_95"]
        assert of_one.index.tolist() == ["ridge", "pls", PRIMARY_CHOSEN]
        assert of_one.loc[PRIMARY_CHOSEN, columns].equals(of_one.loc["pls", columns])
        of_two = pairing_null(dataset, table, primary=["pls", "ridge"], **options)
        chosen = of_two.set_index("model").loc[PRIMARY_CHOSEN, "skill"]
        assert chosen in of_one.loc[["ridge", "pls"], "skill"].tolist()

    @pytest.mark.parametrize("primary", [["ridge", "kernel ridge"], []])
    def test_what_is_not_fitted_cannot_be_chosen_and_has_no_row(self, make_cohort, primary):
        dataset = make_cohort(recordings=5, channels=4)
        table, _ = prepared(dataset, regressions=["ridge"])
        null = pairing_null(dataset, table, primary=primary, shifts=2, seed=1, models=["ridge"])
        assert null["model"].tolist() == ["ridge"]

    def test_everything_is_chosen_anew_for_every_shift(self, make_cohort, monkeypatch):
        dataset = make_cohort()
        fitted = []

        def counted(self, targets):
            found = fit(self, targets)
            fitted.append((targets.tobytes(), found.chosen))
            return found

        fit = PreparedModel.fit
        table, _ = prepared(dataset)
        monkeypatch.setattr(PreparedModel, "fit", counted)
        pairing_null(dataset, table, shifts=3, seed=1, models=["ridge"])
        assert len({targets for targets, _ in fitted}) == len(fitted) == 4
        assert len({chosen for _, chosen in fitted}) > 1

    @pytest.mark.parametrize("scheme", SCHEMES)
    def test_skill_is_that_of_the_fitted_model(self, make_cohort, scheme):
        from eeg2emg.evaluation.metrics import skill

        dataset = make_cohort()
        table, rival = prepared(dataset, scheme)
        vectors = vectorise(dataset.features, dataset.planes)
        test = (table.rows["part"] == "test").to_numpy()
        expected = skill(table.truth[test], table.models["ridge"][test], rival[test])
        found = skill_of_model("ridge", vectors, dataset, table, rival)
        assert found == pytest.approx(expected)

    def test_too_few_people_give_the_reason(self, make_cohort):
        dataset = make_cohort(subjects=3)
        table, _ = prepared(dataset)
        null = pairing_null(dataset, table, shifts=3, seed=1)
        assert set(null["status"]) == {"not estimable"}
        assert "No null possible" in null_sentences(null, confidence=0.95)[0]


class TestControls:
    @pytest.fixture(scope="class")
    def controls(self, make_cohort):
        dataset = make_cohort(subjects=6, recordings=10, coupling=0.95)
        ranks = dataset.segments.assign(eeg_rank=19.0)
        dataset = replace(dataset, segments=ranks)
        return fit_controls(dataset, *prepared(dataset), seed=1, repeats=3)

    def test_shuffled_eeg_has_no_skill_where_eeg_has(self, controls):
        shuffled = controls[controls["control"] == "shuffled EEG"]
        assert (shuffled["skill"] < 0.05).all()
        assert (shuffled["largest"] >= shuffled["skill"]).all()
        assert (shuffled["whole"] > 0.2).all()

    def test_a_constant_rank_says_nothing(self, controls):
        row = controls[controls["control"] == "rank alone"].iloc[0]
        assert row["skill"] == pytest.approx(0, abs=1e-9)

    def test_a_rank_that_tells_who_somebody_is_shows(self, make_cohort):
        dataset = make_cohort(subjects=6, recordings=6, coupling=0.0, offsets=0.0)
        group = (dataset.segments["subject"] < "sub-03").to_numpy()
        dataset = replace(
            dataset,
            targets=dataset.targets + 4.0 * group[:, None, None],
            segments=dataset.segments.assign(eeg_rank=16.0 + group),
        )
        controls = fit_controls(dataset, *prepared(dataset), seed=1, repeats=1)
        row = controls[controls["control"] == "rank alone"].iloc[0]
        assert row["skill"] > 0.5
        assert any(
            "From the rank of the EEG alone" in said for said in controls_sentences(controls)
        )

    def test_without_ranks_the_reason_is_given(self, make_cohort):
        dataset = make_cohort()
        controls = fit_controls(dataset, *prepared(dataset), seed=1, repeats=1)
        assert controls.iloc[-1]["reason"] == "the rank of the EEG was not stored"
        none = no_controls("blocked", "one phase")
        assert controls_sentences(none) == ["all controls: one phase."]
        assert isinstance(none, pd.DataFrame)
