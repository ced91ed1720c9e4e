"""Nothing lost: the whole product, its processes killed at the exact steps of a message's path."""
