"""The account of an update: how many rows were kept, changed, taken out and put in."""

from __future__ import annotations

from dataclasses import dataclass


class DoesNotReconcile(Exception):
    """An update whose numbers do not add up; it must not be printed."""


@dataclass(frozen=True)
class Account:
    """The rows of one level before and after an update."""

    opening: int
    retained: int
    updated: int
    deleted: int
    added: int
    closing: int

    def in_words(self) -> str:
        """Say both identities, such as: 65 = 24 retained + 4 updated + 37 deleted; ..."""
        kept = f"{self.retained} retained + {self.updated} updated"
        return (
            f"{self.opening} before = {kept} + {self.deleted} deleted; "
            f"{self.closing} after = {kept} + {self.added} added"
        )


def reconcile(account: Account) -> Account:
    """Return the account when both identities hold; raise DoesNotReconcile when not.

    Opening = retained + updated + deleted; closing = retained + updated + added.
    """
    kept = account.retained + account.updated
    if kept + account.deleted != account.opening or kept + account.added != account.closing:
        raise DoesNotReconcile(
            f"The update does not add up: {account.in_words()}. Count each row once, as retained, "
            "updated, deleted or added."
        )
    return account
