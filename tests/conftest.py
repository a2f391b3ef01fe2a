"""What all tests share: no example has a time limit, because a kernel may compile in it and a busy machine is slow.

The examples of `make test` are the same at every run, so that a change is blamed for what it broke only;
`pytest --hypothesis-profile=search` looks for new ones.
"""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("search", deadline=None, derandomize=False)
settings.register_profile("project", deadline=None, derandomize=True)
settings.load_profile("project")
