"""Give no example of Hypothesis a deadline: how long one takes says more of the machine than of the code."""

from hypothesis import settings

settings.register_profile("untimed", settings.get_profile(settings.get_current_profile_name()), deadline=None)
settings.load_profile("untimed")
