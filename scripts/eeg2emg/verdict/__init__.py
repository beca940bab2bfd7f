"""One decision from skill, trends, null and controls: whether the EEG tells about the muscles."""
