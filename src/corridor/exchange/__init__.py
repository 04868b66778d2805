"""Files in and out: the operation folder, incidents, outcomes; GeoJSON, GPX, sheets, the page."""
