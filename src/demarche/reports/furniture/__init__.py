"""What tells a page's body from its furniture, in plain text: `separate.separate` is the door."""
