//! Invariants of the message files, and formatting by language.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use fluent_syntax::{
    ast::{Entry, Expression, InlineExpression, Pattern, PatternElement},
    parser,
};

use super::{
    Language, Texts,
    fluent::{AppMessages, Audience, BUILT_IN, Translations, store_texts},
};
use crate::model::{
    Timestamp,
    money::{Currency, Money},
};

type Messages = BTreeMap<String, BTreeSet<String>>;

/// Parses a file into the names of its messages and the variables in each.
fn messages(text: &str) -> Messages {
    let file = parser::parse(text).unwrap_or_else(|(_, errors)| panic!("{errors:?}"));
    let mut messages = Messages::new();
    for entry in file.body {
        if let Entry::Message(message) = entry {
            let mut values = BTreeSet::new();
            values_in(message.value.as_ref().expect("a message has text"), &mut values);
            assert_eq!(messages.insert(message.id.name.to_owned(), values), None, "{} twice", message.id.name);
        }
    }
    messages
}

fn values_in(text: &Pattern<&str>, values: &mut BTreeSet<String>) {
    for element in &text.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        let selector = match expression {
            Expression::Inline(inline) => inline,
            Expression::Select { selector, variants } => {
                variants.iter().for_each(|variant| values_in(&variant.value, values));
                selector
            }
        };
        if let InlineExpression::VariableReference { id } = selector {
            values.insert(id.name.to_owned());
        }
    }
}

fn of(language: Language) -> Messages {
    let files = BUILT_IN.iter().filter(|(of, _)| *of == language).flat_map(|(_, files)| *files);
    let mut all = Messages::new();
    for (name, values) in files.flat_map(|(_, text)| messages(text)) {
        assert_eq!(all.insert(name.clone(), values), None, "{language}: {name} is in two files");
    }
    all
}

/// Variables that a language may leave out: English needs a field's name inside a sentence.
const EITHER: [&str; 2] = ["label", "lowercase"];

#[test]
fn every_language_says_the_same() {
    let english = of(Language::ENGLISH);
    for (language, _) in BUILT_IN {
        let own = of(language);
        let names = |messages: &Messages| messages.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&own), names(&english), "{language}");
        for (name, values) in own {
            let needed = |values: &BTreeSet<String>| -> BTreeSet<String> {
                values.iter().filter(|value| !EITHER.contains(&value.as_str())).cloned().collect()
            };
            assert_eq!(needed(&values), needed(&english[&name]), "{language}: {name}");
        }
    }
}

/// Prefixes of names that are composed at run time. `country/rules.rs` tests those of addresses.
const PUT_TOGETHER: [&str; 13] = [
    "checkout-field-",
    "document-format-",
    "payment-",
    "promotion-",
    "shipping-",
    "address-",
    "sandbox-",
    "admin-act-",
    "admin-detail-",
    "admin-done-",
    "admin-field-",
    "admin-role-",
    "admin-staff-",
];

#[test]
fn every_message_is_used_and_every_use_has_a_message() {
    let mut used = BTreeSet::new();
    for folder in ["admin", "api", "components", "language", "model", "store"] {
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(folder), &mut |source| {
            // Any string literal that looks like a message name may be one.
            used.extend(source.split('"').map(str::to_owned));
        });
    }
    let english = of(Language::ENGLISH);
    for name in english.keys().filter(|name| !PUT_TOGETHER.iter().any(|start| name.starts_with(start))) {
        assert!(used.contains(name), "{name} is used nowhere");
    }
    let mut called = 0;
    for folder in ["admin", "api", "components", "model", "store"] {
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(folder), &mut |source| {
            for call in ["texts.get(\"", "texts().get(\"", "here.text(\"", "english().get(\"", "format(\"", "about(\""]
            {
                for (at, _) in source.match_indices(call) {
                    let name = source[at + call.len()..].split('"').next().unwrap_or_default();
                    called += 1;
                    assert!(english.contains_key(name), "there is no message {name:?}");
                }
            }
        });
    }
    assert!(called > 100, "only {called} calls were found");
}

