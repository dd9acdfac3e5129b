//! The order's page.

use leptos::prelude::*;

use super::{
    IslandScripts,
    live::{ElementPlace, LiveRegion},
    parcels::parcels,
    scripts::{last_segment, load, paths, query},
};
use crate::{DownloadView, Instructions, OrderView, PaymentStep, Problem, Status, api};

/// An order at its unguessable address: how it stands, what was bought, what can be downloaded. The token is the last part of
/// the page's path. A token that names no order gives a 404 and says nothing more. Mount it with `ssr=SsrMode::Async`.
///
/// ```
/// # use leptos::prelude::*;
/// use pannier::components::OrderPage;
///
/// #[component]
/// fn Order() -> impl IntoView {
///     view! { <OrderPage><p>"Questions? Answer to your confirmation e-mail."</p></OrderPage> }
/// }
/// ```
#[component]
pub fn OrderPage(
    /// Classes beside the component's own.
    #[prop(into, optional)]
    class: String,
    /// What stands below the order.
    #[prop(optional)]
    children: Option<ChildrenFn>,
) -> impl IntoView {
    let order = load(|| api::order_status(last_segment()));
    view! {
        <Suspense>
            {Suspend::new(async move {
                let problem = query("problem").and_then(|code| Problem::from_code(&code, None));
                match order.await {
                    Ok(order) => view! {
                        {Order(OrderProps { order, problem, class, children })}
                        <LiveRegion region="pn-order"/>
                        <IslandScripts/>
                    }
                    .into_any(),
                    Err(problem) => view! {
                        <div class="pn-empty">
                            <h1 class="pn-empty__title">{problem.to_string()}</h1>
                            <p>"Please check the address: it is the one in your confirmation e-mail."</p>
                        </div>
                    }
                    .into_any(),
                }
            })}
        </Suspense>
    }
}

/// The view of an [`OrderPage`], for an order that you have loaded. What follows the order by itself is part of the page.
///
/// ```
/// # use leptos::prelude::*;
/// use pannier::components::Order;
///
/// let order = pannier::testing::order(&[("album", "blue-hour", 1)]);
/// let html = Owner::new().with(|| view! { <Order order/> }.to_html());
/// assert!(html.contains("Order 1001 is paid"));
/// ```
#[component]
pub fn Order(
    /// What it shows.
    order: OrderView,
    /// Why the last thing that was tried was refused.
    #[prop(optional)]
    problem: Option<Problem>,
    /// Classes beside the component's own.
    #[prop(into, optional)]
    class: String,
    /// What stands below the order.
    #[prop(optional)]
    children: Option<ChildrenFn>,
) -> impl IntoView {
    // `data-waiting` has `Live` ask again until nothing more is to come.
    let waiting = match order.status {
        Status::Pending => true,
        Status::Completed => order.downloads_due,
        Status::Created | Status::Cancelled => false,
    };
    let headline = headline(&order);
    let bought = bought(&order);
    let parcels = (order.status == Status::Completed).then(|| parcels(order.parcels));
    let mailed_to = order.confirmed_by_mail.then(|| order.email.clone());
    let token = order.token;
    view! {
        <article class=format!("pn-order {class}") id="pn-order" data-waiting=waiting.then_some("")>
            {problem.map(|p| view! { <p class="pn-notice pn-notice--error" role="alert">{p.to_string()}</p> })}
            {headline}
            {order.step.map(|step| payment_step(step, mailed_to, order.total.to_string()))}
            {order.can_start_over.then(|| view! {
                <div class="pn-order__actions">
                    {order.resumable.then(|| view! {
                        <form method="post" action="/pannier/order/resume" data-leads>
                            <input type="hidden" name="token" value=token.clone()/>
                            <button class="pn-button pn-button--primary">"Resume payment"</button>
                        </form>
                    })}
                    <form method="post" action="/pannier/order/start-over" data-leads>
                        <input type="hidden" name="token" value=token.clone()/>
                        <button class="pn-button pn-button--quiet">"Start over"</button>
                    </form>
                </div>
            })}
            {waiting.then(|| view! { <p class="pn-fallback"><a href="">"Check again"</a></p> })}
            {downloads(order.downloads, order.downloads_due)}
            {parcels}
            {bought}
            {children.map(|children| children())}
        </article>
    }
}

