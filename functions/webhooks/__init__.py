"""Webhooks: whoever gave an address is told, by a signed POST, of each state that a job comes into.

    endpoints.py    who wants to be told of what, and the secrets that it is signed with
    message.py      what is said, and its signature (Standard Webhooks 1.0)
    deliveries.py   the log: one record for each state and endpoint, its tries, and when the next is due
    courier.py      takes the news from the job table, makes records of them, and sends what is due
    address.py      which addresses may be reached, checked where a connection is made
    post.py         one POST to a checked address, bounded in time and size

The job table writes a state and its place among the news in one step (model.py), the record of a delivery has an id that
follows from job, state and endpoint, and news are forgotten only once their records are there. So each state is told at
least once to each endpoint, whatever is killed in between, and has exactly one record there.
"""
