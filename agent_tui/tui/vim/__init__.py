"""The keys of vi for the text that is being written."""
