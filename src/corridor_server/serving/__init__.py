"""From a folder and a passphrase to a desk that answers: first start, web process, workers, and who watches them."""
