//! What is set from outside.

use std::time::Duration;

use pannier::{
    Setting, Settings, SettingsError, TimeZone,
    payment::{BankTransfer, PayPal, Stripe},
    receivers::{Mailer, OrderMail, OutgoingWebhook, OutgoingWebhookSettings},
    shipping::Kunaki,
    storage::S3Settings,
};

const TABLES: &[&[Setting]] = &[
    Stripe::SETTINGS,
    PayPal::SETTINGS,
    BankTransfer::SETTINGS,
    Kunaki::SETTINGS,
    OutgoingWebhook::SETTINGS,
    S3Settings::SETTINGS,
];

fn read(values: &[(&str, &str)], file: Option<&str>) -> Result<Settings, SettingsError> {
    read_tables(values, file, TABLES)
}

fn read_tables(values: &[(&str, &str)], file: Option<&str>, tables: &[&[Setting]]) -> Result<Settings, SettingsError> {
    let dir = std::env::temp_dir().join(format!("pannier-test-settings-{}", std::process::id()));
    let mut all = vec![("PANNIER_DATA".to_owned(), dir.display().to_string())];
    all.extend(values.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())));
    Settings::read(all, file, "127.0.0.1:3000", tables)
}

/// What a plug-in makes of the values.
fn plug_in<P>(
    values: &[(&str, &str)],
    from_settings: fn(&Settings) -> Result<Option<P>, SettingsError>,
) -> Result<Option<P>, SettingsError> {
    from_settings(&read(values, None)?)
}

#[test]
fn invalid_settings_are_named() {
    for (name, value) in [
        ("PANNIER_ENV", "staging"),
        ("PANNIER_CURRENCY", "EURO"),
        ("PANNIER_CURRENCY", "QQQ"),
        ("PANNIER_COUNTRY", "Germany"),
        ("PANNIER_TIME_ZONE", "Europe/Berln"),
        ("PANNIER_SECRET", "short"),
        ("PANNIER_OWNER_MAIL_SALES", "weekly"),
        ("PANNIER_REFUND_CONFIRMATION", "a lot"),
        ("PANNIER_REFUND_CONFIRMATION", "-1"),
        ("PANNIER_REFUND_CONFIRMATION", "1.999"),
        ("PANNIER_OUTBOX_LEASE", "soon"),
        ("PANNIER_OUTBOX_LEASE", "0"),
        ("PANNIER_BASE_URL", "shop.example"),
        ("PANNIER_LOG_FORMAT", "xml"),
        ("DATABASE_URL", "mysql://localhost"),
        ("DATABASE_URL", "postgres://shop:a@secret@:x/shop"),
        ("DATABASE_URL", "postgres://localhost/shop?sslmode=always"),
        ("DATABASE_URL", "postgres://db.internal/shop?sslmode=require&sslrootcert=/etc/ssl/db.pem"),
        ("PANNIER_DATABASE_CONNECTIONS", "0"),
        ("PANNIER_S3_REGION", "eu-central-1"),
        ("PANNIER_S3_BUCKET", "my bucket"),
        ("PANNIER_S3_BUCKET", "bucket/albums"),
        ("PANNIER_REMIND_AFTER", "a week"),
        ("PANNIER_TRANSFER_EXPIRES", "two weeks"),
        ("PANNIER_MAX_UNPAID_ORDERS", "-1"),
        ("PANNIER_DOWNLOAD_LINK_LIFETIME", "0"),
        ("PANNIER_DOWNLOAD_LINK_LIFETIME", "604801"),
        ("PANNIER_KEEP_BASKETS", "30 days"),
        ("PANNIER_KEEP_WEBHOOKS", ""),
        ("PANNIER_KEEP_UPLOADS", "a month"),
        ("PANNIER_LARGEST_UPLOAD", "2 GB"),
        ("PANNIER_VIES_URL", "http://vies.example"),
        ("PANNIER_VIES_URL", ""),
        ("PANNIER_WITHDRAWAL_DAYS", "two weeks"),
        ("PANNIER_COLOUR", "green"),
    ] {
        let message = plug_in(&[(name, value)], S3Settings::from_settings).expect_err(name).to_string();
        assert!(message.contains(name), "{name}={value}: {message}");
    }
}

