"""Optimisation jobs: from a plan and a wish to a problem, a search that survives its processes, and a revision."""
