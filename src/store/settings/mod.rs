//! Settings, read from the environment and from `Leptos.toml` beside the binary.
//!
//! The store has a table of what can be set ([`table`]), and each plug-in has one of its own beside its code.
//! [`Settings::read`] is given those of the plug-ins that an app has: `--help` prints them all, and a name
//! that is in none of them stops the start.

use std::{
    fmt::{self, Display},
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use crate::{
    language::Language,
    model::{Currency, Money, Paths, TimeZone, days},
    store::http::client::{is_loopback, is_private},
};

mod database;
mod sales_mail;
mod secret;
mod table;
mod values;

pub use sales_mail::SalesMail;
pub use table::Setting;

use values::Values;

/// The deployment environment.
///
/// ```
/// use pannier::{Environment, Settings};
///
/// let settings = Settings::new("https://shop.example", "keep this in the environment, not here");
/// assert_eq!(settings.environment, Environment::Development);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Environment {
    /// Embedded defaults, a sandbox gateway, a generated secret.
    Development,
    /// No insecure defaults: a missing setting stops the start.
    Production,
}

/// The settings: the store's own as fields, those of plug-ins by [name](Settings::get). Holds secrets, which `Debug`
/// leaves out.
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
    /// The number of connections to PostgreSQL: see [`Limits::connections`](crate::db::Limits::connections).
    pub database_connections: u32,
    /// URL of the shop, as shoppers see it, without a trailing slash.
    pub base_url: String,
    /// Directory for files, mails and the secret.
    pub data: PathBuf,
    /// Signs links and webhooks. Never log it.
    pub secret: Vec<u8>,
    /// Name of the shop, in pages and mails, unless the settings of the [site](crate::StoreBuilder::site) have one.
    pub shop_name: String,
    /// The currency of a basket that is empty.
    pub currency: Currency,
    /// ISO 3166-1 alpha-2; preselected at checkout.
    pub country: String,
    /// The time zone of the shop: how times are shown, and when its days, quarters and years begin. It is UTC by default.
    pub time_zone: TimeZone,
    /// The languages of the shop's pages and mails, the first of which has no tag in its paths. Empty for all
    /// that there are [messages](crate::StoreBuilder::messages) for.
    pub languages: Vec<Language>,
    /// Sender of mails.
    pub mail_from: String,
    /// Receives notices about sales, and about orders that need attention. Defaults to [`Settings::mail_from`].
    pub owner_mail: Option<String>,
    /// The sales that the owner gets a mail about.
    pub owner_mail_sales: SalesMail,
    /// The amount above which a refund in the [admin](crate::Store::admin) asks for a sign-in within the last hour, together
    /// with the earlier ones of its payment. Any refund in another currency does, too; `None` for no refund.
    pub refund_confirmation: Option<Money>,
    /// `smtp://..`, `smtps://..` or `folder`. May hold a password: never log it.
    pub smtp_url: Option<String>,
    /// The log filter.
    pub log: String,
    /// Whether to log JSON.
    pub log_json: bool,
    /// Lease of a delivery, after which another instance may take it over.
    pub outbox_lease: Duration,
    /// Interval between polls of open payments.
    pub reconcile_every: Duration,
    /// Time until an open payment is cancelled.
    pub payment_expires: Duration,
    /// Time until a shopper is reminded of an unpaid offline payment; `None` for never.
    pub remind_after: Option<Duration>,
    /// Time until an unpaid offline payment is cancelled with its order; `None` for never.
    pub transfer_expires: Option<Duration>,
    /// The maximum number of unpaid orders of one session, and of one e-mail address, at a time. 0 for no limit,
    /// also on how many are placed within an hour.
    pub max_unpaid_orders: u32,
    /// Lifetime of the storage's link to a file, which [`Store::redeem_download`](crate::Store::redeem_download)
    /// redirects to: an interrupted transfer can be resumed, or started again, for as long without using up another
    /// attempt. At most 7 days.
    pub download_link_lifetime: Duration,
    /// Time since the last change until a basket is deleted; `None` for never.
    pub keep_baskets: Option<Duration>,
    /// Time until the headers and the body of a stored webhook are deleted; `None` for never.
    pub keep_webhooks: Option<Duration>,
    /// Time until a picture or a file is deleted that the staff have uploaded, and that no [managed](crate::Managed) model
    /// refers to any more; `None` for never. A file that an order includes is kept. Set it to `None` if the app refers to
    /// uploads in other places.
    pub keep_uploads: Option<Duration>,
    /// The maximum size in bytes of a file that the staff upload.
    pub largest_upload: u64,
    /// URL of VIES, which knows the VAT numbers of the European Union: only asked with a
    /// [tax provider](crate::StoreBuilder::tax), for numbers that shoppers type.
    pub vies_url: String,
    /// How long a checkout waits for VIES before it goes on without an answer.
    pub vies_timeout: Duration,
    /// The days in which a consumer can withdraw: see [`StoreBuilder::withdrawals`](crate::StoreBuilder::withdrawals).
    pub withdrawal_days: u32,
    /// The name of the session's cookie. Two apps on one host need two names, whatever their ports.
    pub session_cookie: String,
    /// Paths of the store's pages.
    pub paths: Paths,
    plug_ins: Values,
}

