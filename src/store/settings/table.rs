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
///         Setting { name: "PANNIER_CHAT_URL", default: "", help: "URL of the chat that receives order events; off if empty" },
///         Setting { name: "PANNIER_CHAT_TOKEN", default: "", help: "credential for that chat" },
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The name of the environment variable. In the table `[pannier]` of `Leptos.toml` it is in lower case,
    /// without `PANNIER_`.
    pub name: &'static str,
    /// The value if none is set, or nothing.
    pub default: &'static str,
    /// Its purpose, in one line for `--help`.
    pub help: &'static str,
}

/// The store's own settings.
pub(super) const CORE: &[Setting] = &[
    Setting { name: "DATABASE_URL", default: "sqlite:data/pannier.db", help: "sqlite:PATH or postgres://.." },
    Setting { name: "PANNIER_DATABASE_CONNECTIONS", default: "16", help: "connections to PostgreSQL per instance" },
    Setting { name: "PANNIER_ENV", default: "development", help: "development or production" },
    Setting {
        name: "PANNIER_BASE_URL",
        default: "",
        help: "URL of the shop, as shoppers see it; http://<LEPTOS_SITE_ADDR> if empty",
    },
    Setting { name: "PANNIER_DATA", default: "data", help: "directory for files, mails and the secret" },
    Setting {
        name: "PANNIER_SECRET",
        default: "",
        help: "signs links; 32 characters or more. Generated in development and kept in data/secret",
    },
    Setting { name: "PANNIER_SHOP_NAME", default: "Pannier", help: "name of the shop, in pages and mails" },
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
        help: "receives notices about orders that need attention; PANNIER_MAIL_FROM if empty",
    },
    Setting {
        name: "PANNIER_SMTP_URL",
        default: "",
        help: "smtp://, smtps://, or folder, which writes mails to data/mail, the default in development",
    },
    Setting {
        name: "PANNIER_LOG",
        // Strangers can fill the log with lines about the cookies they send. The store logs what goes wrong, with a limit.
        default: "info,tower_sessions=off,tower_sessions_core=off",
        help: "log filter, as in RUST_LOG",
    },
    Setting { name: "PANNIER_LOG_FORMAT", default: "text", help: "text or json" },
    Setting {
        name: "PANNIER_OUTBOX_LEASE",
        default: "60",
        help: "lease of a delivery in seconds, after which another instance may take it over",
    },
    Setting { name: "PANNIER_RECONCILE_EVERY", default: "5", help: "seconds between polls of open payments" },
    Setting { name: "PANNIER_PAYMENT_EXPIRES", default: "86400", help: "seconds until an open payment is cancelled" },
    Setting {
        name: "PANNIER_REMIND_AFTER",
        default: "604800",
        help: "seconds until a shopper is reminded of an unpaid bank transfer, once; 0: never",
    },
    Setting {
        name: "PANNIER_TRANSFER_EXPIRES",
        default: "1209600",
        help: "seconds until an order is cancelled whose bank transfer has not arrived; 0: never",
    },
    Setting {
        name: "PANNIER_MAX_UNPAID_ORDERS",
        default: "5",
        help: "orders that one session, or one e-mail address, may have unpaid at a time; 0: any number",
    },
    Setting {
        name: "PANNIER_DOWNLOAD_LINK_LIFETIME",
        default: "3600",
        help: "seconds for which a download that was followed can be resumed or repeated; 604800 at most",
    },
    Setting {
        name: "PANNIER_KEEP_BASKETS",
        default: "2592000",
        help: "seconds until an untouched basket is deleted; 0: never",
    },
    Setting {
        name: "PANNIER_KEEP_WEBHOOKS",
        default: "7776000",
        help: "seconds until the content of a stored webhook is deleted; 0: never",
    },
];

/// Returns the list of settings for `--help`: the store's own, and those of the plug-ins whose `tables` are
/// given, the same as to [`Settings::read`](crate::Settings::read).
///
/// ```
/// use pannier::{payment::Stripe, settings_help};
///
/// let help = settings_help(&[Stripe::SETTINGS]);
/// assert!(help.contains("PANNIER_BASE_URL") && help.contains("PANNIER_STRIPE_ELEMENT"));
/// ```
pub fn help(tables: &[&[Setting]]) -> String {
    let listen = Setting { name: "LEPTOS_SITE_ADDR", default: "127.0.0.1:3000", help: "address and port to listen on" };
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
