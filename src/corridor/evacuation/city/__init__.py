"""A city out by buses and private cars over roads that close: plan, bound, what holds it up, when it is cut off."""
