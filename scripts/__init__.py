"""Sets up and runs Evenlode in a checkout. Standard library only: it runs before anything is installed."""
