"""Python runs this at its start when this folder is on PYTHONPATH: the network is off in every kernel of the tests and builds."""

import sys

sys.modules.setdefault("rfc3987_syntax", None)  # 1.9 s of start-up for a check nobody here uses (see eunato/__init__.py)

import netblock  # noqa: E402

netblock.block()
