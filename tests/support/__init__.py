"""What several tests need: real servers on free ports, and waiting with a bound."""
