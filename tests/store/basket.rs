//! The basket.

use pannier::{BasketView, Currency, LineNotice, Money, Problem, args};

use crate::{
    on_both,
    product::LOADS,
    world::{World, euro, visitor},
};

on_both!(
    unknown_items_cannot_be_added,
    quantities_are_whole_and_within_reason,
    stock_limits_what_can_be_added,
    a_second_click_adds_once_more,
    viewing_a_basket_creates_no_order,
    two_first_adds_at_once_make_one_basket,
    two_tabs_keep_each_others_lines,
    a_changed_price_is_noted_on_its_line,
    a_deleted_product_is_marked_gone_and_not_counted,
    two_currencies_do_not_share_a_basket,
    a_first_add_does_not_join_a_basket_in_another_currency,
    twenty_lines_of_three_kinds_cost_three_loads,
    removing_a_line_twice_is_no_error_and_can_be_undone,
);

async fn basket(world: &World, visitor: &pannier::Visitor) -> BasketView {
    world.store.basket(visitor).await.unwrap()
}

async fn unknown_items_cannot_be_added(world: World) {
    let visitor = visitor();
    for (kind, id) in
        [("product", "nothing"), ("nothing", "product"), ("pannier_orders", "1"), ("product", ""), ("product", "a\0b")]
    {
        let added = world.store.add_to_basket(&visitor, kind, id, 1).await;
        assert_eq!(added, Err(Problem::UnknownItem), "{kind} {id:?}");
    }
    assert_eq!(visitor.order_id().await.unwrap(), None);
}

async fn quantities_are_whole_and_within_reason(world: World) {
    world.product("book").price(euro(100)).insert().await;
    let visitor = visitor();
    assert_eq!(world.store.add_to_basket(&visitor, "product", "book", 0).await, Err(Problem::BadQuantity));
    assert_eq!(world.store.add_to_basket(&visitor, "product", "book", u32::MAX).await, Err(Problem::TooMany(999)));
    world.store.add_to_basket(&visitor, "product", "book", 999).await.unwrap();
    assert_eq!(world.store.add_to_basket(&visitor, "product", "book", 1).await, Err(Problem::TooMany(999)));
    assert_eq!(basket(&world, &visitor).await.count, 999);
}

async fn stock_limits_what_can_be_added(world: World) {
    world.product("rare").price(euro(100)).stock(3).insert().await;
    world.product("gone").price(euro(100)).stock(0).insert().await;
    let visitor = visitor();
    assert_eq!(world.store.add_to_basket(&visitor, "product", "gone", 1).await, Err(Problem::SoldOut));
    world.store.add_to_basket(&visitor, "product", "rare", 2).await.unwrap();
    assert_eq!(world.store.add_to_basket(&visitor, "product", "rare", 2).await, Err(Problem::OnlyLeft(3)));
    assert_eq!(world.store.set_quantity(&visitor, "product", "rare", 4).await, Err(Problem::OnlyLeft(3)));
    world.db.execute("UPDATE products SET stock = 1 WHERE id = 'rare'", &[]).await.unwrap();
    let seen = basket(&world, &visitor).await;
    assert_eq!((seen.count, seen.lines[0].notice.clone()), (2, Some(LineNotice::OnlyLeft(1))));
}

async fn a_second_click_adds_once_more(world: World) {
    world.product("book").price(euro(100)).insert().await;
    let visitor = world.visitor_with(&["book"]).await;
    let (one, two) = tokio::join!(
        world.store.add_to_basket(&visitor, "product", "book", 1),
        world.store.add_to_basket(&visitor, "product", "book", 1)
    );
    assert_eq!((one, two), (Ok(()), Ok(())));
    let seen = basket(&world, &visitor).await;
    assert_eq!((seen.lines.len(), seen.count, seen.total), (1, 3, Some(euro(300))));
}

async fn viewing_a_basket_creates_no_order(world: World) {
    let visitor = visitor();
    assert_eq!(basket(&world, &visitor).await, BasketView::default());
    assert_eq!(world.store.checkout(&visitor).await.unwrap_err(), Problem::EmptyBasket);
    assert_eq!(world.number("SELECT COUNT(*) AS n FROM pannier_orders", &[]).await, 0);
}

async fn two_first_adds_at_once_make_one_basket(world: World) {
    world.product("book").price(euro(100)).insert().await;
    world.product("pen").price(euro(50)).insert().await;
    // Two tabs without a session yet, and the word that their browser has made up for both.
    let [left, right] = [(); 2].map(|()| visitor().with_visit("0123456789abcdef0123456789abcdef"));
    let (one, two) = tokio::join!(
        world.store.add_to_basket(&left, "product", "book", 1),
        world.store.add_to_basket(&right, "product", "pen", 1)
    );
    assert_eq!((one, two), (Ok(()), Ok(())));
    assert_eq!(left.order_id().await.unwrap(), right.order_id().await.unwrap());
    assert_eq!(basket(&world, &left).await.count, 2);
    assert_eq!(world.number("SELECT COUNT(*) AS n FROM pannier_orders", &[]).await, 1);
}

