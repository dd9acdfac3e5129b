//! The pages about discount codes, as a browser without scripts meets them.

use axum::http::{StatusCode, header};
use pannier::{Actor, AuditQuery, CheckoutForm, CheckoutOutcome, Intent, NewCode, Off, Role, Store, args};

use crate::{
    admin_pages::{Browser, Page, add},
    on_both,
    world::{World, days, euro},
};

const LIST: &str = "/admin/codes";
const NEW: &str = "/admin/codes/new";
const SERIES: &str = "/admin/codes/series";

on_both!(
    a_code_is_created_used_and_ended,
    a_form_creates_once_what_it_creates,
    what_is_wrong_is_said_beside_it_and_what_was_typed_is_kept,
    codes_are_found_page_by_page_by_their_beginning_and_by_their_series,
    a_series_is_a_file_that_spreadsheets_open_safely,
    each_role_gets_where_it_may,
    what_does_not_exist_is_not_found,
    a_shop_without_codes_has_no_such_tab,
);

async fn open(world: World) -> World {
    world.product("book").price(euro(2_000)).insert().await;
    world.with(|builder| builder.codes()).await
}

async fn signed_in(store: &Store, role: Role) -> Browser {
    let email = format!("{role}@shop.example");
    add(store, &email, "Ada", role).await;
    let mut browser = Browser::of(store);
    browser.sign_in(store, &email).await;
    browser
}

async fn manager(world: &World) -> Browser {
    signed_in(&world.store, Role::Manager).await
}

async fn codes(world: &World) -> i64 {
    world.number("SELECT COUNT(*) AS n FROM pannier_codes", &[]).await
}

/// The number of rows of the page's table.
fn rows(page: &Page) -> usize {
    page.html.matches("<tr").count().saturating_sub(1)
}

#[track_caller]
fn says(page: &Page, texts: &[&str]) {
    for text in texts {
        assert!(page.html.contains(text), "{text:?} is not in {}", page.html);
    }
}

/// Places an order of a book with this code. Returns its number.
async fn order_with(world: &World, code: &str) -> i64 {
    let visitor = world.visitor_with(&["book"]).await;
    let form = CheckoutForm { code: code.into(), ..world.filled_in(&visitor).await };
    world.store.submit_checkout(&visitor, form, Intent::Update).await.unwrap();
    let form = CheckoutForm { code: code.into(), ..world.filled_in(&visitor).await };
    let attempt = form.attempt.clone();
    let outcome = world.store.submit_checkout(&visitor, form, Intent::Pay).await.unwrap();
    assert!(matches!(outcome, CheckoutOutcome::Redirect(_)), "{outcome:?}");
    let sql = "SELECT o.number AS n FROM pannier_orders o JOIN pannier_payments p ON p.order_id = o.id WHERE p.id = $1";
    world.number(sql, args![&attempt]).await
}

