//! What applies to a sale: frozen with the order, attached to its confirmation; and the consent to instant downloads.

use std::sync::{Arc, Mutex};

use axum::{Router, body::Body, http::Request};
use mailparse::{DispositionType, MailHeaderMap};
use pannier::{
    CheckoutField, CheckoutForm, CheckoutOutcome, Intent, Language, Visitor, args,
    receivers::{Mailer, OrderMail},
    testing,
};
use tower::ServiceExt;

use crate::{
    on_both,
    world::{World, fresh_dir, paid},
};

on_both!(
    an_order_keeps_the_terms_that_it_was_placed_on,
    the_confirmation_has_the_terms_attached,
    there_is_nothing_to_agree_to_without_terms,
    the_information_about_withdrawal_is_below_the_terms,
    digital_content_asks_for_consent,
);

/// What the app says now.
type Now = Arc<Mutex<&'static str>>;

async fn world(world: World, now: &Now) -> World {
    world.product("book").grams(300).insert().await;
    world.product("song").insert().await;
    let now = Arc::clone(now);
    let text = move |language: Language| match (*now.lock().unwrap(), language) {
        ("", _) => String::new(),
        (text, Language::GERMAN) => format!("Auf Deutsch: {text}"),
        (text, _) => text.to_owned(),
    };
    world.with(move |builder| builder.terms(move |_, language| text(language))).await
}

async fn place(world: &World, visitor: &Visitor, form: CheckoutForm) -> (String, String) {
    let attempt = form.attempt.clone();
    let outcome = world.store.submit_checkout(visitor, form, Intent::Pay).await.unwrap();
    assert!(matches!(outcome, CheckoutOutcome::Redirect(_)), "{outcome:?}");
    let token = world.token_of(&attempt).await;
    (attempt, token)
}

async fn order(world: &World) -> (String, String) {
    let visitor = world.visitor_with(&["book"]).await;
    let form = world.filled_in(&visitor).await;
    place(world, &visitor, form).await
}

const STORED: &str = "SELECT COUNT(*) AS n FROM pannier_terms";

async fn an_order_keeps_the_terms_that_it_was_placed_on(world: World) {
    let now = Now::default();
    let world = self::world(world, &now).await;
    let (_, none) = order(&world).await;
    assert_eq!(world.store.terms_of(&none).await, Ok(None));
    assert_eq!(world.store.order(&none).await.unwrap().terms_url, None);

    *now.lock().unwrap() = "We deliver by <Friday>.";
    let (_, first) = order(&world).await;
    order(&world).await;
    *now.lock().unwrap() = "We deliver by Monday.";
    let (_, second) = order(&world).await;
    assert_eq!(world.number(STORED, &[]).await, 2, "each text once");
    assert_eq!(world.store.terms_of(&first).await.unwrap().as_deref(), Some("We deliver by <Friday>."));
    assert_eq!(world.store.terms_of(&second).await.unwrap().as_deref(), Some("We deliver by Monday."));
    assert!(world.store.terms_of("AAAAAAAAAAAAAAAAAAAAAA").await.is_err());
    let (without, with) = (Vec::new(), args![&first].to_vec());
    for (sql, args) in [
        ("UPDATE pannier_terms SET text = 'We deliver some day.'", &without),
        ("DELETE FROM pannier_terms", &without),
        ("UPDATE pannier_orders SET terms = NULL WHERE token = $1", &with),
    ] {
        assert!(world.db.execute(sql, args).await.is_err(), "{sql}");
    }

    let url = world.store.order(&first).await.unwrap().terms_url.expect("recorded");
    let path = url.strip_prefix(&world.store.settings().base_url).expect("of the shop");
    let app = world.store.with_sessions_and_security(Router::new().merge(world.store.routes()));
    let response = app.clone().oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/plain; charset=utf-8");
    assert_eq!(response.headers()["cache-control"], "private, no-store");
    let body = axum::body::to_bytes(response.into_body(), 1_000).await.unwrap();
    assert_eq!(body, "We deliver by <Friday>.");
    for unknown in [format!("/order/{none}/terms"), "/order/AAAAAAAAAAAAAAAAAAAAAA/terms".to_owned()] {
        let response = app.clone().oneshot(Request::get(&unknown).body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.status(), 404, "{unknown}");
    }
}

