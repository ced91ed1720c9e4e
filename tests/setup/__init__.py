"""Set-up and the suite, with stand-ins for the programs of a machine we do not have."""
