"""How the till keeps what happened: one SQLite file, opened through SQLAlchemy.

SQL is written as SQL, beside the function that it serves, so that what touches the disk can
be read where it happens; SQLAlchemy brings connections, their pool and transactions.
"""
