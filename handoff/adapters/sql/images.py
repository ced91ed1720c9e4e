"""Rows about uploaded images; which line carries an image is written once, in the line's own transaction."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.adapters.sql.schema import attachments
from handoff.domain.errors import BadInput
from handoff.domain.image import Picture, StoredImage


class SqlImages:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, image: StoredImage) -> None:
        await self._connection.execute(insert(attachments).values(**vars(image)))

    async def claim(
        self, image_ids: Sequence[str], conversation_id: str, uploaded_by: str, message_id: str
    ) -> Sequence[Picture]:
        if not image_ids:
            return ()
        # One statement decides: the sweep cannot take away what it binds, and no image gets into two lines.
        statement = (
            update(attachments)
            .where(
                attachments.c.id.in_(image_ids),
                attachments.c.conversation_id == conversation_id,
                attachments.c.uploaded_by == uploaded_by,
                attachments.c.message_id.is_(None),
            )
            .values(message_id=message_id)
            .returning(attachments)
        )
        rows = (await self._connection.execute(statement)).mappings().all()
        bound = {row["id"]: StoredImage(**row).picture for row in rows}
        if bound.keys() != set(image_ids):
            raise BadInput("图片已失效，请重新选择图片后发送。")
        return [bound[image_id] for image_id in dict.fromkeys(image_ids)]

    async def forget_unused(self, before: datetime) -> int:
        statement = delete(attachments).where(attachments.c.message_id.is_(None), attachments.c.created_at < before)
        return (await self._connection.execute(statement)).rowcount
