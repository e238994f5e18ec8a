"""How long citizens wait: told beforehand as a range, kept, and compared with what came."""
