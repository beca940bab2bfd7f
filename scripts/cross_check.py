import eeg2emg
