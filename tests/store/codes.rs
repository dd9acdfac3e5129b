//! Codes: who may use them, how often, and what becomes of them.

use std::collections::BTreeSet;

use pannier::{
    Actor, CheckoutForm, CheckoutOutcome, CheckoutView, Code, CodeError, CodeField, CodeFilter, CodeQuery, CodeState,
    Field, Intent, NewCode, Off, Problem, Role, Store, Visitor, args,
    discount::{FreeShipping, PercentOff, ThreeForTwo},
    testing,
};

use crate::{
    on_both,
    world::{World, admin, euro, minutes, seconds},
};

on_both!(
    a_single_use_code_is_used_by_one_of_fifty_shoppers,
    a_cancelled_order_gives_its_code_back,
    one_e_mail_address_uses_a_code_so_often,
    a_code_that_is_used_up_meanwhile_is_taken_off_and_the_form_is_kept,
    a_code_ends_while_it_is_in_a_basket,
    a_code_and_a_new_price_are_both_seen_before_they_are_charged,
    ten_wrong_codes_an_hour_are_looked_at,
    a_wrong_code_stays_in_its_field_and_counts_once,
    promotions_and_a_code_add_up_to_what_is_charged,
    a_code_that_takes_nothing_off_says_why,
    free_shipping_looks_at_what_is_paid,
    free_shipping_that_changes_nothing_says_why,
    codes_are_listed_page_by_page,
    codes_are_found_by_code_label_and_series,
    codes_whose_keys_the_database_has_made_are_listed_once,
    a_series_is_created_once_and_by_who_may,
    what_is_wrong_with_a_code_is_said_at_once,
);

/// The world with a field for codes.
async fn with_codes(world: World) -> World {
    world.with(|builder| builder.codes()).await
}

async fn create(world: &World, new: &NewCode) -> Code {
    world.admin().create_code(new).await.unwrap()
}

/// Types a code at the checkout. Returns what the shopper sees.
async fn type_code(store: &Store, visitor: &Visitor, code: &str) -> Box<CheckoutView> {
    let form = CheckoutForm { code: code.into(), ..store.checkout(visitor).await.unwrap().form };
    match store.submit_checkout(visitor, form, Intent::Update).await.unwrap() {
        CheckoutOutcome::Review(view) => view,
        other => panic!("{other:?}"),
    }
}

/// The checkout as it is filled in for an address.
async fn filled_in(world: &World, visitor: &Visitor, email: &str) -> CheckoutForm {
    CheckoutForm { email: email.into(), ..world.filled_in(visitor).await }
}

/// Presses "Pay". Returns whether the order was placed, and the errors if it was not.
async fn pay(store: &Store, visitor: &Visitor, form: CheckoutForm) -> Result<(), Vec<Field>> {
    match store.submit_checkout(visitor, form, Intent::Pay).await.unwrap() {
        CheckoutOutcome::Review(view) => Err(view.errors.iter().map(|error| error.field).collect()),
        _ => Ok(()),
    }
}

async fn uses(world: &World, code: &str) -> u32 {
    world.admin().code(code).await.unwrap().code.uses
}

/// The number of uses, as the orders have them.
async fn redemptions(world: &World) -> i64 {
    world.number("SELECT COUNT(*) AS n FROM pannier_code_redemptions", &[]).await
}

/// The numbers of the orders of an e-mail address, the last one first.
async fn last_order(world: &World, email: &str) -> i64 {
    let sql = "SELECT MAX(number) AS n FROM pannier_orders WHERE email = $1 AND number IS NOT NULL";
    world.number(sql, args![email]).await
}

async fn a_single_use_code_is_used_by_one_of_fifty_shoppers(world: World) {
    let world = with_codes(world).await;
    world.product("book").insert().await;
    create(&world, &NewCode::new("ONCE", Off::Percent(1000)).most_uses(1)).await;
    let mut ready = Vec::new();
    for n in 0..50 {
        let visitor = world.visitor_with(&["book"]).await;
        let view = type_code(&world.store, &visitor, "once").await;
        assert!(view.errors.is_empty() && view.totals.total == euro(900), "{view:?}");
        ready.push((filled_in(&world, &visitor, &format!("ada-{n}@example.com")).await, visitor));
    }
    let paying: Vec<_> = ready
        .into_iter()
        .map(|(form, visitor)| {
            let store = world.store.clone();
            tokio::spawn(async move { pay(&store, &visitor, form).await })
        })
        .collect();
    let mut placed = 0;
    for paid in paying {
        match paid.await.unwrap() {
            Ok(()) => placed += 1,
            // Who comes so late that the code no longer counts is shown another total.
            Err(fields) => {
                assert!(fields.iter().any(|field| matches!(field, Field::Code | Field::Total)), "{fields:?}")
            }
        }
    }
    assert_eq!((placed, uses(&world, "ONCE").await, redemptions(&world).await), (1, 1, 1));
}

