"""Assembles REST: routers, error mapping, OpenAPI, health and metrics, and the layer around the built site."""