/// Visits every Rust source below a folder, without its comments.
fn sources(folder: &Path, see: &mut impl FnMut(&str)) {
    for entry in fs::read_dir(folder).expect("sources") {
        let path = entry.expect("a source").path();
        if path.is_dir() {
            sources(&path, see);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let source = fs::read_to_string(&path).expect("a source");
            let code: String =
                source.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
            see(&code);
        }
    }
}

#[test]
fn what_goes_to_the_browser_has_a_form_for_it() {
    let catalogue = Translations::new(&[], &AppMessages::default());
    for (language, files) in BUILT_IN {
        let [islands, hydrated] = [Audience::Islands, Audience::Hydrated].map(|audience| {
            let json = catalogue.for_the_browser(language, "/de", audience);
            serde_json::from_str::<serde_json::Value>(&json).expect("JSON")
        });
        assert_eq!(islands["language"], language.tag());
        assert_eq!(islands["prefix"], "/de");
        for (audience, text) in files {
            for name in messages(text).keys() {
                let sent = |page: &serde_json::Value| !page["texts"][name].is_null();
                let expected = match audience {
                    Audience::Islands => (true, true),
                    Audience::Hydrated => (false, true),
                    Audience::Server => (false, false),
                };
                assert_eq!((sent(&islands), sent(&hydrated)), expected, "{language}: {name}");
            }
        }
    }
}

#[test]
fn an_app_has_the_last_word() {
    let mut app = AppMessages::default();
    app.add("de", "basket-undo = Zurück\nhello = Hallo, { $name }!").expect("messages");
    app.add("fr", "basket-undo = Annuler").expect("messages");
    assert!(app.add("de", "basket-undo").is_err());
    assert!(app.add("deutsch", "").is_err());
    let languages = app.languages();
    assert_eq!(languages.iter().map(Language::tag).collect::<Vec<_>>(), ["en", "de", "fr"]);
    let catalogue = Translations::new(&languages, &app);
    let german = catalogue.texts(Language::GERMAN);
    assert_eq!(german.get("basket-undo"), "Zurück");
    assert_eq!(german.format("hello", &[("name", "Ada".into())]), "Hallo, Ada!");
    let french = catalogue.texts(Language::from_tag("fr").expect("a tag"));
    assert_eq!(french.get("basket-undo"), "Annuler");
    assert_eq!(french.get("basket-checkout"), "Checkout", "falls back to English");
    assert_eq!(french.get_own("basket-checkout"), None);
    let sent = catalogue.for_the_browser(french.language(), "/fr", Audience::Hydrated);
    assert!(sent.contains("\"add-button\":\"Add to basket\""), "{sent}");
    let sent = catalogue.for_the_browser(Language::GERMAN, "/de", Audience::Hydrated);
    assert!(sent.contains("\"hello\":[\"Hallo, \"") && !sent.contains("basket-undo"), "{sent}");
    assert_eq!(catalogue.texts(Language::from_tag("nl").expect("a tag")).language(), Language::ENGLISH);
}

#[test]
fn only_a_shopper_who_got_a_mail_is_asked_to_reply() {
    for (language, _) in BUILT_IN {
        let texts = store_texts(language);
        for name in
            ["download-used-up-text", "download-expired-text", "download-refunded-text", "download-on-hold-text"]
        {
            let with = |mailed: &str| texts.format(name, &[("times", 3.into()), ("mailed", mailed.into())]);
            let names_a_mail = |text: String| text.to_lowercase().contains("mail");
            assert!(names_a_mail(with("yes")) && !names_a_mail(with("no")), "{language}: {}", with("no"));
        }
    }
}

#[test]
fn plurals_and_numbers() {
    let english = store_texts(Language::ENGLISH);
    let german = store_texts(Language::GERMAN);
    let words = |texts: &Texts, count: u32| texts.format("basket-words", &[("count", count.into())]);
    assert_eq!(
        [0, 1, 2, 1234].map(|n| words(&english, n)),
        ["Basket, empty", "Basket, 1 item", "Basket, 2 items", "Basket, 1,234 items"]
    );
    assert_eq!(words(&german, 1234), "Warenkorb, 1.234 Artikel");
}

