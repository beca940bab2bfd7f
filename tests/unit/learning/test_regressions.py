"""Linear and kernel models: they learn what is there, and see training segments only."""

import numpy as np
import pytest
from eeg2emg.connectivity.settings import EegSettings, plane_names
from eeg2emg.learning import divided_features
from eeg2emg.learning.candidates import PENALTIES
from eeg2emg.learning.catalogue import REGRESSIONS
from eeg2emg.learning.divided_features import KEPT_BYTES, DividedFeatures
from eeg2emg.learning.features import fisher_z, vector_entries, vectorise
from eeg2emg.learning.model_fits import PreparedModel, fit_model
from eeg2emg.learning.penalised_solutions import PenalisedSolutions
from eeg2emg.splitting.schemes import make_split


def parts_of(dataset, scheme="blocked"):
    split = make_split(dataset.segments, scheme, seed=1)
    return split.parts(split.frame["fold"].iloc[0], dataset.segments["segment"])


def skill_over_cell_mean(dataset, part, prediction):
    test = part == "test"
    cells = dataset.cells
    train = part == "training"
    mean = np.array([dataset.targets[train & (cells == c)].mean(axis=0) for c in cells[test]])
    error = np.sum((dataset.targets[test] - prediction[test]) ** 2)
    return 1 - error / np.sum((dataset.targets[test] - mean) ** 2)


