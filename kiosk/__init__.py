"""What the machine at the door does. No Qt, no HTML."""
