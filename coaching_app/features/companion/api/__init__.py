"""What others share with the caller, and leaving with everything, over REST."""

from coaching_app.access.rest import ApiRouter
from coaching_app.features.companion.api import leaving, people

router = ApiRouter()
router.take(people.router, leaving.router)
