"""Words of stored models: their files, the two that belong together, whom each is for."""

CARD = "card.json"
"""The file that makes a folder that of a stored model."""

KNOWN, NEW = "known-people", "new-people"
"""Names of the two models: for people whose EMG it has learned from, and for others."""

FOR_WHOM = {KNOWN: "people whose EMG it has learned from", NEW: "other people"}

EVERYBODY = "all"
"""In the place of a person: all whom one of the two models estimates."""
