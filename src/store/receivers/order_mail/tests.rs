//! One mail of each kind in German, compared with a snapshot. `RENEW_MAILS=1` rewrites the snapshots.

use std::path::Path;

use super::*;
use crate::{
    Currency, DiscountView, DocumentKind, FieldValue, Language, PaymentChoice, Rate, ShipmentLine, TaxCode, TaxSum,
    Timestamp, Tracking, language::fluent::store_texts, testing,
};

const DAY: Timestamp = Timestamp::from_secs(1_795_996_800);

fn euro(amount: i64) -> Money {
    Money::new(amount, Currency::EUR)
}

fn plain<'a>(texts: &'a Texts, order: &'a OrderView) -> Writer<'a> {
    Writer {
        texts,
        order,
        shop_name: "Quarto",
        reply_to: None,
        imprint: ["Quarto GmbH", "Hafenstraße 7", "25813 Husum", "Deutschland"].map(str::to_owned).to_vec(),
        refund: Purpose::default(),
        corrected: Vec::new(),
        withdraw: None,
        has_documents: false,
    }
}

fn order(status: OrderStatus) -> OrderView {
    let mut order = testing::order(&[("poster", "dunes", 2), ("album", "blue-hour", 1)]);
    "Dünen".clone_into(&mut order.lines[0].title);
    "Blaue Stunde".clone_into(&mut order.lines[1].title);
    order.language = Language::GERMAN;
    order.status = status;
    "https://shop.example/de/order/TOKEN".clone_into(&mut order.url);
    order.total = euro(12_490);
    order.address = ["Ada Lovelace", "Unter den Linden 1", "10117 Berlin", "Deutschland"].map(str::to_owned).to_vec();
    let (id, label) = ("bank-transfer".to_owned(), "Überweisung".to_owned());
    order.payment = Some(PaymentChoice { id, label, description: None, element: None, offline: true });
    order.shipments = vec![parcel("1", false)];
    order.downloads = vec![download(Some(3), Some(DAY)), download(Some(1), None), download(None, None)];
    order
}

fn parcel(id: &str, pick_up: bool) -> ShipmentView {
    ShipmentView {
        id: id.to_owned(),
        position: 1,
        method: "standard".to_owned(),
        choice: "standard".to_owned(),
        label: if pick_up { "Abholung im Laden" } else { "Standardversand" }.to_owned(),
        service: if pick_up { "Pick-up in the shop" } else { "Standard" }.to_owned(),
        delivery_time: (!pick_up).then(|| "2 bis 4 Werktage".to_owned()),
        price: euro(if pick_up { 0 } else { 490 }),
        status: ShipmentStatus::Sent,
        pick_up,
        tracking: match pick_up {
            true => Tracking::default(),
            false => Tracking::default().carrier("DHL").number("0034").url("https://carrier.example/0034"),
        },
        address: Vec::new(),
        lines: vec![ShipmentLine {
            kind: "poster".to_owned(),
            id: "dunes".to_owned(),
            title: "Dünen".to_owned(),
            quantity: 2,
            supplier_sku: None,
        }],
    }
}

fn download(attempts_left: Option<u32>, expires_at: Option<Timestamp>) -> DownloadView {
    DownloadView {
        title: "Blaue Stunde".to_owned(),
        file_name: "blaue-stunde.wav".to_owned(),
        url: "/download/KEY".to_owned(),
        attempts_left,
        repeatable: false,
        expires_at,
        expired: false,
        refunded: false,
        on_hold: false,
    }
}

fn offline(status: OrderStatus) -> OrderView {
    let texts = store_texts(Language::GERMAN);
    let instructions = Instructions::new(texts.get("transfer-how"))
        .with(texts.get("transfer-holder"), "Quarto")
        .with(texts.get("transfer-amount"), texts.money(euro(12_490)))
        .with(texts.get("transfer-reference"), "RF18 1001");
    let order = OrderView { offline: true, downloads: Vec::new(), downloads_due: true, ..order(status) };
    OrderView { step: Some(PaymentStep::Instructions(instructions)), ..order }
}

