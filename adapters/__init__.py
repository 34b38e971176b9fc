"""One folder per provider; each speaks one protocol and knows nothing of the daemon but its ports."""
