"""The small shared face of HiGHS."""
