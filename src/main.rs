//! The finished shop: `pannier` serves it, and has a few words for the person who runs it.

// The types of nested views are deep.
#![recursion_limit = "512"]

mod shop;

/// Pages are made of small allocations, which threads free for each other, and glibc's allocator has them wait for its locks: with this
/// one half as many pages again are rendered. It asks for no huge pages (`no_thp`), of which the kernel gives more than is used.
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
