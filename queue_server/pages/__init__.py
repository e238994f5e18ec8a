"""What the server shows and answers: one module for each audience."""