fn document(name: &str) -> InvoiceRecord {
    InvoiceRecord {
        name: name.to_owned(),
        kind: if name.starts_with('C') { DocumentKind::CreditNote } else { DocumentKind::Invoice },
        order: 1001,
        issued_at: DAY,
        time_zone: crate::model::TimeZone::UTC,
        total: euro(12_490),
        refers_to: Some("2026-00001".to_owned()),
    }
}

fn signal(kind: SignalKind) -> OrderSignal {
    OrderSignal {
        id: "s1".to_owned(),
        order_id: "o1".to_owned(),
        kind,
        subject: String::new(),
        amount: None,
        refunded: None,
        issue: None,
        dispute: None,
        reason: None,
        error: None,
        at: DAY,
    }
}

#[test]
fn each_kind_in_german() {
    let about = |issue| OrderSignal { amount: Some(euro(12_490)), issue: Some(issue), ..signal(SignalKind::Attention) };
    let refunded = |amount, so_far| {
        // The rest was refunded before this mail is written: it is about what the signal records.
        let order = OrderView { refunded: Some(euro(12_490)), ..order(OrderStatus::Completed) };
        let (amount, refunded) = (Some(euro(amount)), Some(euro(so_far)));
        (OrderSignal { amount, refunded, ..signal(SignalKind::Refunded) }, order)
    };
    let sent = |shipments: Vec<ShipmentView>| {
        let order = OrderView { shipments, ..order(OrderStatus::Completed) };
        (OrderSignal { subject: "1".to_owned(), ..signal(SignalKind::Fulfilled) }, order)
    };
    let nothing = OrderView { payment: None, downloads: Vec::new(), ..order(OrderStatus::Completed) };
    let free = OrderView { total: euro(0), shipments: Vec::new(), ..nothing };
    let picked_up =
        OrderView { total: euro(3_000), shipments: vec![parcel("1", true)], ..order(OrderStatus::Completed) };
    let late = OrderView { offline: true, ..order(OrderStatus::Cancelled) };
    let processing =
        |status| OrderView { processing: true, downloads: Vec::new(), downloads_due: true, ..order(status) };
    let failed = OrderView {
        payment_message: Some(store_texts(Language::GERMAN).get("order-payment-failed")),
        ..processing(OrderStatus::Cancelled)
    };
    let all = [
        ("how-to-pay", (signal(SignalKind::Pending), offline(OrderStatus::Pending))),
        ("confirmation", (signal(SignalKind::Completed), order(OrderStatus::Completed))),
        ("confirmation-of-nothing-to-pay", (signal(SignalKind::Completed), free)),
        ("confirmation-of-a-pick-up", (signal(SignalKind::Completed), picked_up)),
        ("cancellation", (signal(SignalKind::Cancelled), offline(OrderStatus::Cancelled))),
        ("on-its-way", (signal(SignalKind::Processing), processing(OrderStatus::Pending))),
        ("payment-failed", (signal(SignalKind::Cancelled), failed)),
        ("refund", refunded(12_490, 12_490)),
        ("refund-of-a-part", refunded(1_000, 1_000)),
        ("refund-of-pieces", refunded(1_490, 2_490)),
        ("refund-of-the-rest", refunded(2_490, 12_490)),
        ("refund-after-cancellation", {
            let amount = Some(euro(12_490));
            (OrderSignal { amount, refunded: amount, ..signal(SignalKind::Refunded) }, late.clone())
        }),
        ("paid-too-late", (about(PaymentIssue::PaidAfterCancellation), late.clone())),
        ("paid-twice", (about(PaymentIssue::PaidTwice), late)),
        ("parcel", sent(vec![parcel("1", false)])),
        ("parcel-to-pick-up", sent(vec![parcel("1", true)])),
        ("one-of-two-parcels", sent(vec![parcel("1", false), parcel("2", true)])),
        ("one-of-two-parcels-to-pick-up", sent(vec![parcel("1", true), parcel("2", false)])),
        ("reminder", (signal(SignalKind::Overdue), offline(OrderStatus::Pending))),
        ("renewal", (signal(SignalKind::DownloadsRenewed), order(OrderStatus::Completed))),
        ("corrected-invoice", (signal(SignalKind::InvoiceCorrected), order(OrderStatus::Completed))),
    ];
    let texts = store_texts(Language::GERMAN);
    let english = store_texts(Language::ENGLISH);
    for (name, (signal, order)) in all {
        let refund = match name {
            "refund-of-pieces" => {
                let contents = vec!["1 × Dünen".into(), "Versand".into()];
                Purpose { contents, titles: vec!["Dünen".into()], note: "Eingerissen".into() }
            }
            _ => Purpose::default(),
        };
        let corrected = match signal.kind {
            SignalKind::InvoiceCorrected => vec![document("C2026-00001"), document("2026-00002")],
            _ => Vec::new(),
        };
        let writer = Writer { refund, corrected, ..plain(&texts, &order) };
        let (subject, letter) = writer.letter(&signal).unwrap_or_else(|| panic!("no mail about {name}"));
        let actual = format!("{subject}\n\n{}", letter.text());
        assert!(letter.html().contains("<html lang=\"de\">"));
        for left in ["mail-see-order", "mail-paid", "mail-total", "mail-nothing-to-do", "transfer-how"] {
            assert!(!actual.contains(&english.get(left)), "{name}: {actual}");
        }
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/store/mails/de/{name}.txt"));
        if std::env::var_os("RENEW_MAILS").is_some() {
            std::fs::write(&path, &actual).expect("the file of the mail");
        }
        let before = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(actual, before, "{}: RENEW_MAILS=1 rewrites it; read it before you commit it", path.display());
    }
}

