//! The location of the production build.

use std::path::PathBuf;

use crate::Result;

/// Returns the target directory, three levels above this program: target/release/deps/NAME-0123456789abcdef.
pub fn target() -> Result<PathBuf> {
    let target = directory()?;
    match target.join("release/pannier").is_file() {
        true => Ok(target),
        false => Err("target/release/pannier is missing: run `make build`".into()),
    }
}

/// Returns the shop's program, which may be that of another build (`BINARY`), and the directory of its site.
#[allow(dead_code, reason = "only one bench takes another build")]
pub fn program() -> Result<(PathBuf, PathBuf)> {
    let program = match std::env::var_os("BINARY") {
        Some(program) => PathBuf::from(program),
        None => target()?.join("release/pannier"),
    };
    Ok((program, directory()?.join("site")))
}

fn directory() -> Result<PathBuf> {
    let program = std::env::current_exe()?;
    Ok(program.ancestors().nth(3).ok_or("no target directory")?.to_owned())
}