/// Without the secrets: among them are URLs that may hold a password, and the settings of plug-ins.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("environment", &self.environment)
            .field("base_url", &self.base_url)
            .field("data", &self.data)
            .field("shop_name", &self.shop_name)
            .field("currency", &self.currency)
            .field("country", &self.country)
            .field("time_zone", &self.time_zone)
            .field("languages", &self.languages)
            .field("paths", &self.paths)
            .finish_non_exhaustive()
    }
}

/// An invalid setting, by name.
///
/// ```
/// use pannier::Settings;
///
/// let environment = [("PANNIER_COLOUR".to_owned(), "green".to_owned())];
/// let error = Settings::read(environment, None, "127.0.0.1:3000", &[]).err().expect("no such setting");
/// assert!(error.to_string().contains("PANNIER_COLOUR"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// An unknown name.
    #[error("unknown setting {0}: `pannier --help` lists the ones there are")]
    Unknown(String),
    /// A name in two tables: a programming error.
    #[error("{0} is in two tables of settings")]
    Duplicate(&'static str),
    /// An invalid value.
    #[error("{0}: {1}")]
    Invalid(&'static str, String),
}

impl SettingsError {
    /// Creates an error for an invalid value. The reason is shown to the operator, so it must not contain the
    /// value of a secret.
    ///
    /// ```
    /// use pannier::SettingsError;
    ///
    /// let error = SettingsError::invalid("PANNIER_CHAT_URL", "does not start with https://");
    /// assert_eq!(error.to_string(), "PANNIER_CHAT_URL: does not start with https://");
    /// ```
    pub fn invalid(name: &'static str, why: impl Display) -> SettingsError {
        SettingsError::Invalid(name, why.to_string())
    }
}

impl Settings {
    /// The settings of a store that shoppers reach at `base_url` (`https://shop.example`), with the defaults
    /// for all the rest. `secret` signs links: at least 32 bytes that nobody can guess, the same for all
    /// instances and for as long as links shall work.
    ///
    /// ```
    /// let mut settings = pannier::Settings::new("https://quarto.example", "keep this in the environment, not here");
    /// settings.shop_name = "Quarto".into();
    /// assert_eq!(settings.url("/issues"), "https://quarto.example/issues");
    /// ```
    ///
    /// # Panics
    /// If `base_url` does not start with `http://` or `https://`, or `secret` is too short: a mistake that
    /// must not get as far as the first order.
    pub fn new(base_url: &str, secret: impl Into<Vec<u8>>) -> Settings {
        let secret = secret.into();
        assert!(!base_url.is_empty(), "PANNIER_BASE_URL: must be given, such as https://shop.example");
        assert!(secret.len() >= 32, "PANNIER_SECRET: needs 32 bytes or more");
        // A variable is a text; a secret need not be one, and goes in as it is.
        let text = String::from_utf8_lossy(&secret).into_owned();
        let given = [("PANNIER_BASE_URL", base_url.to_owned()), ("PANNIER_SECRET", text)];
        let given = given.map(|(name, value)| (name.to_owned(), value));
        let settings = Settings::read(given, None, "", &[]).unwrap_or_else(|error| panic!("{error}"));
        Settings { secret, ..settings }
    }

    /// Reads the environment over the table `[pannier]` of `Leptos.toml` (its text, if there is one) over the
    /// defaults. `tables` are those of the plug-ins that the app has, such as
    /// [`Stripe::SETTINGS`](crate::payment::Stripe::SETTINGS); the store's own is always among them.
    ///
    /// ```
    /// use pannier::Settings;
    ///
    /// let environment = [("PANNIER_SECRET".to_owned(), "32 bytes that nobody can guess..".to_owned())];
    /// let file = "[pannier]\nshop_name = \"Quarto\"\npayment_expires = 3600\n";
    /// let settings = Settings::read(environment, Some(file), "127.0.0.1:3000", &[])?;
    /// assert_eq!(settings.shop_name, "Quarto");
    /// assert_eq!(settings.base_url, "http://127.0.0.1:3000");
    /// # Ok::<(), pannier::SettingsError>(())
    /// ```
    ///
    /// # Errors
    /// On a name that begins with `PANNIER_` and is in no table, one that is in two, or a value that cannot
    /// be used.
    pub fn read(
        environment: impl IntoIterator<Item = (String, String)>,
        leptos_toml: Option<&str>,
        site_addr: &str,
        tables: &[&[Setting]],
    ) -> Result<Settings, SettingsError> {
        Settings::read_with(environment, leptos_toml, site_addr, tables, secret::load_or_create)
    }

    /// Reads the settings like [`Settings::read`], but creates no files: for a command, which may run in another
    /// directory than the shop by mistake. Where `read` would generate a secret and keep it, this one is used once.
    ///
    /// ```
    /// use pannier::Settings;
    ///
    /// let data = std::env::temp_dir().join(format!("no-shop-{}", std::process::id()));
    /// let environment = [("PANNIER_DATA".to_owned(), data.display().to_string())];
    /// Settings::read_for_command(environment, None, "127.0.0.1:3000", &[])?;
    /// assert!(!data.exists());
    /// # Ok::<(), pannier::SettingsError>(())
    /// ```
    ///
    /// # Errors
    /// As for [`Settings::read`].
    pub fn read_for_command(
        environment: impl IntoIterator<Item = (String, String)>,
        leptos_toml: Option<&str>,
        site_addr: &str,
        tables: &[&[Setting]],
    ) -> Result<Settings, SettingsError> {
        Settings::read_with(environment, leptos_toml, site_addr, tables, secret::load_or_improvise)
    }

    fn read_with(
        environment: impl IntoIterator<Item = (String, String)>,
        leptos_toml: Option<&str>,
        site_addr: &str,
        tables: &[&[Setting]],
        missing_secret: impl FnOnce(&Path) -> io::Result<Vec<u8>>,
    ) -> Result<Settings, SettingsError> {
        let values = Values::read(environment, leptos_toml, tables)?;
        let text = |name| values.core(name).to_owned();
        let given = |name| Some(text(name)).filter(|value| !value.is_empty());
        let environment = environment_of(&values)?;
        let data = PathBuf::from(text("PANNIER_DATA"));
        Ok(Settings {
            environment,
            database_url: database::url(&values, environment)?,
            database_connections: database::connections(&values)?,
            base_url: base_url(&values, environment, site_addr)?,
            secret: secret::secret(&values, environment, || missing_secret(&data))?,
            data,
            shop_name: text("PANNIER_SHOP_NAME"),
            currency: currency(&values)?,
            country: country(&values)?,
            time_zone: time_zone(&values)?,
            languages: languages(values.core("PANNIER_LANGUAGES"))?,
            mail_from: text("PANNIER_MAIL_FROM"),
            owner_mail: given("PANNIER_OWNER_MAIL"),
            owner_mail_sales: sales_mail::read(&values)?,
            refund_confirmation: refund_confirmation(&values)?,
            smtp_url: given("PANNIER_SMTP_URL"),
            log: text("PANNIER_LOG"),
            log_json: match values.core("PANNIER_LOG_FORMAT") {
                "json" => true,
                "text" => false,
                other => return Err(invalid("PANNIER_LOG_FORMAT", format!("{other:?} is neither text nor json"))),
            },
            outbox_lease: values.seconds("PANNIER_OUTBOX_LEASE")?,
            reconcile_every: values.seconds("PANNIER_RECONCILE_EVERY")?,
            payment_expires: values.seconds("PANNIER_PAYMENT_EXPIRES")?,
            remind_after: values.seconds_or_never("PANNIER_REMIND_AFTER")?,
            transfer_expires: values.seconds_or_never("PANNIER_TRANSFER_EXPIRES")?,
            max_unpaid_orders: values.count("PANNIER_MAX_UNPAID_ORDERS")?,
            download_link_lifetime: download_link_lifetime(&values)?,
            keep_baskets: values.seconds_or_never("PANNIER_KEEP_BASKETS")?,
            keep_webhooks: values.seconds_or_never("PANNIER_KEEP_WEBHOOKS")?,
            keep_uploads: values.seconds_or_never("PANNIER_KEEP_UPLOADS")?,
            largest_upload: largest_upload(&values)?,
            vies_url: vies_url(&values)?,
            vies_timeout: Duration::from_secs(3),
            withdrawal_days: values.count("PANNIER_WITHDRAWAL_DAYS")?,
            session_cookie: "pannier".to_owned(),
            paths: Paths::default(),
            plug_ins: values.of_plug_ins(),
        })
    }

    /// Returns the list of settings for `--help`: the store's own, and those of the plug-ins whose `tables` are
    /// given, the same as to [`Settings::read`].
    ///
    /// ```
    /// use pannier::{Settings, payment::Stripe};
    ///
    /// let help = Settings::help(&[Stripe::SETTINGS]);
    /// assert!(help.contains("PANNIER_BASE_URL") && help.contains("PANNIER_STRIPE_ELEMENT"));
    /// ```
    pub fn help(tables: &[&[Setting]]) -> String {
        table::help(tables)
    }

    /// The value of a plug-in's setting, or its default, without the space around it; `None` if that is
    /// nothing, or if the plug-in's table was not given to [`Settings::read`]. The store's own are fields.
    ///
    /// ```
    /// use pannier::{Setting, Settings};
    ///
    /// const TABLE: &[Setting] = &[Setting::new("PANNIER_CHAT_ROOM", "channel for order events").default_value("orders")];
    ///
    /// let secret = ("PANNIER_SECRET".to_owned(), "32 bytes that nobody can guess..".to_owned());
    /// let settings = Settings::read([secret], None, "127.0.0.1:3000", &[TABLE])?;
    /// assert_eq!(settings.get("PANNIER_CHAT_ROOM"), Some("orders"));
    /// # Ok::<(), pannier::SettingsError>(())
    /// ```
    pub fn get(&self, name: &str) -> Option<&str> {
        self.plug_ins.get(name).map(str::trim).filter(|value| !value.is_empty())
    }

    /// Returns a plug-in's setting that is the URL of another service, to which the plug-in sends credentials
    /// or personal data: it starts with `https://`, or is on this machine.
    ///
    /// ```
    /// use pannier::{Setting, Settings};
    ///
    /// const TABLE: &[Setting] = &[Setting::new("PANNIER_CHAT_URL", "URL of the chat for order events")];
    ///
    /// let endpoint = |url: &str| {
    ///     let secret = ("PANNIER_SECRET".to_owned(), "32 bytes that nobody can guess..".to_owned());
    ///     let chat = ("PANNIER_CHAT_URL".to_owned(), url.to_owned());
    ///     Settings::read([secret, chat], None, "127.0.0.1:3000", &[TABLE])?.endpoint("PANNIER_CHAT_URL").map(str::to_owned)
    /// };
    /// assert!(endpoint("https://chat.example/orders").is_ok());
    /// assert!(endpoint("http://127.0.0.1:4000").is_ok());
    /// assert!(endpoint("http://chat.example").is_err());
    /// ```
    ///
    /// # Errors
    /// If it is not such a URL, or missing. The error does not contain the URL, which may hold a key.
    pub fn endpoint(&self, name: &'static str) -> Result<&str, SettingsError> {
        let url = self.get(name).unwrap_or_default();
        match reqwest::Url::parse(url) {
            Ok(parsed) if is_private(&parsed) => Ok(url),
            _ => Err(invalid(name, "must be a URL that starts with https://, or with http:// on this machine")),
        }
    }

    /// The values of settings that are of use only together, as [`Settings::get`] has them; `None` if none of
    /// them is set. `why` goes on after "is missing: ".
    ///
    /// ```
    /// let settings = pannier::Settings::new("https://shop.example", "keep this in the environment, not here");
    /// let chat = settings.all_or_none(["PANNIER_CHAT_URL", "PANNIER_CHAT_TOKEN"], "a chat needs an address and a token")?;
    /// assert_eq!(chat, None);
    /// # Ok::<(), pannier::SettingsError>(())
    /// ```
    ///
    /// # Errors
    /// With the name of the first that is missing, when others are set.
    pub fn all_or_none<const N: usize>(
        &self,
        names: [&'static str; N],
        why: &str,
    ) -> Result<Option<[&str; N]>, SettingsError> {
        let values = names.map(|name| self.get(name));
        match values.iter().position(Option::is_none) {
            _ if values.iter().all(Option::is_none) => Ok(None),
            Some(missing) => Err(invalid(names[missing], format!("is missing: {why}"))),
            None => Ok(Some(values.map(Option::unwrap_or_default))),
        }
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

    /// Returns whether the shop's URL is on this machine, so that its shoppers are its developers.
    ///
    /// ```
    /// use pannier::Settings;
    ///
    /// let settings = |url| Settings::new(url, "keep this in the environment, not here");
    /// assert!(settings("http://127.0.0.1:3000").is_local());
    /// assert!(!settings("https://shop.example").is_local());
    /// ```
    pub fn is_local(&self) -> bool {
        reqwest::Url::parse(&self.base_url).is_ok_and(|url| is_loopback(&url))
    }
}

fn invalid(name: &'static str, why: impl Display) -> SettingsError {
    SettingsError::invalid(name, why)
}

fn environment_of(values: &Values) -> Result<Environment, SettingsError> {
    match values.core("PANNIER_ENV") {
        "development" => Ok(Environment::Development),
        "production" => Ok(Environment::Production),
        other => Err(invalid("PANNIER_ENV", format!("{other:?} is neither development nor production"))),
    }
}

fn base_url(values: &Values, environment: Environment, site_addr: &str) -> Result<String, SettingsError> {
    match values.core("PANNIER_BASE_URL").trim_end_matches('/') {
        "" if environment == Environment::Production => {
            Err(invalid("PANNIER_BASE_URL", "must be set in production, such as https://shop.example"))
        }
        "" => Ok(format!("http://{site_addr}")),
        url if !url.starts_with("http://") && !url.starts_with("https://") => {
            Err(invalid("PANNIER_BASE_URL", format!("{url:?} does not start with http:// or https://")))
        }
        url => match reqwest::Url::parse(url) {
            Err(why) => Err(invalid("PANNIER_BASE_URL", format!("{url:?} is not a URL: {why}"))),
            Ok(parsed) if environment == Environment::Production && !is_private(&parsed) => {
                Err(invalid("PANNIER_BASE_URL", "must start with https:// in production, unless it is on this machine"))
            }
            Ok(_) => Ok(url.to_owned()),
        },
    }
}

fn currency(values: &Values) -> Result<Currency, SettingsError> {
    let code = values.core("PANNIER_CURRENCY");
    Currency::from_code(code)
        .filter(Currency::is_iso_4217)
        .ok_or_else(|| invalid("PANNIER_CURRENCY", format!("{code:?} is not an ISO 4217 code")))
}

fn refund_confirmation(values: &Values) -> Result<Option<Money>, SettingsError> {
    let name = "PANNIER_REFUND_CONFIRMATION";
    match (values.core(name), currency(values)?) {
        ("none", _) => Ok(None),
        (amount, currency) => match Money::from_decimal(amount, currency).filter(|limit| limit.amount >= 0) {
            Some(limit) => Ok(Some(limit)),
            None => Err(invalid(name, format!("{amount:?} is neither an amount in {} nor none", currency.code()))),
        },
    }
}

fn country(values: &Values) -> Result<String, SettingsError> {
    let country = values.core("PANNIER_COUNTRY");
    match crate::store::country::name(country) {
        Some(_) => Ok(country.to_owned()),
        None => Err(invalid("PANNIER_COUNTRY", format!("{country:?} is not an ISO 3166-1 alpha-2 code"))),
    }
}

fn time_zone(values: &Values) -> Result<TimeZone, SettingsError> {
    let name = "PANNIER_TIME_ZONE";
    match values.core(name).trim() {
        "" => Ok(TimeZone::default()),
        zone => zone.parse::<TimeZone>().map_err(|why| invalid(name, why)),
    }
}

fn download_link_lifetime(values: &Values) -> Result<Duration, SettingsError> {
    /// The longest that S3 signs a link for.
    const MAX: Duration = days(7);
    let name = "PANNIER_DOWNLOAD_LINK_LIFETIME";
    match values.seconds(name)? {
        lifetime if lifetime <= MAX => Ok(lifetime),
        _ => Err(invalid(name, format!("must be {} seconds (a week) at most", MAX.as_secs()))),
    }
}

fn largest_upload(values: &Values) -> Result<u64, SettingsError> {
    let mebibytes = values.count("PANNIER_LARGEST_UPLOAD")?;
    Ok(u64::from(mebibytes) * 1024 * 1024)
}

fn vies_url(values: &Values) -> Result<String, SettingsError> {
    let (name, why) = ("PANNIER_VIES_URL", "must be a URL that starts with https://, or with http:// on this machine");
    let url = values.core(name).trim_end_matches('/');
    match reqwest::Url::parse(url) {
        Ok(parsed) if is_private(&parsed) => Ok(url.to_owned()),
        _ => Err(invalid(name, why)),
    }
}

fn languages(list: &str) -> Result<Vec<Language>, SettingsError> {
    let mut languages = Vec::new();
    for tag in list.split([',', ' ']).filter(|tag| !tag.is_empty()) {
        let language = Language::from_tag(tag)
            .ok_or_else(|| invalid("PANNIER_LANGUAGES", format!("{tag:?} is not a BCP 47 tag")))?;
        if !languages.contains(&language) {
            languages.push(language);
        }
    }
    Ok(languages)
}
