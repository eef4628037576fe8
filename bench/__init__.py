"""How heavy the house is: bytes, queries and server time as ratios. `make bench` prints it; nothing here passes or fails."""
