"""How people, circles, invitations and pathways look."""
