//! What is set from outside: the environment, and `Leptos.toml` beside the binary.
//!
//! One table, [`SETTINGS`], names everything there is (a plug-in with several settings has one of its own); `pannier --help` prints
//! it, and a name that is not in it stops the start.

use std::{collections::BTreeMap, fmt::Write, path::PathBuf, str::FromStr, time::Duration};

#[cfg(feature = "bank-transfer")]
use crate::store::payment::BankTransfer;
#[cfg(feature = "kunaki")]
use crate::store::shipping::methods::kunaki::{self, Kunaki};
use crate::{
    language::Language,
    model::{Currency, Paths},
    store::payment::{PayPalApp, Stripe},
};

#[cfg(feature = "bank-transfer")]
mod bank_transfer;
mod s3;
mod webhook;

pub use s3::S3Settings;
pub use webhook::WebhookSettings;

/// A name, its default, and what it is for.
pub(super) struct Setting {
    pub name: &'static str,
    pub default: &'static str,
    pub help: &'static str,
}

const SETTINGS: &[Setting] = &[
    Setting { name: "DATABASE_URL", default: "sqlite:data/pannier.db", help: "sqlite:PATH or postgres://.." },
    Setting { name: "PANNIER_ENV", default: "development", help: "development or production" },
    Setting {
        name: "PANNIER_BASE_URL",
        default: "",
        help: "where shoppers reach the shop; http://<LEPTOS_SITE_ADDR> if empty",
    },
    Setting { name: "PANNIER_DATA", default: "data", help: "directory for files, mails and the secret" },
    Setting {
        name: "PANNIER_SECRET",
        default: "",
        help: "signs links; 32 characters or more. Made and kept in data/secret in development",
    },
    Setting { name: "PANNIER_SHOP_NAME", default: "Pannier", help: "how the shop signs its mails" },
    Setting { name: "PANNIER_CURRENCY", default: "EUR", help: "ISO 4217" },
    Setting { name: "PANNIER_COUNTRY", default: "DE", help: "ISO 3166-1 alpha-2; preselected at checkout" },
    Setting {
        name: "PANNIER_LANGUAGES",
        default: "",
        help: "BCP 47, such as de,en: the first has no tag in its paths. All that the app has messages for if empty",
    },
    Setting { name: "PANNIER_MAIL_FROM", default: "shop@localhost", help: "sender of mails" },
    Setting {
        name: "PANNIER_OWNER_MAIL",
        default: "",
        help: "who is written to about what needs a person; PANNIER_MAIL_FROM if empty",
    },
    Setting {
        name: "PANNIER_SMTP_URL",
        default: "",
        help: "smtp://, smtps://; mails are written to data/mail if empty",
    },
    Setting {
        name: "PANNIER_STRIPE_SECRET_KEY",
        default: "",
        help: "sk_.. or rk_..; Stripe is offered if its keys are set",
    },
    Setting { name: "PANNIER_STRIPE_PUBLISHABLE_KEY", default: "", help: "pk_.." },
    Setting {
        name: "PANNIER_STRIPE_WEBHOOK_SECRET",
        default: "",
        help: "whsec_.., of the endpoint <PANNIER_BASE_URL>/webhooks/stripe",
    },
    Setting {
        name: "PANNIER_STRIPE_ELEMENT",
        default: "payment",
        help: "on the checkout page: payment (all that the account takes) or card",
    },
    Setting { name: "PANNIER_STRIPE_API", default: "https://api.stripe.com", help: "where Stripe's API is" },
    Setting { name: "PANNIER_STRIPE_JS", default: "https://js.stripe.com/v3/", help: "where Stripe.js is" },
    Setting { name: "PANNIER_LOG", default: "info", help: "what to log, as in RUST_LOG" },
    Setting { name: "PANNIER_LOG_FORMAT", default: "text", help: "text or json" },
    Setting {
        name: "PANNIER_OUTBOX_LEASE",
        default: "60",
        help: "seconds after which another instance takes over a receiver's work",
    },
    Setting { name: "PANNIER_RECONCILE_EVERY", default: "5", help: "seconds between looks for payments that hang" },
    Setting {
        name: "PANNIER_PAYMENT_EXPIRES",
        default: "86400",
        help: "seconds after which an undecided payment is called off",
    },
    Setting {
        name: "PANNIER_REMIND_AFTER",
        default: "604800",
        help: "seconds after which a shopper whose bank transfer has not come is reminded of it, once; 0: never",
    },
    Setting { name: "PANNIER_PAYPAL_CLIENT_ID", default: "", help: "of an app at PayPal; offers PayPal at checkout" },
    Setting { name: "PANNIER_PAYPAL_CLIENT_SECRET", default: "", help: "the app's secret" },
    Setting { name: "PANNIER_PAYPAL_WEBHOOK_ID", default: "", help: "of the app's webhook, .../webhooks/paypal" },
    Setting {
        name: "PANNIER_PAYPAL_API",
        default: "https://api-m.paypal.com",
        help: "https://api-m.sandbox.paypal.com for trials",
    },
];

