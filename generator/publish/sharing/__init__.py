"""Sharing: pictures for links, cards to embed, codes to scan, kits for the press."""
