"""Arithmetic on arrays of samples."""