#[test]
fn a_time_zone_is_one_of_the_iana() {
    let zone = |name: &str| read(&[("PANNIER_TIME_ZONE", name)], None).map(|settings| settings.time_zone.to_string());
    assert_eq!(read(&[], None).unwrap().time_zone, TimeZone::UTC);
    assert_eq!(zone("").as_deref(), Ok("UTC"), "as if it was not set");
    assert_eq!(zone("europe/berlin").as_deref(), Ok("Europe/Berlin"));
    for (wrong, meant) in [
        ("Berlin", "Europe/Berlin"),
        ("Europe/Berln", "Europe/Berlin"),
        ("CEST", "CET"),
        ("Factory", "such as"),
        ("Berlin time", "such as"),
    ] {
        let message = zone(wrong).unwrap_err().to_string();
        assert!(message.starts_with("PANNIER_TIME_ZONE: ") && message.contains(meant), "{message}");
    }
}

#[test]
fn a_bucket_is_read_and_credentials_are_no_settings() {
    let bucket = ("PANNIER_S3_BUCKET", "quarto-files");
    let s3 = |more: &[(&str, &str)]| plug_in(&[&[bucket], more].concat(), S3Settings::from_settings);
    assert_eq!(plug_in(&[], S3Settings::from_settings).unwrap(), None);
    let amazon = s3(&[]).unwrap().unwrap();
    assert_eq!((amazon.region, amazon.endpoint, amazon.path_style), (None, None, false));

    let endpoint = ("PANNIER_S3_ENDPOINT", "https://minio.example:9000");
    assert!(s3(&[endpoint]).unwrap().unwrap().path_style, "most of the others want it");
    assert!(!s3(&[endpoint, ("PANNIER_S3_PATH_STYLE", "false")]).unwrap().unwrap().path_style);
    let file = "[pannier]\ns3_bucket = 'quarto-files'\ns3_path_style = true\ns3_prefix = 'shop/'\n";
    let from_file = S3Settings::from_settings(&read(&[], Some(file)).unwrap()).unwrap().unwrap();
    assert_eq!((from_file.path_style, from_file.prefix.as_str()), (true, "shop/"));

    for (name, value) in [
        ("PANNIER_S3_PATH_STYLE", "yes"),
        ("PANNIER_S3_PREFIX", "/shop/"),
        ("PANNIER_S3_PREFIX", "../shop/"),
        ("PANNIER_S3_ENDPOINT", "minio.example"),
        ("PANNIER_S3_ENDPOINT", "https://key:secret@minio.example"),
        ("PANNIER_S3_SECRET_KEY", "secret"),
    ] {
        let message = s3(&[(name, value)]).expect_err(value).to_string();
        assert!(message.contains(name) && !message.contains("secret"), "{name}={value}: {message}");
    }
}

#[test]
fn production_refuses_insecure_defaults() {
    let production = ("PANNIER_ENV", "production");
    let url = ("PANNIER_BASE_URL", "https://shop.example/");
    let secret = ("PANNIER_SECRET", "0123456789abcdef0123456789abcdef");
    assert!(read(&[production, secret], None).is_err_and(|e| e.to_string().contains("PANNIER_BASE_URL")));
    assert!(read(&[production, url], None).is_err_and(|e| e.to_string().contains("PANNIER_SECRET")));
    assert_eq!(read(&[production, url, secret], None).unwrap().base_url, "https://shop.example");
    for sample in
        ["replace-me-with-openssl-rand-hex-32", "32 bytes that nobody can guess..", "REPLACE-ME-REPLACE-ME-REPLACE-ME-"]
    {
        let refused = read(&[production, url, ("PANNIER_SECRET", sample)], None).expect_err(sample).to_string();
        assert!(refused.starts_with("PANNIER_SECRET") && refused.contains("openssl rand -hex 32"), "{refused}");
        assert!(read(&[url, ("PANNIER_SECRET", sample)], None).is_ok(), "{sample}, in development");
    }
    let at = |url| read(&[production, ("PANNIER_BASE_URL", url), secret], None);
    for open in ["http://shop.example", "http://127.0.0.1.evil.example", "http://10.0.0.1"] {
        assert!(at(open).is_err_and(|e| e.to_string().contains("PANNIER_BASE_URL")), "{open}");
    }
    assert!(at("http://127.0.0.1:3000").is_ok());
}

