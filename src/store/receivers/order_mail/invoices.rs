//! The documents in the mails that confirm an order, and that its invoice was corrected.

use super::Writer;
use crate::{
    DocumentKind, Event, InvoiceRecord, Problem, ReceiverError, SignalKind,
    store::mail::letter::{Attachment, Letter},
};

/// Returns the documents of the correction that a signal is about, the credit note before the invoice. None of another signal.
pub(super) async fn corrected(event: &Event<'_>) -> Result<Vec<InvoiceRecord>, ReceiverError> {
    let Event { signal, order, store, .. } = *event;
    if signal.kind != SignalKind::InvoiceCorrected {
        return Ok(Vec::new());
    }
    let mut documents = match store.invoices_of(&order.token).await {
        Ok(documents) => documents,
        // A sample order, as receivers are tested with.
        Err(Problem::UnknownOrder) => Vec::new(),
        Err(problem) => return Err(unavailable(&problem)),
    };
    // What one transaction has issued has one time.
    let issued_at = documents.iter().find(|document| document.name == signal.subject).map(|new| new.issued_at);
    documents.retain(|document| Some(document.issued_at) == issued_at);
    Ok(documents)
}

fn unavailable(problem: &Problem) -> ReceiverError {
    ReceiverError::new(format!("the invoice cannot be read: {}", problem.code()))
}

impl Writer<'_> {
    /// Returns the letter about a corrected invoice.
    pub(super) fn correction(&self) -> Letter {
        let documents = self.corrected.iter();
        let facts = documents.map(|document| (document.kind.name(self.texts), document.name.clone())).collect();
        let letter = self.begin(self.about("mail-invoice-corrected"));
        let letter = letter.paragraph(self.texts.get("mail-invoice-corrected-text")).facts(facts);
        letter.button(self.texts.get("mail-see-documents"), &self.order.url)
    }

    /// Adds a link to the invoice to the confirmation of an order, and attaches what the mail is about in the format with this
    /// id, if there is one.
    pub(super) async fn with_documents(
        &self,
        letter: Letter,
        event: &Event<'_>,
        attaches: Option<&str>,
    ) -> Result<Letter, ReceiverError> {
        let Event { signal, order, store, .. } = *event;
        let confirms = signal.kind == SignalKind::Completed && store.issues_invoices() && order.total.amount > 0;
        let letter = match confirms {
            true => letter.button(self.texts.get("mail-see-invoice"), format!("{}/documents/invoice.html", order.url)),
            false => letter,
        };
        let Some(id) = attaches else { return Ok(letter) };
        let mut names: Vec<String> = self.corrected.iter().map(|document| document.name.clone()).collect();
        if confirms {
            // Another receiver may issue it after this one, so it is not asked for.
            let issued = store.issue_due_invoices(&order.token).await.map_err(|problem| unavailable(&problem))?;
            let invoices = issued.into_iter().filter(|document| document.kind == DocumentKind::Invoice);
            names.extend(invoices.map(|invoice| invoice.name));
        }
        self.attach(letter, event, id, &names).await
    }

    /// Attaches the documents with these names.
    async fn attach(
        &self,
        mut letter: Letter,
        event: &Event<'_>,
        id: &str,
        names: &[String],
    ) -> Result<Letter, ReceiverError> {
        let Event { order, store, .. } = *event;
        for name in names {
            let document = store.invoice(&order.token, name).await.map_err(|problem| unavailable(&problem))?;
            match store.render(id, &document).await {
                Ok((media_type, bytes)) => {
                    let file_name = document.file_name(self.texts, id);
                    letter = letter.attach(Attachment { file_name, media_type, bytes });
                }
                // A mail without it is better than none, and links to it.
                Err(error) => tracing::error!(document = name, format = id, %error, "document not attached"),
            }
        }
        Ok(letter)
    }
}
