//! Mails: what they say, and that they arrive.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use async_trait::async_trait;
use mailparse::MailHeaderMap;
use pannier::{
    Attempt, AttemptRef, Currency, Language, LocalFiles, Money, OrderQuery, OrderStatus, OrderView, PaymentError,
    PaymentProvider, PaymentState, Receiver, Refund, RefundItems, RefundRequest, Role, SalesMail, Settings, SignalKind,
    StartedPayment, Store, Timestamp, Tracking, WebhookError, WebhookEvent, args,
    db::Db,
    payment::BankTransfer,
    receivers::{Mailer, OrderMail, OwnerMail},
    shipping::FlatRate,
    testing,
};
use tokio::sync::Notify;

use crate::{
    database,
    mailbox::{AUTHENTICATED, OPEN},
    product::{Product, product},
    shipping::Press,
    smtp::Server,
    webhook::{about, post_to},
    world::{Gateway, admin, days, euro, fresh_dir, minutes, visitor},
};

/// A shop whose only way to pay is this, and whose mails go out like that.
async fn shop(provider: impl PaymentProvider, mailer: Mailer) -> Store {
    shop_with(provider, mailer, |_| {}).await
}

async fn shop_with(provider: impl PaymentProvider, mailer: Mailer, set: impl FnOnce(&mut Settings)) -> Store {
    let dir = fresh_dir();
    let db = Db::connect(&database::sqlite(&dir).await).await.expect("the database opens");
    product(&db, "poster").title("Dunes <at dawn> & \"dusk\"").price(euro(3900)).grams(300).insert().await;
    product(&db, "song").title("Blue Hour").price(euro(900)).attempts(3).insert().await;
    product(&db, "disc")
        .title("Blue Hour, on a disc")
        .price(euro(1500))
        .grams(100)
        .ships_by("press", "PX1")
        .insert()
        .await;
    product(&db, "leaflet").title("A leaflet").price(euro(0)).insert().await;
    std::fs::write(dir.join("files/song.txt"), "la la la").expect("a song");
    let mut settings = Settings::new("https://shop.example", "a secret that only tests have to know");
    "Quarto & Söhne".clone_into(&mut settings.shop_name);
    "orders@shop.example".clone_into(&mut settings.mail_from);
    settings.owner_mail = Some("owner@shop.example".to_owned());
    // Those about sales have tests of their own.
    settings.owner_mail_sales = SalesMail::None;
    set(&mut settings);
    let mail = OrderMail::new(mailer.clone(), &settings).expect("mails");
    let note = OwnerMail::new(mailer, &settings).expect("notes");
    Store::builder(db, settings.clone())
        .files(LocalFiles::new(dir.join("files"), &settings.secret))
        .sell::<Product>()
        .ship(FlatRate::new("standard", "Standard", Money::new(490, Currency::EUR)).countries(["DE"]).days(2, 4))
        .ship(Press::default())
        .pay(provider)
        .receive(mail)
        .receive(note)
        .build()
        .await
        .expect("the store")
}

fn transfer() -> BankTransfer {
    BankTransfer::new("Quarto & Söhne", "DE02 1203 0000 0000 2020 51").unwrap().bic("BYLADEM1001").unwrap()
}

async fn placed(store: &Store, products: &[&str]) -> (String, OrderView) {
    let visitor = visitor();
    for product in products {
        store.add_to_basket(&visitor, "product", product, 2).await.expect("added");
    }
    testing::place_order(store, &visitor).await.expect("placed")
}

/// Does what has become due.
async fn work(store: &Store) {
    for _ in 0..5 {
        testing::reconcile(store).await;
        testing::run_outbox(store).await.unwrap();
    }
}

async fn pay(store: &Store, attempt: &str, order: &OrderView) {
    store.settle(attempt, &PaymentState::Succeeded { amount: order.total }).await.expect("settled");
}

/// A shop that has sold these products and sent its mails: their folder, the store and the order.
async fn sold(products: &[&str]) -> (PathBuf, Store, OrderView) {
    let folder = fresh_dir().join("mail");
    let store = shop(Gateway::default(), Mailer::folder(folder.clone())).await;
    let (attempt, order) = placed(&store, products).await;
    pay(&store, &attempt, &order).await;
    testing::run_outbox(&store).await.unwrap();
    (folder, store, order)
}

