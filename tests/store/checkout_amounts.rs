//! Taxes, discounts and codes from the checkout to the placed order.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
};

use async_trait::async_trait;
use pannier::{
    Address, AddressField, Assessment, Buyer, CheckoutForm, CheckoutOutcome, CheckoutView, Field, Intent, Parcel,
    Place, Problem, Rate, Sale, Seller, ShippingError, ShippingMethod, ShippingOption, TaxCode, TaxError, TaxNote,
    TaxProvider, TaxRate, VatNote, VatProof, Visitor, args,
    db::{Db, Tx},
    discount::PercentOff,
    shipping::PickUp,
};

use crate::{
    on_both,
    world::{World, euro},
};

on_both!(
    the_tax_that_is_shown_is_the_tax_that_is_frozen,
    tax_on_top_is_charged,
    reverse_charge_lowers_the_total,
    a_seller_without_a_vat_number_offers_no_reverse_charge,
    a_vat_number_that_is_not_known_to_be_valid_keeps_nobody_from_buying,
    no_order_is_placed_while_its_tax_is_unknown,
    what_does_not_ship_is_taxed_where_its_buyer_is,
    what_is_picked_up_is_handed_over_where_the_shop_is,
    a_company_gives_an_address_for_what_does_not_ship,
    a_company_without_an_address_is_billed_where_the_parcel_goes,
    a_buyer_of_a_download_is_billed_in_a_country,
    a_store_without_taxes_asks_for_no_company,
    an_order_without_taxes_and_discounts_has_none,
    what_a_promotion_takes_off_is_frozen,
    a_code_that_was_used_up_loses_nothing_of_the_form,
    a_code_that_is_used_up_while_the_order_is_placed_loses_nothing_either,
    a_wrong_code_is_said_once_and_not_kept,
    an_order_of_an_earlier_version_adds_up,
    the_database_refuses_sums_that_do_not_add_up,
    the_amounts_of_a_placed_order_are_frozen,
);

/// A VAT number with right check digits.
const VAT_ID: &str = "DE136695976";

/// What the tax provider answers.
#[derive(Clone, Copy)]
enum Answer {
    /// This many percent are included.
    Included(u32),
    OnTop(u32),
    /// As [`Answer::Included`], but a company with a valid number is charged none of it.
    RemovedForCompanies(u32),
    /// Everybody is taken for a company with a valid number.
    Removed(u32),
    Unknown,
    Refused,
    Panic,
    /// No rate at all.
    TooFew,
}

/// A tax provider that gives a fixed answer, and records the sales that it was asked about.
#[derive(Clone)]
struct Teller(Answer, Arc<Mutex<Vec<Sale>>>);

impl Teller {
    fn new(answer: Answer) -> Teller {
        Teller(answer, Arc::default())
    }

    fn last_sale(&self) -> Sale {
        self.1.lock().unwrap().last().expect("a sale").clone()
    }
}

#[async_trait]
impl TaxProvider for Teller {
    fn id(&self) -> &'static str {
        "teller"
    }

    async fn assess(&self, sale: &Sale) -> Result<Assessment, TaxError> {
        self.1.lock().unwrap().push(sale.clone());
        let valid = matches!(sale.buyer, Buyer::Business { proof: VatProof::Valid, .. });
        let rate = match self.0 {
            Answer::RemovedForCompanies(percent) if valid => {
                TaxRate::removed(TaxCode::ReverseCharge, Rate::percent(percent))
            }
            Answer::Included(percent) | Answer::RemovedForCompanies(percent) => {
                TaxRate::included(Rate::percent(percent))
            }
            Answer::Removed(percent) => TaxRate::removed(TaxCode::ReverseCharge, Rate::percent(percent)),
            Answer::OnTop(percent) => TaxRate::on_top(Rate::percent(percent)),
            Answer::Unknown => return Err(TaxError::Unknown("told to".into())),
            Answer::Refused => return Err(TaxError::Refused("We don't sell to you.".into())),
            Answer::Panic => panic!("told to"),
            Answer::TooFew => return Ok(Assessment::new(Vec::new())),
        };
        Ok(Assessment::new(vec![rate; sale.lines.len()]))
    }
}

