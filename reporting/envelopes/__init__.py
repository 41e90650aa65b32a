"""What a server may know of an envelope: whether it can be one, whom it says it is for, and what a receipt opens."""
