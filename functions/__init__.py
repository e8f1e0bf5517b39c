"""The functions of the Video Transcode Server: what runs when something happens.

The way of a video, and the files that walk it (indented: what a step is made of):

    api/uploads.py               a client asks to upload; the job row is written first, then URLs are signed
        presign.py  filename.py  what may be put, and for how long; names made safe
        outputs.py  encoders.py  the records of what is published and of what encodes it
        folders.py  naming.py    the folder a film lay in; what downloads are called
    (client to bucket)           the bytes go straight to object storage
    events.py                    the bucket's notification, read into arrivals
    transcode.py                 the door that work comes through; its body is the table of contents
    admission.py                 the job row that an arrival belongs to
    priority.py                  which of the waiting jobs is taken next
    lease.py                     claim: one attempt of one job is held, renewed, and lost in one place
    places.py                    which host does it: not one that lacks what another one has
    source.py                    the source as ffmpeg reads it: by range, pinned to one etag, retried, counted
    sniff.py                     which container it is, from its first bytes
        families.py  moving.py  fragments.py         what is taken; animations and raw streams; pieces of a film alone
    probe.py                     what is in it
        query.py  limits.py  describe.py  cadence.py    a run of ffprobe; refused or taken; ffprobe's words; how frames are spaced
        standard_rate.py                                the rate that uneven frames were shot at
        programmes.py  raw.py                           which programme of several; the rate of a stream without times
        boxes.py  seams.py                              the index of an mp4; what lies between its packets of sound
    plan.py                      what must come out
        profile.py  picture.py  command.py           presets as data; size and colour; the argv
        filters.py  carried.py  language.py          the filters of the picture; titles and chapters; what languages are called
    encode.py                    runs the plan
        runs.py  packets.py  complaints.py           one run of ffmpeg; what it read of the source; what it complained of
        hidden.py                                    which packets hold a picture that is never shown
    verify.py                    proxy against source and plan
        damage.py  carried_rules.py                  whether the source could be read whole; what comes over, and what is left out
        rule_names.py                                rules in words
    publish.py                   proxy, poster, certificate and log to the bucket, then one conditional write
    api/jobs.py  downloads.py    status, cancel, retry, delete; signed links

    snapstart.py                 the API's door as Lambda keeps it, warm
    cleanup.py  reconcile.py     the scheduled door: retention, and the mending of what was lost; turns.py: what it did last
    webhooks/                    tells others of the states of jobs, by signed POSTs; sent by the clock
    costs.py  bills.py           what a job is going to cost and has cost, by prices.yaml; per day, and held against ceilings
    hosts.py  hosts_history.py   the load of the hosts that work: now, and over the last 15 minutes
    joining.py                   what a worker on another machine needs, for whoever shows the token

Beneath them: jobs.py (the job, and the contract of its table; jobs_sql.py and jobs_dynamodb.py are its makes), storage.py
(the only file that knows S3), keys.py (which key means what), tasks.py (objects that ask for work), settings.py (what users
change), config.py (what the deployment fixes), deployment.py (opens these once), confine.py, walls.py, syscalls.py,
tiers.py, children.py, workdir.py and build.py (what a child process may do, what it takes, where it works, which ffmpeg it
is), errors.py (the catalogue), log.py, metrics.py, traces.py, fresh.py (what was read a moment ago, given again).
"""
