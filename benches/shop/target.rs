//! The location of the production build.

use std::path::PathBuf;

use crate::Result;

/// Returns the target directory, three levels above this program: target/release/deps/NAME-0123456789abcdef.
pub fn target() -> Result<PathBuf> {
    let program = std::env::current_exe()?;
    let target = program.ancestors().nth(3).ok_or("no target directory")?;
    match target.join("release/pannier").is_file() {
        true => Ok(target.to_owned()),
        false => Err("target/release/pannier is missing: run `make build`".into()),
    }
}
