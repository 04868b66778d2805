"""The load test: a desk full of drawn people, served for real, used by many at once."""
