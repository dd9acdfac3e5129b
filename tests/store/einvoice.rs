//! Electronic invoices: what the store writes as XML and embeds in a PDF, judged by the published schema and rules of EN 16931
//! and by another library of Factur-X.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    process::Command,
};

use pannier::{
    Cii, Currency, Document, DocumentKind, DocumentRenderer, FacturX, Language, Money, Pdf, Rate, TaxCode, Texts,
    testing,
};
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Value, json};

use crate::{random::values, service::installed, world::fresh_dir};

/// How something is taxed: code, rate in millionths, whether the tax comes on top of the price.
type Tax = (TaxCode, u32, bool);
/// Pieces, listed price, what is taken off all of them, and the tax.
type Item = (u32, i64, i64, Tax);
/// A change after which a document is wrong.
type Spoil = fn(&mut Document);

const STANDARD: Tax = (TaxCode::Standard, 190_000, false);
const REDUCED: Tax = (TaxCode::Standard, 70_000, false);
const FRENCH: Tax = (TaxCode::Standard, 200_000, false);
const ON_TOP: Tax = (TaxCode::Standard, 88_750, true);
/// 2026-11-27, at noon.
const ISSUED: i64 = 1_795_780_800_000;

const fn untaxed(code: TaxCode) -> Tax {
    (code, 0, false)
}

async fn texts(language: Language) -> Texts {
    testing::in_memory().await.build().await.unwrap().texts(language)
}

fn money(amount: i64, currency: Currency) -> Value {
    json!(Money::new(amount, currency))
}

/// What an item comes to: net, tax, and both.
fn sums((pieces, price, off, (_, rate, on_top)): Item) -> (i64, i64, i64) {
    let (listed, rate) = (price * i64::from(pieces) - off, i64::from(rate));
    let share = |amount: i64, of: i64| (2 * amount * rate + of) / (2 * of);
    match on_top {
        true => (listed, share(listed, 1_000_000), listed + share(listed, 1_000_000)),
        false => (listed - share(listed, 1_000_000 + rate), share(listed, 1_000_000 + rate), listed),
    }
}

/// A document about these lines, and charges for shipping, in a currency.
fn document_in(currency: Currency, number: &str, lines: &[Item], charges: &[Item]) -> Document {
    let of = |amount| money(amount, currency);
    let rate = |(code, rate, _): Tax| json!({ "code": code, "rate": rate });
    let line = |(n, item): (usize, &Item)| {
        let (net, tax, amount) = sums(*item);
        json!({
            "kind": "print", "id": format!("dunes-{n}"), "title": "Dunes", "quantity": item.0, "unit_price": of(item.1),
            "base_quantity": 1, "priced_with_tax": !item.3.2, "discount": (item.2 > 0).then(|| of(item.2)), "net": of(net), "tax": of(tax), "amount": of(amount),
            "rate": rate(item.3),
        })
    };
    let charge = |item: &Item| {
        let (net, tax, amount) = sums(*item);
        json!({ "label": "Parcel", "net": of(net), "tax": of(tax), "amount": of(amount), "rate": rate(item.3) })
    };
    let mut taxes = BTreeMap::<(TaxCode, u32), (i64, i64)>::new();
    for item in lines.iter().chain(charges) {
        let (net, tax, _) = sums(*item);
        let row = taxes.entry((item.3.0, item.3.1)).or_default();
        *row = (row.0 + net, row.1 + tax);
    }
    let total: i64 = taxes.values().map(|(net, tax)| net + tax).sum();
    let tax = |((code, rate), (net, tax)): (&(TaxCode, u32), &(i64, i64))| json!({ "rate": { "code": code, "rate": rate }, "net": of(*net), "tax": of(*tax) });
    let off: i64 = lines.iter().map(|item| item.2).sum();
    serde_json::from_value(json!({
        "kind": "invoice", "number": number, "issued_at": ISSUED, "supplied_at": ISSUED - 86_400_000, "language": "en",
        "order": 1003, "ordered_at": ISSUED - 86_400_000, "refers_to": null, "reason": "",
        "seller": {
            "name": "Quarto Prints GmbH", "vat_id": "DE123456788", "tax_number": "12/345/67890", "email": "shop@example.com",
            "register": "HRB 12345, Amtsgericht Berlin", "phone": "+49 30 123456", "iban": "DE02120300000000202051",
            "address": { "line1": "Kantstraße 1", "postal_code": "10623", "city": "Berlin", "country": "DE" },
        },
        "buyer": {
            "address": {
                "name": "Ada Example", "line1": "Example Street 1", "postal_code": "10115", "city": "Berlin", "country": "DE",
            },
            "lines": ["Ada Example", "Example Street 1", "10115 Berlin"], "email": "ada@example.com",
        },
        "ship_to": null, "total": of(total), "paid": of(total),
        "lines": lines.iter().enumerate().map(line).collect::<Vec<_>>(),
        "charges": charges.iter().map(charge).collect::<Vec<_>>(),
        "taxes": taxes.iter().map(tax).collect::<Vec<_>>(),
        "discounts": if off > 0 { json!([["3 for 2", of(off)]]) } else { json!([]) },
        "payment": "Bank transfer", "notes": [],
    }))
    .unwrap()
}

