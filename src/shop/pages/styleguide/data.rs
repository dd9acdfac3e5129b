//! Sample data for the specimens, built from JSON, as code outside the library has to.

mod amounts;

pub use amounts::{
    basket_with_an_idle_code, basket_with_codes, checkout_of_a_company, checkout_of_a_company_with_errors,
    checkout_with_taxes, checkout_with_taxes_unknown, order_with_taxes, reduced_basket,
};
use pannier::{
    Amounts, BasketLineView, BasketSummary, BasketView, CheckoutView, Currency, Money, OrderView, RemovedLine,
    Timestamp, country,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// An overlong title with an unbreakable word.
pub const LONG: &str = "Variations on a Theme That Was Hummed on the Night Ferry, for Prepared Piano, Rope Works and Donaudampfschifffahrts\
                        gesellschaftskapitän";

fn read<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap_or_else(|error| panic!("a specimen of the style guide: {error}"))
}

pub fn euro(cents: i64) -> Money {
    Money::new(cents, Currency::EUR)
}

/// Christmas Eve, from which something is on sale.
pub fn opening() -> Timestamp {
    Timestamp::from_secs(1_798_070_400)
}

/// Returns a JSON object with some fields replaced.
fn with(mut value: Value, fields: Value) -> Value {
    if let (Some(old), Value::Object(new)) = (value.as_object_mut(), fields) {
        old.extend(new);
    }
    value
}

fn line(title: &str, quantity: i64, cents: i64, fields: Value) -> Value {
    let line = json!({
        "kind": "poster", "id": title.replace(' ', "-"), "title": title, "url": "/posters/dunes", "image": "/art/poster/dunes.svg",
        "quantity": quantity, "unit_price": euro(cents), "total": euro(cents * quantity), "max": 20, "notice": null,
    });
    with(line, fields)
}

/// Returns the sums of the lines that count, and the number of pieces in them.
fn sums(lines: &[Value], shipping: Option<i64>) -> (Amounts, u32) {
    let lines: Vec<BasketLineView> = read(json!(lines));
    let counted = || lines.iter().filter(|line| line.counts());
    let prices = counted().map(|line| (line.unit_price, line.quantity));
    let amounts = Amounts::of(Currency::EUR, prices, shipping.map(euro));
    let amounts = amounts.unwrap_or_else(|error| panic!("a specimen of the style guide: {error}"));
    (amounts, counted().map(|line| line.quantity).sum())
}

fn one_line() -> Vec<Value> {
    vec![line("Dunes at Marram Point, A3", 1, 1900, json!({}))]
}

fn many_lines() -> Vec<Value> {
    vec![
        line("Dunes at Marram Point, A3", 2, 1900, json!({})),
        line(
            "Blue Hour (CD)",
            1,
            1500,
            json!({ "image": "/art/album/blue-hour.svg", "notice": { "PriceChanged": { "was": euro(1700) } } }),
        ),
        line("The Late Set", 4, 1800, json!({ "image": "/art/ticket/trio-late-set.svg", "notice": { "OnlyLeft": 2 } })),
        line("The Bend, A3", 1, 2400, json!({ "image": null, "notice": "SoldOut" })),
        line("Harbour at Dusk, A3", 1, 2100, json!({ "image": null, "notice": { "NotOnSaleYet": opening() } })),
        line("Gone for Good, A3", 1, 900, json!({ "image": null, "url": "", "total": null, "notice": "Gone" })),
        line(LONG, 999, 129_900, json!({})),
    ]
}

fn basket_of(lines: &[Value]) -> BasketView {
    let (amounts, count) = sums(lines, None);
    let total = (count > 0).then(|| amounts.subtotal());
    read(json!({ "lines": lines, "count": count, "total": total, "pending": null }))
}

pub fn summary(count: u32, total: Option<&str>) -> BasketSummary {
    read(json!({ "count": count, "total": total }))
}

pub fn empty_basket() -> BasketView {
    basket_of(&[])
}

pub fn basket() -> BasketView {
    basket_of(&one_line())
}

pub fn full_basket() -> BasketView {
    basket_of(&many_lines())
}

pub fn waiting_basket() -> BasketView {
    read(json!({ "lines": [], "count": 0, "total": null, "pending": { "number": 1017, "url": "/order/made-up" } }))
}

pub fn removed() -> RemovedLine {
    read(json!({ "kind": "poster", "id": "dunes/a3", "title": "Dunes at Marram Point, A3", "quantity": 2 }))
}

fn shipping(id: &str, label: &str, time: Option<&str>, cents: i64) -> Value {
    json!({ "id": id, "label": label, "service": label, "delivery_time": time, "price": euro(cents) })
}

fn parcel(key: &str, contents: &[&str], choices: &[Value]) -> Value {
    let chosen = choices.first().map_or(json!(""), |choice| choice["id"].clone());
    json!({ "key": key, "contents": contents, "choices": choices, "unanswered": false, "chosen": chosen })
}

