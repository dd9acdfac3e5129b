//! The order, as shown on its page and in mails.

use std::collections::BTreeMap;

use super::{Head, header};
use crate::{
    args,
    language::Language,
    model::{
        Address, Amounts, CheckoutForm, Currency, DiscountView, DownloadView, Money, OrderLineView, OrderStatus,
        OrderView, PaymentChoice, PaymentStep, Problem, Rate, ShipmentStatus, TaxSum, Timestamp, line_total,
    },
    store::{
        Store, country,
        db::{DbError, Result, Row},
        download, hold,
        payment::{
            self, NextAction,
            record::{self, Payment},
        },
        refunded,
        shipping::shipment::{self, Packed, Shipment},
    },
};

impl Store {
    /// Returns the order of a page token. The payment of a pending order is polled first, unless it was
    /// polled a moment ago.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
    /// let (_, placed) = pannier::testing::place_order(&store, &visitor).await?;
    /// assert_eq!(store.order(&placed.token).await?.number, placed.number);
    /// assert_eq!(store.order("no-such-token").await, Err(pannier::Problem::UnknownOrder));
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`Problem::UnknownOrder`] if there is no placed order with this token.
    pub async fn order(&self, token: &str) -> Result<OrderView, Problem> {
        let mut head = header::head_by_token(self.db(), token).await?.ok_or(Problem::UnknownOrder)?;
        if head.status == OrderStatus::Pending && self.refresh_payment(&head.id).await {
            head = header::head_by_token(self.db(), token).await?.ok_or(Problem::UnknownOrder)?;
        }
        if head.number.is_none() {
            return Err(Problem::UnknownOrder);
        }
        let mut order = view(self, head).await?;
        order.documents = self.document_links(&order).await?;
        Ok(order)
    }
}

/// Returns the order with this id, for receivers.
pub(in crate::store) async fn by_id(store: &Store, id: &str) -> Result<OrderView> {
    let head = header::head(store.db(), id).await?;
    view(store, head.ok_or_else(DbError::row_not_found)?).await
}

/// What an order's page shows beside its row, read by one query.
struct Content {
    lines: Vec<OrderLineView>,
    /// The lines of each shipment, by its id.
    shipped: BTreeMap<String, Vec<Packed>>,
    downloads: Vec<DownloadView>,
    /// Whether a link to a file that was sold does not exist yet.
    lacks_downloads: bool,
    /// The latest attempt to pay.
    payment: Option<Payment>,
    /// The sum of the refunds that are not made yet, in minor units.
    refund_pending: i64,
    /// The tax that was returned because the VAT number has proved valid, in minor units.
    tax_returned: i64,
    on_hold: bool,
    /// Whether a withdrawal from it was received.
    withdrawn: bool,
}

