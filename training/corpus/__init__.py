"""News English written for this project, and the reading of its marks (see README.md)."""