/// A mail, taken apart.
pub struct Mail {
    headers: Vec<(String, String)>,
    pub text: String,
    html: String,
}

impl Mail {
    fn read(source: &[u8]) -> Mail {
        let mail = mailparse::parse_mail(source).expect("a mail");
        assert_eq!(mail.ctype.mimetype, "multipart/alternative");
        let types: Vec<_> = mail.subparts.iter().map(|part| part.ctype.mimetype.as_str()).collect();
        assert_eq!(types, ["text/plain", "text/html"], "the richer part comes last (RFC 2046)");
        let body = |n: usize| mail.subparts[n].get_body().expect("a text").replace("\r\n", "\n");
        let headers = mail.headers.iter().map(|header| (header.get_key(), header.get_value())).collect();
        assert_eq!(mail.headers.get_all_values("To").len(), 1);
        Mail { headers, text: body(0), html: body(1) }
    }

    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str()).unwrap_or_else(|| panic!("no {name}: {:?}", self.headers))
    }
}

/// The mails of a folder, oldest first.
pub fn mails(folder: &Path) -> Vec<Mail> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|file| file.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "eml"))
        .collect();
    // Their names are those of their signals, which are in the order of time.
    files.sort();
    files.iter().map(|path| Mail::read(&std::fs::read(path).expect("a file"))).collect()
}

/// Compares a mail with the snapshot of its name. RENEW_MAILS=1 in the environment writes the snapshot instead.
fn assert_snapshot(store: &Store, name: &str, mail: &Mail, order: &OrderView) {
    let sent = mailparse::dateparse(mail.header("Date")).expect("a date");
    assert!(store.db().now().as_secs().abs_diff(sent) < 60, "{}", mail.header("Date"));
    let id = mail.header("Message-ID");
    assert!(id.starts_with('<') && id.ends_with("@shop.example>"), "{id}");
    let shown = ["From", "To", "Subject", "Auto-Submitted"].map(|name| format!("{name}: {}\n", mail.header(name)));
    let text = format!("{}\n{}", shown.concat(), mail.text);
    let pay_by = store.texts(Language::ENGLISH).date(order.placed_at + days(14));
    for (extension, actual) in [("txt", text), ("html", mail.html.clone())] {
        let actual = actual.replace(&order.token, "TOKEN").replace(&pay_by, "DAY");
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/store/mails/{name}.{extension}"));
        if std::env::var_os("RENEW_MAILS").is_some() {
            std::fs::write(&path, &actual).expect("the file of the mail");
        }
        let before = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(actual, before, "{}: RENEW_MAILS=1 renews it, for you to review", path.display());
    }
}

#[tokio::test]
async fn a_bank_transfer_gets_payment_instructions_and_a_confirmation() {
    let folder = fresh_dir().join("mail");
    let store = shop(transfer(), Mailer::folder(folder.clone())).await;
    let (attempt, order) = placed(&store, &["poster", "song"]).await;
    testing::run_outbox(&store).await.unwrap();
    assert_snapshot(&store, "how-to-pay", &mails(&folder)[0], &order);

    pay(&store, &attempt, &order).await;
    testing::run_outbox(&store).await.unwrap();
    let mails = mails(&folder);
    assert_eq!(mails.len(), 2);
    assert_snapshot(&store, "confirmation-of-a-transfer", &mails[1], &order);
}

#[tokio::test]
async fn a_gateway_payment_gets_a_confirmation_only() {
    let folder = fresh_dir().join("mail");
    let store = shop(Gateway::default(), Mailer::folder(folder.clone())).await;
    let (attempt, order) = placed(&store, &["song"]).await;
    testing::run_outbox(&store).await.unwrap();
    pay(&store, &attempt, &order).await;
    testing::run_outbox(&store).await.unwrap();
    let mails = mails(&folder);
    assert_eq!(mails.len(), 1);
    assert_snapshot(&store, "confirmation", &mails[0], &order);
}

