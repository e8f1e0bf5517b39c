"""The functions of the Video Transcode Server: what runs when something happens.

The way of a video is the order of the packages:

    api/          a client asks to upload: the job row is written first, then URLs are signed
    (bucket)      the bytes go straight to object storage, whose notification fires
    transcode.py  the entry point that work comes through; its body is the table of contents
    intake/       the job row that an arrival belongs to, the tasks that ask for work, what it may cost
    jobs/         claim: one attempt of one job is held, renewed, and lost in one place
    steps/        probe, encode, measure, verify, publish: each once, for one pass and for segments
    segments/     a long film, made by many workers
    api/          status, cancel, retry, delete; signed links to download

    cleanup.py    the entry point of the schedule; upkeep/ has what it does: what was lost is mended, what is past its time goes
    webhooks/     tells others of the states of jobs, by signed POSTs

Beneath them, each importing only what stands below it:

    fleet/        the hosts that work, and whether one of them can do a job
    deployment.py opens configuration, job table, storage and queue, once per process
    bucket/       object storage: the client, the keys, the source as ffmpeg reads it, events
    ffmpeg/       starts ffmpeg and ffprobe in a sandbox, and reads their logs
    plan/         what must come out: profiles, picture, plan, its argv, its estimate
    media/        what is in a film: facts, containers, times, packets, the certificate
    common/       errors, configuration, log, metrics, traces, names
"""
