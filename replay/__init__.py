"""promtool and rosbag for the news: a recorded day of live coverage happens again, and rules say what it raises."""

__version__ = "0.1.0"
