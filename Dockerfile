# syntax=docker/dockerfile:1
# The image of operator and control plane: docker build -t sluice .

FROM node:24-slim AS build
WORKDIR /source
# What npm installs changes less often than the sources, so it is a layer of its own.
COPY package.json package-lock.json ./
COPY packages/apiserver/package.json packages/apiserver/
COPY packages/cli/package.json packages/cli/
COPY packages/control-plane/package.json packages/control-plane/
COPY packages/controller-runtime/package.json packages/controller-runtime/
COPY packages/gateway-manager/package.json packages/gateway-manager/
COPY packages/kong-resources/package.json packages/kong-resources/
COPY packages/konnect-api/package.json packages/konnect-api/
COPY packages/operator/package.json packages/operator/
RUN npm ci --ignore-scripts
COPY . .
RUN node scripts/package.ts --to /package
# Without scripts npm's own node stays empty: the image has one.
WORKDIR /app
RUN npm install --ignore-scripts --omit=optional --no-audit --no-fund /package/*.tgz
RUN mkdir /data

FROM gcr.io/distroless/nodejs24-debian12:nonroot
COPY --from=build /app/node_modules /app/node_modules
# A volume that is mounted here for the first time gets this owner.
COPY --from=build --chown=65532:65532 /data /data
# The root file system is read-only in a cluster, so that nothing is compiled into a cache that can't be kept.
ENV NODE_ENV=production NODE_DISABLE_COMPILE_CACHE=1
LABEL org.opencontainers.image.title="Sluice" \
      org.opencontainers.image.description="Keeps Kong upstreams and targets in a Konnect-compatible control plane" \
      org.opencontainers.image.licenses="Apache-2.0"
USER 65532:65532
WORKDIR /data
# No HEALTHCHECK: the image holds several programs, each with /healthz at an address of its own, which Kubernetes probes.
ENTRYPOINT ["/nodejs/bin/node", "/app/node_modules/@sluice/cli/bin/sluice.js"]
CMD ["--help"]