#[test]
fn what_is_charged_adds_up_and_says_why() {
    let mut order = order(OrderStatus::Completed);
    (order.lines[0].discount, order.lines[0].amount) = (Some(euro(500)), euro(1500));
    (order.total, order.discount_total) = (euro(1500 + 1000 + 490), Some(euro(500)));
    order.discounts = vec![DiscountView { label: "Drei für zwei".into(), code: None, amount: euro(500) }];
    let rate = Rate::percent(19);
    order.taxes = vec![TaxSum { code: TaxCode::Standard, rate, on_top: false, net: euro(2513), tax: euro(477) }];
    order.billing_address = ["Kontor GmbH", "Am Fleet 1", "20457 Hamburg", "Deutschland"].map(str::to_owned).to_vec();
    "DE136695976".clone_into(&mut order.vat_id);
    let field = |id: &str, label: &str, value: &str, wording: Option<&str>| FieldValue {
        id: id.into(),
        label: label.into(),
        value: value.into(),
        wording: wording.map(str::to_owned),
    };
    order.fields =
        vec![field("phone", "Tel.", "+49 40 1", None), field("terms", "Ich stimme den AGB zu.", "yes", Some("Ja"))];
    let texts = store_texts(Language::GERMAN);
    let write = |order: &OrderView| {
        plain(&texts, order).letter(&signal(SignalKind::Completed)).expect("a confirmation").1.text()
    };
    let text = write(&order);
    let position = |part: &str| text.find(part).unwrap_or_else(|| panic!("no {part}: {text}"));
    let total = position(&texts.get("mail-total"));
    for row in [texts.money(euro(1500)), texts.money(euro(1000)), texts.money(euro(490))] {
        assert!(position(&row) < total, "{row} is charged: {text}");
    }
    let tax = order.named_taxes(&texts).remove(0).0;
    for remark in ["Drei für zwei", tax.as_str(), texts.money(euro(477)).as_str(), "Kontor GmbH"] {
        assert!(position(remark) > total, "{remark} explains the total: {text}");
    }
    for fact in ["DE136695976", "Tel.:", "+49 40 1", "Ich stimme den AGB zu:"] {
        position(fact);
    }
    for (code, words) in [
        (TaxCode::ReverseCharge, "Steuerschuldnerschaft des Leistungsempfängers (Reverse Charge)"),
        (TaxCode::IntraCommunity, "Innergemeinschaftliche Lieferung, von der Mehrwertsteuer befreit"),
        (TaxCode::Export, "Ausfuhrlieferung, von der Mehrwertsteuer befreit"),
    ] {
        // Lines are as wide as a mail is.
        let one_line = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(!one_line(text.clone()).contains(words), "{text}");
        order.taxes[0].code = code;
        assert!(one_line(write(&order)).contains(words), "{code:?}: {}", write(&order));
    }
}

