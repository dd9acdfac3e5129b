//! What the server renders on the basket page.

use leptos::prelude::*;

use crate::{
    BasketLineView, BasketView, LineNotice, PriceNote, Problem, RemovedLine, Store, Texts, api,
    components::{
        browser::live::LiveRegion,
        code::BasketCode,
        island_loader::PageScripts,
        language::{amount, local_path, paths, use_texts},
        page_context::{load, query},
        sums::{discount_rows, line_price, row},
    },
    inert::IntoInert,
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
                        view! { <p class="pn-notice pn-notice--error" role="alert">{problem}</p> }.into_inert()
                    }
                }
            })}
        </Suspense>
    }
}

/// Whether the tax comes on top of the prices, which the total does not say.
fn adds_tax() -> bool {
    use_context::<Store>().is_some_and(|store| matches!(store.price_note(), PriceNote::OnTop))
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
) -> AnyView {
    let BasketView {
        lines,
        count,
        total,
        problem: unsummed,
        pending,
        subtotal,
        discounts,
        code,
        code_problem,
        codes,
        nothing_ships,
    } = basket;
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
    // Said beside the field for a code, if the page has it.
    let (of_code, problem): (Option<Problem>, Option<Problem>) = match problem {
        Some(Problem::UnknownCode | Problem::TooManyCodes | Problem::CodeUsed) if codes && !empty => (problem, None),
        problem => (None, problem),
    };
    let of_code = of_code.map(|problem| problem.message(&texts));
    let data_total = total.map(|total| texts.money(total));
    let total = amount(&texts, total);
    let discounted = !discounts.is_empty() || code.is_some();
    let reductions = (!discounts.is_empty()).then(|| {
        let before = row(texts.get("basket-before-discounts"), amount(&texts, subtotal));
        view! { <dl class="pn-totals pn-basket__discounts">{before}{discount_rows(&discounts, &texts)}</dl> }
    });
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
                .into_inert(),
            })}
            {(!empty).then(|| view! {
                // The browser leaves its sums to the store, which knows what other quantities do to the discounts.
                <ol class="pn-basket__lines" data-discounted=discounted.then_some("")>
                    {lines.into_iter().map(|line| view! { <Line line/> }).collect_view()}
                </ol>
                <div class="pn-basket__summary">
                    {reductions}
                    <p class="pn-basket__total">
                        <span>{texts.get("basket-total")}</span>
                        <strong>{total}</strong>
                    </p>
                    {(!nothing_ships).then(|| view! { <p class="pn-hint">{texts.get("basket-shipping-later")}</p> })}
                    {adds_tax().then(|| view! { <p class="pn-hint">{texts.get("basket-tax-later")}</p> })}
                    {codes.then(|| view! { <BasketCode code code_problem refused=of_code/> })}
                    {match obstacle {
                        None => view! {
                            <a class="pn-button pn-button--primary" href=paths().checkout rel="external">{texts.get("basket-checkout")}</a>
                        }
                        .into_inert(),
                        Some(obstacle) => view! { <p class="pn-error">{obstacle}</p> }.into_inert(),
                    }}
                </div>
            })}
        </div>
    }
    .into_any()
}

/// The notice that an item has left the basket. Its line stays in the order until the shopper has read it.
#[component]
fn Gone(line: BasketLineView) -> AnyView {
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
    .into_inert()
}

fn waits_for_payment(texts: &Texts, number: i64) -> String {
    let (problem, number) = (Problem::PaymentPending.message(texts), number.to_string());
    texts.format("basket-pending", &[("problem", (&problem).into()), ("number", (&number).into())])
}

