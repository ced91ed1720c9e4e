"""Teaching the network of `bot.network` on the training lines: most of an hour, so it is done seldom and kept."""
