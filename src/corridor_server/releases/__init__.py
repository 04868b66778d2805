"""How lists of people leave the desk: asked by one, agreed by another, watermarked, coarse unless both say otherwise."""
