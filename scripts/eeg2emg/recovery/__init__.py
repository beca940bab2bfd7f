"""Known truth of simulated recordings beside what was estimated."""
