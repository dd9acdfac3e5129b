//! Rendering of documents, in each format that the store has.

use std::sync::Arc;

use tokio::sync::Semaphore;

use super::{Document, DocumentRenderer, RenderError};
use crate::store::Store;

/// As many documents are rendered at once; others wait. A PDF takes a core for tenths of a second, and some megabytes.
static RENDERING: Semaphore = Semaphore::const_new(2);

impl Store {
    /// Renders a document in the format with this [id](DocumentRenderer::id): its media type, and the bytes. The page, `html`,
    /// is always there; others are [added](crate::StoreBuilder::render). It runs where it blocks nobody.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// use pannier::{DocumentKind, testing};
    ///
    /// let invoice = testing::document(DocumentKind::Invoice);
    /// let (media_type, page) = store.render("html", &invoice).await?;
    /// assert_eq!(media_type, "text/html; charset=utf-8");
    /// assert!(String::from_utf8(page)?.contains("Invoice 2026-00017"));
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// If there is no such format, it does not render such a document, or it fails.
    pub async fn render(&self, id: &str, document: &Document) -> Result<(&'static str, Vec<u8>), RenderError> {
        let renderer = self.renderers_of(document).find(|renderer| renderer.id() == id).cloned();
        let renderer = renderer.ok_or_else(|| RenderError::new(format!("a {} has no format {id:?}", document.kind)))?;
        let texts = self.texts(document.language).in_zone(document.time_zone.clone());
        let (media_type, document) = (renderer.media_type(), document.clone());
        let turn = RENDERING.acquire().await.map_err(RenderError::new)?;
        let render = move || {
            // Until it is done, even if nobody waits for it any more.
            let _turn = turn;
            renderer.render(&document, &texts)
        };
        let rendered = tokio::task::spawn_blocking(render).await;
        Ok((media_type, rendered.unwrap_or_else(|_| Err(RenderError::new("the renderer has panicked")))?))
    }

    /// Returns the [ids](DocumentRenderer::id) of the formats that render a document, in the order in which they were added.
    pub fn document_formats(&self, document: &Document) -> Vec<&'static str> {
        self.renderers_of(document).map(|renderer| renderer.id()).collect()
    }

    fn renderers_of(&self, document: &Document) -> impl Iterator<Item = &Arc<dyn DocumentRenderer>> {
        self.0.renderers.iter().filter(move |renderer| renderer.renders(document))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DocumentKind, Texts, Timestamp, testing};

    /// A format with this id, which fails with the text of its reason, or panics.
    struct Failing(&'static str, bool);

    impl DocumentRenderer for Failing {
        fn id(&self) -> &'static str {
            self.0
        }

        fn media_type(&self) -> &'static str {
            "text/plain"
        }

        fn renders(&self, document: &Document) -> bool {
            document.kind.is_invoice()
        }

        fn render(&self, _: &Document, _: &Texts) -> Result<Vec<u8>, RenderError> {
            assert!(!self.1, "panics");
            Err(RenderError::new("no paper"))
        }
    }

    /// Writes the day of a document and nothing else.
    struct Dated;

    impl DocumentRenderer for Dated {
        fn id(&self) -> &'static str {
            "txt"
        }

        fn media_type(&self) -> &'static str {
            "text/plain"
        }

        fn render(&self, document: &Document, texts: &Texts) -> Result<Vec<u8>, RenderError> {
            Ok(texts.date(document.issued_at).into_bytes())
        }
    }

    #[tokio::test]
    async fn the_days_of_any_format_are_those_of_the_document() {
        let store = testing::in_memory().await.render(Dated).build().await.unwrap();
        let mut invoice = testing::document(DocumentKind::Invoice);
        invoice.issued_at = Timestamp::from_secs(1_798_759_800); // 2026-12-31T23:30:00Z
        for (zone, day) in [("UTC", "31 December 2026"), ("Europe/Berlin", "1 January 2027")] {
            invoice.time_zone = zone.parse().unwrap();
            assert_eq!(store.render("txt", &invoice).await.unwrap().1, day.as_bytes(), "{zone}");
        }
    }

    #[tokio::test]
    async fn each_format_renders_what_it_can() {
        let builder = testing::in_memory().await.render(Failing("txt", false)).render(Failing("csv", true));
        let store = builder.build().await.unwrap();
        let (invoice, slip) = (testing::document(DocumentKind::Invoice), testing::document(DocumentKind::PackingSlip));
        assert_eq!(store.document_formats(&invoice), ["html", "txt", "csv"]);
        assert_eq!(store.document_formats(&slip), ["html"]);
        assert_eq!(store.render("txt", &invoice).await, Err(RenderError::new("no paper")));
        assert!(store.render("csv", &invoice).await.unwrap_err().to_string().contains("panicked"));
        for (id, document) in [("txt", &slip), ("pdf", &invoice)] {
            assert!(store.render(id, document).await.unwrap_err().to_string().contains("no format"));
        }
    }

    #[tokio::test]
    #[should_panic(expected = "duplicate document format name \"html\"")]
    async fn no_two_formats_have_one_id() {
        drop(testing::in_memory().await.render(Failing("html", false)));
    }
}
