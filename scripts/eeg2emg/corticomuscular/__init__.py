"""Coherence of brain and muscles, its thresholds, its direction, and what may feign it."""
