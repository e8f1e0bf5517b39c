"""Whoever sends a film and fetches its proxy.

reach.py                which server that is: this machine's, or the one that is named
api.py                  the HTTP API as a client calls it; wire.py: one HTTP connection
push.py                 a file goes up by signed URLs; parts.py: its parts, in parallel
receipts.py             what was begun, so that it goes on after a break; patience.py: how often it is tried
follow.py, download.py  a job is followed to its end; what it made comes down
"""
