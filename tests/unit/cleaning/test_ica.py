import dataclasses

import numpy as np
import pytest
from eeg2emg.cleaning.ica import fit_ica, without_ica
from eeg2emg.cleaning.ica_data import choose_fit_segments
from eeg2emg.cleaning.ica_settings import IcaSettings
from eeg2emg.cleaning.ica_solution import left_out_solution, read_ica, write_ica
from eeg2emg.errors import EstimationError, RecordingError
from eeg2emg.recordings.channel_names import TEN_TWENTY
from eeg2emg.recordings.electrodes import interpolation_matrix
from eeg2emg.recordings.segments import Segment
from eeg2emg.signals.rank import numerical_rank

SETUP = {"channels": TEN_TWENTY, "line_freq_hz": 50.0}


def fit(found, *, seed=0, settings=None, **options):
    return fit_ica([found.eeg_v], found.rate_hz, **SETUP, seed=seed, settings=settings, **options)


def left(solution, x_v):
    """Amplitude that is left of `x_v`, per channel."""
    return solution.apply(x_v).std(axis=1) / x_v.std(axis=1)


@pytest.fixture(scope="module")
def blinking(signals):
    return signals(artefacts=("blinks", "line"))


@pytest.fixture(scope="module")
def solution(blinking):
    return fit(blinking)


def test_blinks_go_and_the_brain_stays(blinking, solution):
    frontal = [TEN_TWENTY.index(name) for name in ("Fp1", "Fp2", "F3", "F4")]
    assert [solution.labels[number] for number in solution.removed] == ["eog"]
    assert left(solution, blinking.artefacts_v["blinks"])[frontal].max() < 0.1
    damage = solution.apply(blinking.brain_v) - blinking.brain_v
    share = damage.var(axis=1) / blinking.brain_v.var(axis=1)
    assert np.delete(share, frontal).max() < 0.15


def test_a_removed_component_says_why(solution):
    reason = solution.reasons[solution.removed[0]]
    assert reason.startswith("eye: correlation 0.9")
    assert "(limit 0.7)" in reason
    assert all(not reason for reason, label in zip(solution.reasons, solution.labels, strict=True)
               if label == "brain")  # fmt: skip


def test_muscle_goes(signals):
    tense = signals(artefacts=("muscle left",), seed=1)
    solution = fit(tense)
    temple = TEN_TWENTY.index("T7")
    assert [solution.labels[number] for number in solution.removed] == ["muscle"]
    assert left(solution, tense.artefacts_v["muscle left"])[temple] < 0.2


def test_what_is_labelled_muscle_can_be_had_alone(signals):
    tense = signals(artefacts=("muscle left",), seed=1)
    solution = fit(tense)
    temple = TEN_TWENTY.index("T7")
    alone = solution.muscle_alone(tense.eeg_v)
    assert solution.muscle_components == 1
    assert numerical_rank(alone @ alone.T) == 1
    assert np.corrcoef(alone[temple], tense.artefacts_v["muscle left"][temple])[0, 1] > 0.9
    # Nothing else was removed here: what is left and what was labelled are the whole.
    np.testing.assert_allclose(solution.apply(tense.eeg_v) + alone, tense.eeg_v, atol=1e-12)


def test_muscle_alone_is_interpolated_like_the_rest_and_counts_what_is_kept(signals):
    tense = signals(artefacts=("muscle left",), seed=1)
    settings = IcaSettings(max_removed=0)
    solution = fit(tense, bad_channels=["Cz"], settings=settings)
    assert (solution.removed, solution.muscle_components) == ((), 1)
    eeg_v = tense.eeg_v.copy()
    eeg_v[TEN_TWENTY.index("Cz")] = np.nan
    alone = solution.muscle_alone(eeg_v)
    assert np.isfinite(alone).all()
    assert numerical_rank(alone @ alone.T) == 1
    spline = interpolation_matrix(TEN_TWENTY, ["Cz"])
    np.testing.assert_allclose(spline @ alone, alone, atol=1e-15)


