"""The mark of a question in a drafted configuration or table."""

from __future__ import annotations

QUESTION = "?"
"""What a draft has in the place of something that a person has to decide."""
