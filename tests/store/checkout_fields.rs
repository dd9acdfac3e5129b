//! Fields that an app adds to the checkout: typed, required, and stored with the order.

use std::collections::BTreeMap;

use pannier::{
    CheckoutField, CheckoutForm, CheckoutOutcome, CheckoutView, Field, FieldKind, FieldValue, Intent, PaymentState,
    StoreBuilder, Visitor, args, shipping::FlatRate,
};

use crate::{
    on_both,
    world::{World, euro, paid},
};

on_both!(
    an_order_stores_what_was_filled_in,
    what_is_typed_is_kept_valid_or_not,
    a_field_may_depend_on_the_shipping_choice,
    a_field_that_is_not_shown_is_not_stored,
    the_next_order_is_filled_in_but_agreed_to_anew,
    a_cancelled_order_leaves_its_answers_to_the_basket,
);

const MESSAGES: &str = "
checkout-field-phone = Phone number
checkout-field-wrapping = Wrapping
checkout-field-wrapping-paper = Brown paper
checkout-field-wrapping-box = A box
checkout-field-terms = I accept the terms
";

fn fields(builder: StoreBuilder) -> StoreBuilder {
    let phone = CheckoutField::text("phone").input_type("tel").autocomplete("tel").max_length(40);
    builder
        .ship(FlatRate::new("courier", "Courier", euro(990)).countries(["DE"]))
        .field(phone.shown_when(|order| order.ships).required_when(|order| order.methods == ["courier"]))
        .field(CheckoutField::choice("wrapping", &["paper", "box"]))
        .field(CheckoutField::tick("terms").link("/terms").required())
        .messages("en", MESSAGES)
}

async fn world(world: World) -> World {
    world.product("book").grams(300).insert().await;
    world.product("song").insert().await;
    world.with(fields).await
}

async fn form(world: &World, visitor: &Visitor, typed: &[(&str, &str)]) -> CheckoutForm {
    let mut form = world.filled_in(visitor).await;
    form.fields.extend(typed.iter().map(|(id, value)| ((*id).to_owned(), (*value).to_owned())));
    form
}

async fn refused(world: &World, visitor: &Visitor, form: CheckoutForm) -> CheckoutView {
    match world.store.submit_checkout(visitor, form, Intent::Pay).await.unwrap() {
        CheckoutOutcome::Review(view) => *view,
        outcome => panic!("{outcome:?}"),
    }
}

fn errors(view: &CheckoutView) -> Vec<(Field, String, &str)> {
    view.errors.iter().map(|error| (error.field, error.element_id(), error.message.as_str())).collect()
}

fn typed(view: &CheckoutView) -> Vec<(&str, &str)> {
    view.fields.iter().map(|field| (field.id.as_str(), field.value.as_str())).collect()
}

/// Places the order, and returns its payment attempt and its token.
async fn place(world: &World, visitor: &Visitor, form: CheckoutForm) -> (String, String) {
    let attempt = form.attempt.clone();
    let outcome = world.store.submit_checkout(visitor, form, Intent::Pay).await.unwrap();
    assert!(matches!(outcome, CheckoutOutcome::Redirect(_)), "{outcome:?}");
    let token = world.token_of(&attempt).await;
    (attempt, token)
}

async fn stored(world: &World, token: &str) -> Vec<(String, String, String)> {
    let fields = world.store.order(token).await.unwrap().fields;
    let read = |field: &FieldValue| (field.label.clone(), field.value.clone(), field.shown().to_owned());
    fields.iter().map(read).collect()
}

fn answer(label: &str, value: &str, shown: &str) -> (String, String, String) {
    (label.to_owned(), value.to_owned(), shown.to_owned())
}

async fn an_order_stores_what_was_filled_in(world: World) {
    let world = self::world(world).await;
    let visitor = world.visitor_with(&["book"]).await;
    let form = form(&world, &visitor, &[("phone", " 030\u{a0}1234 "), ("wrapping", "box"), ("admin", "yes")]).await;
    let view = refused(&world, &visitor, form).await;
    let missing = "Tick this box to continue: I accept the terms";
    assert_eq!(errors(&view), [(Field::Custom, "field-terms".to_owned(), missing)]);
    assert_eq!(typed(&view), [("phone", "030 1234"), ("wrapping", "box"), ("terms", "")]);
    assert!(!view.form.fields.contains_key("admin"));

    let mut form = view.form;
    form.fields.insert("terms".to_owned(), "yes".to_owned());
    let (attempt, token) = place(&world, &visitor, form).await;
    let answers = [
        answer("Phone number", "030 1234", "030 1234"),
        answer("Wrapping", "box", "A box"),
        answer("I accept the terms", "yes", "Yes"),
    ];
    assert_eq!(stored(&world, &token).await, answers);
    world.store.settle(&attempt, &paid(1490)).await.unwrap();
    let sql = "UPDATE pannier_orders SET fields = '' WHERE token = $1";
    assert!(world.db.execute(sql, args![&token]).await.is_err(), "what was agreed to can be changed");
    assert_eq!(stored(&world, &token).await, answers);
}

