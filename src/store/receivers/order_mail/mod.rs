//! Mails to the shopper about an order.

use std::{fmt, time::Duration};

use async_trait::async_trait;

use crate::{
    DownloadView, Event, Instructions, InvoiceRecord, Money, OrderSignal, OrderStatus, OrderView, PaymentIssue,
    PaymentStep, Receiver, ReceiverError, Settings, SettingsError, ShipmentStatus, ShipmentView, SignalKind, Texts,
    receivers::Mailer,
    store::mail::{
        letter::{Attachment, Letter},
        limit,
        mailer::Sender,
    },
    times,
};

mod invoices;
mod refund;
#[cfg(test)]
mod tests;

use self::refund::Purpose;

/// Writes to the shopper about the progress of an order:
///
/// | The order is | Mail |
/// |---|---|
/// | `pending`, with an offline payment | how to pay |
/// | `pending`, with a payment that takes days | the payment is on its way |
/// | `completed` | confirmation |
/// | `cancelled`, after the mail on how to pay | nothing to pay any more |
/// | `cancelled`, after the mail that the payment is on its way | the payment has failed |
/// | `cancelled`, and paid after all | the payment is being refunded |
/// | refunded, in any status | the amount, what it is for, and why |
/// | `completed`, and a parcel was sent | contents and tracking |
/// | `pending` for some days, with an offline payment | a reminder, once |
/// | `completed`, and its downloads were renewed | the new attempts and expiry |
/// | `completed`, and its invoice was corrected | the credit note and the new invoice |
///
/// Each mail ends with who sells: the [legal notice](crate::ShopProfile::imprint) of the shop, or else the
/// [seller](crate::StoreBuilder::invoices). The mails that say that an order was placed or paid name the payment method and the
/// delivery time as well.
///
/// Mails go to the address that the order has now, after its [corrections](crate::Admin::correct), and are in the language
/// in which it was placed. A payment that was declined on the screen needs
/// no mail. Mails about orders that are not paid are limited to 10 an hour for each recipient, since anybody can
/// type any address; the others wait, and are dropped after a day. Each mail links to the order's page, never to a download: mail scanners follow links, and would
/// use up the attempts.
///
/// ```
/// use pannier::{receivers::{Mailer, OrderMail}, testing};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let builder = testing::in_memory().await;
/// let settings = pannier::Settings::new("https://shop.example", "keep this in the environment, not here");
/// let mail = OrderMail::new(Mailer::from_settings(&settings)?, &settings)?;
/// let store = builder.receive(mail).build().await?;
/// # Ok(())
/// # }
/// ```
pub struct OrderMail {
    sender: Sender,
    /// The id of the format in which invoices are attached, if they are.
    attaches: Option<&'static str>,
}

/// Without the mail server.
impl fmt::Debug for OrderMail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OrderMail").finish_non_exhaustive()
    }
}

impl OrderMail {
    /// The name in the outbox. It dates from when this receiver only confirmed orders, and deliveries are
    /// pending under it.
    const NAME: &str = "confirmation-mail";

    /// Creates a receiver that sends through `mailer`, in the [name of the shop](crate::Store::shop_name). Answers go to the
    /// [shop's address](crate::Store::shop_email), or else to the sender.
    ///
    /// # Errors
    /// When the sender is not an e-mail address.
    pub fn new(mailer: Mailer, settings: &Settings) -> Result<OrderMail, SettingsError> {
        Ok(OrderMail { sender: Sender::new(mailer, settings)?, attaches: None })
    }

    /// Attaches the invoice to the mail that confirms an order, as the [renderer](crate::DocumentRenderer) with this id writes
    /// it: `pdf`; and to the mail about a corrected invoice both of its documents. Without this, the mails link to them, if the
    /// store [issues invoices](crate::StoreBuilder::invoices).
    ///
    /// ```
    /// use pannier::{Settings, SettingsError, receivers::{Mailer, OrderMail}};
    ///
    /// fn mail(settings: &Settings) -> Result<OrderMail, SettingsError> {
    ///     Ok(OrderMail::new(Mailer::from_settings(settings)?, settings)?.attach_invoices("pdf"))
    /// }
    /// ```
    #[must_use]
    pub fn attach_invoices(self, id: &'static str) -> OrderMail {
        OrderMail { attaches: Some(id), ..self }
    }
}

