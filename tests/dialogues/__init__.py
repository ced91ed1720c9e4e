"""Dialogues through the running bot: data in the YAML files, one file a theme."""
