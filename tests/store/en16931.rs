//! An independent check of taxes and discounts: any order can be written as an invoice that satisfies the published rules of
//! EN 16931.

use std::{
    collections::{BTreeMap, BTreeSet},
    process::Command,
};

use pannier::{
    Address, CheckoutForm, CheckoutOutcome, Document, DocumentKind, Grams, Intent, Language, Money, Rate, Sellable,
    Seller, ShipsBy, StoreBuilder, TaxClass, TaxCode, args,
    db::{self, Db},
    discount::{FreeShipping, ThreeForTwo},
    shipping::FlatRate,
    tax::{OnTop, Vat},
    testing,
};
use proptest::{collection::vec, option, prelude::*, sample::select};
use serde_json::{Map, Value, json};

use crate::{
    einvoice,
    random::values,
    service::installed,
    world::{World, euro, fresh_dir, paid, visitor},
};

/// Something to sell. Its id says all of it: its tax class, what it costs in cents, and how it ships, if it does.
struct Ware {
    id: String,
    class: TaxClass,
    cents: i64,
    ships: String,
}

impl Ware {
    fn parse(id: &str) -> Option<Ware> {
        let [class, cents, ships]: [&str; 3] = id.split('/').collect::<Vec<_>>().try_into().ok()?;
        let (class, cents) = (TaxClass::parse(class)?, cents.parse().ok()?);
        Some(Ware { id: id.to_owned(), class, cents, ships: ships.to_owned() })
    }
}

impl Sellable for Ware {
    const KIND: &'static str = "ware";

    async fn load(_: &Db, ids: &[String]) -> db::Result<Vec<Self>> {
        Ok(ids.iter().filter_map(|id| Ware::parse(id)).collect())
    }

    fn id(&self) -> String {
        self.id.clone()
    }

    fn title(&self) -> String {
        format!("<{}> & more", self.class)
    }

    fn url(&self) -> String {
        "/ware".into()
    }

    fn price(&self) -> Money {
        euro(self.cents)
    }

    fn weight(&self) -> Option<Grams> {
        (!self.ships.is_empty()).then_some(Grams(100))
    }

    fn ships_by(&self) -> Option<ShipsBy> {
        (self.ships == "courier").then(|| ShipsBy::only("courier"))
    }

    fn tax(&self) -> TaxClass {
        self.class.clone()
    }
}

/// Tax classes, and how what is of them ships.
const CLASSES: &[(&str, &str)] = &[
    ("goods", "anyhow"),
    ("goods", "courier"),
    ("book", "anyhow"),
    ("book", ""),
    ("wine", "courier"),
    ("ebook", ""),
    ("digital", ""),
    ("admission@AT", ""),
    ("voucher", ""),
];

