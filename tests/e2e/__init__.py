"""The whole product in a real browser: what customers, agents and leads do, held to the store behind it."""
