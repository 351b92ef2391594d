#!/usr/bin/env python3
"""Start the course on a machine that has only Python (Windows: write `py start.py`).

    python3 start.py              set the course up if needed, then open it in JupyterLab
    python3 start.py check        one line per requirement, no browser
    python3 start.py test [...]   run the whole test suite; extra words go to pytest
    python3 start.py run CMD      run a command with the course's Python
    python3 start.py maintain ... the maintainer's commands (see CONTRIBUTING.md)

This file only asks which Python is running, so it must stay readable for very old ones: no f-strings, no type
hints, plain ASCII. The work is done in the folder lab/.
"""

import os
import subprocess
import sys

OLDEST, NEWEST = (3, 11), (3, 13)


def suits(version):
    """True if the course's locked packages are tested on this version, given as a tuple such as (3, 12, 1)."""
    return OLDEST <= tuple(version[:2]) <= NEWEST


def other_python():
    """The command of a suitable Python that is also on this machine, or an empty string."""
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        words = ["py", "-3.%d" % minor] if os.name == "nt" else ["python3.%d" % minor]
        with open(os.devnull, "w") as nowhere:
            try:
                if subprocess.call(words + ["-c", "pass"], stdout=nowhere, stderr=nowhere) == 0:
                    return " ".join(words)
            except OSError:
                pass
    return ""


def refusal(version, other):
    """The sentence for a learner whose Python does not suit."""
    said = "The course needs Python 3.%d to 3.%d, and this is Python %s; " % (
        OLDEST[1], NEWEST[1], ".".join(str(n) for n in version[:3]))
    if other:
        return said + "this machine has a suitable one, so type: %s start.py" % other
    return said + "install Python 3.%d from python.org, open a new terminal here, and type this command again." % (
        NEWEST[1] - 1)


def main(words):
    if not suits(sys.version_info):
        sys.stderr.write(refusal(sys.version_info, other_python()) + "\n")
        return 2
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    from lab import commands
    return commands.main(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
