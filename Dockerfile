# The official image in the very version of the npm package "node" in pnpm-workspace.yaml (a test compares them): it brings the
# C library's updates with it, and the runtime needs no second Node under node_modules.
FROM node:26.10.0-bookworm-slim AS source
ENV CI=true
# A compiler for secp256k1, which has no prebuilt binary for linux-arm64.
RUN apt-get update \
 && apt-get install -y --no-install-recommends g++ make python3 \
 && rm -rf /var/lib/apt/lists/* \
 && npm install --global --no-audit --no-fund pnpm@12.21.0
WORKDIR /app
# With modes of its own: a checkout made under umask 077 would keep its files from the user below.
COPY --chmod=644 package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY --chmod=755 patches patches
COPY --chmod=644 bench/package.json bench/
COPY --chmod=644 scripts/check-http.ts scripts/
COPY --chmod=755 packages packages
COPY --chmod=755 apps apps

FROM source AS page
RUN pnpm install --frozen-lockfile --filter "@aura-sign/demo-site..."
RUN pnpm --filter @aura-sign/demo-site run build

# In the workspace, never "pnpm deploy": Node strips no types from files below node_modules.
FROM source AS dependencies
RUN pnpm install --prod --frozen-lockfile

FROM node:26.10.0-bookworm-slim
LABEL org.opencontainers.image.title="Aura-Sign" \
      org.opencontainers.image.description="Wallet identity with recovery that is measured" \
      org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production
# The guardian's pg_dump, of the server's major version (a test compares them): an older one refuses to dump. Debian 12 has 15 only;
# its own package knows the PostgreSQL project's apt repository and the key of it.
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates postgresql-common \
 && /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y \
 && apt-get install -y --no-install-recommends postgresql-client-18 \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
# Owned by root: what runs cannot change its own code. docker-compose.yml adds an init, the checks and the limits.
COPY --from=dependencies /app ./
COPY --from=page /app/apps/demo-site/web/dist apps/demo-site/web/dist
# A named volume takes owner and mode from the image: without this the guardian could not keep a dump there.
RUN install -d -o 10001 -g 10001 -m 0700 /var/spool/aura
USER 10001:10001
STOPSIGNAL SIGTERM
CMD ["node", "--max-semi-space-size=3", "apps/demo-site/main.ts"]
