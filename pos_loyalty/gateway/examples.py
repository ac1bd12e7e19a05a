"""What each verb answers, for those who read the document of the API.

A test compares each with what is truly answered: the fields are the same.
"""

from typing import Any, Final

_STANDING: Final = {"balance": 86, "spendable": 86, "pending": 0, "tier": "basis"}
_EXPLANATION: Final = [{"rule": "base", "text": "36,50 €", "points": 36}]
_DONE: Final = {"print_job": None, "repeated": False}
_MEMBER: Final = "NBC23EM2RJ"
_NUMBER: Final = "NBC23-EM2RJ-A"
_CARD: Final = "LT4NBC23EM2RJ0UJRXJ2G7TCBGNG"
_SALE: Final = "01a2034d-22ab-7395-804a-510cedf0460c"
_PRICED: Final = {
    "earned": 36,
    "spent": 0,
    "discount": "0.00",
    "due": "36.50",
    "eligible": "36.50",
    "tier_used": "basis",
}
_BALANCE: Final = {
    "member": _MEMBER,
    "number": _NUMBER,
    "status": "active",
    **_STANDING,
    "value": "0.86",
    "next_tier": "silber",
    "to_next": "263.50",
    "lots": [{"points": 86, "expires": "2030-01-01T00:00:00+01:00"}],
    "rewards": [
        {
            "id": "kaffee-gratis",
            "name": "Kaffee gratis",
            "cost": 500,
            "available": False,
            "missing": 414,
            "free": 0,
            "bar": None,
        }
    ],
    "stamps": {},
    "memberships": [],
    "segments": [],
    "badges": [],
}
_TAKEN_BACK: Final = {
    "sale": _SALE,
    "member": _MEMBER,
    "amount": "36.50",
    "reversed": 36,
    "restored": 0,
    **_STANDING,
    **_DONE,
}
_REDEMPTION: Final = "01a2034d-5f1c-7d02-9d51-0c8b0a3c2f11"

EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "status": {"shop": "Sonnenblume", "till": "Kasse 1", "currency": "EUR", "program": 1},
    "balance": _BALANCE,
    "statement": {
        **_BALANCE,
        "entries": [
            {
                "at": "2026-11-22T12:48:00+01:00",
                "kind": "earn",
                "points": 86,
                "balance": 86,
                "sale": _SALE,
                "partner": None,
            }
        ],
    },
    "member/show": {
        "member": _MEMBER,
        "number": _NUMBER,
        "name": "Anna Schmidt",
        "email": None,
        "phone": None,
        "birthday": "09-30",
        "status": "active",
        "enrolled": "2026-11-22T12:47:00+01:00",
        "referrer": None,
        "reference": None,
        "consents": {"contact": "2026-11-22T12:47:00+01:00"},
        "card": _CARD,
        "card_issue": 0,
        "balance": 86,
        "tier": "basis",
        "memberships": [],
        "bought": [],
        "segments": [],
        "badges": [],
    },
    "member/find": {
        "members": [
            {"member": _MEMBER, "number": _NUMBER, "name": "Anna Schmidt", "status": "active"}
        ],
        "more": False,
    },
    "member/enroll": {
        "member": _MEMBER,
        "number": _NUMBER,
        "card": _CARD,
        "earned": 0,
        "balance": 0,
        "tier": "basis",
        "repeated": False,
    },
    "quote": {
        "member": _MEMBER,
        **_PRICED,
        "explanation": _EXPLANATION,
        **_STANDING,
        "balance_after": 122,
    },
    "sale": {
        "sale": _SALE,
        "member": _MEMBER,
        **_PRICED,
        "granted": [],
        "explanation": _EXPLANATION,
        **_STANDING,
        **_DONE,
        "receipt": "4711",
    },
    "refund": _TAKEN_BACK,
    "void": _TAKEN_BACK,
    "redeem": {
        "id": _REDEMPTION,
        "redemption": _REDEMPTION,
        "member": _MEMBER,
        "spent": 100,
        "discount": "1.00",
        **_STANDING,
        **_DONE,
    },
    "undo-redeem": {
        "id": _REDEMPTION,
        "redemption": _REDEMPTION,
        "member": _MEMBER,
        "restored": 100,
        **_STANDING,
        **_DONE,
    },
    "adjust": {"adjusted": 50, "member": _MEMBER, **_STANDING, **_DONE},
    "action": {
        "action": "eigene-dose",
        "member": _MEMBER,
        "earned": 2,
        **_STANDING,
        **_DONE,
    },
    "claim/issue": {
        "claim": "LTC5NBC23EM2RJ0UJRXJ2G7TCBGN",
        "amount": "12.00",
        "receipt": "4712",
        "at": "2026-11-22T12:48:00+00:00",
        "valid_until": "2026-12-22",
        "print_job": "01a2034d-22c1-7361-ba71-e81b7f123d18",
        "repeated": False,
    },
    "claim/redeem": {
        "sale": _SALE,
        "member": _MEMBER,
        **_PRICED,
        "granted": [],
        "explanation": _EXPLANATION,
        **_STANDING,
        **_DONE,
    },
}
