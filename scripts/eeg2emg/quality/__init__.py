"""Whether a recording, a channel, a subject can be used."""
