"""Set-up: two environments, the front end, the data and the model; nothing is done twice."""
