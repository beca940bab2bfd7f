"""Public recordings of EEG with EMG, by name: what is known of them, and how they are fetched."""
