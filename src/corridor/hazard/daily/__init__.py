"""Day-ahead forecasts on cells: the dictionary of kernels, its weights and the total, kept up to date day by day."""
