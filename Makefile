# All tasks. Each target installs what it needs; once installed, that takes a moment.

.DEFAULT_GOAL := help
.PHONY: help run dev build example test lint release package bench lighthouse fire abuse fuzz grow setup clean

# Runs a command with the tools and the compiler that set-up selected.
env := scripts/env
# The servers and the browser halves of the shop and of examples/magazine. All targets compile with these features, so that no
# crate is compiled twice.
apps := --package pannier --package magazine
shop := pannier/shop,pannier/s3,pannier/sandbox
export servers := $(apps) --features $(shop),magazine/ssr
# One test among them lets cargo choose the dependencies' features as `cargo test` does: what one target compiles serves the other.
programs := cargo build $(servers) --bins --test architecture
export browsers := $(apps) --package hydrated --features pannier/hydrate,magazine/hydrate,hydrated/pages --lib --target wasm32-unknown-unknown

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s  %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: setup ## Build the shop quickly, for development, and serve it
	@scripts/front pannier
	@$(env) $(programs)
	@$(env) target/debug/pannier

dev: ## Serve the shop, and rebuild and reload on changes
	@scripts/setup dev
	@$(env) cargo leptos watch --project pannier

build: setup ## Make the fast production build: target/release/pannier and target/site
	@scripts/front pannier
	$(env) cargo build --release --package pannier --features $(shop)

example: setup ## Build and serve the example app, a magazine that sells its issues
	@scripts/front magazine
	@$(env) $(programs)
	@$(env) target/debug/magazine

test: ## Run every check and test (lints, Rust, both databases, S3, documentation, browser), and show where the time went
	@scripts/test

lint: ## Check formatting, clippy on server and browser of both apps, dependencies, and rustdoc
	@scripts/test lint

release: build ## Before a release: compare the API with the last one, and buy from the production build and from new apps as README begins one
	@scripts/setup test
	@scripts/public-api
	cd end2end && PROFILE=release ../$(env) npx playwright test journey weight crawler
	@scripts/quickstart

package: setup ## Package the crate as for publishing, and build the package
	$(env) cargo package --package pannier --features $(shop)

# `cargo bench` makes the production build by itself.
bench: setup ## Measure the production build: throughput, latency, CPU, memory, several instances, page weight
	@scripts/front pannier magazine hydrated
	$(env) cargo bench --package pannier --features $(shop) --bench shop

lighthouse: build ## Run Lighthouse on the four main pages and on photographs, as a phone on a slow line
	@scripts/browser
	@scripts/node-packages end2end/lighthouse
	cd end2end && PROFILE=release ../$(env) npx playwright test --config lighthouse.config.ts

fire: setup ## Complete 1,000 orders while the shop, its mail server and its bucket are killed repeatedly
	@scripts/front pannier
	@scripts/setup test
	$(env) cargo bench --package pannier --features $(shop) --bench fire

abuse: setup ## Let strangers abuse the shop for a minute, while honest shoppers buy from it
	@scripts/front pannier
	$(env) cargo bench --package pannier --features $(shop) --bench abuse

# Their names begin with `any_`.
fuzz: setup ## Have everything that reads what strangers send read a million random inputs (PROPTEST_CASES=10000 make fuzz: fewer)
	PROPTEST_CASES=$${PROPTEST_CASES:-1000000} $(env) cargo test $(servers) --lib --bins -- ::any_

grow: setup ## Compare a shop of a million orders with a small one, and import 100,000 products (ORDERS=0: that alone)
	@scripts/front pannier
	$(env) cargo bench --package pannier --features $(shop) --bench grow

setup: ## Install the tools for building and running
	@scripts/setup

clean: ## Remove build output and set-up; keep the shop's data
	rm -rf target .setup end2end/node_modules end2end/test-results end2end/playwright-report
