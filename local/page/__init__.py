"""The page of ui/ as one machine builds and serves it.

    build.py     from sources to files, when they have changed; in the cache, so that stacks and checkouts share it
    files.py     those files over HTTP: what may be kept for how long, compressed, and what shows while there are none
    policy.py    what the page may load, and from where
    publish.py   those files into a bucket behind CloudFront

front.py joins it with the API.
"""
