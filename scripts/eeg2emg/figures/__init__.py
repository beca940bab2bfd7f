"""Figures of the report: each function returns a matplotlib figure and the data drawn in it."""
