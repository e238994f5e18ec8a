"""The `motcua` command: reads the configuration, builds the real parts, and starts them."""
