"""What runs inside Rasa (Python 3.10): understanding a line, the input channel, training and the offline parser."""
