//! The commands of `docs/test-by-hand.md`, run on the shop as they stand there.

use std::process::Command;

use crate::process::{BUILT, Shop};

const RECIPE: &str = include_str!("../../docs/test-by-hand.md");

/// The recipe's blocks in a language, one after the other.
fn blocks(language: &str) -> String {
    let begin = format!("```{language}\n");
    RECIPE.split(&*begin).skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

/// Whether a line is as a pattern says, in which `…` stands for any text.
fn fits(line: &str, pattern: &str) -> bool {
    let (first, others) = pattern.split_once('…').unwrap_or((pattern, ""));
    let Some(rest) = line.strip_prefix(first) else { return false };
    if pattern.contains('…') { rest.len() > others.len() && rest.ends_with(others) } else { rest.is_empty() }
}

#[test]
fn the_commands_of_the_recipe_buy_and_print_what_it_says() {
    let shop = Shop::open();
    let here = |text: String| text.replace("http://127.0.0.1:3000", &shop.url);
    // The owner's program, with the settings of the shop. It reports a refused refund by its exit code, too.
    let data = shop.data.display();
    let pannier = format!(
        "pannier() {{ (cd '{}' && env --ignore-environment LEPTOS_SITE_ADDR={} PANNIER_DATA='{data}' \
         DATABASE_URL='sqlite:{data}/shop.db' '{BUILT}' \"$@\" 2>>'{data}/commands.log') || true; }}",
        env!("CARGO_MANIFEST_DIR"),
        shop.address
    );
    let script = format!("set -euo pipefail\n{pannier}\n{}", here(blocks("sh")));
    let mut bash = Command::new("bash");
    bash.args(["-c", &script]).current_dir(&shop.data).env("TMPDIR", &shop.data).env("no_proxy", "*");
    let output = bash.output().expect("bash runs");
    let said = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
    let expected = here(blocks("text"));
    assert_eq!(said.lines().count(), expected.lines().count(), "{said}");
    for (line, pattern) in said.lines().zip(expected.lines()) {
        assert!(fits(line, pattern), "{line}\nis not as the recipe says: {pattern}");
    }
}
