//! The contract of [`DocumentRenderer`], and documents to render.

use std::thread;

use crate::{
    Address, Currency, Document, DocumentCharge, DocumentKind, DocumentLine, DocumentRate, DocumentReference,
    DocumentRenderer, DocumentTax, Language, Money, Party, Rate, Seller, TaxCode, Texts, TimeZone, Timestamp,
    language::fluent::store_texts,
};

/// Returns a document of this kind: two posters and a song, with 19 % VAT, to Berlin. Change what a test is about.
///
/// ```
/// use pannier::{DocumentKind, testing};
///
/// let invoice = testing::document(DocumentKind::Invoice);
/// assert_eq!((invoice.number.as_str(), invoice.total.to_string().as_str()), ("2026-00017", "€46.80"));
/// ```
pub fn document(kind: DocumentKind) -> Document {
    let at = Timestamp::from_secs(1_795_996_800);
    let lines = match kind {
        DocumentKind::CreditNote => vec![line("poster", "Dunes at Marram Point", 1, 1900)],
        _ => vec![line("poster", "Dunes at Marram Point", 2, 1900), line("song", "Blue Hour", 1, 390)],
    };
    let charges = match kind {
        DocumentKind::CreditNote => Vec::new(),
        _ => vec![charge("Standard", 490)],
    };
    let made = Document {
        kind,
        number: match kind {
            DocumentKind::Invoice => "2026-00017",
            DocumentKind::CreditNote => "C2026-00003",
            DocumentKind::OrderConfirmation => "1003",
            DocumentKind::PackingSlip => "1003-1",
        }
        .to_owned(),
        issued_at: at,
        supplied_at: kind.is_invoice().then_some(at),
        time_zone: TimeZone::UTC,
        language: Language::ENGLISH,
        order: 1003,
        ordered_at: at,
        refers_to: (kind == DocumentKind::CreditNote).then(|| DocumentReference {
            number: "2026-00017".to_owned(),
            issued_at: at,
            time_zone: TimeZone::UTC,
        }),
        reason: if kind == DocumentKind::CreditNote { "Bent at a corner".to_owned() } else { String::new() },
        seller: seller(),
        buyer: buyer(),
        ship_to: None,
        total: euro(0),
        paid: euro(0),
        lines,
        charges,
        taxes: Vec::new(),
        discounts: Vec::new(),
        payment: "Card".to_owned(),
        notes: Vec::new(),
    };
    match kind {
        DocumentKind::PackingSlip => without_amounts(made),
        _ => summed(made),
    }
}

fn euro(amount: i64) -> Money {
    Money::new(amount, Currency::EUR)
}

fn standard() -> DocumentRate {
    DocumentRate { code: TaxCode::Standard, rate: Rate::percent(19) }
}

/// Returns net and tax of an amount that includes tax at this rate, half up.
fn parts(amount: Money, rate: Rate) -> (Money, Money) {
    let (all, rate) = (i128::from(amount.amount), i128::from(rate.get()));
    let tax = (2 * all * rate + 1_000_000 + rate) / (2 * (1_000_000 + rate));
    let tax = i64::try_from(tax).unwrap_or_default();
    (Money { amount: amount.amount - tax, ..amount }, Money { amount: tax, ..amount })
}

fn line(kind: &str, title: &str, quantity: u32, cents: i64) -> DocumentLine {
    let amount = euro(cents * i64::from(quantity));
    let (net, tax) = parts(amount, standard().rate);
    DocumentLine {
        kind: kind.to_owned(),
        id: title.to_lowercase().replace(' ', "-"),
        title: title.to_owned(),
        quantity,
        unit_price: euro(cents),
        base_quantity: 1,
        priced_with_tax: true,
        discount: None,
        net,
        tax,
        amount,
        rate: Some(standard()),
    }
}

fn charge(label: &str, cents: i64) -> DocumentCharge {
    let (net, tax) = parts(euro(cents), standard().rate);
    DocumentCharge { label: label.to_owned(), net, tax, amount: euro(cents), rate: Some(standard()) }
}

fn seller() -> Seller {
    Seller {
        name: "Marram Press".to_owned(),
        address: Address {
            country: "DE".to_owned(),
            line1: "Hafenstraße 7".to_owned(),
            city: "Husum".to_owned(),
            postal_code: "25813".to_owned(),
            ..Address::default()
        },
        vat_id: "DE123456788".to_owned(),
        tax_number: "15/123/45678".to_owned(),
        register: "HRB 12345, Amtsgericht Flensburg".to_owned(),
        email: "hello@marram.example".to_owned(),
        phone: "+49 4841 1234".to_owned(),
        iban: "DE02120300000000202051".to_owned(),
    }
}