@pytest.mark.parametrize("name", REGRESSIONS)
class TestModels:
    def test_learns_what_eeg_knows(self, make_cohort, name):
        dataset = make_cohort(recordings=12, coupling=0.95)
        part = parts_of(dataset)
        vectors = vectorise(dataset.features, dataset.planes)
        fit = fit_model(name, vectors, dataset.targets, dataset.segments, part)
        assert skill_over_cell_mean(dataset, part, fit.prediction) > 0.3

    def test_claims_nothing_where_nothing_is_known(self, make_cohort, name):
        values = []
        for seed in range(6):
            dataset = make_cohort(recordings=12, coupling=0.0, seed=seed)
            part = parts_of(dataset)
            vectors = vectorise(dataset.features, dataset.planes)
            fit = fit_model(name, vectors, dataset.targets, dataset.segments, part)
            values.append(skill_over_cell_mean(dataset, part, fit.prediction))
        assert np.mean(values) < 0.02

    @pytest.mark.parametrize("scheme", ["blocked", "leave-one-subject-out"])
    def test_tested_segments_are_not_seen(self, make_cohort, name, scheme):
        """Planted leaks: tested targets, and tested features of other segments, are replaced."""
        dataset = make_cohort()
        part = parts_of(dataset, scheme)
        vectors = vectorise(dataset.features, dataset.planes)
        tested = np.flatnonzero(part == "test")
        targets, changed = dataset.targets.copy(), vectors.copy()
        targets[tested] = 1e3
        changed[tested[1:]] *= 5
        before = fit_model(name, vectors, dataset.targets, dataset.segments, part)
        after = fit_model(name, changed, targets, dataset.segments, part)
        assert before.chosen == after.chosen
        seen = np.isin(part, ["training", "validation"])
        seen[tested[0]] = True
        assert after.prediction[seen] == pytest.approx(before.prediction[seen], rel=1e-9)

    def test_features_in_the_place_of_others_are_predicted_from(self, make_cohort, name):
        """The predictor repeats the fit; segments of one cell that exchange features, estimates."""
        dataset = make_cohort(recordings=12, coupling=0.95)
        part = parts_of(dataset)
        vectors = vectorise(dataset.features, dataset.planes)
        fit = fit_model(name, vectors, dataset.targets, dataset.segments, part)
        rows = np.flatnonzero(part == "test")
        assert fit.predict(vectors[rows], rows) == pytest.approx(fit.prediction[rows], rel=1e-9)
        first, second = rows[dataset.cells[rows] == 0][:2]
        estimate = fit.predict(vectors[[second, first]], np.array([first, second]))
        assert estimate == pytest.approx(fit.prediction[[second, first]], rel=1e-9)
        assert np.abs(estimate[0] - estimate[1]).max() > 1e-6

    def test_unit_of_the_target_does_not_matter(self, make_cohort, name):
        dataset = make_cohort()
        part = parts_of(dataset)
        vectors = vectorise(dataset.features, dataset.planes)
        one, thousand = (
            fit_model(name, vectors, k * dataset.targets, dataset.segments, part) for k in (1, 1e-3)
        )
        assert one.chosen == thousand.chosen
        assert thousand.prediction == pytest.approx(1e-3 * one.prediction)

    def test_validation_chooses(self, make_cohort, name):
        """With validation targets that are the cell means, the mean alone is chosen."""
        dataset = make_cohort(recordings=8)
        part = parts_of(dataset)
        targets, cells = dataset.targets.copy(), dataset.cells
        for row in np.flatnonzero(part == "validation"):
            targets[row] = targets[(part == "training") & (cells == cells[row])].mean(axis=0)
        vectors = vectorise(dataset.features, dataset.planes)
        fit = fit_model(name, vectors, targets, dataset.segments, part)
        assert fit.chosen == "the mean alone"
        assert skill_over_cell_mean(dataset, part, fit.prediction) == 0

    def test_known_people_do_not_choose_for_new_ones(self, make_cohort, name):
        """In validation sit people whom the model knows; training subjects in turn choose."""
        dataset = make_cohort(subjects=5, recordings=8)
        part = parts_of(dataset, "leave-one-subject-out")
        vectors = vectorise(dataset.features, dataset.planes)
        targets = dataset.targets.copy()
        targets[part == "validation"] = targets[part == "training"].mean(axis=0)
        one, other = (
            fit_model(name, vectors, t, dataset.segments, part) for t in (dataset.targets, targets)
        )
        assert one.chosen == other.chosen != "the mean alone"
        np.testing.assert_array_equal(one.prediction, other.prediction)

    def test_what_holds_for_one_person_only_is_not_carried_to_a_new_one(self, make_cohort, name):
        """Every person has a law of their own: known people are predicted, new ones by the mean."""
        dataset = make_cohort(subjects=6, recordings=12, offsets=0.0)
        rng = np.random.default_rng(1)
        vectors = rng.normal(size=(len(dataset.segments), 8))
        people = dataset.segments["subject"].to_numpy()
        shape = dataset.targets.shape[1:]
        targets = np.empty(dataset.targets.shape)
        for person in np.unique(people):
            own = people == person
            law = rng.normal(size=(8, *shape))
            targets[own] = 1 + 0.1 * np.tensordot(vectors[own], law, 1)
        part = parts_of(dataset, "leave-one-subject-out")
        fit = fit_model(name, vectors, targets, dataset.segments, part)
        test = part == "test"
        mean = targets[part == "training"].mean(axis=0)
        error = np.sum((targets - fit.prediction)[test] ** 2)
        assert error < 1.1 * np.sum((targets - mean)[test] ** 2)

    def test_constant_features_give_the_mean(self, make_cohort, name):
        dataset = make_cohort()
        part = parts_of(dataset)
        vectors = np.ones((len(dataset.segments), 4))
        fit = fit_model(name, vectors, dataset.targets, dataset.segments, part)
        assert skill_over_cell_mean(dataset, part, fit.prediction) == pytest.approx(0, abs=1e-9)


