"""The maintainer's workshop: what makes the derived files of the course (never imported by a lesson)."""
