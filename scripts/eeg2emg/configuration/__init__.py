"""The options of a run: their types, limits, defaults and documentation."""
