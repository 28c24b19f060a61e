"""What may stand in a rule file, as pydantic models; `wording` turns their errors into ours.

Imported only where rules are loaded: pydantic is slow to import.
"""
