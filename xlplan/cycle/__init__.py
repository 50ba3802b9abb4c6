"""The month's use cases: they order the steps, choose paths and return what happened."""
