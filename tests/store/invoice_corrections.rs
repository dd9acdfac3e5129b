//! Corrections of invoices: a credit note of what is left, and another invoice.

use async_trait::async_trait;
use pannier::{
    Address, AdminError, Assessment, AuditQuery, InvoiceBuyer, Party, Rate, RefundItems, Sale, TaxCode, TaxError,
    TaxProvider, TaxRate, tax::Vat,
};

use crate::{
    invoices::{balance, check, deliver, documents, names, sell, seller, shop},
    on_both,
    world::{World, euro},
};

on_both!(a_correction_is_a_credit_note_and_another_invoice, prices_add_up_whatever_becomes_of_the_tax);

/// A company that the invoice should have named.
fn company() -> InvoiceBuyer {
    let address = Address {
        country: "DE".into(),
        organization: "Analytical Engines GmbH".into(),
        line1: "Friedrichstraße 1".into(),
        city: "Berlin".into(),
        postal_code: "10117".into(),
        ..Address::default()
    };
    InvoiceBuyer::new(address).vat_id("de 136 695 976")
}

async fn a_correction_is_a_credit_note_and_another_invoice(world: World) {
    let world = shop(world, Vat::from("DE")).await;
    let (_, order) = sell(&world, &[("book", 3)]).await;
    let admin = world.admin();
    admin.refund_items(order.number, &RefundItems::new().line("product", "book", 1)).await.unwrap();
    deliver(&world).await;
    let wrong = admin.correct_invoice(order.number, company().vat_id("DE136695978"), "").await;
    assert!(matches!(wrong, Err(AdminError::InvalidCorrection(errors)) if errors.len() == 1));
    assert_eq!(names(&world, &order).await, ["-00001", "C-00001"], "nothing was changed");

    let new = admin.once("aform").correct_invoice(order.number, company(), " Wrong\r\ncompany\n").await.unwrap();
    let again = admin.once("aform").correct_invoice(order.number, company(), "Wrong company").await;
    assert!(matches!(again, Err(AdminError::AlreadyDone)), "{again:?}");
    assert_eq!(names(&world, &order).await, ["-00001", "C-00001", "C-00002", "-00002"]);
    let all = documents(&world, &order).await;
    let (first, note, second) = (&all[0], &all[2], &all[3]);
    assert_eq!((&second.number, new.refers_to.as_ref()), (&new.name, Some(&first.number)));
    assert_eq!(note.refers_to.as_ref().map(|about| &about.number), Some(&first.number));
    assert_eq!((note.reason.as_str(), second.reason.as_str()), ("Wrong company", ""));
    assert_eq!((note.total, second.total), (euro(2490), euro(2490)), "what is left");
    assert_eq!((note.paid, second.paid), (euro(0), euro(2490)), "nothing is given back");
    assert_eq!((&note.lines, note.buyer.name()), (&second.lines, "Ada Lovelace"));
    assert_eq!((second.buyer.name(), second.buyer.vat_id.as_str()), ("Analytical Engines GmbH", "DE136695976"));
    assert!(second.buyer.lines.contains(&"10117 Berlin".to_owned()), "{:?}", second.buyer);
    assert_eq!((first.ship_to.as_ref(), second.ship_to.as_ref().map(Party::name)), (None, Some("Ada Lovelace")));
    let log = admin.audit(&AuditQuery::default().order(order.number).limit(1)).await.unwrap();
    assert_eq!((log[0].act.as_str(), log[0].subject.as_str()), ("invoice.correct", new.name.as_str()));

    admin.refund(order.number, None).await.unwrap();
    deliver(&world).await;
    let all = documents(&world, &order).await;
    let rest = all.last().expect("a credit note");
    assert_eq!(
        (rest.refers_to.as_ref().map(|about| &about.number), rest.buyer.name()),
        (Some(&new.name), "Analytical Engines GmbH")
    );
    assert_eq!(balance(&all), 0);
    let nothing = admin.correct_invoice(order.number, company(), "").await;
    assert!(matches!(nothing, Err(AdminError::NothingInvoiced(_))), "{nothing:?}");
    check(&world, 5).await;
}

/// All is taxed at one rate.
struct Everything(TaxRate);

#[async_trait]
impl TaxProvider for Everything {
    fn id(&self) -> &'static str {
        "everything"
    }

    async fn assess(&self, sale: &Sale) -> Result<Assessment, TaxError> {
        Ok(Assessment::new(sale.lines.iter().map(|_| self.0).collect()))
    }
}

async fn prices_add_up_whatever_becomes_of_the_tax(world: World) {
    world.product("print").price(euro(1900)).insert().await;
    let german = Rate::percent(19);
    let mut world = world;
    for (rate, price, with_tax) in [
        (TaxRate::included(german), (1900, 1), true),
        (TaxRate::on_top(german), (1900, 1), false),
        // 47.90 without the tax, which have no third in whole cents.
        (TaxRate::removed(TaxCode::ReverseCharge, german), (4790, 3), false),
    ] {
        world = world.with(|builder| builder.tax(Everything(rate)).invoices(seller())).await;
        let (_, order) = sell(&world, &[("print", 3)]).await;
        deliver(&world).await;
        world.admin().refund_items(order.number, &RefundItems::new().line("product", "print", 1)).await.unwrap();
        deliver(&world).await;
        world.admin().correct_invoice(order.number, company(), "").await.unwrap();
        let all = documents(&world, &order).await;
        let first = &all[0].lines[0];
        assert_eq!(((first.unit_price.amount, first.base_quantity), first.priced_with_tax), (price, with_tax));
        assert_eq!(all.len(), 4, "an invoice, the piece, and the correction of the rest");
        for line in all.iter().flat_map(|document| &document.lines) {
            let pieces = line.unit_price.amount * i64::from(line.quantity) / i64::from(line.base_quantity);
            let left = pieces - line.discount.map_or(0, |off| off.amount);
            assert_eq!(left, if with_tax { line.amount.amount } else { line.net.amount }, "{line:?}");
            assert_eq!(line.discount, None, "{line:?}");
        }
    }
    let check = world.admin().check_invoices().await.unwrap();
    assert!(check.is_clean() && check.checked == 12, "{check:?}");
}
