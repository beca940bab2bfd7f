"""Recordings in the formats of laboratories, turned into BIDS."""
