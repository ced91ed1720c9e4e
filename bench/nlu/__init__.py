"""What understanding costs beside Rasa's default Chinese pipeline."""