async fn a_code_is_created_used_and_ended(world: World) {
    let world = open(world).await;
    let mut browser = manager(&world).await;
    says(&browser.get("/admin").await, &["href=\"/admin/codes\""]);
    says(&browser.get(LIST).await, &["There is no code that can be used.", NEW, SERIES]);

    let typed = [("code", "welcome-10"), ("label", "Welcome <b>"), ("off_as", "percent"), ("off", "12,5 %")];
    let more = [("kinds", "product"), ("least_amount", "5"), ("until_at", "2099-12-24T18:00"), ("most_uses", "7")];
    let created = browser.submit(NEW, &[typed, more].concat()).await;
    assert_eq!(created.location(), "/admin/codes/WELCOME10?done=code-created");
    let page = browser.get(created.location()).await;
    says(&page, &["The code is created.", "Code WELCOME10", "12.5%", "Welcome &lt;b&gt;", "Product", "€5.00"]);
    says(
        &page,
        &["until ", "2099", "0 of 7", "Active", "Nobody has used this code yet.", "/admin/codes/WELCOME10/end"],
    );

    let number = order_with(&world, " Welcome 10 ").await;
    let page = browser.get("/admin/codes/WELCOME10").await;
    says(&page, &["1 of 7", &format!("href=\"/admin/orders/{number}\""), "ada@example.com", "€2.50"]);
    says(&browser.get(LIST).await, &["href=\"/admin/codes/WELCOME10\"", "1 of 7"]);
    // A path is typed as a code is.
    says(&browser.get("/admin/codes/welcome-10").await, &["Code WELCOME10"]);

    let end = "/admin/codes/WELCOME10/end";
    let ended = browser.submit(end, &[]).await;
    assert_eq!(ended.location(), "/admin/codes/WELCOME10?done=code-ended");
    let page = browser.get("/admin/codes/WELCOME10").await;
    says(&page, &["Ended by the shop"]);
    assert!(!page.html.contains(end), "{}", page.html);
    assert_eq!(browser.get(end).await.status, StatusCode::UNPROCESSABLE_ENTITY, "it has ended already");
    assert!(!browser.get(LIST).await.html.contains("WELCOME10"));
    says(&browser.get("/admin/codes?tab=ended").await, &["WELCOME10", "aria-current=\"page\">Ended"]);
    says(&browser.get("/admin/codes?tab=all").await, &["WELCOME10"]);

    let entries = world.admin().audit(&AuditQuery::default().subject("WELCOME10")).await.unwrap();
    assert_eq!(entries.iter().map(|entry| entry.act.as_str()).collect::<Vec<_>>(), ["code.edit", "code.edit"]);
    assert!(entries.iter().all(|entry| entry.actor == Actor::Staff("manager@shop.example".into()).to_string()));
}

async fn a_form_creates_once_what_it_creates(world: World) {
    let world = open(world).await;
    let mut browser = manager(&world).await;
    let token = browser.get(NEW).await.token();
    let typed = [("form", token.as_str()), ("code", ""), ("off_as", "free-shipping")];
    let first = browser.post(NEW, &typed).await;
    let code = first.location().strip_prefix("/admin/codes/").unwrap().split('?').next().unwrap().to_owned();
    let guessable =
        |c: char| !c.is_ascii_uppercase() && !c.is_ascii_digit() || matches!(c, '0' | 'O' | '1' | 'I' | 'L');
    assert!(code.len() >= 10 && !code.contains(guessable), "{code}");
    assert_eq!(browser.post(NEW, &typed).await.location(), "/admin/codes?done=code-created");
    assert_eq!(codes(&world).await, 1);

    let token = browser.get(NEW).await.token();
    let typed = [("form", token.as_str()), ("code", "SPRING"), ("off_as", "amount"), ("off", "5")];
    assert_eq!(browser.post(NEW, &typed).await.location(), "/admin/codes/SPRING?done=code-created");
    assert_eq!(browser.post(NEW, &typed).await.location(), "/admin/codes?done=code-created", "and it is not taken");
    assert_eq!(codes(&world).await, 2);

    let token = browser.get(SERIES).await.token();
    let typed = [("form", token.as_str()), ("series", "Fair 1"), ("count", "3"), ("off_as", "percent"), ("off", "5")];
    assert_eq!(browser.post(SERIES, &typed).await.status, StatusCode::OK);
    let again = browser.post(SERIES, &typed).await;
    assert_eq!(again.location(), "/admin/codes?tab=all&series=Fair+1&done=codes-created");
    assert_eq!(codes(&world).await, 5);
    let page = browser.get(again.location()).await;
    says(&page, &["The codes are created.", "/admin/codes/series.csv?series=Fair%201"]);
    assert_eq!(rows(&page), 3);

    for path in [NEW, SERIES] {
        assert_eq!(browser.post(path, &typed[1..]).await.status, StatusCode::BAD_REQUEST, "without its token");
    }
}