#[test]
fn a_refund_of_some_downloads_says_that_these_are_gone() {
    let (texts, mut order) = (store_texts(Language::GERMAN), order(OrderStatus::Completed));
    let refund = OrderSignal { amount: Some(euro(900)), refunded: Some(euro(900)), ..signal(SignalKind::Refunded) };
    let title = order.downloads[0].title.clone();
    let write = |order: &OrderView, titles: &[&String]| {
        let titles = titles.iter().map(|title| (*title).clone()).collect();
        let writer = Writer { refund: Purpose { titles, ..Purpose::default() }, ..plain(&texts, order) };
        writer.letter(&refund).expect("a mail").1.text()
    };
    let gone = "Downloads, die wir Ihnen erstattet haben";
    assert!(!write(&order, &[&title]).contains(gone), "one is left");
    order.downloads[0].refunded = true;
    assert!(!write(&order, &[]).contains(gone), "another refund has ended it");
    assert!(write(&order, &[&title]).contains(gone), "{}", write(&order, &[&title]));
}

#[test]
fn a_refund_leads_to_its_credit_note_and_does_not_repeat_the_order() {
    let (texts, order) = (store_texts(Language::GERMAN), order(OrderStatus::Completed));
    let refund = OrderSignal { amount: Some(euro(900)), refunded: Some(euro(900)), ..signal(SignalKind::Refunded) };
    let write = |has_documents| {
        let writer = Writer { has_documents, ..plain(&texts, &order) };
        writer.letter(&refund).expect("a mail").1.text()
    };
    let invitation = format!("Bestellung und Dokumente ansehen:\n{}\n", order.url);
    assert!(write(true).contains(&invitation), "{}", write(true));
    assert!(!write(false).contains("Dokumente"), "of a store without invoices: {}", write(false));
    for repeated in ["Gesamtsumme", "Ada Lovelace"] {
        assert!(!write(true).contains(repeated), "{repeated}: {}", write(true));
    }
}

#[test]
fn a_confirmation_leads_to_the_page_on_which_one_withdraws() {
    let (texts, order) = (store_texts(Language::GERMAN), order(OrderStatus::Completed));
    let write = |withdraw: Option<&str>| {
        let withdraw = withdraw.map(str::to_owned);
        let writer = Writer { withdraw, ..plain(&texts, &order) };
        writer.letter(&signal(SignalKind::Completed)).expect("a confirmation").1
    };
    let page = "https://shop.example/de/withdraw?order=TOKEN";
    let letter = write(Some(page));
    assert!(letter.text().contains(&format!("Vertrag widerrufen:\n{page}\n")), "{}", letter.text());
    assert!(letter.html().contains(&format!("href=\"{page}\"")), "{}", letter.html());
    assert!(!write(None).text().contains("widerrufen"), "of a store that offers no withdrawals");
}

#[test]
fn each_of_several_parcels_says_when_it_arrives() {
    let texts = store_texts(Language::GERMAN);
    let mut order =
        OrderView { shipments: vec![parcel("1", false), parcel("2", false)], ..order(OrderStatus::Completed) };
    let write = |order: &OrderView| {
        plain(&texts, order).letter(&signal(SignalKind::Completed)).expect("a confirmation").1.text()
    };
    "Expressversand".clone_into(&mut order.shipments[1].label);
    order.shipments[1].delivery_time = Some("1 Werktag".to_owned());
    let both = "Standardversand: 2 bis 4 Werktage; Expressversand: 1 Werktag";
    assert!(write(&order).contains(both), "{}", write(&order));
    for parcel in &mut order.shipments {
        parcel.delivery_time = None;
    }
    assert!(!write(&order).contains(&texts.get("mail-delivery-time")), "{}", write(&order));
}
