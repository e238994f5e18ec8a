"""What the building shares: one server for the kiosks, the displays, the counters and the reports."""
