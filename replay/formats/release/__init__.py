"""Release order: the entries of files as the updates of a stream, sorted, told apart, within bounds, read by place."""
