"""OpenStreetMap files to a RoadNetwork and a base map. The only room that imports osmium."""
