"""Text of files that do not say how they are encoded: what Chinese Windows and Excel write, and UTF-8."""

import codecs

from handoff.domain.errors import BadInput

_MARKED = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# The first that fits: hardly any text of the second kind is valid in the first.
_TRIED = ("utf-8", "gb18030")


def decoded(content: bytes) -> tuple[str, str]:
    """The text and its encoding. Raises BadInput."""
    marked = next((name for mark, name in _MARKED if content.startswith(mark)), None)
    for encoding in (marked,) if marked else _TRIED:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text, encoding
    raise BadInput("无法识别文件的编码，请另存为 UTF-8 编码后重新上传。")
