"""Sample reports written for this project, and the demonstration that codes them."""
