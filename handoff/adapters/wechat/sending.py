"""The ways round a refusal that both platforms share: a menu as text, a picture uploaded again."""

from collections.abc import Awaitable, Callable

from handoff.adapters.wechat.errors import Action, Refused
from handoff.adapters.wechat.media import MediaFiles
from handoff.adapters.wechat.parcels import as_text
from handoff.domain.inbox import Inbox
from handoff.domain.parcel import Parcel, ParcelKind

# Sends the parcel with the media id of its picture.
Post = Callable[[Parcel, str], Awaitable[object]]


class Sending:
    """Remembers, as long as the process lives, which inboxes take no menus."""

    def __init__(self, files: MediaFiles) -> None:
        self._files = files
        self._without_menus: set[str] = set()

    async def hand_over(self, inbox: Inbox, parcel: Parcel, image: bytes | None, post: Post) -> None:
        """Raises what `post` raises."""
        match parcel.kind:
            case ParcelKind.TEXT:
                await post(parcel, "")
            case ParcelKind.MENU | ParcelKind.NEWS:
                await self._menu(inbox, parcel, post)
            case ParcelKind.IMAGE:
                await self._image(inbox, parcel, image, post)

    async def _menu(self, inbox: Inbox, parcel: Parcel, post: Post) -> None:
        if inbox.id not in self._without_menus:
            try:
                await post(parcel, "")
            except Refused as error:
                if error.action is not Action.FEATURE_OFF:
                    raise
            else:
                return
        await post(as_text(parcel), "")
        # Only now: where text is refused as well, it was not the menu.
        self._without_menus.add(inbox.id)

    async def _image(self, inbox: Inbox, parcel: Parcel, image: bytes | None, post: Post) -> None:
        try:
            await post(parcel, await self._files.upload_image(inbox, image))
        except Refused as error:
            if error.action is not Action.REUPLOAD:
                raise
            await post(parcel, await self._files.upload_image(inbox, image))
