from pos_loyalty.domain.hub_reports import HubStanding, HubTotals
from pos_loyalty.domain.tills import HubMeta
from pos_loyalty.hub.gauges import listener_gauge, standing_gauges
from pos_loyalty.hub.metrics import Metrics

STANDING = HubStanding(
    meta=HubMeta(incarnation=2, is_recovering=True, key_version=1),
    schema="0001",
    has_shop=True,
    heads={"shop": 5, "events": 70},
    totals=HubTotals(members=3, points=900, refused=1, exceptions=2),
    tills={"active": 4, "revoked": 1},
    backlog=12,
)


def test_the_standing_is_told_in_figures() -> None:
    """Whoever watches hubs sees tills by status, what waits, and a recovery."""
    text = Metrics().text([*standing_gauges(STANDING), listener_gauge(6)])
    for line in (
        "recovering 1",
        'tills{status="active"} 4',
        'tills{status="twin"} 0',
        'feed_head{feed="events"} 70',
        'waiting_events{status="exception"} 2',
        "backlog_events 12",
        "listeners 6",
        "points 900",
    ):
        assert f"pos_loyalty_hub_{line}\n" in text
