//! The receiver that issues invoices and credit notes.

use async_trait::async_trait;

use super::{issue::Issuing, sold::Sold};
use crate::{
    model::PaymentIssue,
    store::{
        db::Result,
        receivers::{Event, Receiver, ReceiverError, SignalKind},
    },
};

/// The name in the outbox.
pub(super) const NAME: &str = "invoices";

/// Issues the invoice of an order that is paid, a credit note for a refund once its lines are known, and an invoice in the place
/// of a credit note whose refund has failed after all.
#[derive(Clone, Copy, Debug)]
pub(super) struct Invoices;

#[async_trait]
impl Receiver for Invoices {
    fn name(&self) -> &'static str {
        NAME
    }

    fn accepts(&self, kind: SignalKind) -> bool {
        matches!(
            kind,
            SignalKind::Completed | SignalKind::Refunded | SignalKind::RefundAllocated | SignalKind::Attention
        )
    }

    async fn receive(&self, event: &Event<'_>) -> std::result::Result<(), ReceiverError> {
        let Event { signal, .. } = *event;
        // What else needs attention changes no document.
        if signal.kind == SignalKind::Attention && signal.issue != Some(PaymentIssue::RefundFailed) {
            return Ok(());
        }
        issue(event).await.map_err(ReceiverError::new)
    }
}

async fn issue(event: &Event<'_>) -> Result<()> {
    let Event { signal, store, .. } = *event;
    let Some(sold) = Sold::read(store, &signal.order_id).await? else { return Ok(()) };
    let Some(mut issuing) = Issuing::begin(store, &sold, store.db().begin().await?).await? else { return Ok(()) };
    match signal.kind {
        SignalKind::Completed => issuing.invoice().await?,
        SignalKind::Attention => issuing.invoice_again(&signal.subject).await?,
        // Of an order that has no invoice and gets none by itself, nothing is credited.
        SignalKind::Refunded | SignalKind::RefundAllocated if issuing.is_due().await? => issuing.credit_all().await?,
        _ => {}
    }
    event.commit(issuing.into_tx()).await
}
