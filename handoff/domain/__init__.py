"""Pure rules of the service: no input or output, time passed in."""