async fn a_cancelled_order_gives_its_code_back(world: World) {
    let world = with_codes(world).await;
    world.product("book").insert().await;
    create(&world, &NewCode::new("ONCE", Off::Amount(euro(300))).most_uses(1)).await;
    let visitor = world.visitor_with(&["book"]).await;
    type_code(&world.store, &visitor, "ONCE").await;
    let form = filled_in(&world, &visitor, "ada@example.com").await;
    pay(&world.store, &visitor, form).await.unwrap();
    let number = last_order(&world, "ada@example.com").await;
    let record = world.admin().code("once").await.unwrap();
    assert_eq!(record.code.state(world.db.now()), CodeState::UsedUp);
    let used: Vec<_> = record.redemptions.iter().map(|used| (used.order, used.email.as_str(), used.amount)).collect();
    assert_eq!(used, [(number, "ada@example.com", euro(300))]);

    world.admin().cancel_order(number).await.unwrap();
    assert_eq!((uses(&world, "ONCE").await, redemptions(&world).await), (0, 0));
    let basket = world.store.basket(&visitor).await.unwrap();
    assert_eq!((basket.code.as_deref(), basket.total), (Some("ONCE"), Some(euro(700))), "the basket goes on with it");
    let form = filled_in(&world, &visitor, "ada@example.com").await;
    pay(&world.store, &visitor, form).await.unwrap();
    assert_eq!(uses(&world, "ONCE").await, 1);
}

async fn one_e_mail_address_uses_a_code_so_often(world: World) {
    let world = with_codes(world).await;
    world.product("book").insert().await;
    create(&world, &NewCode::new("WELCOME", Off::Percent(1000)).most_per_person(1)).await;
    let order = async |email: &str| {
        let visitor = world.visitor_with(&["book"]).await;
        type_code(&world.store, &visitor, "WELCOME").await;
        let form = filled_in(&world, &visitor, email).await;
        pay(&world.store, &visitor, form).await
    };
    assert_eq!(order("ada@example.com").await, Ok(()));
    assert_eq!(order("Ada@Example.com").await, Err(vec![Field::Code]), "in capitals it is the same address");
    let again = world.visitor_with(&["book"]).await;
    type_code(&world.store, &again, "WELCOME").await;
    let form = filled_in(&world, &again, "ada@example.com").await;
    assert_eq!(pay(&world.store, &again, form).await, Err(vec![Field::Code]));
    let errors = world.store.checkout(&again).await.unwrap().errors;
    assert_eq!(errors[0].message, Problem::CodeUsed.to_string(), "there is such a code, and she has used it");
    assert_eq!(order("grace@example.com").await, Ok(()));
    assert_eq!(uses(&world, "WELCOME").await, 2);

    // Two at once, of one address.
    create(&world, &NewCode::new("TWO", Off::Percent(1000)).most_per_person(1)).await;
    let mut ready = Vec::new();
    for _ in 0..8 {
        let visitor = world.visitor_with(&["book"]).await;
        type_code(&world.store, &visitor, "TWO").await;
        ready.push((filled_in(&world, &visitor, "mary@example.com").await, visitor));
    }
    let paying = ready.into_iter().map(|(form, visitor)| {
        let store = world.store.clone();
        tokio::spawn(async move { pay(&store, &visitor, form).await })
    });
    let mut placed = 0;
    for paid in paying.collect::<Vec<_>>() {
        placed += u32::from(paid.await.unwrap().is_ok());
    }
    assert_eq!((placed, uses(&world, "TWO").await), (1, 1));
}