fn buyer() -> Party {
    let lines = ["Ada Example", "Invalidenstraße 43", "10115 Berlin", "Germany"];
    Party {
        address: Address {
            country: "DE".to_owned(),
            name: lines[0].to_owned(),
            line1: lines[1].to_owned(),
            city: "Berlin".to_owned(),
            postal_code: "10115".to_owned(),
            ..Address::default()
        },
        lines: lines.map(str::to_owned).to_vec(),
        email: "ada@example.com".to_owned(),
        vat_id: String::new(),
    }
}

/// Sums up lines and charges: the taxes by code and rate, and the total, all of which is paid.
fn summed(mut document: Document) -> Document {
    let currency = document.total.currency;
    let lines = document.lines.iter().map(|line| (line.rate, line.net, line.tax));
    let charges = document.charges.iter().map(|charge| (charge.rate, charge.net, charge.tax));
    let (mut taxes, mut total): (Vec<DocumentTax>, i64) = (Vec::new(), 0);
    for (rate, net, tax) in lines.chain(charges) {
        total = total.saturating_add(net.amount).saturating_add(tax.amount);
        let Some(rate) = rate else { continue };
        match taxes.iter_mut().find(|sum| sum.rate == rate) {
            Some(sum) => {
                sum.net.amount = sum.net.amount.saturating_add(net.amount);
                sum.tax.amount = sum.tax.amount.saturating_add(tax.amount);
            }
            None => taxes.push(DocumentTax { rate, net, tax }),
        }
    }
    taxes.sort_by_key(|sum| sum.rate);
    document.taxes = taxes;
    document.total = Money::new(total, currency);
    document.paid =
        if document.kind == DocumentKind::OrderConfirmation { Money::zero(currency) } else { document.total };
    document
}

/// Takes all amounts off a document, as a packing slip has none.
fn without_amounts(mut document: Document) -> Document {
    let nothing = Money::zero(document.total.currency);
    for line in &mut document.lines {
        (line.unit_price, line.net, line.tax, line.amount) = (nothing, nothing, nothing, nothing);
        (line.discount, line.rate) = (None, None);
    }
    for charge in &mut document.charges {
        (charge.net, charge.tax, charge.amount, charge.rate) = (nothing, nothing, nothing, None);
    }
    (document.total, document.paid, document.payment) = (nothing, nothing, String::new());
    document
}

/// Tests a format with documents of every kind that it renders, and with unusual ones.
///
/// ```
/// use pannier::{Document, DocumentRenderer, RenderError, Texts, testing};
///
/// struct Plain;
///
/// impl DocumentRenderer for Plain {
///     fn id(&self) -> &'static str { "txt" }
///     fn media_type(&self) -> &'static str { "text/plain; charset=utf-8" }
///     fn render(&self, document: &Document, texts: &Texts) -> Result<Vec<u8>, RenderError> {
///         Ok(document.title(texts).into_bytes())
///     }
/// }
///
/// testing::document_contract(&Plain);
/// ```
///
/// # Panics
/// If the renderer violates its contract.
pub fn document_contract(renderer: &dyn DocumentRenderer) {
    let id = renderer.id();
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    assert!(!id.is_empty() && id.bytes().all(plain), "the id {id:?} is not lower-case letters and digits");
    assert!(
        renderer.media_type().split_once('/').is_some_and(|(kind, rest)| !kind.is_empty() && !rest.is_empty()),
        "{id} has the media type {:?}, which is none",
        renderer.media_type()
    );
    let mut rendered = 0;
    for kind in DocumentKind::ALL {
        let plain = document(kind);
        let can = renderer.renders(&plain);
        for (what, unusual) in unusual(&plain) {
            assert_eq!(renderer.renders(&unusual), can, "{id} renders a {kind} or not by more than its kind: {what}");
            if can {
                render_twice(renderer, &unusual, what);
                rendered += 1;
            }
        }
        if can {
            at_once(renderer, &plain);
        }
    }
    assert!(rendered > 0, "{id} renders no document at all");
}

