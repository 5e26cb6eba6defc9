"""How safe the tenant is, in figures: sign-ins, second steps, the trail, the keys, and what is set."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.access import logins
from coaching_app.access.audit_verify import verify
from coaching_app.core.clock import now
from coaching_app.core.errors import Invalid
from coaching_app.core.i18n import gettext as _
from coaching_app.core.settings import get_settings
from coaching_app.db.key_rotation import KeyUse
from coaching_app.db.unit_of_work import after_commit
from coaching_app.domain.actor import Actor
from coaching_app.domain.second_step import SecondStep
from coaching_app.features.account import service as account
from coaching_app.features.admin.schemas import Figure, KeyRow
from coaching_app.features.admin.service.trail import require_admin
from coaching_app.features.admin.service.wording import number
from coaching_app.models import ApiTokenFamily, AuditHead, Authenticator, Login, Membership, Passkey, Tenant


async def read_security(db: AsyncSession, actor: Actor) -> tuple[Figure, ...]:
    """Figures about the sign-ins of the tenant's members."""
    require_admin(actor)
    members = select(col(Membership.user_id)).where(
        col(Membership.tenant_id) == actor.tenant_id, col(Membership.ended_at).is_(None)
    )

    async def count(query: object) -> str:
        return number(actor, await db.scalar(query) or 0)  # type: ignore[call-overload]  # pyright: every caller hands a count

    total = await count(select(func.count()).select_from(members.subquery()))
    codes = select(func.count(func.distinct(col(Authenticator.user_id)))).where(
        col(Authenticator.user_id).in_(members), col(Authenticator.confirmed_at).is_not(None)
    )
    keys = select(func.count(func.distinct(col(Passkey.user_id)))).where(col(Passkey.user_id).in_(members))
    browsers = select(func.count()).where(
        col(Login.tenant_id) == actor.tenant_id, col(Login.ended_at).is_(None), col(Login.expires_at) > now()
    )
    programs = select(func.count()).where(
        col(ApiTokenFamily.tenant_id) == actor.tenant_id, col(ApiTokenFamily.ended_at).is_(None)
    )
    return (
        Figure(_("Members"), total, _("whose membership has not ended")),
        Figure(_("With an authenticator app"), await count(codes), _("a second step at sign-in")),
        Figure(_("With a passkey"), await count(keys), _("cannot be phished")),
        Figure(_("Signed-in browsers"), await count(browsers), _("not ended, not run out")),
        Figure(_("Signed-in programs"), await count(programs), _("devices and agents with a token")),
    )


async def read_second_step(db: AsyncSession, actor: Actor) -> str:
    """Of whom the tenant asks a second step."""
    require_admin(actor)
    return (await db.get_one(Tenant, actor.tenant_id)).second_step


async def change_second_step(db: AsyncSession, actor: Actor, rule: str) -> None:
    """Ask somebody else for a second step; it acts at everybody's next request."""
    require_admin(actor)
    if rule not in set(SecondStep):
        raise Invalid(_("Choose who is asked."), detail={"field": "rule"})
    await account.require_fresh(db, actor)
    (await db.get_one(Tenant, actor.tenant_id)).second_step = rule
    after_commit(db, logins.forget)


async def read_chain(db: AsyncSession, actor: Actor) -> Figure:
    """How long the audit trail of the tenant is."""
    require_admin(actor)
    head = await db.scalar(select(AuditHead).where(col(AuditHead.id) == actor.tenant_id))
    seq = head.seq if head else 0
    mark = head.hash[:12] if head else ""
    return Figure(_("Entries in the trail"), number(actor, seq), _("its end is {mark}").format(mark=mark))


async def verify_chain(db: AsyncSession, actor: Actor) -> tuple[bool, str]:
    """Walk the tenant's chain; whether it holds, and a sentence."""
    require_admin(actor)
    verdicts = [verdict async for verdict in verify(db, actor.tenant_id)]
    problems = [verdict.problem for verdict in verdicts if verdict.problem]
    if problems:
        return False, _("The trail does not hold: {problem}.").format(problem=problems[0])
    entries = sum(verdict.entries for verdict in verdicts)
    return True, _("All {count} entries hold.").format(count=number(actor, entries))


def key_rows(actor: Actor, use: KeyUse) -> tuple[KeyRow, ...]:
    """The keys with what each encrypts."""
    rows: list[KeyRow] = []
    for key_id, count in use.by_key.items():
        if key_id == use.current:
            state, tone = _("encrypts what is new"), "green"
        elif count:
            state, tone = _("still needed"), "amber"
        else:
            state, tone = _("may be removed"), "outline"
        rows.append(KeyRow(key_id, number(actor, count), state, tone))
    if use.unknown:
        rows.append(KeyRow("?", number(actor, use.unknown), _("need a key that is not here"), "rose"))
    return tuple(rows)


def read_settings_facts(actor: Actor) -> tuple[Figure, ...]:
    """What whoever runs this has set; changed in the environment, not here."""
    settings = get_settings()
    kept = settings.audit_retention_days
    return (
        Figure(
            "RATE_LIMIT_PER_MINUTE",
            number(actor, settings.rate_limit_per_minute),
            _("requests for each person"),
        ),
        Figure(
            "PASSWORD_COMPLEXITY",
            _("on") if settings.password_complexity else _("off"),
            _("mixed kinds of characters"),
        ),
        Figure(
            "ALLOW_INSECURE_HTTP",
            _("on") if settings.allow_insecure_http else _("off"),
            _("sign-in over plain HTTP from another machine"),
        ),
        Figure(
            "AUDIT_RETENTION_DAYS",
            number(actor, kept) if kept else _("for ever"),
            _("how long the trail is kept"),
        ),
        Figure(
            "MAIL_URL",
            _("set") if settings.mail_url.get_secret_value() else _("empty"),
            _("who sends letters"),
        ),
    )
