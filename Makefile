# All tasks. Each target installs what it needs; once installed, that takes a moment.

.DEFAULT_GOAL := help
.PHONY: help run dev build example test lint release package bench lighthouse fire setup clean

# Runs a command with the tools and the compiler that set-up chose.
env := scripts/env
# The shop and the magazine in examples/, their servers and what the browser runs of them. Everything is compiled with these
# features, so that no two targets compile the same crate twice.
apps := --package pannier --package magazine
export servers := $(apps) --features pannier/shop,pannier/s3,pannier/sandbox,magazine/ssr
export browsers := $(apps) --features pannier/hydrate,magazine/hydrate --lib --target wasm32-unknown-unknown

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s  %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: setup ## Build the shop quickly and serve it
	@scripts/front pannier
	@$(env) cargo build $(servers) --bins
	@$(env) target/debug/pannier

dev: setup ## Serve the shop; rebuild and reload when a file changes
	@$(env) cargo leptos watch --project pannier

build: setup ## Build for production: target/release/pannier and target/site
	@scripts/leptos build pannier --precompress

example: setup ## Build and serve the second app, a magazine that sells its issues
	@scripts/front magazine
	@$(env) cargo build $(servers) --bins
	@$(env) target/debug/magazine

test: ## Run every check and every test: lints, unit, both databases, a bucket, the documentation, and a real browser
	@scripts/test

lint: ## Check the formatting, run clippy on both halves of both apps, and rustdoc on the documentation
	@scripts/setup lint
	$(env) cargo fmt --all --check
	$(env) cargo clippy $(servers) --all-targets -- -D warnings
	$(env) cargo clippy $(browsers) -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(env) cargo doc --features ssr,s3 --no-deps

release: build ## Before a release: build for production and buy something from that build
	@scripts/setup test
	cd end2end && PROFILE=release ../$(env) npx playwright test journey weight crawler

package: setup ## Make the crate as it would be published, and build it from its own contents
	$(env) cargo package --package pannier --features ssr,s3

bench: build ## Measure the production build
	$(env) cargo bench --features ssr,s3 --bench shop

lighthouse: build ## Have Lighthouse look at the pages that matter most, as a phone on a slow line
	@scripts/browser chromium-headless-shell
	@scripts/node-packages end2end/lighthouse
	cd end2end && PROFILE=release ../$(env) npx playwright test --config lighthouse.config.ts

fire: build ## Complete 1,000 orders while the shop and what it talks to are killed again and again
	@scripts/setup test
	$(env) cargo bench --features ssr,s3 --bench fire

setup: ## Install what building and running need
	@scripts/setup

clean: ## Remove what was built and chosen; the shop's data stays
	rm -rf target .setup end2end/node_modules end2end/test-results end2end/playwright-report