#[tokio::test]
async fn a_free_order_gets_a_confirmation() {
    let folder = fresh_dir().join("mail");
    let store = shop(Gateway::default(), Mailer::folder(folder.clone())).await;
    let (_, order) = placed(&store, &["leaflet"]).await;
    testing::run_outbox(&store).await.unwrap();
    assert_snapshot(&store, "confirmation-of-nothing-to-pay", &mails(&folder)[0], &order);
}

#[tokio::test]
async fn cancelling_after_payment_instructions_sends_a_cancellation_mail() {
    let folder = fresh_dir().join("mail");
    let store = shop(transfer(), Mailer::folder(folder.clone())).await;
    let (_, order) = placed(&store, &["song"]).await;
    testing::run_outbox(&store).await.unwrap();
    assert_eq!(store.start_over(&order.token).await, Ok("/basket".to_owned()));
    testing::run_outbox(&store).await.unwrap();
    let mails = mails(&folder);
    assert_eq!(mails.len(), 2);
    assert_snapshot(&store, "cancellation", &mails[1], &order);
}

#[tokio::test]
async fn a_declined_card_sends_no_mail() {
    let folder = fresh_dir().join("mail");
    let store = shop(Gateway::default(), Mailer::folder(folder.clone())).await;
    let (attempt, _) = placed(&store, &["song"]).await;
    store.settle(&attempt, &PaymentState::Declined { message: "Insufficient funds.".into() }).await.unwrap();
    testing::run_outbox(&store).await.unwrap();
    assert!(admin(&store).undelivered().await.unwrap().is_empty());
    assert_eq!(mails(&folder).len(), 0);
}

/// A bank transfer whose details are there when the test says so.
struct Slow {
    transfer: BankTransfer,
    asked: Arc<Notify>,
    answer: Arc<Notify>,
}

#[async_trait]
impl PaymentProvider for Slow {
    fn id(&self) -> &'static str {
        self.transfer.id()
    }
    fn label(&self) -> String {
        self.transfer.label()
    }
    fn pays_offline(&self) -> bool {
        self.transfer.pays_offline()
    }
    async fn start(&self, attempt: &Attempt) -> Result<StartedPayment, PaymentError> {
        self.asked.notify_one();
        self.answer.notified().await;
        self.transfer.start(attempt).await
    }
    async fn verify_webhook(
        &self,
        h: &http::HeaderMap,
        body: &[u8],
        now: Timestamp,
    ) -> Result<WebhookEvent, WebhookError> {
        self.transfer.verify_webhook(h, body, now).await
    }
    async fn fetch_state(&self, attempt: &AttemptRef) -> Result<PaymentState, PaymentError> {
        self.transfer.fetch_state(attempt).await
    }
    async fn cancel(&self, attempt: &AttemptRef) -> Result<PaymentState, PaymentError> {
        self.transfer.cancel(attempt).await
    }
    async fn refund(&self, attempt: &AttemptRef, request: &RefundRequest) -> Result<Refund, PaymentError> {
        self.transfer.refund(attempt, request).await
    }
}

#[tokio::test]
async fn the_instructions_mail_waits_for_the_provider() {
    let folder = fresh_dir().join("mail");
    let (asked, answer) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let slow = Slow { transfer: transfer(), asked: Arc::clone(&asked), answer: Arc::clone(&answer) };
    let store = shop(slow, Mailer::folder(folder.clone())).await;
    let shopper = store.clone();
    let placing = tokio::spawn(async move { placed(&shopper, &["song"]).await });
    asked.notified().await;
    testing::run_outbox(&store).await.unwrap();
    assert_eq!(mails(&folder).len(), 0);
    answer.notify_one();
    placing.await.unwrap();
    testing::run_outbox(&store).await.unwrap();
    assert!(mails(&folder)[0].text.contains("DE02 1203 0000 0000 2020 51"));
}

#[tokio::test]
async fn a_mail_arrives_over_smtp_with_both_parts() {
    let mut server = Server::new(OPEN);
    server.open();
    let store = shop(Gateway::default(), Mailer::smtp(&server.url).unwrap()).await;
    let (attempt, order) = placed(&store, &["song"]).await;
    pay(&store, &attempt, &order).await;
    testing::run_outbox(&store).await.unwrap();
    assert!(admin(&store).undelivered().await.unwrap().is_empty());
    let mails = server.mails();
    assert_eq!(mails.len(), 1);
    assert_snapshot(&store, "confirmation", &Mail::read(&mails[0]), &order);
}

