//! What the server renders where a page leads to the withdrawal page.

use leptos::prelude::*;

use super::view::earlier;
use crate::{
    OrderWithdrawal, Store,
    components::language::{paths, use_texts},
    encode,
    inert::IntoInert,
};

/// The link in the footer of any page.
pub(super) fn anywhere(class: String) -> Option<impl IntoView> {
    offered().then(|| link(&class, paths().withdraw))
}

/// What the page of an order says of withdrawals: those that were received, and the link with its token, from which the form
/// knows number, address and items.
pub(in crate::components) fn of_order(token: &str, withdrawals: &[OrderWithdrawal]) -> Option<AnyView> {
    let received = earlier(withdrawals, &use_texts());
    let to = || format!("{}?order={}", paths().withdraw, encode::component(token));
    offered().then(|| view! { {received} <p>{link("", to())}</p> }.into_inert())
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
        Settings, Timestamp, WithdrawalLine, WithdrawalRight,
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
    async fn the_page_of_an_order_says_what_was_withdrawn() {
        let store = store(true).await;
        let line = WithdrawalLine {
            kind: "poster".to_owned(),
            id: "dunes".to_owned(),
            title: "Dunes".to_owned(),
            quantity: 2,
            right: WithdrawalRight::Applies,
        };
        let withdrawal = |lines: Vec<WithdrawalLine>, in_words: bool| OrderWithdrawal {
            received_at: Timestamp::from_secs(1_795_996_800),
            lines,
            identified: !in_words,
            in_words,
        };
        for (withdrawal, said) in [
            (withdrawal(vec![line], false), "2 × Dunes"),
            (withdrawal(Vec::new(), false), "The whole order"),
            (withdrawal(Vec::new(), true), "the items that your message names"),
        ] {
            let mut order = testing::order(&[("poster", "dunes", 2)]);
            order.withdrawals = vec![withdrawal];
            let html = Owner::new().with(|| {
                store.provide();
                view! { <Order order/> }.to_html()
            });
            assert!(html.contains("We received your withdrawal on") && html.contains(said), "{said}: {html}");
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
