"""Parts of ``phone.py``: the crew's app in a real browser profile that is killed, searched and slowed."""