fn document(number: &str, lines: &[Item], charges: &[Item]) -> Document {
    document_in(Currency::EUR, number, lines, charges)
}

/// To a company, under its VAT number.
fn to_company(mut document: Document, country: &str, vat_id: &str) -> Document {
    document.buyer.address.organization = "Voorbeeld B.V.".into();
    document.buyer.address.country = country.into();
    document.buyer.vat_id = vat_id.into();
    document
}

/// A credit note about an invoice.
fn credit_note(mut document: Document) -> Document {
    document.kind = DocumentKind::CreditNote;
    document.reason = "Arrived damaged".into();
    document.refers_to = Some(serde_json::from_value(json!({ "number": "2026-00001", "issued_at": ISSUED })).unwrap());
    document
}

/// Documents of every kind, by what is special about them.
fn documents() -> Vec<Document> {
    let print = (2, 1990, 0, STANDARD);
    let parcel = (1, 490, 0, STANDARD);
    let mut oss = document("oss", &[(1, 2400, 0, FRENCH)], &[(1, 690, 0, FRENCH)]);
    oss.buyer.address.country = "FR".into();
    let reverse_charge = document("reverse-charge", &[(1, 10_000, 0, untaxed(TaxCode::ReverseCharge))], &[]);
    let intra = untaxed(TaxCode::IntraCommunity);
    let intra_community = document("intra-community", &[(3, 1672, 0, intra)], &[(1, 412, 0, intra)]);
    let export = untaxed(TaxCode::Export);
    let mut exported = document("export", &[(1, 1672, 0, export)], &[(1, 1990, 0, export)]);
    exported.buyer.address.country = "US".into();
    exported.buyer.address.region = "NY".into();
    exported.ship_to = Some(exported.buyer.clone());
    let exempt = untaxed(TaxCode::Exempt);
    let mut small_business = document("small-business", &[(1, 1990, 0, exempt)], &[(1, 490, 0, exempt)]);
    small_business.seller.vat_id.clear();
    small_business.notes = vec!["No VAT is charged: small business, § 19 UStG".into()];
    let scopeless = untaxed(TaxCode::OutOfScope);
    let out_of_scope = to_company(document("out-of-scope", &[(1, 5000, 0, scopeless)], &[]), "NL", "NL004495445B01");
    let mut anonymous_out_of_scope = document("out-of-scope-without-number", &[(1, 5000, 0, scopeless)], &[]);
    anonymous_out_of_scope.seller.tax_number.clear();
    let mut correction = document("correction", &[print], &[parcel]);
    correction.refers_to = credit_note(correction.clone()).refers_to;
    let mut unpaid = document("unpaid", &[print], &[]);
    unpaid.paid.amount = 0;
    let mut paid_in_part = document("paid-in-part", &[print], &[]);
    (paid_in_part.paid.amount, paid_in_part.payment) = (1000, String::new());
    let mut nameless = document("nameless", &[(1, 990, 0, REDUCED)], &[]);
    nameless.buyer.address = serde_json::from_value(json!({ "country": "GR" })).unwrap();
    nameless.buyer.lines.clear();
    let mut hostile = document("hostile", &[print], &[]);
    hostile.lines[0].title = "<Dunes> & \"more\" ]]>\u{1}\u{fffe}\r\n\tٱلكثبان".into();
    hostile.buyer.address.name = "<script>".into();
    hostile.seller.name = "Prints & <Sons>\u{2} ﷽".into();
    hostile.notes = vec!["   ".into(), "&amp;".into()];
    let yen = |code: &str| Currency::from_code(code).unwrap();
    let all =
        [(1, 1, 0, STANDARD), (7, 1000, 1, REDUCED), (3, 333, 100, untaxed(TaxCode::ZeroRated)), (1, 500, 0, exempt)];
    let many: Vec<Item> = (1..=200).map(|n| (n % 7 + 1, i64::from(n) * 37, 0, STANDARD)).collect();
    vec![
        document("consumer", &[print, (1, 990, 0, REDUCED)], &[(1, 300, 0, STANDARD), (1, 190, 0, REDUCED)]),
        oss,
        to_company(reverse_charge, "NL", "NL004495445B01"),
        to_company(intra_community, "NL", "NL004495445B01"),
        exported,
        small_business,
        out_of_scope,
        anonymous_out_of_scope,
        document("zero-rated", &[(1, 990, 0, untaxed(TaxCode::ZeroRated))], &[]),
        document("discount", &[(3, 1990, 1990, STANDARD), (1, 990, 99, REDUCED)], &[parcel]),
        // Neither the line nor the parcel costs anything.
        document("free", &[(1, 1990, 1990, STANDARD), (1, 990, 0, STANDARD)], &[(1, 0, 0, STANDARD)]),
        document("on-top", &[(2, 1999, 0, ON_TOP)], &[(1, 599, 0, ON_TOP)]),
        document_in(yen("JPY"), "yen", &[(3, 1001, 2, (TaxCode::Standard, 100_000, false))], &[]),
        document("all", &all, &[parcel]),
        document("many", &many, &[parcel]),
        credit_note(document("credit-note", &[print], &[parcel])),
        // One of two pieces; an amount that is about no piece; the shipping alone.
        credit_note(document("credit-note-in-part", &[(1, 1990, 0, STANDARD)], &[])),
        credit_note({
            let mut amount = document("credit-note-amount", &[(1, 500, 0, STANDARD)], &[]);
            (amount.lines[0].quantity, amount.lines[0].unit_price.amount) = (0, 1990);
            amount
        }),
        credit_note(document("credit-note-shipping", &[], &[parcel, (1, 190, 0, REDUCED)])),
        credit_note(to_company(
            document("credit-note-intra-community", &[(1, 1672, 0, intra)], &[]),
            "NL",
            "NL004495445B01",
        )),
        correction,
        unpaid,
        paid_in_part,
        nameless,
        hostile,
    ]
}

