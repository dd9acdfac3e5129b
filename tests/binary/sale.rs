//! The end of a sale, for a shopper whose basket holds what it was about.

use std::time::Duration;

use pannier::{Timestamp, args, db::Db};

use crate::{
    client::{Browser, Checkout},
    process::Shop,
};

#[tokio::test]
async fn a_ticket_leaves_the_basket_when_its_sale_ends() {
    let shop = Shop::open();
    let browser = Browser::new(&shop.url);
    let add =
        async |kind: &str, id: &str| browser.post("/pannier/basket/add", &[("kind", kind), ("id", id)]).await.unwrap();
    let get = async |path: &str| browser.get(path).await.unwrap().1;
    let (page, form) = ("/tickets/blue-hour-recital", "action=\"/pannier/basket/add\"");
    assert!(get(page).await.contains(form));
    add("ticket", "blue-hour-recital").await;
    add("album", "blue-hour").await;

    let db = Db::connect(&format!("sqlite:{}/shop.db", shop.data.display())).await.unwrap();
    let soon = Timestamp::now() + Duration::from_secs(60 * 60);
    db.execute("UPDATE tickets SET starts_at = $1 WHERE id = 'blue-hour-recital'", args![soon]).await.unwrap();
    db.close().await;

    let over = get(page).await;
    assert!(over.contains("Online sales for this evening have ended.") && !over.contains(form), "{over}");
    let basket = get("/basket").await;
    for part in ["Blue Hour, in the Dark (ticket, ", "is no longer available and has left your basket.", "/checkout"] {
        assert!(basket.contains(part), "{part}: {basket}");
    }
    let again = add("ticket", "blue-hour-recital").await;
    assert!(again.ends_with("/basket?problem=unknown-item"), "{again}");

    let checkout = get("/checkout").await;
    assert!(checkout.contains("No longer available, and not part of your order."), "{checkout}");
    let checkout = Checkout::on(&checkout).unwrap();
    assert_eq!(checkout.total, "900 EUR without 1");
    let gateway = browser.post("/pannier/checkout", &checkout.paid_by("sandbox", "")).await.unwrap();
    let order = browser.approve(&gateway).await.unwrap();
    let order = get(&order).await;
    assert!(order.contains("Blue Hour (download)") && !order.contains("in the Dark"), "{order}");
}
