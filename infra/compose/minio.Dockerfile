# A community build of MinIO: docs/deploy/compose.md says why, and what can take its place.
FROM debian:bookworm-slim AS folder
RUN install -d -o 10001 -g 10001 -m 0700 /made/data

FROM pgsty/minio:RELEASE.2026-08-04T00-00-00Z
# A named volume takes owner and mode from the image: without this the server could not write as 10001.
COPY --from=folder --chown=10001:10001 /made/ /
USER 10001:10001
