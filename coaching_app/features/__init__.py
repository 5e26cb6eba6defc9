"""The product: one folder for each thing a person does."""
