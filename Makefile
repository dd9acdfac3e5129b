# Everything there is to do here. Each target sets up what it needs first, which takes a moment once it is there.

.DEFAULT_GOAL := help
.PHONY: help run dev build example test lint package bench lighthouse fire setup clean

# Runs a command with the tools and the compiler that set-up chose.
env := scripts/env
# The shop, and the magazine in examples/, and their servers.
apps := --package pannier --package magazine
servers := $(apps) --features pannier/ssr,pannier/s3,magazine/ssr

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s  %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## Build the shop and serve it
	@$(env) target/release/pannier

dev: setup ## Serve the shop; rebuild and reload when a file changes
	@$(env) cargo leptos watch --project pannier

build: setup ## Build for production: target/release/pannier and target/site
	@scripts/leptos build pannier --precompress

example: setup ## Build and serve the second app, a magazine that sells its issues
	scripts/leptos serve magazine

test: ## Run every test: unit, both databases, a bucket, the documentation, and a real browser
	@scripts/setup test
	$(env) cargo test $(servers)
	@scripts/msrv
	scripts/leptos build magazine
	scripts/leptos build pannier --precompress
	cd end2end && ../$(env) npx playwright test
	cd end2end && ../$(env) npx playwright test --config stripe.config.ts
	cd end2end && ../$(env) npx playwright test --config magazine.config.ts

lint: ## Check the formatting, let clippy read both halves of both apps, and rustdoc the documentation
	@scripts/setup lint
	$(env) cargo fmt --all --check
	$(env) cargo clippy $(servers) --all-targets -- -D warnings
	$(env) cargo clippy $(apps) --features pannier/hydrate,magazine/hydrate --lib --target wasm32-unknown-unknown -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(env) cargo doc --features ssr,s3 --no-deps

package: setup ## Make the crate as it would be published, and build it from its own contents
	$(env) cargo package --package pannier --features ssr,s3

bench: build ## Measure the production build
	$(env) cargo bench --features ssr,s3 --bench shop

lighthouse: build ## Have Lighthouse look at the pages that matter most, as a phone on a slow line
	@scripts/browser chromium-headless-shell
	@scripts/node-packages end2end/lighthouse
	cd end2end && ../$(env) npx playwright test --config lighthouse.config.ts

fire: build ## Complete 1,000 orders while the shop and what it talks to are killed again and again
	@scripts/setup test
	$(env) cargo bench --features ssr,s3 --bench fire

setup: ## Install what building and running need
	@scripts/setup

clean: ## Remove what was built and chosen; the shop's data stays
	rm -rf target .setup end2end/node_modules end2end/test-results end2end/playwright-report