#[tokio::test]
async fn a_mail_server_that_is_down_delays_the_mail_and_nothing_else() {
    let mut server = Server::new(OPEN);
    let store = shop(Gateway::default(), Mailer::smtp(&server.url).unwrap()).await;
    let (attempt, order) = placed(&store, &["song"]).await;
    pay(&store, &attempt, &order).await;
    testing::run_outbox(&store).await.unwrap();
    let order = store.order(&order.token).await.unwrap();
    assert_eq!((order.status, order.downloads.len()), (OrderStatus::Completed, 1));
    let stuck = admin(&store).undelivered().await.unwrap().remove(0);
    let error = stuck.error.expect("an error");
    assert_eq!(stuck.receiver, "confirmation-mail");
    assert!(error.contains("the mail server cannot be reached") && !error.contains("ada@"), "{error}");

    server.open();
    testing::advance(&store, minutes(1));
    testing::run_outbox(&store).await.unwrap();
    assert!(admin(&store).undelivered().await.unwrap().is_empty());
    assert_eq!(server.mails().len(), 1);
}

#[tokio::test]
async fn mails_that_require_tls_are_not_sent_without_it() {
    let mut server = Server::new(OPEN);
    server.open();
    let store = shop(Gateway::default(), Mailer::smtp(&format!("{}?tls=required", server.url)).unwrap()).await;
    let (attempt, order) = placed(&store, &["song"]).await;
    pay(&store, &attempt, &order).await;
    testing::run_outbox(&store).await.unwrap();
    assert_eq!(admin(&store).undelivered().await.unwrap().len(), 1);
    assert!(server.mails().is_empty());
}

#[tokio::test]
async fn smtp_authenticates_and_errors_hide_the_password() {
    for (password, arrives) in [("p%40ss", true), ("wrong", false)] {
        let mut server = Server::new(AUTHENTICATED);
        server.open();
        let url = server.url.replace("smtp://", &format!("smtp://shop:{password}@"));
        let store = shop(Gateway::default(), Mailer::smtp(&url).unwrap()).await;
        let (attempt, order) = placed(&store, &["song"]).await;
        pay(&store, &attempt, &order).await;
        testing::run_outbox(&store).await.unwrap();
        assert_eq!(server.mails().len() == 1, arrives, "{password}: {:?}", admin(&store).undelivered().await);
        let errors: Vec<_> = admin(&store).undelivered().await.unwrap().into_iter().filter_map(|r| r.error).collect();
        assert!(errors.iter().all(|error| !error.contains(password)), "{errors:?}");
    }
}

#[test]
fn a_mail_server_may_take_ten_minutes_to_accept_a_mail() {
    let settings = Settings::new("https://shop.example", "a secret that only tests have to know");
    let over = |mailer: Mailer| {
        let mail = OrderMail::new(mailer.clone(), &settings).unwrap();
        let note = OwnerMail::new(mailer, &settings).unwrap();
        [mail.timeout(), note.timeout()]
    };
    assert!(over(Mailer::smtp("smtp://mail.example").unwrap()).iter().all(|timeout| *timeout > Some(minutes(10))));
    assert_eq!(over(Mailer::folder("mail")), [None, None]);
}

#[tokio::test]
async fn an_offline_order_shows_how_to_pay_and_can_be_started_over() {
    let store = shop(transfer(), Mailer::folder(fresh_dir())).await;
    let visitor = visitor();
    store.add_to_basket(&visitor, "product", "song", 1).await.unwrap();
    let (_, order) = testing::place_order(&store, &visitor).await.unwrap();
    assert_eq!(
        (order.status, order.offline, order.resumable, order.can_start_over),
        (OrderStatus::Pending, true, false, true)
    );
    let Some(pannier::PaymentStep::Instructions(instructions)) = order.step else { panic!("{:?}", order.step) };
    assert!(instructions.details.contains(&("Amount".to_owned(), euro(900).to_string())));

    store.start_over(&order.token).await.unwrap();
    let order = store.order(&order.token).await.unwrap();
    assert_eq!((order.status, order.offline, order.can_start_over), (OrderStatus::Cancelled, true, false));
    assert_eq!((order.step, store.basket(&visitor).await.unwrap().count), (None, 1));
}

