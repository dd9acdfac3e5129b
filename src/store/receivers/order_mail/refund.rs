//! The mail about a refund: how much, what for, and why.

use super::Writer;
use crate::{Money, OrderSignal, OrderStatus, RefundItem, SignalKind, Store, Texts, db, store::mail::letter::Letter};

/// What a refund is for.
#[derive(Default)]
pub(super) struct Purpose {
    /// Pieces and shipping, such as `2 × Dunes`, and what was refunded beyond them; or of what a part of the price was.
    pub contents: Vec<String>,
    /// The titles of the lines of which pieces were refunded.
    pub titles: Vec<String>,
    /// Why, in the merchant's words.
    pub note: String,
}

impl Purpose {
    /// Reads what the refund of a signal is for.
    pub async fn of(store: &Store, signal: &OrderSignal, texts: &Texts) -> db::Result<Purpose> {
        if signal.kind != SignalKind::Refunded {
            return Ok(Purpose::default());
        }
        let items = store.refund_items(&signal.subject).await?;
        let mut contents = RefundItem::contents(&items, &texts.get("mail-parcel-shipping"));
        let reduced = RefundItem::reduced(&items).join(", ");
        if let Some(further) = RefundItem::further(&items).filter(|_| !contents.is_empty()) {
            contents.push(texts.format("mail-refund-further", &[("amount", (&texts.money(further)).into())]));
        } else if !reduced.is_empty() {
            contents.push(texts.format("mail-refund-price", &[("titles", (&reduced).into())]));
        }
        let titles = items.into_iter().filter(|item| item.quantity > 0).map(|item| item.title).collect();
        Ok(Purpose { contents, titles, note: store.refund_note(&signal.subject).await? })
    }
}

impl Writer<'_> {
    /// `so_far` is what was refunded up to this refund, with it. The order may have more refunds by now, which have
    /// mails of their own.
    pub(super) fn refund(&self, amount: Money, so_far: Option<Money>) -> Letter {
        let order = self.order;
        let so_far = so_far.unwrap_or(amount);
        let whole = so_far.amount >= order.total.amount;
        let of_what = match order.status {
            OrderStatus::Cancelled => self.about("mail-refund-cancelled"),
            _ if amount == order.total => self.about("mail-refund-all"),
            _ if whole => self.about("mail-refund-rest"),
            _ => self.about("mail-refund-part"),
        };
        let way = match order.offline {
            true => self.texts.get("mail-refund-account"),
            false => self.texts.get("mail-refund-way"),
        };
        let amount_text = self.texts.money(amount);
        let heading = self.texts.format("mail-refund", &[("amount", (&amount_text).into())]);
        let mut letter =
            self.begin(heading).paragraph(format!("{of_what} {way} {}", self.texts.get("mail-nothing-to-do")));
        let Purpose { contents, titles, note } = &self.refund;
        let contents = Some(contents.join(", ")).filter(|contents| !contents.is_empty());
        let note = Some(note.clone()).filter(|note| !note.is_empty());
        let so_far = (so_far != amount).then(|| self.texts.money(so_far));
        let facts = [("mail-refund-for", contents), ("mail-refund-note", note), ("mail-refund-so-far", so_far)];
        let facts = facts.into_iter().filter_map(|(name, value)| Some((self.texts.get(name), value?)));
        letter = letter.facts(facts.collect());
        if whole && !order.downloads.is_empty() {
            letter = letter.paragraph(self.texts.get("mail-refund-downloads"));
        } else if order.downloads.iter().any(|download| download.refunded && titles.contains(&download.title)) {
            letter = letter.paragraph(self.texts.get("mail-refund-some-downloads"));
        }
        // The order is the same as in its confirmation: nothing of it is repeated.
        let invitation = match self.has_documents {
            true => "mail-see-documents",
            false => "mail-see-order",
        };
        letter.button(self.texts.get(invitation), &order.url)
    }
}