/// How long a mail beyond the limit may wait.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

/// Writes the mails about one order, in one language.
struct Writer<'a> {
    texts: &'a Texts,
    order: &'a OrderView,
    shop_name: &'a str,
    reply_to: Option<&'a str>,
    /// Who sells, one line each.
    imprint: Vec<String>,
    refund: Purpose,
    /// The documents of the correction that the mail is about.
    corrected: Vec<InvoiceRecord>,
    /// The page on which the shopper can withdraw from the contract, if the store has one.
    withdraw: Option<String>,
    /// Whether the order's page has documents, such as credit notes.
    has_documents: bool,
}

impl Writer<'_> {
    /// Returns the subject and the letter for a signal, if it calls for one.
    fn letter(&self, signal: &OrderSignal) -> Option<(String, Letter)> {
        let order = self.order;
        match (signal.kind, &order.step) {
            (SignalKind::Pending, Some(PaymentStep::Instructions(instructions))) => {
                Some((self.subject("mail-subject-how-to-pay"), self.how_to_pay(instructions)))
            }
            (SignalKind::Processing, _) if order.status == OrderStatus::Pending => {
                Some((self.subject("mail-subject-processing"), self.processing()))
            }
            (SignalKind::Completed, _) => Some((self.about("mail-subject"), self.confirmation())),
            (SignalKind::Cancelled, _) if order.offline => {
                Some((self.subject("mail-subject-cancelled"), self.cancellation()))
            }
            (SignalKind::Cancelled, _) if order.processing => {
                Some((self.subject("mail-subject-payment-failed"), self.payment_failed()))
            }
            (SignalKind::Refunded, _) => {
                let amount = signal.amount?;
                let (subject, money) = (self.about("mail-subject"), self.texts.money(amount));
                let with = [("subject", (&subject).into()), ("amount", (&money).into())];
                Some((self.texts.format("mail-subject-refund", &with), self.refund(amount, signal.refunded)))
            }
            (SignalKind::Attention, _) => {
                let letter = self.unexpected(signal.amount?, signal.issue?)?;
                Some((self.subject("mail-subject-goes-back"), letter))
            }
            (SignalKind::Fulfilled, _) => {
                let parcel = order.shipments.iter().find(|parcel| parcel.id == signal.subject)?;
                let sent = matches!(parcel.status, ShipmentStatus::Sent | ShipmentStatus::Delivered);
                let subject = if parcel.pick_up { "mail-subject-ready" } else { "mail-subject-sent" };
                sent.then(|| (self.subject(subject), self.parcel(parcel)))
            }
            (SignalKind::Overdue, Some(PaymentStep::Instructions(instructions))) => {
                Some((self.subject("mail-subject-overdue"), self.reminder(instructions)))
            }
            (SignalKind::DownloadsRenewed, _) if order.downloads.iter().any(DownloadView::available) => {
                Some((self.subject("mail-subject-renewed"), self.renewal()))
            }
            (SignalKind::InvoiceCorrected, _) if !self.corrected.is_empty() => {
                Some((self.subject("mail-subject-invoice-corrected"), self.correction()))
            }
            _ => None,
        }
    }

    /// Formats a message with the order number and the name of the shop.
    fn about(&self, name: &str) -> String {
        let number = self.order.number.to_string();
        self.texts.format(name, &[("number", (&number).into()), ("shop", self.shop_name.into())])
    }

    /// Formats a subject that starts with the common subject of all mails about the order.
    fn subject(&self, name: &str) -> String {
        self.texts.format(name, &[("subject", (&self.about("mail-subject")).into())])
    }

    fn begin(&self, heading: String) -> Letter {
        let letter = Letter::new(self.texts.language(), heading, self.shop_name);
        letter.reply_to(self.reply_to.map(str::to_owned)).imprint(self.imprint.clone())
    }

    fn how_to_pay(&self, instructions: &Instructions) -> Letter {
        let letter =
            self.begin(self.about("mail-thank-you")).paragraph(&instructions.text).facts(instructions.details.clone());
        self.see_order(self.ordered(letter))
    }

    fn confirmation(&self) -> Letter {
        let order = self.order;
        let paid = match order.total.amount {
            0 => self.texts.get("mail-nothing-to-pay"),
            _ => self.texts.get("mail-paid"),
        };
        let invitation = match order.downloads.is_empty() && !order.downloads_due {
            true => self.texts.get("mail-see-order"),
            false => self.texts.get("mail-see-downloads"),
        };
        let letter =
            self.ordered(self.begin(self.about("mail-thank-you")).paragraph(paid)).button(invitation, &order.url);
        match &self.withdraw {
            Some(page) => letter.paragraph(self.texts.get("withdraw-mail")).link(self.texts.get("withdraw-link"), page),
            None => letter,
        }
    }

    fn reminder(&self, instructions: &Instructions) -> Letter {
        let letter = self
            .begin(self.about("mail-overdue"))
            .paragraph(self.texts.get("mail-overdue-text"))
            .paragraph(&instructions.text)
            .facts(instructions.details.clone());
        self.see_order(self.bought(letter).paragraph(self.texts.get("mail-overdue-start-over")))
    }

    fn renewal(&self) -> Letter {
        let downloads = self.order.downloads.iter().filter(|download| download.available());
        self.begin(self.texts.get("mail-renewed"))
            .paragraph(self.about("mail-renewed-text"))
            .facts(downloads.map(|download| (download.title.clone(), self.allowance(download))).collect())
            .button(self.texts.get("mail-see-downloads"), &self.order.url)
    }

    /// Formats the attempts left and the expiry of a download.
    fn allowance(&self, download: &DownloadView) -> String {
        let times = match download.attempts_left {
            None => self.texts.get("mail-allowance-any"),
            Some(times) => self.texts.format("mail-allowance", &[("times", times.into())]),
        };
        match download.expires_at {
            None => times,
            Some(end) => {
                let (day, zone) = (self.texts.date(end), self.texts.time_zone().name());
                let with = [("times", (&times).into()), ("day", (&day).into()), ("zone", zone.into())];
                self.texts.format("mail-allowance-until", &with)
            }
        }
    }

    fn cancellation(&self) -> Letter {
        let letter = self
            .begin(self.about("mail-cancelled"))
            .paragraph(self.texts.get("mail-cancelled-text"))
            .paragraph(self.texts.get("mail-cancelled-money"));
        self.see_order(self.bought(letter))
    }

    fn processing(&self) -> Letter {
        let letter = self.begin(self.about("mail-thank-you")).paragraph(self.texts.get("mail-processing-text"));
        self.see_order(self.ordered(letter))
    }

    fn payment_failed(&self) -> Letter {
        let letter = self.begin(self.about("mail-payment-failed"));
        let letter = match &self.order.payment_message {
            Some(message) => letter.paragraph(message),
            None => letter,
        };
        self.see_order(self.bought(letter.paragraph(self.texts.get("mail-payment-failed-text"))))
    }

    fn parcel(&self, parcel: &ShipmentView) -> Letter {
        let order = self.order;
        let heading = match (order.shipments.len(), parcel.pick_up) {
            (1, false) => self.about("mail-parcel-sent"),
            (1, true) => self.about("mail-parcel-ready"),
            (_, false) => self.about("mail-one-parcel-sent"),
            (_, true) => self.about("mail-part-ready"),
        };
        let mut letter = self.begin(heading);
        if !parcel.lines.is_empty() {
            let contents = parcel.contents();
            let inside = if parcel.pick_up { "mail-pick-up-in-it" } else { "mail-parcel-in-it" };
            letter = letter.paragraph(self.texts.format(inside, &[("contents", (&contents).into())]));
        }
        if order.shipments.len() > 1 {
            let mut others = order.shipments.iter().filter(|other| other.id != parcel.id);
            let rest = if others.all(|other| other.pick_up) { "mail-pick-up-others" } else { "mail-parcel-others" };
            letter = letter.paragraph(self.texts.get(rest));
        }
        let (tracking, way) = (&parcel.tracking, if parcel.pick_up { "pick-up" } else { "mail-parcel-shipping" });
        let facts = [
            Some((self.texts.get(way), parcel.label.clone())),
            tracking.carrier.clone().map(|carrier| (self.texts.get("mail-parcel-carrier"), carrier)),
            tracking.number.clone().map(|number| (self.texts.get("mail-parcel-number"), number)),
        ];
        letter = letter.facts(facts.into_iter().flatten().collect());
        if !parcel.pick_up {
            // The order's may have been corrected since this one was sent.
            let address = if parcel.address.is_empty() { &order.address } else { &parcel.address };
            letter = letter.address(self.texts.get("mail-ships-to"), address.clone());
        }
        if let Some(url) = &tracking.url {
            letter = letter.button(self.texts.get("mail-parcel-follow"), url);
        }
        self.see_order(letter)
    }

    /// Returns the letter about a payment that arrived too late or twice. Other payment issues are for the
    /// merchant to explain.
    fn unexpected(&self, amount: Money, issue: PaymentIssue) -> Option<Letter> {
        let (number, amount) = (self.order.number.to_string(), self.texts.money(amount));
        let about = [("number", (&number).into()), ("amount", (&amount).into())];
        let what = match issue {
            PaymentIssue::PaidAfterCancellation => self.texts.format("mail-too-late", &about),
            PaymentIssue::PaidTwice => self.texts.format("mail-twice", &about),
            PaymentIssue::AmountMismatch
            | PaymentIssue::CurrencyMismatch
            | PaymentIssue::RefundFailed
            | PaymentIssue::Disputed => return None,
        };
        let letter = self
            .begin(self.texts.get("mail-goes-back"))
            .paragraph(format!("{what} {}", self.texts.get("mail-giving-back")))
            .paragraph(self.texts.get("mail-write-again"));
        Some(self.see_order(self.bought(letter)))
    }

    /// Adds what was ordered, and what the contract says beside that: how it is paid, and when it is delivered.
    fn ordered(&self, letter: Letter) -> Letter {
        let payment =
            self.order.payment.as_ref().map(|payment| (self.texts.get("mail-payment"), payment.label.clone()));
        let delivery = self.delivery_time().map(|time| (self.texts.get("mail-delivery-time"), time));
        self.bought_with(letter, payment.into_iter().chain(delivery).collect())
    }

    /// Returns the delivery time; for several parcels, that of each. `None` if no shipping option has said one.
    fn delivery_time(&self) -> Option<String> {
        if let [parcel] = &self.order.shipments[..] {
            return parcel.delivery_time.clone();
        }
        let parcels = self.order.shipments.iter();
        let times: Vec<String> = parcels
            .filter_map(|parcel| Some(format!("{}: {}", parcel.label, parcel.delivery_time.as_ref()?)))
            .collect();
        (!times.is_empty()).then(|| times.join("; "))
    }

    /// Adds what was ordered.
    fn bought(&self, letter: Letter) -> Letter {
        self.bought_with(letter, Vec::new())
    }

    /// Adds what is charged for lines and parcels, the total and what it includes, the addresses, these facts, and what was
    /// filled in.
    fn bought_with(&self, letter: Letter, facts: Vec<(String, String)>) -> Letter {
        let (order, texts) = (self.order, self.texts);
        let lines = order.lines.iter();
        let mut rows: Vec<_> =
            lines.map(|line| (times(line.quantity, &line.title), texts.money(line.amount))).collect();
        rows.extend(order.shipments.iter().map(|parcel| (parcel.label.clone(), parcel.price_label(texts))));
        let discounts = order.named_discounts(texts).into_iter();
        let discounts = discounts.map(|(name, off)| (texts.format("mail-discount", &[("label", (&name).into())]), off));
        let remarks = discounts.chain(order.named_taxes(texts)).map(|(name, money)| (name, texts.money(money)));
        let letter = letter.amounts(rows, (texts.get("mail-total"), texts.money(order.total)), remarks.collect());
        let unchecked = order.is_taxed_unchecked().then(|| texts.get("mail-vat-unknown"));
        let letter = order.tax_rules(texts).into_iter().chain(unchecked).fold(letter, Letter::paragraph);
        let address = if order.is_picked_up() { "pick-up-address" } else { "mail-ships-to" };
        let vat_id = (!order.vat_id.is_empty()).then(|| (texts.get("mail-vat-id"), order.vat_id.clone()));
        let fields = order.fields.iter().map(|field| (field.caption().to_owned(), field.shown().to_owned()));
        letter
            .address(texts.get(address), order.address.clone())
            .address(texts.get("mail-billing-address"), order.billing_address.clone())
            .facts(facts.into_iter().chain(vat_id).chain(fields).collect())
    }

    /// Attaches the terms that apply to the sale.
    fn with_terms(&self, letter: Letter, terms: Option<String>) -> Letter {
        let Some(terms) = terms else { return letter };
        let file_name = self.texts.get("mail-terms-file");
        letter.paragraph(self.texts.get("mail-terms")).attach(Attachment {
            file_name,
            media_type: "text/plain; charset=utf-8",
            bytes: terms.into_bytes(),
        })
    }

    fn see_order(&self, letter: Letter) -> Letter {
        letter.button(self.texts.get("mail-see-order"), &self.order.url)
    }
}