#[tokio::test]
async fn a_payment_that_takes_days_sends_a_mail_and_another_if_it_fails() {
    let folder = fresh_dir().join("mail");
    let store = shop(Gateway::default(), Mailer::folder(folder.clone())).await;
    let (attempt, _) = placed(&store, &["song"]).await;
    testing::run_outbox(&store).await.unwrap();
    for state in [PaymentState::Processing, PaymentState::Declined { message: "The account is closed.".into() }] {
        for _ in 0..2 {
            store.settle(&attempt, &state).await.unwrap();
            testing::run_outbox(&store).await.unwrap();
        }
    }
    let mails = mails(&folder);
    assert_eq!(mails.len(), 2);
    assert!(mails[0].header("Subject").ends_with("your payment is on its way"), "{}", mails[0].text);
    assert!(mails[1].header("Subject").ends_with("your payment didn't go through"), "{}", mails[1].text);
    assert!(mails[1].text.contains("The account is closed."));
}

#[tokio::test]
async fn a_dispute_mails_the_owner_when_it_begins_and_when_it_ends() {
    let folder = fresh_dir().join("mail");
    let gateway = Gateway::default();
    let store = shop(gateway, Mailer::folder(folder.clone())).await;
    let (attempt, order) = placed(&store, &["song"]).await;
    pay(&store, &attempt, &order).await;
    testing::run_outbox(&store).await.unwrap();
    for (event, status) in [("e1", "open"), ("e2", "lost")] {
        let event = about(event, &attempt, &[("dispute", serde_json::json!(["dp_1", status]))]);
        assert_eq!(post_to(&store, "fake", event).await, 200);
        testing::run_outbox(&store).await.unwrap();
    }
    let mails = mails(&folder);
    assert_eq!(mails.len(), 3, "the confirmation, and two notes");
    for (note, heading) in mails[1..].iter().zip(["payment disputed", "dispute lost"]) {
        assert_eq!(note.header("To"), "owner@shop.example");
        assert!(note.header("Subject").ends_with(heading), "{}", note.text);
        assert!(note.text.contains(&format!("pannier order release {}", order.number)));
    }
}

#[tokio::test]
async fn each_refund_sends_a_mail() {
    let (folder, store, order) = sold(&["poster", "song"]).await;
    admin(&store).refund(order.number, Some(euro(900))).await.unwrap();
    testing::run_outbox(&store).await.unwrap();
    admin(&store).refund(order.number, None).await.unwrap();
    testing::run_outbox(&store).await.unwrap();
    let mails = mails(&folder);
    assert_eq!(mails.len(), 3);
    assert_snapshot(&store, "refund-of-a-part", &mails[1], &order);
    assert_snapshot(&store, "refund-of-the-rest", &mails[2], &order);
}

#[tokio::test]
async fn a_mail_says_what_was_refunded_and_why() {
    let (folder, store, order) = sold(&["poster", "song"]).await;
    let one = RefundItems::new().line("product", "poster", 1).shipping().note("One came torn");
    admin(&store).refund_items(order.number, &one).await.unwrap();
    testing::run_outbox(&store).await.unwrap();
    let text = &mails(&folder).pop().expect("a mail").text;
    assert!(text.starts_with("We've refunded €43.90"), "{text}");
    assert!(text.contains("Refunded for:  1 × Dunes <at dawn> & \"dusk\", Shipping\n"), "{text}");
    assert!(text.contains("Reason:        One came torn\n"), "{text}");
}

