"""The demo: a believable shop, made by calling the methods, so that all of it is real."""
