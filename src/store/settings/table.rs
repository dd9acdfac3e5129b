//! The table of settings: its rows, and how they read in `--help`.

use std::fmt::Write;

/// A setting: one row of a table. Each plug-in has a table of its own.
///
/// ```
/// use pannier::{Setting, Settings, SettingsError};
///
/// /// Posts order events to a chat.
/// struct Chat {
///     url: String,
///     token: String,
/// }
///
/// impl Chat {
///     const SETTINGS: &'static [Setting] = &[
///         Setting::new("PANNIER_CHAT_URL", "URL of the chat that receives order events; off if empty"),
///         Setting::new("PANNIER_CHAT_TOKEN", "credential for that chat"),
///     ];
///
///     fn from_settings(settings: &Settings) -> Result<Option<Chat>, SettingsError> {
///         let chat = settings.all_or_none(["PANNIER_CHAT_URL", "PANNIER_CHAT_TOKEN"], "a chat needs both")?;
///         Ok(chat.map(|[url, token]| Chat { url: url.to_owned(), token: token.to_owned() }))
///     }
/// }
///
/// let environment = [("PANNIER_CHAT_URL", "https://chat.example"), ("PANNIER_CHAT_TOKEN", "a secret")];
/// let environment = environment.map(|(name, value)| (name.to_owned(), value.to_owned()));
/// # let secret = ("PANNIER_SECRET".to_owned(), "32 bytes that nobody can guess..".to_owned());
/// # let environment = environment.into_iter().chain([secret]);
/// let settings = Settings::read(environment, None, "127.0.0.1:3000", &[Chat::SETTINGS])?;
/// assert!(Chat::from_settings(&settings)?.is_some());
/// # Ok::<(), SettingsError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Setting {
    /// The name of the environment variable. In the table `[pannier]` of `Leptos.toml` it is in lower case,
    /// without `PANNIER_`.
    pub name: &'static str,
    /// The value if none is set, or nothing.
    pub default: &'static str,
    /// Its purpose, in one line for `--help`.
    pub help: &'static str,
}

impl Setting {
    /// Creates a row without a default.
    pub const fn new(name: &'static str, help: &'static str) -> Setting {
        Setting { name, default: "", help }
    }

    /// Sets the value if none is set.
    #[must_use]
    pub const fn default_value(self, default: &'static str) -> Setting {
        Setting { default, ..self }
    }
}

