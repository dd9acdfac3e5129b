//! What the server renders on the order's page.

use leptos::prelude::*;

use crate::{
    DownloadView, Instructions, OrderStatus, OrderView, PaymentStep, Problem, Texts, api,
    components::{
        browser::live::LiveRegion,
        element_place::ElementPlace,
        island_loader::PageScripts,
        language::{local_path, paths, use_texts},
        page_context::{last_segment, load, query},
        shipments::{shipments, title},
    },
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
                    .into_any(),
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
) -> impl IntoView {
    // `data-poll` makes `LiveRegion` poll until the order is final.
    let waiting = match order.status {
        OrderStatus::Pending => true,
        OrderStatus::Completed => order.downloads_due,
        OrderStatus::Created | OrderStatus::Cancelled => false,
    };
    let texts = use_texts();
    let (headline, bought) = (headline(&order, &texts), bought(&order, &texts));
    let shipments = (order.status == OrderStatus::Completed).then(|| shipments(order.shipments));
    let mailed_to = order.confirmed_by_mail.then(|| order.email.clone());
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
            {downloads(order.downloads, order.downloads_due, &texts)}
            {shipments}
            {bought}
            {children.map(|children| children())}
        </article>
    }
}

fn headline(order: &OrderView, texts: &Texts) -> impl IntoView + use<> {
    let number = order.number.to_string();
    let number = [("number", (&number).into())];
    let (badge, title, text) = match order.status {
        OrderStatus::Created => (texts.get("order-badge-created"), texts.get("order-title-created"), None),
        OrderStatus::Pending if order.payment_message.is_some() => {
            (texts.get("order-badge-held"), texts.format("order-title-held", &number), order.payment_message.clone())
        }
        OrderStatus::Pending if order.processing => (
            texts.get("order-badge-processing"),
            texts.format("order-title-processing", &number),
            Some(match order.confirmed_by_mail {
                true => texts.format("order-processing-mailed", &[("email", (&order.email).into())]),
                false => texts.get("order-processing"),
            }),
        ),
        OrderStatus::Pending if order.offline => {
            (texts.get("order-badge-pending"), texts.format("order-title-offline", &number), None)
        }
        OrderStatus::Pending => (
            texts.get("order-badge-pending"),
            texts.format("order-title-pending", &number),
            Some(texts.get("order-follows")),
        ),
        OrderStatus::Completed => (
            texts.get("order-badge-completed"),
            texts.format("order-title-completed", &number),
            order.confirmed_by_mail.then(|| texts.format("order-mailed", &[("email", (&order.email).into())])),
        ),
        OrderStatus::Cancelled => (
            texts.get("order-badge-cancelled"),
            texts.format("order-title-cancelled", &number),
            Some(not_paid(order, texts)),
        ),
    };
    let (cancelled, back) = (order.status == OrderStatus::Cancelled, texts.get("order-to-basket"));
    view! {
        <div class="pn-order__status">
            <p class=format!("pn-order__badge pn-order__badge--{}", order.status.as_str())>{badge}</p>
            <h1 data-announce>{title}</h1>
            {text.map(|text| view! { <p>{text}</p> })}
            {cancelled.then(|| view! { <a class="pn-button pn-button--primary" href=paths().basket rel="external">{back}</a> })}
        </div>
    }
}

/// Returns why the payment failed and that the basket was restored. The gateway's message may already say
/// that nothing was charged.
fn not_paid(order: &OrderView, texts: &Texts) -> String {
    let (charged, back) = (texts.get("order-not-charged"), texts.get("order-basket-back"));
    match &order.payment_message {
        Some(reason) if reason.contains(&charged) || reason.contains("not charged") => format!("{reason} {back}"),
        Some(reason) => format!("{reason} {charged} {back}"),
        None => format!("{charged} {back}"),
    }
}

fn payment_step(step: PaymentStep, mailed_to: Option<String>, total: &str, texts: &Texts) -> AnyView {
    match step {
        PaymentStep::PostForm { url, fields } => view! {
            <form class="pn-order__actions" method="post" action=url data-native>
                {fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()}
                <button class="pn-button pn-button--primary">{texts.get("order-continue")}</button>
            </form>
        }
        .into_any(),
        // The element's script shows the button and confirms the payment.
        PaymentStep::Embed(element) => view! {
            <form class="pn-pay" method="post" data-native data-confirm>
                <ElementPlace element/>
                <button class="pn-button pn-button--primary">{texts.format("order-pay", &[("total", total.into())])}</button>
            </form>
            <p class="pn-notice pn-fallback">{texts.get("order-needs-script")}</p>
        }
        .into_any(),
        PaymentStep::Instructions(instructions) => how_to_pay(instructions, mailed_to, texts).into_any(),
    }
}

fn how_to_pay(instructions: Instructions, mailed_to: Option<String>, texts: &Texts) -> impl IntoView + use<> {
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
}

fn downloads(downloads: Vec<DownloadView>, due: bool, texts: &Texts) -> impl IntoView + use<> {
    let (title, hint) = (texts.get("order-downloads"), texts.get("order-downloads-due"));
    (due || !downloads.is_empty()).then(|| {
        view! {
            <section class="pn-order__downloads">
                <h2>{title}</h2>
                {downloads.into_iter().map(|d| view! { <DownloadRow download=d/> }).collect_view()}
                {due.then(|| view! { <p class="pn-hint">{hint}</p> })}
            </section>
        }
    })
}

/// A download. A visit of the link uses up an attempt, unless it repeats the last one; `data-cooldown` guards against
/// double clicks.
#[component]
fn DownloadRow(download: DownloadView) -> impl IntoView {
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
}

fn bought(order: &OrderView, texts: &Texts) -> impl IntoView + use<> {
    let row = |label: String, amount: String| view! { <div><dt>{label}</dt><dd>{amount}</dd></div> };
    let mut rows: Vec<_> =
        order.lines.iter().map(|l| row(format!("{} × {}", l.quantity, l.title), texts.money(l.total))).collect();
    let parcels = &order.shipments;
    rows.extend(parcels.iter().map(|parcel| row(title(parcel, parcels.len(), texts), texts.money(parcel.price))));
    let (address, ships_to) = (order.address.clone(), texts.get("order-ships-to"));
    view! {
        <section class="pn-order__lines">
            <h2>{texts.get("order-ordered")}</h2>
            <dl class="pn-totals">
                {rows}
                <div class="pn-totals__grand"><dt>{texts.get("checkout-total")}</dt><dd>{texts.money(order.total)}</dd></div>
                {order.refunded.map(|refunded| row(texts.get("order-refunded"), texts.money(refunded)))}
                {order.refund_pending.map(|pending| row(texts.get("order-refund-pending"), texts.money(pending)))}
            </dl>
            {(!address.is_empty()).then(|| view! {
                <h2>{ships_to}</h2>
                <address>{address.into_iter().map(|line| view! { {line} <br/> }).collect_view()}</address>
            })}
        </section>
    }
}