/// Reads the content of a placed order. A basket has none.
async fn content(store: &Store, id: &str, currency: Currency) -> Result<Content> {
    let sql = format!(
        "SELECT l.kind, l.item_id, l.quantity, l.title, l.unit_amount, l.amount AS charged, l.discount_amount, l.shipment_id, \
         l.supplier_sku, l.download_key, d.token, d.file_name, d.attempts, d.max_attempts, d.counted_at, d.expires_at, \
         {holds}, COALESCE(taken.gone, 0) AS gone, COALESCE(taken.made, 0) AS gone_for_good, \
         COALESCE(taken.not_in_it, 0) AS not_in_it, COALESCE(taken.reduced, 0) AS reduced, p.*, \
         (SELECT CAST(COALESCE(SUM(f.amount), 0) AS BIGINT) FROM pannier_refunds f WHERE f.payment_id = p.id \
         AND f.status = 'starting') AS refund_pending, \
         (SELECT CAST(COALESCE(SUM(i.amount), 0) AS BIGINT) FROM pannier_refunds f \
         JOIN pannier_refund_items i ON i.refund_id = f.id WHERE f.payment_id = p.id AND f.status = 'succeeded' \
         AND i.relieved_code IS NOT NULL) AS tax_returned, (SELECT COUNT(*) FROM pannier_withdrawals w WHERE w.order_id = $1 \
         AND w.received_at IS NOT NULL) AS withdrawals FROM pannier_order_lines l \
         LEFT JOIN pannier_downloads d ON d.order_id = l.order_id AND d.kind = l.kind AND d.item_id = l.item_id \
         LEFT JOIN {taken} taken ON taken.kind = l.kind AND taken.item_id = l.item_id \
         LEFT JOIN ({payments} WHERE order_id = $1 ORDER BY created_at DESC LIMIT 1) p ON p.order_id = l.order_id \
         WHERE l.order_id = $1 AND l.unit_amount IS NOT NULL ORDER BY l.added_at, l.kind, l.item_id",
        holds = hold::columns("$1"),
        taken = refunded::lines("$1"),
        payments = record::select()
    );
    let rows = store.db().fetch_all(&sql, args![id]).await?;
    let (mut lines, mut shipped, mut downloads) = (Vec::new(), BTreeMap::<_, Vec<_>>::new(), Vec::new());
    let mut lacks_downloads = false;
    for row in &rows {
        lines.push(line_view(row, currency)?);
        if let Some(shipment) = row.get::<Option<String>>("shipment_id")? {
            shipped.entry(shipment).or_default().push(shipment::packed(row)?);
        }
        match row.get::<Option<String>>("token")? {
            Some(token) => downloads.push(download_view(store, row, &token)?),
            None => lacks_downloads |= row.get::<Option<String>>("download_key")?.is_some(),
        }
    }
    let (mut payment, mut refund_pending, mut tax_returned, mut on_hold) = (None, 0, 0, false);
    // The payment is the same in each row.
    if let Some(row) = rows.first()
        && row.get::<Option<String>>("id")?.is_some()
    {
        payment = Some(Payment::read(row)?);
        refund_pending = row.get("refund_pending")?;
        tax_returned = row.get("tax_returned")?;
        on_hold = row.get::<i64>("on_hold")? > 0;
    }
    let withdrawn = match rows.first() {
        Some(row) => row.get::<i64>("withdrawals")? > 0,
        None => false,
    };
    Ok(Content {
        lines,
        shipped,
        downloads,
        lacks_downloads,
        payment,
        refund_pending,
        tax_returned,
        on_hold,
        withdrawn,
    })
}

/// The taxes of an order by code and rate, and its discounts.
const TAXES_AND_DISCOUNTS: &str = "SELECT CAST(NULL AS TEXT) AS label, t.code, t.rate, t.on_top, \
    CAST(SUM(t.net_amount) AS BIGINT) AS net, CAST(SUM(t.tax_amount) AS BIGINT) AS amount, CAST(0 AS BIGINT) AS place \
    FROM pannier_order_taxes t WHERE t.order_id = $1 GROUP BY t.code, t.rate, t.on_top UNION ALL \
    SELECT d.label, d.code, 0, 0, 0, d.amount, d.position FROM pannier_order_discounts d WHERE d.order_id = $1 \
    ORDER BY place";

/// Reads the taxes and the discounts of an order. One whose sums say that it has none costs no statement.
async fn taxes_and_discounts(store: &Store, id: &str, amounts: &Amounts) -> Result<(Vec<TaxSum>, Vec<DiscountView>)> {
    let (mut taxes, mut discounts) = (Vec::new(), Vec::new());
    if amounts.tax().is_none() && amounts.discount().amount == 0 {
        return Ok((taxes, discounts));
    }
    let currency = amounts.total().currency;
    for row in &store.db().fetch_all(TAXES_AND_DISCOUNTS, args![id]).await? {
        let amount = Money::new(row.get("amount")?, currency);
        match row.get::<Option<String>>("label")? {
            Some(label) => discounts.push(DiscountView { label, code: row.get("code")?, amount }),
            None => taxes.push(TaxSum {
                code: row.get("code")?,
                rate: Rate::millionths(row.get_u32("rate")?),
                on_top: row.get::<i64>("on_top")? == 1,
                net: Money::new(row.get("net")?, currency),
                tax: amount,
            }),
        }
    }
    taxes.sort_by_key(|sum| (sum.code, sum.rate, sum.on_top));
    Ok((taxes, discounts))
}