fn headline(order: &OrderView) -> impl IntoView + use<> {
    let number = order.number;
    let (badge, title, text) = match order.status {
        Status::Created => ("Open", "Not placed yet".to_owned(), None),
        Status::Pending if order.payment_message.is_some() => {
            ("On hold", format!("Order {number} is on hold"), order.payment_message.clone())
        }
        Status::Pending if order.offline => {
            ("Waiting for payment", format!("Thank you! Order {number} is waiting for your payment"), None)
        }
        Status::Pending => (
            "Waiting for payment",
            format!("Order {number}: we are waiting for your payment"),
            Some("This page follows by itself. If you have paid already, there is nothing more to do.".to_owned()),
        ),
        Status::Completed => (
            "Paid",
            format!("Thank you! Order {number} is paid"),
            order.confirmed_by_mail.then(|| format!("A confirmation is on its way to {}.", order.email)),
        ),
        Status::Cancelled => {
            let back = "You were not charged. Everything is back in your basket.";
            let text = match &order.payment_message {
                Some(reason) if reason.contains("not charged") => {
                    format!("{reason} Everything is back in your basket.")
                }
                Some(reason) => format!("{reason} {back}"),
                None => back.to_owned(),
            };
            ("Cancelled", format!("Order {number} was not paid"), Some(text))
        }
    };
    let cancelled = order.status == Status::Cancelled;
    view! {
        <div class="pn-order__status">
            <p class=format!("pn-order__badge pn-order__badge--{}", order.status.as_str())>{badge}</p>
            <h1 data-announce>{title}</h1>
            {text.map(|text| view! { <p>{text}</p> })}
            {cancelled.then(|| view! { <a class="pn-button pn-button--primary" href=paths().basket rel="external">"Back to the basket"</a> })}
        </div>
    }
}

fn payment_step(step: PaymentStep, mailed_to: Option<String>, total: String) -> AnyView {
    match step {
        PaymentStep::PostForm(url, fields) => view! {
            <form class="pn-order__actions" method="post" action=url data-native>
                {fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()}
                <button class="pn-button pn-button--primary">"Continue to payment"</button>
            </form>
        }
        .into_any(),
        // The button comes with the element's script, which has the element confirm the payment.
        PaymentStep::Embed(element) => view! {
            <form class="pn-pay" method="post" data-native data-confirm>
                <ElementPlace element/>
                <button class="pn-button pn-button--primary">{format!("Pay {total}")}</button>
            </form>
            <p class="pn-notice pn-fallback">
                "The payment was begun with JavaScript, and goes on with it. Without it, start over: then you pay on a page of the \
                 payment service."
            </p>
        }
        .into_any(),
        PaymentStep::Instructions(instructions) => how_to_pay(instructions, mailed_to).into_any(),
    }
}

fn how_to_pay(instructions: Instructions, mailed_to: Option<String>) -> impl IntoView {
    let detail = |(label, value)| view! { <div><dt>{label}</dt><dd>{value}</dd></div> };
    let details: Vec<_> = instructions.details.into_iter().map(detail).collect();
    view! {
        <section class="pn-order__payment">
            <h2>"How to pay"</h2>
            <p>{instructions.text}</p>
            {(!details.is_empty()).then(|| view! { <dl class="pn-details">{details}</dl> })}
            {mailed_to.map(|email| view! { <p class="pn-hint">{format!("We mail this to {email} as well.")}</p> })}
        </section>
    }
}

fn downloads(downloads: Vec<DownloadView>, due: bool) -> impl IntoView {
    (due || !downloads.is_empty()).then(|| view! {
        <section class="pn-order__downloads">
            <h2>"Downloads"</h2>
            {downloads.into_iter().map(|d| view! { <DownloadRow download=d/> }).collect_view()}
            {due.then(|| view! { <p class="pn-hint">"Your downloads appear here as soon as the payment has arrived."</p> })}
        </section>
    })
}

/// Following the link uses up an attempt; `data-once` has [`Live`] guard it against the double click.
#[component]
fn DownloadRow(download: DownloadView) -> impl IntoView {
    let state = match (download.attempts_left, download.expired) {
        _ if download.refunded => "Switched off: the order was refunded.".to_owned(),
        (_, true) => "The time for this download is over.".to_owned(),
        (None, _) => "Any number of times".to_owned(),
        (Some(0), _) => "No downloads left".to_owned(),
        (Some(1), _) => "1 download left".to_owned(),
        (Some(n), _) => format!("{n} downloads left"),
    };
    let available = download.available();
    view! {
        <div class="pn-download">
            <span class="pn-download__title">{download.title}</span>
            <span class="pn-hint">{state}</span>
            {available.then(|| view! {
                <a class="pn-button pn-button--primary" href=download.url rel="nofollow external" data-once>
                    "Download"
                    <span class="visually-hidden">{format!(" {}", download.file_name)}</span>
                </a>
            })}
        </div>
    }
}

fn bought(order: &OrderView) -> impl IntoView + use<> {
    let row = |label: String, amount: String| view! { <div><dt>{label}</dt><dd>{amount}</dd></div> };
    let mut rows: Vec<_> =
        order.lines.iter().map(|l| row(format!("{} × {}", l.quantity, l.title), l.total.to_string())).collect();
    rows.extend(order.parcels.iter().map(|parcel| row(parcel.label.clone(), parcel.price.to_string())));
    let address = order.address.clone();
    view! {
        <section class="pn-order__lines">
            <h2>"What you ordered"</h2>
            <dl class="pn-totals">
                {rows}
                <div class="pn-totals__grand"><dt>"Total"</dt><dd>{order.total.to_string()}</dd></div>
                {order.refunded.map(|refunded| row("Refunded".to_owned(), refunded.to_string()))}
            </dl>
            {(!address.is_empty()).then(|| view! {
                <h2>"Ships to"</h2>
                <address>{address.into_iter().map(|line| view! { {line} <br/> }).collect_view()}</address>
            })}
        </section>
    }
}
