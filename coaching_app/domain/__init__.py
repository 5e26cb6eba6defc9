"""Pure rules of the product, without I/O."""
