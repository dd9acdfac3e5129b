//! What the server renders on the order's page.

use leptos::prelude::*;

use super::headline::{Refunds, headline};
use crate::{
    DiscountView, DocumentLink, DownloadView, Instructions, OrderLineView, OrderStatus, OrderView, PaymentStep,
    Problem, Texts, api,
    components::{
        browser::live::LiveRegion,
        element_place::ElementPlace,
        island_loader::PageScripts,
        language::{local_path, use_texts},
        page_context::{last_segment, load, query},
        shipments::{shipments, titles},
        sums::{line_price, remark, row, taken_off, tax_remarks, tax_rules},
        withdrawal,
    },
    inert::IntoInert,
    model::times,
};

pub(super) fn page(class: String, children: Option<ChildrenFn>) -> impl IntoView {
    let order = load(|| api::get_order(last_segment()));
    view! {
        <Suspense>
            {Suspend::new(async move {
                let problem = query("problem").and_then(|code| Problem::from_code(&code, None));
                match order.await {
                    Ok(order) => view! {
                        {content(order, problem, class, children)}
                        <LiveRegion region="pn-order"/>
                        <PageScripts/>
                    }
                    .into_any(),
                    Err(problem) => view! {
                        <div class="pn-empty">
                            <h1 class="pn-empty__title">{problem.message(&use_texts())}</h1>
                            {(problem == Problem::UnknownOrder).then(|| view! { <p>{use_texts().get("order-check-address")}</p> })}
                        </div>
                    }
                    .into_inert(),
                }
            })}
        </Suspense>
    }
}

pub(super) fn content(
    order: OrderView,
    problem: Option<Problem>,
    class: String,
    children: Option<ChildrenFn>,
) -> AnyView {
    let downloads_due = order.downloads_due && !Refunds::of(&order).in_full();
    // `data-poll` makes `LiveRegion` poll until the order is final.
    let waiting = match order.status {
        OrderStatus::Pending => true,
        OrderStatus::Completed => downloads_due,
        OrderStatus::Created | OrderStatus::Cancelled => false,
    };
    let due = downloads_due.then_some(match order.status {
        OrderStatus::Completed => "order-downloads-soon",
        OrderStatus::Created | OrderStatus::Pending | OrderStatus::Cancelled => "order-downloads-due",
    });
    let texts = use_texts();
    let (headline, bought) = (headline(&order, &texts), bought(&order, &texts));
    let shipments = (order.status == OrderStatus::Completed).then(|| shipments(order.shipments));
    let documents = documents(&order.documents, &texts);
    let mailed_to = order.confirmed_by_mail.then(|| order.email.clone());
    let withdraw =
        (order.status == OrderStatus::Completed).then(|| withdrawal::of_order(&order.token, &order.withdrawals));
    let token = order.token;
    view! {
        <article class=format!("pn-order {class}") id="pn-order" data-poll=waiting.then_some("")>
            {problem.map(|p| view! { <p class="pn-notice pn-notice--error" role="alert">{p.message(&texts)}</p> })}
            {headline}
            {order.step.map(|step| payment_step(step, mailed_to, &texts.money(order.total), &texts))}
            {order.can_start_over.then(|| view! {
                <div class="pn-order__actions">
                    {order.resumable.then(|| view! {
                        <form method="post" action=local_path("/pannier/order/resume") data-navigate>
                            <input type="hidden" name="token" value=token.clone()/>
                            <button class="pn-button pn-button--primary">{texts.get("order-resume")}</button>
                        </form>
                    })}
                    <form method="post" action=local_path("/pannier/order/start-over") data-navigate>
                        <input type="hidden" name="token" value=token.clone()/>
                        <button class="pn-button pn-button--quiet">{texts.get("order-start-over")}</button>
                    </form>
                </div>
            })}
            {waiting.then(|| view! { <p class="pn-fallback"><a href="">{texts.get("order-check-again")}</a></p> })}
            {downloads(order.downloads, due, &texts)}
            {shipments}
            {bought}
            {documents}
            {withdraw}
            {children.map(|children| children())}
        </article>
    }
    .into_any()
}

