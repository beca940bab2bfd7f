"""Table of groups of features: its columns, and what is compared in its rows."""

CONNECTIVITY, GROUP, BOTH = "connectivity", "group", "both"
ADDED_BY_CONNECTIVITY, ADDED_BY_GROUP = "added by connectivity", "added by group"
"""In the column ``features``: a skill, or the skill that both have more than one alone."""

COLUMNS = (
    *("scheme", "group", "features", "rival", "chosen", "value", "low", "high", "p"),
    *("n_subjects", "n_segments", "status", "reason"),
)
"""Columns of the table of groups."""
