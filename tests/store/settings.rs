//! What is set from outside.

use pannier::{Settings, SettingsError};

fn read(values: &[(&str, &str)], file: Option<&str>) -> Result<Settings, SettingsError> {
    let dir = std::env::temp_dir().join(format!("pannier-test-settings-{}", std::process::id()));
    let mut all = vec![("PANNIER_DATA".to_owned(), dir.display().to_string())];
    all.extend(values.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())));
    Settings::read(all, file, "127.0.0.1:3000")
}

#[test]
fn invalid_settings_are_named() {
    for (name, value) in [
        ("PANNIER_ENV", "staging"),
        ("PANNIER_CURRENCY", "EURO"),
        ("PANNIER_CURRENCY", "QQQ"),
        ("PANNIER_COUNTRY", "Germany"),
        ("PANNIER_SECRET", "short"),
        ("PANNIER_OUTBOX_LEASE", "soon"),
        ("PANNIER_OUTBOX_LEASE", "0"),
        ("PANNIER_BASE_URL", "shop.example"),
        ("PANNIER_LOG_FORMAT", "xml"),
        ("DATABASE_URL", "mysql://localhost"),
        ("PANNIER_S3_REGION", "eu-central-1"),
        ("PANNIER_S3_BUCKET", "my bucket"),
        ("PANNIER_S3_BUCKET", "bucket/albums"),
        ("PANNIER_REMIND_AFTER", "a week"),
        ("PANNIER_COLOUR", "green"),
    ] {
        let message = read(&[(name, value)], None).err().expect(name).to_string();
        assert!(message.contains(name), "{name}={value}: {message}");
    }
}

