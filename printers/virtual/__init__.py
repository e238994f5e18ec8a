"""A receipt printer in software: what it does with its bytes, how long it takes, and what goes wrong."""
