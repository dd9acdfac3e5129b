//! The order, as shown on its page and in mails.

use super::{Head, header};
use crate::{
    args,
    model::{
        Amounts, DownloadView, Money, OrderLineView, OrderStatus, OrderView, PaymentChoice, PaymentStep, Problem,
        Timestamp, line_total,
    },
    store::{
        Store,
        basket::lines::{self, OrderLine},
        country,
        db::{DbError, Result},
        download, hold,
        payment::{
            self, NextAction,
            record::{self, Payment},
        },
        shipping::shipment,
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
        Ok(view(self, head).await?)
    }
}

/// Returns the order with this id, for receivers.
pub(in crate::store) async fn by_id(store: &Store, id: &str) -> Result<OrderView> {
    let head = header::head(store.db(), id).await?;
    view(store, head.ok_or_else(DbError::row_not_found)?).await
}

async fn view(store: &Store, head: Head) -> Result<OrderView> {
    let currency = head.currency.unwrap_or(store.settings().currency);
    let texts = store.texts(store.language_of_order(&head));
    let amounts = head.amounts.unwrap_or(Amounts::zero(currency));
    let lines = lines::frozen(store.db(), &head.id, currency).await?;
    let lines = lines.into_iter().map(line_view).collect::<Result<_>>()?;
    let payment = record::of_order(store.db(), &head.id).await?.into_iter().next();
    let refunded = payment.as_ref().and_then(|p| p.paid.map(|paid| Money::new(p.refunded, paid.currency)));
    let refunded = refunded.filter(|refunded| refunded.amount > 0);
    let held = payment.as_ref().is_some_and(Payment::is_flagged);
    let live = head.status == OrderStatus::Pending && !held && payment.as_ref().is_some_and(Payment::awaits_shopper);
    let offline = payment.as_ref().is_some_and(Payment::pays_offline);
    let processing = payment.as_ref().is_some_and(|p| p.processing_since.is_some());
    let refund_pending = match &payment {
        Some(payment) => pending_refunds(store, payment).await?,
        None => None,
    };
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
        Some(_) => shipment::of_order(store.db(), &head.id).await?,
        None => Vec::new(),
    };
    let downloads = downloads(store, &head.id).await?;
    let sql = "SELECT COUNT(*) AS n FROM pannier_order_lines WHERE order_id = $1 AND download_key IS NOT NULL";
    let with_file = store.db().fetch_one(sql, args![&head.id]).await?.get_u32("n")? as usize;
    Ok(OrderView {
        number: head.number.unwrap_or_default(),
        status: head.status,
        placed_at: head.placed_at.unwrap_or(head.updated_at),
        lines,
        items_total: amounts.subtotal(),
        shipping_total: amounts.shipping(),
        total: amounts.total(),
        address: match head.shipping_label {
            Some(_) => country::format_in(&head.form.shipping_address, texts.language()),
            None => Vec::new(),
        },
        shipping: head.shipping_label,
        shipments: shipments.into_iter().map(|shipment| store.shipment_view(shipment)).collect(),
        payment: store.provider(&head.form.payment).map(|p| PaymentChoice {
            id: p.id().to_owned(),
            label: payment::label(&**p, &texts),
            description: None,
            element: None,
            offline: p.pays_offline(),
        }),
        payment_message,
        refunded,
        refund_pending,
        confirmed_by_mail: store.confirms_orders(),
        offline,
        processing,
        resumable: live && step.is_none(),
        can_start_over: live,
        step,
        downloads_due: with_file > downloads.len()
            && matches!(head.status, OrderStatus::Pending | OrderStatus::Completed),
        downloads,
        email: head.form.email,
        url: store.settings().url(&store.path_in(texts.language(), &store.order_path(&head.token))),
        language: texts.language(),
        token: head.token,
    })
}

fn line_view(line: OrderLine) -> Result<OrderLineView> {
    let OrderLine { kind, item_id, quantity, title, unit_price } = line;
    Ok(OrderLineView { kind, id: item_id, title, quantity, unit_price, total: line_total(unit_price, quantity)? })
}

/// Returns the sum of the refunds that are pending at the gateway, if any.
async fn pending_refunds(store: &Store, payment: &Payment) -> Result<Option<Money>> {
    let sql = "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS n FROM pannier_refunds \
               WHERE payment_id = $1 AND status = 'starting' AND pending_since IS NOT NULL";
    let sum: i64 = store.db().fetch_one(sql, args![&payment.id]).await?.get("n")?;
    Ok(payment.paid.map(|paid| Money::new(sum, paid.currency)).filter(|sum| sum.amount > 0))
}

async fn downloads(store: &Store, order_id: &str) -> Result<Vec<DownloadView>> {
    let sql = format!(
        "SELECT token, title, file_name, attempts, max_attempts, counted_at, expires_at, {} \
         FROM pannier_downloads WHERE order_id = $1 ORDER BY created_at, title",
        hold::columns("pannier_downloads.order_id")
    );
    let (now, lifetime) = (store.db().now(), store.settings().download_link_lifetime);
    let rows = store.db().fetch_all(&sql, args![order_id]).await?;
    rows.iter()
        .map(|row| {
            let used = row.get_u32("attempts")?;
            let expires_at: Option<Timestamp> = row.get("expires_at")?;
            let max: Option<i64> = row.get("max_attempts")?;
            Ok(DownloadView {
                title: row.get("title")?,
                file_name: row.get("file_name")?,
                url: store.download_path(&row.get::<String>("token")?),
                attempts_left: max.map(|max| u32::try_from(max).unwrap_or(u32::MAX).saturating_sub(used)),
                repeatable: max.and(download::repeatable_for(row.get("counted_at")?, lifetime, now)).is_some(),
                expires_at,
                expired: expires_at.is_some_and(|at| at <= now),
                refunded: row.get::<i64>("refunded")? > 0,
                on_hold: row.get::<i64>("on_hold")? > 0,
            })
        })
        .collect()
}