fn only_parcel() -> Value {
    let choices = [
        shipping("standard", "Standard", Some("2 to 4 working days"), 490),
        shipping("tracked", "Tracked parcel", Some("1 to 2 working days"), 790),
        shipping("pick-up", "Pick-up at the shop in Berlin", None, 0),
    ];
    parcel("by-standard", &["Dunes at Marram Point, A3"], &choices)
}

fn payment(id: &str, label: &str, description: Option<&str>) -> Value {
    json!({ "id": id, "label": label, "description": description, "element": null, "offline": id == "transfer" })
}

/// A checkout with nothing chosen, filled in or shipped.
fn checkout_of(lines: &[Value], shipping: Option<i64>, fields: Value) -> CheckoutView {
    let (amounts, _) = sums(lines, shipping);
    let checkout = json!({
        "lines": lines,
        "form": { "payment": "card", "attempt": "made-up", "total": format!("{} EUR", amounts.total().amount) },
        "address": null,
        "countries": [],
        "ships": false,
        "parcels": [],
        "payment": [
            payment("card", "Card", Some("You'll pay on the next page.")),
            payment("transfer", "Bank transfer", Some("We'll send your order once we've received your payment.")),
        ],
        "totals": { "items": amounts.subtotal(), "shipping": shipping.map(euro), "total": amounts.total() },
        "errors": [],
        "confirmed_by_mail": true,
    });
    read(with(checkout, fields))
}

/// The fields of a checkout with items that ship to Germany.
fn ships(fields: Value) -> Value {
    let typed = json!({
        "email": "ada@example.com", "name": "Ada Lovelace", "line1": "Invalidenstraße 43", "postal_code": "10115", "city": "Berlin",
        "country": "DE", "payment": "card", "attempt": "made-up", "total": "2390 EUR",
    });
    let checkout = json!({
        "form": typed, "address": country::rules("DE"), "countries": [["DE", "Germany"], ["GB", "United Kingdom"]],
        "ships": true, "parcels": [only_parcel()],
    });
    with(checkout, fields)
}

pub fn checkout() -> CheckoutView {
    checkout_of(&one_line(), Some(490), ships(json!({})))
}

pub fn prefilled_checkout() -> CheckoutView {
    checkout_of(&one_line(), Some(490), ships(json!({ "prefilled": true })))
}

pub fn checkout_of_a_download() -> CheckoutView {
    let line = line("Blue Hour (download)", 1, 900, json!({ "kind": "album", "image": "/art/album/blue-hour.svg" }));
    checkout_of(&[line], Some(0), json!({}))
}

pub fn free_checkout() -> CheckoutView {
    checkout_of(&[line("A sample", 1, 0, json!({ "image": null }))], Some(0), json!({}))
}

pub fn checkout_with_errors() -> CheckoutView {
    let error = |field: &str, message: &str| json!({ "field": field, "message": message, "parcel": null });
    checkout_of(
        &one_line(),
        Some(490),
        ships(json!({
            "form": { "postal_code": "101", "name": LONG, "country": "DE", "payment": "card" },
            "errors": [
                error("email", "Enter your email address."),
                error("line1", "Enter your address."),
                error("postal_code", "Check your postal code. It should look like 26133."),
                error("total", "The total is now €23.90. Please check your order and confirm."),
            ],
        })),
    )
}

pub fn checkout_of_several_parcels() -> CheckoutView {
    let tube = [shipping("tube", "Rolled, in a tube", Some("3 to 5 working days"), 690)];
    checkout_of(
        &many_lines()[..2],
        None,
        ships(json!({
            "parcels": [only_parcel(), parcel("by-tube", &["2 × Dunes at Marram Point, A1", LONG], &tube), parcel("none", &["An anvil"], &[])],
            "errors": [{ "field": "shipping", "message": "We can't ship this to this country. Please remove it.", "parcel": "none" }],
        })),
    )
}

pub fn checkout_that_cannot_ship() -> CheckoutView {
    checkout_of(&one_line(), None, ships(json!({ "parcels": [parcel("none", &["Dunes at Marram Point, A3"], &[])] })))
}

pub fn checkout_that_cannot_be_paid() -> CheckoutView {
    checkout_of(
        &one_line(),
        Some(490),
        ships(json!({ "payment": [], "form": { "email": "ada@gmial.com", "country": "DE" } })),
    )
}

fn order_line(kind: &str, id: &str, title: &str, quantity: i64, cents: i64) -> Value {
    let total = euro(cents * quantity);
    json!({
        "kind": kind, "id": id, "title": title, "quantity": quantity, "unit_price": euro(cents), "total": total, "discount": null,
        "amount": total,
    })
}

