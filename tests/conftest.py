"""For every test: properties are about what is true, not about how fast this machine is at the moment."""

from hypothesis import HealthCheck, settings

settings.register_profile("motcua", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("motcua")
