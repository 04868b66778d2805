"""Who works here, how they prove it, and what each of them may see."""
