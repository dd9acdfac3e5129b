//! The demo shop: records, prints and evenings.
//!
//! Three models of its own, in tables of its own, sold by a store that knows none of them; pages that hold the store's
//! components; a look. It is a part of the program and not of the library, so that the compiler sees to it that it uses only what
//! the library exports, as your app would: begin by copying it, without [`demo`], which makes up the goods.

mod album;
mod canonical;
pub mod command;
#[cfg(test)]
mod contracts;
mod demo;
mod json_ld;
mod keys;
mod neighbours;
mod pages;
mod payment;
mod plug_ins;
mod poster;
mod routes;
mod server;
mod site;
mod ticket;
mod translated;

use pannier::StoreBuilder;

use self::{
    album::Album,
    poster::{Poster, Print},
    ticket::Ticket,
};

/// What the pages say, by language.
const MESSAGES: [(&str, &str); 2] = [("en", include_str!("messages/en.ftl")), ("de", include_str!("messages/de.ftl"))];

/// Teaches a store the shop's three kinds, and lets shoppers find them.
pub fn sell(builder: StoreBuilder) -> StoreBuilder {
    builder.sell::<Album>().sell::<Print>().sell::<Ticket>().list::<Album>().list::<Poster>().list::<Ticket>()
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::MESSAGES;

    fn names(messages: &str) -> BTreeSet<String> {
        let name = |line: &str| Some(line.split_once(" =")?.0.to_owned()).filter(|name| !name.contains([' ', '{']));
        messages.lines().filter(|line| !line.starts_with('#')).filter_map(name).collect()
    }

    /// All that is quoted in the sources, and what of it is the name of a message for certain.
    fn quoted(folder: &Path, all: &mut BTreeSet<String>, called: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).expect("sources") {
            let path = entry.expect("a source").path();
            if path.is_dir() {
                if !path.ends_with("seed") {
                    quoted(&path, all, called);
                }
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let source = fs::read_to_string(&path).expect("a source");
                all.extend(source.split('"').map(str::to_owned));
                let calls = ["say(\"", "say_with(\"", "texts.get(\"", "texts.format(\""];
                let calls = calls.iter().flat_map(|call| source.split(call).skip(1));
                called.extend(calls.filter_map(|rest| rest.split('"').next()).map(str::to_owned));
            }
        }
    }

    /// What the pages say is said in both languages, and nothing is translated for nobody. The names of the ways to ship are put
    /// together by the store.
    #[test]
    fn the_messages_are_those_that_are_used() {
        let [(_, english), (_, german)] = MESSAGES;
        assert_eq!(names(english), names(german));
        let (mut used, mut called) = (BTreeSet::new(), BTreeSet::new());
        quoted(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/shop"), &mut used, &mut called);
        let unused: Vec<_> =
            names(english).into_iter().filter(|name| !used.contains(name) && !name.starts_with("shipping-")).collect();
        assert!(unused.is_empty(), "said by nobody: {unused:?}");
        for name in called {
            assert!(names(english).contains(&name), "no message {name}");
        }
    }
}
