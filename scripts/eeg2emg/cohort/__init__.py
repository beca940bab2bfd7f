"""All segments of all people: one dataset, and what was left out of it."""
