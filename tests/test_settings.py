"""What a machine may set, and what holds where it sets nothing."""

import stat
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from handoff.running.plan import as_environment
from handoff.settings import ROOT, Settings, load


def test_the_databases_follow_var_dir(tmp_path: Path) -> None:
    settings = Settings(var_dir=tmp_path)

    assert settings.database_url == f"sqlite+aiosqlite:///{tmp_path}/heyan.db"
    assert settings.shop_database_url == f"sqlite:///{tmp_path}/shop.db"
    assert settings.tracker_db == tmp_path / "tracker.db"


def test_a_relative_folder_is_the_projects_wherever_one_stands(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)

    assert Settings(var_dir=Path("var")).var_dir == ROOT / "var"


def test_only_this_machine_is_served_unless_host_says_so() -> None:
    assert Settings().is_loopback_only
    assert not Settings(host="0.0.0.0").is_loopback_only
    assert Settings(host="0.0.0.0").base_url == "http://127.0.0.1:8000"


def test_a_port_that_is_no_port_is_refused() -> None:
    with pytest.raises(ValidationError, match="port"):
        Settings(port=70000)


def test_the_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = load(var_dir=tmp_path)
    second = load(var_dir=tmp_path)

    assert len(first.secret_key.get_secret_value()) >= 48
    assert first.secret_key == second.secret_key
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_what_customers_said_is_private_from_the_start(tmp_path: Path) -> None:
    load(var_dir=tmp_path / "var")

    assert stat.S_IMODE((tmp_path / "var").stat().st_mode) == 0o700


def test_secrets_do_not_show_when_settings_are_printed(tmp_path: Path) -> None:
    settings = load(var_dir=tmp_path)

    assert settings.secret_key.get_secret_value() not in repr(settings)


@pytest.mark.parametrize(
    "url", ["shop.example.com", "ftp://shop.example.com", "https://", "http://shop:port", "http://["]
)
def test_an_address_of_the_shop_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValidationError, match="shop_api_url"):
        Settings(shop_api_url=url)


@pytest.mark.parametrize("token", ["enterprise token", "enterprise-token\n", "令牌"])
def test_a_token_that_no_header_can_carry_is_refused_and_not_shown(token: str) -> None:
    with pytest.raises(ValidationError, match="shop_api_token") as refused:
        Settings(shop_api_token=SecretStr(token))
    assert token not in str(refused.value)


def test_the_children_are_told_of_the_enterprises_shop(tmp_path: Path) -> None:
    own = Settings(
        var_dir=tmp_path, shop_api_url="https://shop.example.com/v1", shop_api_token=SecretStr("enterprise-token")
    )

    told = as_environment(own)

    assert (told["SHOP_API_URL"], told["SHOP_API_TOKEN"]) == ("https://shop.example.com/v1", "enterprise-token")
    assert (told["SHOP_API_CONNECT_SECONDS"], told["SHOP_API_READ_SECONDS"]) == ("2.0", "5.0")
    assert "enterprise-token" not in repr(own)
    assert "SHOP_API_URL" not in as_environment(Settings(var_dir=tmp_path))


def test_an_encoder_elsewhere_needs_a_name() -> None:
    with pytest.raises(ValidationError, match="ENCODER_URL needs ENCODER_MODEL too"):
        Settings(encoder_url="http://gpu:8080/v1")

    assert Settings(encoder_url="http://gpu:8080/v1", encoder_model="bge").encoder_url
