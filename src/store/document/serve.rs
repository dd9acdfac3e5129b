//! The files of an order's documents, for whom knows its page.

use axum::{
    Router,
    extract::{Extension, Path, State},
    http::{
        HeaderName, StatusCode,
        header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFRESH},
    },
    response::{IntoResponse, Response},
    routing::get,
};

use super::{
    Document, DocumentKind, DocumentRenderer as _,
    links::{CONFIRMATION, CURRENT_INVOICE},
    page::{self, POLICY, Page},
};
use crate::{
    language::Texts,
    model::{Money, Problem},
    store::{Store, is_key, language::RequestLanguage, storage::inline},
};

/// The policy of what is not the store's own page. The viewer of a browser shows a PDF as an object.
const OTHERS: &str =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; object-src 'self'; frame-ancestors 'none'";
/// Seconds after which a page asks again for an invoice that is being written.
const ASK_AGAIN: &str = "5";

/// Returns the route of the documents, below the path of an order's page.
pub(in crate::store) fn routes<S: Clone + Send + Sync + 'static>(store: &Store) -> Router<S> {
    let path = format!("{}/{{token}}/documents/{{file}}", store.paths().order);
    Router::<Store>::new().route(&path, get(serve)).with_state::<S>(store.clone())
}

/// What is at an address.
enum Found {
    Document(Box<Document>),
    /// Several invoices that hold at once: their numbers and totals.
    Several(Vec<(String, Money)>),
    /// An invoice that is being written: the receiver that does it runs a moment after the order is paid.
    Soon,
}

/// `GET /order/{token}/documents/{file}`: `2026-00017.pdf`, `confirmation.html`, or `invoice.html` for the invoice that holds.
async fn serve(
    State(store): State<Store>,
    language: Option<Extension<RequestLanguage>>,
    Path((token, file)): Path<(String, String)>,
) -> Response {
    let language = language.map_or_else(|| store.first_language(), |Extension(RequestLanguage(language))| language);
    let texts = store.texts(language);
    let (name, id) = file.rsplit_once('.').unwrap_or_default();
    let problem = match find(&store, &token, name).await {
        Ok(Found::Document(document)) => match store.document_response(&document, id).await {
            Some(response) => return response,
            None => Problem::UnknownOrder,
        },
        Ok(Found::Several(invoices)) if store.document_formats_of(DocumentKind::Invoice).contains(&id) => {
            return several(&invoices, id, &texts);
        }
        Ok(Found::Several(_)) => Problem::UnknownOrder,
        Ok(Found::Soon) => return soon(&store, &token, &texts),
        Err(problem) => problem,
    };
    match problem {
        Problem::UnknownOrder => {
            let (title, text) = (texts.get("document-unknown"), texts.get("document-unknown-text"));
            (StatusCode::NOT_FOUND, notice(page::notice(&texts, &title, &text, &[]))).into_response()
        }
        problem => {
            let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
            let (title, text) = (texts.get("document-unavailable"), problem.message(&texts));
            (status, notice(page::notice(&texts, &title, &text, &[]))).into_response()
        }
    }
}

/// Returns the document with a name.
async fn find(store: &Store, token: &str, name: &str) -> Result<Found, Problem> {
    if !is_key(token) || !is_key(name) {
        return Err(Problem::UnknownOrder);
    }
    let found = |document| Found::Document(Box::new(document));
    match name {
        CONFIRMATION => store.order_confirmation(token).await.map(found),
        CURRENT_INVOICE => {
            let invoices = store.current_invoices(token).await?.into_iter();
            let invoices: Vec<(String, Money)> = invoices.map(|invoice| (invoice.name, invoice.total)).collect();
            match &invoices[..] {
                [(name, _)] => store.invoice(token, name).await.map(found),
                [] if store.has_invoice(&store.order(token).await?).await? => Ok(Found::Soon),
                [] => Err(Problem::UnknownOrder),
                _ => Ok(Found::Several(invoices)),
            }
        }
        name => store.invoice(token, name).await.map(found),
    }
}

/// A page that leads to each of several invoices, in the format that was asked for.
fn several(invoices: &[(String, Money)], id: &str, texts: &Texts) -> Response {
    let title = texts.format("document-several", &[("count", invoices.len().into())]);
    let kind = DocumentKind::Invoice.name(texts);
    let link =
        |(name, total): &(String, Money)| (format!("{name}.{id}"), format!("{kind} {name} · {}", texts.money(*total)));
    let links: Vec<_> = invoices.iter().map(link).collect();
    notice(page::notice(texts, &title, &texts.get("document-several-text"), &links))
}

fn soon(store: &Store, token: &str, texts: &Texts) -> Response {
    let order = store.path_in(texts.language(), &store.order_path(token));
    let (title, text) = (texts.get("document-waiting"), texts.get("document-waiting-text"));
    let back = texts.get("document-back");
    let page = page::notice(texts, &title, &text, &[(order, back)]);
    (StatusCode::ACCEPTED, [(REFRESH, ASK_AGAIN)], notice(page)).into_response()
}

/// A page in place of a document.
fn notice(page: Vec<u8>) -> Response {
    let about = [(CONTENT_TYPE, Page.media_type().to_owned()), (CONTENT_SECURITY_POLICY, POLICY.clone())];
    (private(), about, page).into_response()
}

/// The headers of what is about one customer: for no cache, and for no search engine.
fn private() -> [(HeaderName, &'static str); 2] {
    [(CACHE_CONTROL, "private, no-store"), (HeaderName::from_static("x-robots-tag"), "noindex")]
}

impl Store {
    /// Renders a document as a response. `None` if no format of the store has this id, or it does not render the document.
    pub(crate) async fn document_response(&self, document: &Document, id: &str) -> Option<Response> {
        let (media_type, bytes) = match self.render(id, document).await {
            Ok(rendered) => rendered,
            Err(error) => {
                if self.document_formats(document).contains(&id) {
                    let (kind, number) = (document.kind, &document.number);
                    tracing::error!(%kind, %number, id, %error, "could not render document");
                }
                return None;
            }
        };
        let policy = if id == Page.id() { POLICY.as_str() } else { OTHERS };
        let name = document.file_name(&self.texts(document.language), id);
        let about = [
            (CONTENT_TYPE, media_type.to_owned()),
            (CONTENT_DISPOSITION, inline(&name)),
            (CONTENT_SECURITY_POLICY, policy.to_owned()),
        ];
        Some((private(), about, bytes).into_response())
    }
}
