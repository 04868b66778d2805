"""One readable function for each thing a person does."""