async fn two_tabs_keep_each_others_lines(world: World) {
    for n in 0..20 {
        world.product(&format!("book-{n}")).price(euro(100)).insert().await;
    }
    let visitor = world.visitor_with(&["book-0"]).await;
    let mut tabs = tokio::task::JoinSet::new();
    for n in 1..20 {
        let (store, visitor) = (world.store.clone(), visitor.clone());
        tabs.spawn(async move { store.add_to_basket(&visitor, "product", &format!("book-{n}"), 1).await });
    }
    while let Some(added) = tabs.join_next().await {
        assert_eq!(added.unwrap(), Ok(()));
    }
    assert_eq!(basket(&world, &visitor).await.lines.len(), 20);
}

async fn a_changed_price_is_noted_on_its_line(world: World) {
    world.product("book").price(euro(100)).insert().await;
    let visitor = world.visitor_with(&["book"]).await;
    world.db.execute("UPDATE products SET amount = 120 WHERE id = 'book'", &[]).await.unwrap();
    let line = basket(&world, &visitor).await.lines.remove(0);
    assert_eq!((line.unit_price, line.notice), (euro(120), Some(LineNotice::PriceChanged { was: euro(100) })));
}

async fn a_deleted_product_is_marked_gone_and_not_counted(world: World) {
    world.product("book").price(euro(100)).insert().await;
    world.product("pen").price(euro(50)).insert().await;
    let visitor = world.visitor_with(&["book", "pen"]).await;
    world.db.execute("DELETE FROM products WHERE id = 'book'", &[]).await.unwrap();
    let seen = basket(&world, &visitor).await;
    assert_eq!((seen.lines[0].title.as_str(), seen.lines[0].notice.clone()), ("The book", Some(LineNotice::Gone)));
    assert_eq!((seen.count, seen.total), (1, Some(euro(50))));
    world.store.remove_from_basket(&visitor, "product", "book").await.unwrap();
    assert_eq!(basket(&world, &visitor).await.lines.len(), 1);
}

async fn two_currencies_do_not_share_a_basket(world: World) {
    world.product("book").price(euro(100)).insert().await;
    world.product("import").price(Money::new(100, Currency::USD)).insert().await;
    let visitor = world.visitor_with(&["book"]).await;
    let mixed = Problem::MixedCurrencies { basket: Currency::EUR, item: Currency::USD };
    assert_eq!(world.store.add_to_basket(&visitor, "product", "import", 1).await, Err(mixed));
    // An empty basket has no currency.
    world.store.remove_from_basket(&visitor, "product", "book").await.unwrap();
    world.store.add_to_basket(&visitor, "product", "import", 1).await.unwrap();
    assert_eq!(basket(&world, &visitor).await.total.unwrap().currency, Currency::USD);
}

async fn a_first_add_does_not_join_a_basket_in_another_currency(world: World) {
    world.product("book").price(euro(100)).insert().await;
    world.product("import").price(Money::new(100, Currency::USD)).insert().await;
    for (word, at_once) in [("0123456789abcdef0123456789abcdef", false), ("fedcba9876543210fedcba9876543210", true)] {
        let [left, right] = [(); 2].map(|()| visitor().with_visit(word));
        let euros = world.store.add_to_basket(&left, "product", "book", 1);
        let dollars = world.store.add_to_basket(&right, "product", "import", 1);
        let added = match at_once {
            false => (euros.await, dollars.await),
            true => tokio::join!(euros, dollars),
        };
        let (first, total, second, refused) = match added {
            (Ok(()), refused) => (left, euro(100), right, refused),
            (refused, Ok(())) if at_once => (right, Money::new(100, Currency::USD), left, refused),
            other => panic!("{other:?}"),
        };
        let item = if total.currency == Currency::EUR { Currency::USD } else { Currency::EUR };
        assert_eq!(refused, Err(Problem::MixedCurrencies { basket: total.currency, item }));
        assert_eq!(basket(&world, &first).await.total, Some(total));
        assert_eq!(second.order_id().await.unwrap(), None);
    }
    assert_eq!(world.number("SELECT COUNT(*) AS n FROM pannier_orders", &[]).await, 2);
}

async fn twenty_lines_of_three_kinds_cost_three_loads(world: World) {
    let visitor = visitor();
    for n in 0..20 {
        let kind = ["product", "file", "disc"][n % 3];
        let id = format!("item-{n}");
        world.product(&id).kind(kind).insert().await;
        world.store.add_to_basket(&visitor, kind, &id, 1).await.unwrap();
    }
    LOADS.set(0);
    assert_eq!(basket(&world, &visitor).await.lines.len(), 20);
    assert_eq!(LOADS.get(), 3);
}

async fn removing_a_line_twice_is_no_error_and_can_be_undone(world: World) {
    world.product("book").price(euro(100)).insert().await;
    world.product("pen").price(euro(50)).insert().await;
    let visitor = world.visitor_with(&["book", "pen"]).await;
    let removed = world.store.remove_from_basket(&visitor, "product", "book").await.unwrap().unwrap();
    assert_eq!((removed.title.as_str(), removed.quantity), ("The book", 1));
    assert_eq!(world.store.remove_from_basket(&visitor, "product", "book").await, Ok(None));
    assert_eq!(world.store.set_quantity(&visitor, "product", "book", 2).await, Err(Problem::NotInBasket));
    world.store.add_to_basket(&visitor, &removed.kind, &removed.id, removed.quantity).await.unwrap();
    assert_eq!(basket(&world, &visitor).await.count, 2);
    let sql = "SELECT COUNT(*) AS n FROM pannier_order_lines WHERE kind = $1";
    assert_eq!(world.number(sql, args!["product"]).await, 2);
}
