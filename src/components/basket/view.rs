//! What the server renders on the basket page.

use leptos::prelude::*;

use crate::{
    BasketLineView, BasketView, LineNotice, Problem, RemovedLine, Texts, api,
    components::{
        browser::live::LiveRegion,
        island_loader::PageScripts,
        language::{amount, local_path, paths, use_texts},
        page_context::{load, query},
    },
};

pub(super) fn page(class: String, children: Option<ChildrenFn>) -> impl IntoView {
    let data = load(|| async {
        let (basket, removed) = (api::get_basket().await, removed().await);
        Ok::<_, Problem>((basket?, removed?))
    });
    view! {
        <Suspense>
            {Suspend::new(async move {
                match data.await {
                    Ok((basket, removed)) => view! {
                        {content(basket, removed, problem(), class, children)}
                        <LiveRegion region="pn-basket"/>
                        <PageScripts/>
                    }
                    .into_any(),
                    Err(problem) => {
                        let problem = problem.message(&use_texts());
                        view! { <p class="pn-notice pn-notice--error" role="alert">{problem}</p> }.into_any()
                    }
                }
            })}
        </Suspense>
    }
}

/// The problem that the redirect to this page reports.
fn problem() -> Option<Problem> {
    let number = query("number").and_then(|n| n.parse().ok());
    Problem::from_code(&query("problem")?, number)
}

/// The line that the redirect to this page reports as removed.
async fn removed() -> Result<Option<RemovedLine>, Problem> {
    let line = || {
        let line = query("removed")?;
        let (kind, id) = line.split_once('/')?;
        Some((kind.to_owned(), id.to_owned(), query("quantity")?.parse::<u32>().ok()?))
    };
    match line() {
        Some((kind, id, quantity)) => api::get_removed_line(kind, id, quantity).await,
        None => Ok(None),
    }
}

pub(super) fn content(
    basket: BasketView,
    removed: Option<RemovedLine>,
    problem: Option<Problem>,
    class: String,
    children: Option<ChildrenFn>,
) -> impl IntoView {
    let BasketView { lines, count, total, problem: unsummed, pending } = basket;
    let texts = use_texts();
    // The pending order's own notice says this already, or the one below the lines.
    let said = |p: &Problem| match p {
        Problem::PaymentPending => pending.is_some(),
        p => unsummed.as_ref().is_some_and(|unsummed| unsummed.code() == p.code()),
    };
    let problem = problem.filter(|p| !said(p));
    let blocked = lines.iter().any(|l| l.notice.as_ref().is_some_and(LineNotice::blocks));
    let obstacle = match unsummed {
        Some(unsummed) => Some(unsummed.message(&texts)),
        None => blocked.then(|| texts.get("basket-blocked")),
    };
    let (gone, lines): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| line.notice == Some(LineNotice::Gone));
    let empty = lines.is_empty();
    let data_total = total.map(|total| texts.money(total));
    let total = amount(&texts, total);
    view! {
        <div class=format!("pn-basket {class}") id="pn-basket" data-count=count data-total=data_total>
            {problem.map(|p| view! { <p class="pn-notice pn-notice--error" role="alert" data-announce>{p.message(&texts)}</p> })}
            {removed.map(|line| view! {
                <form class="pn-notice pn-notice--info pn-basket__undo" method="post" action=local_path(api::ADD_TO_BASKET_PATH)>
                    <input type="hidden" name="kind" value=line.kind/>
                    <input type="hidden" name="id" value=line.id/>
                    <input type="hidden" name="quantity" value=line.quantity/>
                    <span data-announce>{texts.format("basket-removed", &[("title", (&line.title).into())])}</span>
                    <button class="pn-button pn-button--quiet" id="undo">{texts.get("basket-undo")}</button>
                </form>
            })}
            {pending.clone().map(|order| view! {
                <div class="pn-notice pn-notice--warning">
                    <p data-announce>{waits_for_payment(&texts, order.number)}</p>
                    <a class="pn-button pn-button--primary" href=local_path(&order.url) rel="external">{texts.get("basket-resume")}</a>
                </div>
            })}
            {gone.into_iter().map(|line| view! { <Gone line/> }).collect_view()}
            {(empty && pending.is_none()).then(|| match children {
                Some(children) => children(),
                None => view! {
                    <div class="pn-empty">
                        <p class="pn-empty__title">{texts.get("basket-empty")}</p>
                        <a class="pn-button pn-button--primary" href=local_path("/")>{texts.get("basket-look-around")}</a>
                    </div>
                }
                .into_any(),
            })}
            {(!empty).then(|| view! {
                <ol class="pn-basket__lines">
                    {lines.into_iter().map(|line| view! { <Line line/> }).collect_view()}
                </ol>
                <div class="pn-basket__summary">
                    <p class="pn-basket__total">
                        <span>{texts.get("basket-total")}</span>
                        <strong>{total}</strong>
                    </p>
                    <p class="pn-hint">{texts.get("basket-shipping-later")}</p>
                    {match obstacle {
                        None => view! {
                            <a class="pn-button pn-button--primary" href=paths().checkout rel="external">{texts.get("basket-checkout")}</a>
                        }
                        .into_any(),
                        Some(obstacle) => view! { <p class="pn-error">{obstacle}</p> }.into_any(),
                    }}
                </div>
            })}
        </div>
    }
}