/// A line of the basket. The `data-` attributes serve [`LiveRegion`], which shows a change before the store
/// has responded.
#[component]
fn Line(line: BasketLineView) -> AnyView {
    let (uncounted, reduced) = (!line.counts(), line.discounted());
    let BasketLineView { kind, id, title, url, image, quantity, unit_price, total, max, notice, .. } = line;
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
                    true => title.clone().into_inert(),
                    false => view! { <a href=local_path(&url)>{title.clone()}</a> }.into_inert(),
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
            <strong class="pn-line__total">{line_price(total, reduced, &texts)}</strong>
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
    .into_inert()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Currency, DiscountView, Money, StoreBuilder,
        components::{Basket, basket::BasketProps},
        tax::{OnTop, Vat},
        testing,
    };

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
            discount: None,
        }
    }

    fn html(lines: Vec<BasketLineView>) -> String {
        let basket = BasketView { lines, ..BasketView::default() };
        Owner::new().with(|| view! { <Basket basket/> }.to_html())
    }

    #[test]
    fn shipping_is_spoken_of_if_something_ships() {
        for nothing_ships in [false, true] {
            let basket = BasketView { lines: vec![line("Dunes", None)], nothing_ships, ..BasketView::default() };
            let html = Owner::new().with(|| view! { <Basket basket/> }.to_html());
            assert_ne!(html.contains("Shipping is calculated"), nothing_ships, "{html}");
        }
    }

    #[tokio::test]
    async fn a_basket_whose_prices_lack_the_tax_says_so() {
        let shown = async |builder: StoreBuilder| {
            let store = builder.build().await.expect("a store");
            Owner::new().with(|| {
                store.provide();
                let basket = BasketView { lines: vec![line("Dunes", None)], ..BasketView::default() };
                view! { <Basket basket/> }.to_html()
            })
        };
        let (on_top, included) = (testing::in_memory().await.tax(OnTop::new()), testing::in_memory().await);
        assert!(shown(on_top).await.contains("Taxes are added at checkout."));
        assert!(!shown(included.tax(Vat::from("DE"))).await.contains("Taxes"));
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

    fn euro(cents: i64) -> Money {
        Money::new(cents, Currency::EUR)
    }

    fn reduced() -> BasketView {
        let lines = vec![BasketLineView { discount: Some(euro(400)), ..line("Dunes", None) }, line("Salt", None)];
        let discount = DiscountView { label: "Spring".to_owned(), code: Some("SPRING".to_owned()), amount: euro(400) };
        BasketView {
            lines,
            count: 2,
            subtotal: Some(euro(3800)),
            total: Some(euro(3400)),
            discounts: vec![discount],
            code: Some("SPRING".to_owned()),
            codes: true,
            ..BasketView::default()
        }
    }

    #[test]
    fn a_discount_is_struck_off_its_line_and_has_a_row_of_its_own() {
        let html = Owner::new().with(|| view! { <Basket basket=reduced()/> }.to_html());
        assert_eq!(html.matches("<s ").count(), 1, "{html}");
        for part in ["€15.00", "€38.00", "Spring (code SPRING)", "−€4.00", "€34.00", "Code SPRING"] {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert!(html.contains("data-total=\"€34.00\""), "{html}");
    }

    #[test]
    fn the_browser_adds_up_no_basket_that_has_a_discount_or_a_code() {
        let list = |basket: BasketView| {
            let html = Owner::new().with(|| view! { <Basket basket/> }.to_html());
            html.split("<ol").nth(1).and_then(|list| list.split('>').next()).map(str::to_owned).expect("a list")
        };
        assert!(list(reduced()).contains("data-discounted"));
        assert!(list(BasketView { discounts: Vec::new(), ..reduced() }).contains("data-discounted"));
        assert!(!list(BasketView { discounts: Vec::new(), code: None, ..reduced() }).contains("data-discounted"));
    }

    #[test]
    fn a_code_is_asked_for_only_where_there_are_codes_and_refused_beside_its_field() {
        let shown = |codes, problem: Option<Problem>| {
            let basket = BasketView { codes, lines: vec![line("Dunes", None)], ..BasketView::default() };
            let basket = BasketProps { basket, removed: None, problem, class: String::new(), children: None };
            Owner::new().with(|| Basket(basket).to_html())
        };
        assert!(!shown(false, None).contains("pn-code"), "{}", shown(false, None));
        assert!(shown(true, None).contains("Have a code?"));
        let refused = shown(true, Some(Problem::UnknownCode));
        assert!(!refused.contains("pn-notice--error"), "{refused}");
        let message = Problem::UnknownCode.message(&use_texts());
        assert_eq!(refused.matches(&message).count(), 1, "{refused}");
        let nowhere = shown(false, Some(Problem::UnknownCode));
        assert!(nowhere.contains("pn-notice--error"), "{nowhere}");
    }
}
