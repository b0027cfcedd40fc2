"""HTTP over accounts."""
