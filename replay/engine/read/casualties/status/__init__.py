"""How the text holds a finding to be true, when the deed was, and who says so."""