async fn the_confirmation_has_the_terms_attached(world: World) {
    let now = Now::default();
    *now.lock().unwrap() = "Wir sind pünktlich.";
    let world = self::world(world, &now).await;
    let folder = fresh_dir().join("mail");
    let mail = OrderMail::new(Mailer::folder(folder.clone()), world.store.settings()).unwrap();
    let text = Arc::clone(&now);
    let world =
        world.with(move |builder| builder.receive(mail).terms(move |_, _| text.lock().unwrap().to_string())).await;
    let (attempt, _) = order(&world).await;
    world.store.settle(&attempt, &paid(1490)).await.unwrap();
    *now.lock().unwrap() = "No more.";
    testing::run_outbox(&world.store).await.unwrap();

    let files: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect();
    assert_eq!(files.len(), 1);
    let mail = mailparse::parse_mail(&files[0]).unwrap();
    assert_eq!(mail.ctype.mimetype, "multipart/mixed");
    assert_eq!(mail.subparts[0].ctype.mimetype, "multipart/alternative");
    assert!(mail.subparts[0].subparts[0].get_body().unwrap().contains("are attached"));
    let file = &mail.subparts[1];
    assert_eq!(file.get_content_disposition().disposition, DispositionType::Attachment);
    assert!(file.headers.get_first_value("Content-Disposition").unwrap().contains("Terms.txt"));
    assert_eq!(file.get_body().unwrap().trim_end(), "Wir sind pünktlich.");
}

async fn digital_content_asks_for_consent(world: World) {
    world.product("book").grams(300).insert().await;
    world.product("song").attempts(3).insert().await;
    let world = world.with(|builder| builder.instant_downloads()).await;
    let book = world.visitor_with(&["book"]).await;
    assert!(world.store.checkout(&book).await.unwrap().fields.is_empty(), "a book can be sent back");

    let visitor = world.visitor_with(&["book", "song"]).await;
    let field = world.store.checkout(&visitor).await.unwrap().fields.remove(0);
    assert!(field.required && field.value.is_empty() && field.label.contains("right of withdrawal"), "{field:?}");
    let mut form = world.filled_in(&visitor).await;
    match world.store.submit_checkout(&visitor, form.clone(), Intent::Pay).await.unwrap() {
        CheckoutOutcome::Review(view) => assert_eq!(view.errors[0].custom.as_deref(), Some("instant_downloads")),
        outcome => panic!("ordered without consent: {outcome:?}"),
    }
    form.fields.insert("instant_downloads".into(), "yes".into());
    let (_, token) = place(&world, &visitor, form).await;
    let consent = world.store.order(&token).await.unwrap().fields.remove(0);
    assert_eq!((consent.label, consent.value.as_str()), (field.label, "yes"), "in the words that were shown");
}

async fn there_is_nothing_to_agree_to_without_terms(world: World) {
    let now = Now::default();
    let text = Arc::clone(&now);
    world.product("book").grams(300).insert().await;
    let field = CheckoutField::tick("terms").required().shown_when(|checkout| checkout.terms);
    let world = world
        .with(move |builder| {
            let builder = builder.field(field).terms(move |_, _| text.lock().unwrap().to_string());
            // It is information, and no contract.
            builder.withdrawal_information(|_, _| "Within 14 days.".to_owned())
        })
        .await;
    let visitor = world.visitor_with(&["book"]).await;
    let fields = async || world.store.checkout(&visitor).await.unwrap().fields.len();
    assert_eq!(fields().await, 0);
    *now.lock().unwrap() = " ";
    assert_eq!(fields().await, 0);
    *now.lock().unwrap() = "We deliver by Friday.";
    assert_eq!(fields().await, 1);
    let form = world.filled_in(&visitor).await;
    match world.store.submit_checkout(&visitor, form, Intent::Pay).await.unwrap() {
        CheckoutOutcome::Review(view) => assert_eq!(view.errors[0].custom.as_deref(), Some("terms")),
        outcome => panic!("ordered without the terms: {outcome:?}"),
    }
}

async fn the_information_about_withdrawal_is_below_the_terms(world: World) {
    world.product("book").grams(300).insert().await;
    let now = Now::default();
    let text = Arc::clone(&now);
    let world = world
        .with(move |builder| {
            let builder = builder.terms(move |_, _| text.lock().unwrap().to_string());
            builder.withdrawal_information(|_, _| "Within 14 days.".to_owned())
        })
        .await;
    for (terms, frozen) in [("", "Within 14 days."), ("By Friday.", "By Friday.\n\n\nWithin 14 days.")] {
        *now.lock().unwrap() = terms;
        let (_, token) = order(&world).await;
        assert_eq!(world.store.terms_of(&token).await.unwrap().as_deref(), Some(frozen));
    }
}
