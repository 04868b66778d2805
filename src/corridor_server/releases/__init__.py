"""How lists of people leave the desk: asked by one, agreed by another, marked, coarse unless both say not."""