#[test]
fn amounts_are_exact_in_every_language() {
    let amount = |language, amount, code| {
        let money = Money::new(amount, Currency::from_code(code).expect("a code"));
        store_texts(language).money(money).replace('\u{a0}', " ")
    };
    let english = |number, code| amount(Language::ENGLISH, number, code);
    let german = |number, code| amount(Language::GERMAN, number, code);
    assert_eq!(english(1990, "EUR"), "€19.90");
    assert_eq!(german(1990, "EUR"), "19,90 €");
    assert_eq!((english(5, "USD"), german(5, "USD")), ("$0.05".into(), "0,05 $".into()));
    assert_eq!((english(1200, "JPY"), german(1200, "JPY")), ("¥1,200".into(), "1.200 ¥".into()));
    assert_eq!((english(1250, "KWD"), german(1250, "KWD")), ("KWD 1.250".into(), "1,250 KWD".into()));
    assert_eq!((english(-1990, "USD"), german(-1990, "EUR")), ("-$19.90".into(), "-19,90 €".into()));
    assert_eq!((english(0, "EUR"), german(0, "JPY")), ("€0.00".into(), "0 ¥".into()));
    assert_eq!(english(i64::MAX, "EUR"), "€92,233,720,368,547,758.07");
    assert_eq!(german(i64::MIN, "EUR"), "-92.233.720.368.547.758,08 €");
}

/// The CLDR rounds some currencies to the cash in circulation; a charged amount has all the digits of ISO
/// 4217.
#[test]
fn no_currency_is_rounded() {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    for code in ["HUF", "IQD", "LAK", "ISK", "CLF", "UYW", "TWD", "UGX", "AFN", "RSD", "SEK", "KRW", "CHF"] {
        let currency = Currency::from_code(code).expect("a code");
        for language in [Language::ENGLISH, Language::GERMAN] {
            for amount in [123_456, -123_456, 7] {
                let money = Money::new(amount, currency);
                let written = store_texts(language).money(money);
                assert_eq!(digits(&written), digits(&money.decimal()), "{language}: {written}");
                assert_eq!(written.contains('-'), amount < 0, "{written}");
            }
        }
    }
}

#[test]
fn days_are_written_out() {
    let november = Timestamp::from_secs(1_795_996_800);
    assert_eq!(store_texts(Language::ENGLISH).date(november), "30 November 2026");
    assert_eq!(store_texts(Language::GERMAN).date(november), "30. November 2026");
    assert_eq!(store_texts(Language::GERMAN).date(Timestamp::from_secs(0)), "1. Januar 1970");
}

#[test]
fn a_moment_has_a_time_unless_that_is_midnight() {
    let midnight = Timestamp::from_secs(1_795_996_800);
    let evening = Timestamp::from_secs(1_795_996_800 + (18 * 60 + 30) * 60);
    let of = |language, at| store_texts(language).moment(at);
    assert_eq!(of(Language::ENGLISH, midnight), "30 November 2026");
    assert_eq!(of(Language::ENGLISH, evening), "30 Nov 2026, 18:30 (UTC)");
    assert_eq!(of(Language::GERMAN, evening), "30.11.2026, 18:30 (UTC)");
}

#[test]
fn days_and_times_are_those_of_the_time_zone() {
    // 23:30 on 31 December 2026, in UTC.
    let new_year = Timestamp::from_secs(1_798_759_800);
    let texts = |zone: &str| store_texts(Language::ENGLISH).in_zone(zone.parse().expect("a time zone"));
    assert_eq!(texts("UTC").date(new_year), "31 December 2026");
    assert_eq!(texts("Europe/Berlin").date(new_year), "1 January 2027");
    assert!(texts("Europe/Berlin").date_and_weekday(new_year).starts_with("Friday"));
    assert_eq!(texts("Europe/Berlin").short_month(new_year), "Jan");
    assert_eq!(texts("America/New_York").date_and_time(new_year), "31 Dec 2026, 18:30");
    assert_eq!(texts("Asia/Kathmandu").moment(new_year), "1 Jan 2027, 05:15 (Asia/Kathmandu)");
    let midnight = new_year - std::time::Duration::from_secs(30 * 60);
    assert_eq!(texts("Europe/Berlin").moment(midnight), "1 January 2027", "midnight in Berlin");
    assert_eq!(texts("Europe/Berlin").clock(new_year), "00:30:00");
}
