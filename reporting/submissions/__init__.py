"""What a person or a program submits as it is: read, checked, and sealed on arrival. Knows no door and no page."""