def test_ridge_agrees_with_scikit_learn(make_cohort):
    from sklearn.linear_model import Ridge

    dataset = make_cohort(recordings=8)
    part = parts_of(dataset)
    train = part == "training"
    vectors = vectorise(dataset.features, dataset.planes)
    fit = fit_model("ridge", vectors, dataset.targets, dataset.segments, part)
    x, y = vectors.copy(), dataset.targets.reshape(len(vectors), -1)
    mean = np.empty_like(y)
    for cell in set(dataset.cells):
        own = dataset.cells == cell
        x[own] -= vectors[train & own].mean(axis=0)
        mean[own] = y[train & own].mean(axis=0)
    deviation = x[train].std(axis=0)
    x = np.divide(x, deviation, out=np.zeros_like(x), where=deviation > 1e-9)
    strength = float(fit.chosen.removeprefix("penalty "))
    exact = 10 ** (round(2 * np.log10(strength)) / 2)
    alpha = exact * np.trace(x[train] @ x[train].T) / train.sum()
    model = Ridge(alpha=alpha, fit_intercept=False).fit(x[train], (y - mean)[train])
    expected = (mean + model.predict(x)).reshape(dataset.targets.shape)
    assert fit.prediction == pytest.approx(expected, rel=1e-6)


def gaussian(x):
    squares = np.sum(x**2, axis=1)
    return np.exp(-(squares[:, None] + squares - 2 * x @ x.T) / (2 * x.shape[1]))


