"""The demo: a synthetic cohort that lives through the real product."""
