"""The studio: customers' lines that trainers answer, so that the bot understands the next ones better."""
