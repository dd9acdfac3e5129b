//! What is on sale for a time, and what is no longer sold.

use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use pannier::{
    Availability, CheckoutForm, CheckoutOutcome, CheckoutView, Field, Intent, LineNotice, OrderQuery, Parcel,
    PaymentState, Problem, SaleState, ShippingError, ShippingMethod, ShippingOption, Store, Visitor, args, testing,
};

use crate::{
    on_both,
    world::{Pending, World, euro, seconds, visitor},
};

on_both!(
    nothing_is_added_before_its_sale,
    a_sale_that_was_put_off_holds_up_its_line,
    what_is_no_longer_sold_leaves_the_basket_and_the_rest_is_ordered,
    what_leaves_while_the_shopper_is_at_the_checkout_is_named_first,
    a_basket_of_which_nothing_is_sold_is_empty,
    nothing_is_placed_after_its_sale,
    a_basket_that_comes_back_names_what_is_gone,
    a_line_of_an_earlier_version_has_no_title,
);

/// A product that is on sale for another minute.
async fn ending(world: &World, id: &str) {
    let end = world.store.db().now() + seconds(60);
    world.product(id).available(Availability::until(end)).grams(100).stock(5).insert().await;
}

async fn submit(world: &World, visitor: &Visitor, form: CheckoutForm) -> CheckoutOutcome {
    world.store.submit_checkout(visitor, form, Intent::Pay).await.unwrap()
}

fn review(outcome: CheckoutOutcome) -> CheckoutView {
    let CheckoutOutcome::Review(view) = outcome else { panic!("{outcome:?}") };
    *view
}

/// The titles of the order that was placed.
async fn ordered(world: &World, outcome: CheckoutOutcome) -> Vec<String> {
    assert!(matches!(outcome, CheckoutOutcome::Redirect(_)), "{outcome:?}");
    let newest = world.admin().orders(&OrderQuery::default()).await.unwrap().remove(0);
    let (order, _) = world.admin().order(newest.number).await.unwrap();
    order.lines.into_iter().map(|line| line.title).collect()
}

async fn nothing_is_added_before_its_sale(world: World) {
    let opening = world.store.db().now() + seconds(60);
    let period = Availability { from: Some(opening), until: Some(opening + seconds(60)) };
    world.product("early").available(period).insert().await;
    let visitor = visitor();
    let add = async || world.store.add_to_basket(&visitor, "product", "early", 1).await;
    assert_eq!(add().await, Err(Problem::NotOnSaleYet));
    assert_eq!(visitor.order_id().await.unwrap(), None);
    world.advance(seconds(60));
    assert_eq!(add().await, Ok(()));
    world.advance(seconds(60));
    assert_eq!(add().await, Err(Problem::UnknownItem));
    let set = world.store.set_quantity(&visitor, "product", "early", 2).await;
    assert_eq!(set, Err(Problem::UnknownItem));
    assert_eq!(period.state(world.store.db().now()), SaleState::Over);
}

async fn a_sale_that_was_put_off_holds_up_its_line(world: World) {
    world.product("early").insert().await;
    world.product("pen").insert().await;
    let visitor = world.visitor_with(&["early", "pen"]).await;
    let opening = world.store.db().now() + seconds(60);
    world.db.execute("UPDATE products SET available_from = $1 WHERE id = 'early'", args![opening]).await.unwrap();
    let basket = world.store.basket(&visitor).await.unwrap();
    assert_eq!((basket.count, basket.total), (1, Some(euro(1000))));
    assert_eq!(basket.lines[0].notice, Some(LineNotice::NotOnSaleYet(opening)));
    let set = world.store.set_quantity(&visitor, "product", "early", 2).await;
    assert_eq!(set, Err(Problem::NotOnSaleYet));
    let view = review(world.pay(&visitor).await.unwrap());
    let [error] = &view.errors[..] else { panic!("{:?}", view.errors) };
    assert!(error.field == Field::Total && error.message.contains("The early: Available from"), "{error:?}");
    assert_eq!(world.gateway.starts(), 0);
    world.advance(seconds(60));
    assert_eq!(ordered(&world, world.pay(&visitor).await.unwrap()).await, ["The early", "The pen"]);
}

async fn what_is_no_longer_sold_leaves_the_basket_and_the_rest_is_ordered(world: World) {
    ending(&world, "evening").await;
    world.product("retired").insert().await;
    world.product("pen").insert().await;
    let visitor = world.visitor_with(&["evening", "pen", "retired"]).await;
    world.advance(seconds(60));
    world.db.execute("DELETE FROM products WHERE id = 'retired'", &[]).await.unwrap();
    let basket = world.store.basket(&visitor).await.unwrap();
    let seen: Vec<_> = basket.lines.iter().map(|line| (&*line.title, line.notice.clone())).collect();
    let gone = Some(LineNotice::Gone);
    assert_eq!(seen, [("The evening", gone.clone()), ("The pen", None), ("The retired", gone)]);
    assert_eq!((basket.count, basket.total), (1, Some(euro(1000))));
    let view = world.store.checkout(&visitor).await.unwrap();
    assert_eq!((view.form.total.as_str(), view.address), ("1000 EUR without 2", None), "nothing that ships is left");
    assert_eq!(ordered(&world, world.pay(&visitor).await.unwrap()).await, ["The pen"]);
    assert_eq!(world.number("SELECT COUNT(*) AS n FROM pannier_order_lines", &[]).await, 1);
    assert_eq!(world.stock("evening").await, 5);
}

