"""Stories played through the public API against a running system: `make scenario NAME=…`. Files with a _ are no
stories.
"""
