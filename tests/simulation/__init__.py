"""Seeded lives through years of the real product, with its process dying and Telegram misbehaving."""