async fn what_is_typed_is_kept_valid_or_not(world: World) {
    let world = self::world(world).await;
    let visitor = world.visitor_with(&["book"]).await;
    assert_eq!(typed(&world.store.checkout(&visitor).await.unwrap()), [("phone", ""), ("wrapping", ""), ("terms", "")]);
    let long = "1".repeat(41);
    let typed_so_far = form(&world, &visitor, &[("phone", long.as_str()), ("terms", "yes")]).await;
    world.store.save_checkout(&visitor, &typed_so_far).await.unwrap();
    let view = world.store.validated_checkout(&visitor).await.unwrap();
    assert_eq!(typed(&view), [("phone", long.as_str()), ("wrapping", ""), ("terms", "yes")]);
    let too_long = (Field::Custom, "field-phone".to_owned(), "Phone number: Use 40 characters or fewer.");
    assert!(errors(&view).contains(&too_long), "{:?}", view.errors);
    // A box that is no longer ticked is not posted.
    let unticked = CheckoutForm { fields: BTreeMap::new(), ..typed_so_far };
    world.store.save_checkout(&visitor, &unticked).await.unwrap();
    assert_eq!(typed(&world.store.checkout(&visitor).await.unwrap())[2], ("terms", ""));
}

async fn a_field_may_depend_on_the_shipping_choice(world: World) {
    let world = self::world(world).await;
    let visitor = world.visitor_with(&["book"]).await;
    let mut form = form(&world, &visitor, &[("terms", "yes")]).await;
    assert!(!world.store.checkout(&visitor).await.unwrap().fields[0].required);
    form.shipping = "courier".to_owned();
    let view = refused(&world, &visitor, form).await;
    assert!(view.fields[0].required);
    assert_eq!(errors(&view), [(Field::Custom, "field-phone".to_owned(), "Enter your phone number.")]);
    let mut form = view.form;
    form.fields.insert("phone".to_owned(), "030 1234".to_owned());
    place(&world, &visitor, form).await;
}

async fn a_field_that_is_not_shown_is_not_stored(world: World) {
    let world = self::world(world).await;
    let visitor = world.visitor_with(&["song"]).await;
    let view = world.store.checkout(&visitor).await.unwrap();
    assert_eq!(typed(&view), [("wrapping", ""), ("terms", "")]);
    assert_eq!(view.fields[1].kind, FieldKind::Tick { link: Some("/terms".to_owned()) });
    let form = form(&world, &visitor, &[("phone", "030 1234"), ("wrapping", "leather"), ("terms", "yes")]).await;
    let (_, token) = place(&world, &visitor, form).await;
    assert_eq!(stored(&world, &token).await, [answer("I accept the terms", "yes", "Yes")]);
}

async fn the_next_order_is_filled_in_but_agreed_to_anew(world: World) {
    let world = self::world(world).await;
    let visitor = world.visitor_with(&["book"]).await;
    let form = form(&world, &visitor, &[("phone", "030 1234"), ("terms", "yes")]).await;
    let (attempt, _) = place(&world, &visitor, form).await;
    world.store.settle(&attempt, &paid(1490)).await.unwrap();
    world.store.add_to_basket(&visitor, "product", "book", 1).await.unwrap();
    let view = world.store.checkout(&visitor).await.unwrap();
    assert_eq!(typed(&view), [("phone", "030 1234"), ("wrapping", ""), ("terms", "")]);
    // A stranger at the same browser sees neither.
    world.store.clear_checkout(&visitor).await.unwrap();
    assert_eq!(typed(&world.store.checkout(&visitor).await.unwrap())[0], ("phone", ""));
}

async fn a_cancelled_order_leaves_its_answers_to_the_basket(world: World) {
    let world = self::world(world).await;
    let visitor = world.visitor_with(&["book"]).await;
    let form = form(&world, &visitor, &[("phone", "030 1234"), ("wrapping", "box"), ("terms", "yes")]).await;
    let (attempt, _) = place(&world, &visitor, form).await;
    world.store.settle(&attempt, &PaymentState::Cancelled).await.unwrap();
    let view = world.store.checkout(&visitor).await.unwrap();
    assert_eq!(typed(&view), [("phone", "030 1234"), ("wrapping", "box"), ("terms", "")]);
}