def test_clean_eeg_stays_as_it_is(signals):
    clean = signals(seed=2)
    solution = fit(clean)
    assert solution.removed == ()
    np.testing.assert_allclose(solution.cleaning_matrix, np.eye(19), atol=1e-12)


def test_the_fit_repeats_to_the_byte_and_its_seed_matters(blinking, solution):
    again, other = fit(blinking), fit(blinking, seed=1)
    assert again.cleaning_matrix.tobytes() == solution.cleaning_matrix.tobytes()
    assert other.mixing.tobytes() != solution.mixing.tobytes()


def test_mixing_and_unmixing_are_inverse_in_volts(blinking, solution):
    np.testing.assert_allclose(solution.unmixing @ solution.mixing, np.eye(19), atol=1e-8)
    np.testing.assert_allclose(
        solution.mixing @ (solution.unmixing @ blinking.eeg_v), blinking.eeg_v, atol=1e-12
    )


@pytest.mark.parametrize("most", [0, 1, 2, 3])
def test_each_removed_component_costs_one_rank_and_no_more_go_than_allowed(signals, most):
    found = signals(artefacts=("blinks", "muscle left", "muscle right"), seed=3)
    solution = fit(found, settings=IcaSettings(max_removed=most))
    assert len(solution.removed) == most
    assert solution.rank == 19 - most
    assert np.linalg.matrix_rank(solution.cleaning_matrix, tol=1e-6) == 19 - most
    cleaned = solution.apply(found.eeg_v)
    assert numerical_rank(cleaned @ cleaned.T) == 19 - most
    kept = [
        reason
        for number, reason in enumerate(solution.reasons)
        if reason and number not in solution.removed
    ]
    assert len(kept) >= 3 - most
    assert all(f"kept: no more than {most} may be removed" in reason for reason in kept)


def test_the_clearest_artefacts_go_first(signals):
    found = signals(artefacts=("blinks", "muscle left", "muscle right"), seed=3)
    solution = fit(found, settings=IcaSettings(max_removed=1))
    limits = {"eog": 0.7, "muscle": 0.95}
    excess = {
        number: (solution.scores[label][number] - limits[label]) / (1 - limits[label])
        for number, label in enumerate(solution.labels)
        if label != "brain"
    }
    assert solution.removed == (max(excess, key=excess.get),)


def test_interpolated_channels_cost_one_rank_each_and_leave_fewer_to_remove(signals):
    found = signals(artefacts=("blinks", "muscle left", "muscle right"), seed=3)
    settings = IcaSettings(max_removed=3, minimum_rank=16)
    solution = fit(found, settings=settings, bad_channels=["Cz", "O2"])
    assert len(solution.removed) == 1
    assert solution.rank == 16
    cleaned = solution.apply(found.eeg_v)
    assert numerical_rank(cleaned @ cleaned.T) == 16


def test_an_interpolated_channel_is_made_of_the_cleaned_others(blinking):
    eeg_v = blinking.eeg_v.copy()
    eeg_v[TEN_TWENTY.index("Cz")] = 1.0  # a volt
    broken = dataclasses.replace(blinking, brain_v=eeg_v, artefacts_v={"none": 0.0 * eeg_v})
    solution = fit(broken, bad_channels=["Cz"])
    cleaned = solution.apply(broken.eeg_v)
    cz = TEN_TWENTY.index("Cz")
    assert np.abs(cleaned).max() < 1e-3
    assert np.corrcoef(cleaned[cz], blinking.brain_v[cz])[0, 1] > 0.8
    eeg_v[cz] = np.nan
    np.testing.assert_array_equal(solution.apply(eeg_v), cleaned)


def test_the_matrix_is_removal_then_interpolation(blinking):
    solution = fit(blinking, bad_channels=["Cz"])
    good = [row for row, name in enumerate(TEN_TWENTY) if name != "Cz"]
    sources = solution.unmixing @ blinking.eeg_v[good]
    sources[list(solution.removed)] = 0.0
    expected = np.zeros_like(blinking.eeg_v)
    expected[good] = solution.mixing @ sources
    expected = interpolation_matrix(TEN_TWENTY, ["Cz"]) @ expected
    np.testing.assert_allclose(solution.apply(blinking.eeg_v), expected, atol=1e-12)


