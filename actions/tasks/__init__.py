"""The shop's work: one task for each matter a customer can have done, all run by the same form."""
