//! Sending what was paid: how far each parcel of an order has come, said by a person or by a plug-in.
//!
//! The news may come twice: what is known already is done already. The first time that a parcel is sent leaves a
//! [signal](crate::SignalKind::Fulfilled) in the same transaction, and no other time does.

use super::shipment::{self, Shipment};
use crate::{
    args,
    model::{ParcelStatus, ParcelView, Status, Tracking},
    store::{
        Store,
        db::{self, DbError},
        error::ManageError,
        order::header,
        receivers::SignalKind,
    },
};

/// Why a parcel stays as it is.
///
/// ```
/// use pannier::{FulfilmentError, ParcelStatus};
///
/// let error = FulfilmentError::NoSuchMove { from: ParcelStatus::ToDo, to: ParcelStatus::Delivered };
/// assert_eq!(error.to_string(), "a parcel that is to do cannot become delivered");
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FulfilmentError {
    /// No parcel has this id.
    #[error("there is no such parcel")]
    UnknownParcel,
    /// Nothing is sent before it is paid.
    #[error("the order is {0}: its parcels are sent once it is completed")]
    NotPaid(&'static str),
    /// A step that there is not.
    #[error("a parcel that is {from} cannot become {to}")]
    NoSuchMove {
        /// How far it has come.
        from: ParcelStatus,
        /// What it was to become.
        to: ParcelStatus,
    },
    /// The address of the tracking is not one of a page.
    #[error("the tracking address has to begin with https:// or http://")]
    BadAddress,
    /// The database does not answer.
    #[error(transparent)]
    Database(#[from] DbError),
}

impl Store {
    /// The parcels of an order, by its number.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// store.add(&visitor, "voucher", "spring", 2, None).await?;
    /// let (_, order) = pannier::testing::place(&store, &visitor).await?;
    /// assert!(store.parcels(order.number).await?.is_empty(), "a voucher does not ship");
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`ManageError::UnknownOrder`].
    pub async fn parcels(&self, number: i64) -> Result<Vec<Shipment>, ManageError> {
        let id = self.id_of(number).await?;
        Ok(shipment::of_order(self.db(), &id).await?)
    }

    /// The parcels of paid orders that have come so far, those that have waited longest first.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// assert!(store.parcels_that_are(pannier::ParcelStatus::ToDo, 50).await?.is_empty());
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn parcels_that_are(&self, status: ParcelStatus, limit: u32) -> db::Result<Vec<Shipment>> {
        shipment::in_status(self.db(), status, limit).await
    }

    /// Says that a parcel, by its id, is on its way; the shopper gets a mail, the first time. What is new about the tracking of
    /// a parcel that was sent already is kept.
    ///
    /// ```
    /// use pannier::{FulfilmentError, Shipment, Store, Tracking};
    ///
    /// async fn handed_over(store: &Store, parcel: &Shipment, number: &str) -> Result<(), FulfilmentError> {
    ///     store.mark_sent(&parcel.id, Tracking::default().carrier("DHL").number(number)).await
    /// }
    /// ```
    ///
    /// # Errors
    /// [`FulfilmentError::NotPaid`] for an order that is not completed; [`FulfilmentError::NoSuchMove`] for a parcel that is
    /// delivered.
    pub async fn mark_sent(&self, parcel: &str, tracking: Tracking) -> Result<(), FulfilmentError> {
        let tracking = checked(tracking)?;
        let Tracking { carrier, number, url } = &tracking;
        let (carrier, number, url) = (carrier.as_deref(), number.as_deref(), url.as_deref());
        let now = self.db().now();
        let mut tx = self.db().begin().await?;
        let sql = "UPDATE pannier_parcels SET sent_at = $2 WHERE id = $1 AND sent_at IS NULL AND status IN ('to_do', 'failed')";
        let first = tx.execute(sql, args![parcel, now]).await? == 1;
        let sql = "UPDATE pannier_parcels SET status = 'sent', carrier = $2, tracking_number = $3, tracking_url = $4, \
                   note = NULL, updated_at = $5 WHERE id = $1 AND status IN ('to_do', 'failed') AND order_id IN \
                   (SELECT id FROM pannier_orders WHERE status = 'completed') RETURNING order_id";
        if let Some(row) = tx.fetch_optional(sql, args![parcel, carrier, number, url, now]).await? {
            if first {
                let order_id: String = row.get("order_id")?;
                self.0.outbox.write_about(&mut tx, &order_id, SignalKind::Fulfilled, parcel).await?;
            }
            tx.commit().await?;
            self.0.outbox.ring();
            return Ok(());
        }
        drop(tx);
        let sql = "UPDATE pannier_parcels SET carrier = COALESCE($2, carrier), tracking_number = COALESCE($3, tracking_number), \
                   tracking_url = COALESCE($4, tracking_url), updated_at = $5 WHERE id = $1 AND status = 'sent'";
        match self.db().execute(sql, args![parcel, carrier, number, url, now]).await? {
            0 => Err(self.refused(parcel, ParcelStatus::Sent).await?),
            _ => Ok(()),
        }
    }

    /// Says that a parcel has arrived, or was picked up.
    ///
    /// ```
    /// use pannier::{FulfilmentError, Shipment, Store};
    ///
    /// async fn arrived(store: &Store, parcel: &Shipment) -> Result<(), FulfilmentError> {
    ///     store.mark_delivered(&parcel.id).await
    /// }
    /// ```
    ///
    /// # Errors
    /// [`FulfilmentError::NoSuchMove`] for a parcel that was not sent.
    pub async fn mark_delivered(&self, parcel: &str) -> Result<(), FulfilmentError> {
        let sql = "UPDATE pannier_parcels SET status = 'delivered', delivered_at = $2, updated_at = $2 \
                   WHERE id = $1 AND status = 'sent' AND order_id IN (SELECT id FROM pannier_orders WHERE status = 'completed')";
        let moved = self.db().execute(sql, args![parcel, self.db().now()]).await?;
        self.moved(parcel, ParcelStatus::Delivered, moved).await
    }

    /// Says that a parcel could not be sent, or has come back. `note` says why, to the people who run the shop.
    ///
    /// ```
    /// use pannier::{FulfilmentError, Shipment, Store};
    ///
    /// async fn came_back(store: &Store, parcel: &Shipment) -> Result<(), FulfilmentError> {
    ///     store.mark_failed(&parcel.id, "the carrier does not know the address").await
    /// }
    /// ```
    ///
    /// # Errors
    /// [`FulfilmentError::NoSuchMove`] for a parcel that was delivered.
    pub async fn mark_failed(&self, parcel: &str, note: &str) -> Result<(), FulfilmentError> {
        let note = tidy(Some(note.to_owned()));
        let sql = "UPDATE pannier_parcels SET status = 'failed', note = $2, updated_at = $3 WHERE id = $1 \
                   AND status IN ('to_do', 'sent', 'failed') \
                   AND order_id IN (SELECT id FROM pannier_orders WHERE status = 'completed')";
        let moved = self.db().execute(sql, args![parcel, note, self.db().now()]).await?;
        self.moved(parcel, ParcelStatus::Failed, moved).await
    }

    /// Has a parcel that failed begin anew.
    ///
    /// ```
    /// use pannier::{FulfilmentError, Shipment, Store};
    ///
    /// async fn pack_again(store: &Store, parcel: &Shipment) -> Result<(), FulfilmentError> {
    ///     store.mark_to_do(&parcel.id).await
    /// }
    /// ```
    ///
    /// # Errors
    /// [`FulfilmentError::NoSuchMove`] for a parcel that was sent or delivered.
    pub async fn mark_to_do(&self, parcel: &str) -> Result<(), FulfilmentError> {
        let sql = "UPDATE pannier_parcels SET status = 'to_do', note = NULL, updated_at = $2 WHERE id = $1 \
                   AND status = 'failed' AND order_id IN (SELECT id FROM pannier_orders WHERE status = 'completed')";
        let moved = self.db().execute(sql, args![parcel, self.db().now()]).await?;
        self.moved(parcel, ParcelStatus::ToDo, moved).await
    }

    /// Takes a parcel, for whoever asks somebody else to ship it: `false` if that was done before. Where to ask twice would be to
    /// send twice, this comes before the question.
    ///
    /// ```
    /// use pannier::{FulfilmentError, Shipment, Store};
    ///
    /// async fn to_the_printers(store: &Store, parcel: &Shipment) -> Result<(), FulfilmentError> {
    ///     if store.claim(&parcel.id).await? {
    ///         // This is the one and only time: order it.
    ///     }
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    /// [`FulfilmentError::UnknownParcel`].
    pub async fn claim(&self, parcel: &str) -> Result<bool, FulfilmentError> {
        let sql = "UPDATE pannier_parcels SET asked_at = $2, updated_at = $2 WHERE id = $1 AND asked_at IS NULL AND reference IS NULL";
        if self.db().execute(sql, args![parcel, self.db().now()]).await? == 1 {
            return Ok(true);
        }
        match shipment::by_id(self.db(), parcel).await? {
            Some(_) => Ok(false),
            None => Err(FulfilmentError::UnknownParcel),
        }
    }

    /// Gives a parcel back that was [claimed](Store::claim), when it is certain that nobody ships it: it can be claimed again.
    ///
    /// ```
    /// use pannier::{FulfilmentError, Shipment, Store};
    ///
    /// async fn never_got_there(store: &Store, parcel: &Shipment) -> Result<(), FulfilmentError> {
    ///     store.release(&parcel.id).await
    /// }
    /// ```
    ///
    /// # Errors
    /// [`FulfilmentError::UnknownParcel`] for a parcel that there is not, or that somebody is known to ship.
    pub async fn release(&self, parcel: &str) -> Result<(), FulfilmentError> {
        let sql = "UPDATE pannier_parcels SET asked_at = NULL, updated_at = $2 WHERE id = $1 AND reference IS NULL";
        match self.db().execute(sql, args![parcel, self.db().now()]).await? {
            0 => Err(FulfilmentError::UnknownParcel),
            _ => Ok(()),
        }
    }

    /// Writes down what whoever ships a parcel calls it.
    ///
    /// ```
    /// use pannier::{FulfilmentError, Shipment, Store};
    ///
    /// async fn ordered(store: &Store, parcel: &Shipment) -> Result<(), FulfilmentError> {
    ///     store.note_reference(&parcel.id, "572259").await
    /// }
    /// ```
    ///
    /// # Errors
    /// [`FulfilmentError::UnknownParcel`].
    pub async fn note_reference(&self, parcel: &str, reference: &str) -> Result<(), FulfilmentError> {
        let sql = "UPDATE pannier_parcels SET reference = $2, updated_at = $3 WHERE id = $1";
        match self.db().execute(sql, args![parcel, reference, self.db().now()]).await? {
            0 => Err(FulfilmentError::UnknownParcel),
            _ => Ok(()),
        }
    }

    /// A parcel as its order's page shows it.
    pub(in crate::store) fn parcel_view(&self, shipment: Shipment) -> ParcelView {
        let method = self.0.shipping.iter().find(|method| method.id() == shipment.method);
        ParcelView {
            id: shipment.id,
            position: shipment.position,
            pick_up: method.is_some_and(|method| method.is_pick_up()),
            method: shipment.method,
            label: shipment.label,
            price: shipment.price,
            status: shipment.status,
            tracking: shipment.tracking,
            lines: shipment.lines,
        }
    }

    async fn moved(&self, parcel: &str, to: ParcelStatus, moved: u64) -> Result<(), FulfilmentError> {
        if moved == 1 {
            return Ok(());
        }
        match self.refused(parcel, to).await? {
            FulfilmentError::NoSuchMove { from, .. } if from == to => Ok(()),
            error => Err(error),
        }
    }

    /// Why a parcel did not become what it was to be.
    async fn refused(&self, parcel: &str, to: ParcelStatus) -> db::Result<FulfilmentError> {
        let Some(shipment) = shipment::by_id(self.db(), parcel).await? else {
            return Ok(FulfilmentError::UnknownParcel);
        };
        let order = header::head(self.db(), &shipment.order_id).await?.map_or(Status::Created, |head| head.status);
        Ok(match order {
            Status::Completed => FulfilmentError::NoSuchMove { from: shipment.status, to },
            status => FulfilmentError::NotPaid(status.as_str()),
        })
    }
}

/// Tracking without what is not there, and without an address that a browser would run.
fn checked(tracking: Tracking) -> Result<Tracking, FulfilmentError> {
    let Tracking { carrier, number, url } = tracking;
    let tracking = Tracking { carrier: tidy(carrier), number: tidy(number), url: tidy(url) };
    let page = |url: &String| ["https://", "http://"].iter().any(|scheme| url.starts_with(scheme));
    match tracking.url.as_ref().is_none_or(page) {
        true => Ok(tracking),
        false => Err(FulfilmentError::BadAddress),
    }
}

fn tidy(text: Option<String>) -> Option<String> {
    let text: String = text?.trim().chars().filter(|c| !c.is_control()).take(500).collect();
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tracking_leads_to_a_page_or_nowhere() {
        for bad in ["javascript:alert(1)", "carrier.example/1", "data:text/html,x", "//carrier.example"] {
            assert!(matches!(checked(Tracking::default().url(bad)), Err(FulfilmentError::BadAddress)), "{bad}");
        }
        let tracking =
            checked(Tracking::default().carrier(" DHL\n").number("  ").url("https://carrier.example/1")).unwrap();
        assert_eq!(tracking, Tracking::default().carrier("DHL").url("https://carrier.example/1"));
    }
}
