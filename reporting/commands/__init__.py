"""What the operator types: `flask --app app …`, `python app.py`, `make demo`."""
