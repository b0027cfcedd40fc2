"""Publishing: an approved revision takes force on a day. The one door from plans to coverage."""
