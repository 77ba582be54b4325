"""What tests of kept indexes share."""

from threading import Thread
from typing import Any

from generator.publish.search.kept_index import KeptIndex


def bring_both_up_to_date(one: KeptIndex, other: KeptIndex, asks: str) -> None:
    """Bring an index up to date, and another on the same file from the moment the first asks for what it holds.

    What one has read, the other must not change before it is written over. `asks` names the function the first asks.
    """
    # not by the property itself: in this process the lock of `cached_property` would keep the two apart
    second = Thread(target=lambda: vars(KeptIndex)["_fingerprints"].func(other))
    answer = getattr(one, asks)

    def meanwhile(wanted: Any) -> Any:
        if not second.ident:
            second.start()
            second.join(0.5)  # it ends now, or waits until this one is done
        return answer(wanted)

    setattr(one, asks, meanwhile)
    one.fingerprint(0)
    assert second.ident, "the first index asked for nothing"
    second.join()