#[test]
fn mails_of_production_go_to_somebody_from_somebody() {
    let production = [
        ("PANNIER_ENV", "production"),
        ("PANNIER_BASE_URL", "https://shop.example"),
        ("PANNIER_SECRET", "0123456789abcdef0123456789abcdef"),
    ];
    let mail = |values: &[_]| {
        let settings = read(&[&production[..], values].concat(), None).unwrap();
        let mail = || OrderMail::new(Mailer::from_settings(&settings)?, &settings).map(drop);
        mail().map_err(|error| error.to_string())
    };
    let (folder, from) = (("PANNIER_SMTP_URL", "folder"), ("PANNIER_MAIL_FROM", "orders@shop.example"));
    assert!(mail(&[from]).unwrap_err().starts_with("PANNIER_SMTP_URL"));
    assert!(mail(&[folder]).unwrap_err().starts_with("PANNIER_MAIL_FROM"));
    assert!(mail(&[folder, ("PANNIER_MAIL_FROM", "shop@LOCALHOST")]).is_err());
    assert_eq!(mail(&[folder, from]), Ok(()));
}

#[test]
fn production_sends_nothing_to_a_database_on_another_machine_unencrypted() {
    let others = [("PANNIER_BASE_URL", "https://shop.example"), ("PANNIER_SECRET", "0123456789abcdef0123456789abcdef")];
    let read =
        |environment, url| read(&[&others[..], &[("PANNIER_ENV", environment), ("DATABASE_URL", url)]].concat(), None);
    for url in [
        "postgres://shop:a-password@db.internal/shop",
        "postgres://shop:a-password@db.internal/shop?sslmode=prefer",
        "postgres://shop:a-password@localhost/shop?host=db.internal&sslmode=disable",
    ] {
        let error = read("production", url).expect_err(url).to_string();
        assert!(error.contains("db.internal") && error.contains("sslmode=verify-full"), "{error}");
        assert!(!error.contains("a-password"), "{error}");
        assert!(read("development", url).is_ok());
    }
    for url in [
        "postgres://db.internal/shop?sslmode=require",
        "postgres://db.internal/shop?sslmode=verify-full&sslrootcert=/etc/ssl/db.pem",
        "postgres://localhost/shop",
        "postgresql://[::1]:5433/shop",
        "postgres://127.0.0.2/shop?sslmode=disable",
        "postgres:///shop?host=/run/postgresql",
        "sqlite:data/pannier.db",
    ] {
        assert!(read("production", url).is_ok(), "{url}");
    }
}

#[test]
fn paypal_is_set_whole_or_not_at_all() {
    let all = [
        ("PANNIER_PAYPAL_CLIENT_ID", "id"),
        ("PANNIER_PAYPAL_CLIENT_SECRET", "a secret"),
        ("PANNIER_PAYPAL_WEBHOOK_ID", "4JH86294D6297924G"),
    ];
    let paypal = |values: &[(&str, &str)]| plug_in(values, PayPal::from_settings);
    assert!(paypal(&[]).unwrap().is_none());
    assert!(paypal(&all).unwrap().is_some());
    for (missing, _) in all {
        let rest: Vec<_> = all.into_iter().filter(|(name, _)| *name != missing).collect();
        let message = paypal(&rest).expect_err(missing).to_string();
        assert!(message.starts_with(missing) && !message.contains("a secret"), "{message}");
    }
    let with = |more: &[(&'static str, &'static str)]| paypal(&[&all[..], more].concat());
    for api in ["http://api-m.paypal.com", "api-m.paypal.com", "ftp://127.0.0.1"] {
        assert!(
            with(&[("PANNIER_PAYPAL_API", api)]).is_err_and(|e| e.to_string().contains("PANNIER_PAYPAL_API")),
            "{api}"
        );
    }
    assert!(with(&[("PANNIER_PAYPAL_API", "http://127.0.0.1:4000")]).is_ok());
    let production = [
        ("PANNIER_ENV", "production"),
        ("PANNIER_BASE_URL", "https://shop.example"),
        ("PANNIER_SECRET", "0123456789abcdef0123456789abcdef"),
    ];
    assert!(with(&production).unwrap().is_some());
    for api in ["https://api-m.sandbox.paypal.com", "http://127.0.0.1:4000"] {
        let trial = [&production[..], &[("PANNIER_PAYPAL_API", api)]].concat();
        assert!(with(&trial).is_err_and(|e| e.to_string().contains("PANNIER_PAYPAL_API")), "{api} in production");
    }
}