def test_rank_deficient_eeg_gets_as_many_components_as_it_has_dimensions(blinking):
    referenced = dataclasses.replace(
        blinking,
        brain_v=blinking.eeg_v - blinking.eeg_v.mean(axis=0),
        artefacts_v={"none": np.zeros_like(blinking.eeg_v)},
    )
    solution = fit(referenced)
    assert solution.mixing.shape == (19, 18)
    assert solution.rank == 18 - len(solution.removed)
    np.testing.assert_allclose(
        solution.mixing @ (solution.unmixing @ referenced.eeg_v), referenced.eeg_v, atol=1e-10
    )


def test_the_result_scales_with_the_unit_and_follows_the_order_of_channels(blinking, solution):
    louder = dataclasses.replace(
        blinking, brain_v=10 * blinking.eeg_v, artefacts_v={"none": 0.0 * blinking.eeg_v}
    )
    np.testing.assert_allclose(fit(louder).cleaning_matrix, solution.cleaning_matrix, atol=1e-4)
    order = np.random.default_rng(0).permutation(19)
    shuffled = fit_ica(
        [blinking.eeg_v[order]], blinking.rate_hz, line_freq_hz=50.0,
        channels=[TEN_TWENTY[row] for row in order],
    )  # fmt: skip
    assert [shuffled.labels[number] for number in shuffled.removed] == ["eog"]
    straight = solution.cleaning_matrix[np.ix_(order, order)]
    np.testing.assert_allclose(shuffled.cleaning_matrix, straight, atol=0.05)


def test_an_eog_channel_replaces_the_frontal_proxies(blinking):
    eog_v = blinking.artefacts_v["blinks"][:1] + 1e-6
    solution = fit(blinking, eog_pieces=[eog_v])
    assert any("with eog0" in reason for reason in solution.reasons)


def test_a_heartbeat_is_found_where_there_is_an_ecg(signals):
    found = signals(seed=4)
    time = np.arange(found.brain_v.shape[1]) / found.rate_hz
    beat = np.exp(-((((time % 0.9) - 0.4) / 0.02) ** 2))
    found.artefacts_v["heart"] = 25e-6 * np.outer(np.linspace(-1, 1.2, 19), beat)
    unknown = fit(found)
    assert "ecg" not in unknown.labels
    assert np.isnan(unknown.scores["ecg"]).all()
    solution = fit(found, ecg_pieces=[1e-3 * beat[None]])
    assert [solution.labels[number] for number in solution.removed] == ["ecg"]
    assert left(solution, found.artefacts_v["heart"])[[0, 18]].max() < 0.2


def test_pieces_are_not_filtered_across_their_splices(blinking):
    half = blinking.eeg_v.shape[1] // 2
    first, second = blinking.eeg_v[:, :half], blinking.eeg_v[:, half:] + 0.01  # a step of 10 mV
    solution = fit_ica([first, second], blinking.rate_hz, **SETUP)
    assert [solution.labels[number] for number in solution.removed] == ["eog"]


def test_switched_off_only_bad_channels_are_replaced(blinking):
    solution = without_ica([blinking.eeg_v], blinking.rate_hz, **SETUP, bad_channels=["Cz"])
    np.testing.assert_array_equal(
        solution.cleaning_matrix, interpolation_matrix(TEN_TWENTY, ["Cz"])
    )
    assert solution.rank == 18
    assert solution.labels == ()


def test_too_little_data_is_refused(blinking):
    with pytest.raises(EstimationError, match=r"500 samples of rank 19 are too few .* 1805"):
        fit_ica([blinking.eeg_v[:, :1000]], blinking.rate_hz, **SETUP)