/// The tables of the plug-ins that this build has follow the one of the store.
const TABLES: &[&[Setting]] = &[
    SETTINGS,
    #[cfg(feature = "bank-transfer")]
    bank_transfer::SETTINGS,
    s3::SETTINGS,
    webhook::SETTINGS,
    #[cfg(feature = "kunaki")]
    kunaki::SETTINGS,
];

fn all() -> impl Iterator<Item = &'static Setting> {
    TABLES.iter().copied().flatten()
}

/// The list of settings, for `--help`.
///
/// ```
/// assert!(pannier::settings_help().contains("PANNIER_BASE_URL"));
/// ```
pub fn help() -> String {
    let mut text = String::from(
        "Settings, from the environment or from the table [pannier] of Leptos.toml (base_url = \"..\"):\n",
    );
    for s in all() {
        let default = if s.default.is_empty() { String::new() } else { format!(" [{}]", s.default) };
        let _ = writeln!(text, "  {:<30} {}{default}", s.name, s.help);
    }
    text.push_str("  LEPTOS_SITE_ADDR               address and port to listen on [127.0.0.1:3000]");
    text
}

/// Whether mistakes are forgiven.
///
/// ```
/// use pannier::{Environment, Settings};
///
/// let settings = Settings::new("https://shop.example", "keep this in the environment, not here");
/// assert_eq!(settings.environment, Environment::Development);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    /// Embedded defaults, a sandbox gateway, a secret made on the spot.
    Development,
    /// Nothing of that: what is not set stops the start.
    Production,
}

/// Everything that is set from outside.
///
/// ```
/// let mut settings = pannier::Settings::new("https://shop.example", "keep this in the environment, not here");
/// settings.country = "AT".into();
/// settings.outbox_lease = std::time::Duration::from_secs(30);
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct Settings {
    /// Development or production.
    pub environment: Environment,
    /// `sqlite:PATH` or `postgres://..`. May hold a password: never log it.
    pub database_url: String,
    /// Where shoppers reach the shop, without a slash at the end.
    pub base_url: String,
    /// Directory for files, mails and the secret.
    pub data: PathBuf,
    /// Signs links and webhooks. Never log it.
    pub secret: Vec<u8>,
    /// How the shop signs its mails.
    pub shop_name: String,
    /// The currency of a basket that is empty.
    pub currency: Currency,
    /// ISO 3166-1 alpha-2; preselected at checkout.
    pub country: String,
    /// The languages of the shop's pages and mails, the first of which has no tag in its paths. Empty for all that there are
    /// [messages](crate::StoreBuilder::messages) for.
    pub languages: Vec<Language>,
    /// The bucket that files are in. Without one they are in a directory below [`data`](Settings::data).
    pub s3: Option<S3Settings>,
    /// Sender of mails.
    pub mail_from: String,
    /// Who is written to about what needs a person; [`Settings::mail_from`] if nobody is named.
    pub owner_mail: Option<String>,
    /// `smtp://..` or `smtps://..`. May hold a password: never log it.
    pub smtp_url: Option<String>,
    /// Payment by bank transfer, where there is an account for it.
    #[cfg(feature = "bank-transfer")]
    pub bank_transfer: Option<BankTransfer>,
    /// Stripe, if its keys are set.
    pub stripe: Option<Stripe>,
    /// Discs that Kunaki makes and sends, if its account is set. Holds a password: never log it.
    #[cfg(feature = "kunaki")]
    pub kunaki: Option<Kunaki>,
    /// What to log.
    pub log: String,
    /// Whether to log JSON.
    pub log_json: bool,
    /// After how long another instance takes over a receiver's work.
    pub outbox_lease: Duration,
    /// How often to look for payments that hang.
    pub reconcile_every: Duration,
    /// After how long an undecided payment is called off.
    pub payment_expires: Duration,
    /// After how long a shopper whose payment comes by other means than at a gateway is reminded of it, if ever.
    pub remind_after: Option<Duration>,
    /// Another system that is told of orders. Holds secrets: never log it.
    pub webhook: Option<WebhookSettings>,
    /// The app at PayPal that takes payments. Holds a secret: never log it.
    pub paypal: Option<PayPalApp>,
    /// The name of the session's cookie. Two apps on one host need two names, whatever their ports.
    pub session_cookie: String,
    /// Where the store's pages are.
    pub paths: Paths,
}

