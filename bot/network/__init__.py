"""A small transformer taught on our lines: the second opinion beside likeness (decision 0008)."""
