"""The floor of a command: SQLAlchemy Core, and one row of a SQLite file.

python -m tests.bench.bare_select DATABASE
"""

import sys

from sqlalchemy import Column, MetaData, String, Table, create_engine, select


def main() -> None:
    """Open, select, say."""
    member = Table("member", MetaData(), Column("id", String))
    with create_engine(f"sqlite:///{sys.argv[1]}").connect() as connection:
        print(connection.execute(select(member.c.id).limit(1)).scalar_one())


if __name__ == "__main__":
    main()
