"""What services found or did, as plain values that JSON can hold.

The command line and the local API answer with the same ones.
"""
