//! The visitor's session over HTTP: an order gives it a new id, and the old one is worth nothing from then on. What its
//! requests read and write.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderValue, Request, StatusCode, header},
    routing::get,
};
use pannier::{Visitor, api};
use serde_json::Value;
use tokio::task::JoinSet;
use tower_sessions::Session;

use crate::{
    log::Log,
    on_both,
    random::{app, posted, send},
    world::{World, days, minutes, paid},
};

on_both!(
    an_order_gives_its_session_a_new_id,
    a_second_click_is_answered_after_the_first_has_ended_its_session,
    concurrent_clicks_each_get_a_session,
    another_person_starts_with_the_items_only,
    a_lost_response_costs_neither_the_order_nor_the_basket,
    what_was_sent_before_the_form_was_cleared_stays_forgotten,
    the_attempt_of_an_earlier_order_is_replaced,
    a_session_that_has_ended_is_not_saved_again,
    an_id_works_until_its_successor_is_saved,
    a_session_is_renewed_once_a_day_and_lives_as_long_as_its_visitor_comes,
    a_session_that_the_app_saves_holds_nothing_else,
    an_app_keeps_data_of_its_own_in_a_session,
    a_request_costs_a_few_statements_and_a_view_no_commit,
);

struct Reply {
    json: Value,
    /// The cookie that it sets, as the browser sends it back.
    cookie: Option<String>,
}

impl Reply {
    fn is_redirect(&self) -> bool {
        self.json["Redirect"].is_string()
    }
}

/// Posts a form as a page's script does.
async fn post(app: &Router, path: &str, form: &str, cookie: &str) -> Reply {
    let mut request = posted(path, form.to_owned());
    request.headers_mut().insert(header::COOKIE, HeaderValue::from_str(cookie).unwrap());
    let response = send(app, request).await;
    let cookie = response.headers().get(header::SET_COOKIE).map(|set| set.to_str().unwrap());
    let cookie = cookie.and_then(|set| set.split(';').next()).map(str::to_owned);
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    Reply { json: serde_json::from_slice(&body).unwrap_or_default(), cookie }
}

/// Adds a book to the basket of this session. Returns the session's cookie.
async fn add(app: &Router, cookie: &str) -> String {
    post(app, api::ADD_TO_BASKET_PATH, "kind=product&id=book", cookie).await.cookie.unwrap_or_else(|| cookie.to_owned())
}

/// Counts the statements and the commits of a request.
async fn cost<T>(request: impl Future<Output = T>) -> (T, usize, usize) {
    let log = Log::default();
    let _guard = log.listen();
    let answer = request.await;
    (answer, log.lines("message=statement").len(), log.lines("message=commit").len())
}

async fn checkout(app: &Router, cookie: &str) -> Value {
    post(app, "/pannier/checkout/view", "", cookie).await.json
}

/// The id of the attempt, and the form that makes it.
async fn filled_in(app: &Router, cookie: &str) -> (String, String) {
    let view = checkout(app, cookie).await;
    let text = |name: &str| view["form"][name].as_str().unwrap().to_owned();
    let (attempt, total) = (text("attempt"), text("total"));
    let form = form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("email", "ada@example.com"), ("payment", "fake"), ("intent", "pay")])
        .append_pair("attempt", &attempt)
        .append_pair("total", &total)
        .finish();
    (attempt, form)
}

async fn place(app: &Router, form: &str, cookie: &str) -> Reply {
    post(app, "/pannier/checkout", form, cookie).await
}

/// Whether the basket of this session links to an order that awaits its payment.
async fn is_pending(app: &Router, cookie: &str) -> bool {
    post(app, "/pannier/basket", "", cookie).await.json["pending"].is_object()
}

