"""Change what is coded: bring files in."""
