"""Where a run's files come from, whether they were changed since, and a crate to publish them."""
