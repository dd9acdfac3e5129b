//! From the basket to a placed order.

use pannier::{AddressField, CheckoutForm, CheckoutOutcome, Field, Intent, args};

use crate::{
    on_both,
    world::{Pending, World, euro},
};

on_both!(
    invalid_fields_are_reported_and_the_form_is_kept,
    a_changed_total_is_shown_and_not_charged,
    twenty_clicks_on_pay_make_one_order_and_one_call,
    the_last_seat_is_sold_once,
    a_cancelled_order_gives_its_stock_back,
    a_placed_order_keeps_its_prices,
    an_old_form_does_not_pay_for_the_new_basket,
    another_visitors_attempt_reveals_nothing,
    shipped_products_need_an_address_and_add_a_shipping_price,
    an_unsubmitted_form_is_kept,
    the_next_checkout_of_a_session_is_prefilled,
    form_fields_are_normalized,
);

async fn an_unsubmitted_form_is_kept(world: World) {
    world.product("book").grams(300).insert().await;
    let visitor = world.visitor_with(&["book"]).await;
    let mut form = CheckoutForm { email: "ada@ex".into(), ..CheckoutForm::default() };
    form.shipping_address.city = "Ber".into();
    world.store.save_checkout(&visitor, &form).await.unwrap();
    let kept = world.store.checkout(&visitor).await.unwrap();
    assert_eq!((kept.form.email.as_str(), kept.form.shipping_address.city.as_str()), ("ada@ex", "Ber"));
    assert_eq!(kept.errors, []);
    // A form that comes too late, or from nowhere, changes nothing.
    world.pay(&visitor).await.unwrap();
    world.store.save_checkout(&visitor, &form).await.unwrap();
    world.store.save_checkout(&crate::world::visitor(), &form).await.unwrap();
    let sql = "SELECT COUNT(*) AS n FROM pannier_orders WHERE email = 'ada@ex'";
    assert_eq!(world.number(sql, &[]).await, 0);
}

async fn the_next_checkout_of_a_session_is_prefilled(world: World) {
    world.product("book").grams(300).insert().await;
    let Pending { visitor, attempt, .. } = world.pending(&["book"]).await;
    world.store.settle(&attempt, &crate::world::paid(1490)).await.unwrap();
    world.store.add_to_basket(&visitor, "product", "book", 1).await.unwrap();
    let view = world.store.validated_checkout(&visitor).await.unwrap();
    assert_eq!(view.errors, [], "there is nothing left to do but to pay");
    let address = &view.form.shipping_address;
    assert_eq!((address.name.as_str(), address.postal_code.as_str()), ("Ada Lovelace", "10117"));
    assert_ne!(view.form.attempt, attempt);
    assert!(matches!(
        world.store.submit_checkout(&visitor, view.form, Intent::Pay).await,
        Ok(CheckoutOutcome::Redirect(_))
    ));
    // Somebody else begins with nothing.
    let other = world.visitor_with(&["book"]).await;
    assert_eq!(world.store.checkout(&other).await.unwrap().form.email, "");
}

async fn form_fields_are_normalized(world: World) {
    world.product("book").grams(300).insert().await;
    let visitor = world.visitor_with(&["book"]).await;
    let mut form = world.filled_in(&visitor).await;
    form.email = " ada@ example.com".into();
    form.shipping_address.postal_code = "D-10115".into();
    form.shipping_address.country = "DE".into();
    assert!(matches!(world.store.submit_checkout(&visitor, form, Intent::Pay).await, Ok(CheckoutOutcome::Redirect(_))));
    let sql = "SELECT COUNT(*) AS n FROM pannier_orders WHERE email = 'ada@example.com' AND postal_code = '10115'";
    assert_eq!(world.number(sql, &[]).await, 1);
}

