"""Rasa's YAML files, read and edited in place: an edit changes the lines it is about and no other byte."""
