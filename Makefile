# Everything there is to do here. Each target sets up what it needs first, which takes a moment once it is there.

.DEFAULT_GOAL := help
.PHONY: help run dev build test lint bench setup clean

# Runs a command with the tools and the compiler that set-up chose.
env := scripts/env

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s  %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## Build the shop and serve it
	@$(env) target/release/pannier

dev: setup ## Serve the shop; rebuild and reload when a file changes
	@$(env) cargo leptos watch

build: setup ## Build for production: target/release/pannier and target/site
	@$(env) cargo leptos build --release --precompress

test: ## Run every test: unit, both databases, and a real browser
	@scripts/setup test
	$(env) cargo test --features ssr
	$(env) cargo leptos build --release --precompress
	cd end2end && ../$(env) npx playwright test

lint: ## Check the formatting, and let clippy read both halves
	@scripts/setup lint
	$(env) cargo fmt --check
	$(env) cargo clippy --features ssr --all-targets -- -D warnings
	$(env) cargo clippy --features hydrate --lib --target wasm32-unknown-unknown -- -D warnings

bench: build ## Measure the production build
	$(env) cargo bench --features ssr --bench shop

setup: ## Install what building and running need
	@scripts/setup

clean: ## Remove what was built and chosen; the shop's data stays
	rm -rf target .setup end2end/node_modules end2end/test-results end2end/playwright-report