/// The notice that an item has left the basket. Its line stays in the order until the shopper has read it.
#[component]
fn Gone(line: BasketLineView) -> impl IntoView {
    let texts = use_texts();
    let about = |name| texts.format(name, &[("title", (&line.title).into())]);
    let (notice, hide) = (about("basket-gone"), about("basket-gone-hide-it"));
    view! {
        <form class="pn-notice pn-notice--warning pn-basket__gone" method="post" action=local_path("/pannier/basket/remove")>
            <input type="hidden" name="kind" value=line.kind/>
            <input type="hidden" name="id" value=line.id/>
            <span data-announce>{notice}</span>
            <button class="pn-button pn-button--quiet" aria-label=hide>{texts.get("basket-gone-hide")}</button>
        </form>
    }
}

fn waits_for_payment(texts: &Texts, number: i64) -> String {
    let (problem, number) = (Problem::PaymentPending.message(texts), number.to_string());
    texts.format("basket-pending", &[("problem", (&problem).into()), ("number", (&number).into())])
}

/// A line of the basket. The `data-` attributes serve [`LiveRegion`], which shows a change before the store
/// has responded.
#[component]
fn Line(line: BasketLineView) -> impl IntoView {
    let uncounted = !line.counts();
    let BasketLineView { kind, id, title, url, image, quantity, unit_price, total, max, notice } = line;
    let (name, texts) = (format!("{kind}-{id}"), use_texts());
    let about = |name| texts.format(name, &[("title", (&title).into())]);
    let (quantity_of, remove_it) = (about("basket-quantity-of"), about("basket-remove-it"));
    view! {
        <li
            class="pn-line"
            data-unit=unit_price.amount
            data-currency=unit_price.currency.to_string()
            data-quantity=quantity
            data-uncounted=uncounted
        >
            {image.map(|src| view! { <img class="pn-line__image" src=src alt="" width="96" height="96" loading="lazy"/> })}
            <div class="pn-line__title">
                {match url.is_empty() {
                    true => title.clone().into_any(),
                    false => view! { <a href=local_path(&url)>{title.clone()}</a> }.into_any(),
                }}
                <span class="pn-line__unit">{texts.format("basket-each", &[("price", (&texts.money(unit_price)).into())])}</span>
            </div>
            <form class="pn-line__quantity" method="post" action=local_path("/pannier/basket/quantity")>
                <input type="hidden" name="kind" value=kind.clone()/>
                <input type="hidden" name="id" value=id.clone()/>
                <input
                    class="pn-input"
                    id=format!("quantity-{name}")
                    type="number"
                    name="quantity"
                    min="0"
                    max=max.max(quantity)
                    inputmode="numeric"
                    autocomplete="off"
                    aria-label=quantity_of
                    value=quantity
                    data-submit
                />
                <button class="pn-button pn-button--quiet pn-fallback">{texts.get("basket-update")}</button>
            </form>
            <strong class="pn-line__total">{amount(&texts, total)}</strong>
            <form class="pn-line__remove" method="post" action=local_path("/pannier/basket/remove")>
                <input type="hidden" name="kind" value=kind/>
                <input type="hidden" name="id" value=id/>
                <button class="pn-button pn-button--quiet" aria-label=remove_it>{texts.get("basket-remove")}</button>
            </form>
            {notice.map(|n| view! {
                <p class=if n.blocks() { "pn-line__notice pn-error" } else { "pn-line__notice" }>{n.message(&texts)}</p>
            })}
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Currency, Money, components::Basket};

    fn line(title: &str, notice: Option<LineNotice>) -> BasketLineView {
        let price = Money::new(1900, Currency::EUR);
        BasketLineView {
            kind: "poster".to_owned(),
            id: title.to_lowercase(),
            title: title.to_owned(),
            url: String::new(),
            image: None,
            quantity: 1,
            unit_price: price,
            total: Some(price),
            max: 9,
            notice,
        }
    }

    fn html(lines: Vec<BasketLineView>) -> String {
        let basket = BasketView { lines, ..BasketView::default() };
        Owner::new().with(|| view! { <Basket basket/> }.to_html())
    }

    #[test]
    fn what_is_gone_is_a_notice_and_no_line() {
        let notice = "Salt is no longer available and has left your basket.";
        let some = html(vec![line("Dunes", None), line("Salt", Some(LineNotice::Gone))]);
        assert!(some.contains(notice) && some.contains("Checkout"), "{some}");
        assert_eq!(some.matches("class=\"pn-line\"").count(), 1, "{some}");
        let none = html(vec![line("Salt", Some(LineNotice::Gone))]);
        assert!(none.contains(notice) && none.contains("Your basket is empty."), "{none}");
    }

    #[test]
    fn what_is_sold_out_has_to_be_removed_first() {
        let html = html(vec![line("Dunes", None), line("Salt", Some(LineNotice::SoldOut))]);
        assert!(html.contains("Please fix the marked items first.") && !html.contains("Checkout"), "{html}");
    }
}
