//! The message files, read: the store's own, and what the app adds to them.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, LazyLock},
};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};

use super::{Arg, Language, Texts, texts::Source};
use crate::model::Money;

mod formats;
mod page;
#[cfg(test)]
mod tests;

use self::formats::{Formats, number};
pub(crate) use self::formats::{country_names, date, date_and_weekday, short_month, whole_number};

/// A message file, and whether what is in it goes to the browser: with every page that has an island, with the pages of an app
/// that is hydrated as a whole, or not at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    Islands,
    Pages,
    Server,
}

static BUILT_IN: [(Language, &[(Reach, &str)]); 2] = [
    (
        Language::ENGLISH,
        &[
            (Reach::Islands, include_str!("../messages/en/islands.ftl")),
            (Reach::Pages, include_str!("../messages/en/pages.ftl")),
            (Reach::Server, include_str!("../messages/en/store.ftl")),
            (Reach::Server, include_str!("../messages/en/mails.ftl")),
            (Reach::Server, include_str!("../messages/en/sandbox.ftl")),
        ],
    ),
    (
        Language::GERMAN,
        &[
            (Reach::Islands, include_str!("../messages/de/islands.ftl")),
            (Reach::Pages, include_str!("../messages/de/pages.ftl")),
            (Reach::Server, include_str!("../messages/de/store.ftl")),
            (Reach::Server, include_str!("../messages/de/mails.ftl")),
            (Reach::Server, include_str!("../messages/de/sandbox.ftl")),
        ],
    ),
];

/// What the app says beside the store, or in place of it: each text with its language.
#[derive(Clone, Default)]
pub(crate) struct Additions(Vec<(Language, Arc<FluentResource>)>);

impl Additions {
    /// Takes in a message file.
    ///
    /// # Errors
    /// With a sentence, when the text is not in Fluent's syntax or the tag is none.
    pub fn add(&mut self, tag: &str, text: &str) -> Result<(), String> {
        let language = Language::from_tag(tag).ok_or_else(|| format!("{tag:?} is not a BCP 47 tag"))?;
        let resource = FluentResource::try_new(text.to_owned()).map_err(|(_, errors)| {
            format!("the messages in {tag}: {}", errors.first().map(ToString::to_string).unwrap_or_default())
        })?;
        self.0.push((language, Arc::new(resource)));
        Ok(())
    }

    /// The languages that something was said in, English first.
    pub fn languages(&self) -> Vec<Language> {
        let mut all = vec![Language::ENGLISH];
        for (language, _) in &self.0 {
            if !all.contains(language) {
                all.push(*language);
            }
        }
        all
    }
}

/// The texts of all languages.
pub(crate) struct Translations(HashMap<Language, Arc<Speech>>);

impl Translations {
    /// Those of a store, which logs what it is asked for in vain.
    pub fn new(languages: &[Language], additions: &Additions) -> Translations {
        Translations::read(languages, additions, true)
    }

    fn read(languages: &[Language], additions: &Additions, logs: bool) -> Translations {
        let english = Arc::new(Speech::new(Language::ENGLISH, additions, None, logs));
        let other = |language: &Language| {
            (*language, Arc::new(Speech::new(*language, additions, Some(Arc::clone(&english)), logs)))
        };
        let built_in = BUILT_IN.iter().map(|(language, _)| language);
        let all: BTreeSet<_> = languages.iter().chain(built_in).filter(|l| **l != Language::ENGLISH).collect();
        let mut speeches: HashMap<_, _> = all.into_iter().map(other).collect();
        speeches.insert(Language::ENGLISH, english);
        Translations(speeches)
    }

    /// The texts of a language; English ones, if it is none of those there are.
    pub fn texts(&self, language: Language) -> Texts {
        let known = self.0.get(&language).map(|speech| (language, speech));
        let (language, speech) = known.unwrap_or_else(|| (Language::ENGLISH, &self.0[&Language::ENGLISH]));
        Texts::new(language, Arc::clone(speech) as Arc<dyn Source>)
    }

