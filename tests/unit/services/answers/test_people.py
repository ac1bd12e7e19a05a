from pos_loyalty.domain.consent import TERMS, Consent
from pos_loyalty.services.answers.people import member_answer
from tests.support.shop import scratch_shop


def test_what_a_member_agreed_to_is_told_with_its_time() -> None:
    """Whoever asks what is known of them hears since when."""
    shop = scratch_shop()
    given = shop.enroll(consents=(Consent(TERMS, "We keep your points.\nI agree"),))
    silent = shop.enroll()
    answers = {
        member_id: member_answer(
            shop.application.overviews.standing(member_id, shop.now),
            shop.application.members.card(member_id),
            (),
        )
        for member_id in (given, silent)
    }
    assert answers[given]["consents"] == {TERMS: answers[given]["enrolled"]}
    assert answers[silent]["consents"] == {}
    shop.close()
