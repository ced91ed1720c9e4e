"""How single details of a task are asked for and read from a line: reasons, appointments, photos, contact data."""