/// A world with a book that ships (€10, shipping €4.90), a file that does not, and a tax provider.
async fn taxed(world: World, teller: &Teller) -> World {
    let teller = teller.clone();
    with_book(world.with(|builder| builder.tax(teller)).await).await
}

async fn with_book(world: World) -> World {
    world.product("book").grams(300).insert().await;
    world.product("song").kind("file").attempts(3).insert().await;
    world
}

async fn with_song(world: &World) -> Visitor {
    let visitor = crate::world::visitor();
    world.store.add_to_basket(&visitor, "file", "song", 1).await.unwrap();
    visitor
}

async fn submit(world: &World, visitor: &Visitor, form: &CheckoutForm, intent: Intent) -> CheckoutOutcome {
    world.store.submit_checkout(visitor, form.clone(), intent).await.unwrap()
}

async fn reviewed(world: &World, visitor: &Visitor, form: &CheckoutForm, intent: Intent) -> CheckoutView {
    match submit(world, visitor, form, intent).await {
        CheckoutOutcome::Review(view) => *view,
        outcome => panic!("{outcome:?}"),
    }
}

/// Pays a form whose total is another one than the shopper saw: it is shown first.
async fn confirm(world: &World, visitor: &Visitor, form: &CheckoutForm) {
    let view = reviewed(world, visitor, form, Intent::Pay).await;
    assert_eq!(fields(&view), [Field::Total], "{:?}", view.errors);
    pay(world, visitor, &view.form).await;
}

async fn pay(world: &World, visitor: &Visitor, form: &CheckoutForm) {
    let outcome = submit(world, visitor, form, Intent::Pay).await;
    assert!(matches!(outcome, CheckoutOutcome::Redirect(_)), "{outcome:?}");
}

fn fields(view: &CheckoutView) -> Vec<Field> {
    view.errors.iter().map(|error| error.field).collect()
}

/// The value of a column of the only placed order, as text; empty if there is none.
async fn placed(world: &World, column: &str) -> String {
    let sql = format!("SELECT CAST({column} AS TEXT) AS text FROM pannier_orders WHERE number IS NOT NULL");
    let row = world.db.fetch_optional(&sql, &[]).await.expect(&sql).expect("a placed order");
    row.get::<Option<String>>("text").unwrap().unwrap_or_default()
}

async fn count(world: &World, table: &str) -> i64 {
    world.number(&format!("SELECT COUNT(*) AS n FROM {table}"), &[]).await
}

async fn sum(world: &World, what: &str, table: &str) -> i64 {
    let sql = format!("SELECT CAST(COALESCE(SUM({what}), 0) AS BIGINT) AS n FROM {table}");
    world.number(&sql, &[]).await
}

/// Stores what VIES is known to have answered a moment ago.
async fn answered(world: &World, answer: &str) {
    let now = world.db.now();
    let sql = "INSERT INTO pannier_vat_checks (vat_id, answer, checked_at, due_at) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (vat_id) DO UPDATE SET answer = excluded.answer";
    let due = (answer == "unknown").then_some(now + crate::world::days(1));
    world.db.execute(sql, args![VAT_ID, answer, now, due]).await.unwrap();
}

async fn the_tax_that_is_shown_is_the_tax_that_is_frozen(world: World) {
    let teller = Teller::new(Answer::Included(19));
    let world = taxed(world, &teller).await;
    let visitor = world.visitor_with(&["book"]).await;
    let view = world.store.checkout(&visitor).await.unwrap();
    assert_eq!((view.tax, view.company, view.ships, view.vat_note), (TaxNote::Included, true, true, None));
    assert_eq!((view.totals.total, view.totals.tax), (euro(1490), Some(euro(238))), "included");
    assert_eq!((view.taxes.len(), view.taxes[0].net), (1, euro(1490 - 238)));
    let form = world.filled_in(&visitor).await;
    pay(&world, &visitor, &form).await;
    let sale = teller.last_sale();
    assert_eq!((sale.to.country.as_str(), sale.to.postal_code.as_str(), sale.ships), ("DE", "10117", true));
    assert_eq!((sale.lines[0].amount, &sale.buyer), (euro(1000), &Buyer::Consumer));
    for (column, value) in [
        ("tax_amount", "238"),
        ("tax_provider", "teller"),
        ("tax_country", "DE"),
        ("vat_proof", ""),
        ("items_amount", "1000"),
        ("shipping_amount", "490"),
        ("discount_amount", "0"),
        ("billing_country", ""),
    ] {
        assert_eq!(placed(&world, column).await, value, "{column}");
    }
    assert_eq!(sum(&world, "tax_amount", "pannier_order_taxes").await, 238);
    let of_line = "pannier_order_taxes WHERE kind = 'product' AND item_id = 'book' AND code = 'S' AND rate = 190000";
    assert_eq!(sum(&world, "net_amount + tax_amount", of_line).await, 1000);
    let of_shipment = "pannier_order_taxes WHERE shipment_id IN (SELECT id FROM pannier_shipments)";
    assert_eq!(sum(&world, "net_amount + tax_amount", of_shipment).await, 490);
}

