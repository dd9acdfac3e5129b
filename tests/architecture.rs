//! Who may import whom: the folders of `src`, as their `use` lines and paths say it.
//!
//! A folder that is in no row of [`MAY`] belongs to the folder that it is in. What a folder has of its own children (`mod.rs`
//! that exports them) is not asked about, nor are tests.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// A folder or file below `src`, and all that it may import. `lib` is what `lib.rs` exports.
const MAY: &[(&str, &str)] = &[
    // What the browser and the server share.
    ("model", "language"),
    ("language", "model"),
    ("inert", ""),
    ("admin", "lib inert store/http store/language store/staff"),
    ("api", "lib store/http store/language store/visitor"),
    ("components", "lib api inert language model"),
    ("testing", "lib language store/outbox store/staff"),
    // What all of the store stands on.
    ("store/db", "model"),
    ("store/error", "model store/db"),
    ("store/hold", "model store/admin store/db store/error store/order store/staff/role"),
    ("store/refunded", ""),
    ("store/withdrawn", ""),
    ("store/admin", ""),
    ("store/staff/role", "model store/db"),
    ("store/audit", "model store/admin store/db store/error store/staff/role"),
    ("store/country", "model language"),
    ("store/http", "model language"),
    ("store/mail", "model language store/db store/http"),
    ("store/storage", "model store/http"),
    ("store/upload", "store/admin store/audit store/db store/staff/role store/storage"),
    ("store/picture", "model store/admin store/db store/http store/staff/role store/storage store/upload"),
    ("store/visitor", "model language store/db"),
    ("store/receivers", "model store/db store/mail"),
    ("store/outbox", "model store/db store/receivers"),
    ("store/outbox/admin", "model store/admin store/db store/error store/outbox store/receivers store/staff/role"),
    // Taxes, whose classes are those of what is sold. Its own plug-ins see the names of the module around them.
    ("store/tax", "model store/db store/http"),
    // What is sold, and how an order comes to be.
    ("store/sellable", "model language store/db store/tax"),
    ("store/catalogue", "model store/db store/http store/sellable"),
    ("store/managed", "model language store/admin store/audit store/catalogue store/db store/staff/role store/storage"),
    ("store/order", "model language store/db store/discount store/order/state_machine store/outbox store/sellable"),
    // What a transaction knows of an order, without its tables.
    ("store/order/state_machine", "model"),
    ("store/discount", "model language store/db store/order/state_machine"),
    (
        "store/discount/admin",
        "model store/admin store/audit store/db store/discount store/sellable store/spreadsheet store/staff/role",
    ),
    ("store/language", "language store/order store/visitor"),
    (
        "store/shipping",
        "model language store/db store/hold store/order store/order/state_machine store/refunded store/sellable",
    ),
    ("store/payment", "model language store/db store/order store/receivers"),
    (
        "store/basket",
        "model language store/db store/discount store/order store/order/state_machine store/payment store/sellable \
         store/visitor",
    ),
    (
        "store/checkout",
        "model language store/basket store/country store/db store/discount store/order store/order/state_machine \
         store/payment store/shipping store/tax store/visitor",
    ),
    // What becomes of it.
    ("store/dispute", "model store/db store/payment store/receivers"),
    (
        "store/refund",
        "model store/admin store/db store/document store/error store/hold store/order store/payment store/receivers \
         store/refunded store/sellable store/shipping store/staff/role",
    ),
    (
        "store/refund/admin",
        "model store/admin store/db store/error store/order store/order/admin store/payment store/receivers store/refund \
         store/shipping store/staff/role store/tax",
    ),
    (
        "store/withdrawal",
        "model language store/admin store/checkout store/db store/error store/mail store/order store/receivers \
         store/refunded store/staff/role",
    ),
    ("store/payment/admin", "model store/admin store/error store/order store/payment store/staff/role"),
    (
        "store/payment/settle",
        "model store/audit store/db store/order store/order/state_machine store/payment store/receivers store/refund",
    ),
    (
        "store/payment/webhook",
        "model store/admin store/audit store/db store/dispute store/error store/payment store/refund store/staff/role",
    ),
    (
        "store/shipping/admin",
        "model store/admin store/audit store/db store/error store/order store/receivers store/shipping store/staff/role",
    ),
    ("store/terms", "model language store/db store/http"),
    ("store/document", "model inert language store/country store/http"),
    ("store/document/serve", "model language store/document store/language store/storage"),
    ("store/document/slip", "model language store/admin store/country store/document store/error store/shipping"),
    (
        "store/invoice",
        "model language store/admin store/checkout store/country store/db store/document store/error store/http store/order \
         store/payment store/receivers store/spreadsheet store/staff/role store/tax",
    ),
    (
        "store/download",
        "model store/admin store/db store/error store/hold store/receivers store/refunded store/staff/role store/storage",
    ),
    (
        "store/order/view",
        "model language store/country store/db store/download store/hold store/order store/payment store/refunded \
         store/shipping",
    ),
    (
        "store/order/admin",
        "model store/admin store/db store/error store/hold store/order store/order/view store/payment \
         store/payment/settle store/refund store/staff/role",
    ),
    (
        "store/order/list",
        "model store/admin store/db store/hold store/order store/payment store/refund store/refunded store/withdrawn",
    ),
    ("store/spreadsheet", "store/db"),
    ("store/order/export", "model store/admin store/db store/order store/order/list store/spreadsheet"),
    ("store/takings", "model store/admin store/db"),
    ("store/tax_report", "model store/admin store/db store/spreadsheet store/tax"),
    ("store/overview", "model store/admin store/db store/hold store/order/list store/refunded"),
    (
        "store/order/correction",
        "model language store/admin store/checkout store/country store/db store/error store/order store/staff/role",
    ),
    (
        "store/order/timeline",
        "model store/admin store/audit store/db store/error store/order/correction store/outbox/admin store/receivers \
         store/refund store/staff/role",
    ),
    (
        "store/job",
        "model store/admin store/audit store/db store/order/list store/shipping store/shipping/admin store/staff/role",
    ),
    (
        "store/managed/csv",
        "model language store/admin store/audit store/db store/managed store/spreadsheet store/staff/role",
    ),
    ("store/shipping/carriers", "model store/admin store/db"),
    ("store/shipping/slips", "model language store/admin store/db store/shipping store/withdrawn"),
    ("store/outbox/worker", "model store/db store/hold store/order/view store/outbox store/receivers"),
    // Who works here, and how they sign in.
    ("store/staff", "model language store/admin store/audit store/db store/mail store/staff/role"),
    ("store/site", "language store/db store/managed"),
    ("store/http/language", "language store/http store/language"),
    ("store/http/texts", "language store/http/language"),
    (
        "store/http/routes",
        "model language store/document store/http store/http/language store/http/texts store/http/try_again \
         store/language store/order store/payment store/payment/webhook store/picture store/terms store/visitor",
    ),
    ("store/http/try_again", "model inert language store/http store/language"),
    // Settings, which know no plug-in: each brings a table of its own.
    ("store/settings", "model language store/country store/http"),
    // Plug-ins see what a stranger sees, so that they can be copied out of the crate. Beyond that: texts in English for a
    // store that has said nothing else, clients for other machines, the shop's mails, and an address that nobody can guess.
    ("store/discount/promotions", "lib"),
    ("store/document/einvoice", "lib"),
    ("store/payment/providers", "lib inert language store/http"),
    ("store/shipping/methods", "lib store/http"),
    ("store/receivers/downloads", "lib"),
    ("store/receivers/order_mail", "lib store/mail"),
    ("store/receivers/outgoing_webhook", "lib store/http"),
    ("store/receivers/owner_mail", "lib store/mail"),
];