async fn an_order_gives_its_session_a_new_id(world: World) {
    world.product("book").insert().await;
    let app = app(&world.store);
    let old = add(&app, "").await;
    let (attempt, form) = filled_in(&app, &old).await;
    let placed = place(&app, &form, &old).await;
    assert!(placed.is_redirect(), "{}", placed.json);
    let new = placed.cookie.expect("a new id");
    assert_ne!(new, old);
    world.advance(minutes(3));
    assert!(is_pending(&app, &new).await && !is_pending(&app, &old).await);

    // The next checkout is filled in for the new id only.
    world.store.settle(&attempt, &paid(1000)).await.unwrap();
    for (cookie, email) in [(&old, ""), (&new, "ada@example.com")] {
        let cookie = add(&app, cookie).await;
        let view = checkout(&app, &cookie).await;
        assert_eq!(view["form"]["email"], email);
        assert_eq!(view["prefilled"], !email.is_empty());
    }
}

async fn a_second_click_is_answered_after_the_first_has_ended_its_session(world: World) {
    world.product("book").insert().await;
    let app = app(&world.store);
    let old = add(&app, "").await;
    let (attempt, form) = filled_in(&app, &old).await;
    let (first, second) = (place(&app, &form, &old).await, place(&app, &form, &old).await);
    assert!(first.is_redirect() && first.json == second.json, "{} {}", first.json, second.json);
    // The browser may have read either.
    for cookie in [first.cookie.unwrap(), second.cookie.unwrap()] {
        assert!(cookie != old && is_pending(&app, &cookie).await);
    }
    assert_eq!(world.gateway.starts(), 1);
    assert_eq!(world.number("SELECT COUNT(*) AS n FROM pannier_orders WHERE number IS NOT NULL", &[]).await, 1);

    // After a while, the old id alone gets no answer, and after an hour the attempt does not either.
    world.advance(minutes(3));
    let guessed = form.replace(&attempt, "AAAAAAAAAAAAAAAAAAAAAA");
    assert!(!place(&app, &guessed, &old).await.is_redirect());
    world.advance(minutes(61));
    assert!(!place(&app, &form, &old).await.is_redirect());
    assert!(!is_pending(&app, &old).await);
}

async fn concurrent_clicks_each_get_a_session(world: World) {
    world.product("book").insert().await;
    let app = app(&world.store);
    let old = add(&app, "").await;
    let (_, form) = filled_in(&app, &old).await;
    let mut clicks = JoinSet::new();
    for _ in 0..8 {
        let (app, form, old) = (app.clone(), form.clone(), old.clone());
        clicks.spawn(async move { place(&app, &form, &old).await });
    }
    while let Some(click) = clicks.join_next().await {
        let reply = click.unwrap();
        assert!(reply.is_redirect(), "{}", reply.json);
        let cookie = reply.cookie.expect("a new id");
        assert!(cookie != old && is_pending(&app, &cookie).await);
    }
    assert_eq!(world.gateway.starts(), 1);
    world.advance(minutes(3));
    assert!(!is_pending(&app, &old).await);
}

/// "Not you?"
async fn another_person_starts_with_the_items_only(world: World) {
    world.product("book").insert().await;
    let app = app(&world.store);
    let first = add(&app, "").await;
    let (attempt, form) = filled_in(&app, &first).await;
    let old = place(&app, &form, &first).await.cookie.unwrap();
    world.store.settle(&attempt, &paid(1000)).await.unwrap();
    let old = add(&app, &old).await;
    let tied = "SELECT COUNT(*) AS n FROM pannier_orders WHERE status = 'created' \
                AND (first_order_id <> id OR creation_key IS NOT NULL)";
    assert_eq!(world.number(tied, &[]).await, 1);

    let new = post(&app, "/pannier/checkout/clear", "", &old).await.cookie.expect("a new id");
    assert_ne!(new, old);
    let view = checkout(&app, &new).await;
    assert_eq!(view["form"]["email"], "");
    assert_eq!(view["prefilled"], false);
    assert_eq!(view["lines"].as_array().map(Vec::len), Some(1));
    assert_eq!(world.number(tied, &[]).await, 0);
    // The first person does not see what the second one does.
    world.advance(minutes(3));
    assert_eq!(post(&app, "/pannier/basket", "", &old).await.json["count"], 0);
    // Once the basket is an order, nothing of it is kept.
    let (_, form) = filled_in(&app, &new).await;
    let placed = place(&app, &form, &new).await.cookie.unwrap();
    let cleared = post(&app, "/pannier/checkout/clear", "", &placed).await.cookie.expect("no session is left");
    world.advance(minutes(3));
    assert!(!is_pending(&app, &cleared).await && !is_pending(&app, &placed).await);
}

