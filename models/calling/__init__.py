"""Whom to call next, by which rules, and what other rules would have come to."""
