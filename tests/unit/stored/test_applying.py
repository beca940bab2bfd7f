"""A stored model applied to other recordings: what it estimates, and what it refuses."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from eeg2emg.errors import ConfigurationError, NotEstimableError, UserError
from eeg2emg.learning.catalogue import FAM
from eeg2emg.learning.features import FeatureVectors, vectors_of
from eeg2emg.learning.model_fits import fit_as_chosen
from eeg2emg.names.stored_models import EVERYBODY, KNOWN, NEW
from eeg2emg.stored.applying import apply_model
from eeg2emg.stored.card import MOST_ASKED
from eeg2emg.stored.conditions import (
    FEATURE_OPTIONS,
    TARGET_OPTIONS,
    conditions_of,
    differences,
    refuse_before_work,
)
from eeg2emg.stored.tables import table_of_estimates, table_of_people
from eeg2emg.stored.words import NO_EVIDENCE


def renamed(dataset, start="other"):
    """Give the people of a cohort other names."""
    segments = dataset.segments.copy()
    for column in ("segment", "subject", "recording"):
        segments[column] = segments[column].str.replace("sub", start)
    return replace(dataset, segments=segments)


@pytest.fixture
def others(make_dataset):
    """Recordings of other people."""
    return renamed(make_dataset(subjects=2, seed=7))


def test_known_people_are_estimated_as_by_the_fit(run, configuration):
    applied = apply_model(run.folder, run.dataset, configuration=configuration, same_people=True)
    data = run.dataset
    fit = fit_as_chosen(
        FAM, vectors_of(data), data.targets, data.segments, ["training"] * len(data.segments),
        chosen=run.card.models[KNOWN].chosen,
    )  # fmt: skip
    np.testing.assert_allclose(applied.estimates, fit, atol=1e-5)
    assert np.abs(applied.estimates - applied.starts).max() > 0.1
    assert set(applied.segments["used"]) == {KNOWN}
    assert applied.segments["seen"].all()
    assert "learned from 48 of these 48 segments" in applied.remarks[-1]


def test_new_people_are_estimated_as_by_a_fit_that_adapts(run, others, configuration):
    applied = apply_model(run.folder, others, configuration=configuration)
    both = [vectors_of(data).values for data in (run.dataset, others)]
    vectors = FeatureVectors(np.concatenate(both), vectors_of(others).sets)
    fit = fit_as_chosen(
        FAM,
        vectors,
        np.concatenate([run.dataset.targets, others.targets]),
        pd.concat([run.dataset.segments, others.segments], ignore_index=True),
        ["training"] * len(both[0]) + ["test"] * len(both[1]),
        chosen=run.card.models[NEW].chosen,
        adapted=True,
    )[len(both[0]) :]
    np.testing.assert_allclose(applied.estimates, fit, atol=1e-5)
    assert np.abs(applied.estimates - applied.starts).max() > 0.01
    assert set(applied.segments["used"]) == {NEW}
    assert not applied.segments["seen"].any()


def test_the_muscles_of_others_are_not_looked_at(run, others, configuration):
    blind = replace(others, targets=np.full_like(others.targets, 99.0))
    first, second = (
        apply_model(run.folder, data, configuration=configuration) for data in (others, blind)
    )
    np.testing.assert_array_equal(first.estimates, second.estimates)


def test_a_file_without_emg_is_estimated_alike(run, others, configuration, write_run):
    with_emg = apply_model(run.folder, others, configuration=configuration)
    path = write_run(others, configuration, emg=False)
    without = apply_model(run.folder, path)
    np.testing.assert_array_equal(without.estimates, with_emg.estimates)
    assert without.measured is None
    np.testing.assert_array_equal(with_emg.measured, others.targets)


def test_channels_are_found_by_name_in_any_order(run, others, configuration, write_run):
    order = np.array([3, 0, 4, 1, 2])
    from eeg2emg.connectivity.packing import reordered

    packs = np.moveaxis(others.log_coherency.features, -1, 1)
    mixed = replace(
        others,
        eeg_channels=tuple(f"EEG {others.eeg_channels[k]}-Ref" for k in order),
        features=others.features[:, order[:, None], order],
        log_coherency=others.log_coherency._replace(
            features=np.moveaxis(reordered(packs, order), 1, -1)
        ),
    )
    plain = apply_model(run.folder, others, configuration=configuration)
    found = apply_model(run.folder, write_run(mixed, configuration))
    np.testing.assert_allclose(found.estimates, plain.estimates, atol=1e-12)


def without_channel(data):
    n = np.arange(1, 5)
    return replace(
        data,
        eeg_channels=data.eeg_channels[1:],
        features=data.features[:, n[:, None], n],
        log_coherency=data.log_coherency._replace(
            features=data.log_coherency.features[:, n[:, None], n]
        ),
    )


def other_channel(data):
    return replace(data, eeg_channels=("X", *data.eeg_channels[1:]))


def other_phase(data):
    return replace(data, segments=data.segments.replace({"phase": {"rest": "sleep"}}))


def other_planes(data):
    return replace(data, planes=("correlation", "dtf"))


def without_further_features(data):
    return replace(data, log_coherency=None)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (without_channel, "there is no channel E0"),
        (other_channel, "no channel E0; besides there is X"),
        (other_phase, "phase sleep"),
        (other_planes, "correlation, dtf in place of correlation, granger"),
        (without_further_features, "none in place of log_coherency"),
    ],
)
def test_recordings_that_the_card_does_not_cover_are_refused(
    run, others, configuration, change, named
):
    with pytest.raises(ConfigurationError, match=named):
        apply_model(run.folder, change(others), configuration=configuration)


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("connectivity.eeg_rate_hz", 200),
        ("connectivity.eeg_order", 10),
        ("connectivity.band_hz", [2, 45]),
        ("connectivity.log_coherency", False),
        ("segments.length_s", 30),
        ("ica.enabled", False),
        ("eeg.laplacian", True),
    ],
)
def test_other_settings_of_the_estimates_are_refused(run, others, configuration, option, value):
    section, _, name = option.partition(".")
    configuration[section][name] = value
    with pytest.raises(ConfigurationError, match=rf"{option} is .* here and .* there"):
        apply_model(run.folder, others, configuration=configuration)


def test_a_rate_that_the_configuration_does_not_tell_is_refused(
    run, others, configuration, write_run
):
    with pytest.raises(ConfigurationError, match="200 Hz, that of the model at 250 Hz"):
        apply_model(run.folder, write_run(others, configuration, rate_hz=200.0))
    apply_model(run.folder, write_run(others, configuration, rate_hz=250.001))


def test_nobody_guesses_how_recordings_were_analysed(run, others):
    with pytest.raises(ConfigurationError, match="not said how"):
        apply_model(run.folder, others)


def test_who_is_who_has_to_be_said_where_names_coincide(run, configuration):
    with pytest.raises(ConfigurationError, match="same_people"):
        apply_model(run.folder, run.dataset, configuration=configuration)
    applied = apply_model(run.folder, run.dataset, configuration=configuration, same_people=False)
    assert set(applied.segments["used"]) == {NEW}


def test_a_new_person_needs_segments_for_the_own_mean(run, others, configuration):
    assert run.card.least_segments == 6  # as many as the people of the run have
    few = others.segments.groupby(["subject", "phase"]).cumcount() < 5
    kept = (few | (others.segments["subject"] == "other-00")).to_numpy()
    applied = apply_model(run.folder, others.of_rows(kept), configuration=configuration)
    assert set(applied.segments["subject"]) == {"other-00"}
    reasons = applied.people.loc[applied.people["subject"] == "other-01", "reason"]
    assert reasons.str.contains("a new person needs 6").all()
    with pytest.raises(NotEstimableError, match="needs 6"):
        apply_model(run.folder, others.of_rows(few.to_numpy()), configuration=configuration)


def test_no_more_segments_are_asked_for_than_help(run):
    many = {person: dict.fromkeys(own, 100) for person, own in run.card.segments.items()}
    assert replace(run.card, segments=many).least_segments == MOST_ASKED


def test_a_known_person_is_estimated_in_known_phases_alone(make_run, configuration):
    run = make_run(phases=("rest", "activity"))
    first = (run.dataset.segments["subject"] == "sub-00").to_numpy()
    rest = (run.dataset.segments["phase"] == "rest").to_numpy()
    from eeg2emg.stored.storing import store_model

    partly = store_model(
        run.folder, run.dataset.of_rows(~(first & rest)), run.judged, configuration
    )
    assert partly.segments["sub-00"] == {"activity": 6}
    applied = apply_model(run.folder, run.dataset, configuration=configuration, same_people=True)
    left_out = applied.people[applied.people["reason"] != ""]
    assert left_out[["subject", "phase"]].to_numpy().tolist() == [["sub-00", "rest"]]


def test_people_whom_no_model_is_for_are_refused(make_run, others, configuration):
    run = make_run(skills={"blocked": (0.2, 0.1, 0.3)})
    with pytest.raises(NotEstimableError, match="leave-one-subject-out-adapted tells nothing"):
        apply_model(run.folder, others, configuration=configuration)


def test_every_estimate_stands_beside_the_held_out_skill(run, others, configuration):
    applied = apply_model(run.folder, others, configuration=configuration)
    table = table_of_estimates(applied)
    assert len(table) == len(others.segments) * 2
    assert set(table["scheme"]) == {"leave-one-subject-out-adapted"}
    assert set(zip(table["skill"], table["low"], table["high"], strict=True)) == {(0.1, -0.1, 0.2)}
    row = table.iloc[1]
    assert (row["sink"], row["source"]) == ("M1", "M0")
    assert row["estimate"] == applied.estimates[0, 1, 0]
    assert row["measured"] == others.targets[0, 1, 0]


def test_the_skill_on_measured_emg_leaves_out_what_was_learned_from(run, others, configuration):
    own = table_of_people(
        apply_model(run.folder, run.dataset, configuration=configuration, same_people=True)
    )
    assert own["measured_skill"].isna().all()
    assert set(own["measured_segments"]) == {0}
    applied = apply_model(run.folder, others, configuration=configuration)
    people = table_of_people(applied)
    everybody = people[people["subject"] == EVERYBODY].iloc[0]
    off = ~np.eye(2, dtype=bool)
    errors = [
        np.sum((values - others.targets)[:, off] ** 2)
        for values in (applied.estimates, applied.starts)
    ]
    assert everybody["measured_skill"] == pytest.approx(1 - errors[0] / errors[1])
    assert everybody["measured_segments"] == len(others.segments)


def test_an_order_is_the_same_in_samples_and_in_milliseconds():
    rates = {"eeg_rate_hz": 256.0, "emg_rate_hz": 4000.0}
    samples = conditions_of({"connectivity": rates | {"eeg_order": 12, "emg_order": 80}})
    spans = rates | {"eeg_order": 7, "eeg_order_ms": 48, "emg_order": 7, "emg_order_ms": 20}
    assert not differences(samples, {"connectivity": spans}, (*FEATURE_OPTIONS, *TARGET_OPTIONS))
    found = differences(samples, {"connectivity": spans | {"eeg_order_ms": 40}}, FEATURE_OPTIONS)
    assert found == ["connectivity.eeg_order is 10 here and 12 there"]


def test_emg_that_was_analysed_otherwise_is_compared_with_nothing(run, others, configuration):
    configuration["connectivity"]["emg_order"] = 10
    applied = apply_model(run.folder, others, configuration=configuration)
    assert applied.measured is None
    assert "emg_order is 10 here and 20 there" in applied.remarks[0]
    other = replace(others, emg_channels=("M0", "M9"))
    configuration["connectivity"]["emg_order"] = 20
    assert "M9" in apply_model(run.folder, other, configuration=configuration).remarks[0]


def test_a_simulated_model_says_that_it_is_no_evidence_for_real_people(run, others, configuration):
    real = replace(others, simulated=False)
    assert apply_model(run.folder, real, configuration=configuration).remarks == (NO_EVIDENCE,)
    assert apply_model(run.folder, others, configuration=configuration).remarks == ()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({}, ""),
        ({"channels": {"eeg": ["EEG E4", "E3", "E2", "E1", "E0"]}}, ""),
        ({"channels": {"eeg": ["E0", "E1"]}}, "no channel E2, E3, E4"),
        ({"segments": {"length_s": 30}}, r"segments.length_s is 30 here and 60 there"),
        ({"people": ["sub-01"]}, "sub-01: people of these names"),
        ({"people": ["sub-01"], "same_people": True}, ""),
        ({"people": ["sub-99"]}, ""),
    ],
)
def test_what_a_configuration_tells_is_refused_before_any_work(run, configuration, change, named):
    options = configuration | {"channels": {"eeg": list(run.dataset.eeg_channels)}} | change
    options["apply"] = {"model": str(run.folder), "same_people": change.get("same_people")}
    people = change.get("people", [])
    if not named:
        refuse_before_work(options, people)
        return
    with pytest.raises(ConfigurationError, match=named):
        refuse_before_work(options, people)


@pytest.mark.parametrize(
    ("content", "named"), [(None, "holds no stored model"), ("{", "damaged"), ("{}", "damaged")]
)
def test_a_folder_without_a_card_is_refused_before_any_work(tmp_path, content, named):
    if content is not None:
        (tmp_path / "card.json").write_text(content, encoding="utf-8")
    with pytest.raises(UserError, match=named):
        refuse_before_work({"apply": {"model": str(tmp_path), "same_people": None}}, [])
