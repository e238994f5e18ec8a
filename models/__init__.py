"""The words and the rules of a hall: pure Python, no clock, no random, no I/O (but for `models.store`)."""
