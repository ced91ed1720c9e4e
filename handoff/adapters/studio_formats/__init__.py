"""The studio's lines in other programs' formats: JSON lines, CSV, Label Studio, Rasa projects."""