def test_a_solution_survives_its_file(blinking, tmp_path):
    solution = fit(blinking, bad_channels=["Cz"])
    write_ica(tmp_path / "ica.nc", solution)
    again = read_ica(tmp_path / "ica.nc")
    for field in dataclasses.fields(solution):
        one, other = getattr(solution, field.name), getattr(again, field.name)
        if field.name == "scores":
            assert one.keys() == other.keys()
            for kind in one:
                np.testing.assert_array_equal(one[kind], other[kind])
        elif field.name == "signals":
            for name, value in vars(one).items():
                np.testing.assert_array_equal(value, getattr(other, name))
        else:
            np.testing.assert_array_equal(one, other)
    assert list(tmp_path.iterdir()) == [tmp_path / "ica.nc"]


def test_the_reason_of_a_subject_left_out_survives_its_file(tmp_path):
    write_ica(tmp_path / "ica.nc", left_out_solution(TEN_TWENTY, "no usable recording"))
    again = read_ica(tmp_path / "ica.nc")
    assert again.left_out == "no usable recording"
    assert again.mixing.shape == (19, 0)


def test_splines_restore_a_smooth_field(signals):
    brain = signals().brain_v
    matrix = interpolation_matrix(TEN_TWENTY, ["Cz", "P3"])
    rows = [TEN_TWENTY.index(name) for name in ("Cz", "P3")]
    assert np.linalg.matrix_rank(matrix) == 17
    np.testing.assert_array_equal(matrix[:, rows], 0.0)
    for row in rows:
        assert np.corrcoef((matrix @ brain)[row], brain[row])[0, 1] > 0.85
    np.testing.assert_allclose(matrix.sum(axis=1), 1.0, atol=1e-6)  # a constant stays constant


def test_splines_are_those_of_mne(signals):
    import mne

    brain = signals(seconds=5.0).brain_v
    info = mne.create_info(list(TEN_TWENTY), 500.0, "eeg")
    info.set_montage("colin27_1005", verbose="error")
    raw = mne.io.RawArray(brain, info, verbose="error")
    raw.info["bads"] = ["T7"]
    raw.interpolate_bads(verbose="error")
    ours = interpolation_matrix(TEN_TWENTY, ["T7"]) @ brain
    np.testing.assert_allclose(ours, raw.get_data(), atol=1e-15)


def test_interpolation_needs_positions_and_good_channels():
    with pytest.raises(RecordingError, match=r"position of 'X1' is unknown.*Cz cannot be"):
        interpolation_matrix(["Cz", "X1", "C3", "C4", "Fz", "Pz"], ["Cz"])
    with pytest.raises(RecordingError, match=r"3 of 5 EEG channels are bad \(Cz, C3, C4\)"):
        interpolation_matrix(["Cz", "C3", "C4", "Fz", "Pz"], ["Cz", "C3", "C4"])


def segments(*phases, length_s=60.0):
    return [Segment(k, k * length_s, length_s, phase, k // 2) for k, phase in enumerate(phases)]


def test_what_is_fitted_is_balanced_over_phases_and_recordings():
    cohort = {f"run-{k}": segments(*["rest", "activity"] * 5) for k in range(10)}
    spans = choose_fit_segments(cohort, max_s=600.0)
    chosen = [(name, round(onset / 60) % 2) for name in spans for onset, _ in spans[name]]
    assert len(chosen) == 10
    assert sum(phase for _, phase in chosen) == 5
    assert len(spans) >= 5


def test_everything_is_fitted_when_there_is_little():
    cohort = {"b": segments("rest", "activity"), "a": segments("rest")}
    assert choose_fit_segments(cohort) == {"a": [(0.0, 60.0)], "b": [(0.0, 60.0), (60.0, 60.0)]}


def test_a_scarce_phase_leaves_its_share_to_the_other():
    cohort = {"a": segments("activity", *["rest"] * 20)}
    spans = choose_fit_segments(cohort, max_s=600.0)["a"]
    assert len(spans) == 10
    assert (0.0, 60.0) in spans
