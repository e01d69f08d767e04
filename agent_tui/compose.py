"""Puts the parts together: configuration in, a session out."""

from __future__ import annotations