/// A setting that cannot be used, by name.
///
/// ```
/// use pannier::Settings;
///
/// let environment = [("PANNIER_COLOUR".to_owned(), "green".to_owned())];
/// let error = Settings::read(environment, None, "127.0.0.1:3000").err().expect("no such setting");
/// assert!(error.to_string().contains("PANNIER_COLOUR"));
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// A name that means nothing.
    #[error("unknown setting {0}: `pannier --help` lists the ones there are")]
    Unknown(String),
    /// A value that cannot be used.
    #[error("{0}: {1}")]
    Unusable(&'static str, String),
}

impl Settings {
    /// The settings of a store that shoppers reach at `base_url` (`https://shop.example`), with the defaults for all the rest.
    /// `secret` signs links: at least 32 bytes that nobody can guess, the same for all instances and for as long as links
    /// shall work.
    ///
    /// ```
    /// let mut settings = pannier::Settings::new("https://quarto.example", "keep this in the environment, not here");
    /// settings.shop_name = "Quarto".into();
    /// assert_eq!(settings.url("/issues"), "https://quarto.example/issues");
    /// ```
    ///
    /// # Panics
    /// If `base_url` does not start with `http://` or `https://`, or `secret` is too short: a mistake that must not get as
    /// far as the first order.
    pub fn new(base_url: &str, secret: impl Into<Vec<u8>>) -> Settings {
        let secret = secret.into();
        assert!(!base_url.is_empty(), "PANNIER_BASE_URL: must be given, such as https://shop.example");
        assert!(secret.len() >= 32, "PANNIER_SECRET: needs 32 bytes or more");
        // A variable is a text; a secret need not be one, and goes in as it is.
        let text = String::from_utf8_lossy(&secret).into_owned();
        let given = [("PANNIER_BASE_URL", base_url.to_owned()), ("PANNIER_SECRET", text)];
        let given = given.map(|(name, value)| (name.to_owned(), value));
        let settings = Settings::read(given, None, "").unwrap_or_else(|error| panic!("{error}"));
        Settings { secret, ..settings }
    }