#[tokio::test]
async fn a_mail_about_a_part_is_not_about_the_rest_that_was_refunded_before_it_was_written() {
    let (folder, store, order) = sold(&["poster", "song"]).await;
    admin(&store).refund(order.number, Some(euro(900))).await.unwrap();
    testing::advance(&store, minutes(1));
    admin(&store).refund(order.number, None).await.unwrap();
    testing::run_outbox(&store).await.unwrap();
    let mails = mails(&folder);
    let about = |amount: &str| {
        let mut found = mails.iter().filter(|mail| mail.text.starts_with(&format!("We've refunded {amount}")));
        &found.next().expect("a mail").text
    };
    let (part, rest) = (about("€9.00"), about("€91.90"));
    assert!(part.contains("partial refund") && !part.contains("fully refunded"), "{part}");
    assert!(!part.contains("Refunded so far") && !part.contains("no longer available"), "{part}");
    assert!(rest.contains("fully refunded") && rest.contains("Refunded so far:  €100.90"), "{rest}");
}

#[tokio::test]
async fn a_bank_transfer_is_refunded_by_hand() {
    let folder = fresh_dir().join("mail");
    let store = shop(transfer(), Mailer::folder(folder.clone())).await;
    let (_, order) = placed(&store, &["poster"]).await;
    admin(&store).mark_paid(order.number).await.unwrap();
    testing::run_outbox(&store).await.unwrap();
    // The provider cannot: that is for the owner.
    admin(&store).refund(order.number, None).await.unwrap();
    testing::run_outbox(&store).await.unwrap();
    let note = mails(&folder).pop().expect("a note");
    assert_snapshot(&store, "owner-refund-refused", &note, &order);

    admin(&store).record_manual_refund(order.number, None).await.unwrap();
    testing::run_outbox(&store).await.unwrap();
    assert_snapshot(&store, "refund-of-a-transfer", &mails(&folder).pop().expect("a mail"), &order);
}

#[tokio::test]
async fn a_sent_parcel_sends_one_mail() {
    let (folder, store, order) = sold(&["poster", "song"]).await;
    let tracking = Tracking::default().carrier("DHL").number("00340434161094042557");
    let tracking = tracking.url("https://carrier.example/follow?number=00340434161094042557&lang=en");
    for _ in 0..2 {
        admin(&store).mark_sent(&order.shipments[0].id, tracking.clone()).await.unwrap();
        testing::run_outbox(&store).await.unwrap();
    }
    admin(&store).mark_delivered(&order.shipments[0].id).await.unwrap();
    testing::run_outbox(&store).await.unwrap();
    let mails = mails(&folder);
    assert_eq!(mails.len(), 2, "a confirmation, and the parcel");
    assert_snapshot(&store, "parcel", &mails[1], &order);
}

#[tokio::test]
async fn each_parcel_of_an_order_sends_a_mail() {
    let (folder, store, order) = sold(&["poster", "disc"]).await;
    assert_snapshot(&store, "confirmation-of-two-parcels", &mails(&folder)[0], &order);
    admin(&store).mark_sent(&order.shipments[1].id, Tracking::default()).await.unwrap();
    testing::run_outbox(&store).await.unwrap();
    assert_snapshot(&store, "parcel-of-several", &mails(&folder)[1], &order);
    admin(&store).mark_sent(&order.shipments[0].id, Tracking::default()).await.unwrap();
    testing::run_outbox(&store).await.unwrap();
    assert_eq!(mails(&folder).len(), 3);
}

#[tokio::test]
async fn a_payment_after_cancellation_mails_shopper_and_owner() {
    let folder = fresh_dir().join("mail");
    let store = shop(Gateway::default(), Mailer::folder(folder.clone())).await;
    let (attempt, order) = placed(&store, &["song"]).await;
    store.settle(&attempt, &PaymentState::Expired).await.unwrap();
    pay(&store, &attempt, &order).await;
    testing::run_outbox(&store).await.unwrap();
    let mut mails = mails(&folder);
    let owner = mails.iter().position(|mail| mail.header("To") == "owner@shop.example").expect("a note to the owner");
    assert_snapshot(&store, "owner-paid-after-cancellation", &mails.remove(owner), &order);
    assert_snapshot(&store, "paid-after-cancellation", &mails[0], &order);
}

