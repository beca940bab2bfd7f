"""Table of a further target: its columns, and the kinds of its rows."""

NULL, RELIABILITY, VERDICT, CONTROL = "null", "reliability", "verdict", "control"
SUBJECT, LEARNABLE = "subject", "learnable limit"
"""Kinds of rows beside the metrics, in the column ``quantity``."""

COLUMNS = (
    *("target", "quantity", "scheme", "model", "rival", "chosen"),
    *("value", "low", "high", "p", "n_entries", "n_subjects", "n_segments"),
    *("subject", "rival_error"),
    *("outcome", "status", "reason"),
)
"""Columns of the table of a target. ``quantity`` is a metric of
`eeg2emg.evaluation.judgement.evaluate` on tested segments (``skill``, ``skill_over_cell_mean``,
``slope_of_changes``), or

- ``null``: skill over the model's own base, ``p`` among wrong pairings, of which 95 % lie below
  ``high``;
- ``control``: what the whole EEG adds to the part that ``model`` names;
- ``subject``: skill of the primary model on one person; people are weighted by ``rival_error``;
- ``learnable limit``: skill of the kernel ridge given the true state of the brain in place of the
  EEG, of simulated cohorts;
- ``reliability``: of the target within subject and phase, from halves of segments;
- ``verdict``: the decision, in ``outcome``;
- of synergies ``weight``: of the muscle ``chosen`` in the synergy ``model`` of a ``subject``;
  ``similarity`` of that to the synergy of all; ``explained``: the share of the squared envelopes
  that so many synergies explain."""