fn payment_step(step: PaymentStep, mailed_to: Option<String>, total: &str, texts: &Texts) -> AnyView {
    match step {
        PaymentStep::PostForm { url, fields } => view! {
            <form class="pn-order__actions" method="post" action=url data-native>
                {fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()}
                <button class="pn-button pn-button--primary">{texts.get("order-continue")}</button>
            </form>
        }
        .into_inert(),
        // The element's script shows the button and confirms the payment.
        PaymentStep::Embed(element) => view! {
            <form class="pn-pay" method="post" data-native data-confirm>
                <ElementPlace element/>
                <button class="pn-button pn-button--primary">{texts.format("order-pay", &[("total", total.into())])}</button>
            </form>
            <p class="pn-notice pn-fallback">{texts.get("order-needs-script")}</p>
        }
        .into_inert(),
        PaymentStep::Instructions(instructions) => how_to_pay(instructions, mailed_to, texts),
    }
}

fn how_to_pay(instructions: Instructions, mailed_to: Option<String>, texts: &Texts) -> AnyView {
    let detail = |(label, value)| view! { <div><dt>{label}</dt><dd>{value}</dd></div> };
    let details: Vec<_> = instructions.details.into_iter().map(detail).collect();
    let mailed = mailed_to.map(|email| texts.format("order-mailed-as-well", &[("email", (&email).into())]));
    view! {
        <section class="pn-order__payment">
            <h2>{texts.get("order-how-to-pay")}</h2>
            <p>{instructions.text}</p>
            {(!details.is_empty()).then(|| view! { <dl class="pn-details">{details}</dl> })}
            {mailed.map(|mailed| view! { <p class="pn-hint">{mailed}</p> })}
        </section>
    }
    .into_inert()
}

/// The downloads. `due` names what is said about those that are missing.
fn downloads(downloads: Vec<DownloadView>, due: Option<&str>, texts: &Texts) -> impl IntoView + use<> {
    let (title, hint) = (texts.get("order-downloads"), due.map(|due| texts.get(due)));
    (hint.is_some() || !downloads.is_empty()).then(|| {
        view! {
            <section class="pn-order__downloads">
                <h2>{title}</h2>
                {downloads.into_iter().map(|d| view! { <DownloadRow download=d/> }).collect_view()}
                {hint.map(|hint| view! { <p class="pn-hint">{hint}</p> })}
            </section>
        }
    })
}

/// A download. A visit of the link uses up an attempt, unless it repeats the last one; `data-cooldown` guards against
/// double clicks.
#[component]
fn DownloadRow(download: DownloadView) -> AnyView {
    let texts = use_texts();
    let state = match (download.attempts_left, download.expired) {
        _ if download.refunded => texts.get("order-download-refunded"),
        _ if download.on_hold => texts.get("order-download-on-hold"),
        (_, true) => texts.get("order-download-expired"),
        (None, _) => texts.get("order-download-any"),
        (Some(n), _) => texts.format("order-downloads-left", &[("left", n.into())]),
    };
    let available = download.available();
    let again = (available && download.repeatable).then(|| texts.get("order-download-again"));
    view! {
        <div class="pn-download">
            <span class="pn-download__title">{download.title}</span>
            <span class="pn-hint">{state}{again.map(|again| view! { <br/>{again} })}</span>
            {available.then(|| view! {
                <a class="pn-button pn-button--primary" href=local_path(&download.url) rel="nofollow external" data-cooldown>
                    {texts.get("order-download")}
                    <span class="pn-visually-hidden">{format!(" {}", download.file_name)}</span>
                </a>
            })}
        </div>
    }
    .into_inert()
}