/// The browser goes on with the id that was replaced.
async fn a_lost_response_costs_neither_the_order_nor_the_basket(world: World) {
    world.product("book").insert().await;
    let app = app(&world.store);
    let old = add(&app, "").await;
    post(&app, "/pannier/checkout/clear", "", &old).await;
    let again = post(&app, "/pannier/checkout/clear", "", &old).await.cookie.expect("a new id");
    world.advance(minutes(3));
    assert_eq!(post(&app, "/pannier/basket", "", &again).await.json["count"], 1);

    let (_, form) = filled_in(&app, &again).await;
    place(&app, &form, &again).await;
    let reloaded = post(&app, "/pannier/basket", "", &again).await;
    assert!(reloaded.json["pending"].is_object(), "{}", reloaded.json);
    let new = reloaded.cookie.expect("a new id");
    world.advance(minutes(3));
    assert!(is_pending(&app, &new).await && !is_pending(&app, &again).await);
}

async fn what_was_sent_before_the_form_was_cleared_stays_forgotten(world: World) {
    world.product("book").insert().await;
    let app = app(&world.store);
    let old = add(&app, "").await;
    let typed = "email=ada@example.com";
    post(&app, "/pannier/checkout/save", typed, &old).await;
    assert_eq!(checkout(&app, &old).await["form"]["email"], "ada@example.com");
    let new = post(&app, "/pannier/checkout/clear", "", &old).await.cookie.expect("a new id");
    // Late, from the page of the person before.
    post(&app, "/pannier/checkout/save", typed, &old).await;
    place(&app, &format!("{typed}&intent=update"), &old).await;
    assert_eq!(checkout(&app, &new).await["form"]["email"], "");
    // It began before, and is only now written.
    world.db.execute("UPDATE pannier_orders SET cleared_at = cleared_at + 60000", &[]).await.unwrap();
    post(&app, "/pannier/checkout/save", typed, &new).await;
    assert_eq!(checkout(&app, &new).await["form"]["email"], "");
    world.advance(minutes(2));
    post(&app, "/pannier/checkout/save", typed, &new).await;
    assert_eq!(checkout(&app, &new).await["form"]["email"], "ada@example.com");
}

async fn the_attempt_of_an_earlier_order_is_replaced(world: World) {
    world.product("book").insert().await;
    let app = app(&world.store);
    let cookie = add(&app, "").await;
    let (attempt, form) = filled_in(&app, &cookie).await;
    let cookie = place(&app, &form, &cookie).await.cookie.unwrap();
    world.store.settle(&attempt, &paid(1000)).await.unwrap();
    let cookie = add(&app, &cookie).await;
    let (_, form) = filled_in(&app, &cookie).await;
    let mut reused: Vec<_> = form_urlencoded::parse(form.as_bytes()).into_owned().collect();
    reused.iter_mut().filter(|(name, _)| name == "attempt").for_each(|(_, value)| value.clone_from(&attempt));
    let reused = form_urlencoded::Serializer::new(String::new()).extend_pairs(reused).finish();
    let reply = place(&app, &reused, &cookie).await;
    let fresh = reply.json["Review"]["form"]["attempt"].as_str().unwrap_or_else(|| panic!("{}", reply.json));
    assert!(fresh != attempt && fresh.len() == attempt.len());
    assert!(place(&app, &form, &cookie).await.is_redirect());
}

