//! Sells an issue, as a PDF download.

use pannier::{
    DigitalFile, Money, Sellable,
    db::{self, Db},
};

use crate::archive::{Issue, ON_SALE};

impl Sellable for Issue {
    const KIND: &'static str = "issue";

    async fn load(db: &Db, ids: &[String]) -> db::Result<Vec<Issue>> {
        db.fetch_by_ids(ON_SALE, ids).await?.iter().map(Issue::from_row).collect()
    }

    fn id(&self) -> String {
        self.id.clone()
    }

    fn title(&self) -> String {
        format!("Quarto No. {}, {} (PDF)", self.number, self.title)
    }

    fn url(&self) -> String {
        self.path()
    }

    fn image(&self) -> Option<String> {
        Some(self.cover())
    }

    fn price(&self) -> Money {
        self.price
    }

    fn download(&self) -> Option<DigitalFile> {
        Some(DigitalFile::new(&self.file, format!("Quarto {}.pdf", self.number), "application/pdf"))
    }
}