#[tokio::test]
async fn an_amount_mismatch_mails_the_owner_only() {
    let folder = fresh_dir().join("mail");
    let store = shop(Gateway::default(), Mailer::folder(folder.clone())).await;
    let (attempt, order) = placed(&store, &["song"]).await;
    for _ in 0..3 {
        store.settle(&attempt, &PaymentState::Succeeded { amount: euro(1) }).await.unwrap();
        testing::run_outbox(&store).await.unwrap();
    }
    let mails = mails(&folder);
    assert_eq!(mails.len(), 1, "the owner writes to the shopper");
    assert_snapshot(&store, "owner-amount-mismatch", &mails[0], &order);
}

#[tokio::test]
async fn the_owner_is_written_to_in_a_language_of_their_own() {
    for (language, heading) in
        [(None, "Der gezahlte Betrag stimmt nicht"), (Some("en"), "payment amount doesn't match")]
    {
        let folder = fresh_dir().join("mail");
        let german = |settings: &mut Settings| settings.languages = vec![Language::GERMAN, Language::ENGLISH];
        let store = shop_with(Gateway::default(), Mailer::folder(folder.clone()), german).await;
        admin(&store).add_staff("Owner@shop.example", "Grace", Role::Owner).await.unwrap();
        let sql = "UPDATE pannier_staff SET language = $1";
        store.db().execute(sql, args![language]).await.unwrap();
        let (attempt, order) = placed(&store, &["song"]).await;
        store.settle(&attempt, &PaymentState::Succeeded { amount: euro(1) }).await.unwrap();
        testing::run_outbox(&store).await.unwrap();
        let sent = mails(&folder);
        let subject = sent[0].header("Subject");
        assert!(subject.contains(heading) && subject.contains(&order.number.to_string()), "{subject}");
    }
}

#[tokio::test]
async fn a_mail_that_cannot_be_sent_mails_the_owner_once() {
    let folder = fresh_dir().join("mail");
    let store = shop(Gateway::default(), Mailer::folder(folder.clone())).await;
    let (attempt, order) = placed(&store, &["song"]).await;
    pay(&store, &attempt, &order).await;
    // The folder is a file, so that no mail can be written; then it is none any more.
    std::fs::write(&folder, "").unwrap();
    let sql = "UPDATE pannier_signal_deliveries SET attempts = 18 WHERE receiver = 'confirmation-mail'";
    store.db().execute(sql, &[]).await.unwrap();
    testing::run_outbox(&store).await.unwrap();
    std::fs::remove_file(&folder).unwrap();
    for _ in 0..3 {
        testing::advance(&store, days(1));
        testing::run_outbox(&store).await.unwrap();
    }
    let mails = mails(&folder);
    assert_eq!(mails.len(), 1, "the shopper's own is left to the owner");
    assert_eq!(mails[0].header("To"), "owner@shop.example");
    assert_eq!(mails[0].header("Subject"), format!("Order {}: confirmation-mail failed", order.number));
    let failed = admin(&store).undelivered().await.unwrap().remove(0);
    let page = format!("https://shop.example/admin/deliveries/{}\n", failed.signal_id);
    for part in [page, format!("pannier delivery retry {}", failed.signal_id), failed.error.unwrap()] {
        assert!(mails[0].text.contains(&part), "{part}: {}", mails[0].text);
    }
    let attention = admin(&store).orders(&OrderQuery::default().needing_attention()).await.unwrap();
    assert_eq!((attention.len(), attention[0].failed_deliveries), (1, 1));
}

#[tokio::test]
async fn an_overdue_bank_transfer_sends_one_reminder() {
    let folder = fresh_dir().join("mail");
    let store = shop(transfer(), Mailer::folder(folder.clone())).await;
    let (_, order) = placed(&store, &["poster"]).await;
    testing::advance(&store, days(8));
    work(&store).await;
    let sent = mails(&folder);
    assert_eq!(sent.len(), 2, "the instructions, and the reminder");
    assert_snapshot(&store, "reminder", &sent[1], &order);
}

