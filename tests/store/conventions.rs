//! What an app takes for granted in the public types: errors that it can pass on, one name for each value, and a `Debug`
//! that it can log.

use std::{
    error::Error,
    fmt::{Debug, Display},
    str::FromStr,
};

use pannier::{
    AdminError, AmountError, Currency, DisputeStatus, DocumentKind, FileProblem, FulfilmentError, ImportError,
    InvalidValueError, Language, LocalFiles, ManagedError, ManagedState, OrderStatus, OrderTab, PaymentError,
    PaymentIssue, PaymentStatus, ReceiverError, RefundReason, RefundStatus, Role, Settings, SettingsError,
    ShipmentStatus, ShippingError, SignalKind, StaffError, StorageError, Store, TaxCode, TaxError, UnknownNameError,
    UploadError, VatProof, WebhookError, WithdrawalRight,
    db::{Db, DbError},
    managed::{FieldError, FieldProblem},
    payment::{
        PayPal, PayPalApp, Stripe,
        sandbox::{Gateway, Sandbox, SandboxError},
    },
    receivers::{Mailer, OrderMail, OutgoingWebhook, OutgoingWebhookSettings, OwnerMail, WebhookSecret},
    shipping::Kunaki,
};
use serde::{Serialize, de::DeserializeOwned};

#[test]
fn an_error_can_be_boxed_and_is_part_of_a_sentence() {
    let errors: Vec<Box<dyn Error + Send + Sync>> = vec![
        Box::new(AdminError::NotPaid),
        Box::new(AdminError::WithdrawalMatched),
        Box::new(AmountError::Overflow),
        Box::new(DbError::from(pannier::sqlx::Error::PoolClosed)),
        Box::new(FulfilmentError::UnknownShipment),
        Box::new("euro".parse::<Currency>().unwrap_err()),
        Box::new(FileProblem::Utf16),
        Box::new(ImportError::Unknown),
        Box::new("d".parse::<Language>().unwrap_err()),
        Box::new(InvalidValueError::new("is of no use")),
        Box::new(ManagedError::NoStock),
        Box::new(FieldError::new("price", FieldProblem::NotAnAmount)),
        Box::new(PaymentError::NotFound),
        Box::new(ReceiverError::new("the warehouse does not answer")),
        Box::new(SandboxError::Production),
        Box::new(SettingsError::Unknown("PANNIER_COLOUR".into())),
        Box::new(ShippingError::new("ask again tomorrow")),
        Box::new(StaffError::LastOwner),
        Box::new(StorageError::ReadOnly),
        Box::new(TaxError::Unknown("the service does not answer".into())),
        Box::new("paid".parse::<OrderStatus>().unwrap_err()),
        Box::new(UploadError::UnknownFormat),
        Box::new(WebhookError::Ignored),
    ];
    for error in errors {
        let text = error.to_string();
        assert!(!text.starts_with(char::is_uppercase) && !text.ends_with(['.', '!', '?']), "{text}");
    }
}

/// Compares the names of values in tables, in logs and in JSON.
fn have_one_name<T>(values: &[T])
where
    T: Copy + Debug + Display + PartialEq + FromStr<Err = UnknownNameError> + Serialize + DeserializeOwned,
{
    for value in values {
        let name = value.to_string();
        assert_eq!(name.parse::<T>(), Ok(*value));
        assert_eq!(serde_json::to_value(value).unwrap(), name.as_str());
        assert_eq!(serde_json::from_value::<T>(name.into()).unwrap(), *value);
    }
}

#[test]
fn a_value_has_one_name_in_tables_logs_and_json() {
    have_one_name(&OrderStatus::ALL);
    have_one_name(&OrderTab::ALL);
    have_one_name(&PaymentStatus::ALL);
    have_one_name(&PaymentIssue::ALL);
    have_one_name(&RefundStatus::ALL);
    have_one_name(&DisputeStatus::ALL);
    have_one_name(&ShipmentStatus::ALL);
    have_one_name(&SignalKind::ALL);
    have_one_name(&Role::ALL);
    have_one_name(&TaxCode::ALL);
    have_one_name(&DocumentKind::ALL);
    have_one_name(&ManagedState::ALL);
    have_one_name(&VatProof::ALL);
    have_one_name(&WithdrawalRight::ALL);
    have_one_name(&[RefundReason::Requested, RefundReason::MadeAtTheGateway]);
    have_one_name(&PaymentIssue::ALL.map(RefundReason::Issue));
}

#[tokio::test]
async fn what_is_logged_holds_no_secret() {
    const SECRET: &str = "hunter2-hunter2-hunter2-hunter2-hunter2";
    let mut settings = Settings::new("https://shop.example", SECRET);
    settings.database_url = format!("postgres://shop:{SECRET}@db.example/shop");
    settings.smtp_url = Some(format!("smtps://shop:{SECRET}@mail.example"));
    let db = Db::memory().await.unwrap();
    let mailer = Mailer::from_settings(&settings).unwrap();
    let key: WebhookSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".parse().unwrap();
    let webhook = OutgoingWebhookSettings::new(&format!("https://erp.example/{SECRET}"), vec![key.clone()]).unwrap();
    let files = LocalFiles::new("files", SECRET);
    let builder = Store::builder(db.clone(), settings.clone()).files(files.clone());
    let mut logged = vec![format!("{builder:?}"), format!("{:?}", builder.build().await.unwrap())];
    logged.extend([
        format!("{settings:?}"),
        format!("{mailer:?}"),
        format!("{:?}", OrderMail::new(mailer.clone(), &settings).unwrap()),
        format!("{:?}", OwnerMail::new(mailer, &settings).unwrap()),
        format!("{files:?}"),
        format!("{key:?} {webhook:?} {:?}", OutgoingWebhook::new(&webhook)),
        format!("{:?}", Stripe::new(SECRET, "pk_1", SECRET)),
        format!("{:?}", PayPal::new(PayPalApp::new("id", SECRET, "webhook"), "Quarto")),
        format!("{:?}", Sandbox::new("http://127.0.0.1:3000/sandbox-gateway", SECRET, SECRET)),
        format!("{:?}", Gateway::new(db, SECRET, SECRET, "/sandbox-gateway")),
        format!("{:?}", Kunaki::new("ada@example.com", SECRET)),
    ]);
    let bytes = |bytes: &[u8]| format!("{bytes:?}").trim_matches(['[', ']']).to_owned();
    for text in logged {
        // The bytes that the text of the webhook's secret stands for begin so.
        for secret in
            [SECRET.to_owned(), bytes(SECRET.as_bytes()), "whsec".to_owned(), bytes(&[0x31, 0xf2, 0x90, 0xf6])]
        {
            assert!(!text.contains(&secret), "{text}");
        }
    }
}
