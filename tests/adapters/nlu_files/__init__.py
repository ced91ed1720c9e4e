"""The round trip of Rasa's files: what is not edited stays, byte for byte."""