async fn a_code_that_is_used_up_meanwhile_is_taken_off_and_the_form_is_kept(world: World) {
    let world = with_codes(world).await;
    world.product("book").insert().await;
    create(&world, &NewCode::new("ONCE", Off::Percent(5000)).most_uses(1)).await;
    let (ada, grace) = (world.visitor_with(&["book"]).await, world.visitor_with(&["book"]).await);
    for visitor in [&ada, &grace] {
        assert_eq!(type_code(&world.store, visitor, "ONCE").await.totals.total, euro(500));
    }
    let hers = filled_in(&world, &grace, "grace@example.com").await;
    let form = filled_in(&world, &ada, "ada@example.com").await;
    pay(&world.store, &ada, form).await.unwrap();
    let errors = pay(&world.store, &grace, hers).await.unwrap_err();
    assert!(errors.contains(&Field::Code), "{errors:?}");
    let view = world.store.checkout(&grace).await.unwrap();
    assert_eq!((view.totals.total, view.form.email.as_str()), (euro(1000), "grace@example.com"));
    let form = filled_in(&world, &grace, "grace@example.com").await;
    assert_eq!(pay(&world.store, &grace, CheckoutForm { code: String::new(), ..form }).await, Ok(()));
}

async fn a_code_ends_while_it_is_in_a_basket(world: World) {
    let world = with_codes(world).await;
    world.product("book").insert().await;
    create(&world, &NewCode::new("SPRING", Off::Percent(1000))).await;
    let visitor = world.visitor_with(&["book"]).await;
    type_code(&world.store, &visitor, "SPRING").await;
    let form = filled_in(&world, &visitor, "ada@example.com").await;
    world.admin().end_code("spring").await.unwrap();
    let basket = world.store.basket(&visitor).await.unwrap();
    assert!(basket.total == Some(euro(1000)) && basket.code_problem.is_some(), "{basket:?}");
    let errors = pay(&world.store, &visitor, form).await.unwrap_err();
    assert!(!errors.is_empty(), "the shopper has seen another total");
    assert_eq!(redemptions(&world).await, 0);
}

async fn a_code_and_a_new_price_are_both_seen_before_they_are_charged(world: World) {
    let world = with_codes(world).await;
    world.product("book").insert().await;
    create(&world, &NewCode::new("TEN", Off::Percent(1000)).least_amount(euro(1000))).await;
    let visitor = world.visitor_with(&["book"]).await;
    assert_eq!(type_code(&world.store, &visitor, "TEN").await.totals.total, euro(900));
    let form = filled_in(&world, &visitor, "ada@example.com").await;
    world.db.execute("UPDATE products SET amount = 1500", &[]).await.unwrap();
    assert!(pay(&world.store, &visitor, form).await.is_err(), "it costs more than was seen");
    assert_eq!(world.store.checkout(&visitor).await.unwrap().totals.total, euro(1350));
    // Below the least amount, the code takes nothing off.
    world.db.execute("UPDATE products SET amount = 999", &[]).await.unwrap();
    assert_eq!(world.store.checkout(&visitor).await.unwrap().totals.total, euro(999));
    world.db.execute("UPDATE products SET amount = 2000", &[]).await.unwrap();
    let form = filled_in(&world, &visitor, "ada@example.com").await;
    pay(&world.store, &visitor, form).await.unwrap();
    let order = last_order(&world, "ada@example.com").await;
    let sql = "SELECT total_amount + 10 * discount_amount AS n FROM pannier_orders WHERE number = $1";
    assert_eq!(world.number(sql, args![order]).await, 1800 + 10 * 200);
}