/// Whether anybody can cause this mail without paying anything.
fn is_unpaid(kind: SignalKind, order: &OrderView) -> bool {
    match kind {
        SignalKind::Pending | SignalKind::Processing | SignalKind::Cancelled | SignalKind::Overdue => true,
        SignalKind::Completed => order.total.amount == 0,
        SignalKind::Created
        | SignalKind::Refunded
        | SignalKind::Attention
        | SignalKind::DisputeClosed
        | SignalKind::Fulfilled
        | SignalKind::DownloadsRenewed
        | SignalKind::FileMissing
        | SignalKind::DeliveryFailed
        | SignalKind::DeliveryDelayed
        | SignalKind::RefundAllocated
        | SignalKind::Withdrawn
        | SignalKind::InvoiceCorrected => false,
    }
}

/// Delays a mail beyond the limit, or drops one that is too old to be of use: the order's page says the same.
fn postpone(signal: &OrderSignal, age: Duration, wait: Duration) -> Result<(), ReceiverError> {
    if age > LONGEST_WAIT {
        tracing::warn!(signal = signal.id, "mail dropped: the recipient was sent too many about unpaid orders");
        return Ok(());
    }
    Err(ReceiverError::retry_after(wait, "the recipient was sent too many mails about unpaid orders within an hour"))
}

