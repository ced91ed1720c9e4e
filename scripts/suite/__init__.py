"""`make test`: every check and test of the project, one after the other, with one table at the end."""