/// What was bought, and what was charged for it. Discounts and taxes are in these amounts: they are named below the total.
fn bought(order: &OrderView, texts: &Texts) -> AnyView {
    let mut rows: Vec<_> = order.lines.iter().map(|line| bought_line(line, texts)).collect();
    let parcels = titles(&order.shipments, texts).into_iter().zip(&order.shipments);
    rows.extend(parcels.map(|(title, parcel)| row(title, parcel.price_label(texts))));
    let discounts: Vec<_> = order.discounts.iter().map(|discount| discounted(discount, texts)).collect();
    let address_title = match order.is_picked_up() {
        true => texts.get("pick-up-address"),
        false => texts.get("order-ships-to"),
    };
    view! {
        <section class="pn-order__lines">
            <h2>{texts.get("order-ordered")}</h2>
            <dl class="pn-totals">
                {rows}
                <div class="pn-totals__grand"><dt>{texts.get("checkout-total")}</dt><dd>{texts.money(order.total)}</dd></div>
                {discounts}
                {tax_remarks(&order.taxes, texts)}
                {order.refunded.map(|refunded| row(texts.get("order-refunded"), texts.money(refunded)))}
                {order.refund_pending.map(|pending| row(texts.get("order-refund-pending"), texts.money(pending)))}
            </dl>
            {tax_rules(&order.taxes, texts)}
            {address(address_title, order.address.clone())}
            {address(texts.get("order-billing-address"), order.billing_address.clone())}
            {answers(order, texts)}
            {order.terms_url.clone().map(|url| view! { <p><a href=url rel="external">{texts.get("order-terms")}</a></p> })}
        </section>
    }
    .into_inert()
}

/// A line, with what was charged for it, and what of it was refunded since: pieces, or a part of the price of those that are left.
fn bought_line(line: &OrderLineView, texts: &Texts) -> AnyView {
    let label = times(line.quantity, &line.title);
    let pieces = (line.refunded > 0).then(|| {
        let with = [("refunded", line.refunded.into()), ("quantity", line.quantity.into())];
        let says = if line.amount.amount == 0 { "order-line-taken-back" } else { "order-line-refunded" };
        texts.format(says, &with)
    });
    let price = line
        .price_refunded
        .filter(|_| line.refunded < line.quantity)
        .map(|amount| texts.format("order-line-price-refunded", &[("amount", (&texts.money(amount)).into())]));
    let hints: Vec<_> = pieces.into_iter().chain(price).collect();
    if hints.is_empty() {
        return row(label, charged(line, texts));
    }
    let hints = hints.into_iter().map(|hint| view! { <br/> <span class="pn-hint">{hint}</span> }).collect_view();
    let charged = charged(line, texts);
    view! { <div><dt>{label} {hints}</dt><dd>{charged}</dd></div> }.into_inert()
}

/// What was charged for a line: after its discount, with its tax.
fn charged(line: &OrderLineView, texts: &Texts) -> AnyView {
    // With tax on top, a line may cost more than its listed price although something was taken off.
    let reduced = line.discount.is_some() && line.amount.amount < line.total.amount;
    match reduced {
        true => line_price(Some(line.total), Some(line.amount), texts),
        false => texts.money(line.amount).into_inert(),
    }
}

fn discounted(discount: &DiscountView, texts: &Texts) -> AnyView {
    let label = discount.name(texts);
    remark(texts.format("order-discount", &[("label", (&label).into())]), taken_off(discount.amount, texts))
}

/// The confirmation, invoices and credit notes, each in the formats of the store.
fn documents(documents: &[DocumentLink], texts: &Texts) -> Option<AnyView> {
    let row = |document: &DocumentLink| {
        let title = document.title(texts);
        let links = document.files.iter().map(|(id, path)| {
            let format = DocumentLink::format_name(id, texts);
            let about = [("document", (&title).into()), ("format", (&format).into())];
            let label = texts.format("document-open", &about);
            view! { " " <a href=local_path(path) rel="nofollow external" aria-label=label>{format}</a> }
        });
        let links = links.collect_view();
        view! {
            <div class="pn-parcel">
                <p class="pn-parcel__title">{title.clone()}</p>
                <p>{links}</p>
                <p class="pn-hint">{document.day(texts)}</p>
            </div>
        }
    };
    let rows: Vec<_> = documents.iter().map(row).collect();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="pn-order__parcels">
                <h2>{texts.get("order-documents")}</h2>
                {rows}
            </section>
        }
        .into_inert()
    })
}