/// The store's own settings.
pub(super) const CORE: &[Setting] = &[
    Setting::new("DATABASE_URL", "sqlite:PATH or postgres://..").default_value("sqlite:data/pannier.db"),
    Setting::new("PANNIER_DATABASE_CONNECTIONS", "connections to PostgreSQL per instance").default_value("16"),
    Setting::new("PANNIER_ENV", "development or production").default_value("development"),
    Setting::new("PANNIER_BASE_URL", "URL of the shop, as shoppers see it; http://<LEPTOS_SITE_ADDR> if empty"),
    Setting::new("PANNIER_DATA", "directory for files, mails and the secret. The database is where DATABASE_URL says")
        .default_value("data"),
    Setting::new(
        "PANNIER_SECRET",
        "signs links; 32 characters or more. Generated in development and kept in data/secret",
    ),
    Setting::new("PANNIER_SHOP_NAME", "name of the shop, in pages and mails, unless the admin sets one")
        .default_value("Pannier"),
    Setting::new("PANNIER_CURRENCY", "ISO 4217").default_value("EUR"),
    Setting::new(
        "PANNIER_TIME_ZONE",
        "name of the IANA, such as Europe/Berlin: how times are shown, and when days, quarters and years begin",
    )
    .default_value("UTC"),
    Setting::new("PANNIER_COUNTRY", "ISO 3166-1 alpha-2; preselected at checkout").default_value("DE"),
    Setting::new(
        "PANNIER_LANGUAGES",
        "BCP 47, such as de,en: the first has no tag in its paths. All that the app has messages for if empty",
    ),
    Setting::new("PANNIER_MAIL_FROM", "sender of mails").default_value("shop@localhost"),
    Setting::new(
        "PANNIER_OWNER_MAIL",
        "receives notices about sales, and about orders that need attention; PANNIER_MAIL_FROM if empty",
    ),
    // A mail that asks for nothing is soon not read, and then neither is the one that does.
    Setting::new(
        "PANNIER_OWNER_MAIL_SALES",
        "notices about sales: each, daily (one a day), to-send (those with a parcel to send), or none",
    )
    .default_value("to-send"),
    Setting::new(
        "PANNIER_REFUND_CONFIRMATION",
        "amount above which a refund in the admin asks for a sign-in within the last hour; 0: every refund, none: no refund",
    )
    .default_value("200"),
    Setting::new(
        "PANNIER_SMTP_URL",
        "smtp://, smtps://, or folder, which writes mails to data/mail, the default in development",
    ),
    // Strangers can fill the log with lines about the cookies they send. The store logs what goes wrong, with a limit.
    Setting::new("PANNIER_LOG", "log filter, as in RUST_LOG")
        .default_value("info,tower_sessions=off,tower_sessions_core=off"),
    Setting::new("PANNIER_LOG_FORMAT", "text or json").default_value("text"),
    Setting::new(
        "PANNIER_OUTBOX_LEASE",
        "lease of a delivery in seconds, after which another instance may take it over",
    )
    .default_value("60"),
    Setting::new("PANNIER_RECONCILE_EVERY", "seconds between polls of open payments").default_value("5"),
    Setting::new("PANNIER_PAYMENT_EXPIRES", "seconds until an open payment is cancelled").default_value("86400"),
    Setting::new(
        "PANNIER_REMIND_AFTER",
        "seconds until a shopper is reminded of an unpaid bank transfer, once; 0: never",
    )
    .default_value("604800"),
    Setting::new(
        "PANNIER_TRANSFER_EXPIRES",
        "seconds until an order is cancelled whose bank transfer has not arrived; 0: never",
    )
    .default_value("1209600"),
    Setting::new(
        "PANNIER_MAX_UNPAID_ORDERS",
        "orders that one session, or one e-mail address, may have unpaid at a time; 0: any number",
    )
    .default_value("5"),
    Setting::new(
        "PANNIER_DOWNLOAD_LINK_LIFETIME",
        "seconds for which a started download can be resumed or repeated; 604800 at most",
    )
    .default_value("3600"),
    Setting::new("PANNIER_KEEP_BASKETS", "seconds until an untouched basket is deleted; 0: never")
        .default_value("2592000"),
    Setting::new("PANNIER_KEEP_WEBHOOKS", "seconds until the content of a stored webhook is deleted; 0: never")
        .default_value("7776000"),
    Setting::new("PANNIER_KEEP_UPLOADS", "seconds until an upload is deleted that nothing refers to; 0: never")
        .default_value("2592000"),
    Setting::new("PANNIER_LARGEST_UPLOAD", "MiB that a file may have that the staff upload").default_value("2048"),
    Setting::new("PANNIER_VIES_URL", "URL of VIES, which knows the VAT numbers of companies in the European Union")
        .default_value("https://ec.europa.eu/taxation_customs/vies/rest-api"),
    Setting::new("PANNIER_WITHDRAWAL_DAYS", "days in which a customer can withdraw, from the last parcel on")
        .default_value("14"),
];

/// See [`Settings::help`](crate::Settings::help).
pub(super) fn help(tables: &[&[Setting]]) -> String {
    let listen = Setting::new("LEPTOS_SITE_ADDR", "address and port to listen on").default_value("127.0.0.1:3000");
    let rows: Vec<&Setting> = CORE.iter().chain(tables.iter().copied().flatten()).chain([&listen]).collect();
    let width = rows.iter().map(|row| row.name.len()).max().unwrap_or_default();
    let mut text =
        String::from("Settings, from the environment or from the table [pannier] of Leptos.toml (base_url = \"..\"):");
    for Setting { name, default, help } in rows {
        let _ = write!(text, "\n  {name:<width$} {help}");
        if !default.is_empty() {
            let _ = write!(text, " [{default}]");
        }
    }
    text
}