async fn what_is_wrong_is_said_beside_it_and_what_was_typed_is_kept(world: World) {
    let world = open(world).await;
    let mut browser = manager(&world).await;
    let kept = [("label", "<b>"), ("kinds", "product"), ("most_per_person", "2"), ("off_as", "percent")];
    for (name, value, sentence) in [
        ("off", "ten", "Please enter a percentage"),
        ("off", "", "Please enter a percentage"),
        ("off", "101", "Please enter a percentage"),
        ("least_amount", "cheap", "Please enter an amount, such as 12.90."),
        ("from_at", "tomorrow", "Please enter a day and a time"),
        ("until_at", "2001-01-01T00:00", "Please enter a time in the future"),
        ("most_uses", "many", "Please enter a whole number"),
        ("most_uses", "0", "Please enter 1 or more"),
        ("code", "---", "Please use letters or digits"),
    ] {
        let mut typed = kept.to_vec();
        typed.extend([("off", "10"), ("code", "SPRING")].into_iter().filter(|(of, _)| *of != name));
        typed.push((name, value));
        let page = browser.submit(NEW, &typed).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}: {value}");
        says(&page, &["role=\"alert\"", "Nothing was created yet.", &format!("id=\"{name}-error\""), sentence]);
        says(&page, &["value=\"&lt;b&gt;\"", "id=\"kinds-product\" name=\"kinds\" value=\"product\" checked"]);
        assert!(value.is_empty() || page.html.contains(&format!("value=\"{value}\"")), "{name}: {}", page.html);
        assert!(!page.html.contains("<b>"), "{}", page.html);
    }
    let valid = [("code", "Spring"), ("off_as", "percent"), ("off", "10")];
    browser.submit(NEW, &valid).await.location();
    let taken = browser.submit(NEW, &valid).await;
    says(&taken, &["id=\"code-error\"", "The code SPRING exists already.", "value=\"Spring\""]);

    let of_series = [("series", " "), ("count", "1001"), ("off_as", "percent"), ("off", "10")];
    let refused = browser.submit(SERIES, &of_series).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    says(&refused, &["id=\"series-error\"", "id=\"count-error\"", "value=\"1001\"", "from 1 to 1,000"]);
    let no_way = browser.submit(NEW, &[("code", "AUTUMN"), ("off_as", "everything")]).await;
    assert_eq!(no_way.status, StatusCode::BAD_REQUEST, "what no form sends");
    assert_eq!(codes(&world).await, 1);
}

async fn codes_are_found_page_by_page_by_their_beginning_and_by_their_series(world: World) {
    let world = open(world).await;
    let admin = world.admin();
    let ten = |code: &str| NewCode::new(code, Off::Percent(1_000));
    admin.create_codes("Autumn & winter", 51, &ten("FAIR")).await.unwrap();
    admin.create_code(&ten("SPRING").until_at(world.store.db().now() + days(1))).await.unwrap();
    let mut browser = manager(&world).await;

    let first = browser.get("/admin/codes?q=fair").await;
    assert_eq!(rows(&first), 50);
    let (_, next) = first.html.split_once("class=\"ad-pager\"").expect("a next page");
    let (_, next) = next.split_once("href=\"").unwrap();
    let next = next.split('"').next().unwrap().replace("&amp;", "&");
    let second = browser.get(&next).await;
    assert_eq!(rows(&second), 1);
    says(&second, &["First page"]);
    let found = browser.get("/admin/codes?q=s+pri").await;
    assert!(rows(&found) == 1 && found.html.contains("href=\"/admin/codes/SPRING\""), "{}", found.html);
    says(&browser.get("/admin/codes?q=summer").await, &["No code matches."]);

    let of_series = browser.get("/admin/codes?q=autumn+%26").await;
    assert_eq!(rows(&of_series), 50);
    says(&of_series, &["href=\"/admin/codes?tab=all&amp;series=Autumn+%26+winter\""]);
    let series = browser.get("/admin/codes?tab=all&series=Autumn+%26+winter").await;
    assert_eq!(rows(&series), 50);
    says(&series, &["Codes of the series “Autumn &amp; winter”"]);

    world.advance(days(2));
    browser.sign_in(&world.store, "manager@shop.example").await;
    assert!(!browser.get(LIST).await.html.contains("/admin/codes/SPRING\""));
    for path in ["/admin/codes?q=s+pri", "/admin/codes?tab=ended", "/admin/codes?tab=ended&q=s+pri"] {
        says(&browser.get(path).await, &["/admin/codes/SPRING\"", "Expired"]);
    }
    assert!(!browser.get("/admin/codes?tab=active&q=s+pri").await.html.contains("/admin/codes/SPRING\""));
}

