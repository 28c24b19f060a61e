"""The small server for the example dashboard."""

from replay.dashboard.serving import serve_folder

__all__ = ["serve_folder"]
