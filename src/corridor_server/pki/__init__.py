"""The desk's own certificate authority: it may only speak for this machine and for private networks."""
