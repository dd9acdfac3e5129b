//! Parsed message files: the store's, and those the app adds.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, LazyLock},
};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};

use super::{
    Arg, Language, Texts, browser_json,
    formats::{MoneyFormats, number},
    texts::MessageSource,
};
use crate::model::{TimeZone, money::Money};

/// The audience of a message file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Audience {
    /// Sent with every page that has an island of the store.
    Islands,
    /// Sent with the pages of a fully hydrated app as well. So are the messages that an app adds.
    Hydrated,
    /// Never sent to the browser.
    Server,
}

pub(super) static BUILT_IN: [(Language, &[(Audience, &str)]); 2] = [
    (
        Language::ENGLISH,
        &[
            (Audience::Islands, include_str!("../messages/en/islands.ftl")),
            (Audience::Hydrated, include_str!("../messages/en/hydrated.ftl")),
            (Audience::Server, include_str!("../messages/en/pages.ftl")),
            (Audience::Server, include_str!("../messages/en/withdraw.ftl")),
            (Audience::Server, include_str!("../messages/en/amounts.ftl")),
            (Audience::Server, include_str!("../messages/en/store.ftl")),
            (Audience::Server, include_str!("../messages/en/mails.ftl")),
            (Audience::Server, include_str!("../messages/en/owner_mails.ftl")),
            (Audience::Server, include_str!("../messages/en/documents.ftl")),
            (Audience::Server, include_str!("../messages/en/sandbox.ftl")),
            (Audience::Server, include_str!("../messages/en/admin.ftl")),
            (Audience::Server, include_str!("../messages/en/admin_codes.ftl")),
            (Audience::Server, include_str!("../messages/en/admin_orders.ftl")),
            (Audience::Server, include_str!("../messages/en/admin_invoices.ftl")),
            (Audience::Server, include_str!("../messages/en/admin_queues.ftl")),
            (Audience::Server, include_str!("../messages/en/admin_imports.ftl")),
            (Audience::Server, include_str!("../messages/en/admin_products.ftl")),
            (Audience::Server, include_str!("../messages/en/admin_pictures.ftl")),
            (Audience::Server, include_str!("../messages/en/admin_taxes.ftl")),
            (Audience::Server, include_str!("../messages/en/admin_withdrawals.ftl")),
        ],
    ),
    (
        Language::GERMAN,
        &[
            (Audience::Islands, include_str!("../messages/de/islands.ftl")),
            (Audience::Hydrated, include_str!("../messages/de/hydrated.ftl")),
            (Audience::Server, include_str!("../messages/de/pages.ftl")),
            (Audience::Server, include_str!("../messages/de/withdraw.ftl")),
            (Audience::Server, include_str!("../messages/de/amounts.ftl")),
            (Audience::Server, include_str!("../messages/de/store.ftl")),
            (Audience::Server, include_str!("../messages/de/mails.ftl")),
            (Audience::Server, include_str!("../messages/de/owner_mails.ftl")),
            (Audience::Server, include_str!("../messages/de/documents.ftl")),
            (Audience::Server, include_str!("../messages/de/sandbox.ftl")),
            (Audience::Server, include_str!("../messages/de/admin.ftl")),
            (Audience::Server, include_str!("../messages/de/admin_codes.ftl")),
            (Audience::Server, include_str!("../messages/de/admin_orders.ftl")),
            (Audience::Server, include_str!("../messages/de/admin_invoices.ftl")),
            (Audience::Server, include_str!("../messages/de/admin_queues.ftl")),
            (Audience::Server, include_str!("../messages/de/admin_imports.ftl")),
            (Audience::Server, include_str!("../messages/de/admin_products.ftl")),
            (Audience::Server, include_str!("../messages/de/admin_pictures.ftl")),
            (Audience::Server, include_str!("../messages/de/admin_taxes.ftl")),
            (Audience::Server, include_str!("../messages/de/admin_withdrawals.ftl")),
        ],
    ),
];

/// Messages that the app adds or overrides: each file with its language.
#[derive(Clone, Default)]
pub(crate) struct AppMessages(Vec<(Language, Arc<FluentResource>)>);

impl AppMessages {
    /// Adds a message file.
    ///
    /// # Errors
    /// If the text is not valid Fluent or the tag not a BCP 47 tag.
    pub fn add(&mut self, tag: &str, text: &str) -> Result<(), String> {
        let language = Language::from_tag(tag).ok_or_else(|| format!("{tag:?} is not a BCP 47 tag"))?;
        let resource = FluentResource::try_new(text.to_owned()).map_err(|(_, errors)| {
            format!("the messages in {tag}: {}", errors.first().map(ToString::to_string).unwrap_or_default())
        })?;
        self.0.push((language, Arc::new(resource)));
        Ok(())
    }

    /// Returns the languages of all added files, English first.
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
pub(crate) struct Translations {
    bundles: HashMap<Language, Arc<LanguageBundle>>,
    /// In which times are shown.
    zone: TimeZone,
}

impl Translations {
    /// Returns the texts of a store, which logs unknown message names.
    pub fn new(languages: &[Language], app: &AppMessages) -> Translations {
        Translations::read(languages, app, true)
    }

    /// Sets the time zone in which times are shown. It is UTC by default.
    pub fn in_zone(self, zone: TimeZone) -> Translations {
        Translations { zone, ..self }
    }

