"""What the bot does when Rasa decides that it must: orders, addresses, products, and the way to a person."""
