"""How much the machines try: a little at every change, a lot by `make test-long`."""

from hypothesis import HealthCheck, Phase, settings

SLOW_IS_FINE = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]

# The same runs each time, so that nobody's change fails by the luck of somebody else's dice.
settings.register_profile(
    "ci",
    max_examples=100,
    stateful_step_count=15,
    derandomize=True,
    report_multiple_bugs=False,
    deadline=None,
    database=None,
    suppress_health_check=SLOW_IS_FINE,
)
settings.register_profile(
    "long",
    max_examples=3000,
    stateful_step_count=40,
    deadline=None,
    database=None,
    print_blob=True,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=SLOW_IS_FINE,
)
settings.load_profile("ci")
