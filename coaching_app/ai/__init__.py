"""What the coach thinks with: a provider protocol, its registry, prompts and providers."""
