"""Runs the functions without AWS: the servers of one machine, and the three callers that AWS would be.

    cli.py                  `vts …`
    tools.py                finds or gets the binaries the servers and ffmpeg need
    stack.py                starts, watches and stops the servers of one machine
    servers.py              how each of them is started, and how one knows that it is ready
    provision.py            buckets, notification, streams and consumer; again and again the same
    worker.py               takes events from the stream and calls functions.transcode.handler, as Lambda would
    clock.py                calls functions.cleanup.handler on its schedule, as EventBridge would
    front.py                serves the API on its own port, and page plus API on one origin

functions/ never imports from here.
"""