#[test]
fn a_bucket_is_read_and_credentials_are_no_settings() {
    let bucket = ("PANNIER_S3_BUCKET", "quarto-files");
    let s3 = |more: &[(&str, &str)]| read(&[&[bucket], more].concat(), None);
    assert_eq!(read(&[], None).unwrap().s3, None);
    let amazon = s3(&[]).unwrap().s3.unwrap();
    assert_eq!((amazon.region, amazon.endpoint, amazon.path_style), (None, None, false));

    let endpoint = ("PANNIER_S3_ENDPOINT", "https://minio.example:9000");
    assert!(s3(&[endpoint]).unwrap().s3.unwrap().path_style, "most of the others want it");
    assert!(!s3(&[endpoint, ("PANNIER_S3_PATH_STYLE", "false")]).unwrap().s3.unwrap().path_style);
    let file = "[pannier]\ns3_bucket = 'quarto-files'\ns3_path_style = true\ns3_prefix = 'shop/'\n";
    let from_file = read(&[], Some(file)).unwrap().s3.unwrap();
    assert_eq!((from_file.path_style, from_file.prefix.as_str()), (true, "shop/"));

    for (name, value) in [
        ("PANNIER_S3_PATH_STYLE", "yes"),
        ("PANNIER_S3_PREFIX", "/shop/"),
        ("PANNIER_S3_PREFIX", "../shop/"),
        ("PANNIER_S3_ENDPOINT", "minio.example"),
        ("PANNIER_S3_ENDPOINT", "https://key:secret@minio.example"),
        ("PANNIER_S3_SECRET_KEY", "secret"),
    ] {
        let message = s3(&[(name, value)]).err().expect(value).to_string();
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
}

#[test]
fn paypal_is_set_whole_or_not_at_all() {
    let all = [
        ("PANNIER_PAYPAL_CLIENT_ID", "id"),
        ("PANNIER_PAYPAL_CLIENT_SECRET", "a secret"),
        ("PANNIER_PAYPAL_WEBHOOK_ID", "4JH86294D6297924G"),
    ];
    assert!(read(&[], None).unwrap().paypal.is_none());
    assert!(read(&all, None).unwrap().paypal.is_some());
    for (missing, _) in all {
        let rest: Vec<_> = all.into_iter().filter(|(name, _)| *name != missing).collect();
        let message = read(&rest, None).err().expect(missing).to_string();
        assert!(message.contains(missing) && !message.contains("a secret"), "{message}");
    }
    let with = |more: &[(&'static str, &'static str)]| read(&[&all[..], more].concat(), None);
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
    assert!(with(&production).unwrap().paypal.is_some());
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
    assert!(read(&[], None).unwrap().bank_transfer.is_none());
    assert!(read(&[name, iban], None).unwrap().bank_transfer.is_some());
    assert!(read(&[name, iban, bic("BYLADEM1001")], None).unwrap().bank_transfer.is_some());
    let refused = |values: &[_]| read(values, None).err().expect("refused").to_string();
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
    assert!(read(&[], None).unwrap().kunaki.is_none());
    assert!(read(&[user, password, rate("0.92")], None).unwrap().kunaki.is_some());
    assert!(read(&[user, password, ("PANNIER_CURRENCY", "USD")], None).unwrap().kunaki.is_some());
    let refused = |values: &[_]| read(values, None).err().expect("refused").to_string();
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
    assert!(read(&[], None).unwrap().stripe.is_none());
    assert!(read(&STRIPE, None).unwrap().stripe.is_some());
    for missing in 0..3 {
        let mut some = STRIPE.to_vec();
        let (name, _) = some.remove(missing);
        let message = read(&some, None).err().expect(name).to_string();
        assert!(message.starts_with(name), "{message}");
    }
    for (name, value) in [
        ("PANNIER_STRIPE_SECRET_KEY", "pk_test_1"),
        ("PANNIER_STRIPE_WEBHOOK_SECRET", "secret"),
        ("PANNIER_STRIPE_ELEMENT", "form"),
        ("PANNIER_STRIPE_API", "api.stripe.com"),
        ("PANNIER_STRIPE_JS", "js.stripe.com"),
    ] {
        let message = read(&[&STRIPE[..], &[(name, value)]].concat(), None).err().expect(name).to_string();
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
    let refused = read(&[&production[..], &STRIPE].concat(), None).err().expect("refused").to_string();
    assert!(refused.starts_with("PANNIER_STRIPE_SECRET_KEY"), "{refused}");
    let live = [("PANNIER_STRIPE_SECRET_KEY", "sk_live_1"), ("PANNIER_STRIPE_PUBLISHABLE_KEY", "pk_live_1"), STRIPE[2]];
    assert!(read(&[&production[..], &live].concat(), None).unwrap().stripe.is_some());
}

#[test]
fn a_reminder_can_be_switched_off() {
    assert_eq!(read(&[], None).unwrap().remind_after.unwrap().as_secs(), 7 * 24 * 60 * 60);
    assert_eq!(read(&[("PANNIER_REMIND_AFTER", "0")], None).unwrap().remind_after, None);
}

#[test]
fn outgoing_webhooks_need_a_url_and_a_secret() {
    const NEW: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let url = ("PANNIER_WEBHOOK_URL", "https://erp.example/orders");
    let secret = ("PANNIER_WEBHOOK_SECRET", NEW);
    assert!(read(&[], None).unwrap().webhook.is_none());
    let webhook = read(&[url, secret], None).unwrap().webhook.unwrap();
    assert_eq!((webhook.url.as_str(), webhook.secrets.len()), (url.1, 1));
    let names: Vec<_> = webhook.signals.iter().map(|kind| kind.as_str()).collect();
    assert_eq!(names, ["completed", "cancelled", "refunded"]);
    let two = format!("{NEW} whsec_c2VjcmV0LW9mLWEtcm90YXRlZC1lbmRwb2ludA==");
    assert_eq!(read(&[url, ("PANNIER_WEBHOOK_SECRET", &two)], None).unwrap().webhook.unwrap().secrets.len(), 2);

    let refused = |values: &[_]| read(values, None).err().expect("refused").to_string();
    assert!(refused(&[url]).starts_with("PANNIER_WEBHOOK_SECRET: is missing"));
    assert!(refused(&[secret]).starts_with("PANNIER_WEBHOOK_URL: is missing"));
    for (name, value) in [
        ("PANNIER_WEBHOOK_URL", "erp.example"),
        ("PANNIER_WEBHOOK_URL", "ftp://erp.example/"),
        ("PANNIER_WEBHOOK_SECRET", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
        ("PANNIER_WEBHOOK_SECRET", "whsec_c2hvcnQ="),
        ("PANNIER_WEBHOOK_SIGNALS", "completed shipped-by-balloon"),
        ("PANNIER_WEBHOOK_SIGNALS", "created"),
        ("PANNIER_WEBHOOK_SIGNALS", " "),
    ] {
        let message = refused(&[url, secret, (name, value)]);
        assert!(message.starts_with(name), "{name}={value}: {message}");
        assert!(!message.contains("MfKQ") && !message.contains("c2hvcnQ"), "a secret is shown: {message}");
    }
}

#[test]
fn outgoing_webhooks_in_production_use_tls_or_loopback() {
    let production = [
        ("PANNIER_ENV", "production"),
        ("PANNIER_BASE_URL", "https://shop.example"),
        ("PANNIER_SECRET", "0123456789abcdef0123456789abcdef"),
        ("PANNIER_WEBHOOK_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
    ];
    for (url, taken) in [
        ("https://erp.example/orders", true),
        ("http://127.0.0.1:4000/orders", true),
        ("http://localhost/orders", true),
        ("http://erp.example/orders", false),
        ("http://localhost.evil.example/orders", false),
    ] {
        let settings = read(&[&production[..], &[("PANNIER_WEBHOOK_URL", url)]].concat(), None);
        assert_eq!(settings.is_ok(), taken, "{url}");
    }
    assert!(read(&[&production[3..], &[("PANNIER_WEBHOOK_URL", "http://erp.example/orders")]].concat(), None).is_ok());
}
