"""The use cases on both databases, with a bot and a clock of the tests."""