#[test]
fn bank_transfers_need_a_name_and_an_iban() {
    let (name, iban) =
        (("PANNIER_BANK_TRANSFER_NAME", "Quarto"), ("PANNIER_BANK_TRANSFER_IBAN", "DE02120300000000202051"));
    let bic = |code| ("PANNIER_BANK_TRANSFER_BIC", code);
    let transfer = |values: &[(&str, &str)]| plug_in(values, BankTransfer::from_settings);
    assert!(transfer(&[]).unwrap().is_none());
    assert!(transfer(&[name, iban]).unwrap().is_some());
    assert!(transfer(&[name, iban, bic("BYLADEM1001")]).unwrap().is_some());
    let refused = |values: &[_]| transfer(values).expect_err("refused").to_string();
    assert!(refused(&[name]).starts_with("PANNIER_BANK_TRANSFER_IBAN: is missing"));
    assert!(refused(&[iban]).starts_with("PANNIER_BANK_TRANSFER_NAME: is missing"));
    assert!(refused(&[bic("BYLADEM1001")]).contains("is missing"));
    assert!(refused(&[name, iban, bic("Sparkasse")]).starts_with("PANNIER_BANK_TRANSFER_BIC"));
    let wrong = ("PANNIER_BANK_TRANSFER_IBAN", "DE02120300000000202052");
    assert!(refused(&[name, wrong]).contains("check digits"));
}

#[test]
fn kunaki_needs_its_account_and_a_rate_for_dollars() {
    let (user, password) = (("PANNIER_KUNAKI_USER", "ada@example.com"), ("PANNIER_KUNAKI_PASSWORD", "secret"));
    let rate = |rate| ("PANNIER_KUNAKI_RATE", rate);
    let kunaki = |values: &[(&str, &str)]| plug_in(values, Kunaki::from_settings);
    assert!(kunaki(&[]).unwrap().is_none());
    assert!(kunaki(&[user, password, rate("0.92")]).unwrap().is_some());
    assert!(kunaki(&[user, password, ("PANNIER_CURRENCY", "USD")]).unwrap().is_some());
    let refused = |values: &[_]| kunaki(values).expect_err("refused").to_string();
    assert!(refused(&[user]).starts_with("PANNIER_KUNAKI_PASSWORD"));
    assert!(refused(&[password]).starts_with("PANNIER_KUNAKI_USER"));
    let missing = refused(&[user, password]);
    assert!(missing.starts_with("PANNIER_KUNAKI_RATE: is missing") && missing.contains("EUR"), "{missing}");
    assert!(refused(&[user, password, rate("92 cents")]).starts_with("PANNIER_KUNAKI_RATE"));
    assert!(
        refused(&[user, password, rate("0.92"), ("PANNIER_KUNAKI_MODE", "live")]).starts_with("PANNIER_KUNAKI_MODE")
    );
}