async fn tax_on_top_is_charged(world: World) {
    let world = taxed(world, &Teller::new(Answer::OnTop(10))).await;
    let visitor = world.visitor_with(&["book"]).await;
    let view = world.store.checkout(&visitor).await.unwrap();
    assert_eq!((view.tax, view.totals.tax, view.totals.total), (TaxNote::OnTop, Some(euro(149)), euro(1639)));
    let form = world.filled_in(&visitor).await;
    pay(&world, &visitor, &form).await;
    assert_eq!(
        (placed(&world, "items_amount").await, placed(&world, "shipping_amount").await),
        ("1100".into(), "539".into())
    );
    assert_eq!(world.number("SELECT amount AS n FROM pannier_payments", &[]).await, 1639);
    assert_eq!(world.number("SELECT amount AS n FROM pannier_order_lines", &[]).await, 1100);
    assert_eq!(world.number("SELECT list_amount AS n FROM pannier_shipments", &[]).await, 490);
    assert_eq!(sum(&world, "on_top", "pannier_order_taxes").await, count(&world, "pannier_order_taxes").await);
}

async fn reverse_charge_lowers_the_total(world: World) {
    let world = taxed(world, &Teller::new(Answer::RemovedForCompanies(19))).await;
    answered(&world, "valid").await;
    let visitor = world.visitor_with(&["book"]).await;
    let mut form = world.filled_in(&visitor).await;
    form.vat_id = " de 136-695.976".into();
    let view = reviewed(&world, &visitor, &form, Intent::Update).await;
    assert_eq!((view.form.vat_id.as_str(), view.vat_note), (VAT_ID, Some(VatNote::ReverseCharge)));
    assert_eq!((view.totals.total, view.totals.tax), (euro(1490 - 238), Some(euro(0))));
    confirm(&world, &visitor, &form).await;
    for (column, value) in [
        ("total_amount", "1252"),
        ("tax_amount", "0"),
        ("vat_id", VAT_ID),
        ("vat_proof", "valid"),
        ("billing_country", "DE"),
        ("billing_name", ""),
    ] {
        assert_eq!(placed(&world, column).await, value, "{column}");
    }
    assert_eq!(count(&world, "pannier_order_taxes WHERE code <> 'AE'").await, 0);
}

async fn a_seller_without_a_vat_number_offers_no_reverse_charge(world: World) {
    let mut world = with_book(world).await;
    for answer in [Answer::RemovedForCompanies(19), Answer::Removed(19)] {
        let (teller, mut seller) = (Teller::new(answer), Seller::default());
        (seller.name, seller.tax_number) = ("Quarto".into(), "12/345/67890".into());
        let provider = teller.clone();
        world = world.with(|builder| builder.tax(provider).invoices(seller)).await;
        answered(&world, "valid").await;
        let visitor = world.visitor_with(&["book"]).await;
        let mut form = world.filled_in(&visitor).await;
        form.vat_id = VAT_ID.into();
        if matches!(teller.0, Answer::Removed(_)) {
            // Its invoice could not be issued.
            let view = reviewed(&world, &visitor, &form, Intent::Pay).await;
            assert_eq!(fields(&view), [Field::Total]);
            continue;
        }
        let view = reviewed(&world, &visitor, &form, Intent::Update).await;
        assert_eq!((view.form.vat_id.as_str(), view.vat_note), (VAT_ID, None));
        assert_eq!((view.totals.total, view.totals.tax), (euro(1490), Some(euro(238))));
        assert_eq!(teller.last_sale().buyer, Buyer::Consumer);
    }
}

