"""The rules a plan is checked by, each declared once and read three ways."""