async fn a_series_is_a_file_that_spreadsheets_open_safely(world: World) {
    let world = open(world).await;
    let mut browser = manager(&world).await;
    let label = ("label", "=HYPERLINK(\"https://evil.example\")");
    let typed = [("series", "Messe & Größe"), ("count", "4"), ("code", "fair"), label];
    let file = browser.submit(SERIES, &[&typed[..], &[("off_as", "amount"), ("off", "5.00")]].concat()).await;
    let again = browser.get("/admin/codes/series.csv?series=Messe+%26+Gr%C3%B6%C3%9Fe").await;
    for file in [&file, &again] {
        assert_eq!(file.status, StatusCode::OK, "{}", file.html);
        assert_eq!(file.headers[header::CONTENT_TYPE], "text/csv; charset=utf-8");
        let name = file.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
        assert_eq!(name, "attachment; filename=\"codes-messe-grosse.csv\"");
        assert_eq!(file.headers[header::CACHE_CONTROL], "no-store");
        let lines: Vec<&str> = file.html.lines().collect();
        assert_eq!(lines.len(), 5, "{}", file.html);
        assert!(lines[1..].iter().all(|line| line.starts_with("FAIR") && line.contains("'=HYPERLINK")), "{lines:?}");
    }
    let entries = world.admin().audit(&AuditQuery::default().subject("Messe & Größe")).await.unwrap();
    assert_eq!(entries.iter().map(|entry| entry.act.as_str()).collect::<Vec<_>>(), ["code.read", "code.edit"]);
}

async fn each_role_gets_where_it_may(world: World) {
    let world = open(world).await;
    let code = NewCode::new("SPRING", Off::FreeShipping);
    world.admin().create_code(&code).await.unwrap();
    world.admin().create_codes("Fair", 1, &NewCode::new("", Off::FreeShipping)).await.unwrap();
    let read = [LIST, "/admin/codes/SPRING", "/admin/codes/series.csv?series=Fair"];
    let edit = [NEW, SERIES, "/admin/codes/SPRING/end"];
    for (role, reads, edits) in [
        (Role::Reader, true, false),
        (Role::Packer, false, false),
        (Role::Manager, true, true),
        (Role::Owner, true, true),
    ] {
        let mut browser = signed_in(&world.store, role).await;
        let status = |allowed| if allowed { StatusCode::OK } else { StatusCode::FORBIDDEN };
        for path in read {
            assert_eq!(browser.get(path).await.status, status(reads), "{role}: {path}");
        }
        for path in edit {
            assert_eq!(browser.get(path).await.status, status(edits), "{role}: {path}");
            if !edits {
                let typed = [("form", "a token"), ("code", "MINE"), ("off_as", "free-shipping")];
                assert_eq!(browser.post(path, &typed).await.status, StatusCode::FORBIDDEN, "{role}: {path}");
            }
        }
        assert_eq!(browser.get("/admin").await.html.contains("href=\"/admin/codes\""), reads, "{role}");
        assert_eq!(browser.get(LIST).await.html.contains(NEW), edits, "{role}");
        assert_eq!(browser.get("/admin/codes/SPRING").await.html.contains("/end\""), edits, "{role}");
    }
    assert_eq!(codes(&world).await, 2);
}

async fn what_does_not_exist_is_not_found(world: World) {
    let world = open(world).await;
    let mut browser = manager(&world).await;
    for path in [
        "/admin/codes/NOBODY",
        "/admin/codes/NOBODY/end",
        "/admin/codes/%00",
        "/admin/codes?tab=lost",
        "/admin/codes/series.csv",
        "/admin/codes/series.csv?series=lost",
        "/admin/codes/series.csv?series=%00",
    ] {
        assert_eq!(browser.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["/admin/codes?q=%00", "/admin/codes?series=%00", "/admin/codes?after=%00", "/admin/codes?after=lost"] {
        assert_eq!(browser.get(path).await.status, StatusCode::OK, "{path}");
    }
}

async fn a_shop_without_codes_has_no_such_tab(world: World) {
    let mut browser = manager(&world).await;
    assert!(!browser.get("/admin").await.html.contains("href=\"/admin/codes\""));
}
