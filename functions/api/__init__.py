"""The entry point of requests: FastAPI, and Mangum's handler for Lambda beside it. Importing the package itself loads nothing.

    handler.py  snapstart.py            what Lambda calls, and how it is kept warm
    app.py                              the application
    middleware.py                       around every request: request id, CORS, body limit, slashes, the answer of last resort
    authority.py                        which hosts are answered, and which pages may write
    heads.py  idempotency.py            HEAD as GET; a POST that is sent again
    errors.py                           every error in one shape, and documented
    dependencies.py                     the deployment and the job that a request is about; who may see it
    answers.py                          what a job looks like from outside; ETags
    polled.py  response_cache.py        what clients poll, answered again from memory before it is routed
    requests.py                         what can be asked of a job, and the row that is made of it
    uploads.py  tickets.py  presign.py  signed URLs in
    downloads.py                        signed URLs out
    jobs.py  conversions.py             status, list, cancel, retry, delete; a new job from a source that is there
    settings.py  profiles.py            what users change, and what they choose from; fields.py: what a form has to know of it
    hosts.py  health.py                 load of the workers; each dependency
    costs.py  metrics.py                what a month has cost; what Prometheus asks for
    sign_in.py                          where users sign in

No bytes of a video pass through here, and nothing here runs one: rows are written, URLs are signed, tasks are put.
"""