async fn invalid_fields_are_reported_and_the_form_is_kept(world: World) {
    world.product("book").grams(300).insert().await;
    let visitor = world.visitor_with(&["book"]).await;
    let mut form = world.filled_in(&visitor).await;
    form.email = "ada at example".into();
    form.shipping_address.postal_code = "1".into();
    form.shipping_address.city = String::new();
    let outcome = world.store.submit_checkout(&visitor, form, Intent::Pay).await.unwrap();
    let CheckoutOutcome::Review(view) = outcome else { panic!("{outcome:?}") };
    let fields: Vec<Field> = view.errors.iter().map(|e| e.field).collect();
    assert_eq!(
        fields,
        [Field::Email, Field::ShippingAddress(AddressField::PostalCode), Field::ShippingAddress(AddressField::City)]
    );
    let kept = world.store.validated_checkout(&visitor).await.unwrap();
    assert_eq!(
        (kept.form.email.as_str(), kept.form.shipping_address.name.as_str()),
        ("ada at example", "Ada Lovelace")
    );
    assert_eq!(kept.errors, view.errors);
    assert_eq!(world.gateway.starts(), 0);
}

async fn a_changed_total_is_shown_and_not_charged(world: World) {
    world.product("book").insert().await;
    let visitor = world.visitor_with(&["book"]).await;
    let form = world.filled_in(&visitor).await;
    world.db.execute("UPDATE products SET amount = 1200 WHERE id = 'book'", &[]).await.unwrap();
    for attempt in [form.attempt.clone(), "not-a-token".into(), String::new()] {
        let form = CheckoutForm { attempt, ..form.clone() };
        let outcome = world.store.submit_checkout(&visitor, form, Intent::Pay).await.unwrap();
        let CheckoutOutcome::Review(view) = outcome else { panic!("{outcome:?}") };
        assert_eq!(view.errors[0].field, Field::Total);
        assert!(view.errors[0].message.contains("€12.00"), "{:?}", view.errors);
        assert_eq!(view.totals.total, euro(1200));
    }
    assert_eq!(world.gateway.starts(), 0);
    assert!(matches!(world.pay(&visitor).await, Ok(CheckoutOutcome::Redirect(_))));
}

async fn twenty_clicks_on_pay_make_one_order_and_one_call(world: World) {
    world.product("book").insert().await;
    let visitor = world.visitor_with(&["book"]).await;
    let form = world.filled_in(&visitor).await;
    let mut clicks = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let (store, visitor, form) = (world.store.clone(), visitor.clone(), form.clone());
        clicks.spawn(async move { store.submit_checkout(&visitor, form, Intent::Pay).await });
    }
    while let Some(click) = clicks.join_next().await {
        let outcome = click.unwrap().unwrap();
        assert!(matches!(outcome, CheckoutOutcome::Redirect(_)), "{outcome:?}");
    }
    assert_eq!(world.gateway.starts(), 1);
    assert_eq!(world.number("SELECT COUNT(*) AS n FROM pannier_orders WHERE number IS NOT NULL", &[]).await, 1);
    assert_eq!(world.number("SELECT COUNT(*) AS n FROM pannier_payments", &[]).await, 1);
}

async fn the_last_seat_is_sold_once(world: World) {
    world.product("seat").price(euro(2400)).stock(1).insert().await;
    let mut shoppers = Vec::new();
    for _ in 0..50 {
        let visitor = world.visitor_with(&["seat"]).await;
        let form = world.filled_in(&visitor).await;
        shoppers.push((visitor, form));
    }
    let mut paying = tokio::task::JoinSet::new();
    for (visitor, form) in shoppers {
        let store = world.store.clone();
        paying.spawn(async move { store.submit_checkout(&visitor, form, Intent::Pay).await });
    }
    let (mut sold, mut refused) = (0, 0);
    while let Some(outcome) = paying.join_next().await {
        match outcome.unwrap().unwrap() {
            CheckoutOutcome::Redirect(_) => sold += 1,
            CheckoutOutcome::Review(view) => {
                assert!(view.errors.iter().any(|e| e.field == Field::Total), "{:?}", view.errors);
                refused += 1;
            }
            other => panic!("this gateway has no element: {other:?}"),
        }
    }
    assert_eq!((sold, refused), (1, 49));
    assert_eq!(world.gateway.starts(), 1, "the others learn it before anybody calls their bank");
    assert_eq!(world.stock("seat").await, 0);
}

