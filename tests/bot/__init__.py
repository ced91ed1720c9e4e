"""Tests of what runs inside Rasa; they need Rasa's environment: `.venv-rasa/bin/python -m pytest tests/bot`."""
