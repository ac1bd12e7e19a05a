"""Slips: laid out once, drawn as bytes, picture and text, sent by a thread of their own."""
