"""How the hub's end says that it does not do what it was asked."""

from pos_loyalty.sync.protocol import Problem


class ProblemError(Exception):
    """The hub's answer is a ``Problem``; nothing was changed but what it says."""

    def __init__(self, code: str, **facts: int | str) -> None:
        super().__init__(code, facts)
        self.problem = Problem(code=code, facts=dict(facts))
