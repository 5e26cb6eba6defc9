"""REST of signing in and of one's own account: JSON tokens for programs, cookies for our own pages."""

from coaching_app.access.rest import ApiRouter
from coaching_app.features.account.api import browser, connecting, mailed, own, passkeys, programs, protection

router = ApiRouter()
router.take(*(part.router for part in (programs, browser, mailed, passkeys, connecting, own, protection)))
