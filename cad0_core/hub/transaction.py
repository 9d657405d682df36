"""Several repositories of the Hub changed together, although the Hub knows no such thing.

In this order: (1) a pull request in each repository; (2) what the Hub then holds is compared
with the digests that were judged; (3) the journal says that it is decided; (4) each is merged
and `main` compared again; (5) each is tagged; (6) the journal goes. Whatever fails takes the
whole back: tags go, and a commit makes `main` hold what it held before. A process that dies
leaves the journal: before (3) the next one closes the pull requests, after (3) it completes.
Between the merges the two mains differ, for as long as one request takes.
"""

from collections.abc import Callable, Mapping, Sequence

from cad0_core.errors import HubError
from cad0_core.hub.order import Change, Journal, Order
from cad0_core.hub.remote import Operation, Remote, restoring

Operations = Callable[[], list[Operation]]


class Transaction:
    """Carries out orders on `remotes`, by the names of their repositories."""

    def __init__(self, journal: Journal, remotes: Mapping[tuple[str, str], Remote]) -> None:
        self.journal = journal
        self.remotes = remotes

    def settle(self) -> str | None:
        """Bring to its end what was interrupted; says what that was, None if there was nothing."""
        order = self.journal.read()
        if order is None:
            return None
        if order.phase == "proposing":
            self._abandon(order)
            return f"abandoned: {order.title}"
        if order.phase == "merging":
            self._complete(order)
            return f"completed: {order.title}"
        self._revert(order)
        return f"reverted: {order.title}"

    def perform(self, order: Order, operations: Sequence[Operations]) -> Order:
        """Make all changes of `order`, or none; `operations` makes the commit of each.

        Returns the order with the commits that `main` has now. Raises `HubError` when it failed
        and was taken back, or says that this has to be done yet.
        """
        self.journal.write(order)
        try:
            for change, changes in zip(order.changes, operations, strict=True):
                self._propose(order, change, changes)
        except Exception:
            self._abandon(order)
            raise
        order.phase = "merging"
        self.journal.write(order)
        return self._complete(order)

    def _propose(self, order: Order, change: Change, changes: Operations) -> None:
        operations = changes()
        if not operations:
            change.merged = change.before  # it is served already; only the tag may be due
            return
        made = self._remote(change).propose(order.label, change.before, operations)
        change.pull_request = made.number
        self._require(change, made.commit, "holds something else than was judged")

    def _complete(self, order: Order) -> Order:
        try:
            for change in order.changes:
                self._merge(order, change)
            if order.version is not None:
                for change in order.changes:
                    assert change.merged is not None
                    self._remote(change).tag(order.version, change.merged)
        except Exception as error:
            order.phase = "reverting"
            self.journal.write(order)
            raise self._taken_back(order, error) from error
        self.journal.clear()
        return order

    def _merge(self, order: Order, change: Change) -> None:
        if change.merged is None:
            assert change.pull_request is not None
            change.merged = self._remote(change).merge(change.pull_request, change.before)
            self.journal.write(order)
        self._require(change, change.merged, "serves something else than was judged")

    def _taken_back(self, order: Order, error: Exception) -> HubError:
        try:
            self._revert(order)
        except Exception as other:
            return HubError(
                f"{order.title} failed ({error}) and could not be taken back yet ({other}). Run "
                "again as soon as the Hub can be reached: until then the models may not fit"
            )
        return HubError(f"{order.title} failed and was taken back: {error}")

    def _revert(self, order: Order) -> None:
        """Make every `main` hold what it held before. Safe to repeat."""
        for change in order.changes:
            if order.version is not None and change.merged is not None:
                self._remote(change).untag(order.version, change.merged)
        for change in order.changes:
            self._restore(order, change)
        for change in order.changes:
            if change.pull_request is not None:
                self._remote(change).close(change.pull_request)
        self.journal.clear()

    def _restore(self, order: Order, change: Change) -> None:
        """Undo the merge, if there was one, by a commit that needs no look at what is there."""
        remote = self._remote(change)
        main = remote.main()
        if change.pull_request is None or main == change.before:
            return
        if change.merged is None and change.differs(remote.tree(main)) is None:
            change.merged = main  # its answer was lost
            self.journal.write(order)
        if main != change.merged:
            return  # undone already; or somebody committed since, and keeps what they did
        operations = restoring(*change.reversal, change.before)
        remote.commit(f"Revert {order.title}", main, operations)

    def _abandon(self, order: Order) -> None:
        """Close what was proposed; nobody but its author ever saw it."""
        try:
            for change in order.changes:
                found = self._remote(change).proposed(order.label)
                if found is not None:
                    self._remote(change).close(found.number)
        except HubError:
            return  # the journal stays, and whoever comes next tries again
        self.journal.clear()

    def _require(self, change: Change, commit: str, fault: str) -> None:
        wrong = change.differs(self._remote(change).tree(commit))
        if wrong is not None:
            raise HubError(f"{change.repo} {fault}: {wrong}")

    def _remote(self, change: Change) -> Remote:
        return self.remotes[change.type, change.repo]
