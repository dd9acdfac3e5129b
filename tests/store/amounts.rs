//! One basket has one sum, on its own page and at the checkout, or none at all.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use async_trait::async_trait;
use pannier::{
    Amounts, BasketView, CheckoutForm, CheckoutOutcome, Currency, Field, Intent, LineNotice, Money, Parcel, Problem,
    ShippingError, ShippingMethod, ShippingOption, Visitor, args, db::Db,
};

use crate::{
    on_both,
    world::{World, euro},
};

on_both!(
    basket_and_checkout_show_the_same_sum,
    a_sum_out_of_range_is_no_smaller_sum,
    shipping_out_of_range_is_no_smaller_sum,
    no_order_costs_more_than_the_database_takes,
    a_price_that_cannot_be_added_up_blocks_the_basket,
    a_second_currency_leaves_no_sum,
    a_transaction_that_does_not_add_up_is_rolled_back,
);

const DOLLARS: Problem = Problem::MixedCurrencies { basket: Currency::EUR, item: Currency::USD };

async fn basket(world: &World, visitor: &Visitor) -> BasketView {
    world.store.basket(visitor).await.unwrap()
}

async fn change(world: &World, set: &str, id: &str) {
    let sql = format!("UPDATE products SET {set} WHERE id = $1");
    assert_eq!(world.db.execute(&sql, args![id]).await.unwrap(), 1);
}

/// Asserts that neither page shows a sum, for this reason, and that the order cannot be placed.
async fn assert_refused(world: &World, visitor: &Visitor, problem: Problem) {
    let seen = basket(world, visitor).await;
    assert_eq!((seen.total, seen.problem.as_ref()), (None, Some(&problem)));
    assert_eq!(world.store.validated_checkout(visitor).await.unwrap_err(), problem);
    assert_not_placed(world, visitor, problem).await;
}

async fn assert_not_placed(world: &World, visitor: &Visitor, problem: Problem) {
    for intent in [Intent::Update, Intent::Pay] {
        let outcome = world.store.submit_checkout(visitor, CheckoutForm::default(), intent).await;
        assert_eq!(outcome.unwrap_err(), problem, "{intent:?}");
    }
    assert_nothing_placed(world).await;
}

async fn assert_nothing_placed(world: &World) {
    assert_eq!(world.number("SELECT COUNT(*) AS n FROM pannier_orders WHERE number IS NOT NULL", &[]).await, 0);
    assert_eq!(world.gateway.starts(), 0);
}

async fn basket_and_checkout_show_the_same_sum(world: World) {
    world.product("dearer").grams(300).insert().await;
    for id in ["gone", "plain"] {
        world.product(id).insert().await;
    }
    for id in ["few", "sold"] {
        world.product(id).stock(5).insert().await;
    }
    let visitor = world.visitor_with(&["dearer", "few", "gone", "plain", "sold"]).await;
    world.store.set_quantity(&visitor, "product", "plain", 2).await.unwrap();
    world.store.set_quantity(&visitor, "product", "few", 3).await.unwrap();
    change(&world, "amount = 1200", "dearer").await;
    change(&world, "stock = 1", "few").await;
    change(&world, "stock = 0", "sold").await;
    world.db.execute("DELETE FROM products WHERE id = 'gone'", &[]).await.unwrap();

    let mut seen = basket(&world, &visitor).await;
    let notices: Vec<_> = seen.lines.iter().map(|line| line.notice.clone()).collect();
    let (sold, few, gone) = (LineNotice::SoldOut, LineNotice::OnlyLeft(1), LineNotice::Gone);
    let dearer = LineNotice::PriceChanged { was: euro(1000) };
    assert_eq!(notices, [Some(dearer), Some(few), Some(gone), None, Some(sold)]);
    assert_eq!((seen.count, seen.total, seen.problem.clone()), (6, Some(euro(2 * 1000 + 3 * 1000 + 1200)), None));

    let outcome = world.pay(&visitor).await.unwrap();
    let CheckoutOutcome::Review(view) = outcome else { panic!("{outcome:?}") };
    let blocking = view.errors.iter().filter(|error| error.field == Field::Total).count();
    assert_eq!((view.totals.items, blocking), (seen.total.unwrap(), 2), "{:?}", view.errors);
    assert_nothing_placed(&world).await;

    // With any of these lines.
    while let Some(last) = seen.lines.last() {
        let view = world.store.checkout(&visitor).await.unwrap();
        assert_eq!(view.lines, seen.lines);
        assert_eq!(view.totals.items, seen.total.unwrap_or(euro(0)));
        assert_eq!(view.totals.total, euro(view.totals.items.amount + 490));
        world.store.remove_from_basket(&visitor, "product", &last.id).await.unwrap();
        seen = basket(&world, &visitor).await;
    }
    assert_eq!((seen.count, seen.total), (0, None));
}

async fn a_sum_out_of_range_is_no_smaller_sum(world: World) {
    world.product("dear").price(euro(Amounts::MAX)).insert().await;
    world.product("pen").price(euro(1)).insert().await;
    let visitor = world.visitor_with(&["dear"]).await;
    assert_eq!(world.store.add_to_basket(&visitor, "product", "dear", 1).await, Err(Problem::NoTotal));
    assert_eq!(world.store.set_quantity(&visitor, "product", "dear", 2).await, Err(Problem::NoTotal));
    let seen = basket(&world, &visitor).await;
    assert_eq!((seen.count, seen.total), (1, Some(euro(Amounts::MAX))));
    // Each line has a price, their sum has none.
    for _ in 0..2 {
        world.store.add_to_basket(&visitor, "product", "pen", 1).await.unwrap();
        assert_refused(&world, &visitor, Problem::NoTotal).await;
    }
    world.store.remove_from_basket(&visitor, "product", "dear").await.unwrap();
    let seen = basket(&world, &visitor).await;
    assert_eq!((seen.total, seen.problem), (Some(euro(2)), None));
}