async fn a_cancelled_order_gives_its_stock_back(world: World) {
    world.product("seat").price(euro(2400)).stock(5).insert().await;
    let Pending { attempt, .. } = world.pending(&["seat"]).await;
    assert_eq!(world.stock("seat").await, 4);
    for _ in 0..3 {
        world.store.settle(&attempt, &pannier::PaymentState::Cancelled).await.unwrap();
    }
    assert_eq!(world.stock("seat").await, 5);
}

async fn a_placed_order_keeps_its_prices(world: World) {
    world.product("book").insert().await;
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;
    world.db.execute("UPDATE products SET amount = 5, title = 'Other' WHERE id = 'book'", &[]).await.unwrap();
    let order = world.store.order(&token).await.unwrap();
    assert_eq!((order.total, order.lines[0].title.as_str()), (euro(1000), "The book"));
    world.db.execute("DELETE FROM products", &[]).await.unwrap();
    world.store.settle(&attempt, &crate::world::paid(1000)).await.unwrap();
    let order = world.store.order(&token).await.unwrap();
    assert_eq!((order.status, order.total), (pannier::OrderStatus::Completed, euro(1000)));
}

async fn an_old_form_does_not_pay_for_the_new_basket(world: World) {
    world.product("book").insert().await;
    let visitor = world.visitor_with(&["book"]).await;
    let form = world.filled_in(&visitor).await;
    world.store.submit_checkout(&visitor, form.clone(), Intent::Pay).await.unwrap();
    world.store.settle(&form.attempt, &pannier::PaymentState::Cancelled).await.unwrap();
    let again = world.store.submit_checkout(&visitor, form.clone(), Intent::Pay).await.unwrap();
    assert!(matches!(&again, CheckoutOutcome::Redirect(page) if page.starts_with("/order/")), "{again:?}");
    for intent in [Intent::Update, Intent::Pay] {
        let incomplete = CheckoutForm { email: "nobody".into(), ..form.clone() };
        assert_eq!(world.store.submit_checkout(&visitor, incomplete, intent).await.unwrap(), again);
    }
    assert_eq!(world.gateway.starts(), 1);
    assert_eq!(world.store.basket(&visitor).await.unwrap().count, 1);
    assert_eq!(world.store.checkout(&visitor).await.unwrap().form.email, form.email, "that of the new basket");
}

async fn another_visitors_attempt_reveals_nothing(world: World) {
    world.product("book").insert().await;
    let Pending { attempt: theirs, .. } = world.pending(&["book"]).await;
    let visitor = world.visitor_with(&["book"]).await;
    let form = CheckoutForm { attempt: theirs.clone(), ..world.filled_in(&visitor).await };
    let outcome = world.store.submit_checkout(&visitor, form, Intent::Pay).await.unwrap();
    let CheckoutOutcome::Review(view) = outcome else { panic!("{outcome:?}") };
    assert_ne!(view.form.attempt, theirs, "the page has an attempt of its own now");
    assert_eq!(world.gateway.starts(), 1);
    assert_eq!(world.store.basket(&visitor).await.unwrap().count, 1, "nothing was placed");
}

async fn shipped_products_need_an_address_and_add_a_shipping_price(world: World) {
    world.product("file").insert().await;
    world.product("book").grams(300).insert().await;
    let digital = world.visitor_with(&["file"]).await;
    let view = world.store.checkout(&digital).await.unwrap();
    assert_eq!((view.address, view.parcels.len(), view.totals.total), (None, 0, euro(1000)));
    let shipped = world.visitor_with(&["file", "book"]).await;
    let view = world.store.checkout(&shipped).await.unwrap();
    assert_eq!((view.address.unwrap().country.as_str(), view.totals.total), ("DE", euro(2490)));
    let mut form = world.filled_in(&shipped).await;
    form.shipping_address.country = "FR".into();
    let outcome = world.store.submit_checkout(&shipped, form, Intent::Pay).await.unwrap();
    let CheckoutOutcome::Review(view) = outcome else { panic!("{outcome:?}") };
    assert!(
        view.parcels[0].choices.is_empty()
            && view.errors.iter().any(|e| e.field == Field::ShippingAddress(AddressField::Country)),
        "{:?}",
        view.errors
    );
    let sql = "SELECT COUNT(*) AS n FROM pannier_orders WHERE status = $1";
    assert_eq!(world.number(sql, args!["pending"]).await, 0);
}
