"""How the course opens: its environment, JupyterLab with the course's settings, and the readiness check.

Standard library only: this code runs before anything is installed. `start.py` is the door to it.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


class Stop(Exception):
    """Something stands in the way; the message is the one sentence the learner reads."""
