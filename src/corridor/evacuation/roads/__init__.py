"""Quickest flows out of a city: a bound in continuous time, a plan near it, and one that people can follow."""
