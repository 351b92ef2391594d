"""What a group needs: the memo, and (lesson by lesson) ballots and the room. Nothing here talks to a network."""