async fn a_vat_number_that_is_not_known_to_be_valid_keeps_nobody_from_buying(world: World) {
    let world = taxed(world, &Teller::new(Answer::RemovedForCompanies(19))).await;
    let visitor = world.visitor_with(&["book"]).await;
    let mut form = world.filled_in(&visitor).await;
    form.vat_id = "DE136695978".into();
    let view = reviewed(&world, &visitor, &form, Intent::Pay).await;
    assert_eq!(fields(&view), [Field::VatId], "a wrong digit");
    form.vat_id = VAT_ID.into();
    for (answer, note) in [("invalid", VatNote::Invalid), ("unknown", VatNote::Unknown)] {
        answered(&world, answer).await;
        let view = reviewed(&world, &visitor, &form, Intent::Update).await;
        assert_eq!((view.vat_note, view.totals.tax), (Some(note), Some(euro(238))), "{answer}");
    }
    pay(&world, &visitor, &form).await;
    assert_eq!(
        (placed(&world, "vat_proof").await, placed(&world, "tax_amount").await),
        ("unknown".into(), "238".into())
    );
}

async fn no_order_is_placed_while_its_tax_is_unknown(world: World) {
    let mut world = with_book(world).await;
    let visitor = world.visitor_with(&["book"]).await;
    let form = world.filled_in(&visitor).await;
    for answer in [Answer::Unknown, Answer::Panic, Answer::TooFew, Answer::Refused] {
        world = world.with(|builder| builder.tax(Teller::new(answer))).await;
        let view = world.store.checkout(&visitor).await.unwrap();
        assert_eq!((view.tax, view.totals.tax, view.totals.total), (TaxNote::Unknown, None, euro(1490)));
        assert_eq!(view.errors, [], "nobody has tried to order yet");
        let view = reviewed(&world, &visitor, &form, Intent::Pay).await;
        assert_eq!(fields(&view), [Field::Total]);
        if matches!(answer, Answer::Refused) {
            assert_eq!(view.errors[0].message, "We don't sell to you.");
        }
        assert_eq!(world.store.checkout(&visitor).await.unwrap().form.email, "ada@example.com", "it is kept");
    }
    assert_eq!((world.gateway.starts(), count(&world, "pannier_payments").await), (0, 0));
    // Once it is known, the same form is an order.
    let world = world.with(|builder| builder.tax(Teller::new(Answer::Included(19)))).await;
    pay(&world, &visitor, &form).await;
}

async fn what_does_not_ship_is_taxed_where_its_buyer_is(world: World) {
    let teller = Teller::new(Answer::Included(20));
    let world = taxed(world, &teller).await;
    let visitor = with_song(&world).await;
    let view = world.store.checkout(&visitor).await.unwrap();
    let address = view.address.as_ref().expect("a country is asked for");
    assert_eq!((address.country.as_str(), address.fields.len(), view.ships), ("DE", 0, false));
    assert!(view.countries.iter().any(|(code, _)| code == "FR"));
    let mut form = world.filled_in(&visitor).await;
    form.shipping_address.country = "XX".into();
    let view = reviewed(&world, &visitor, &form, Intent::Pay).await;
    assert_eq!(fields(&view), [Field::ShippingAddress(AddressField::Country)]);
    form.shipping_address.country = "FR".into();
    pay(&world, &visitor, &form).await;
    assert_eq!((teller.last_sale().to.country.as_str(), teller.last_sale().ships), ("FR", false));
    for (column, value) in [("country", "FR"), ("tax_country", "FR"), ("name", ""), ("city", ""), ("ships", "0")] {
        assert_eq!(placed(&world, column).await, value, "{column}: nobody was asked for it");
    }
}

async fn what_is_picked_up_is_handed_over_where_the_shop_is(world: World) {
    let teller = Teller::new(Answer::Included(19));
    let world = taxed(world, &teller).await;
    let asked = teller.clone();
    let world = world.with(|builder| builder.tax(asked).ship(PickUp::new("In the shop", "DE"))).await;
    let visitor = world.visitor_with(&["book"]).await;
    let form = world.filled_in(&visitor).await;
    let view = reviewed(&world, &visitor, &CheckoutForm { shipping: "pick-up".into(), ..form }, Intent::Update).await;
    assert!(view.is_picked_up() && view.totals.total == euro(1000), "{view:?}");
    let sale = teller.last_sale();
    assert_eq!((sale.to, sale.ships, sale.lines[0].ships), (Place::country("DE"), false, false));
    confirm(&world, &visitor, &view.form).await;
    assert_eq!(sum(&world, "tax_amount", "pannier_order_taxes").await, 160);
}