/// Returns the lines of the billing address of an order. A company that gave only its name is billed at the shipping
/// address. If nothing ships, the country alone may be known; if something does, it is no billing address, since a form
/// always sends one.
fn billing_lines(form: &CheckoutForm, ships: bool, language: Language) -> Vec<String> {
    let billing = &form.billing_address;
    let address = match (billing.has_place(), billing.organization.is_empty()) {
        (true, _) => billing.clone(),
        (false, false) if ships => {
            Address { organization: billing.organization.clone(), ..form.shipping_address.clone() }
        }
        (false, false) => billing.clone(),
        (false, true) if ships => return Vec::new(),
        (false, true) => form.shipping_address.clone(),
    };
    if address.country.is_empty() { Vec::new() } else { country::format_in(&address, language) }
}

async fn view(store: &Store, head: Head) -> Result<OrderView> {
    let currency = head.currency.unwrap_or(store.settings().currency);
    let texts = store.texts(store.language_of_order(&head));
    let amounts = head.amounts.unwrap_or(Amounts::zero(currency));
    let content = content(store, &head.id, currency).await?;
    let Content { lines, mut shipped, downloads, lacks_downloads, payment, .. } = content;
    let Content { refund_pending, tax_returned, on_hold, withdrawn, .. } = content;
    let withdrawals = if withdrawn { store.withdrawals_from(&head.id).await? } else { Vec::new() };
    let (taxes, discounts) = taxes_and_discounts(store, &head.id, &amounts).await?;
    let paid = payment.as_ref().and_then(|payment| payment.paid);
    let of_paid = |amount: i64| paid.map(|paid| Money::new(amount, paid.currency)).filter(|sum| sum.amount > 0);
    let refunded = of_paid(payment.as_ref().map_or(0, |payment| payment.refunded));
    let held = payment.as_ref().is_some_and(Payment::is_flagged);
    let live = head.status == OrderStatus::Pending && !held && payment.as_ref().is_some_and(Payment::awaits_shopper);
    let offline = payment.as_ref().is_some_and(Payment::pays_offline);
    let processing = payment.as_ref().is_some_and(|p| p.processing_since.is_some());
    let (mut step, mut payment_message) = (None, None);
    if let Some(payment) = payment {
        payment_message = payment.message;
        match payment.action.filter(|_| live) {
            Some(NextAction::PostForm { url, fields }) => {
                step = Some(PaymentStep::PostForm { url, fields: fields.into_iter().collect() })
            }
            Some(NextAction::Embed(element)) => step = Some(PaymentStep::Embed(element)),
            Some(NextAction::AwaitOffline { instructions }) => {
                step = Some(PaymentStep::Instructions(store.with_deadline(instructions, payment.created_at, &texts)))
            }
            Some(NextAction::Redirect { .. } | NextAction::Decided(_)) | None => {}
        }
    }
    if held && head.status == OrderStatus::Pending {
        payment_message = Some(texts.get("order-held"));
    }
    let shipments = match head.shipping_label {
        Some(_) => shipment::of_order_without_lines(store.db(), &head.id).await?,
        None => Vec::new(),
    };
    let address = address(&head, &shipments).map(|address| country::format_in(address, texts.language()));
    let shipments = shipments.into_iter().map(|shipment| {
        let lines = shipment::contents(shipment.status, shipped.remove(&shipment.id).unwrap_or_default());
        let address = country::format_in(&shipment.to, texts.language());
        store.shipment_view(Shipment { lines, ..shipment }, address)
    });
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    Ok(OrderView {
        number: head.number.unwrap_or_default(),
        status: head.status,
        placed_at: head.placed_at.unwrap_or(head.updated_at),
        lines,
        items_total: amounts.subtotal(),
        shipping_total: amounts.shipping(),
        total: amounts.total(),
        discounts,
        discount_total: Some(amounts.discount()).filter(|discount| discount.amount > 0),
        taxes,
        tax_total: amounts.tax(),
        billing_address: billing_lines(&head.form, head.shipping_label.is_some(), texts.language()),
        code: some(head.form.code),
        terms_url: head.has_terms.then(|| store.settings().url(&store.terms_path(&head.token))),
        address: address.unwrap_or_default(),
        vat_id: head.form.vat_id,
        vat_proof: head.vat_proof,
        tax_returned: of_paid(tax_returned),
        fields: head.fields,
        shipping: head.shipping_label,
        shipments: shipments.collect(),
        payment: store.provider(&head.form.payment).map(|p| PaymentChoice {
            id: p.id().to_owned(),
            label: payment::label(&**p, &texts),
            description: None,
            element: None,
            offline: p.pays_offline(),
        }),
        payment_message,
        paid,
        refunded,
        refund_pending: of_paid(refund_pending),
        on_hold: on_hold && head.status == OrderStatus::Completed,
        confirmed_by_mail: store.confirms_orders(),
        offline,
        processing,
        resumable: live && step.is_none(),
        can_start_over: live,
        step,
        downloads_due: lacks_downloads && matches!(head.status, OrderStatus::Pending | OrderStatus::Completed),
        downloads,
        documents: Vec::new(),
        withdrawals,
        email: head.email,
        url: store.settings().url(&store.path_in(texts.language(), &store.order_path(&head.token))),
        language: texts.language(),
        token: head.token,
    })
}

