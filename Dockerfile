# One file for every image: MinIO from its pinned source, the servers of an installation (docker-compose.yml), and the function
# that AWS runs (template.yaml). Builds with the classic builder as well as with BuildKit.

# ---- MinIO: its images are no longer published, its source is
FROM golang:1.26-bookworm AS minio-build
ARG MINIO_VERSION=v0.0.0-20260212201848-7aac2a2c5b7c
ENV CGO_ENABLED=0 GOFLAGS=-trimpath
RUN go install -buildvcs=false -ldflags="-s -w" github.com/minio/minio@${MINIO_VERSION}

# ---- the page, as files
FROM node:24-bookworm-slim AS page-build
WORKDIR /ui
ENV NEXT_TELEMETRY_DISABLED=1 NEXT_IGNORE_INCORRECT_LOCKFILE=1
COPY ui/package.json ui/package-lock.json ui/.npmrc ./
RUN npm install --no-save --ignore-scripts --no-audit --no-fund
COPY ui ./
# Beside what can be compressed lies its gzip, as local/page/build.py leaves it.
RUN npm run build \
 && find out -type f -regextype posix-extended -regex '.*\.(css|html|js|json|svg|txt)' -exec gzip --keep --best {} +

# ---- Python with the packages of the lock file, and a user that is nobody else
FROM python:3.11-slim-bookworm AS python
ENV PYTHONUNBUFFERED=1 PYTHONUTF8=1 PYTHONDONTWRITEBYTECODE=1 PATH=/opt/vts/bin:$PATH
COPY requirements.lock /tmp/
RUN python3 -m venv /opt/vts \
 && /opt/vts/bin/pip install --no-cache-dir --disable-pip-version-check --quiet --require-hashes --requirement /tmp/requirements.lock \
 && rm /tmp/requirements.lock \
 && useradd --system --uid 10001 --user-group --home-dir /var/lib/vts --create-home vts
COPY functions /srv/vts/functions
COPY local /srv/vts/local
ENV PYTHONPATH=/srv/vts HOME=/var/lib/vts
WORKDIR /var/lib/vts

# ---- NATS, whose binary is one of those packages
FROM python AS nats
COPY deploy/nats.conf /etc/vts/nats.conf
RUN install -d -o vts -g vts /data
USER vts
VOLUME /data
CMD ["nats-server", "--config", "/etc/vts/nats.conf"]

# ---- MinIO
FROM python AS minio
COPY --from=minio-build /go/bin/minio /usr/local/bin/minio
RUN install -d -o vts -g vts /data
USER vts
VOLUME /data
CMD ["minio", "server", "--quiet", "--address", ":9000", "/data"]

# ---- API, worker, clock and page: one image, four commands
FROM python AS server
RUN apt-get update -qq \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends ffmpeg >/dev/null \
 && rm -rf /var/lib/apt/lists/*
COPY --from=page-build /ui/out /srv/vts/page
RUN install -d -o vts -g vts /work
USER vts
ENV WORK_DIR=/work
VOLUME /work
CMD ["python", "-P", "-m", "local.run.worker"]