async fn a_company_without_an_address_is_billed_where_the_parcel_goes(world: World) {
    let world = taxed(world, &Teller::new(Answer::Included(19))).await;
    let visitor = world.visitor_with(&["book"]).await;
    let mut form = world.filled_in(&visitor).await;
    form.billing_address.organization = "Example GmbH".into();
    pay(&world, &visitor, &form).await;
    let order = world.store.order(&placed(&world, "token").await).await.unwrap();
    for line in ["Example GmbH", "Unter den Linden 1", "10117 Berlin"] {
        assert!(order.billing_address.iter().any(|of| of == line), "{line}: {:?}", order.billing_address);
    }
}

async fn a_buyer_of_a_download_is_billed_in_a_country(world: World) {
    let world = taxed(world, &Teller::new(Answer::Included(19))).await;
    let visitor = with_song(&world).await;
    let mut form = world.store.checkout(&visitor).await.unwrap().form;
    form.email = "ada@example.com".into();
    pay(&world, &visitor, &form).await;
    let order = world.store.order(&placed(&world, "token").await).await.unwrap();
    assert_eq!(order.billing_address, ["Germany"]);
}

async fn a_company_gives_an_address_for_what_does_not_ship(world: World) {
    let teller = Teller::new(Answer::Included(20));
    let world = taxed(world, &teller).await;
    let visitor = with_song(&world).await;
    let mut form = world.filled_in(&visitor).await;
    form.billing_address.organization = "Example BV".into();
    let view = reviewed(&world, &visitor, &form, Intent::Pay).await;
    assert_eq!(view.form.billing_address.country, "DE", "that of the other country, until one is chosen");
    let required = [AddressField::Name, AddressField::Line1, AddressField::PostalCode, AddressField::City];
    assert_eq!(fields(&view), required.map(Field::BillingAddress));
    form.billing_address = Address {
        country: "NL".into(),
        name: "Ada Lovelace".into(),
        line1: "Oudegracht 1".into(),
        postal_code: "3511aa".into(),
        city: "Utrecht".into(),
        ..form.billing_address
    };
    pay(&world, &visitor, &form).await;
    assert_eq!(teller.last_sale().to.country, "NL");
    for (column, value) in [
        ("billing_organization", "Example BV"),
        ("billing_postal_code", "3511AA"),
        ("billing_country", "NL"),
        ("tax_country", "NL"),
        ("vat_proof", ""),
    ] {
        assert_eq!(placed(&world, column).await, value, "{column}");
    }
}

async fn a_store_without_taxes_asks_for_no_company(world: World) {
    let world = with_book(world).await;
    let visitor = with_song(&world).await;
    let mut form = world.filled_in(&visitor).await;
    form.vat_id = "nonsense".into();
    form.billing_address.city = "www.example.com".into();
    let view = reviewed(&world, &visitor, &form, Intent::Update).await;
    assert_eq!((view.company, view.tax, view.address), (false, TaxNote::None, None));
    pay(&world, &visitor, &form).await;
    for column in ["vat_id", "billing_city", "billing_country", "country", "tax_country"] {
        assert_eq!(placed(&world, column).await, "", "{column}");
    }
}

async fn an_order_without_taxes_and_discounts_has_none(world: World) {
    let world = with_book(world).await;
    let visitor = world.visitor_with(&["book"]).await;
    world.pay(&visitor).await.unwrap();
    for (column, value) in
        [("tax_amount", ""), ("tax_provider", ""), ("discount_amount", "0"), ("total_amount", "1490"), ("code", "")]
    {
        assert_eq!(placed(&world, column).await, value, "{column}");
    }
    assert_eq!(count(&world, "pannier_order_taxes").await + count(&world, "pannier_order_discounts").await, 0);
}