fn address(title: String, lines: Vec<String>) -> impl IntoView {
    (!lines.is_empty()).then(|| {
        view! {
            <h2>{title}</h2>
            <address>{lines.into_iter().map(|line| view! { {line} <br/> }).collect_view()}</address>
        }
    })
}

/// What else was entered at the checkout: the VAT number, and the fields of the app.
fn answers(order: &OrderView, texts: &Texts) -> impl IntoView + use<> {
    let vat_id = (!order.vat_id.is_empty()).then(|| {
        let remark = match order.tax_returned.map(|returned| texts.money(returned)) {
            Some(returned) => Some(texts.format("order-vat-returned", &[("amount", (&returned).into())])),
            None => order.is_taxed_unchecked().then(|| texts.get("order-vat-unknown")),
        };
        let remark = remark.map(|remark| view! { <dd class="pn-hint">{remark}</dd> });
        let number = order.vat_id.clone();
        view! { <div><dt>{texts.get("company-vat-id")}</dt><dd>{number}</dd>{remark}</div> }.into_inert()
    });
    let fields = order.fields.iter().map(|field| row(field.label.clone(), field.shown().to_owned()));
    let rows: Vec<_> = vat_id.into_iter().chain(fields).collect();
    (!rows.is_empty()).then(|| view! { <dl class="pn-details">{rows}</dl> })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Currency, DocumentKind, FieldValue, Money, Rate, TaxCode, TaxSum, Timestamp, components::Order, testing,
    };

    fn euro(amount: i64) -> Money {
        Money::new(amount, Currency::EUR)
    }

    fn html(order: OrderView) -> String {
        Owner::new().with(|| view! { <Order order/> }.to_html())
    }

    fn order() -> OrderView {
        testing::order(&[("poster", "dunes", 2), ("album", "blue-hour", 1)])
    }

    #[test]
    fn each_document_is_linked_in_each_format() {
        let mut order = order();
        assert!(!html(order.clone()).contains("Documents"));
        let files = ["html", "pdf", "zz"].map(|id| (id.to_owned(), format!("/order/t/documents/2026-00017.{id}")));
        order.documents = vec![DocumentLink {
            kind: DocumentKind::Invoice,
            number: "2026-00017".to_owned(),
            // 31 December in the shop's zone by now.
            issued_at: Timestamp::from_secs(-1),
            time_zone: "Europe/Berlin".parse().unwrap(),
            files: files.to_vec(),
        }];
        let html = html(order);
        for part in [
            "Documents",
            "Invoice 2026-00017",
            "1 January 1970",
            "href=\"/order/t/documents/2026-00017.pdf\"",
            "aria-label=\"Invoice 2026-00017 as PDF\"",
            ">Web page<",
            ">ZZ<",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
    }

    #[test]
    fn an_order_without_discounts_and_taxes_says_nothing_of_them() {
        let html = html(order());
        for part in ["pn-totals__remark", "pn-was", "VAT", "Billing", "pn-details"] {
            assert!(!html.contains(part), "{part}: {html}");
        }
        assert_eq!((html.matches("€20.00").count(), html.matches("€30.00").count()), (1, 1), "{html}");
    }

    #[test]
    fn what_was_charged_is_explained_below_the_total() {
        let mut order = order();
        order.lines[0].discount = Some(euro(500));
        order.lines[0].amount = euro(1500);
        order.total = euro(2500);
        order.discounts =
            vec![DiscountView { label: "Spring".to_owned(), code: Some("SPRING".to_owned()), amount: euro(500) }];
        let (code, rate) = (TaxCode::Standard, Rate::percent(19));
        order.taxes = vec![TaxSum { code, rate, on_top: false, net: euro(2101), tax: euro(399) }];
        let html = html(order);
        let parts =
            ["<s", "€20.00", "€15.00", "Total", "€25.00", "Spring (code SPRING)", "−€5.00", "incl. 19% VAT", "€3.99"];
        let mut rest = html.as_str();
        for part in parts {
            let at = rest.find(part).unwrap_or_else(|| panic!("no {part} where it belongs: {html}"));
            rest = &rest[at + part.len()..];
        }
    }

    #[test]
    fn an_order_without_tax_says_by_which_rule() {
        let mut order = order();
        let sum = |code| TaxSum { code, rate: Rate::ZERO, on_top: false, net: euro(5000), tax: euro(0) };
        order.taxes = vec![sum(TaxCode::Standard)];
        let rule = "Intra-Community supply, exempt from VAT.";
        assert!(!html(order.clone()).contains(rule));
        order.taxes = vec![sum(TaxCode::IntraCommunity)];
        let html = html(order);
        assert_eq!(html.matches(rule).count(), 1, "{html}");
    }

    #[test]
    fn a_line_says_how_many_of_its_pieces_were_refunded() {
        let mut order = order();
        assert!(!html(order.clone()).contains("of 2 refunded"));
        order.lines[0].refunded = 1;
        let mut free = order.clone();
        free.lines[0].amount = euro(0);
        let free = html(free);
        assert!(free.contains("1 of 2 taken back") && !free.contains("of 2 refunded"), "{free}");
        let html = html(order);
        let (line, rest) = html.split_once("1 of 2 refunded").expect("what was refunded of the line");
        assert!(line.contains("2 × poster dunes") && !rest.contains(" refunded<"), "{html}");
    }

    #[test]
    fn a_line_says_how_much_of_its_price_was_refunded_without_a_piece() {
        let mut order = order();
        assert!(!html(order.clone()).contains("of the price refunded"));
        order.lines[0].price_refunded = Some(euro(300));
        let reduced = html(order.clone());
        assert!(reduced.contains("€3.00 of the price refunded") && !reduced.contains("of 2 refunded"), "{reduced}");
        order.lines[0].refunded = 2;
        assert!(!html(order).contains("of the price refunded"), "nothing of it is left");
    }

    #[test]
    fn a_line_that_costs_more_with_its_tax_is_not_struck() {
        let mut order = order();
        (order.lines[0].discount, order.lines[0].amount) = (Some(euro(100)), euro(2071));
        let html = html(order);
        assert!(html.contains("€20.71") && !html.contains("pn-was"), "{html}");
    }

    #[test]
    fn what_a_company_entered_is_shown() {
        let mut order = order();
        order.vat_id = "NL123456789B01".to_owned();
        (order.vat_proof, order.tax_total) = (Some("unknown".into()), Some(euro(399)));
        order.billing_address = vec!["Example B.V.".to_owned(), "1012 AB Amsterdam".to_owned()];
        let field = |id: &str, label: &str, value: &str, wording: Option<&str>| FieldValue {
            id: id.to_owned(),
            label: label.to_owned(),
            value: value.to_owned(),
            wording: wording.map(str::to_owned),
        };
        order.fields = vec![field("phone", "Phone", "030 1234", None), field("terms", "I agree", "yes", Some("Yes"))];
        let unchecked = html(order.clone());
        for part in
            ["NL123456789B01", "Billing address", "Example B.V.", "030 1234", "I agree", "<dd>Yes</dd>", "later"]
        {
            assert!(unchecked.contains(part), "{part}: {unchecked}");
        }
        let untaxed = html(OrderView { tax_total: Some(euro(0)), ..order.clone() });
        assert!(untaxed.contains("NL123456789B01") && !untaxed.contains("later"), "nothing was charged: {untaxed}");
        let returned = html(OrderView { tax_returned: Some(euro(399)), ..order.clone() });
        assert!(returned.contains("refunded €3.99 of VAT") && !returned.contains("later"), "{returned}");
        order.vat_proof = Some("valid".into());
        assert!(!html(order).contains("later"));
    }
}
