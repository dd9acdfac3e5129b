//! The part of an order's page that lives: it follows the order until nothing more is to come.

use std::time::Duration;

use leptos::{ev::SubmitEvent, html, prelude::*};

use crate::{DownloadView, OrderView, PaymentStep, Problem, Status, api};

/// Asked again after so long, a little longer each time, up to ten minutes in all.
const FIRST_WAIT: Duration = Duration::from_millis(1500);

#[island]
pub(super) fn OrderPanel(initial: OrderView, message: Option<String>) -> impl IntoView {
    let order = RwSignal::new(initial);
    let message = RwSignal::new(message);
    let waiting = |order: &OrderView| {
        order.status == Status::Pending || (order.status == Status::Completed && order.downloads_due)
    };
    Effect::new(move |_| follow(order, waiting, FIRST_WAIT));

    let act = move |action: fn(String) -> std::pin::Pin<Box<dyn Future<Output = Result<String, Problem>>>>| {
        move |event: SubmitEvent| {
            event.prevent_default();
            let token = order.with_untracked(|o| o.token.clone());
            leptos::task::spawn_local(async move {
                match action(token).await {
                    Ok(url) => drop(window().location().set_href(&url)),
                    Err(problem) => message.set(Some(problem.to_string())),
                }
            });
        }
    };
    let resume = act(|token| Box::pin(api::resume_payment(token)));
    let start_over = act(|token| Box::pin(api::start_over(token)));
    let token = order.with_untracked(|o| o.token.clone());

    view! {
        <article class="pn-order">
            <div class="pn-order__status" role="status" aria-live="polite">
                {move || message.get().map(|text| view! { <p class="pn-notice pn-notice--error">{text}</p> })}
                {move || order.with(|o| headline(o))}
            </div>
            <Show when=move || order.with(|o| o.resumable)>
                <div class="pn-order__actions">
                    <form method="post" action="/api/order/resume" on:submit=resume>
                        <input type="hidden" name="token" value=token.clone()/>
                        <button class="pn-button pn-button--primary">"Resume payment"</button>
                    </form>
                    <form method="post" action="/api/order/start-over" on:submit=start_over>
                        <input type="hidden" name="token" value=token.clone()/>
                        <button class="pn-button pn-button--quiet">"Start over"</button>
                    </form>
                    <noscript><a href="">"Check again"</a></noscript>
                </div>
            </Show>
            {move || order.with(|o| o.step.clone()).map(payment_step)}
            {move || order.with(|o| downloads(o.downloads.clone(), o.downloads_due))}
            {order.with_untracked(lines)}
        </article>
    }
}

/// Asks the store how the order stands, until nothing more is to come.
fn follow(order: RwSignal<OrderView>, waiting: fn(&OrderView) -> bool, wait: Duration) {
    if !order.with_untracked(waiting) || wait > Duration::from_secs(60) {
        return;
    }
    set_timeout(
        move || {
            leptos::task::spawn_local(async move {
                let token = order.with_untracked(|o| o.token.clone());
                if let Ok(now) = api::order_status(token).await
                    && order.with_untracked(|before| *before != now)
                {
                    order.set(now);
                }
                follow(order, waiting, wait.mul_f32(1.1));
            });
        },
        wait,
    );
}

fn headline(order: &OrderView) -> impl IntoView + use<> {
    let number = order.number;
    let (title, text) = match order.status {
        Status::Created => ("Not placed yet".to_owned(), None),
        Status::Pending if order.payment_message.is_some() => {
            (format!("Order {number} is waiting for your payment"), order.payment_message.clone())
        }
        Status::Pending => (
            format!("Order {number}: we are waiting for your payment"),
            Some("This page follows by itself. If you have paid already, there is nothing more to do.".to_owned()),
        ),
        Status::Completed => (
            format!("Thank you! Order {number} is paid"),
            Some(format!("A confirmation is on its way to {}.", order.email)),
        ),
        Status::Cancelled => (
            format!("Order {number} was not paid"),
            Some(match &order.payment_message {
                Some(reason) => format!("{reason} You were not charged. Everything is back in your basket."),
                None => "You were not charged. Everything is back in your basket.".to_owned(),
            }),
        ),
    };
    let status = order.status;
    view! {
        <p class=format!("pn-order__badge pn-order__badge--{}", status.as_str())>{match status {
            Status::Created => "Open",
            Status::Pending => "Waiting for payment",
            Status::Completed => "Paid",
            Status::Cancelled => "Cancelled",
        }}</p>
        <h1>{title}</h1>
        {text.map(|text| view! { <p>{text}</p> })}
        {(status == Status::Cancelled).then(|| view! { <a class="pn-button pn-button--primary" href="/basket">"Back to the basket"</a> })}
    }
}

