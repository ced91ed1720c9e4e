"""Play a customer by hand: `python -m tests.support.wechat_platform --port N`."""

import argparse
import asyncio
import sys
from contextlib import suppress

from tests.support.wechat_platform.kf_account import KfAccount
from tests.support.wechat_platform.oa_account import OaAccount
from tests.support.wechat_platform.platform import WechatPlatform


async def serve(ports: tuple[int, int], oa_callback: str, mini_callback: str, kf_callback: str) -> None:
    async with WechatPlatform(port=ports[0], kf_port=ports[1]) as platform:
        accounts: list[OaAccount | KfAccount] = [
            platform.oa(callback_url=oa_callback, kf_accounts=["kefu@heyan"]),
            platform.oa(
                app_id="wx6b1d2e3f40516273",
                flavour="mini",
                wire="json",
                original_id="gh_6a",
                callback_url=mini_callback,
            ),
            platform.kf(callback_url=kf_callback),
        ]
        told = [f"The customers: {platform.oa_url}/", *(_told(account) for account in accounts)]
        sys.stdout.write("\n\n".join(told) + "\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


def _told(account: OaAccount | KfAccount) -> str:
    """What the product has to be told about it."""
    if isinstance(account, OaAccount):
        told = {"app id": account.app_id, "flavour": account.flavour, "mode": account.mode, "secret": account.secret}
        callback = {"token": account.token, "AES key": account.aes_key}
    else:
        corp = account.corp
        told = {"corp id": corp.corp_id, "open_kfid": account.open_kfid, "secret": corp.secret}
        callback = {"token": corp.token, "AES key": corp.aes_key}
    lines = told | callback | {"API": account.api_base, "calls us back at": account.callback_url or "(not set)"}
    return "\n".join(f"  {name:>16}  {value}" for name, value in lines.items())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8600, help="of the pages and the Official Accounts' API")
    parser.add_argument("--kf-port", type=int, default=8601, help="of the API of WeCom")
    parser.add_argument("--oa-callback", default="", help="the product's callback address of the Official Account")
    parser.add_argument("--mini-callback", default="", help="the same of the mini-program")
    parser.add_argument("--kf-callback", default="", help="the same of the WeCom app")
    given = parser.parse_args()
    with suppress(KeyboardInterrupt):
        asyncio.run(serve((given.port, given.kf_port), given.oa_callback, given.mini_callback, given.kf_callback))