/// Returns the address of an order that ships: that of the first shipment still to be sent, or else of the first.
fn address<'a>(head: &'a Head, shipments: &'a [Shipment]) -> Option<&'a Address> {
    let is_left = |shipment: &&Shipment| matches!(shipment.status, ShipmentStatus::Pending | ShipmentStatus::Failed);
    let shown = shipments.iter().find(is_left).or(shipments.first());
    head.shipping_label.as_ref().map(|_| shown.map_or(&head.form.shipping_address, |shipment| &shipment.to))
}

fn line_view(row: &Row, currency: Currency) -> Result<OrderLineView> {
    let (quantity, unit_price) = (row.get_u32("quantity")?, Money::new(row.get("unit_amount")?, currency));
    let total = line_total(unit_price, quantity)?;
    // Orders that were placed before there were taxes and discounts have not recorded what was charged.
    let charged: Option<i64> = row.get("charged")?;
    Ok(OrderLineView {
        kind: row.get("kind")?,
        id: row.get("item_id")?,
        title: row.get("title")?,
        quantity,
        unit_price,
        total,
        discount: Some(Money::new(row.get("discount_amount")?, currency)).filter(|discount| discount.amount > 0),
        amount: charged.map_or(total, |amount| Money::new(amount, currency)),
        refunded: row.get_u32("gone")?,
        price_refunded: Some(Money::new(row.get("reduced")?, currency)).filter(|reduced| reduced.amount > 0),
    })
}

fn download_view(store: &Store, row: &Row, token: &str) -> Result<DownloadView> {
    let (now, lifetime) = (store.db().now(), store.settings().download_link_lifetime);
    let (used, bought) = (row.get_u32("attempts")?, row.get::<i64>("quantity")?);
    let expires_at: Option<Timestamp> = row.get("expires_at")?;
    let (gone, gone_for_good): (i64, i64) = (row.get("gone")?, row.get("gone_for_good")?);
    let max = row.get::<Option<i64>>("max_attempts")?.map(|max| download::attempts_of(max, bought - gone, bought));
    let refunded = row.get::<i64>("refunded")? > 0 || gone_for_good >= bought;
    Ok(DownloadView {
        title: row.get("title")?,
        file_name: row.get("file_name")?,
        url: store.download_path(token),
        attempts_left: max.map(|max| u32::try_from(max).unwrap_or(u32::MAX).saturating_sub(used)),
        repeatable: max.and(download::repeatable_for(row.get("counted_at")?, lifetime, now)).is_some(),
        expires_at,
        expired: expires_at.is_some_and(|at| at <= now),
        refunded,
        on_hold: row.get::<i64>("on_hold")? > 0 || (!refunded && gone >= bought),
    })
}
