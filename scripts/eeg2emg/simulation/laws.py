"""Laws of the simulated cohort: who is coupled with whom, and how couplings follow the states.

Claims about models shall not rest on one law. Under each law the latent states z, u and w are
normal, and what a law changes comes after them. So the law of w, and with it that of the EMG, is
the same for every k; and what rests on normal states (`eeg2emg.simulation.expectation`) holds under
every law. Standard library only, since it is imported while a workflow is parsed.
"""

from __future__ import annotations

from dataclasses import dataclass

from eeg2emg.catalogues import catalogue

STANDARD_LAW = "standard"


@dataclass(frozen=True, kw_only=True)
class Law:
    """What decides the couplings of a simulated cohort, given its states.

    Attributes
    ----------
    name : str
        Name in the configuration and in tables.
    definition : str
        What it is, for people.
    cortical_edges : tuple of (str, str)
        Couplings between the cortical sources: (source, sink).
    cortical_delays_s, muscle_delays_s : (float, float)
        Bounds of the delays.
    muscle_steps : tuple of (int, int)
        Couplings between the muscles, however many there are: (how many muscles on, from every how
        many-th muscle).
    assignment : str
        Reference to the function that assigns edges to states:
        ``(edges, states) -> loadings, shape (edges, states)``, rows of length 1.
    response : str
        Reference to the function that gives the change of the logarithm of each coupling:
        ``(states, loadings) -> ndarray, shape (..., edges)``, 0 at a state of zero.
    segment_noise : str
        Reference to the function that gives the couplings' noise from segment to segment (variance
        1) from standard normal numbers.
    outlying_share : float
        Probability that a person's brain is outlying, and that their muscles are; the two are
        independent of each other, since an outlying brain must not tell of the muscles.
    outlying_factor : float
        How much larger the offsets of an outlying person are.
    """

    name: str
    definition: str
    cortical_edges: tuple[tuple[str, str], ...] = (
        ("occipital_left", "parietal_left"),
        ("occipital_right", "parietal_right"),
        ("parietal_left", "sensorimotor_left"),
        ("parietal_right", "sensorimotor_right"),
        ("supplementary_motor", "sensorimotor_left"),
        ("supplementary_motor", "sensorimotor_right"),
        ("frontal_left", "supplementary_motor"),
        ("frontal_right", "supplementary_motor"),
        ("parietal_right", "parietal_left"),
        ("sensorimotor_right", "sensorimotor_left"),
        ("sensorimotor_left", "parietal_left"),
        ("frontal_right", "frontal_left"),
        ("temporal_left", "occipital_left"),
        ("frontal_left", "temporal_left"),
        ("occipital_left", "occipital_right"),
    )
    cortical_delays_s: tuple[float, float] = (0.008, 0.025)
    muscle_delays_s: tuple[float, float] = (0.004, 0.010)
    muscle_steps: tuple[tuple[int, int], ...] = ((1, 1), (3, 2))
    assignment: str = "eeg2emg.simulation.responses:one_state_each"
    response: str = "eeg2emg.simulation.responses:linear"
    segment_noise: str = "eeg2emg.simulation.responses:normal"
    outlying_share: float = 0.0
    outlying_factor: float = 1.0


LAWS = catalogue(
    Law(
        name=STANDARD_LAW,
        definition="The logarithm of each coupling is linear in one of the states.",
    ),
    Law(
        name="other graph",
        definition="Other couplings between the cortical sources (no loops) and between the "
        "muscles, with longer delays; each follows two of the states (weights 0.8 and 0.6).",
        cortical_edges=(
            ("sensorimotor_left", "supplementary_motor"),
            ("sensorimotor_right", "supplementary_motor"),
            ("supplementary_motor", "frontal_left"),
            ("supplementary_motor", "frontal_right"),
            ("frontal_left", "frontal_right"),
            ("frontal_right", "parietal_right"),
            ("parietal_left", "occipital_left"),
            ("parietal_right", "occipital_right"),
            ("occipital_right", "occipital_left"),
            ("temporal_left", "frontal_left"),
            ("temporal_left", "parietal_left"),
            ("parietal_left", "parietal_right"),
            ("sensorimotor_left", "sensorimotor_right"),
            ("frontal_left", "parietal_left"),
            ("sensorimotor_right", "parietal_right"),
        ),
        cortical_delays_s=(0.012, 0.035),
        muscle_delays_s=(0.006, 0.014),
        muscle_steps=((-1, 1), (2, 3)),
        assignment="eeg2emg.simulation.responses:two_states_each",
    ),
    Law(
        name="saturating",
        definition="The logarithm of two couplings in three saturates (tanh of 1.5 times the "
        "state); that of the third rises and falls again (sine of 1.6 times the state).",
        response="eeg2emg.simulation.responses:saturating",
    ),
    Law(
        name="heavy tails",
        definition="What the couplings follow has Student's t distribution of 3 degrees of freedom "
        "(variance 1), and so has their noise from segment to segment; one person in five is "
        "outlying in the brain, and one in five in the muscles (offsets 3 times as large).",
        response="eeg2emg.simulation.responses:heavy_tailed",
        segment_noise="eeg2emg.simulation.responses:student",
        outlying_share=0.2,
        outlying_factor=3.0,
    ),
)
