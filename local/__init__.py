"""Runs the functions without AWS: the servers of one machine, the three callers that AWS would be, and the command line.

    cli.py                  `vts …`; commands/: what each command does; terminal/: what it shows
    client/                 whoever sends a film and fetches its proxy; transcode_file works on a guest_stack.py where none runs
    tools/                  finds or gets the binaries that the servers and ffmpeg need
    stack.py                starts, watches and stops the servers of one machine: supervisor.py, leash.py, logbook.py
    definitions.py, storages.py how each of them is started, and how one knows that it is ready
    installation.py         what is kept of a stack on disk: addresses, secrets.py, ports.py
    provision.py, users.py  buckets, notification, user, streams and consumers; again and again the same
    worker.py, delivery.py  takes events from the stream and calls functions.transcode.handler, as Lambda would
    stream.py               the three lanes that it takes them from, one a priority
    sorting.py              events of a storage that knows one subject, into these lanes
    join.py                 a worker on another machine, with an address and a token
    scrape.py               where Prometheus asks worker and clock for their metrics
    clock.py                calls functions.cleanup.handler on its schedule, as EventBridge would
    front.py, page/         serves the API on its own port, and page plus API on one origin; builds the page
    package.py              the functions as AWS is given them, made as `sam build` does
    doctor/, bench/         prove an installation; measure what is promised

functions/ never imports from here.
"""
