//! What a document says, as the texts that the layout places.

use crate::{
    language::Texts,
    model::Money,
    store::document::{Document, DocumentKind, DocumentRate, Party},
};

/// A label and what it labels.
pub(super) type Fact = (String, String);

/// A row of the table of lines.
pub(super) struct Row {
    pub title: String,
    /// Smaller, below the title.
    pub below: Option<String>,
    /// The cells after the title, as many as the head has.
    pub cells: Vec<String>,
}

/// A row of the sums.
pub(super) struct Sum {
    pub label: String,
    pub value: String,
    pub is_total: bool,
}

/// A document and the texts of its language.
pub(super) struct Content<'a> {
    pub document: &'a Document,
    pub texts: &'a Texts,
}

impl Content<'_> {
    fn is_slip(&self) -> bool {
        self.document.kind == DocumentKind::PackingSlip
    }

    /// Returns what is said beside the recipient. The reason is a paragraph of its own: a merchant may have much to say.
    pub fn facts(&self) -> Vec<Fact> {
        let reason = self.texts.get("document-reason");
        let facts = self.document.facts(self.texts).into_iter();
        facts.filter(|(label, _)| *label != reason).collect()
    }

    /// Returns the lines for the window of the envelope: who receives what the document is about.
    pub fn recipient(&self) -> Vec<String> {
        let document = self.document;
        match &document.ship_to {
            Some(ship_to) if self.is_slip() => party(ship_to),
            _ => party(&document.buyer),
        }
    }

    /// Returns the paragraphs between the title and the lines: why the document was issued, and the party that is not in the
    /// window.
    pub fn preamble(&self) -> Vec<Fact> {
        let document = self.document;
        let mut preamble = vec![("document-reason", document.reason.trim().to_owned())];
        match &document.ship_to {
            Some(_) if self.is_slip() => preamble.push(("document-buyer", party(&document.buyer).join(", "))),
            Some(ship_to) => preamble.push(("document-ship-to", party(ship_to).join(", "))),
            None => (),
        }
        let said = preamble.into_iter().filter(|(_, text)| !text.is_empty());
        said.map(|(label, text)| (self.texts.get(label), text)).collect()
    }

    /// Returns how a parcel travels. Other documents have that among their lines.
    pub fn shipping(&self) -> Vec<String> {
        let charges = self.document.charges.iter().filter(|_| self.is_slip());
        charges.map(|charge| charge.label.clone()).collect()
    }

    /// Returns the seller as lines, the name first.
    pub fn seller(&self) -> Vec<String> {
        self.document.seller.lines(self.document.language)
    }

    /// Returns the line above the recipient in the window.
    pub fn return_line(&self) -> String {
        self.document.seller.return_line(self.document.language)
    }

    /// Returns the columns of the foot: the seller's address, and what else there is to say of the seller.
    pub fn foot(&self) -> Vec<Vec<String>> {
        let facts = self.document.seller_facts(self.texts).into_iter();
        let facts: Vec<String> = facts.map(|(label, value)| format!("{label} {value}")).collect();
        let (first, second) = facts.split_at(facts.len().div_ceil(2));
        let columns = [self.seller(), first.to_vec(), second.to_vec()];
        columns.into_iter().filter(|column| !column.is_empty()).collect()
    }

    /// Returns the head of the table of lines. What follows the first column is numbers.
    pub fn head(&self) -> Vec<String> {
        let mut head = vec![self.texts.get("document-item"), self.texts.get("document-quantity")];
        if self.is_slip() {
            return head;
        }
        head.push(self.document.price_heading(self.texts));
        if self.is_taxed() {
            head.extend([self.texts.get("document-rate"), self.texts.get("document-net")]);
        }
        head.push(self.document.amount_heading(self.texts));
        head
    }

    fn is_taxed(&self) -> bool {
        !self.document.taxes.is_empty()
    }

    /// Returns the lines and charges.
    pub fn rows(&self) -> Vec<Row> {
        let lines = self.document.lines.iter().map(|line| {
            let quantity = if line.quantity == 0 { String::new() } else { self.texts.number(line.quantity.into()) };
            if self.is_slip() {
                return Row { title: line.title.clone(), below: None, cells: vec![quantity] };
            }
            let below = line.discount.map(|off| {
                let off = self.taken_off(off);
                self.texts.format("document-line-discount", &[("amount", (&off).into())])
            });
            let price = line.price(self.texts).unwrap_or_default();
            let cells = self.cells(quantity, price, line.rate, line.net, line.amount);
            Row { title: line.name(self.texts), below, cells }
        });
        let charges = self.document.charges.iter().filter(|_| !self.is_slip()).map(|charge| {
            let cells = self.cells(String::new(), String::new(), charge.rate, charge.net, charge.amount);
            Row { title: charge.label.clone(), below: None, cells }
        });
        lines.chain(charges).collect()
    }

    fn cells(
        &self,
        quantity: String,
        price: String,
        rate: Option<DocumentRate>,
        net: Money,
        amount: Money,
    ) -> Vec<String> {
        let mut cells = vec![quantity, price];
        if self.is_taxed() {
            cells.push(rate.map(|rate| rate.percent(self.texts)).unwrap_or_default());
            cells.push(self.texts.money(net));
        }
        cells.push(self.texts.money(amount));
        cells
    }

    /// Returns the sums. A packing slip has none.
    pub fn sums(&self) -> Vec<Sum> {
        let sums = self.document.sums(self.texts).into_iter().map(|sum| Sum {
            label: sum.label,
            value: self.texts.money(sum.amount),
            is_total: sum.is_total,
        });
        sums.collect()
    }

    fn taken_off(&self, money: Money) -> String {
        format!("−{}", self.texts.money(money))
    }
}

/// Returns a party as lines: the address, or else what is known.
fn party(party: &Party) -> Vec<String> {
    if !party.lines.is_empty() {
        return party.lines.clone();
    }
    [party.name(), &party.email].into_iter().find(|line| !line.is_empty()).map(str::to_owned).into_iter().collect()
}
