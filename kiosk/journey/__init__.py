"""The citizen's journey: what a visit is, and what follows from each thing that happens in it. Pure."""
