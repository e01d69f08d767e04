"""Measures agent from outside: real processes, a real terminal, a server on this machine."""
