"""What is wrong with members' cards, on phones and at their screen, and with letters."""

from typing import Final

from pos_loyalty.i18n.catalog import mark

CARD_SENTENCES: Final = {
    "card-wanted": mark("Please scan your card here. A number alone is not enough."),
    "suspect-card": mark("Please show this card at the till."),
    "statement-printed": mark("Your statement has just been printed. Please take it."),
    "visit-over": mark("Please scan your card again."),
    "stale-code": mark(
        "This code from a phone is not valid right now. Nothing was booked. Open the card on the "
        "phone again; a photo of it does not work. Or type the member number."
    ),
    "used-code": mark(
        "This code from a phone was shown before. Nothing was booked. Wait half a minute for the "
        "next one, or type the member number."
    ),
    "pass-certificate/unreadable": mark(
        "This certificate cannot be read: the file or the password is wrong. Nothing was changed."
    ),
    "pass-certificate/no-key": mark(
        "There is no RSA key with this certificate. Nothing was changed. Export it together with "
        "its key, as .p12."
    ),
    "pass-certificate/no-pass": mark(
        "This is not a certificate for wallet passes: it names no pass type and no team. Nothing "
        "was changed."
    ),
    "pass-certificate/ended": mark(
        "This certificate is not valid now. Nothing was changed. Get a new one."
    ),
    "pass-certificate/strangers": mark(
        "The second certificate does not vouch for the first. Nothing was changed. Take the "
        "intermediate certificate that belongs to it."
    ),
    "not-allowed/no-pass-certificate": mark(
        "This shop has no certificate for wallet passes yet. Add one first: pos-loyalty card "
        "wallet-certificate."
    ),
    "not-allowed/no-mail-server": mark(
        "No mail server is set. Nothing was sent. A manager sets one: Settings, Devices."
    ),
    "not-allowed/no-email": mark("This member has no e-mail address. Nothing was sent."),
    "mail": mark("The mail server does not accept the e-mail. It waits and is tried again."),
    "mail/unreachable": mark(
        "The mail server cannot be reached. E-mails wait and are tried again."
    ),
    "mail/busy": mark("The mail server asks to try again later. E-mails wait."),
    "mail/login": mark(
        "The mail server refuses user name or password. E-mails wait. Check both in the settings."
    ),
    "mail/certificate": mark(
        "The mail server’s certificate is not trusted. Nothing was sent. Check the server’s name."
    ),
    "mail/no-encryption": mark(
        "The mail server offers no encryption or no login. Nothing was sent. Choose another "
        "port or kind."
    ),
    "mail/sender": mark(
        "The mail server does not send in the name of the shop’s address. E-mails wait."
    ),
    "mail/recipient": mark("There is no such e-mail address. The e-mail was given up."),
    "mail/refused": mark("The mail server does not accept this e-mail. It was given up."),
    "mail/no-address": mark("The member has no e-mail address any more. The e-mail was given up."),
}