async fn what_a_promotion_takes_off_is_frozen(world: World) {
    let teller = Teller::new(Answer::Included(19));
    let world =
        taxed(world, &teller).await.with(|b| b.tax(teller.clone()).promote(PercentOff::new("product", 10))).await;
    let visitor = world.visitor_with(&["book"]).await;
    let basket = world.store.basket(&visitor).await.unwrap();
    assert_eq!((basket.subtotal, basket.total), (Some(euro(1000)), Some(euro(900))));
    assert_eq!((basket.lines[0].discount, basket.lines[0].discounted()), (Some(euro(100)), Some(euro(900))));
    assert_eq!((basket.discounts.len(), basket.discounts[0].amount), (1, euro(100)));
    let view = world.store.checkout(&visitor).await.unwrap();
    assert_eq!((view.totals.items, view.totals.discount, view.totals.total), (euro(900), Some(euro(100)), euro(1390)));
    let form = world.filled_in(&visitor).await;
    pay(&world, &visitor, &form).await;
    assert_eq!(teller.last_sale().lines[0].amount, euro(900), "what is left is taxed");
    assert_eq!(
        (placed(&world, "discount_amount").await, placed(&world, "items_amount").await),
        ("100".into(), "900".into())
    );
    assert_eq!(sum(&world, "discount_amount", "pannier_order_lines").await, 100);
    assert_eq!(
        sum(&world, "amount", "pannier_order_discounts WHERE promotion IS NOT NULL AND code IS NULL").await,
        100
    );
}

/// A code for 10 % that one order can use.
async fn with_code(world: World) -> World {
    let world = with_book(world.with(|builder| builder.codes()).await).await;
    let sql =
        "INSERT INTO pannier_codes (code, label, percent, most_uses, created_at) VALUES ('WELCOME10', '', 1000, 1, 1)";
    world.db.execute(sql, &[]).await.unwrap();
    world
}

const USE_UP: &str = "UPDATE pannier_codes SET uses = 1";

async fn with_accepted_code(world: &World) -> (Visitor, CheckoutForm) {
    let visitor = world.visitor_with(&["book"]).await;
    world.store.apply_code(&visitor, "welcome-10").await.unwrap();
    let basket = world.store.basket(&visitor).await.unwrap();
    assert_eq!((basket.code.as_deref(), basket.code_problem, basket.codes), (Some("WELCOME10"), None, true));
    assert_eq!(basket.total, Some(euro(900)));
    let form = world.filled_in(&visitor).await;
    assert_eq!((form.code.as_str(), form.total.as_str()), ("WELCOME10", "1390 EUR"));
    (visitor, form)
}

/// Asserts that a form was not placed because its code is used up, that nothing of it is lost, and that it can be paid then.
async fn assert_used_up(world: &World, visitor: &Visitor, form: &CheckoutForm) {
    let view = reviewed(world, visitor, form, Intent::Pay).await;
    assert_eq!((fields(&view), view.totals.total), (vec![Field::Code], euro(1490)), "{:?}", view.errors);
    assert_eq!((world.gateway.starts(), view.form.code.as_str()), (0, ""));
    let shown = world.store.checkout(visitor).await.unwrap();
    assert_eq!(
        (fields(&shown), shown.form.email.as_str()),
        (vec![Field::Code], "ada@example.com"),
        "on the page as well"
    );
    assert_eq!(shown.form.shipping_address.city, "Berlin");
    let basket = world.store.basket(visitor).await.unwrap();
    assert_eq!((basket.code, basket.total), (None, Some(euro(1000))));
    pay(world, visitor, &view.form).await;
    assert_eq!((placed(world, "code").await, placed(world, "total_amount").await), (String::new(), "1490".into()));
}

async fn a_code_that_was_used_up_loses_nothing_of_the_form(world: World) {
    let world = with_code(world).await;
    let (visitor, form) = with_accepted_code(&world).await;
    world.db.execute(USE_UP, &[]).await.unwrap();
    let basket = world.store.basket(&visitor).await.unwrap();
    assert_eq!((basket.code.as_deref(), basket.total), (Some("WELCOME10"), Some(euro(1000))));
    assert_eq!(basket.code_problem, Some(Problem::UnknownCode.to_string()));
    assert_used_up(&world, &visitor, &form).await;
}

/// Uses the code up when it is asked for a quote, if the test wants it to.
struct Rival(Db, Arc<AtomicBool>);

