"""What `heyan doctor` looks at: the installation, this machine, the data."""
