"""What a skill rests on."""
