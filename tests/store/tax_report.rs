//! The taxes of a quarter, and what tells where a payer is.

use std::collections::BTreeMap;

use async_trait::async_trait;
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use futures_util::TryStreamExt;
use pannier::{
    Assessment, CheckoutForm, CheckoutOutcome, Intent, OrderQuery, OrderView, PaymentState, Quarter, Rate, Role, Sale,
    Store, TaxCode, TaxError, TaxProvider, TaxRate, TaxReport, args, db::Dialect, tax::Vat,
};
use tower::ServiceExt;

use crate::{
    on_both,
    webhook::{about, post},
    world::{Pending, World, euro, paid},
};

on_both!(
    the_taxes_of_a_quarter_are_summed_by_country_and_rate,
    an_order_says_which_taxes_are_in_it,
    what_a_business_accounts_for_is_listed_by_its_number,
    orders_without_a_tax_provider_are_counted_and_not_guessed,
    a_payer_in_another_country_is_reported_and_never_refused,
    tax_could_be_returned_once_a_number_has_proved_valid,
    a_webhook_says_where_the_payer_is,
    the_page_of_a_quarter_leads_to_its_download,
);

/// A shop in Germany that sells a book and a song, with this tax provider.
async fn shop(world: World, taxes: impl TaxProvider) -> World {
    world.product("book").grams(500).insert().await;
    world.product("song").attempts(2).insert().await;
    world.with(|builder| builder.tax(taxes)).await
}

/// Orders a product, with the form as it is filled in and changed.
async fn place(world: &World, product: &str, change: impl FnOnce(&mut CheckoutForm)) -> Pending {
    let visitor = world.visitor_with(&[product]).await;
    let mut form = world.filled_in(&visitor).await;
    change(&mut form);
    let attempt = form.attempt.clone();
    let mut outcome = world.store.submit_checkout(&visitor, form, Intent::Pay).await.unwrap();
    if let CheckoutOutcome::Review(view) = outcome {
        // Another country, another total, which is confirmed.
        outcome = world.store.submit_checkout(&visitor, view.form, Intent::Pay).await.unwrap();
    }
    assert!(matches!(outcome, CheckoutOutcome::Redirect(_)), "{outcome:?}");
    let token = world.token_of(&attempt).await;
    Pending { visitor, attempt, token }
}

/// Sells a product to a buyer in this country.
async fn sell(world: &World, product: &str, country: &str) -> OrderView {
    let Pending { attempt, token, .. } =
        place(world, product, |form| country.clone_into(&mut form.shipping_address.country)).await;
    let total = world.store.order(&token).await.unwrap().total;
    world.store.settle(&attempt, &PaymentState::Succeeded { amount: total }).await.unwrap();
    world.store.order(&token).await.unwrap()
}

async fn report(world: &World) -> TaxReport {
    world.admin().tax_report(Quarter::of(world.db.now(), world.store.time_zone())).await.unwrap()
}

/// The rows of a quarter's CSV, with the names of their columns.
async fn exported(store: &Store, quarter: Quarter) -> Vec<BTreeMap<String, String>> {
    let csv = crate::world::admin(store).export_taxes(quarter).try_collect::<Vec<_>>().await.unwrap().concat();
    let csv = String::from_utf8(csv).unwrap();
    let csv = csv.strip_prefix('\u{feff}').expect("a byte order mark");
    csv::Reader::from_reader(csv.as_bytes()).into_deserialize().collect::<Result<Vec<_>, _>>().unwrap()
}

/// Lets a test write to orders what only a checkout writes.
async fn thaw(world: &World) {
    let unguarded = match world.db.dialect() {
        Dialect::Sqlite => "DROP TRIGGER pannier_orders_frozen",
        Dialect::Postgres => "ALTER TABLE pannier_orders DISABLE TRIGGER pannier_orders_guard",
    };
    world.db.execute(unguarded, &[]).await.unwrap();
}

async fn the_taxes_of_a_quarter_are_summed_by_country_and_rate(world: World) {
    let world = shop(world, Vat::from("DE").oss()).await;
    for (product, country) in [("book", "DE"), ("book", "DE"), ("song", "FR"), ("song", "DE")] {
        sell(&world, product, country).await;
    }
    place(&world, "book", |_| {}).await; // and is not paid
    let report = report(&world).await;
    let rows: Vec<_> = report
        .rows
        .iter()
        .map(|row| (row.country.as_str(), row.code, row.rate, row.net, row.tax, row.orders))
        .collect();
    // 14.90 with the shipping, twice, and 10.00; rounded once in each order.
    let german = ("DE", TaxCode::Standard, Rate::percent(19), euro(1252 + 1252 + 840), euro(238 + 238 + 160), 3);
    assert_eq!(rows, [german, ("FR", TaxCode::Standard, Rate::percent(20), euro(833), euro(167), 1)]);
    assert!(report.business.is_empty() && report.not_recorded == 0, "{report:?}");
    assert!(report.contradictions.is_empty() && report.to_return.is_empty(), "{report:?}");
    let before = world.admin().tax_report(report.quarter.previous()).await.unwrap();
    assert!(before.rows.is_empty(), "{before:?}");

    let records = exported(&world.store, report.quarter).await;
    assert_eq!(records.len(), 2);
    for (column, value) in [
        ("quarter", report.quarter.to_string().as_str()),
        ("country", "FR"),
        ("vat_id", ""),
        ("code", "S"),
        ("rate", "20"),
        ("currency", "EUR"),
        ("net", "8.33"),
        ("tax", "1.67"),
        ("orders", "1"),
    ] {
        assert_eq!(records[1][column], value, "{column}");
    }
}