fn order_of(status: &str, fields: Value) -> OrderView {
    let order = json!({
        "token": "made-up", "url": "https://shop.example/order/made-up", "number": 1017, "status": status, "language": "en", "placed_at": 1_798_761_600_000_i64,
        "email": "ada@example.com", "confirmed_by_mail": true,
        "lines": [
            order_line("album", "blue-hour", "Blue Hour (download)", 1, 900),
            order_line("poster", "dunes/a3", "Dunes at Marram Point, A3", 2, 1900),
        ],
        "items_total": euro(4700), "shipping_total": euro(490), "total": euro(5190), "shipping": "Standard",
        "shipments": [shipped(1, "pending", json!({}))],
        "address": ["Ada Lovelace", "Invalidenstraße 43", "10115 Berlin"],
        "payment": payment("card", "Card", None), "payment_message": null, "refunded": null,
        "discounts": [], "discount_total": null, "taxes": [], "tax_total": null, "vat_id": "", "vat_proof": null, "billing_address": [],
        "fields": [], "code": null,
        "offline": false, "resumable": false, "can_start_over": false, "step": null, "downloads": [], "downloads_due": false,
    });
    read(with(order, fields))
}

fn shipped(position: u32, status: &str, fields: Value) -> Value {
    let parcel = json!({
        "id": format!("parcel-{position}"), "position": position, "method": "standard", "label": "Standard", "price": euro(490),
        "status": status, "pick_up": false, "tracking": { "carrier": null, "number": null, "url": null },
        "lines": [{ "kind": "poster", "id": "dunes/a3", "title": "Dunes at Marram Point, A3", "quantity": 2, "supplier_sku": null }],
    });
    with(parcel, fields)
}

fn download(title: &str, left: Option<u32>, expired: bool, refunded: bool) -> Value {
    json!({
        "title": title, "file_name": "Ilse Maren - Blue Hour.wav", "url": "/download/made-up", "attempts_left": left, "expires_at": null,
        "expired": expired, "refunded": refunded,
    })
}

pub fn pending_order() -> OrderView {
    order_of("pending", json!({ "resumable": true, "can_start_over": true }))
}

pub fn order_on_hold() -> OrderView {
    order_of(
        "pending",
        json!({ "payment_message": "The payment service is checking this payment. We'll email you as soon as we hear back." }),
    )
}

pub fn processing_order() -> OrderView {
    order_of("pending", json!({ "processing": true, "downloads_due": true }))
}

pub fn order_to_transfer() -> OrderView {
    let details = [
        ["Amount", "€51.90"],
        ["Recipient", "Quarto"],
        ["IBAN", "DE02 1203 0000 0000 2020 51"],
        ["Reference", "Order 1017"],
    ];
    let text = "Please transfer the amount within a week. We'll send your order once we've received your payment.";
    order_of(
        "pending",
        json!({ "offline": true, "can_start_over": true, "step": { "Instructions": { "text": text, "details": details } } }),
    )
}

pub fn order_to_post() -> OrderView {
    order_of(
        "pending",
        json!({ "can_start_over": true, "step": { "PostForm": { "url": "https://gateway.example/", "fields": [["order", "1017"]] } } }),
    )
}

pub fn completed_order() -> OrderView {
    let tracking = json!({ "carrier": "DHL", "number": "00340434161094042557", "url": "https://carrier.example/0034" });
    order_of(
        "completed",
        json!({
            "downloads": [
                download("Blue Hour", Some(3), false, false),
                download("Nightwatch", Some(1), false, false),
                download(LONG, None, false, false),
                download("All downloaded", Some(0), false, false),
                download("Too late", Some(2), true, false),
            ],
            "shipments": [
                shipped(1, "pending", json!({})),
                shipped(2, "sent", json!({ "tracking": tracking })),
                shipped(3, "sent", json!({ "pick_up": true, "label": "Pick-up at the shop in Berlin", "price": euro(0) })),
                shipped(4, "delivered", json!({ "tracking": with(tracking.clone(), json!({ "url": null })) })),
                shipped(5, "failed", json!({})),
            ],
        }),
    )
}

pub fn order_with_downloads_due() -> OrderView {
    order_of("completed", json!({ "downloads_due": true, "shipments": [], "confirmed_by_mail": false, "address": [] }))
}

pub fn refunded_order() -> OrderView {
    order_of("completed", json!({ "refunded": euro(5190), "downloads": [download("Blue Hour", Some(2), false, true)] }))
}

pub fn order_being_refunded() -> OrderView {
    let download = with(download("Blue Hour", Some(3), false, false), json!({ "on_hold": true }));
    order_of("completed", json!({ "refund_pending": euro(5190), "on_hold": true, "downloads": [download] }))
}

pub fn disputed_order() -> OrderView {
    let download = with(download("Blue Hour", Some(3), false, false), json!({ "on_hold": true }));
    order_of("completed", json!({ "on_hold": true, "downloads": [download] }))
}

pub fn order_to_pick_up() -> OrderView {
    let pick_up = json!({ "pick_up": true, "label": "Pick-up at the shop in Berlin", "price": euro(0) });
    order_of(
        "completed",
        json!({ "shipping_total": euro(0), "total": euro(4700), "shipments": [shipped(1, "sent", pick_up)] }),
    )
}

pub fn cancelled_order() -> OrderView {
    order_of("cancelled", json!({ "payment_message": "Your bank declined the card." }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_bought_does_not_count() {
        let basket = full_basket();
        assert_eq!((basket.lines.len(), basket.count, basket.total), (7, 1006, Some(euro(129_782_600))));
    }
}
