"""Files of vaults over REST, to their owner only and never as something that could run a script."""

from urllib.parse import quote

from fastapi import Request
from starlette.responses import Response, StreamingResponse

from coaching_app.access.answers import ANY_FILE, answers
from coaching_app.access.policy import Policy, policy
from coaching_app.access.rest import ApiRouter, CurrentActor
from coaching_app.db.unit_of_work import snapshot
from coaching_app.features.knowledge import service
from coaching_app.features.knowledge.schemas import FileContent

router = ApiRouter(prefix="/files", tags=["knowledge"])


def _headers(content: FileContent) -> dict[str, str]:
    shown = "inline" if content.inline else "attachment"
    return {
        "Content-Disposition": f"{shown}; filename*=UTF-8''{quote(content.name, safe='')}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-cache",
        "ETag": f'"{content.sha256}"',
    }


@router.get("/{file_id}", response_class=StreamingResponse, responses=answers(ANY_FILE))
@policy(Policy.SIGNED_IN)
async def get_file(request: Request, actor: CurrentActor, file_id: str) -> Response:
    """The bytes of a file; pictures, sound and film are shown in place, all else is saved."""
    async with snapshot(actor.tenant_id) as db:
        content = await service.get_file(db, actor, file_id)
    headers = _headers(content)
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    headers["Content-Length"] = str(content.size)
    return StreamingResponse(service.stream_file(actor, content), 200, headers, content.media_type)
