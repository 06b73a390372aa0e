"""What a protocol would do to a made-up cohort, before anybody is asked: in memory, the same for a seed."""
