"""Runs the functions without AWS: the servers of one machine, and the three callers that AWS would be.

    cli.py, cli_*.py        `vts …`: the commands, their options; show.py, meter.py, words.py: what they print
    transcode_file.py       the whole job in one command; guest_stack.py: on a machine where nothing runs
    push.py, parts.py       files go up by signed URLs, in parallel; receipts.py, patience.py: and go on after a break
    download.py, follow.py  what a job made comes down; a job is followed to its end
    client.py, wire.py      the API as a client calls it; one HTTP connection; reach.py: which server that is
    tools.py                finds or gets the binaries the servers and ffmpeg need
    stack.py                starts, watches and stops the servers of one machine
    servers.py              how each of them is started, and how one knows that it is ready
    provision.py            buckets, notification, streams and consumer; again and again the same
    worker.py               takes events from the stream and calls functions.transcode.handler, as Lambda would
    clock.py                calls functions.cleanup.handler on its schedule, as EventBridge would
    front.py                serves the API on its own port, and page plus API on one origin

functions/ never imports from here.
"""
