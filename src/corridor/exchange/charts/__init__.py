"""Small charts as SVG text: they open in any browser, print sharply, and need no plotting library."""
