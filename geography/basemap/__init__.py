"""What lies under a plan: coast, countries, states, lakes, and cities named in both scripts, without the internet."""

from geography.basemap.configuration import configuration

__all__ = ["configuration"]