async fn ten_wrong_codes_an_hour_are_looked_at(world: World) {
    let world = with_codes(world).await;
    world.product("book").insert().await;
    create(&world, &NewCode::new("SPRING", Off::Percent(1000))).await;
    create(&world, &NewCode::new("ONCE", Off::Percent(1000)).most_uses(1)).await;
    world.db.execute("UPDATE pannier_codes SET uses = 1 WHERE code = 'ONCE'", &[]).await.unwrap();
    create(&world, &NewCode::new("ENDED", Off::Percent(1000))).await;
    world.admin().end_code("ENDED").await.unwrap();
    let until = world.db.now() + seconds(60);
    create(&world, &NewCode::new("PAST", Off::Percent(1000)).until_at(until)).await;
    world.advance(seconds(61));
    let visitor = world.visitor_with(&["book"]).await;
    let message = async |code: &str| {
        let view = type_code(&world.store, &visitor, code).await;
        view.errors.iter().find(|error| error.field == Field::Code).map(|error| format!("{error:?}"))
    };
    let unknown = message("NOSUCH").await.expect("an error");
    for code in ["ONCE", "ENDED", "PAST"] {
        assert_eq!(message(code).await.as_ref(), Some(&unknown), "{code}");
    }
    assert_eq!(message("SPRING").await, None, "one that is accepted does not count");
    for n in 0..6 {
        assert_eq!(message(&format!("GUESS{n}")).await.as_ref(), Some(&unknown));
    }
    let limited = message("GUESS7").await.expect("an error");
    assert_ne!(limited, unknown);
    let view = world.store.checkout(&visitor).await.unwrap();
    assert_eq!(view.totals.total, euro(900), "the code that was accepted is still there");
    create(&world, &NewCode::new("AUTUMN", Off::Percent(5000))).await;
    assert_eq!(message("AUTUMN").await.as_ref(), Some(&limited), "not even one that there is");
    let form = CheckoutForm { code: String::new(), ..filled_in(&world, &visitor, "ada@example.com").await };
    let attempt = form.attempt.clone();
    pay(&world.store, &visitor, form).await.unwrap();
    world.store.settle(&attempt, &pannier::PaymentState::Cancelled).await.unwrap();
    assert_eq!(message("AUTUMN").await, Some(limited), "nor after starting over");
    world.advance(minutes(61));
    assert_eq!(message("AUTUMN").await, None);
    assert_eq!(world.store.basket(&visitor).await.unwrap().total, Some(euro(500)));
    let another = world.visitor_with(&["book"]).await;
    assert!(type_code(&world.store, &another, "AUTUMN").await.errors.is_empty(), "another basket has tries of its own");
}

/// A checkout sends its whole form with each change of it.
async fn a_wrong_code_stays_in_its_field_and_counts_once(world: World) {
    let world = with_codes(world).await;
    world.product("book").insert().await;
    create(&world, &NewCode::new("SPRING", Off::Percent(1000))).await;
    create(&world, &NewCode::new("AUTUMN", Off::Percent(2000))).await;
    let visitor = world.visitor_with(&["book"]).await;
    type_code(&world.store, &visitor, "SPRING").await;
    for _ in 0..12 {
        let view = type_code(&world.store, &visitor, "sprnig").await;
        assert_eq!(view.errors[0].message, Problem::UnknownCode.to_string());
    }
    let page = world.store.checkout(&visitor).await.unwrap();
    assert_eq!((page.form.code.as_str(), page.errors[0].field), ("SPRNIG", Field::Code), "beside its error");
    assert_eq!(page.totals.total, euro(900), "the one that was accepted still counts");
    let basket = world.store.basket(&visitor).await.unwrap();
    assert_eq!((basket.code.as_deref(), basket.code_problem), (Some("SPRING"), None), "and nothing is wrong with it");
    let view = type_code(&world.store, &visitor, "AUTUMN").await;
    assert!(view.errors.is_empty() && view.totals.total == euro(800), "{view:?}");
    assert_eq!(world.store.checkout(&visitor).await.unwrap().form.code, "AUTUMN");
}

async fn promotions_and_a_code_add_up_to_what_is_charged(world: World) {
    let world = world.with(|builder| {
        let half = PercentOff::new("disc", 50);
        builder.codes().promote(ThreeForTwo::of(&["product"])).promote(half)
    });
    let world = world.await;
    world.product("book").insert().await;
    world.product("song").kind("disc").price(euro(999)).insert().await;
    create(&world, &NewCode::new("TEN", Off::Percent(1000))).await;
    let visitor = world.visitor_with(&["book"]).await;
    world.store.set_quantity(&visitor, "product", "book", 3).await.unwrap();
    world.store.add_to_basket(&visitor, "disc", "song", 1).await.unwrap();
    let basket = world.store.basket(&visitor).await.unwrap();
    // Three books for the price of two, and half of the disc, rounded half up.
    assert_eq!((basket.subtotal, basket.total), (Some(euro(3999)), Some(euro(2499))));
    let view = type_code(&world.store, &visitor, "TEN").await;
    assert!(view.errors.is_empty(), "{:?}", view.errors);
    assert_eq!(view.totals.total, euro(2499), "the promotions take off more, so the code counts nowhere");
    let labels: Vec<_> = view.discounts.iter().map(|given| (given.label.as_str(), given.amount)).collect();
    assert_eq!(labels, [("50% off", euro(500)), ("Three for two", euro(1000))]);
    let form = filled_in(&world, &visitor, "ada@example.com").await;
    pay(&world.store, &visitor, form).await.unwrap();
    let sql = "SELECT CAST(SUM(amount) AS BIGINT) AS n FROM pannier_order_discounts";
    assert_eq!(world.number(sql, &[]).await, 1500);
}