#[test]
fn kunakis_test_mode_is_no_accident_in_production() {
    let production = [
        ("PANNIER_ENV", "production"),
        ("PANNIER_BASE_URL", "https://shop.example"),
        ("PANNIER_SECRET", "0123456789abcdef0123456789abcdef"),
        ("PANNIER_KUNAKI_USER", "ada@example.com"),
        ("PANNIER_KUNAKI_PASSWORD", "secret"),
        ("PANNIER_KUNAKI_RATE", "0.92"),
    ];
    let with = |mode: &[_]| plug_in(&[&production[..], mode].concat(), Kunaki::from_settings);
    for mode in [&[][..], &[("PANNIER_KUNAKI_MODE", "TEST")]] {
        let refused = with(mode).expect_err("refused").to_string();
        assert!(refused.starts_with("PANNIER_KUNAKI_MODE") && refused.contains("LIVE"), "{refused}");
    }
    for mode in ["LIVE", "TEST_IN_PRODUCTION"] {
        assert!(with(&[("PANNIER_KUNAKI_MODE", mode)]).unwrap().is_some(), "{mode}");
    }
}

#[test]
fn the_environment_overrides_the_file() {
    let file = "[package.metadata.leptos]\noutput-name = 'x'\n[pannier]\nshop_name = 'File'\ncountry = 'FR'\noutbox_lease = 7\n";
    let settings = read(&[("PANNIER_COUNTRY", "AT")], Some(file)).unwrap();
    assert_eq!((settings.shop_name.as_str(), settings.country.as_str()), ("File", "AT"));
    assert_eq!(settings.outbox_lease.as_secs(), 7);
    assert!(read(&[], Some("[pannier]\ncolour = 'green'\n")).is_err_and(|e| e.to_string().contains("COLOUR")));
}

#[test]
fn a_generated_secret_is_kept() {
    let (first, second) = (read(&[], None).unwrap(), read(&[], None).unwrap());
    assert!(first.secret.len() >= 32);
    assert_eq!(first.secret, second.secret);
}

/// cargo-leptos reads Cargo.toml, the server reads Leptos.toml: they must say the same.
#[test]
fn the_two_tables_of_leptos_agree() {
    let cargo: toml::Table = include_str!("../../Cargo.toml").parse().unwrap();
    let leptos: toml::Table = include_str!("../../Leptos.toml").parse().unwrap();
    let build = cargo["workspace"]["metadata"]["leptos"][0].as_table().unwrap();
    let serve = leptos["package"]["metadata"]["leptos"].as_table().unwrap();
    assert!(serve.contains_key("output-name") && serve.contains_key("site-root"));
    for (key, value) in serve {
        assert_eq!(Some(value), build.get(key), "{key}");
    }
}

#[test]
fn a_secret_given_by_a_program_is_taken_as_it_is() {
    let secret: Vec<u8> = (200..=255).collect();
    assert_eq!(pannier::Settings::new("https://shop.example", secret.clone()).secret, secret);
    for (url, secret) in [("https://shop.example", ""), ("https://shop.example", "short"), ("", &"x".repeat(32))] {
        let made = std::panic::catch_unwind(|| pannier::Settings::new(url, secret));
        assert!(made.is_err(), "{url:?} with a secret of {} bytes", secret.len());
    }
}

const STRIPE: [(&str, &str); 3] = [
    ("PANNIER_STRIPE_SECRET_KEY", "sk_test_1"),
    ("PANNIER_STRIPE_PUBLISHABLE_KEY", "pk_test_1"),
    ("PANNIER_STRIPE_WEBHOOK_SECRET", "whsec_1"),
];

#[test]
fn stripe_needs_all_of_its_keys() {
    let stripe = |values: &[(&str, &str)]| plug_in(values, Stripe::from_settings);
    assert!(stripe(&[]).unwrap().is_none());
    assert!(stripe(&STRIPE).unwrap().is_some());
    for missing in 0..3 {
        let mut some = STRIPE.to_vec();
        let (name, _) = some.remove(missing);
        let message = stripe(&some).expect_err(name).to_string();
        assert!(message.starts_with(name), "{message}");
    }
    for (name, value) in [
        ("PANNIER_STRIPE_SECRET_KEY", "pk_test_1"),
        ("PANNIER_STRIPE_WEBHOOK_SECRET", "secret"),
        ("PANNIER_STRIPE_ELEMENT", "form"),
        ("PANNIER_STRIPE_API", "api.stripe.com"),
        ("PANNIER_STRIPE_JS", "js.stripe.com"),
    ] {
        let message = stripe(&[&STRIPE[..], &[(name, value)]].concat()).expect_err(name).to_string();
        assert!(message.starts_with(name), "{message}");
        assert!(!message.contains("sk_") || !message.contains("test_1"), "a key is shown: {message}");
    }
}

