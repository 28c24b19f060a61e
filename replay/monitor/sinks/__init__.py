"""Where alerts are shown, one file each: each makes a `Sink` out of a stream."""
