"""Analyses that must come out empty, and nulls: the skill that comes out of nothing."""