    /// What a page in this language tells the browser, as JSON: `whole` for one that is hydrated as a whole.
    pub fn for_the_browser(&self, language: Language, prefix: &str, whole: bool) -> String {
        let speech = self.0.get(&language).unwrap_or_else(|| &self.0[&Language::ENGLISH]);
        page::json(language, prefix, &speech.for_the_browser[usize::from(whole)])
    }
}

/// Where there is no store, as while the routes of an app are listed, nobody reads what an app's own texts say.
static STORE: LazyLock<Translations> = LazyLock::new(|| Translations::read(&[], &Additions::default(), false));

/// The store's own texts, where there is no store to ask.
pub(crate) fn store_texts(language: Language) -> Texts {
    STORE.texts(language)
}

/// The store's own texts in English: for logs, and for whoever asks an error what it is.
pub(crate) fn english() -> Texts {
    store_texts(Language::ENGLISH)
}

/// The files of a language: what stands in a later one goes before what stands in an earlier one.
fn files(language: Language, additions: &Additions) -> Vec<(Option<Reach>, Arc<FluentResource>)> {
    let built_in = BUILT_IN.iter().filter(|(of, _)| *of == language).flat_map(|(_, files)| *files);
    let read = |text: &str| {
        FluentResource::try_new(text.to_owned()).unwrap_or_else(|(rest, errors)| {
            tracing::error!(%language, ?errors, "a message file of the store cannot be read whole");
            rest
        })
    };
    let built_in = built_in.map(|(reach, text)| (Some(*reach), Arc::new(read(text))));
    let added = additions.0.iter().filter(|(of, _)| *of == language).map(|(_, file)| (None, Arc::clone(file)));
    built_in.chain(added).collect()
}

/// One language.
struct Speech {
    bundle: FluentBundle<Arc<FluentResource>>,
    formats: Formats,
    /// Where a text is from that this language lacks.
    english: Option<Arc<Speech>>,
    /// The texts for islands, and those for whole pages, as JSON.
    for_the_browser: [String; 2],
    logs: bool,
}

impl Speech {
    fn new(language: Language, additions: &Additions, english: Option<Arc<Speech>>, logs: bool) -> Speech {
        let tag = language.tag().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // Marks around every value would be in titles, in mails and in what people copy.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(number));
        let own = files(language, additions);
        for (_, file) in &own {
            bundle.add_resource_overriding(Arc::clone(file));
        }
        // What this language lacks, the browser has in English as well.
        let mut all = if english.is_some() { files(Language::ENGLISH, additions) } else { Vec::new() };
        all.extend(own);
        let (mut reach, mut patterns) = (BTreeMap::new(), BTreeMap::new());
        for (file_reach, file) in &all {
            for (name, pattern) in page::patterns(file) {
                reach.entry(name.clone()).or_insert(file_reach.unwrap_or(Reach::Server));
                patterns.insert(name, pattern);
            }
        }
        let up_to = |most| page::object(patterns.iter().filter(|(name, _)| reach[*name] <= most));
        let for_the_browser = [up_to(Reach::Islands), up_to(Reach::Pages)];
        Speech { bundle, formats: Formats::new(language), english, for_the_browser, logs }
    }

    fn own_with(&self, name: &str, with: &[(&str, Arg<'_>)]) -> Option<String> {
        let pattern = self.bundle.get_message(name)?.value()?;
        let args: FluentArgs<'_> = with
            .iter()
            .map(|(name, value)| {
                let value = match *value {
                    Arg::Text(text) => FluentValue::from(text),
                    Arg::Number(number) => FluentValue::from(number),
                };
                (*name, value)
            })
            .collect();
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned();
        if !errors.is_empty() {
            tracing::error!(name, ?errors, "a message cannot be put together");
        }
        Some(text)
    }
}

impl Source for Speech {
    fn say(&self, name: &str, with: &[(&str, Arg<'_>)]) -> Option<String> {
        let english = || self.english.as_ref()?.own_with(name, with);
        let text = self.own_with(name, with).or_else(english);
        if text.is_none() && self.logs {
            tracing::error!(name, "there is no such message");
        }
        text
    }

    fn own(&self, name: &str) -> Option<String> {
        self.own_with(name, &[])
    }

    fn money(&self, money: Money) -> String {
        self.formats.money(money)
    }
}