    fn read(languages: &[Language], app: &AppMessages, logs: bool) -> Translations {
        let english = Arc::new(LanguageBundle::new(Language::ENGLISH, app, None, logs));
        let other = |language: &Language| {
            (*language, Arc::new(LanguageBundle::new(*language, app, Some(Arc::clone(&english)), logs)))
        };
        let built_in = BUILT_IN.iter().map(|(language, _)| language);
        let all: BTreeSet<_> = languages.iter().chain(built_in).filter(|l| **l != Language::ENGLISH).collect();
        let mut bundles: HashMap<_, _> = all.into_iter().map(other).collect();
        bundles.insert(Language::ENGLISH, english);
        Translations { bundles, zone: TimeZone::UTC }
    }

    /// Returns the texts of a language; English if it is unknown.
    pub fn texts(&self, language: Language) -> Texts {
        let known = self.bundles.get(&language).map(|bundle| (language, bundle));
        let (language, bundle) = known.unwrap_or_else(|| (Language::ENGLISH, &self.bundles[&Language::ENGLISH]));
        Texts::new(language, Arc::clone(bundle) as Arc<dyn MessageSource>, self.zone.clone())
    }

    /// Returns the messages for a page in this language, as JSON.
    pub fn for_the_browser(&self, language: Language, prefix: &str, audience: Audience) -> String {
        let bundle = self.bundles.get(&language).unwrap_or_else(|| &self.bundles[&Language::ENGLISH]);
        browser_json::json(language, prefix, &bundle.for_the_browser[usize::from(audience != Audience::Islands)])
    }
}

/// Without a store, as while the routes of an app are listed, the app's own texts are missing but never
/// shown, so unknown names are not logged.
static STORE: LazyLock<Translations> = LazyLock::new(|| Translations::read(&[], &AppMessages::default(), false));

/// Returns the store's built-in texts, for use without a store. Times are in UTC.
pub(crate) fn store_texts(language: Language) -> Texts {
    STORE.texts(language)
}

/// Returns the store's built-in texts in English, for logs and error messages.
pub(crate) fn english() -> Texts {
    store_texts(Language::ENGLISH)
}

impl Texts {
    /// Returns the texts in the default language, which is English.
    pub(crate) fn here() -> Texts {
        english()
    }
}

/// Returns the files of a language. Later files override earlier ones.
fn files(language: Language, app: &AppMessages) -> Vec<(Option<Audience>, Arc<FluentResource>)> {
    let built_in = BUILT_IN.iter().filter(|(of, _)| *of == language).flat_map(|(_, files)| *files);
    let read = |text: &str| {
        FluentResource::try_new(text.to_owned()).unwrap_or_else(|(rest, errors)| {
            tracing::error!(%language, ?errors, "could not parse built-in message file");
            rest
        })
    };
    let built_in = built_in.map(|(audience, text)| (Some(*audience), Arc::new(read(text))));
    let added = app.0.iter().filter(|(of, _)| *of == language).map(|(_, file)| (None, Arc::clone(file)));
    built_in.chain(added).collect()
}

/// The messages of one language.
struct LanguageBundle {
    bundle: FluentBundle<Arc<FluentResource>>,
    formats: MoneyFormats,
    /// The fallback for texts that this language lacks.
    english: Option<Arc<LanguageBundle>>,
    /// The texts for islands, and those for fully hydrated pages, as JSON.
    for_the_browser: [String; 2],
    logs: bool,
}

impl LanguageBundle {
    fn new(language: Language, app: &AppMessages, english: Option<Arc<LanguageBundle>>, logs: bool) -> LanguageBundle {
        let tag = language.tag().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // Isolation marks around values would end up in titles, mails and copied text.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(number));
        let own = files(language, app);
        for (_, file) in &own {
            bundle.add_resource_overriding(Arc::clone(file));
        }
        // Texts that this language lacks are sent to the browser in English.
        let mut all = if english.is_some() { files(Language::ENGLISH, app) } else { Vec::new() };
        all.extend(own);
        let (mut audience, mut patterns) = (BTreeMap::new(), BTreeMap::new());
        for (file_audience, file) in &all {
            for (name, pattern) in browser_json::patterns(file) {
                audience.entry(name.clone()).or_insert(file_audience.unwrap_or(Audience::Hydrated));
                patterns.insert(name, pattern);
            }
        }
        let up_to = |most| browser_json::object(patterns.iter().filter(|(name, _)| audience[*name] <= most));
        let for_the_browser = [up_to(Audience::Islands), up_to(Audience::Hydrated)];
        LanguageBundle { bundle, formats: MoneyFormats::new(language), english, for_the_browser, logs }
    }

    fn format_own(&self, name: &str, with: &[(&str, Arg<'_>)]) -> Option<String> {
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
            tracing::error!(name, ?errors, "could not format message");
        }
        Some(text)
    }
}

impl MessageSource for LanguageBundle {
    fn format(&self, name: &str, with: &[(&str, Arg<'_>)]) -> Option<String> {
        let english = || self.english.as_ref()?.format_own(name, with);
        let text = self.format_own(name, with).or_else(english);
        if text.is_none() && self.logs {
            tracing::error!(name, "unknown message");
        }
        text
    }

    fn get_own(&self, name: &str) -> Option<String> {
        self.format_own(name, &[])
    }

    fn money(&self, money: Money) -> String {
        self.formats.money(money)
    }
}
