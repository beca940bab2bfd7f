"""A recording as it lies on disk: found, read, matched to the configured channels, cut."""
