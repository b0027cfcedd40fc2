"""Nobody makes an account by themselves: administrators enter people, an identity provider recognises them."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in only, no sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """An identity provider signs known people in; it does not make new ones."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        return False
