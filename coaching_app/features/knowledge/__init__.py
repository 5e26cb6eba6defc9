"""Notes and vaults: bringing them in, reading, searching and writing them, giving them back."""
