//! The invoice in the mail that confirms an order.

use crate::{
    DocumentKind, Event, Problem, ReceiverError, SignalKind, Texts,
    store::mail::letter::{Attachment, Letter},
};

/// Adds a link to the invoice to the confirmation of an order, and attaches it in the format with this id, if there is one. Another
/// receiver may issue it after this one, so it is not asked for.
pub(super) async fn with_invoices(
    letter: Letter,
    event: &Event<'_>,
    texts: &Texts,
    attaches: Option<&str>,
) -> Result<Letter, ReceiverError> {
    let Event { signal, order, store, .. } = *event;
    let unavailable = |problem: Problem| ReceiverError::new(format!("the invoice cannot be read: {}", problem.code()));
    if signal.kind != SignalKind::Completed || !store.issues_invoices() || order.total.amount == 0 {
        return Ok(letter);
    }
    let mut letter = letter.button(texts.get("mail-see-invoice"), format!("{}/documents/invoice.html", order.url));
    let Some(id) = attaches else { return Ok(letter) };
    for record in store.issue_due_invoices(&order.token).await.map_err(unavailable)? {
        if record.kind != DocumentKind::Invoice {
            continue;
        }
        let document = store.invoice(&order.token, &record.name).await.map_err(unavailable)?;
        match store.render(id, &document).await {
            Ok((media_type, bytes)) => {
                let file_name = document.file_name(texts, id);
                letter = letter.attach(Attachment { file_name, media_type, bytes });
            }
            // A confirmation without it is better than none, and links to it.
            Err(error) => tracing::error!(invoice = record.name, format = id, %error, "invoice not attached"),
        }
    }
    Ok(letter)
}
