//! What the server renders where a page leads to the withdrawal page.

use leptos::prelude::*;

use crate::{
    Store,
    components::language::{paths, use_texts},
    encode,
};

/// The link in the footer of any page.
pub(super) fn anywhere(class: String) -> AnyView {
    offered().then(|| link(&class, paths().withdraw)).into_any()
}

/// The link on the page of an order, with its token: the form then knows number, address and items.
pub(in crate::components) fn of_order(token: &str) -> Option<AnyView> {
    let to = || format!("{}?order={}", paths().withdraw, encode::component(token));
    offered().then(|| view! { <p>{link("", to())}</p> }.into_any())
}

fn offered() -> bool {
    use_context::<Store>().is_some_and(|store| store.offers_withdrawal())
}

fn link(class: &str, to: String) -> impl IntoView + use<> {
    view! { <a class=format!("pn-withdraw {class}") href=to rel="external">{use_texts().get("withdraw-link")}</a> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Settings,
        components::{Order, WithdrawalLink},
        receivers::Mailer,
        testing,
    };

    async fn store(offers: bool) -> Store {
        let settings = Settings::new("https://shop.example", "a secret that only tests have to know");
        let builder = testing::in_memory().await.mount_at("/shop");
        let builder = match offers {
            true => builder.withdrawals(Mailer::from_settings(&settings).unwrap()),
            false => builder,
        };
        builder.build().await.unwrap()
    }

    #[tokio::test]
    async fn a_store_that_offers_withdrawals_links_them_from_any_page_and_from_an_order() {
        for offers in [true, false] {
            let store = store(offers).await;
            let order = testing::order(&[("poster", "dunes", 1)]);
            let token = order.token.clone();
            let (footer, order) = Owner::new().with(|| {
                store.provide();
                (view! { <WithdrawalLink/> }.to_html(), view! { <Order order/> }.to_html())
            });
            assert_eq!(footer.contains("href=\"/shop/withdraw\""), offers, "{footer}");
            assert_eq!(footer.contains("Withdraw from contract here"), offers, "{footer}");
            assert_eq!(order.contains(&format!("href=\"/shop/withdraw?order={token}\"")), offers, "{order}");
        }
    }

    #[tokio::test]
    async fn an_order_that_was_not_paid_is_no_contract_to_withdraw_from() {
        let store = store(true).await;
        let mut order = testing::order(&[("poster", "dunes", 1)]);
        order.status = crate::OrderStatus::Pending;
        let html = Owner::new().with(|| {
            store.provide();
            view! { <Order order/> }.to_html()
        });
        assert!(!html.contains("/shop/withdraw"), "{html}");
    }
}