async fn a_code_that_takes_nothing_off_says_why(world: World) {
    let world = world.with(|builder| builder.codes().promote(PercentOff::new("product", 50))).await;
    world.product("book").insert().await;
    world.product("song").kind("disc").price(euro(999)).insert().await;
    create(&world, &NewCode::new("DISCS", Off::Percent(1000)).kinds(["disc"]).least_amount(euro(1000))).await;
    create(&world, &NewCode::new("TEN", Off::Percent(1000))).await;
    let visitor = world.visitor_with(&["book"]).await;
    let why = async |code: &str| {
        let view = type_code(&world.store, &visitor, code).await;
        assert!(view.errors.is_empty() && view.form.code == code, "{:?}", view.errors);
        let basket = world.store.basket(&visitor).await.unwrap();
        assert_eq!(basket.code_problem, view.code_problem, "in the basket as at the checkout");
        view.code_problem.unwrap_or_default()
    };
    assert_eq!(why("TEN").await, "You already get a better discount on these items, so this code changes nothing.");
    assert_eq!(why("DISCS").await, "This code isn't for the items in your basket.");
    world.store.add_to_basket(&visitor, "disc", "song", 1).await.unwrap();
    assert_eq!(why("DISCS").await, "This code needs items for at least €10.00.");
    world.store.set_quantity(&visitor, "disc", "song", 2).await.unwrap();
    assert_eq!(why("DISCS").await, "");

    // Enter in its field pays: what it does is shown before.
    let hasty = world.visitor_with(&["book"]).await;
    let form = CheckoutForm { code: "TEN".into(), ..filled_in(&world, &hasty, "ada@example.com").await };
    assert_eq!(pay(&world.store, &hasty, form).await, Err(vec![Field::Code]));
    let form = filled_in(&world, &hasty, "ada@example.com").await;
    assert_eq!((form.code.as_str(), pay(&world.store, &hasty, form.clone()).await), ("TEN", Ok(())));
}

async fn free_shipping_looks_at_what_is_paid(world: World) {
    let world = world.with(|builder| builder.codes().promote(FreeShipping::from(euro(2000)).to(&["DE"]))).await;
    world.product("book").grams(300).insert().await;
    create(&world, &NewCode::new("TEN", Off::Percent(1000))).await;
    create(&world, &NewCode::new("SHIP", Off::FreeShipping)).await;
    let visitor = world.visitor_with(&["book"]).await;
    let total = async || world.store.checkout(&visitor).await.unwrap().totals.total;
    assert_eq!(total().await, euro(1490));
    world.store.set_quantity(&visitor, "product", "book", 2).await.unwrap();
    assert_eq!(total().await, euro(2000), "free from 20 euros");
    assert_eq!(type_code(&world.store, &visitor, "TEN").await.totals.total, euro(2290), "after the code it is less");
    assert_eq!(type_code(&world.store, &visitor, "SHIP").await.totals.total, euro(2000), "one code, the last one");
    world.store.set_quantity(&visitor, "product", "book", 1).await.unwrap();
    assert_eq!(total().await, euro(1000));
    let form = filled_in(&world, &visitor, "ada@example.com").await;
    pay(&world.store, &visitor, form).await.unwrap();
    assert_eq!((uses(&world, "SHIP").await, uses(&world, "TEN").await), (1, 0));
}

