//! The basket page.

#[cfg(feature = "ssr")]
mod view;

use leptos::prelude::*;

use super::server_part::server_part;
use crate::{BasketView, Problem, RemovedLine};

/// The basket page: change quantities, remove, undo, go to the checkout. Mount it with
/// `ssr=SsrMode::Async`: its status and redirects must be known before the first byte is sent.
///
/// It contains no heading: the `h1` above it is yours.
///
/// ```
/// # use leptos::prelude::*;
/// use pannier::components::BasketPage;
///
/// #[component]
/// fn Basket() -> impl IntoView {
///     view! {
///         <h1>"Your basket"</h1>
///         <BasketPage>
///             <p>"There is nothing in it yet. "<a href="/issues">"See our issues"</a></p>
///         </BasketPage>
///     }
/// }
/// ```
#[component]
pub fn BasketPage(
    /// Additional classes.
    #[prop(into, optional)]
    class: String,
    /// The content of an empty basket. Rendered on the server only.
    #[prop(optional)]
    children: Option<ChildrenFn>,
) -> impl IntoView {
    server_part!(view::page(class, children), super::server_part::live_page("pn-basket"))
}

/// The view of a [`BasketPage`], for a basket you have loaded. It posts its forms; only the page updates in
/// place.
///
/// ```
/// # use leptos::prelude::*;
/// use pannier::{BasketView, components::Basket};
///
/// let html = Owner::new().with(|| view! { <Basket basket=BasketView::default()/> }.to_html());
/// assert!(html.contains("Your basket is empty."));
/// ```
#[component]
pub fn Basket(
    /// The basket to show.
    basket: BasketView,
    /// A line that was just removed, to offer an undo.
    #[prop(optional)]
    removed: Option<RemovedLine>,
    /// The reason why the last change was refused.
    #[prop(optional)]
    problem: Option<Problem>,
    /// Additional classes.
    #[prop(into, optional)]
    class: String,
    /// The content of an empty basket. Rendered on the server only.
    #[prop(optional)]
    children: Option<ChildrenFn>,
) -> impl IntoView {
    server_part!(view::content(basket, removed, problem, class, children), super::server_part::page())
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::{BasketLineView, Currency, LineNotice, Money};

    fn html(basket: BasketView, problem: Option<Problem>) -> String {
        Owner::new().with(|| {
            Basket(BasketProps { basket, removed: None, problem, class: String::new(), children: None }).to_html()
        })
    }

    fn line(notice: Option<LineNotice>) -> BasketLineView {
        let unit_price = Money::new(1000, Currency::EUR);
        let (kind, id, title, url) = ("book".to_owned(), "1".to_owned(), "Dunes".to_owned(), String::new());
        let total = Some(unit_price);
        BasketLineView {
            kind,
            id,
            title,
            url,
            image: None,
            quantity: 1,
            unit_price,
            total,
            max: 9,
            notice,
            discount: None,
        }
    }

    #[test]
    fn a_basket_that_does_not_add_up_leads_nowhere() {
        let lines = vec![BasketLineView { total: None, ..line(None) }];
        let basket = BasketView { lines, count: 1, problem: Some(Problem::NoTotal), ..BasketView::default() };
        let html = html(basket, Some(Problem::NoTotal));
        assert_eq!(html.matches(&Problem::NoTotal.to_string()).count(), 1, "{html}");
        assert_eq!(
            (html.matches('—').count(), html.contains("data-total"), html.contains("Checkout")),
            (2, false, false)
        );
    }

    #[test]
    fn the_browser_knows_which_lines_count() {
        let lines = vec![line(None), line(Some(LineNotice::OnlyLeft(1))), line(Some(LineNotice::SoldOut))];
        let html = html(BasketView { lines, ..BasketView::default() }, None);
        assert_eq!((html.matches("data-quantity").count(), html.matches("data-uncounted").count()), (3, 1));
    }
}