#[test]
fn production_refuses_test_keys() {
    let production = [
        ("PANNIER_ENV", "production"),
        ("PANNIER_BASE_URL", "https://shop.example/"),
        ("PANNIER_SECRET", "0123456789abcdef0123456789abcdef"),
    ];
    let stripe = |keys: &[(&str, &str)]| plug_in(&[&production[..], keys].concat(), Stripe::from_settings);
    let refused = stripe(&STRIPE).expect_err("refused").to_string();
    assert!(refused.starts_with("PANNIER_STRIPE_SECRET_KEY"), "{refused}");
    let live = [("PANNIER_STRIPE_SECRET_KEY", "sk_live_1"), ("PANNIER_STRIPE_PUBLISHABLE_KEY", "pk_live_1"), STRIPE[2]];
    assert!(stripe(&live).unwrap().is_some());
}

#[test]
fn what_happens_after_a_time_can_be_switched_off() {
    type Of = fn(&Settings) -> Option<Duration>;
    let times: [(&str, u64, Of); 5] = [
        ("PANNIER_REMIND_AFTER", 7, |settings| settings.remind_after),
        ("PANNIER_TRANSFER_EXPIRES", 14, |settings| settings.transfer_expires),
        ("PANNIER_KEEP_BASKETS", 30, |settings| settings.keep_baskets),
        ("PANNIER_KEEP_WEBHOOKS", 90, |settings| settings.keep_webhooks),
        ("PANNIER_KEEP_UPLOADS", 30, |settings| settings.keep_uploads),
    ];
    for (name, days, of) in times {
        assert_eq!(of(&read(&[], None).unwrap()), Some(Duration::from_secs(days * 24 * 60 * 60)), "{name}");
        assert_eq!(of(&read(&[(name, "0")], None).unwrap()), None, "{name}");
    }
}