/// Returns what `document` is, in variations that a format has to cope with.
fn unusual(document: &Document) -> Vec<(&'static str, Document)> {
    let with = |change: &dyn Fn(&mut Document)| {
        let mut changed = document.clone();
        change(&mut changed);
        match document.kind {
            DocumentKind::PackingSlip => without_amounts(changed),
            _ => summed(changed),
        }
    };
    let hostile = "</td></style><script>alert(1)</script>&amp;\"'\\{$x}\u{0}\u{7}\u{202e}=1+1;\r\n%n";
    let arabic = "ملصق «الكثبان» للفنانة";
    let long = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft".repeat(8);
    let mut all = vec![
        ("as it is", document.clone()),
        ("in German", with(&|it| it.language = Language::GERMAN)),
        ("in a language without texts", with(&|it| it.language = Language::from_tag("ar").unwrap_or(it.language))),
        ("without lines", with(&|it| it.lines.clear())),
        (
            "without anything",
            with(&|it| {
                it.lines.clear();
                it.charges.clear();
                (it.supplied_at, it.refers_to) = (None, None);
                (it.buyer, it.seller) = (Party::default(), Seller { name: "A".to_owned(), ..Seller::default() });
                (it.payment, it.reason) = (String::new(), String::new());
            }),
        ),
        ("with 200 lines", with(&|it| it.lines = it.lines.iter().cycle().take(200).cloned().collect())),
        ("with hostile texts", with(&|it| say(it, hostile))),
        ("in Arabic letters", with(&|it| say(it, arabic))),
        ("with long words", with(&|it| say(it, &long))),
        ("with signs of all kinds", with(&|it| say(it, "Ærø · Жы · ΑΩ · 深い · 🏖️👩‍👩‍👧 · e\u{301}"))),
        ("with empty texts", with(&|it| say(it, ""))),
        ("with an address of its own for the parcel", with(&|it| it.ship_to = Some(buyer()))),
        (
            "with a reference",
            with(&|it| {
                let (number, time_zone) = ("2026-00001".to_owned(), it.time_zone.clone());
                it.refers_to = Some(DocumentReference { number, issued_at: it.ordered_at, time_zone });
            }),
        ),
        (
            "without recorded taxes",
            with(&|it| {
                it.lines.iter_mut().for_each(|line| line.rate = None);
                it.charges.iter_mut().for_each(|charge| charge.rate = None);
            }),
        ),
        ("about no number of pieces", with(&|it| it.lines.iter_mut().for_each(|line| line.quantity = 0))),
        (
            "with a price of three pieces",
            with(&|it| it.lines.iter_mut().for_each(|line| (line.quantity, line.base_quantity) = (3, 3))),
        ),
        (
            "with discounts",
            with(&|it| {
                let off = Money { amount: 100, ..it.total };
                it.lines.iter_mut().for_each(|line| line.discount = Some(off));
                it.discounts = vec![("Spring".to_owned(), off), ("SPRING <b>".to_owned(), off)];
            }),
        ),
        (
            "with several rates",
            with(&|it| {
                let reduced = DocumentRate { code: TaxCode::Standard, rate: Rate::percent(7) };
                it.charges.iter_mut().for_each(|charge| charge.rate = Some(reduced));
            }),
        ),
    ];
    for code in ["JPY", "KWD", "USD", "XTS"] {
        let Some(currency) = Currency::from_code(code) else { continue };
        all.push(("in another currency", with(&|it| in_currency(it, currency))));
    }
    for code in TaxCode::ALL.into_iter().filter(|code| *code != TaxCode::Standard) {
        let rate = DocumentRate { code, rate: Rate::ZERO };
        all.push(("without tax", with(&|it| untaxed(it, rate))));
    }
    all
}

/// Has every text of a document say this.
fn say(document: &mut Document, text: &str) {
    let said = || text.to_owned();
    document.lines.iter_mut().for_each(|line| line.title = said());
    document.charges.iter_mut().for_each(|charge| charge.label = said());
    document.discounts.iter_mut().for_each(|(label, _)| *label = said());
    (document.reason, document.payment, document.notes) = (said(), said(), vec![said()]);
    document.buyer.lines = vec![said(), said()];
    document.buyer.address.name = said();
    (document.buyer.email, document.buyer.vat_id) = (said(), said());
    // An invoice names who sells.
    if !text.is_empty() {
        document.seller.name = said();
    }
    (document.seller.register, document.seller.phone) = (said(), said());
}

fn in_currency(document: &mut Document, currency: Currency) {
    let convert = |money: &mut Money| money.currency = currency;
    for line in &mut document.lines {
        [&mut line.unit_price, &mut line.net, &mut line.tax, &mut line.amount].into_iter().for_each(convert);
        line.discount.iter_mut().for_each(convert);
    }
    for charge in &mut document.charges {
        [&mut charge.net, &mut charge.tax, &mut charge.amount].into_iter().for_each(convert);
    }
    convert(&mut document.total);
}

