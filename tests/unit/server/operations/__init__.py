"""Tests of operations, over a day planned once: a package, so that the plan is rolled back when they are done."""