#[test]
fn outgoing_webhooks_need_a_url_and_a_secret() {
    const NEW: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let url = ("PANNIER_OUTGOING_WEBHOOK_URL", "https://erp.example/orders");
    let secret = ("PANNIER_OUTGOING_WEBHOOK_SECRET", NEW);
    let listener = |values: &[(&str, &str)]| plug_in(values, OutgoingWebhookSettings::from_settings);
    assert!(listener(&[]).unwrap().is_none());
    assert!(plug_in(&[url, secret], OutgoingWebhook::from_settings).unwrap().is_some());
    let webhook = listener(&[url, secret]).unwrap().unwrap();
    assert_eq!((webhook.url.as_str(), webhook.secrets.len()), (url.1, 1));
    let names: Vec<_> = webhook.signals.iter().map(|kind| kind.as_str()).collect();
    assert_eq!(names, ["completed", "cancelled", "refunded"]);
    let two = format!("{NEW} whsec_c2VjcmV0LW9mLWEtcm90YXRlZC1lbmRwb2ludA==");
    assert_eq!(listener(&[url, ("PANNIER_OUTGOING_WEBHOOK_SECRET", &two)]).unwrap().unwrap().secrets.len(), 2);

    let refused = |values: &[_]| listener(values).expect_err("refused").to_string();
    assert!(refused(&[url]).starts_with("PANNIER_OUTGOING_WEBHOOK_SECRET: is missing"));
    assert!(refused(&[secret]).starts_with("PANNIER_OUTGOING_WEBHOOK_URL: is missing"));
    for (name, value) in [
        ("PANNIER_OUTGOING_WEBHOOK_URL", "erp.example"),
        ("PANNIER_OUTGOING_WEBHOOK_URL", "ftp://erp.example/"),
        ("PANNIER_OUTGOING_WEBHOOK_SECRET", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
        ("PANNIER_OUTGOING_WEBHOOK_SECRET", "whsec_c2hvcnQ="),
        ("PANNIER_OUTGOING_WEBHOOK_SIGNALS", "completed shipped-by-balloon"),
        ("PANNIER_OUTGOING_WEBHOOK_SIGNALS", "created"),
        ("PANNIER_OUTGOING_WEBHOOK_SIGNALS", " "),
    ] {
        let message = refused(&[url, secret, (name, value)]);
        assert!(message.starts_with(name), "{name}={value}: {message}");
        assert!(!message.contains("MfKQ") && !message.contains("c2hvcnQ"), "a secret is shown: {message}");
    }
}

#[test]
fn services_use_tls_or_loopback() {
    let secret = ("PANNIER_OUTGOING_WEBHOOK_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    let kunaki =
        [("PANNIER_KUNAKI_USER", "ada"), ("PANNIER_KUNAKI_PASSWORD", "secret"), ("PANNIER_KUNAKI_RATE", "0.92")];
    for (url, taken) in [
        ("https://erp.example/orders", true),
        ("http://127.0.0.1:4000/orders", true),
        ("http://localhost/orders", true),
        ("http://erp.example/orders", false),
        ("http://localhost.evil.example/orders", false),
    ] {
        let webhook = plug_in(&[secret, ("PANNIER_OUTGOING_WEBHOOK_URL", url)], OutgoingWebhookSettings::from_settings);
        assert_eq!(webhook.is_ok(), taken, "{url}");
        for name in ["PANNIER_STRIPE_API", "PANNIER_STRIPE_JS"] {
            let stripe = plug_in(&[&STRIPE[..], &[(name, url)]].concat(), Stripe::from_settings);
            assert_eq!(stripe.is_ok(), taken, "{name}={url}");
        }
        let kunaki = plug_in(&[&kunaki[..], &[("PANNIER_KUNAKI_URL", url)]].concat(), Kunaki::from_settings);
        assert_eq!(kunaki.is_ok(), taken, "{url}");
    }
    let leaky = [secret, ("PANNIER_OUTGOING_WEBHOOK_URL", "http://erp.example/orders?key=a-secret")];
    let refused = plug_in(&leaky, OutgoingWebhookSettings::from_settings).expect_err("refused").to_string();
    assert!(refused.contains("PANNIER_OUTGOING_WEBHOOK_URL") && !refused.contains("a-secret"), "{refused}");
}

/// A plug-in of somebody else's, one of whose settings is named after the app.
const STRANGERS: &[Setting] = &[
    Setting::new("PANNIER_CHAT_URL", "URL of the chat that receives order events"),
    Setting::new("PANNIER_CHAT_TOKEN", "credential for that chat"),
    Setting::new("QUARTO_CHAT_ROOM", "channel for order events").default_value("orders"),
];

#[test]
fn a_strangers_table_is_in_the_help_and_is_read() {
    let help = Settings::help(&[Stripe::SETTINGS, STRANGERS]);
    for (name, what) in [
        ("PANNIER_CHAT_URL", "URL of the chat that receives order events"),
        ("QUARTO_CHAT_ROOM", "channel for order events [orders]"),
        ("PANNIER_STRIPE_ELEMENT", "or card [payment]"),
        ("PANNIER_SHOP_NAME", "name of the shop, in pages and mails, unless the admin sets one [Pannier]"),
    ] {
        assert!(help.lines().any(|line| line.trim().starts_with(name) && line.ends_with(what)), "{name}: {help}");
    }
    assert!(!Settings::help(&[]).contains("CHAT") && !Settings::help(&[]).contains("STRIPE"));

    let read = |values: &[_], file| read_tables(values, file, &[STRANGERS]);
    let settings = read(&[("PANNIER_CHAT_URL", " https://chat.example ")], None).unwrap();
    assert_eq!(settings.get("PANNIER_CHAT_URL"), Some("https://chat.example"));
    assert_eq!(settings.get("PANNIER_CHAT_TOKEN"), None);
    assert_eq!(settings.get("QUARTO_CHAT_ROOM"), Some("orders"));
    let file = "[pannier]\nchat_url = 'https://chat.example'\nquarto_chat_room = 'tills'\n";
    let settings = read(&[("QUARTO_CHAT_ROOM", "shop")], Some(file)).unwrap();
    assert_eq!(settings.get("PANNIER_CHAT_URL"), Some("https://chat.example"));
    assert_eq!(settings.get("QUARTO_CHAT_ROOM"), Some("shop"));
    let settings = read(&[("QUARTO_CHAT_ROOM", " ")], None).unwrap();
    assert_eq!(settings.get("QUARTO_CHAT_ROOM"), None, "set to nothing");
    assert_eq!(settings.get("PANNIER_SECRET"), None, "no plug-in's");
}

#[test]
fn a_name_that_is_in_no_table_stops_the_start() {
    let unknown = |values: &[_], file, tables: &[&[Setting]]| {
        let refused = read_tables(values, file, tables).err();
        matches!(&refused, Some(SettingsError::Unknown(name)) if name.starts_with("PANNIER_"))
    };
    assert!(unknown(&[("PANNIER_CHAT_ROOM", "shop")], None, &[STRANGERS]));
    assert!(unknown(&[], Some("[pannier]\nchat_room = 'shop'\n"), &[STRANGERS]));
    assert!(unknown(&[], Some("[pannier]\npannier_chat_url = 'https://chat.example'\n"), &[STRANGERS]));
    assert!(unknown(&[STRIPE[0]], None, &[STRANGERS]), "of a plug-in that the app does not have");
    // The environment holds what is nobody's business.
    assert!(read_tables(&[("QUARTO_CHAT", "shop"), ("HOME", "/")], None, &[STRANGERS]).is_ok());
}

#[test]
fn a_name_is_in_one_table() {
    const AGAIN: &[Setting] = &[Setting::new("PANNIER_CHAT_URL", "another chat")];
    const CORE: &[Setting] = &[Setting::new("PANNIER_SECRET", "of the chat")];
    for (tables, name) in [
        (&[STRANGERS, AGAIN][..], "PANNIER_CHAT_URL"),
        (&[STRANGERS, STRANGERS], "PANNIER_CHAT_URL"),
        (&[CORE], "PANNIER_SECRET"),
    ] {
        let refused = read_tables(&[], None, tables).expect_err(name);
        assert!(matches!(refused, SettingsError::Duplicate(twice) if twice == name), "{refused}");
    }
}

#[test]
fn settings_of_use_only_together_are_set_together() {
    let (url, token) = (("PANNIER_CHAT_URL", "https://chat.example"), ("PANNIER_CHAT_TOKEN", "a secret"));
    let chat = |values: &[_]| {
        let settings = read_tables(values, None, &[STRANGERS])?;
        let chat = settings.all_or_none([url.0, token.0], "a chat needs both")?;
        Ok::<_, SettingsError>(chat.map(|chat| chat.map(str::to_owned)))
    };
    assert_eq!(chat(&[]).unwrap(), None);
    assert_eq!(chat(&[url, token]).unwrap(), Some([url.1.to_owned(), token.1.to_owned()]));
    let refused = |values: &[_]| chat(values).unwrap_err().to_string();
    assert_eq!(refused(&[url]), "PANNIER_CHAT_TOKEN: is missing: a chat needs both");
    assert_eq!(refused(&[token]), "PANNIER_CHAT_URL: is missing: a chat needs both");
}

#[test]
fn without_tables_no_plug_in_is_on() {
    let settings = Settings::new("https://shop.example", "a secret that only tests have to know");
    assert!(Stripe::from_settings(&settings).unwrap().is_none());
    assert!(PayPal::from_settings(&settings).unwrap().is_none());
    assert!(BankTransfer::from_settings(&settings).unwrap().is_none());
    assert!(Kunaki::from_settings(&settings).unwrap().is_none());
    assert!(OutgoingWebhook::from_settings(&settings).unwrap().is_none());
    assert!(S3Settings::from_settings(&settings).unwrap().is_none());
}
