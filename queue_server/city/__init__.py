"""The city's server: the logs of its halls, as each hall wrote its own."""
