"""The functions of the Video Transcode Server: what runs when something happens.

The way of a video, and the files that walk it:

    api/uploads.py, presign.py   a client asks to upload and gets signed URLs; the job row is written first
    (client to bucket)           the bytes go straight to object storage
    events.py                    the bucket's notification, read into arrivals
    transcode.py                 the door that work comes through; its body is the table of contents
    lease.py                     claim: one attempt of one job is held, renewed, and lost in one place
    source.py                    the source as ffmpeg reads it: by range, pinned to one etag, retried, counted
    sniff.py, probe.py           what kind of file it is, and what is in it
    profile.py, plan.py          what shall come out, and the argv that makes it
    encode.py, confine.py        the child process, and the walls around it
    verify.py                    proxy against source and plan: a certificate, or a refusal
    publish.py                   proxy, poster, certificate and log to the bucket, then one conditional write
    api/jobs.py                  status, download, cancel, retry

    cleanup.py                   the scheduled door: retention, and the reconciler that mends what was lost

jobs.py is the job and the JobTable contract, storage.py the only file that knows S3, deployment.py opens both once.
"""
