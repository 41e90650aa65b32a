"""What the portal does, on Flask. Sealing itself is next door, in `crypto`."""
