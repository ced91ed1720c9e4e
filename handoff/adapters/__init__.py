"""What fills the ports of the services: files, models, databases, channels."""
