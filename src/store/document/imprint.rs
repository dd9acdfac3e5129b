//! Who sells, as the mails of the shop say.

use super::Seller;
use crate::{language::Texts, store::Store};

impl Store {
    /// Returns who sells, one line each: the legal notice of the shop, or else the seller of its invoices, with what the law asks
    /// of a confirmation (directive 2011/83/EU, articles 6(1)(b) and (c), and 8(7)). It stands below the name of the shop, with
    /// which a mail is signed, and does not begin with it again.
    pub(in crate::store) fn imprint(&self, texts: &Texts) -> Vec<String> {
        let mut lines: Vec<String> = match self.shop_imprint(texts.language()) {
            Some(notice) => notice.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect(),
            None => of_seller(&self.named_seller(), texts),
        };
        if lines.first().is_some_and(|name| *name == self.shop_name()) {
            lines.remove(0);
        }
        lines
    }
}

fn of_seller(seller: &Seller, texts: &Texts) -> Vec<String> {
    // What only an invoice needs is on the invoice.
    let facts = Seller { tax_number: String::new(), iban: String::new(), ..seller.clone() }.facts(texts);
    let facts = facts.into_iter().map(|(name, value)| format!("{name}: {value}"));
    seller.lines(texts.language()).into_iter().chain(facts).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Address, Language, language::fluent::store_texts, testing};

    #[tokio::test]
    async fn the_seller_is_named_with_an_address_and_how_to_reach_them() {
        let mut seller = Seller::default();
        "Quarto GmbH".clone_into(&mut seller.name);
        seller.address = Address {
            country: "DE".into(),
            line1: "Hafenstraße 7".into(),
            postal_code: "25813".into(),
            city: "Husum".into(),
            ..Address::default()
        };
        "HRB 1234".clone_into(&mut seller.register);
        "post@quarto.example".clone_into(&mut seller.email);
        "12/345/67890".clone_into(&mut seller.tax_number);
        let texts = store_texts(Language::ENGLISH);
        let store = testing::in_memory().await.build().await.expect("a store");
        assert_eq!(store.imprint(&texts), [""; 0], "nothing is known but the name, with which the mail is signed");
        let store = testing::in_memory().await.invoices(seller).build().await.expect("a store");
        let lines = store.imprint(&texts);
        for part in ["Quarto GmbH", "Hafenstraße 7", "25813 Husum"] {
            assert!(lines.iter().any(|line| line == part), "{part}: {lines:?}");
        }
        for part in ["HRB 1234", "post@quarto.example"] {
            assert!(lines.iter().any(|line| line.ends_with(&format!(": {part}"))), "{part}: {lines:?}");
        }
        assert!(!lines.iter().any(|line| line.contains("12/345/67890")), "{lines:?}");
    }
}