    /// Reads the environment over the table `[pannier]` of `Leptos.toml` (its text, if there is one) over the defaults.
    ///
    /// ```
    /// use pannier::Settings;
    ///
    /// let environment = [("PANNIER_SECRET".to_owned(), "32 bytes that nobody can guess..".to_owned())];
    /// let file = "[pannier]\nshop_name = \"Quarto\"\npayment_expires = 3600\n";
    /// let settings = Settings::read(environment, Some(file), "127.0.0.1:3000")?;
    /// assert_eq!(settings.shop_name, "Quarto");
    /// assert_eq!(settings.base_url, "http://127.0.0.1:3000");
    /// # Ok::<(), pannier::SettingsError>(())
    /// ```
    ///
    /// # Errors
    /// On a name that means nothing or a value that cannot be used.
    pub fn read(
        environment: impl IntoIterator<Item = (String, String)>,
        leptos_toml: Option<&str>,
        site_addr: &str,
    ) -> Result<Settings, SettingsError> {
        let mut values: BTreeMap<&'static str, String> = all().map(|s| (s.name, s.default.to_owned())).collect();
        for (name, value) in file_values(leptos_toml)? {
            *known(&mut values, &name)? = value;
        }
        for (name, value) in environment {
            if name.starts_with("PANNIER_") || name == "DATABASE_URL" {
                *known(&mut values, &name)? = value;
            }
        }
        let environment = match values["PANNIER_ENV"].as_str() {
            "development" => Environment::Development,
            "production" => Environment::Production,
            other => return Err(unusable("PANNIER_ENV", format!("{other:?} is neither development nor production"))),
        };
        let base_url = match values["PANNIER_BASE_URL"].trim_end_matches('/') {
            "" if environment == Environment::Production => {
                return Err(unusable("PANNIER_BASE_URL", "must be set in production, such as https://shop.example"));
            }
            "" => format!("http://{site_addr}"),
            url if url.starts_with("http://") || url.starts_with("https://") => url.to_owned(),
            other => {
                return Err(unusable("PANNIER_BASE_URL", format!("{other:?} does not start with http:// or https://")));
            }
        };
        let data = PathBuf::from(&values["PANNIER_DATA"]);
        let secret = match values["PANNIER_SECRET"].as_str() {
            "" if environment == Environment::Production => {
                return Err(unusable("PANNIER_SECRET", "must be set in production, the same for all instances"));
            }
            "" => Settings::secret_in(&data)
                .map_err(|e| unusable("PANNIER_DATA", format!("cannot keep a secret there: {e}")))?,
            short if short.len() < 32 => return Err(unusable("PANNIER_SECRET", "needs 32 characters or more")),
            secret => secret.as_bytes().to_vec(),
        };
        let currency =
            Currency::from_code(&values["PANNIER_CURRENCY"]).filter(Currency::is_iso_4217).ok_or_else(|| {
                unusable("PANNIER_CURRENCY", format!("{:?} is not an ISO 4217 code", values["PANNIER_CURRENCY"]))
            })?;
        let country = values["PANNIER_COUNTRY"].clone();
        if crate::store::country::name(&country).is_none() {
            return Err(unusable("PANNIER_COUNTRY", format!("{country:?} is not an ISO 3166-1 alpha-2 code")));
        }
        if values["DATABASE_URL"]
            .split_once(':')
            .is_none_or(|(s, _)| !["sqlite", "postgres", "postgresql"].contains(&s))
        {
            return Err(unusable("DATABASE_URL", "must start with sqlite: or postgres:"));
        }
        Ok(Settings {
            environment,
            database_url: values["DATABASE_URL"].clone(),
            base_url,
            data,
            secret,
            shop_name: values["PANNIER_SHOP_NAME"].clone(),
            currency,
            country,
            languages: languages(&values["PANNIER_LANGUAGES"])?,
            s3: S3Settings::read(&values)?,
            mail_from: values["PANNIER_MAIL_FROM"].clone(),
            owner_mail: Some(values["PANNIER_OWNER_MAIL"].clone()).filter(|address| !address.is_empty()),
            smtp_url: Some(values["PANNIER_SMTP_URL"].clone()).filter(|url| !url.is_empty()),
            #[cfg(feature = "bank-transfer")]
            bank_transfer: bank_transfer::read(&values)?,
            stripe: Stripe::from_values(|name| &values[name], environment)?,
            #[cfg(feature = "kunaki")]
            kunaki: Kunaki::from_values(|name| &values[name], currency, environment)?,
            log: values["PANNIER_LOG"].clone(),
            log_json: match values["PANNIER_LOG_FORMAT"].as_str() {
                "json" => true,
                "text" => false,
                other => return Err(unusable("PANNIER_LOG_FORMAT", format!("{other:?} is neither text nor json"))),
            },
            outbox_lease: seconds(&values, "PANNIER_OUTBOX_LEASE")?,
            reconcile_every: seconds(&values, "PANNIER_RECONCILE_EVERY")?,
            payment_expires: seconds(&values, "PANNIER_PAYMENT_EXPIRES")?,
            remind_after: match values["PANNIER_REMIND_AFTER"].as_str() {
                "0" => None,
                _ => Some(seconds(&values, "PANNIER_REMIND_AFTER")?),
            },
            webhook: WebhookSettings::read(&values, environment)?,
            paypal: PayPalApp::read(|name| values[name].as_str(), environment)?,
            session_cookie: "pannier".to_owned(),
            paths: Paths::default(),
        })
    }