async fn what_leaves_while_the_shopper_is_at_the_checkout_is_named_first(world: World) {
    world.product("sample").price(euro(0)).insert().await;
    world.product("pen").insert().await;
    for id in ["pen", "sample"] {
        let (visitor, starts) = (world.visitor_with(&["pen", "sample"]).await, world.gateway.starts());
        world.store.set_quantity(&visitor, "product", "pen", 2).await.unwrap();
        let form = world.filled_in(&visitor).await;
        let end = world.store.db().now();
        let sql = "UPDATE products SET available_until = $1 WHERE id = $2";
        world.db.execute(sql, args![end, id]).await.unwrap();
        // Even if the total is the same without it.
        let view = review(submit(&world, &visitor, form).await);
        assert!(view.errors.iter().all(|error| error.field == Field::Total), "{:?}", view.errors);
        let left = format!("The {id} is no longer available");
        assert!(view.errors[0].message.contains(&left), "{:?}", view.errors);
        assert_eq!(world.gateway.starts(), starts);
        let rest = if id == "pen" { "The sample" } else { "The pen" };
        assert_eq!(ordered(&world, submit(&world, &visitor, view.form).await).await, [rest]);
        world.db.execute("UPDATE products SET available_until = NULL", &[]).await.unwrap();
    }
}

async fn a_basket_of_which_nothing_is_sold_is_empty(world: World) {
    ending(&world, "evening").await;
    world.product("pen").insert().await;
    let visitor = world.visitor_with(&["evening"]).await;
    let form = world.filled_in(&visitor).await;
    world.advance(seconds(60));
    assert_eq!(world.store.checkout(&visitor).await.unwrap_err(), Problem::EmptyBasket);
    for intent in [Intent::Update, Intent::Pay] {
        let outcome = world.store.submit_checkout(&visitor, form.clone(), intent).await;
        assert_eq!(outcome.unwrap_err(), Problem::EmptyBasket);
    }
    let basket = world.store.basket(&visitor).await.unwrap();
    assert_eq!((basket.count, basket.total, basket.lines.len()), (0, None, 1));
    // Nothing to undo: it could not be added again.
    assert_eq!(world.store.remove_from_basket(&visitor, "product", "evening").await, Ok(None));
    assert!(world.store.basket(&visitor).await.unwrap().lines.is_empty());
    world.store.add_to_basket(&visitor, "product", "pen", 1).await.unwrap();
    assert_eq!(ordered(&world, world.pay(&visitor).await.unwrap()).await, ["The pen"]);
}

/// A carrier that takes a minute for a quote, once it knows the store.
struct Slow(Arc<OnceLock<Store>>);

#[async_trait]
impl ShippingMethod for Slow {
    fn id(&self) -> &'static str {
        "slow"
    }

    async fn quote(&self, _: &Parcel) -> Result<Vec<ShippingOption>, ShippingError> {
        if let Some(store) = self.0.get() {
            testing::advance(store, seconds(60));
        }
        Ok(Vec::new())
    }
}

async fn nothing_is_placed_after_its_sale(world: World) {
    let slow = Arc::new(OnceLock::new());
    let method = Slow(Arc::clone(&slow));
    let world = world.with(|builder| builder.ship(method)).await;
    ending(&world, "evening").await;
    world.product("pen").grams(10).insert().await;
    let visitor = world.visitor_with(&["evening", "pen"]).await;
    let form = world.filled_in(&visitor).await;
    slow.set(world.store.clone()).unwrap();
    let view = review(submit(&world, &visitor, form).await);
    let [error] = &view.errors[..] else { panic!("{:?}", view.errors) };
    assert_eq!(error.message, "Sorry, The evening is no longer available. You were not charged.");
    assert_eq!((world.gateway.starts(), world.stock("evening").await), (0, 5));
    let outcome = world.pay(&visitor).await.unwrap();
    assert_eq!(ordered(&world, outcome).await, ["The pen"]);
}

async fn a_basket_that_comes_back_names_what_is_gone(world: World) {
    world.product("book").insert().await;
    let Pending { visitor, attempt, .. } = world.pending(&["book"]).await;
    world.db.execute("DELETE FROM products", &[]).await.unwrap();
    world.store.settle(&attempt, &PaymentState::Cancelled).await.unwrap();
    let line = world.store.basket(&visitor).await.unwrap().lines.remove(0);
    assert_eq!((line.title.as_str(), line.total, line.notice), ("The book", None, Some(LineNotice::Gone)));
}

async fn a_line_of_an_earlier_version_has_no_title(world: World) {
    world.product("book").insert().await;
    let visitor = world.visitor_with(&["book"]).await;
    world.db.execute("UPDATE pannier_order_lines SET quoted_title = NULL", &[]).await.unwrap();
    world.db.execute("DELETE FROM products", &[]).await.unwrap();
    assert_eq!(world.store.basket(&visitor).await.unwrap().lines[0].title, "An item");
}