#[async_trait]
impl Receiver for OrderMail {
    fn name(&self) -> &'static str {
        OrderMail::NAME
    }

    fn accepts(&self, kind: SignalKind) -> bool {
        !matches!(
            kind,
            SignalKind::Created
                | SignalKind::DisputeClosed
                | SignalKind::FileMissing
                | SignalKind::DeliveryFailed
                | SignalKind::DeliveryDelayed
                | SignalKind::RefundAllocated
                | SignalKind::Withdrawn
        )
    }

    fn accepts_pending(&self, offline: bool) -> bool {
        offline
    }

    fn timeout(&self) -> Option<Duration> {
        self.sender.timeout()
    }

    fn confirms_orders(&self) -> bool {
        true
    }

    async fn receive(&self, event: &Event<'_>) -> Result<(), ReceiverError> {
        let Event { signal, order, store, .. } = *event;
        let (texts, shop_name, reply_to) = (store.texts(order.language), store.shop_name(), store.shop_email());
        let refund = Purpose::of(store, signal, &texts).await.map_err(ReceiverError::new)?;
        let withdraw = store.offers_withdrawal().then(|| {
            let page = store.path_in(order.language, &store.paths().withdraw);
            store.settings().url(&format!("{page}?order={}", order.token))
        });
        let (reply_to, imprint) = (reply_to.as_deref(), store.imprint(&texts));
        let corrected = invoices::corrected(event).await?;
        let has_documents = store.issues_invoices() && order.status == OrderStatus::Completed;
        let writer = Writer {
            texts: &texts,
            order,
            shop_name: &shop_name,
            reply_to,
            imprint,
            refund,
            corrected,
            withdraw,
            has_documents,
        };
        let Some((subject, mut letter)) = writer.letter(signal) else { return Ok(()) };
        if signal.kind == SignalKind::Completed && order.terms_url.is_some() {
            let terms = store.terms_of(&order.token).await.map_err(ReceiverError::new)?;
            letter = writer.with_terms(letter, terms);
        }
        let letter = writer.with_documents(letter, event, self.attaches).await?;
        let (db, limited) = (store.db(), is_unpaid(signal.kind, order));
        if limited && let Some(wait) = limit::take(db, &order.email).await.map_err(ReceiverError::new)? {
            return postpone(signal, store.db().now().duration_since(signal.at), wait);
        }
        let sent = self.sender.send(&signal.id, signal.at, &order.email, &subject, &letter).await;
        if limited && sent.is_err() {
            limit::give_back(db, &order.email).await.map_err(ReceiverError::new)?;
        }
        Ok(sent?)
    }
}