fn untaxed(document: &mut Document, rate: DocumentRate) {
    for line in &mut document.lines {
        (line.net, line.tax.amount, line.rate) = (line.amount, 0, Some(rate));
    }
    for charge in &mut document.charges {
        (charge.net, charge.tax.amount, charge.rate) = (charge.amount, 0, Some(rate));
    }
}

/// Renders a document twice: the same document gives the same bytes, today and in ten years.
fn render_twice(renderer: &dyn DocumentRenderer, document: &Document, what: &str) -> Vec<u8> {
    let (id, kind, texts) = (renderer.id(), document.kind, store_texts(document.language));
    let render = |texts: &Texts| match renderer.render(document, texts) {
        Ok(bytes) => bytes,
        Err(error) => panic!("{id} does not render a {kind} {what}: {error}"),
    };
    let (first, second) = (render(&texts), render(&texts));
    assert!(!first.is_empty(), "{id} makes an empty file of a {kind} {what}");
    assert!(first == second, "{id} makes two files of one {kind} {what}");
    first
}

/// Renders a document in several threads.
fn at_once(renderer: &dyn DocumentRenderer, document: &Document) {
    let alone = render_twice(renderer, document, "alone");
    thread::scope(|scope| {
        let render = || render_twice(renderer, document, "in several threads");
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(render)).collect();
        for thread in threads {
            let rendered = thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            assert!(rendered == alone, "{} makes another file in several threads", renderer.id());
        }
    });
}

#[cfg(test)]
mod tests {
    use std::{
        panic::{AssertUnwindSafe, catch_unwind},
        sync::atomic::{AtomicUsize, Ordering},
    };

    use super::*;
    use crate::RenderError;

    /// A format that does what it should not.
    struct Wrong {
        id: &'static str,
        renders: fn(&Document) -> bool,
        render: fn(&Document) -> Result<Vec<u8>, RenderError>,
    }

    impl DocumentRenderer for Wrong {
        fn id(&self) -> &'static str {
            self.id
        }

        fn media_type(&self) -> &'static str {
            "text/plain"
        }

        fn renders(&self, document: &Document) -> bool {
            (self.renders)(document)
        }

        fn render(&self, document: &Document, _: &Texts) -> Result<Vec<u8>, RenderError> {
            (self.render)(document)
        }
    }

    static CALLS: AtomicUsize = AtomicUsize::new(0);

    #[test]
    fn what_violates_it_is_named() {
        let right = || Wrong { id: "txt", renders: |_| true, render: |_| Ok(vec![1]) };
        document_contract(&right());
        for (wrong, message) in [
            (Wrong { id: "a.b", ..right() }, "is not lower-case"),
            (Wrong { renders: |_| false, ..right() }, "no document at all"),
            (Wrong { renders: |document| document.lines.len() < 100, ..right() }, "by more than its kind"),
            (Wrong { render: |_| Ok(Vec::new()), ..right() }, "an empty file"),
            (Wrong { render: |_| Err(RenderError::new("no paper")), ..right() }, "no paper"),
            (
                Wrong { render: |_| Ok(CALLS.fetch_add(1, Ordering::Relaxed).to_string().into_bytes()), ..right() },
                "two files of one",
            ),
        ] {
            let broken = catch_unwind(AssertUnwindSafe(|| document_contract(&wrong)));
            let panic = broken.expect_err(message);
            let said = panic.downcast_ref::<String>().cloned().unwrap_or_default();
            let said = if said.is_empty() {
                panic.downcast_ref::<&str>().copied().unwrap_or_default().to_owned()
            } else {
                said
            };
            assert!(said.contains(message), "{said:?} instead of {message:?}");
        }
    }

    #[test]
    fn the_sums_of_a_document_add_up() {
        for kind in DocumentKind::ALL {
            for (what, document) in unusual(&document(kind)) {
                let lines: i64 = document.lines.iter().map(|line| line.amount.amount).sum();
                let all = document.charges.iter().fold(lines, |sum, charge| sum + charge.amount.amount);
                assert_eq!(document.total.amount, all, "{kind} {what}");
                if !document.taxes.is_empty() {
                    let taxed: i64 = document.taxes.iter().map(|tax| tax.net.amount + tax.tax.amount).sum();
                    assert_eq!(taxed, all, "{kind} {what}");
                }
            }
        }
    }
}
