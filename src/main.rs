//! The demo shop and its command line: `pannier` serves the shop, and its subcommands operate it.

// Nested views have deeply nested types.
#![recursion_limit = "512"]

/// A module of the library, too, which does not export it.
mod inert;
mod shop;

/// Rendering a page makes many small allocations that are freed on other threads, where glibc's allocator
/// waits for locks: mimalloc renders half as many pages again. It asks for no huge pages (`no_thp`), since
/// the kernel hands out more of them than are used.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> std::process::ExitCode {
    match shop::command::run().await {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("pannier: {message}");
            std::process::ExitCode::FAILURE
        }
    }
}