async fn an_order_says_which_taxes_are_in_it(world: World) {
    let world = shop(world, Vat::from("DE").oss()).await;
    let order = sell(&world, "book", "DE").await;
    let taxes: Vec<_> = order.taxes.iter().map(|sum| (sum.code, sum.rate, sum.on_top, sum.net, sum.tax)).collect();
    assert_eq!(taxes, [(TaxCode::Standard, Rate::percent(19), false, euro(1252), euro(238))]);
    assert_eq!((order.tax_total, order.discount_total, order.total), (Some(euro(238)), None, euro(1490)));
    assert_eq!((order.lines[0].amount, order.lines[0].discount), (euro(1000), None));

    let csv = world.admin().export_orders(&OrderQuery::default()).try_collect::<Vec<_>>().await.unwrap().concat();
    let mut reader = csv::Reader::from_reader(&csv[..]);
    let columns = reader.headers().unwrap().clone();
    let record = reader.records().next().unwrap().unwrap();
    let cell = |name: &str| record.get(columns.iter().position(|column| column == name).expect(name)).unwrap();
    assert_eq!((cell("discount"), cell("tax"), cell("tax_country")), ("0.00", "2.38", "DE"));
    assert_eq!((cell("vat_id"), cell("code")), ("", ""));
}

/// Whatever it is, its buyer accounts for the tax.
struct ToBusinesses;

#[async_trait]
impl TaxProvider for ToBusinesses {
    fn id(&self) -> &'static str {
        "to-businesses"
    }

    async fn assess(&self, sale: &Sale) -> Result<Assessment, TaxError> {
        let rate = TaxRate::removed(TaxCode::ReverseCharge, Rate::percent(19));
        Ok(Assessment::new(vec![rate; sale.lines.len()]))
    }
}

async fn what_a_business_accounts_for_is_listed_by_its_number(world: World) {
    let world = shop(world, ToBusinesses).await;
    let orders = [sell(&world, "song", "DE").await, sell(&world, "song", "DE").await, sell(&world, "song", "DE").await];
    assert_eq!((orders[0].total, orders[0].tax_total), (euro(840), Some(euro(0))));
    thaw(&world).await;
    for (order, vat_id) in orders.iter().zip(["NL000099998B57", "=1+2", "NL000099998B57"]) {
        let sql = "UPDATE pannier_orders SET vat_id = $1, vat_proof = 'valid' WHERE number = $2";
        world.db.execute(sql, args![vat_id, order.number]).await.unwrap();
    }
    let report = report(&world).await;
    assert_eq!((report.rows.len(), report.rows[0].net, report.rows[0].orders), (1, euro(3 * 840), 3));
    let business: Vec<_> =
        report.business.iter().map(|row| (row.vat_id.as_str(), row.code, row.net, row.orders)).collect();
    let services = TaxCode::ReverseCharge;
    assert_eq!(business, [("=1+2", services, euro(840), 1), ("NL000099998B57", services, euro(2 * 840), 2)]);
    let numbers: Vec<_> =
        exported(&world.store, report.quarter).await.iter().map(|row| row["vat_id"].clone()).collect();
    assert_eq!(numbers, ["'=1+2", "NL000099998B57"], "no cell is a formula");
}

async fn orders_without_a_tax_provider_are_counted_and_not_guessed(world: World) {
    world.product("book").grams(500).insert().await;
    let order = sell(&world, "book", "DE").await;
    assert_eq!((order.taxes.len(), order.tax_total), (0, None));
    let world = world.with(|builder| builder.tax(Vat::from("DE"))).await;
    sell(&world, "book", "DE").await;
    let report = report(&world).await;
    assert_eq!((report.rows.len(), report.rows[0].orders, report.not_recorded), (1, 1, 1));
}

async fn a_payer_in_another_country_is_reported_and_never_refused(world: World) {
    let world = shop(world, Vat::from("DE")).await;
    let mut numbers = Vec::new();
    for country in ["NL", "DE", "no country"] {
        let Pending { attempt, token, .. } = place(&world, "song", |_| {}).await;
        world.gateway.pays_from(&attempt, country);
        world.gateway.decide(&attempt, paid(1000));
        let order = world.store.order(&token).await.unwrap();
        assert_eq!(world.status(&token).await, "completed");
        numbers.push(order.number);
    }
    let report = report(&world).await;
    let [order] = &report.contradictions[..] else { panic!("{report:?}") };
    assert_eq!((order.order, order.country.as_str(), order.payer_country.as_deref()), (numbers[0], "DE", Some("NL")));
    assert_eq!(order.tax, euro(160));
    let payer = async |number| world.admin().order(number).await.unwrap().1.remove(0).payer_country;
    assert_eq!((payer(numbers[1]).await.as_deref(), payer(numbers[2]).await), (Some("DE"), None));
}