#[tokio::test]
async fn a_dispute_keeps_no_bank_transfer_from_its_reminder_and_its_end() {
    let folder = fresh_dir().join("mail");
    let store = shop(transfer(), Mailer::folder(folder.clone())).await;
    let (_, order) = placed(&store, &["poster"]).await;
    store.db().execute("UPDATE pannier_payments SET attention = 'disputed'", &[]).await.unwrap();
    for (more, mails_so_far, status) in [(8, 2, OrderStatus::Pending), (7, 3, OrderStatus::Cancelled)] {
        testing::advance(&store, days(more));
        work(&store).await;
        assert_eq!((mails(&folder).len(), store.order(&order.token).await.unwrap().status), (mails_so_far, status));
    }
}

#[tokio::test]
async fn an_order_that_was_left_for_long_gets_no_reminder() {
    let folder = fresh_dir().join("mail");
    let never_expires = |settings: &mut Settings| settings.transfer_expires = None;
    let store = shop_with(transfer(), Mailer::folder(folder.clone()), never_expires).await;
    placed(&store, &["poster"]).await;
    testing::advance(&store, days(40));
    work(&store).await;
    let sent = mails(&folder);
    assert_eq!(sent.len(), 1, "the instructions");
    assert!(!sent[0].text.contains("We'll cancel this order"), "{}", sent[0].text);
}

#[tokio::test]
async fn a_bank_transfer_that_never_arrives_is_cancelled_with_a_mail() {
    let folder = fresh_dir().join("mail");
    let store = shop(transfer(), Mailer::folder(folder.clone())).await;
    let (_, order) = placed(&store, &["poster"]).await;
    work(&store).await;
    testing::advance(&store, days(15));
    work(&store).await;
    assert_eq!(store.order(&order.token).await.unwrap().status, OrderStatus::Cancelled);
    let sent = mails(&folder);
    assert_eq!(sent.len(), 2, "the instructions, and no reminder of what is cancelled");
    assert!(sent[1].header("Subject").ends_with("has been cancelled"), "{}", sent[1].header("Subject"));
}

#[tokio::test]
async fn a_reminder_replayed_after_the_payment_is_not_sent() {
    let folder = fresh_dir().join("mail");
    let store = shop(transfer(), Mailer::folder(folder.clone())).await;
    let (attempt, order) = placed(&store, &["song"]).await;
    testing::advance(&store, days(8));
    testing::reconcile(&store).await;
    testing::run_outbox(&store).await.unwrap();
    assert_eq!(mails(&folder).len(), 2, "the instructions, and the reminder");
    pay(&store, &attempt, &order).await;
    testing::run_outbox(&store).await.unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    admin(&store).replay(order.number, Some("confirmation-mail"), Some(SignalKind::Overdue)).await.unwrap();
    testing::run_outbox(&store).await.unwrap();
    assert!(admin(&store).undelivered().await.unwrap().is_empty());
    assert_eq!(mails(&folder).len(), 0);
}

#[tokio::test]
async fn each_renewal_of_downloads_sends_a_mail() {
    let (folder, store, order) = sold(&["song", "poster"]).await;
    let link = store.order(&order.token).await.unwrap().downloads.remove(0).url;
    for mails_so_far in [2, 3] {
        admin(&store).renew_downloads(order.number).await.unwrap();
        testing::run_outbox(&store).await.unwrap();
        assert_eq!(mails(&folder).len(), mails_so_far);
    }
    let mail = mails(&folder).pop().expect("a mail");
    assert!(!mail.text.contains(&link) && !mail.html.contains(&link), "mail scanners follow links");
    assert_snapshot(&store, "downloads-renewed", &mail, &order);
}

#[tokio::test]
async fn a_missing_file_mails_the_owner_once() {
    let (folder, store, order) = sold(&["song"]).await;
    store.db().execute("UPDATE pannier_downloads SET storage_key = 'albums/blue-hour.flac'", &[]).await.unwrap();
    let link = store.order(&order.token).await.unwrap().downloads.remove(0).url;
    let token = link.rsplit('/').next().expect("a token");
    for _ in 0..3 {
        assert_eq!(store.redeem_download(token).await.unwrap(), pannier::DownloadOutcome::Unavailable);
        testing::run_outbox(&store).await.unwrap();
    }
    let mut mails = mails(&folder);
    mails.retain(|mail| mail.header("To") == "owner@shop.example");
    assert_eq!(mails.len(), 1);
    assert_snapshot(&store, "owner-file-missing", &mails[0], &order);
}
