"""Sales and members out of the files of other programs.

A file goes through ``table`` (bytes to cells), ``layout`` (which cell means what), ``sales`` or
``members`` (cells to values) and ``sales_run`` or ``members_run`` (values into the ledger, a
few members at a time). All before the last step is pure.
"""