async fn free_shipping_that_changes_nothing_says_why(world: World) {
    let world = world.with(|builder| builder.codes().promote(FreeShipping::from(euro(2000)))).await;
    world.product("book").grams(300).insert().await;
    world.product("score").insert().await;
    world.product("song").kind("disc").price(euro(500)).grams(100).insert().await;
    create(&world, &NewCode::new("SHIP", Off::FreeShipping)).await;
    create(&world, &NewCode::new("DISCS", Off::FreeShipping).kinds(["disc"])).await;
    let visitor = world.visitor_with(&["score"]).await;
    let why = async |code: &str| type_code(&world.store, &visitor, code).await.code_problem.unwrap_or_default();
    let nothing_ships = "This code makes shipping free, but the items it's for don't need shipping.";
    assert_eq!(why("SHIP").await, nothing_ships);
    assert_eq!(world.store.basket(&visitor).await.unwrap().code_problem.as_deref(), Some(nothing_ships));
    world.store.set_quantity(&visitor, "product", "score", 0).await.unwrap();
    world.store.add_to_basket(&visitor, "product", "book", 1).await.unwrap();
    assert_eq!(why("SHIP").await, "");
    assert_eq!(why("DISCS").await, "This code isn't for the items in your basket.");
    world.store.add_to_basket(&visitor, "disc", "song", 1).await.unwrap();
    assert_eq!(why("DISCS").await, "This code makes shipping free only for parcels without other items.");
    world.store.set_quantity(&visitor, "product", "book", 2).await.unwrap();
    let free = "Shipping for these items is already free, so this code changes nothing.";
    assert_eq!(why("SHIP").await, free);

    // Enter in its field pays: why it takes nothing off is shown before.
    let hasty = world.visitor_with(&["book"]).await;
    world.store.set_quantity(&hasty, "product", "book", 2).await.unwrap();
    let form = CheckoutForm { code: "SHIP".into(), ..filled_in(&world, &hasty, "ada@example.com").await };
    assert_eq!(pay(&world.store, &hasty, form).await, Err(vec![Field::Code]));
}

async fn codes_are_listed_page_by_page(world: World) {
    let admin = world.admin();
    for n in 0..5 {
        create(&world, &NewCode::new(format!("SPRING{n}"), Off::Percent(1000))).await;
        world.advance(seconds(1));
    }
    admin.create_codes("news", 20, &NewCode::new("NEWS", Off::FreeShipping)).await.unwrap();
    admin.end_code("SPRING3").await.unwrap();
    let all = async |query: CodeQuery| {
        let (mut query, mut codes) = (query, Vec::new());
        loop {
            let page = admin.codes(&query).await.unwrap();
            assert!(page.codes.len() <= query.limit as usize);
            codes.extend(page.codes.into_iter().map(|code| code.code));
            match page.next {
                Some(next) => query.after = Some(next),
                None => return codes,
            }
        }
    };
    for limit in [1, 4, 25, 100] {
        let query = CodeQuery::default().limit(limit);
        let codes = all(query.clone()).await;
        assert_eq!(codes.len(), 25, "by {limit}");
        assert_eq!(codes[20..], ["SPRING4", "SPRING3", "SPRING2", "SPRING1", "SPRING0"], "the newest first");
        let spring = ["SPRING0", "SPRING1", "SPRING2", "SPRING3", "SPRING4"];
        assert_eq!(all(query.clone().search("spr-")).await, spring);
        assert_eq!(all(query.clone().filter(CodeFilter::Ended)).await, ["SPRING3"]);
        assert_eq!(all(query.clone().filter(CodeFilter::Active)).await.len(), 24);
        assert_eq!(all(query.clone().filter(CodeFilter::Active).search("SPRING3")).await.len(), 0);
        let series = all(query.clone().series("news")).await;
        assert!(series.len() == 20 && series.is_sorted() && series.iter().all(|code| code.starts_with("NEWS")));
        for nothing in [query.clone().search("x\0y"), query.clone().series("\0"), query.after("NOSUCH")] {
            assert!(all(nothing).await.is_empty());
        }
    }
}

async fn codes_are_found_by_code_label_and_series(world: World) {
    let admin = world.admin();
    let percent = |code: &str| NewCode::new(code, Off::Percent(1000));
    create(&world, &percent("FRÜHLING").label("Summer sale")).await;
    create(&world, &percent("SUMMER").label("Summer again")).await;
    create(&world, &percent("B").label("summer, too")).await;
    create(&world, &percent("A").label("In summer")).await;
    admin.end_code("B").await.unwrap();
    let mut of_series: Vec<_> = admin.create_codes("Summer fair", 3, &percent("X")).await.unwrap();
    of_series.sort_by(|one, other| one.code.cmp(&other.code));
    let mut expected = vec!["SUMMER", "B", "FRÜHLING"];
    expected.extend(of_series.iter().map(|code| code.code.as_str()));
    for limit in [1, 2, 3, 50] {
        let (mut query, mut found) = (CodeQuery::default().search(" sum-MER").limit(limit), Vec::new());
        loop {
            let page = admin.codes(&query).await.unwrap();
            assert!(page.codes.len() <= limit as usize);
            found.extend(page.codes.into_iter().map(|code| code.code));
            match page.next {
                Some(next) => query.after = Some(next),
                None => break,
            }
        }
        assert_eq!(found, expected, "by {limit}");
    }
    let ended = admin.codes(&CodeQuery::default().search("summer").filter(CodeFilter::Ended)).await.unwrap();
    assert_eq!(ended.codes.iter().map(|code| code.code.as_str()).collect::<Vec<_>>(), ["B"]);
    let of = async |search: &str| admin.codes(&CodeQuery::default().search(search)).await.unwrap().codes.len();
    assert_eq!((of("frühl").await, of("SUMMER F").await, of("fair").await), (1, 3, 0));
}

