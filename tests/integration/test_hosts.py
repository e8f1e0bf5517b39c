"""Hosts in a real job table: reports replace each other, and age by the table's clock."""

from datetime import timedelta

from functions.fleet import history, hosts


def test_a_report_is_read_back_with_the_moment_the_table_got_it(table, tmp_path):
    load = hosts.measure(tmp_path, ["job"], host="worker-1").model_copy(update={"refusing": "Its disk is full."})

    before = table.now()
    written_at = hosts.report(table, load)

    (found,) = hosts.live(table).hosts
    assert before <= written_at <= table.now()
    assert found.seen_at == written_at
    assert found.model_copy(update={"seen_at": None}) == load


def test_a_host_that_reports_again_is_one_host_and_a_silent_one_is_none(table, tmp_path):
    for name in ("worker-1", "worker-2", "worker-1"):
        hosts.report(table, hosts.measure(tmp_path, host=name))

    assert [host.host for host in hosts.live(table).hosts] == ["worker-1", "worker-2"]
    assert hosts.live(table, silent_after_seconds=-1).hosts == ()


def test_a_host_that_said_goodbye_is_none_and_not_silent_either(table, tmp_path):
    load = hosts.measure(tmp_path, host="worker-1")
    history.Sampler(table).add(load, hosts.report(table, load))

    hosts.leave(table, load)

    assert hosts.live(table).hosts == ()
    assert history.read(table).hosts == ()


def test_a_host_that_went_silent_is_still_in_the_history_and_marked(table, tmp_path):
    load = hosts.measure(tmp_path, ["job"], host="worker-1")
    reported_at = hosts.report(table, load)

    (silent,) = history.read(table, silent_after_seconds=-1).hosts
    assert silent.silent
    assert silent.load == load.model_copy(update={"seen_at": reported_at})
    assert not history.read(table).hosts[0].silent


def test_a_host_that_starts_again_goes_on_with_its_samples(table, tmp_path):
    load = hosts.measure(tmp_path, host="worker-1")
    now = hosts.report(table, load)
    earlier, later = now - history.EVERY, now
    history.Sampler(table).add(load, earlier)

    history.Sampler(table).add(load, later)

    (found,) = history.read(table).hosts
    assert [sample.at for sample in found.samples] == [earlier, later]


def test_samples_older_than_the_span_are_not_shown(table, tmp_path):
    load = hosts.measure(tmp_path, host="worker-1")
    now = hosts.report(table, load)
    history.Sampler(table).add(load, now - history.SPAN - timedelta(seconds=1))

    (found,) = history.read(table).hosts
    assert found.samples == ()
