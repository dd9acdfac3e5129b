# Functions shared by the scripts. To be sourced; changes to the top of the repository.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# The set-up of this clone: bin/ is prepended to PATH, toolchain names the compiler (empty: the default one).
state=.setup
# Compiled tools by version, shared by all clones on this machine.
tools=${XDG_CACHE_HOME:-$HOME/.cache}/pannier
mkdir -p "$state/bin"

say() { printf '%s\n' "$*"; }

fail() {
    printf 'error: %s\n' "$@" >&2
    exit 1
}

have() { command -v "$1" >/dev/null; }

elapsed() {
    if (($1 < 60)); then printf '%d s' "$1"; else printf '%d min %02d s' $(($1 / 60)) $(($1 % 60)); fi
}

# step "Compiling x (about 3 min)" COMMAND...
# Runs a long command with its output in a log. A terminal shows the last line; a failure prints the end.
step() {
    local start=$SECONDS
    say "$1"
    shift
    running=$*
    : >"$state/log"
    trap step_failed EXIT
    if [ -t 1 ]; then
        while sleep 1; do
            printf '\r\e[K  %s  %.70s' "$(elapsed $((SECONDS - start)))" "$(tail -n 1 "$state/log" | tr -cd '[:print:]')"
        done &
        ticker=$!
    fi
    # Not in a condition, which would disable `set -e` inside a function given as the command.
    "$@" >"$state/log" 2>&1 </dev/null
    trap - EXIT
    stop_ticker
    say "  done in $(elapsed $((SECONDS - start)))"
}

# step_if_possible TITLE COMMAND...
# Runs a command that may fail. Prints why it failed and returns 1, so that the caller can fall back.
step_if_possible() {
    say "$1"
    shift
    "$@" >"$state/log" 2>&1 </dev/null || { say "  failed: $(tail -n 1 "$state/log")"; return 1; }
}

step_failed() {
    stop_ticker
    tail -n 40 "$state/log" >&2
    fail "failed: $running" "the full output is in $state/log; 'make setup' retries"
}

ticker=
stop_ticker() {
    [ -n "$ticker" ] || return 0
    kill "$ticker"
    wait "$ticker" 2>/dev/null || true
    ticker=
    printf '\r\e[K'
}

# stage TITLE COMMAND...
# Runs one part of a long run, with its output, and records its time for `show_stages`.
stages=()
stage() {
    local title=$1 begun=$SECONDS
    shift
    printf '\n== %s\n' "$title"
    failing=$title
    # Not in a condition, as above.
    "$@"
    stages+=("$((SECONDS - begun)) $title")
}

# show_stages RESULT
# Prints where the time went, and which stage has failed unless the result is 0.
show_stages() {
    local line
    printf '\nWhere the time went\n'
    for line in "${stages[@]}"; do printf '  %12s  %s\n' "$(elapsed "${line%% *}")" "${line#* }"; done
    printf '  %12s  total\n' "$(elapsed "$SECONDS")"
    [ "$1" = 0 ] || printf '\nerror: failed: %s\n' "${failing-set-up}" >&2
}

# provide BINARY CRATE VERSION TIME FLAG...
# Installs a tool by version and links it into this clone's PATH. Downloads it if cargo-binstall is installed, else compiles it.
provide() {
    local binary=$1 crate=$2 version=$3 time=$4 root=$tools/$2-$3
    shift 4
    if [ ! -x "$root/bin/$binary" ]; then
        { have cargo-binstall && step_if_possible "Downloading $crate $version" \
            cargo binstall --no-confirm --disable-strategies compile --root "$root" "$crate@$version"; } ||
            # A registry's mirror may lack one of the versions that the tool was released with.
            step_if_possible "Compiling $crate $version (about $time on two cores)" \
                compile_tool "$root" "$crate" "$version" --locked "$@" ||
            step "Compiling $crate $version with other versions of its dependencies (about $time)" \
                compile_tool "$root" "$crate" "$version" "$@"
        rm -rf "$tools/build"
    fi
    ln -sfn "$root/bin/$binary" "$state/bin/$binary"
}

# Compiles a tool without optimization, since it runs for seconds and compiles for minutes; only its compressor is optimized, which
# would dominate otherwise. Keeps the build directory until the tool is complete, so that an interrupted set-up resumes.
compile_tool() {
    local root=$1 crate=$2 version=$3
    shift 3
    env CARGO_INCREMENTAL=0 CARGO_PROFILE_DEV_DEBUG=0 CARGO_PROFILE_DEV_PANIC=abort CARGO_PROFILE_DEV_DEBUG_ASSERTIONS=false \
        scripts/env cargo install "$crate" --version "=$version" --debug --config 'profile.dev.package.brotli.opt-level=2' \
        --root "$root" --target-dir "$tools/build" "$@"
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif have sudo; then
        sudo "$@"
    else
        fail "this needs root: $*"
    fi
}

# apt_install PACKAGE...
apt_install() {
    have apt-get || fail "missing: $*. Install the equivalent packages with this system's package manager, then try again."
    step "Installing $* (about 30 s)" apt_install_quietly "$@"
}

apt_install_quietly() {
    if [ -z "$(find "$state/apt-updated" -mmin -60 2>/dev/null)" ]; then
        as_root apt-get update
        touch "$state/apt-updated"
    fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y \
        --no-install-recommends --no-remove "$@"
}