async fn shipping_out_of_range_is_no_smaller_sum(world: World) {
    world.product("dear").price(euro(Amounts::MAX - 489)).grams(300).insert().await;
    let visitor = world.visitor_with(&["dear"]).await;
    assert_eq!(basket(&world, &visitor).await.total, Some(euro(Amounts::MAX - 489)));
    assert_eq!(world.store.checkout(&visitor).await.unwrap_err(), Problem::NoTotal);
    assert_not_placed(&world, &visitor, Problem::NoTotal).await;
    change(&world, "amount = amount - 1", "dear").await;
    assert_eq!(world.store.checkout(&visitor).await.unwrap().totals.total, euro(Amounts::MAX));
}

async fn no_order_costs_more_than_the_database_takes(world: World) {
    world.product("book").insert().await;
    world.visitor_with(&["book"]).await;
    let set = async |total: i64| {
        let sql = "UPDATE pannier_orders SET items_amount = $1, shipping_amount = 0, total_amount = $1";
        world.db.execute(sql, args![total]).await
    };
    set(Amounts::MAX).await.unwrap();
    let refused = set(Amounts::MAX + 1).await.unwrap_err().to_string();
    assert!(refused.contains("the order costs too much"), "{refused}");
}

async fn a_price_that_cannot_be_added_up_blocks_the_basket(world: World) {
    world.product("book").insert().await;
    world.product("pen").insert().await;
    let visitor = world.visitor_with(&["book", "pen"]).await;
    world.store.set_quantity(&visitor, "product", "book", 2).await.unwrap();
    for amount in [i64::MAX, Amounts::MAX / 2 + 1, -1] {
        change(&world, &format!("amount = {amount}"), "book").await;
        let lines = basket(&world, &visitor).await.lines;
        assert_eq!((lines[0].unit_price, lines[0].total, lines[1].total), (euro(amount), None, Some(euro(1000))));
        assert_refused(&world, &visitor, Problem::NoTotal).await;
    }
    // A line that is not sold needs no price.
    change(&world, "stock = 0", "book").await;
    assert_eq!(basket(&world, &visitor).await.total, Some(euro(1000)));
}

async fn a_second_currency_leaves_no_sum(world: World) {
    for id in ["book", "ink", "pen"] {
        world.product(id).insert().await;
    }
    let visitor = world.visitor_with(&["book", "ink", "pen"]).await;
    for (place, id) in ["book", "ink", "pen"].into_iter().enumerate() {
        change(&world, "currency = 'USD'", id).await;
        let line = basket(&world, &visitor).await.lines.swap_remove(place);
        let dollars = Money::new(1000, Currency::USD);
        assert_eq!(
            (line.unit_price, line.total, line.notice),
            (dollars, Some(dollars), Some(LineNotice::OtherCurrency))
        );
        assert_refused(&world, &visitor, DOLLARS).await;
        assert_eq!(world.store.set_quantity(&visitor, "product", id, 2).await, Err(DOLLARS));
        change(&world, "currency = 'EUR'", id).await;
        assert_eq!(basket(&world, &visitor).await.total, Some(euro(3000)));
    }
    // An only line is no exception: it was added in the currency of the basket.
    world.store.remove_from_basket(&visitor, "product", "book").await.unwrap();
    world.store.remove_from_basket(&visitor, "product", "ink").await.unwrap();
    change(&world, "currency = 'USD'", "pen").await;
    assert_refused(&world, &visitor, DOLLARS).await;
    world.store.remove_from_basket(&visitor, "product", "pen").await.unwrap();
    world.store.add_to_basket(&visitor, "product", "pen", 1).await.unwrap();
    assert_eq!(basket(&world, &visitor).await.total, Some(Money::new(1000, Currency::USD)));
}

/// Changes the currency of the baskets when it is asked for a quote, if the test wants it to.
struct Meddler(Db, Arc<AtomicBool>);

#[async_trait]
impl ShippingMethod for Meddler {
    fn id(&self) -> &'static str {
        "meddler"
    }
    async fn quote(&self, _: &Parcel) -> Result<Vec<ShippingOption>, ShippingError> {
        if self.1.load(Ordering::Relaxed) {
            let sql = "UPDATE pannier_orders SET currency = 'USD' WHERE status = 'created'";
            self.0.execute(sql, &[]).await.map_err(ShippingError::new)?;
        }
        Ok(Vec::new())
    }
}

async fn a_transaction_that_does_not_add_up_is_rolled_back(world: World) {
    world.product("book").grams(300).stock(3).insert().await;
    let meddles = Arc::new(AtomicBool::new(false));
    let meddler = Meddler(world.db.clone(), meddles.clone());
    let world = world.with(|builder| builder.ship(meddler)).await;
    let visitor = world.visitor_with(&["book"]).await;
    let form = world.filled_in(&visitor).await;
    meddles.store(true, Ordering::Relaxed);
    let outcome = world.store.submit_checkout(&visitor, form, Intent::Pay).await;
    let mixed = Problem::MixedCurrencies { basket: Currency::USD, item: Currency::EUR };
    assert_eq!(outcome.unwrap_err(), mixed);
    assert_nothing_placed(&world).await;
    assert_eq!(world.stock("book").await, 3);
    assert_eq!(world.number("SELECT COUNT(*) AS n FROM pannier_payments", &[]).await, 0);
}
