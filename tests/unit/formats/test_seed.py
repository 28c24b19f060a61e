"""The shipped day, update by update."""
# ruff: noqa: E501, RUF001 -- headlines and typography are the recording's own

from replay.formats import open_stream

GOLDEN = [
    ("1021-1", "10:21", False, "Ceasefire at Stake: Putin and Erdogan to Discuss Idlib Escalation in Moscow"),
    ("1026-1", "10:26", False, "Turkish President Erdogan Arrives in Moscow"),
    ("1107-1", "11:07", False, "Meeting Between Putin and Erdogan Started in Moscow"),
    ("1109-1", "11:09", False, "Putin, Erdogan Meet in Moscow to Discuss Situation in Syria’s Idlib – Video"),
    ("1110-1", "11:10", False, "Putin and Erdogan Agree to Talk Situation Over to Avoid Deterioration of Russian-Turkish Ties"),
    ("1113-1", "11:13", False, "Putin on Turkish Losses in Syria: No One Knew About Servicemen’s Location"),
    ("1114-1", "11:14", False, "Erdogan Says He is Sure That Talks Will Help Resolve Situation in Idlib"),
    ("1134-1", "11:34", False, "Putin and Erdogan Continue Closed-Door Talks, Will Be Accompanied by Delegations Later"),
    ("1323-1", "13:23", False, "Putin and Erdogan Hold Talks in Kremlin for Three Hours"),
    ("1436-1", "14:36", False, "Putin, Erdogan Communicated Tete-A-Tete for 3 Hours, Delegations Joined Them 30 Minutes Ago – Kremlin Spokesman"),
    ("1701-1", "17:01", False, "Putin-Erdogan Talks Lasted for 5 Hours 40 Minutes – Reports"),
    ("1721-1", "17:21", False, "Putin-Erdogan Talks in Kremlin End After 6 Hours"),
    ("1722-1", "17:22", False, "Putin, Erdogan Hold Press Conference"),
    ("1723-1", "17:23", False, "Russia, Turkey Agree on Common Document on Settlement in Syria – Putin"),
    ("1724-1", "17:24", True, "Erdogan Invites Putin to Visit Turkey to Celebrate Anniversary of Bilateral Relations"),
    ("1725-1", "17:25", True, "Breaking: Erdogan and Putin agree on de-escallation in Idlib"),
]  # fmt: skip


def test_idlib_has_its_sixteen_updates() -> None:
    """Ids, times in UTC, which times are inferred, and headlines, in release order."""
    stream = open_stream("idlib")
    found = [(update.id, f"{update.time:%H:%M}", update.time_inferred, update.headline) for update in stream.updates]
    assert found == GOLDEN
    assert [update.seq for update in stream.updates] == list(range(1, 17))
    assert {f"{update.time:%Y-%m-%d %Z}" for update in stream.updates} == {"2020-03-05 UTC"}


def test_idlib_is_described_by_its_sidecar() -> None:
    """Name, title and zone are the sidecar's; only the two untimed updates are inferred."""
    stream = open_stream("idlib")
    assert (stream.name, stream.timezone) == ("idlib", "UTC")
    assert stream.title == "Breaking: Erdogan and Putin agree on de-escallation in Idlib"
    assert stream.origin
    assert stream.inferred == (
        "The newest headline (line 18) has no time: one minute after the newest that has, 17:24.",
        "The lead (line 2) has no time: one minute after everything else, 17:25.",
    )


def test_idlib_keeps_every_paragraph() -> None:
    """Further headlines, the tweet with its author and the footnote are in the bodies; a doubled headline is not."""
    updates = {update.id: update for update in open_stream("idlib").updates}
    assert updates["1723-1"].body.startswith(
        "Turkey to Deploy More Troops as Ceasefire Comes Into Effect in Idlib Under"
    )
    assert updates["1021-1"].body.startswith("Ankara launched")
    assert updates["1110-1"].body.count("\n\n") == 4
    lead = updates["1725-1"].body.split("\n\n")
    assert lead[0].startswith("RT/Moscow;")
    assert lead[3].endswith("pic.twitter.com/0O6mtxn40o\n— RT (@RT_com) March 5, 2020")
    assert lead[-1].startswith("*Jabhat al-Nusra")
    assert len(lead) == 15
