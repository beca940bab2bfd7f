"""What is the same to the byte in every run of the same thing."""

import hashlib

KEPT = ("connectivity", "models", "splits", "tables")
"""Folders of a run with its numbers."""


def digests(results):
    """Give the SHA-256 of each file of a run that holds numbers, by its path."""
    return {
        str(path.relative_to(results)): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in KEPT
        for path in sorted((results / folder).rglob("*"))
        if path.is_file()
    }