#[async_trait]
impl ShippingMethod for Rival {
    fn id(&self) -> &'static str {
        "rival"
    }
    async fn quote(&self, _: &Parcel) -> Result<Vec<ShippingOption>, ShippingError> {
        if self.1.swap(false, Ordering::Relaxed) {
            self.0.execute(USE_UP, &[]).await.map_err(ShippingError::new)?;
        }
        Ok(Vec::new())
    }
}

async fn a_code_that_is_used_up_while_the_order_is_placed_loses_nothing_either(world: World) {
    let races = Arc::new(AtomicBool::new(false));
    let world = with_code(world).await;
    let rival = Rival(world.db.clone(), races.clone());
    let world = world.with(|builder| builder.codes().ship(rival)).await;
    let (visitor, form) = with_accepted_code(&world).await;
    races.store(true, Ordering::Relaxed);
    assert_used_up(&world, &visitor, &form).await;
    assert_eq!(count(&world, "pannier_code_redemptions").await, 0);
}

async fn a_wrong_code_is_said_once_and_not_kept(world: World) {
    let world = with_code(world).await;
    let visitor = world.visitor_with(&["book"]).await;
    let stored = "SELECT COUNT(*) AS n FROM pannier_orders WHERE code <> ''";
    let mut form = CheckoutForm { code: "GUESS".into(), ..world.filled_in(&visitor).await };
    world.store.save_checkout(&visitor, &form).await.unwrap();
    assert_eq!(world.number(stored, &[]).await, 0, "nobody has asked for it to be tried");
    assert_eq!(world.store.apply_code(&visitor, "GUESS").await, Err(Problem::UnknownCode));
    for intent in [Intent::Update, Intent::Pay] {
        let view = reviewed(&world, &visitor, &form, intent).await;
        assert_eq!((fields(&view), view.form.code.as_str()), (vec![Field::Code], "GUESS"), "{intent:?}");
        assert_eq!(fields(&world.store.checkout(&visitor).await.unwrap()), [Field::Code]);
    }
    assert_eq!((world.number(stored, &[]).await, world.gateway.starts()), (0, 0));
    // The right one, and none again.
    form.code = "Welcome 10".into();
    let view = reviewed(&world, &visitor, &form, Intent::Update).await;
    assert_eq!((fields(&view), view.totals.total), (vec![], euro(1390)));
    form.code = String::new();
    let view = reviewed(&world, &visitor, &form, Intent::Update).await;
    assert_eq!((view.form.code.as_str(), view.totals.total), ("", euro(1490)));
    assert_eq!(world.number(stored, &[]).await, 0);
}

/// Freezes a basket as versions before taxes and discounts did: one line of €10 that does not ship.
const FREEZE: &str =
    "UPDATE pannier_order_lines SET title = 'The pen', unit_amount = 1000, reserved = 0 WHERE order_id = $1";

/// Returns the id of the only order.
async fn only(world: &World) -> String {
    world.text("SELECT id AS text FROM pannier_orders", &[]).await
}

/// Places a basket by hand, with this sum of its items.
async fn place(tx: &mut Tx, order: &str, items: i64, set: &str) -> pannier::db::Result<u64> {
    let sql = format!(
        "UPDATE pannier_orders SET status = 'pending', number = 7, currency = 'EUR', items_amount = {items}, \
         shipping_amount = 0, total_amount = {items}, placed_at = 1{set} WHERE id = $1"
    );
    tx.execute(&sql, args![order]).await
}

async fn an_order_of_an_earlier_version_adds_up(world: World) {
    world.product("pen").insert().await;
    world.visitor_with(&["pen"]).await;
    let order = only(&world).await;
    let mut tx = world.db.begin().await.unwrap();
    tx.execute(FREEZE, args![&order]).await.unwrap();
    place(&mut tx, &order, 1000, "").await.unwrap();
    tx.commit().await.unwrap();
    let order = world.store.order(&placed(&world, "token").await).await.unwrap();
    assert_eq!((order.total, order.items_total, order.lines[0].total), (euro(1000), euro(1000), euro(1000)));
    assert_eq!(placed(&world, "tax_amount").await, "", "not recorded");
}