/// How a module of tests begins, which ends what is read of a file.
const TESTS: [&str; 2] = ["\nmod tests {", "\npub(super) mod tests {"];

#[test]
fn folders_import_what_they_may() {
    let (found, may) = (imports(), table());
    let beyond: Vec<_> = found.iter().filter(|(edge, _)| !may.contains(*edge)).collect();
    assert!(beyond.is_empty(), "imports that no row allows: {beyond:#?}");
    let unused: Vec<_> = may.iter().filter(|edge| !found.contains_key(*edge)).collect();
    assert!(unused.is_empty(), "rows allow imports that no longer exist: {unused:#?}");
}

#[test]
fn the_domains_of_the_store_make_no_circle() {
    let mut left = table();
    left.retain(|(from, to)| from.starts_with("store/") && to.starts_with("store/"));
    // Removes the folders that import nothing, again and again: what remains is a circle.
    while !left.is_empty() {
        let (importers, before): (BTreeSet<_>, _) = (left.iter().map(|(from, _)| *from).collect(), left.len());
        left.retain(|(_, to)| importers.contains(to));
        assert!(left.len() < before, "a circle: {left:#?}");
    }
}

/// `cargo add pannier` lists the features: an optional dependency that none names with `dep:` would be one of them.
#[test]
fn no_optional_dependency_is_a_feature() {
    let manifest = include_str!("../Cargo.toml");
    let optional = manifest.lines().filter(|line| line.contains("optional = true"));
    let names: Vec<_> = optional.filter_map(|line| Some(line.split_once(" = ")?.0)).collect();
    assert!(names.len() > 40, "{names:?}");
    for name in names {
        assert!(manifest.contains(&format!("\"dep:{name}\"")), "{name} is a feature");
    }
}

