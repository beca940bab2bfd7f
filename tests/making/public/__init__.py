"""Small generated copies of published sets of EEG with EMG, in their own files and names."""
