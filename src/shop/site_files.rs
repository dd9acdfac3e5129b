//! The browser's files, which are deployed beside the binary.

use std::path::{Path, PathBuf};

use leptos::prelude::*;
use leptos_meta::HashedStylesheet;
use pannier::Environment;

/// Verifies that the files which the pages link are here. In development, what is missing is logged as a warning.
///
/// # Errors
/// In production, with the first that is missing, and what to copy.
pub fn check(options: &LeptosOptions, environment: Environment) -> Result<(), String> {
    match (missing(options), environment) {
        (Some(missing), Environment::Production) => Err(missing),
        (Some(missing), Environment::Development) => {
            tracing::warn!("{missing}; pages have no style and no script");
            Ok(())
        }
        (None, _) => Ok(()),
    }
}

fn missing(options: &LeptosOptions) -> Option<String> {
    if options.output_name.is_empty() {
        let why = "Leptos.toml is neither in the working directory nor beside the binary: copy it from the build";
        return Some(why.to_owned());
    }
    let site = Path::new(&*options.site_root);
    if !site.is_dir() {
        return Some(format!("LEPTOS_SITE_ROOT: no directory {}: copy target/site of the build there", full(site)));
    }
    let hashes = std::env::current_exe().unwrap_or_default().with_file_name(&*options.hash_file);
    if options.hash_files && !hashes.is_file() {
        return Some(format!("{} is missing: copy it from beside the binary of the build", hashes.display()));
    }
    let style = site.join(style_path(options).trim_start_matches('/'));
    (!style.is_file()).then(|| {
        let style = full(&style);
        format!("{style} is missing: copy target/site, hash.txt and Leptos.toml from the same build as the binary")
    })
}

/// Returns the path of the style sheet, as the pages link it.
fn style_path(options: &LeptosOptions) -> String {
    let options = options.clone();
    let html = Owner::new().with(|| view! { <HashedStylesheet options/> }.to_html());
    let href = html.split("href=\"").nth(1).and_then(|rest| rest.split('"').next());
    href.unwrap_or_default().to_owned()
}

fn full(path: &Path) -> String {
    std::path::absolute(path).unwrap_or_else(|_| PathBuf::from(path)).display().to_string()
}
