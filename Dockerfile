# Ippo's image: one static binary on Alpine, run by a user without rights. How to build and run it: docs/image.md
# What stands here is run step by step by scripts/check-image; a word that it does not know, it refuses.

# The build needs a C compiler, for SQLite; this image of Go brings one, so nothing is installed.
FROM golang:1.26-bookworm AS build
WORKDIR /src
ENV CGO_ENABLED=1
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
# VERSION and REVISION are what "ippo version" prints; without VERSION it prints what version.go says.
ARG VERSION=""
ARG REVISION=""
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    go build -trimpath -tags netgo,osusergo,sqlite_omit_load_extension \
      -ldflags "-s -w -extldflags -static ${VERSION:+-X \"main.release=${VERSION}${REVISION:+ ${REVISION}}\"}" \
      -o build/ippo .

FROM alpine:3.23
ARG VERSION=""
ARG REVISION=""
LABEL org.opencontainers.image.title="Ippo" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
RUN mkdir -m 700 /data && chown 65532:65532 /data
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /src/build/ippo /usr/local/bin/ippo
ENV IPPO_DATABASE=/data/ippo.db IPPO_HTTP=127.0.0.1:9090
# By number, so that an orchestrator can see that it is not root.
USER 65532:65532
VOLUME ["/data"]
STOPSIGNAL SIGTERM
# Asks the port of IPPO_HTTP from inside, whatever address it stands on, and never through a proxy.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD wget -q -Y off -O /dev/null "http://127.0.0.1:${IPPO_HTTP##*:}/healthz"
ENTRYPOINT ["/usr/local/bin/ippo"]
CMD ["serve"]
