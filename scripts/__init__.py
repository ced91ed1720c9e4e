"""What builds and checks Heyan; standard library only, since it runs before any environment exists."""
