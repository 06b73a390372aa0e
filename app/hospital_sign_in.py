"""The hospital's own sign-in as the settings describe it; a Fault says what is missing or not safe."""

from console.access.id_token import SecondFactor
from console.access.provider import Provider
from console.web.desk import Place
from console.web.lines import is_private
from domain import Fault
from settings import Settings

_BY_POLICY = "policy"
_HOW = (
    "TMR_OIDC_SECOND_FACTOR says how the hospital's sign-in tells that a second factor was asked for: "
    "acr=VALUE, amr=VALUE or acrs=VALUE (several with commas), or `policy` if it always asks for one."
)


def provider_of(settings: Settings, place: Place) -> Provider | None:
    """None where nothing is set."""
    issuer, name, secret = settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret
    given = (issuer, name, secret, settings.oidc_second_factor)
    if not any(given):
        return None
    if issuer is None or name is None or secret is None:
        raise Fault(
            "For the hospital's own sign-in set TMR_OIDC_ISSUER, TMR_OIDC_CLIENT_ID, TMR_OIDC_CLIENT_SECRET "
            "and TMR_OIDC_SECOND_FACTOR."
        )
    if not is_private(issuer):
        raise Fault("TMR_OIDC_ISSUER must begin with https://.")
    second = _second_factor(settings.oidc_second_factor or "")
    return Provider(issuer, name, secret.get_secret_value(), second, place.origins[0])


def _second_factor(text: str) -> SecondFactor:
    if text == _BY_POLICY:
        return SecondFactor()
    claim, _, listed = text.partition("=")
    values = tuple(each.strip() for each in listed.split(",") if each.strip())
    if claim not in ("acr", "amr", "acrs") or not values:
        raise Fault(_HOW)
    return SecondFactor(claim, values)
