"""The desk's maps: roads and their danger as vector tiles, and the pages drawn on them."""