fn table() -> BTreeSet<(&'static str, &'static str)> {
    MAY.iter().flat_map(|(from, to)| to.split_whitespace().map(|to| (*from, to))).collect()
}

/// Every import from one row to another, with one place where it stands.
fn imports() -> BTreeMap<(&'static str, &'static str), String> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut found, mut folders) = (BTreeMap::new(), vec![source.clone()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("sources") {
            let path = entry.expect("sources").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let module = path.strip_prefix(&source).ok().and_then(|path| path.to_str()).expect("below src, in UTF-8");
            let Some(module) = module.strip_suffix(".rs").filter(|module| !module.ends_with("tests")) else { continue };
            let module = module.trim_end_matches("/mod");
            let Some(from) = row(module) else { continue };
            for import in named_in(&fs::read_to_string(&path).expect("a source"), module) {
                // All of the store may use what its root has: `Store`, `Settings`, `token`. So is the macro `args`.
                let to = match row(&import) {
                    Some(to) => to,
                    None if import == "args" || import.split('/').next() == Some("store") => continue,
                    None => "lib",
                };
                if from != to {
                    found.entry((from, to)).or_insert(format!("{module}: {import}"));
                }
            }
        }
    }
    found
}

/// The row that a module, or something in it, is in.
fn row(path: &str) -> Option<&'static str> {
    let holds = |row: &&str| path.strip_prefix(*row).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    MAY.iter().map(|(row, _)| *row).filter(holds).max_by_key(|row| row.len())
}

/// What a source names by a path that begins at the root of the crate or at the module around it: `store/db/Db`.
fn named_in(source: &str, module: &str) -> Vec<String> {
    let code = TESTS.iter().fold(source, |code, tests| code.split(tests).next().unwrap_or_default());
    let code: Vec<&str> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let code = code.join("\n");
    let mut paths = Vec::new();
    for root in ["crate::", "super::"] {
        for (at, _) in code.match_indices(root) {
            let follows = |c: char| c.is_alphanumeric() || "_:$".contains(c);
            if !code[..at].ends_with(follows) {
                read_tree(&code[at..], "", &mut paths);
            }
        }
    }
    let absolute = |path: String| {
        let mut around: Vec<&str> = module.split('/').collect();
        for segment in path.split("::").filter(|segment| !segment.is_empty()) {
            match segment {
                "crate" => around.clear(),
                "super" => drop(around.pop()),
                name => around.push(name),
            }
        }
        around.join("/")
    };
    paths.into_iter().map(absolute).collect()
}

/// Reads a path, or the tree of a `use`. Returns what follows it.
fn read_tree<'a>(code: &'a str, before: &str, paths: &mut Vec<String>) -> &'a str {
    let code = code.trim_start();
    let (own, mut rest) =
        code.split_at(code.find(|c: char| !c.is_alphanumeric() && !"_:".contains(c)).unwrap_or(code.len()));
    let path = format!("{before}{own}");
    if !(own.ends_with("::") && rest.starts_with('{')) {
        paths.extend((!own.is_empty()).then_some(path));
        return rest;
    }
    while !rest.starts_with('}') {
        rest = read_tree(&rest[1..], &path, paths);
        rest = &rest[rest.find([',', '}']).expect("a tree that ends")..];
    }
    &rest[1..]
}