async fn the_database_refuses_sums_that_do_not_add_up(world: World) {
    world.product("pen").insert().await;
    world.visitor_with(&["pen"]).await;
    let order = only(&world).await;
    let line = "UPDATE pannier_order_lines SET discount_amount = 100, amount = 900 WHERE order_id = $1";
    let given = |amount: i64| {
        format!(
            "INSERT INTO pannier_order_discounts (order_id, position, promotion, label, amount) \
             VALUES ($1, 1, 'sale', 'Sale', {amount})"
        )
    };
    let tax = |item: &str, net: i64, tax: i64| {
        format!(
            "INSERT INTO pannier_order_taxes (order_id, position, kind, item_id, code, rate, on_top, net_amount, tax_amount) \
             VALUES ($1, 1, 'product', '{item}', 'S', 190000, 0, {net}, {tax})"
        )
    };
    let other = || "UPDATE pannier_order_lines SET amount = 999 WHERE order_id = $1".to_owned();
    let line = || line.to_owned();
    // What is done to the order, the sum of its items, its other sums, and whether that adds up.
    let cases = [
        (vec![], 1000, "", true),
        (vec![line(), given(100)], 900, ", discount_amount = 100", true),
        (vec![tax("pen", 840, 160)], 1000, ", tax_amount = 160", true),
        (vec![], 999, "", false),
        (vec![other()], 1000, "", false),
        (vec![other()], 999, "", false),
        (vec![line()], 900, ", discount_amount = 100", false),
        (vec![line(), given(99)], 900, ", discount_amount = 100", false),
        (vec![line(), given(100)], 900, "", false),
        (vec![given(100)], 1000, ", discount_amount = 100", false),
        (vec![tax("pen", 840, 160)], 1000, "", false),
        (vec![], 1000, ", tax_amount = 0", false),
        (vec![tax("pen", 840, 160)], 1000, ", tax_amount = 159", false),
        (vec![tax("pen", 840, 159)], 1000, ", tax_amount = 159", false),
        (vec![tax("ink", 840, 160)], 1000, ", tax_amount = 160", false),
    ];
    for (changes, items, set, adds_up) in cases {
        // Rolled back when it is dropped.
        let mut tx = world.db.begin().await.unwrap();
        tx.execute(FREEZE, args![&order]).await.unwrap();
        for change in &changes {
            tx.execute(change, args![&order]).await.unwrap();
        }
        let done = place(&mut tx, &order, items, set).await;
        assert_eq!(done.is_ok(), adds_up, "{changes:?} {items} {set:?}: {done:?}");
    }
}

async fn the_amounts_of_a_placed_order_are_frozen(world: World) {
    let world = taxed(world, &Teller::new(Answer::Included(19))).await;
    let visitor = world.visitor_with(&["book"]).await;
    let form = world.filled_in(&visitor).await;
    pay(&world, &visitor, &form).await;
    let mut changes: Vec<String> = ["discount_amount", "tax_amount"]
        .map(|column| format!("UPDATE pannier_orders SET {column} = 7 WHERE number IS NOT NULL"))
        .into();
    let texts = ["code", "vat_id", "fields", "tax_provider", "tax_country"].map(str::to_owned);
    let billing = Address::FIELDS.map(|field| format!("billing_{}", field.name()));
    changes.extend(
        texts
            .into_iter()
            .chain(billing)
            .map(|column| format!("UPDATE pannier_orders SET {column} = 'x' WHERE number IS NOT NULL")),
    );
    changes.extend(
        [
            "UPDATE pannier_orders SET vat_proof = 'valid' WHERE number IS NOT NULL",
            "UPDATE pannier_order_lines SET amount = 7",
            "UPDATE pannier_order_lines SET discount_amount = 7",
            "UPDATE pannier_shipments SET list_amount = 7",
            "UPDATE pannier_shipments SET discount_amount = 7",
            "UPDATE pannier_order_taxes SET tax_amount = 7",
            "DELETE FROM pannier_order_taxes",
            "INSERT INTO pannier_order_taxes SELECT order_id, position + 100, kind, item_id, shipment_id, code, rate, on_top, \
             net_amount, tax_amount FROM pannier_order_taxes",
            "INSERT INTO pannier_order_discounts (order_id, position, promotion, label, amount) \
             SELECT id, 1, 'sale', 'Sale', 1 FROM pannier_orders",
        ]
        .map(str::to_owned),
    );
    for sql in changes {
        assert!(world.db.execute(&sql, &[]).await.is_err(), "{sql}");
    }
}
