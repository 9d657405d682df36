"""Prefect flows: order and decisions."""