async fn a_session_that_has_ended_is_not_saved_again(world: World) {
    let db = world.db.clone();
    let page = get(move |session: Session| {
        let db = db.clone();
        async move {
            let visits: u32 = session.get("visits").await.unwrap().unwrap_or_default();
            if visits > 0 {
                // Another request ends it meanwhile.
                db.execute("DELETE FROM pannier_sessions", &[]).await.unwrap();
            }
            session.insert("visits", visits + 1).await.unwrap();
            "a page"
        }
    });
    let broken = get(async |session: Session| {
        session.insert("visits", 1).await.unwrap();
        StatusCode::INTERNAL_SERVER_ERROR
    });
    let routes = Router::new().route("/visits", page.clone()).route("/pannier/visits", page).route("/broken", broken);
    let app = world.store.with_sessions_and_security(routes);
    let visit = async |path: &str, cookie: &str| {
        let request = Request::get(path).header(header::COOKIE, cookie).body(Body::empty()).unwrap();
        send(&app, request).await
    };
    for path in ["/visits", "/pannier/visits"] {
        let first = visit(path, "").await;
        let cookie = first.headers()[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
        let ended = visit(path, &cookie).await;
        assert_eq!(ended.status(), StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert!(!ended.headers().contains_key(header::SET_COOKIE), "the browser keeps the session that took its place");
        let body = to_bytes(ended.into_body(), usize::MAX).await.unwrap();
        assert!(String::from_utf8_lossy(&body).contains("Please try again"), "{path}: {body:?}");
        assert_eq!(world.number("SELECT COUNT(*) AS n FROM pannier_sessions", &[]).await, 0);
    }
    let own = visit("/broken", "").await;
    assert_eq!(own.status(), StatusCode::INTERNAL_SERVER_ERROR, "the app's own error, although it has no text");
}

/// A response that is an error saves no session: the browser has to get along with the id that it has.
async fn an_id_works_until_its_successor_is_saved(world: World) {
    world.product("book").insert().await;
    let store = world.store.clone();
    let broken = get(move |session: Session| {
        let store = store.clone();
        async move {
            store.clear_checkout(&Visitor::new(session)).await.unwrap();
            StatusCode::INTERNAL_SERVER_ERROR
        }
    });
    let broken = world.store.with_sessions_and_security(Router::new().route("/broken", broken));
    let app = app(&world.store);
    let cookie = add(&app, "").await;
    let request = Request::get("/broken").header(header::COOKIE, &cookie).body(Body::empty()).unwrap();
    assert_eq!(send(&broken, request).await.status(), StatusCode::INTERNAL_SERVER_ERROR);
    world.advance(minutes(3));
    assert_eq!(post(&app, "/pannier/basket", "", &cookie).await.json["count"], 1);
}

async fn a_session_is_renewed_once_a_day_and_lives_as_long_as_its_visitor_comes(world: World) {
    world.product("book").insert().await;
    let app = app(&world.store);
    let cookie = add(&app, "").await;
    let view = async || {
        let (reply, _, commits) = cost(post(&app, "/pannier/basket", "", &cookie)).await;
        assert_eq!(reply.json["count"], 1);
        (reply.cookie, commits)
    };
    let renewed = (Some(cookie.clone()), 1);
    assert_eq!(view().await, (None, 0));
    world.advance(minutes(23 * 60));
    assert_eq!(view().await, (None, 0));
    world.advance(minutes(2 * 60));
    assert_eq!(view().await, renewed);
    assert_eq!(view().await, (None, 0));
    for _ in 0..3 {
        world.advance(days(399));
        assert_eq!(view().await, renewed);
    }
    world.advance(days(401));
    assert_eq!(post(&app, "/pannier/basket", "", &cookie).await.json["count"], 0);
}

async fn a_session_that_the_app_saves_holds_nothing_else(world: World) {
    world.product("book").insert().await;
    let note = get(async |session: Session| session.insert("note", "blue").await.unwrap());
    let notes = world.store.with_sessions_and_security(Router::new().route("/note", note));
    let app = app(&world.store);
    let cookie = add(&app, "").await;
    // It is due to be renewed, and then it is a replaced one.
    let replaced = "UPDATE pannier_sessions SET data = replace(data, 'blue', 'red'), expires_at = $1";
    for replace in [false, true] {
        world.advance(days(2));
        if replace {
            world.db.execute(replaced, pannier::args![world.db.now() + minutes(1)]).await.unwrap();
        }
        let request = Request::get("/note").header(header::COOKIE, &cookie).body(Body::empty()).unwrap();
        assert_eq!(send(&notes, request).await.status(), StatusCode::OK);
        let row = world.db.fetch_one("SELECT data FROM pannier_sessions", &[]).await.unwrap();
        let data: Value = serde_json::from_str(&row.get::<String>("data").unwrap()).unwrap();
        assert_eq!(data["note"], "blue");
        assert!(data["order"].is_string() && data.as_object().map(serde_json::Map::len) == Some(2), "{data}");
    }
}

/// As [`pannier::Store::with_sessions_and_security`] says.
async fn an_app_keeps_data_of_its_own_in_a_session(world: World) {
    world.product("book").insert().await;
    let log_in = get(async |session: Session| session.insert("user", "ada").await.unwrap());
    let user = get(async |session: Session| session.get::<String>("user").await.unwrap().unwrap_or_default());
    let log_out = get(async |session: Session| drop(session.remove::<String>("user").await.unwrap()));
    let end = get(async |session: Session| session.flush().await.unwrap());
    let routes = Router::new().route("/in", log_in).route("/user", user).route("/out", log_out).route("/end", end);
    let own = world.store.with_sessions_and_security(routes);
    let visit = async |path: &str, cookie: &str| {
        let request = Request::get(path).header(header::COOKIE, cookie).body(Body::empty()).unwrap();
        let body = to_bytes(send(&own, request).await.into_body(), usize::MAX).await.unwrap();
        String::from_utf8(body.to_vec()).unwrap()
    };
    let app = app(&world.store);
    let (old, ended) = (add(&app, "").await, add(&app, "").await);
    visit("/in", &old).await;
    visit("/in", &ended).await;
    let (_, form) = filled_in(&app, &old).await;
    let new = place(&app, &form, &old).await.cookie.expect("a new id");
    assert_eq!(visit("/user", &new).await, "ada");
    visit("/out", &new).await;
    visit("/end", &ended).await;
    assert_eq!(visit("/user", &new).await, "", "what is removed is gone at once");
    for cookie in [&old, &ended] {
        assert_eq!(visit("/user", cookie).await, "ada", "an id that was replaced or ended works for two minutes");
    }
    world.advance(minutes(3));
    for cookie in [&old, &ended] {
        assert_eq!(visit("/user", cookie).await, "");
    }
}

/// The whole journey is counted in `tests/binary/cost.rs`.
async fn a_request_costs_a_few_statements_and_a_view_no_commit(world: World) {
    world.product("book").insert().await;
    let app = app(&world.store);
    let mut form = posted(api::ADD_TO_BASKET_PATH, "kind=product&id=book".to_owned());
    form.headers_mut().insert(header::ACCEPT, HeaderValue::from_static("text/html"));
    let (added, statements, commits) = cost(send(&app, form)).await;
    assert_eq!(added.status(), StatusCode::SEE_OTHER);
    assert!(statements <= 5 && commits <= 2, "add: {statements}, {commits}");
    let cookie = added.headers()[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();

    for path in ["/pannier/basket", "/pannier/basket/summary", "/pannier/checkout/view"] {
        let (reply, statements, commits) = cost(post(&app, path, "", &cookie)).await;
        assert!(statements <= 3 && commits == 0, "{path}: {statements}, {commits}");
        assert_eq!(reply.cookie, None, "{path}");
    }

    // Three before the transaction, seven in it; three for the gateway's answer and the session.
    let (_, form) = filled_in(&app, &cookie).await;
    let (placed, statements, commits) = cost(place(&app, &form, &cookie)).await;
    assert!(placed.is_redirect(), "{}", placed.json);
    assert!(statements <= 13 && commits <= 3, "pay: {statements}, {commits}");
}
