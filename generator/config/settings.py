"""Our settings, read from `extra.dienhinh` of mkdocs.yml."""

from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from generator.core.problem import Misuse


class Agency(BaseModel):
    """Who publishes the site and answers for it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    short_name: str
    correction_address: str
    government: bool = True


class Settings(BaseModel):
    """Everything of ours that is not a record: agency, featured story, what a list shows at once."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    site_name: str
    site_url: str
    agency: Agency
    featured: str | None = None
    mission_document: str | None = None
    home_figures: tuple[str, ...] = ()
    licence: str = "CC-BY-4.0"
    signing_key: str | None = None
    share_pictures: bool = True
    cards: int = 24
    listed: int = 300
    language: str = "vi"
    time_zone: Annotated[str, Field(pattern=r"^[+-]\d\d:\d\d$")] = "+07:00"
    static_host: Literal["cloudflare", "netlify"] = "cloudflare"


def settings_from(site_name: str, site_url: str, ours: dict[str, Any]) -> Settings:
    """Return the settings; Misuse, in one line, if `extra.dienhinh` is wrong."""
    try:
        return Settings(site_name=site_name, site_url=site_url, **ours)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"])
        raise Misuse("setting", where=where, detail=first["msg"]) from None


class _Loader(yaml.SafeLoader):
    """Reads mkdocs.yml for its plain values; Python names and the like become None."""


_Loader.add_multi_constructor("", lambda _loader, _suffix, _node: None)


def read_config(config_file: Path) -> Any:
    """Return what stands in a mkdocs.yml, its plain values only, without asking MkDocs."""
    try:
        return yaml.load(config_file.read_text("utf-8"), Loader=_Loader)
    except FileNotFoundError:
        raise Misuse("no-config", file=config_file.name) from None
    except yaml.YAMLError as error:
        raise Misuse("bad-config", file=config_file.name, detail=str(error).splitlines()[0]) from None


def read_settings(config_file: Path) -> Settings:
    """Return our settings of a mkdocs.yml."""
    config = read_config(config_file)
    extra = config.get("extra") if isinstance(config, dict) else None
    ours = extra.get("dienhinh") if isinstance(extra, dict) else None
    if not isinstance(ours, dict):
        raise Misuse("no-settings", file=config_file.name)
    return settings_from(config.get("site_name", ""), config.get("site_url", ""), ours)
