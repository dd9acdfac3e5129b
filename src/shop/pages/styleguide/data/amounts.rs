//! Samples with discounts, codes, taxes and an app's own fields.

use pannier::{BasketView, CheckoutView, OrderView, Rate, TaxCode, country};
use serde_json::{Value, json};

use super::{LONG, checkout_of, euro, line, one_line, order_line, order_of, read, ships, with};

fn discount(label: &str, code: Option<&str>, cents: i64) -> Value {
    json!({ "label": label, "code": code, "amount": euro(cents) })
}

/// Three posters for two, and a code for what else there is.
fn reduced_lines() -> Vec<Value> {
    vec![
        line("Dunes at Marram Point, A3", 3, 1900, json!({ "discount": euro(1900) })),
        line("Blue Hour (CD)", 1, 1500, json!({ "image": "/art/album/blue-hour.svg", "discount": euro(150) })),
        line("The Late Set", 1, 1800, json!({ "image": null })),
    ]
}

pub fn reduced_basket() -> BasketView {
    let discounts = [discount("Three for two", None, 1900), discount("Welcome", Some("WELCOME10"), 150)];
    read(json!({
        "lines": reduced_lines(), "count": 5, "subtotal": euro(9000), "total": euro(6950), "pending": null,
        "discounts": discounts, "code": "WELCOME10", "codes": true,
    }))
}

pub fn basket_with_codes() -> BasketView {
    read(json!({
        "lines": one_line(), "count": 1, "subtotal": euro(1900), "total": euro(1900), "pending": null, "codes": true,
    }))
}

pub fn basket_with_an_idle_code() -> BasketView {
    read(json!({
        "lines": one_line(), "count": 1, "subtotal": euro(1900), "total": euro(1900), "pending": null, "discounts": [],
        "code": "WELCOME10", "code_problem": "This code isn't for the items in your basket.", "codes": true,
    }))
}

fn tax(code: TaxCode, percent: u32, net: i64, tax: i64) -> Value {
    json!({ "code": code, "rate": Rate::percent(percent), "on_top": false, "net": euro(net), "tax": euro(tax) })
}

/// The app's own fields, one of each kind.
fn own_fields() -> Value {
    json!([
        {
            "id": "phone", "label": "Phone", "hint": "The carrier calls if nobody is in.", "required": true, "value": "",
            "kind": { "text": { "input_type": "tel", "autocomplete": "tel", "max_length": 40 } },
        },
        {
            "id": "wrapping", "label": "Wrapping", "hint": null, "required": false, "value": "gift",
            "kind": { "choice": [["plain", "Plain"], ["gift", "As a gift"]] },
        },
        {
            "id": "terms", "label": "I agree to the terms.", "hint": null, "required": true, "value": "",
            "kind": { "tick": { "link": "/about" } },
        },
    ])
}

/// To a consumer at home: discounts, a code, taxes, and fields of the app.
pub fn checkout_with_taxes() -> CheckoutView {
    let discounts = [discount("Three for two", None, 1900), discount("Welcome", Some("WELCOME10"), 150)];
    let form = json!({
        "email": "ada@example.com", "name": "Ada Lovelace", "line1": "Invalidenstraße 43", "postal_code": "10115", "city": "Berlin",
        "country": "DE", "payment": "card", "attempt": "made-up", "total": "7440 EUR", "code": "WELCOME10",
    });
    checkout_of(
        &reduced_lines(),
        Some(490),
        ships(json!({
            "form": form, "discounts": discounts, "codes": true, "company": true, "tax": "included",
            "taxes": [tax(TaxCode::Standard, 19, 4739, 901), tax(TaxCode::Standard, 7, 1682, 118)],
            "totals": { "items": euro(6950), "shipping": euro(490), "total": euro(7440), "discount": euro(2050), "tax": euro(1019) },
            "fields": own_fields(),
        })),
    )
}

/// To a company in another country, whose VAT number is valid.
pub fn checkout_of_a_company() -> CheckoutView {
    let form = json!({
        "email": "ada@example.com", "country": "NL", "payment": "card", "attempt": "made-up", "total": "2008 EUR",
        "vat_id": "NL123456789B01", "billing_address": { "country": "NL", "organization": "Example B.V." },
    });
    checkout_of(
        &one_line(),
        Some(490),
        ships(json!({
            "form": form, "address": country::rules("NL"), "countries": [["DE", "Germany"], ["NL", "Netherlands"]],
            "company": true, "vat_note": "reverse-charge", "tax": "included", "taxes": [tax(TaxCode::IntraCommunity, 0, 2008, 0)],
            "totals": { "items": euro(1597), "shipping": euro(411), "total": euro(2008), "discount": null, "tax": euro(0) },
        })),
    )
}

/// A download for a company whose VAT number could not be checked, with a code that is wrong: every error of these fields.
pub fn checkout_of_a_company_with_errors() -> CheckoutView {
    let line = line("Blue Hour (download)", 1, 900, json!({ "kind": "album", "image": "/art/album/blue-hour.svg" }));
    let error = |field: Value, message: &str, custom: Option<&str>| json!({ "field": field, "message": message, "parcel": null, "custom": custom });
    checkout_of(
        &[line],
        Some(0),
        json!({
            "form": {
                "email": "ada@example.com", "country": "FR", "payment": "card", "attempt": "made-up", "total": "900 EUR", "code": "WELCOM10",
                "vat_id": "FR83404833048", "billing_address": { "country": "FR", "organization": "Exemple SARL", "name": LONG },
            },
            "address": { "country": "FR", "fields": [], "postal_code_pattern": null, "postal_code_example": null, "regions": [] },
            "countries": [["DE", "Germany"], ["FR", "France"]], "ships": false, "codes": true, "company": true,
            "vat_note": "unknown", "tax": "included", "taxes": [tax(TaxCode::Standard, 20, 750, 150)],
            "totals": { "items": euro(900), "shipping": euro(0), "total": euro(900), "discount": null, "tax": euro(150) },
            "fields": own_fields(),
            "errors": [
                error(json!({ "billing_address": "city" }), "Enter your city.", None),
                error(json!("custom"), "Enter your phone number.", Some("phone")),
                error(json!("code"), "We don't know this code.", None),
                error(json!("custom"), "Please agree to the terms.", Some("terms")),
            ],
        }),
    )
}

pub fn checkout_with_taxes_unknown() -> CheckoutView {
    checkout_of(&one_line(), Some(490), ships(json!({ "tax": "unknown" })))
}

/// Of a company, with a discount, whose VAT number could not be checked.
pub fn order_with_taxes() -> OrderView {
    let reduced = json!({ "discount": euro(380), "amount": euro(3420) });
    order_of(
        "completed",
        json!({
            "lines": [
                order_line("album", "blue-hour", "Blue Hour (download)", 1, 900),
                with(order_line("poster", "dunes/a3", "Dunes at Marram Point, A3", 2, 1900), reduced),
            ],
            "items_total": euro(4320), "total": euro(4810), "code": "WELCOME10",
            "discounts": [discount("Welcome", Some("WELCOME10"), 380)], "discount_total": euro(380),
            "taxes": [tax(TaxCode::Standard, 19, 4042, 768)], "tax_total": euro(768),
            "vat_id": "NL123456789B01", "vat_proof": "unknown",
            "billing_address": ["Example B.V.", "Keizersgracht 1", "1015 CJ Amsterdam", "Netherlands"],
            "fields": [
                { "id": "phone", "label": "Phone", "value": "+31 20 123 4567" },
                { "id": "terms", "label": "I agree to the terms.", "value": "yes", "wording": "Yes" },
            ],
        }),
    )
}
