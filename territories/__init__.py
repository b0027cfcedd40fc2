"""The planning side: what should be. Nothing here is known to the working side (`accounts/`)."""