async fn codes_whose_keys_the_database_has_made_are_listed_once(world: World) {
    let admin = world.admin();
    for code in ["A", "B", "C"] {
        create(&world, &NewCode::new(code, Off::Percent(1000)).label("spring ".repeat(10).trim())).await;
    }
    // The migration does not shorten them.
    world.db.execute("UPDATE pannier_codes SET label_key = label_key || 'SPRING'", &[]).await.unwrap();
    let (mut query, mut found) = (CodeQuery::default().search("spring").limit(1), Vec::new());
    for _ in 0..3 {
        let page = admin.codes(&query).await.unwrap();
        found.extend(page.codes.into_iter().map(|code| code.code));
        query.after = page.next;
    }
    assert_eq!((found, query.after), (["A", "B", "C"].map(str::to_owned).to_vec(), None));
}

async fn a_series_is_created_once_and_by_who_may(world: World) {
    let owner = world.admin();
    for (email, role) in [("ada@shop.example", Role::Manager), ("tom@shop.example", Role::Reader)] {
        owner.add_staff(email, "", role).await.unwrap();
    }
    let [ada, tom] = ["ada@shop.example", "tom@shop.example"].map(|email| Actor::Staff(email.into()));
    let new = NewCode::new("", Off::Percent(1000));
    let admin = world.store.acting(&ada);
    let codes = admin.once("form").create_codes("news", 1000, &new).await.unwrap();
    let different: BTreeSet<_> = codes.iter().map(|code| &code.code).collect();
    assert_eq!((different.len(), codes[0].most_uses), (1000, Some(1)));
    let again = admin.once("form").create_codes("news", 1000, &new).await;
    assert!(matches!(again, Err(CodeError::AlreadyDone)), "{again:?}");
    let reader = world.store.acting(&tom);
    let refused = reader.create_code(&NewCode::new("MINE", Off::Percent(10_000))).await;
    assert!(matches!(refused, Err(CodeError::NotAllowed)), "{refused:?}");
    assert!(matches!(reader.end_code(&codes[0].code).await, Err(CodeError::NotAllowed)));
    assert!(matches!(owner.code("MINE").await, Err(CodeError::UnknownCode(_))));
    assert_eq!(owner.code(&codes[0].code).await.unwrap().code.disabled_at, None);
    let sql = "SELECT COUNT(*) AS n FROM pannier_audit_log WHERE act = 'code.edit'";
    assert_eq!(world.number(sql, &[]).await, 1);
    assert_eq!(world.number("SELECT COUNT(*) AS n FROM pannier_codes", &[]).await, 1000);
}

async fn what_is_wrong_with_a_code_is_said_at_once(world: World) {
    let owner = admin(&world.store);
    owner.create_code(&NewCode::new("spring", Off::FreeShipping)).await.unwrap();
    let twice = owner.create_code(&NewCode::new("S-P-R-I-N-G", Off::FreeShipping)).await;
    assert!(matches!(&twice, Err(CodeError::DuplicateCode(code)) if code == "SPRING"), "{twice:?}");
    let wrong = NewCode::new("--", Off::Percent(0)).kinds(["anvil"]).most_uses(0);
    let Err(CodeError::Invalid(fields)) = owner.create_code(&wrong).await else { panic!("created") };
    assert_eq!(fields, [CodeField::Code, CodeField::Off, CodeField::Kinds, CodeField::MostUses]);
    let unknown = owner.end_code("\0").await;
    assert!(matches!(unknown, Err(CodeError::UnknownCode(_))), "{unknown:?}");
    let first = owner.end_code("spring").await.unwrap().disabled_at;
    testing::advance(&world.store, seconds(5));
    assert_eq!(owner.end_code("Spring").await.unwrap().disabled_at, first, "ended once");
}
