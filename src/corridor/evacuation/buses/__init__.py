"""The Bus Evacuation Problem: a bound in whole numbers, a search, and proofs of small cases."""