/// Country, region, postal code, city.
type Place = [&'static str; 4];

const PLACES: &[Place] = &[
    ["DE", "", "10117", "Berlin"],
    ["NL", "", "1012 LG", "Amsterdam"],
    ["FR", "", "75001", "Paris"],
    ["GR", "", "105 57", "Athens"],
    ["IE", "", "D02 X285", "Dublin"],
    ["AT", "", "6993", "Mittelberg"],
    ["PT", "", "9500-150", "Ponta Delgada"],
    ["ES", "GC", "35001", "Las Palmas"],
    ["GB", "", "SW1A 1AA", "London"],
    ["GB", "", "BT1 5GS", "Belfast"],
    ["CH", "", "8001", "Zürich"],
    ["US", "NY", "10001", "New York"],
];

/// VAT number, what VIES has said about it, country.
type Company = [&'static str; 3];

const COMPANIES: &[Company] = &[
    ["NL004495445B01", "valid", "NL"],
    ["FR40303265045", "valid", "FR"],
    ["EL094259216", "valid", "GR"],
    ["FR23334175221", "valid", "FR"],
    ["IE6433435F", "valid", "IE"],
    ["XI980780684", "valid", "GB"],
    ["DE136695976", "valid", "DE"],
    ["ATU13585627", "invalid", "AT"],
    ["PT501964843", "unknown", "PT"],
];

const NOTE_COMPANY: &str = "INSERT INTO pannier_vat_checks (vat_id, answer, checked_at) VALUES ($1, $2, $3)";

const CODES: &[&str] = &["FIFTEEN", "FIVE", "SHIPS"];

const CREATE_CODES: &str = "INSERT INTO pannier_codes \
    (code, label, percent, amount, currency, free_shipping, least_amount, least_currency, created_at) \
    VALUES ('FIFTEEN', '', 1500, NULL, NULL, 0, NULL, NULL, 1), \
    ('FIVE', 'Five off', NULL, 500, 'EUR', 0, 1000, 'EUR', 1), ('SHIPS', '', NULL, NULL, NULL, 1, NULL, NULL, 1)";

struct Shop {
    country: &'static str,
    /// Empty if it has none.
    vat_id: &'static str,
    taxes: fn(StoreBuilder) -> StoreBuilder,
}

const SHOPS: [Shop; 8] = [
    Shop { country: "DE", vat_id: "DE136695976", taxes: |builder| builder.tax(Vat::from("DE")) },
    Shop { country: "DE", vat_id: "DE136695976", taxes: |builder| builder.tax(Vat::from("DE").oss()) },
    Shop {
        country: "DE",
        vat_id: "DE136695976",
        taxes: |builder| builder.tax(Vat::from("DE").oss().also("NL").also("GB").also("CH")),
    },
    Shop { country: "DE", vat_id: "", taxes: |builder| builder.tax(Vat::from("DE").small_business()) },
    Shop { country: "IE", vat_id: "IE6433435F", taxes: |builder| builder.tax(Vat::from("IE").oss()) },
    Shop { country: "GB", vat_id: "GB980780684", taxes: |builder| builder.tax(Vat::from("GB")) },
    Shop { country: "CH", vat_id: "CHE107787577", taxes: |builder| builder.tax(Vat::from("CH").oss()) },
    Shop {
        country: "US",
        vat_id: "",
        taxes: |builder| {
            builder.tax(OnTop::new().country("US", Rate::millionths(88_750)).country("DE", Rate::percent(19)))
        },
    },
];

/// Wares and how many of each, where they go, for which company, with which code.
type Purchase = (Vec<(String, u32)>, Place, Option<Company>, Option<&'static str>);

fn purchase() -> impl Strategy<Value = Purchase> {
    let ware = (select(CLASSES), prop_oneof![1..100_i64, 100..20_000_i64])
        .prop_map(|((class, ships), cents)| format!("{class}/{cents}/{ships}"));
    let wares = vec((ware, 1..=4_u32), 1..=5);
    (wares, select(PLACES), option::weighted(0.75, select(COMPANIES)), option::of(select(CODES)))
}

fn address([country, region, postal_code, city]: Place) -> Address {
    Address {
        name: "Ada Lovelace".into(),
        line1: "Main Street 1".into(),
        city: city.into(),
        region: region.into(),
        postal_code: postal_code.into(),
        country: country.into(),
        ..Address::default()
    }
}

/// What the database has of an order and its page does not: who buys, what shipping was listed at, and the taxes of each line
/// and shipment.
const FACTS: &str = "SELECT json_object('token', o.token, 'name', o.name, 'country', o.country, \
    'billing_organization', o.billing_organization, 'billing_country', o.billing_country, \
    'shipments', (SELECT json_group_array(json_object('id', s.id, 'list', s.list_amount, 'discount', s.discount_amount)) \
    FROM pannier_shipments s WHERE s.order_id = o.id), \
    'parts', (SELECT json_group_array(json_object('kind', t.kind, 'item', t.item_id, 'shipment', t.shipment_id, \
    'code', t.code, 'rate', t.rate, 'net', t.net_amount, 'tax', t.tax_amount)) \
    FROM pannier_order_taxes t WHERE t.order_id = o.id)) AS text \
    FROM pannier_orders o JOIN pannier_payments p ON p.order_id = o.id WHERE p.id = $1";

/// Places an order. Returns what the store has of it.
async fn place(world: &World, shop: &Shop, (wares, place, company, code): &Purchase) -> Value {
    let (store, visitor) = (&world.store, visitor());
    for (ware, quantity) in wares {
        store.add_to_basket(&visitor, Ware::KIND, ware, *quantity).await.unwrap();
    }
    if let Some(code) = code {
        store.apply_code(&visitor, code).await.unwrap();
    }
    let form = store.checkout(&visitor).await.unwrap().form;
    let mut form = CheckoutForm {
        email: "ada@example.com".into(),
        shipping_address: address(*place),
        // What was chosen for another country.
        shipping: String::new(),
        parcels: BTreeMap::new(),
        ..form
    };
    if let Some([vat_id, _, country]) = company {
        let place = PLACES.iter().find(|[of, ..]| of == country).expect("a place of the company");
        form.vat_id = (*vat_id).into();
        form.billing_address = Address { organization: "Company".into(), ..address(*place) };
    }
    let attempt = form.attempt.clone();
    let mut outcome = store.submit_checkout(&visitor, form, Intent::Pay).await.unwrap();
    if let CheckoutOutcome::Review(view) = outcome {
        // Another country, another total, which is confirmed.
        outcome = store.submit_checkout(&visitor, view.form, Intent::Pay).await.unwrap();
    }
    assert!(matches!(outcome, CheckoutOutcome::Redirect(_)), "{outcome:?}");

    let facts: Map<String, Value> = serde_json::from_str(&world.text(FACTS, args![&attempt]).await).unwrap();
    let token = facts["token"].as_str().unwrap();
    let mut order = serde_json::to_value(store.order(token).await.unwrap()).unwrap();
    order["seller"] = json!({ "country": shop.country, "vat_id": shop.vat_id });
    order["attempt"] = attempt.into();
    order.as_object_mut().unwrap().extend(facts);
    order
}

/// A database with codes and companies.
async fn world() -> World {
    let world = World::on_sqlite().await;
    world.db.execute(CREATE_CODES, &[]).await.unwrap();
    for [vat_id, answer, _] in COMPANIES {
        world.db.execute(NOTE_COMPANY, args![*vat_id, *answer, world.db.now()]).await.unwrap();
    }
    world
}

/// A shop that sells wares.
fn shop(builder: StoreBuilder, shop: &Shop) -> StoreBuilder {
    let builder = builder.sell::<Ware>().codes();
    let builder = builder.ship(FlatRate::new("parcel", "Parcel", euro(990)));
    let builder = builder.ship(FlatRate::new("courier", "Courier", euro(1333)));
    let builder = builder.promote(ThreeForTwo::of(&[Ware::KIND]));
    (shop.taxes)(builder.promote(FreeShipping::from(euro(40_000))))
}

fn seller(shop: &Shop) -> Seller {
    let mut seller = Seller::default();
    (seller.name, seller.email) = ("Shop".into(), "shop@example.com".into());
    seller.address = Address { name: String::new(), ..address([shop.country, "", "1234", "Town"]) };
    (seller.vat_id, seller.tax_number) = (shop.vat_id.into(), "12/345/67890".into());
    seller
}

/// The invoices and credit notes of an order, which is paid, and given back in part or in two parts.
async fn documents(world: &World, order: &Value, in_full: bool) -> Vec<Document> {
    let text = |key: &str| order[key].as_str().unwrap();
    let (attempt, token, number) = (text("attempt"), text("token"), order["number"].as_i64().unwrap());
    let total = order["total"]["amount"].as_i64().unwrap();
    world.gateway.decide(attempt, paid(total));
    world.store.settle(attempt, &paid(total)).await.unwrap();
    testing::run_outbox(&world.store).await.unwrap();
    if total > 2 {
        world.admin().refund(number, Some(euro(total / 3 + 1))).await.unwrap();
    }
    if total > 2 && in_full {
        world.admin().refund(number, None).await.unwrap();
    }
    testing::run_outbox(&world.store).await.unwrap();
    let mut documents = Vec::new();
    for record in world.store.invoices_of(token).await.unwrap() {
        documents.push(world.store.invoice(token, &record.name).await.unwrap());
    }
    documents
}

/// What becomes of an order is an electronic invoice as well.
#[tokio::test]
async fn an_invoice_of_an_order_is_electronic() {
    let (mut world, mut all) = (world().await, Vec::new());
    let purchases: Vec<Purchase> = values(purchase()).take(64).collect();
    for (n, of) in SHOPS.iter().enumerate() {
        world = world.with(|builder| shop(builder, of).invoices(seller(of))).await;
        for (m, purchase) in purchases.iter().skip(n).step_by(SHOPS.len()).enumerate() {
            let order = place(&world, of, purchase).await;
            all.extend(documents(&world, &order, m % 2 == 0).await);
        }
    }
    let judged = einvoice::judge(&all, |_| false, &world.store.texts(Language::ENGLISH));
    assert_eq!(judged.invoices, all.len());
    let credit_notes = all.iter().filter(|document| document.kind == DocumentKind::CreditNote).count();
    assert!(
        all.len() - credit_notes >= purchases.len() && credit_notes > purchases.len(),
        "{credit_notes} of {judged:?}"
    );
}

#[tokio::test]
async fn an_order_is_an_invoice_by_en_16931() {
    let mut world = world().await;
    let purchases: Vec<Purchase> = values(purchase()).collect();
    let mut orders = Vec::new();
    for (n, of) in SHOPS.iter().enumerate() {
        world = world.with(|builder| shop(builder, of)).await;
        for purchase in purchases.iter().skip(n).step_by(SHOPS.len()) {
            orders.push(place(&world, of, purchase).await.to_string());
        }
    }
    let file = fresh_dir().join("orders.json");
    std::fs::write(&file, orders.join("\n")).unwrap();

    let mut command = Command::new(installed("counterparts-python"));
    let script = concat!(include_str!("en16931_rules.py"), include_str!("en16931.py"));
    let output = command.args(["-c", script]).arg(&file).output();
    let output = output.unwrap_or_else(|e| panic!("{command:?}: {e}: `scripts/setup test` installs it"));
    assert!(output.status.success(), "{}: {}", file.display(), String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let (mut invoices, mut codes, mut spoiled, mut wrong) = (0, BTreeSet::new(), BTreeSet::new(), Vec::new());
    for line in text.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        match words[..] {
            ["invoice", _, of] => {
                invoices += 1;
                codes.extend(of.split(','));
            }
            ["refused", _, "a-tax", ref rules @ ..] if !rules.contains(&"BR-CO-14") => wrong.push(line),
            ["refused", _, how, ..] => {
                spoiled.insert(how);
            }
            _ => wrong.push(line),
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?} of {}", file.display());
    assert!(invoices >= orders.len(), "{invoices} invoices of {} orders", orders.len());
    assert_eq!(codes, BTreeSet::from(TaxCode::ALL.map(TaxCode::as_str)));
    assert_eq!(spoiled.len(), 6, "{spoiled:?}");
}
