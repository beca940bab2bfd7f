"""What tests are made of, where several folders share it."""
