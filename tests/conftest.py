"""What all tests share: no example has a time limit, because a kernel may compile in it and a busy machine is slow."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("project", deadline=None)
settings.load_profile("project")
