"""Hostile input and bad luck in any amount: the tests run a little of it, `make torture` a lot."""
