//! What is deployed with the binary, and commands that run elsewhere.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Output,
};

use crate::{
    process::{BUILT, Shop, command},
    service::fresh_directory,
};

/// What `docs/deploy.md` says to copy, in a folder.
pub struct Deployed {
    pub folder: PathBuf,
    pub site: String,
}

impl Deployed {
    pub fn new(test: &str) -> Deployed {
        // On the disk of the binary, which is linked.
        let name = format!("deployed-{test}-{}", std::process::id());
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let site = folder.join("site");
        fs::create_dir_all(site.join("pkg")).unwrap();
        // With a hash in its name and without.
        for style in ["pannier.abc.css", "pannier.css"] {
            fs::write(site.join("pkg").join(style), "body { margin: 0 }").unwrap();
        }
        fs::write(folder.join("hash.txt"), "css: abc\n").unwrap();
        fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/Leptos.toml"), folder.join("Leptos.toml")).unwrap();
        fs::hard_link(BUILT, folder.join("pannier")).unwrap();
        Deployed { site: site.display().to_string(), folder }
    }

    fn settings(&self) -> [(&str, &str); 7] {
        [
            ("LEPTOS_SITE_ROOT", &self.site),
            ("PANNIER_ENV", "production"),
            ("PANNIER_BASE_URL", "https://shop.example"),
            ("PANNIER_SECRET", "4f6e6c7920666f7220746573747321214f6e6c79"),
            ("PANNIER_SANDBOX", "1"),
            ("PANNIER_SMTP_URL", "folder"),
            ("PANNIER_MAIL_FROM", "orders@shop.example"),
        ]
    }
}

impl Drop for Deployed {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_deployed_shop_opens_and_names_its_database() {
    let deployed = Deployed::new("whole");
    let mut shop = Shop::new(&deployed.folder.join("pannier"), &deployed.folder.join("data"), &deployed.settings());
    shop.open_again();
    let (log, database) = (shop.log(), format!("sqlite:{}/shop.db", shop.data.display()));
    assert!(log.contains(&database) && !log.contains("is missing"), "{log}");
}

#[test]
fn a_shop_whose_pages_would_have_no_style_does_not_open_in_production() {
    for (missing, named) in [
        ("Leptos.toml", "Leptos.toml is neither"),
        ("hash.txt", "hash.txt is missing: copy it"),
        ("site/pkg/pannier.abc.css", "site/pkg/pannier.abc.css is missing: copy target/site"),
        ("site", "LEPTOS_SITE_ROOT: no directory "),
    ] {
        let deployed = Deployed::new("part");
        let (folder, path) = (&deployed.folder, deployed.folder.join(missing));
        let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        removed.unwrap();
        let mut shop = command(&folder.join("pannier"), &folder.join("data"), "127.0.0.1:0", deployed.settings());
        let output = shop.env("LEPTOS_HASH_FILES", "true").current_dir(folder).output().unwrap();
        assert!(!output.status.success() && said(&output).contains(named), "without {missing}: {}", said(&output));
    }
}

#[test]
fn in_development_a_missing_site_is_logged() {
    let shop = Shop::open_with(&[("LEPTOS_SITE_ROOT", "/no/such/site")]);
    let log = shop.log();
    assert!(log.contains("LEPTOS_SITE_ROOT: no directory /no/such/site"), "{log}");
}

/// Commands that are run in another directory than the shop's by mistake.
#[test]
fn commands_create_no_shop() {
    let folder = fresh_directory();
    fs::create_dir_all(&folder).unwrap();
    for arguments in [&["order", "list"][..], &["delivery", "list"], &["product", "index"], &["file", "put", "none"]] {
        let mut run = command(Path::new(BUILT), Path::new("data"), "127.0.0.1:0", [("PANNIER_LOG", "info")]);
        run.env_remove("DATABASE_URL").env_remove("PANNIER_DATA").current_dir(&folder).args(arguments);
        let output = run.output().unwrap();
        let said = said(&output);
        assert!(!output.status.success(), "{arguments:?}");
        if arguments[0] != "file" {
            let here = folder.canonicalize().unwrap();
            let place = format!("no shop in sqlite:data/pannier.db (relative to {}): ", here.display());
            assert!(said.contains(&place) && said.contains("DATABASE_URL"), "{arguments:?}: {said}");
        }
        let created: Vec<_> = fs::read_dir(&folder).unwrap().collect();
        assert!(created.is_empty(), "{arguments:?}: {created:?}");
    }
    fs::remove_dir_all(folder).unwrap();
}