@pytest.mark.parametrize("d", [3, 60])
@pytest.mark.parametrize("kernel_of", [lambda x: x @ x.T, gaussian], ids=["linear", "gaussian"])
def test_one_decomposition_gives_every_penalty_and_target_as_scikit_learn_does(d, kernel_of):
    """Also of kernels that have no inverse, such as a linear one of few features."""
    from sklearn.kernel_ridge import KernelRidge

    rng = np.random.default_rng(d)
    kernel = kernel_of(rng.normal(size=(40, d)))
    train, other = np.arange(30), np.arange(30, 40)
    own = kernel[np.ix_(train, train)]
    solutions = PenalisedSolutions(own.copy, lambda rows: kernel[np.ix_(rows, train)], other)
    for y in (rng.normal(size=(30, 4)), rng.normal(size=(30, 1))):
        projected = solutions.project(y)
        for penalty in PENALTIES:
            alpha = penalty * np.trace(own) / len(own)
            model = KernelRidge(alpha=alpha, kernel="precomputed").fit(own, y)
            expected = model.predict(kernel[np.ix_(other, train)])
            estimate = kernel[np.ix_(other, train)] @ solutions.coefficients(projected, alpha)
            for found in (estimate, solutions.compared(projected, alpha)):
                assert found == pytest.approx(expected, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("few", [True, False], ids=["fewer features", "fewer segments"])
def test_ridge_is_the_same_whether_solved_for_features_or_segments(make_cohort, few):
    """Features that occur twice, over the root of two, are the same features."""
    dataset = make_cohort(recordings=8)
    part = parts_of(dataset)
    vectors = vectorise(dataset.features, dataset.planes)
    vectors = vectors[:, :5] if few else vectors
    copies = -(-2 * len(part) // vectors.shape[1]) if few else 2
    one, other = (
        fit_model("ridge", v, dataset.targets, dataset.segments, part)
        for v in (vectors, np.tile(vectors, copies))
    )
    assert one.chosen == other.chosen
    assert other.prediction == pytest.approx(one.prediction, rel=1e-9)


def test_kernel_ridge_agrees_with_scikit_learn(make_cohort):
    """The whole path: means, scaling, kernel of tasks, width and penalty that were chosen."""
    from sklearn.kernel_ridge import KernelRidge
    from sklearn.metrics.pairwise import euclidean_distances

    dataset = make_cohort(recordings=8, coupling=0.95)
    part = parts_of(dataset)
    train = part == "training"
    vectors = vectorise(dataset.features, dataset.planes)
    fit = fit_model("kernel ridge", vectors, dataset.targets, dataset.segments, part)
    width, penalty = (float(word.split()[1]) for word in fit.chosen.split(", "))
    x, y = vectors.copy(), dataset.targets.reshape(len(vectors), -1)
    mean = np.empty_like(y)
    for cell in set(dataset.cells):
        own = dataset.cells == cell
        x[own] -= vectors[train & own].mean(axis=0)
        mean[own] = y[train & own].mean(axis=0)
    x = x[:, x[train].std(axis=0) > 1e-9]
    x /= x[train].std(axis=0)
    distance = euclidean_distances(x, squared=True)
    median = np.median(distance[np.ix_(train, train)][~np.eye(train.sum(), dtype=bool)])
    subject, phase = (dataset.segments[c].to_numpy() for c in ("subject", "phase"))
    same = (a[:, None] == a[None] for a in (phase, subject, dataset.cells))
    tasks = 0.2 + sum(w * s for w, s in zip((3, 1, 1), same, strict=True))
    kernel = (np.exp(-distance / (2 * width**2 * median)) * tasks)[:, train]
    exact = 10 ** (round(2 * np.log10(penalty)) / 2)
    alpha = exact * np.trace(kernel[train]) / train.sum()
    model = KernelRidge(alpha=alpha, kernel="precomputed").fit(kernel[train], (y - mean)[train])
    expected = (mean + model.predict(kernel)).reshape(dataset.targets.shape)
    assert fit.prediction == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize("scheme", ["blocked", "leave-one-subject-out-adapted"])
@pytest.mark.parametrize("name", REGRESSIONS)
def test_what_is_prepared_once_serves_for_any_targets(make_cohort, name, scheme):
    dataset = make_cohort(subjects=5, recordings=8)
    part = parts_of(dataset, scheme)
    vectors = vectorise(dataset.features, dataset.planes)
    adapted = {"adapted": scheme.endswith("adapted")}
    prepared = PreparedModel(name, vectors, dataset.segments, part, **adapted)
    rng = np.random.default_rng(0)
    for targets in (dataset.targets, dataset.targets[rng.permutation(len(part))], dataset.targets):
        one = prepared.fit(targets)
        other = fit_model(name, vectors, targets, dataset.segments, part, **adapted)
        assert one.chosen == other.chosen
        np.testing.assert_array_equal(one.prediction, other.prediction)


@pytest.mark.parametrize("kept_bytes", [0, 100_000, KEPT_BYTES])
@pytest.mark.parametrize("scheme", ["blocked", "leave-one-subject-out-adapted"])
def test_what_models_share_changes_none_of_them(make_cohort, monkeypatch, scheme, kept_bytes):
    monkeypatch.setattr(divided_features, "KEPT_BYTES", kept_bytes)
    dataset = make_cohort(subjects=5, recordings=8)
    part = parts_of(dataset, scheme)
    vectors = vectorise(dataset.features, dataset.planes)
    shared = DividedFeatures(vectors, dataset.segments)
    options = {"adapted": scheme.endswith("adapted"), "refits": True}
    for name in (*REGRESSIONS, *reversed(REGRESSIONS)):
        one, other = (
            fit_model(name, features, dataset.targets, dataset.segments, part, **options)
            for features in (shared, vectors)
        )
        assert one.chosen == other.chosen
        np.testing.assert_array_equal(one.prediction, other.prediction)


def test_features_are_decomposed_once_for_all_targets(make_cohort, monkeypatch):
    import scipy.linalg

    dataset = make_cohort(recordings=8)
    vectors = vectorise(dataset.features, dataset.planes)
    decompose, sizes = scipy.linalg.eigh, []

    def counted(matrix, **options):
        sizes.append(len(matrix))
        return decompose(matrix, **options)

    monkeypatch.setattr(scipy.linalg, "eigh", counted)
    part = parts_of(dataset)
    prepared = PreparedModel("kernel ridge", vectors, dataset.segments, part)
    for k in range(3):
        prepared.fit((1 + k) * dataset.targets)
    assert sizes == [np.sum(part == "training")] * 4


def test_pls_agrees_with_scikit_learn_for_one_target(make_cohort):
    """For a single target SIMPLS and NIPALS are the same."""
    from sklearn.cross_decomposition import PLSRegression

    dataset = make_cohort(recordings=8, muscles=2)
    part = parts_of(dataset, "leave-one-subject-out")
    train = part == "training"
    targets = np.zeros_like(dataset.targets)
    targets[:, 0, 1] = dataset.targets[:, 0, 1]
    segments = dataset.segments.assign(phase="rest")
    vectors = vectorise(dataset.features, dataset.planes)
    fit = fit_model("pls", vectors, targets, segments, part)
    components = int(fit.chosen.split()[0])
    keep = vectors[train].std(axis=0) > 1e-9
    x = (vectors[:, keep] - vectors[train][:, keep].mean(axis=0)) / vectors[train][:, keep].std(
        axis=0
    )
    model = PLSRegression(components, scale=False).fit(x[train], targets[train, 0, 1])
    assert fit.prediction[:, 0, 1] == pytest.approx(model.predict(x).ravel(), rel=1e-6)


class TestVectors:
    def test_each_measure_has_its_transform(self):
        rng = np.random.default_rng(0)
        planes = (
            "correlation",
            "coherence 8-13 Hz",
            "dtf",
            "granger",
            "imaginary_coherence",
            "wpli",
        )
        x = rng.uniform(0.1, 0.9, size=(2, 3, 3, 6))
        upper = [(0, 1), (0, 2), (1, 2)]
        vector = vectorise(x, planes)[1]
        assert vector.shape == (3 + 3 + 9 + 9 + 3 + 3,)
        assert vector[:3] == pytest.approx([np.arctanh(x[1, i, j, 0]) for i, j in upper])
        assert vector[3:6] == pytest.approx([np.arctanh(x[1, i, j, 1] ** 0.5) for i, j in upper])
        assert vector[6:15] == pytest.approx(np.log(x[1, ..., 2].ravel() + 1e-4))
        assert vector[15:24] == pytest.approx(np.log(x[1, ..., 3].ravel() + 1e-4))
        assert vector[24:27] == pytest.approx([x[1, i, j, 4] for i, j in upper])
        assert vector[27:] == pytest.approx([x[1, i, j, 5] for i, j in upper])

    def test_bands_are_named_as_estimates_name_them(self):
        """One plane per band gives what the same matrices give under the measure's own name."""
        rng = np.random.default_rng(0)
        settings = EegSettings(planes_per_band=True, pli_bands=((4, 8), (8, 13)))
        names = plane_names(settings)
        x = rng.uniform(0.1, 0.9, size=(2, 4, 4, len(names)))
        whole = [name.partition(" ")[0] for name in names]
        assert names != tuple(whole)
        assert (vectorise(x, names) == vectorise(x, whole)).all()

    def test_entries_say_what_a_vector_holds(self):
        rng = np.random.default_rng(0)
        planes = ("pli", "granger", "correlation")
        x = rng.uniform(0.1, 0.9, size=(3, 5, 5, 3))
        before = vectorise(x, planes)
        entries = vector_entries(5, planes)
        assert entries.shape == (before.shape[1], 3)
        for column, (sink, source, plane) in enumerate(entries):
            changed = x.copy()
            changed[:, sink, source, plane] += 0.05
            moved = (vectorise(changed, planes) != before).any(axis=0)
            assert np.flatnonzero(moved).tolist() == [column]

    def test_extremes_stay_finite(self):
        x = np.stack([np.ones((2, 4, 4)), np.zeros((2, 4, 4))], axis=-1)
        for planes in (("correlation", "granger"), ("coherence", "dtf")):
            assert np.isfinite(vectorise(x, planes)).all()

    def test_fisher_z_is_odd(self):
        r = np.linspace(-0.99, 0.99, 9)
        assert fisher_z(r) == pytest.approx(-fisher_z(-r))
        assert fisher_z(np.array([0.5])) == pytest.approx(0.5 * np.log(3))