fn any_item() -> impl Strategy<Value = Item> {
    let taxes = [STANDARD, REDUCED, FRENCH, untaxed(TaxCode::ZeroRated), untaxed(TaxCode::Exempt)];
    (1..9_u32, 1..200_000_i64, 0..=100_i64, select(taxes.to_vec()))
        .prop_map(|(pieces, price, percent, tax)| (pieces, price, price * i64::from(pieces) * (percent / 4) / 100, tax))
}

/// What was judged: how many invoices, how many PDFs, of which VAT categories, and in which ways some were spoiled.
#[derive(Debug, Default)]
pub struct Judged {
    pub invoices: usize,
    pub pdfs: usize,
    pub codes: BTreeSet<String>,
    pub spoiled: BTreeSet<String>,
}

/// Has invoices judged by others: the XML, which says what the document says, and the PDF of the documents that `in_pdf` names.
/// Their numbers are unique.
pub fn judge(documents: &[Document], in_pdf: impl Fn(&Document) -> bool, texts: &Texts) -> Judged {
    let (dir, format) = (fresh_dir(), FacturX::new());
    fs::create_dir_all(&dir).unwrap();
    for document in documents {
        let number = &document.number;
        let write =
            |extension: &str, bytes: &[u8]| fs::write(dir.join(format!("{number}.{extension}")), bytes).unwrap();
        write("json", serde_json::to_string(document).unwrap().as_bytes());
        let xml = Cii.render(document, texts).unwrap_or_else(|e| panic!("{number}: {e}"));
        assert_eq!(xml, Cii.render(document, texts).unwrap(), "{number}");
        write("xml", &xml);
        if in_pdf(document) {
            write("pdf", &format.render(document, texts).unwrap());
        }
    }
    let mut command = Command::new(installed("counterparts-python"));
    let script = concat!(include_str!("en16931_rules.py"), include_str!("einvoice.py"));
    let output = command.args(["-c", script]).arg(&dir).output();
    let output = output.unwrap_or_else(|e| panic!("{command:?}: {e}: `scripts/setup test` installs it"));
    assert!(output.status.success(), "{}: {}", dir.display(), String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let (mut judged, mut wrong) = (Judged::default(), Vec::new());
    for line in text.lines() {
        match line.split(' ').collect::<Vec<_>>()[..] {
            ["invoice", _, codes] => {
                judged.invoices += 1;
                judged.codes.extend(codes.split(',').map(str::to_owned));
            }
            ["pdf", _] => judged.pdfs += 1,
            ["refused", _, how, ..] => {
                judged.spoiled.insert(how.to_owned());
            }
            _ => wrong.push(line),
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?} in {}", dir.display());
    judged
}

#[tokio::test]
async fn an_electronic_invoice_satisfies_the_rules_and_says_what_the_document_says() {
    let mut documents = documents();
    let special = documents.len();
    let items = (vec(any_item(), 1..6), vec(any_item(), 0..3));
    let random = values(items).enumerate();
    documents.extend(random.map(|(n, (lines, charges))| document(&format!("random-{n}"), &lines, &charges)));
    let is_special = |document: &Document| !document.number.starts_with("random-");
    let judged = judge(&documents, is_special, &texts(Language::GERMAN).await);
    assert_eq!((judged.invoices, judged.pdfs), (documents.len(), special));
    assert_eq!(judged.codes, TaxCode::ALL.map(|code| code.to_string()).into());
    assert_eq!(judged.spoiled.len(), 6, "{judged:?}");
}

#[tokio::test]
async fn what_does_not_add_up_is_not_written() {
    let texts = texts(Language::ENGLISH).await;
    let spoil: [(&str, Spoil); 7] = [
        ("the total", |document| document.total.amount += 1),
        ("a line", |document| document.lines[0].net.amount -= 1),
        ("a charge", |document| document.charges[0].net.amount += 1),
        ("a taxable amount", |document| document.taxes[0].net.amount += 1),
        ("a tax", |document| document.taxes[0].tax.amount += 1),
        ("a rate", |document| document.taxes[0].rate.rate = Rate::percent(20)),
        ("a seller without a number", |document| {
            document.seller.vat_id.clear();
            document.seller.tax_number.clear();
        }),
    ];
    for (what, spoil) in spoil {
        let mut document = document("2026-00001", &[(2, 1990, 0, STANDARD)], &[(1, 490, 0, STANDARD)]);
        assert!(Cii.render(&document, &texts).is_ok());
        spoil(&mut document);
        let error = Cii.render(&document, &texts).expect_err(what).to_string();
        assert!(error.contains("EN 16931: BR-"), "{what}: {error}");
        // People get their PDF all the same, without the XML.
        let pdf = FacturX::new().render(&document, &texts).unwrap();
        assert_eq!(pdf, Pdf::new().render(&document, &texts).unwrap(), "{what}");
    }
}

#[test]
fn a_pdf_keeps_the_contract_of_formats() {
    testing::document_contract(&FacturX::new());
}

#[tokio::test]
async fn what_the_standard_does_not_know_is_a_pdf_alone() {
    let texts = texts(Language::ENGLISH).await;
    let print = (1, 1990, 0, STANDARD);
    let mut confirmation = document("1003", &[print], &[]);
    confirmation.kind = DocumentKind::OrderConfirmation;
    let mut slip = document("1003-1", &[print], &[]);
    slip.kind = DocumentKind::PackingSlip;
    let mut without_taxes = document("2026-00001", &[print], &[]);
    without_taxes.taxes.clear();
    let mut without_country = document("2026-00002", &[print], &[]);
    without_country.buyer.address.country.clear();
    let dinar = document_in(Currency::from_code("KWD").unwrap(), "2026-00003", &[print], &[]);
    let mixed = document("2026-00004", &[print, (1, 5000, 0, untaxed(TaxCode::OutOfScope))], &[]);
    for document in [confirmation, slip, without_taxes, without_country, dinar, mixed] {
        assert_eq!(Cii.renders(&document), document.kind.is_invoice(), "{}", document.number);
        assert!(Cii.render(&document, &texts).is_err(), "{}", document.number);
        assert!(FacturX::new().renders(&document), "{}", document.number);
        let pdf = FacturX::new().render(&document, &texts).unwrap();
        assert_eq!(pdf, Pdf::new().render(&document, &texts).unwrap(), "{}", document.number);
    }
}