fn payment_step(step: PaymentStep) -> AnyView {
    match step {
        PaymentStep::PostForm(url, fields) => view! {
            <form class="pn-order__actions" method="post" action=url>
                {fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()}
                <button class="pn-button pn-button--primary">"Continue to payment"</button>
            </form>
        }
        .into_any(),
        PaymentStep::Embed(script, data) => {
            let place = NodeRef::<html::Div>::new();
            Effect::new(move |_| {
                let (Some(place), Ok(element)) = (place.get(), document().create_element("script")) else { return };
                for (name, value) in &data {
                    let _ = place.set_attribute(&format!("data-{name}"), value);
                }
                let _ = element.set_attribute("src", &script);
                let _ = place.append_child(&element);
            });
            view! { <div class="pn-embed" node_ref=place></div> }.into_any()
        }
    }
}

fn downloads(downloads: Vec<DownloadView>, due: bool) -> impl IntoView {
    let any = due || !downloads.is_empty();
    any.then(|| view! {
        <section class="pn-order__downloads">
            <h2>"Downloads"</h2>
            {downloads.into_iter().map(|d| view! { <Download download=d/> }).collect_view()}
            {due.then(|| view! { <p class="pn-hint">"Your downloads appear here as soon as the payment has arrived."</p> })}
        </section>
    })
}

/// One download. Following the link uses up an attempt, so the button guards against the double click.
#[component]
fn Download(download: DownloadView) -> impl IntoView {
    let left = RwSignal::new(download.attempts_left);
    let resting = RwSignal::new(false);
    let click = move |event: leptos::ev::MouseEvent| {
        if resting.get_untracked() {
            event.prevent_default();
            return;
        }
        resting.set(true);
        left.update(|left| *left = left.map(|n| n.saturating_sub(1)));
        set_timeout(move || resting.set(false), Duration::from_secs(3));
    };
    let available = download.available();
    let expired = download.expired;
    let state = move || match (left.get(), expired) {
        (_, true) => "The time for this download is over.".to_owned(),
        (None, _) => "Any number of times".to_owned(),
        (Some(0), _) => "No downloads left".to_owned(),
        (Some(1), _) => "1 download left".to_owned(),
        (Some(n), _) => format!("{n} downloads left"),
    };
    view! {
        <div class="pn-download">
            <span class="pn-download__title">{download.title}</span>
            <span class="pn-hint">{state}</span>
            {available.then(|| view! {
                <a class="pn-button pn-button--primary" href=download.url rel="nofollow" aria-disabled=move || resting.get().to_string() on:click=click>
                    "Download"
                    <span class="visually-hidden">{format!(" {}", download.file_name)}</span>
                </a>
            })}
        </div>
    }
}

fn lines(order: &OrderView) -> impl IntoView + use<> {
    let row = |label: String, amount: String| view! { <div><dt>{label}</dt><dd>{amount}</dd></div> };
    view! {
        <section class="pn-order__lines">
            <h2>"What you ordered"</h2>
            <dl class="pn-totals">
                {order.lines.iter().map(|l| row(format!("{} × {}", l.quantity, l.title), l.total.to_string())).collect_view()}
                {order.shipping.clone().map(|label| row(label, order.shipping_total.to_string()))}
                <div class="pn-totals__grand"><dt>"Total"</dt><dd>{order.total.to_string()}</dd></div>
            </dl>
            {(!order.address.is_empty()).then(|| view! {
                <h2>"Ships to"</h2>
                <address>{order.address.iter().map(|line| view! { {line.clone()} <br/> }).collect_view()}</address>
            })}
        </section>
    }
}
