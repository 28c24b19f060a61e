"""A file that holds a stream: where it is, its content, and the sidecar that says what it does not."""
