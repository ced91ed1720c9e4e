"""What things cost, measured on an idle machine: `make bench`."""
