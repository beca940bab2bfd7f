"""Models that are stored with a card, and applied to other recordings."""