async fn tax_could_be_returned_once_a_number_has_proved_valid(world: World) {
    let world = shop(world, Vat::from("DE")).await;
    let abroad = sell(&world, "song", "FR").await;
    let (stayed, home) = (sell(&world, "song", "DE").await, sell(&world, "song", "FR").await);
    thaw(&world).await;
    for (order, vat_id) in [(&abroad, "FR40303265045"), (&stayed, "FR40303265045"), (&home, "DE136695976")] {
        let sql = "UPDATE pannier_orders SET vat_id = $1, vat_proof = 'unknown' WHERE number = $2";
        world.db.execute(sql, args![vat_id, order.number]).await.unwrap();
    }
    assert!(report(&world).await.to_return.is_empty(), "they are not checked");
    for vat_id in ["FR40303265045", "DE136695976"] {
        let sql = "INSERT INTO pannier_vat_checks (vat_id, answer, checked_at) VALUES ($1, 'valid', $2)";
        world.db.execute(sql, args![vat_id, world.db.now()]).await.unwrap();
    }
    // What stayed at home, or was bought with a number of home, was taxed rightly.
    let report = report(&world).await;
    let [found] = &report.to_return[..] else { panic!("{report:?}") };
    assert_eq!((found.order, found.vat_id.as_str(), found.tax), (abroad.number, "FR40303265045", euro(160)));
}

async fn a_webhook_says_where_the_payer_is(world: World) {
    world.product("book").insert().await;
    let paid_from = |id: &str, attempt: &str, country: &str| {
        about(id, attempt, &[("payer", country.into()), ("state", serde_json::to_value(paid(1000)).unwrap())])
    };
    let payer = async |world: &World, token: &str| {
        let number = world.store.order(token).await.unwrap().number;
        world.admin().order(number).await.unwrap().1.remove(0).payer_country
    };
    let untaxed = world.pending(&["book"]).await;
    assert_eq!(post(&world, paid_from("e0", &untaxed.attempt, "AT")).await, 200);
    assert_eq!(payer(&world, &untaxed.token).await, None, "without taxes, it is evidence of nothing");
    let world = world.with(|builder| builder.tax(Vat::from("DE"))).await;
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;
    assert_eq!(post(&world, paid_from("e1", &attempt, "AT")).await, 200);
    assert_eq!(post(&world, paid_from("e2", &attempt, "CH")).await, 200);
    assert_eq!(payer(&world, &token).await.as_deref(), Some("AT"), "the first that is told");
}

async fn the_page_of_a_quarter_leads_to_its_download(world: World) {
    let world = shop(world, Vat::from("DE").oss()).await;
    let order = sell(&world, "song", "FR").await;
    let sql = "UPDATE pannier_payments SET payer_country = 'CH'";
    world.db.execute(sql, &[]).await.unwrap();
    let admin = world.admin();
    admin.add_staff("ada@shop.example", "Ada", Role::Reader).await.unwrap();
    let link = admin.staff_link("ada@shop.example").await.unwrap();
    let link = link.strip_prefix(&world.store.settings().base_url).unwrap().to_owned();
    let app = world.store.with_sessions_and_security(Router::new().merge(world.store.admin()));
    let send = async |request: Request<Body>| app.clone().oneshot(request).await.unwrap();
    let form = "application/x-www-form-urlencoded";
    let request = Request::post(&link).header("sec-fetch-site", "same-origin").header(header::CONTENT_TYPE, form);
    let signed_in = send(request.body(Body::empty()).unwrap()).await;
    let mut cookies = signed_in.headers().get_all(header::SET_COOKIE).into_iter().map(|set| set.to_str().unwrap());
    let cookie = cookies.find(|set| set.starts_with("pannier_admin=")).expect("signed in").split(';').next().unwrap();
    let get = async |path: &str| {
        let request = Request::get(path).header(header::COOKIE, cookie).header(header::ACCEPT_LANGUAGE, "en");
        let response = send(request.body(Body::empty()).unwrap()).await;
        let status = response.status();
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    };
    let quarter = Quarter::of(world.db.now(), world.store.time_zone());
    let (status, page) = get("/admin/taxes").await;
    assert_eq!(status, StatusCode::OK, "{page}");
    let order = format!("/admin/orders/{}", order.number);
    let export = format!("/admin/taxes.csv?quarter={quarter}");
    for part in
        ["France", "€8.33", "€1.67", "20%", "Switzerland", order.as_str(), export.as_str(), "aria-current=\"page\""]
    {
        assert!(page.contains(part), "{part}: {page}");
    }
    let (status, csv) = get(&export).await;
    assert_eq!((status, csv.lines().count()), (StatusCode::OK, 2));
    let (_, page) = get(&format!("/admin/taxes?quarter={}", quarter.previous())).await;
    assert!(page.contains("No taxes are recorded"), "{page}");
    assert_eq!(get("/admin/taxes?quarter=2026Q5").await.0, StatusCode::NOT_FOUND);
}
