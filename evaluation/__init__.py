"""How good the bot is: labelled sets, what was predicted for them, measures with intervals, and a page of it all."""
