"""What has no domain word in it: errors, audit, events, arrays, API base classes and the import engine."""