    /// The secret that is kept in a file of this directory; made the first time. For a machine of one's own: instances side by
    /// side need one secret for all, from the environment.
    ///
    /// ```
    /// let directory = std::env::temp_dir().join(format!("shop-{}", std::process::id()));
    /// let secret = pannier::Settings::secret_in(&directory)?;
    /// assert_eq!(pannier::Settings::secret_in(&directory)?, secret);
    /// # std::fs::remove_dir_all(directory)?;
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// When the directory cannot be written.
    pub fn secret_in(directory: impl AsRef<std::path::Path>) -> std::io::Result<Vec<u8>> {
        use std::{io::Write as _, os::unix::fs::OpenOptionsExt as _};
        std::fs::create_dir_all(&directory)?;
        let path = directory.as_ref().join("secret");
        let fresh = format!("{}{}", crate::store::token(), crate::store::token());
        match std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path) {
            Ok(mut file) => file.write_all(fresh.as_bytes())?,
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(e) => return Err(e),
        }
        std::fs::read(path)
    }

    /// `path` as the whole world can reach it.
    ///
    /// ```
    /// let settings = pannier::Settings::new("https://shop.example/", "keep this in the environment, not here");
    /// assert_eq!(settings.url("/basket"), "https://shop.example/basket");
    /// ```
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base_url)
    }
}

fn unusable(name: &'static str, why: impl Into<String>) -> SettingsError {
    SettingsError::Unusable(name, why.into())
}

fn known<'a>(values: &'a mut BTreeMap<&'static str, String>, name: &str) -> Result<&'a mut String, SettingsError> {
    values.get_mut(name).ok_or_else(|| SettingsError::Unknown(name.to_owned()))
}

fn languages(list: &str) -> Result<Vec<Language>, SettingsError> {
    let mut languages = Vec::new();
    for tag in list.split([',', ' ']).filter(|tag| !tag.is_empty()) {
        let language = Language::from_tag(tag)
            .ok_or_else(|| unusable("PANNIER_LANGUAGES", format!("{tag:?} is not a BCP 47 tag")))?;
        if !languages.contains(&language) {
            languages.push(language);
        }
    }
    Ok(languages)
}

fn seconds(values: &BTreeMap<&'static str, String>, name: &'static str) -> Result<Duration, SettingsError> {
    match u64::from_str(&values[name]) {
        Ok(seconds @ 1..) => Ok(Duration::from_secs(seconds)),
        _ => Err(unusable(name, format!("{:?} is not a number of seconds", values[name]))),
    }
}

/// The table `[pannier]`: `base_url = ".."` is `PANNIER_BASE_URL`, `database_url` is `DATABASE_URL`.
fn file_values(leptos_toml: Option<&str>) -> Result<Vec<(String, String)>, SettingsError> {
    let Some(text) = leptos_toml else { return Ok(Vec::new()) };
    let file: toml::Table = text.parse().map_err(|e| unusable("Leptos.toml", format!("{e}")))?;
    let Some(toml::Value::Table(table)) = file.get("pannier") else { return Ok(Vec::new()) };
    table
        .iter()
        .map(|(key, value)| {
            let name = match key.as_str() {
                "database_url" => "DATABASE_URL".to_owned(),
                key => format!("PANNIER_{}", key.to_ascii_uppercase()),
            };
            match value {
                toml::Value::String(text) => Ok((name, text.clone())),
                toml::Value::Integer(number) => Ok((name, number.to_string())),
                toml::Value::Boolean(yes) => Ok((name, yes.to_string())),
                _ => Err(unusable("Leptos.toml", format!("[pannier] {key}: neither a text, a number, true nor false"))),
            }
        })
        .collect()
}
