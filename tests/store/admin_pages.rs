//! The admin, as a browser meets it: signing in and out, the pages about the staff, and the audit log.

use std::{collections::BTreeSet, time::Duration};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{
        HeaderMap, Request, StatusCode, header,
        request::{Builder, Parts},
    },
};
use pannier::{Actor, AuditQuery, Role, Settings, StaffAuth, Store, async_trait, db::Db, receivers::Mailer, testing};
use tower::ServiceExt;

use crate::{
    mailbox::OPEN,
    on_both,
    smtp::Server,
    world::{Pending, World, euro, minutes, paid},
};

const ADA: &str = "ada@shop.example";

/// A browser that keeps cookies.
pub struct Browser {
    app: Router,
    cookies: Vec<(String, String)>,
    language: &'static str,
}

pub struct Page {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub html: String,
}

impl Page {
    /// Where the response leads.
    pub fn location(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.html);
        self.headers[header::LOCATION].to_str().unwrap()
    }

    fn set_cookie(&self, name: &str) -> Option<&str> {
        let mut set = self.headers.get_all(header::SET_COOKIE).into_iter().map(|text| text.to_str().unwrap());
        set.find(|text| text.starts_with(&format!("{name}=")))
    }

    /// The token of the page's form.
    pub fn token(&self) -> String {
        let (_, rest) = self.html.split_once("name=\"form\" value=\"").expect("a form that acts");
        rest.split('"').next().unwrap().to_owned()
    }

    fn rows(&self) -> usize {
        self.html.matches("<tr").count() - 1
    }
}

impl Browser {
    pub fn of(store: &Store) -> Browser {
        let app = store.with_sessions_and_security(Router::new().merge(store.routes()).merge(store.admin()));
        Browser { app, cookies: Vec::new(), language: "en" }
    }

    async fn send(&mut self, request: Builder, body: String) -> Page {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request.header(header::COOKIE, cookies.join("; ")).header(header::ACCEPT_LANGUAGE, self.language);
        let response = self.app.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        for set in parts.headers.get_all(header::SET_COOKIE) {
            let (name, rest) = set.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            self.cookies.retain(|(known, _)| known != name);
            if !value.is_empty() {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        let html = String::from_utf8(to_bytes(body, usize::MAX).await.unwrap().to_vec()).unwrap();
        Page { status: parts.status, headers: parts.headers, html }
    }

    pub async fn get(&mut self, path: &str) -> Page {
        self.send(Request::get(path), String::new()).await
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Request::post(path).header("sec-fetch-site", "same-origin");
        self.send(request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded"), form).await
    }

    /// Opens the page of a form, and submits it.
    pub async fn submit(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let token = self.get(path).await.token();
        let fields: Vec<(&str, &str)> = [("form", token.as_str())].into_iter().chain(fields.iter().copied()).collect();
        self.post(path, &fields).await
    }

    /// Signs in by a link of the command line.
    pub async fn sign_in(&mut self, store: &Store, email: &str) -> Page {
        let link = link(store, email).await;
        self.post(&link, &[]).await
    }
}

/// Creates a link. Returns its path.
async fn link(store: &Store, email: &str) -> String {
    let link = store.acting(&Actor::CommandLine).staff_link(email).await.unwrap();
    link.strip_prefix(&store.settings().base_url).unwrap().to_owned()
}

pub async fn add(store: &Store, email: &str, name: &str, role: Role) -> String {
    store.acting(&Actor::CommandLine).add_staff(email, name, role).await.unwrap().id
}

/// A mailer whose server does not answer: nobody waits for it.
fn lost_mails() -> Mailer {
    Mailer::smtp("smtp://127.0.0.1:1").unwrap()
}

on_both!(
    a_link_signs_in_by_its_button_alone,
    an_owner_decides_about_the_staff,
    a_form_acts_once,
    the_audit_log_is_read_page_by_page,
    signing_out_ends_the_session,
    refunds_above_the_limit_in_all_ask_for_another_sign_in,
    a_cancellation_that_returns_much_asks_for_another_sign_in,
);

/// The number of an order of a book for €500, for which so many cents were paid.
async fn sold(world: &World, cents: i64) -> i64 {
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;
    let number = world.store.order(&token).await.unwrap().number;
    world.store.settle(&attempt, &paid(cents)).await.unwrap();
    number
}

async fn refunds_above_the_limit_in_all_ask_for_another_sign_in(world: World) {
    world.product("book").price(euro(50_000)).insert().await;
    let (store, number) = (&world.store, sold(&world, 50_000).await);
    add(store, ADA, "Ada", Role::Manager).await;
    let mut browser = Browser::of(store);
    browser.sign_in(store, ADA).await;
    world.advance(minutes(61));
    let path = format!("/admin/orders/{number}/refund");
    let make = |amount: &'static str, form: &'static str| [("extra", amount), ("form", form)];
    let made = format!("/admin/orders/{number}?done=");
    assert!(browser.post(&path, &make("150", "one")).await.location().starts_with(&made));
    assert!(
        browser.post(&path, &make("150", "one")).await.location().starts_with(&made),
        "a second click is not asked again"
    );
    assert_eq!(world.gateway.refunds().len(), 1);

    let sign_in = format!("/admin/sign-in?next=%2Fadmin%2Forders%2F{number}%2Frefund%3Fextra%3D150%26restock%3D0");
    assert_eq!(browser.get(&format!("{path}?extra=150&step=check")).await.location(), sign_in);
    assert_eq!(browser.post(&path, &make("150", "two")).await.location(), sign_in);
    assert!(browser.post(&path, &make("50", "three")).await.location().starts_with(&made), "200 in all");
    assert_eq!(world.gateway.refunds().len(), 2);
    browser.sign_in(store, ADA).await;
    assert!(browser.post(&path, &make("150", "two")).await.location().starts_with(&made));
}

async fn a_cancellation_that_returns_much_asks_for_another_sign_in(world: World) {
    world.product("book").price(euro(50_000)).insert().await;
    let (store, much, little) = (&world.store, sold(&world, 20_001).await, sold(&world, 20_000).await);
    add(store, ADA, "Ada", Role::Manager).await;
    let mut browser = Browser::of(store);
    browser.sign_in(store, ADA).await;
    world.advance(minutes(61));
    let path = |number: i64| format!("/admin/orders/{number}/cancel");
    let made = |number: i64| format!("/admin/orders/{number}?done=cancel");
    assert_eq!(browser.submit(&path(little), &[]).await.location(), made(little));
    let sign_in = format!("/admin/sign-in?next=%2Fadmin%2Forders%2F{much}%2Fcancel");
    assert_eq!(browser.submit(&path(much), &[]).await.location(), sign_in);
    browser.sign_in(store, ADA).await;
    assert_eq!(browser.submit(&path(much), &[]).await.location(), made(much));
}

async fn a_link_signs_in_by_its_button_alone(world: World) {
    let store = &world.store;
    add(store, ADA, "Ada <b>", Role::Owner).await;
    let link = link(store, ADA).await;
    let mut scanner = Browser::of(store);
    for _ in 0..3 {
        assert_eq!(scanner.send(Request::head(&link), String::new()).await.status, StatusCode::OK);
        let page = scanner.get(&link).await;
        assert!(page.status == StatusCode::OK && page.html.contains("Sign in as Ada &lt;b&gt;"), "{}", page.html);
        assert!(scanner.cookies.is_empty());
    }
    let mut browser = Browser::of(store);
    let signed_in = browser.post(&link, &[]).await;
    assert_eq!(signed_in.location(), "/admin");
    let cookie = signed_in.set_cookie("pannier_admin").unwrap();
    assert!(cookie.ends_with("; Path=/admin; Max-Age=604800; HttpOnly; SameSite=Lax"), "{cookie}");
    let staff = browser.get("/admin/staff").await;
    assert!(staff.status == StatusCode::OK && staff.html.contains("Ada &lt;b&gt; · Owner"), "{}", staff.html);

    let again = scanner.post(&link, &[]).await;
    assert_eq!(again.status, StatusCode::GONE);
    assert!(again.html.contains("no longer works") && scanner.cookies.is_empty(), "{}", again.html);
    assert_eq!(scanner.get(&link).await.status, StatusCode::GONE);
}

async fn signing_out_ends_the_session(world: World) {
    let store = &world.store;
    add(store, ADA, "Ada", Role::Reader).await;
    let mut browser = Browser::of(store);
    browser.sign_in(store, ADA).await;
    let stolen = browser.cookies.clone();
    assert_eq!(browser.post("/admin/sign-out", &[]).await.location(), "/admin/sign-in");
    assert!(browser.cookies.is_empty());
    browser.cookies = stolen;
    assert_eq!(browser.get("/admin/audit").await.location(), "/admin/sign-in?next=%2Fadmin%2Faudit");

    let mut browser = Browser::of(store);
    browser.sign_in(store, ADA).await;
    assert_eq!(browser.get("/admin/sign-in?next=/admin/audit").await.location(), "/admin/audit", "is signed in");
    let before = browser.cookies.clone();
    browser.sign_in(store, ADA).await;
    assert_ne!(browser.cookies, before);
    browser.cookies = before;
    let ended = browser.get("/admin/audit").await;
    assert!(ended.location().starts_with("/admin/sign-in"), "a new session ends the one before");
}

async fn an_owner_decides_about_the_staff(world: World) {
    let store = &world.store;
    let ada = add(store, ADA, "Ada", Role::Owner).await;
    let mut browser = Browser::of(store);
    browser.sign_in(store, ADA).await;

    let grace = [("email", "grace@shop.example"), ("name", "Grace"), ("role", "packer")];
    let added = browser.submit("/admin/staff/add", &grace).await;
    let list = browser.get(added.location()).await;
    assert!(list.html.contains("role=\"status\"") && list.html.contains("They can sign in now."), "{}", list.html);
    assert!(list.html.contains("Tell Grace to ") || list.html.contains("Create a link for Grace"), "{}", list.html);
    assert_eq!(browser.get("/admin/staff").await.rows(), 2);
    let twice = browser.submit("/admin/staff/add", &grace).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(twice.html.contains("role=\"alert\""), "{}", twice.html);
    assert!(twice.html.contains("value=\"grace@shop.example\""), "{}", twice.html);
    let nonsense = browser.submit("/admin/staff/add", &[("email", "grace"), ("role", "reader")]).await;
    assert_eq!(nonsense.status, StatusCode::UNPROCESSABLE_ENTITY);
    let unknown_role = browser.submit("/admin/staff/add", &[("email", "eve@shop.example"), ("role", "king")]).await;
    assert_eq!(unknown_role.status, StatusCode::BAD_REQUEST);

    let staff = store.acting(&Actor::CommandLine).staff().await.unwrap();
    let grace = staff.iter().find(|member| member.name == "Grace").unwrap().clone();
    assert_eq!(grace.role, Role::Packer);
    let of_grace = |act: &str| format!("/admin/staff/{}/{act}", grace.id);
    browser.submit(&of_grace("role"), &[("role", "reader")]).await.location();
    let made = browser.submit(&of_grace("link"), &[]).await;
    assert!(made.html.contains("/admin/sign-in/link/"), "{}", made.html);
    browser.submit(&of_grace("disable"), &[]).await.location();
    assert_eq!(browser.submit(&of_grace("link"), &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    browser.submit(&of_grace("enable"), &[]).await.location();
    assert!(made.html.contains("only now") && !browser.get("/admin/staff").await.html.contains("no access"));

    let offered = browser.get("/admin/staff").await.html;
    assert!(!offered.contains(&format!("/admin/staff/{ada}/disable")) && offered.contains(&of_grace("disable")));
    for act in ["disable", "role"] {
        let last = browser.submit(&format!("/admin/staff/{ada}/{act}"), &[("role", "reader")]).await;
        assert_eq!(last.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(last.html.contains("the only owner"), "{}", last.html);
    }
    assert_eq!(browser.get("/admin/staff/nobody/role").await.status, StatusCode::NOT_FOUND);
}

async fn a_form_acts_once(world: World) {
    let store = &world.store;
    add(store, ADA, "Ada", Role::Owner).await;
    let grace = add(store, "grace@shop.example", "Grace", Role::Reader).await;
    let mut browser = Browser::of(store);
    browser.sign_in(store, ADA).await;
    let path = format!("/admin/staff/{grace}/link");
    let token = browser.get(&path).await.token();
    let links = async || {
        let entries = store.acting(&Actor::CommandLine).audit(&AuditQuery::default()).await.unwrap();
        entries.iter().filter(|entry| entry.act == "staff.link" && entry.subject == "grace@shop.example").count()
    };
    assert_eq!(browser.post(&path, &[("form", &token)]).await.status, StatusCode::OK);
    assert_eq!(browser.post(&path, &[("form", &token)]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(links().await, 1);
    browser.submit(&path, &[]).await;
    assert_eq!(links().await, 2, "another form acts again");
}

async fn the_audit_log_is_read_page_by_page(world: World) {
    let store = &world.store;
    add(store, ADA, "Ada", Role::Reader).await;
    let admin = store.acting(&Actor::CommandLine);
    add(store, "grace@shop.example", "Grace", Role::Reader).await;
    for n in 0..60 {
        let role = if n % 2 == 0 { Role::Packer } else { Role::Reader };
        admin.set_staff_role("grace@shop.example", role).await.unwrap();
    }
    let mut browser = Browser::of(store);
    browser.sign_in(store, ADA).await;
    let first = browser.get("/admin/audit?actor=command-line").await;
    assert_eq!(first.rows(), 50);
    let (_, rest) = first.html.split_once("class=\"ad-pager\"").expect("more pages");
    let older = rest.split("href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&");
    assert!(older.starts_with("/admin/audit?actor=command-line&before="), "{older}");
    let second = browser.get(&older).await;
    // Two members, sixty roles and a link.
    assert_eq!(second.rows(), 13);
    assert!(!second.html.contains("ad-pager"), "{}", second.html);

    let by_ada = browser.get("/admin/audit?actor=staff%3Aada%40shop.example").await;
    assert!(by_ada.rows() == 1 && by_ada.html.contains("Signed in"), "{}", by_ada.html);
    let none = browser.get("/admin/audit?order=4711").await;
    assert!(none.status == StatusCode::OK && none.html.contains("ad-empty"), "{}", none.html);
    let wrong = browser.get("/admin/audit?order=seven&before=x").await;
    assert!(wrong.html.contains("aria-invalid=\"true\""), "{}", wrong.html);
    assert!(browser.get("/admin/audit?before=no-such-entry").await.status.is_success());
}

#[tokio::test]
async fn a_mailed_code_signs_in_the_browser_that_asked() {
    let mut server = Server::new(OPEN);
    server.open();
    let world = World::on_sqlite().await.with(|builder| builder.staff_mail(Mailer::smtp(&server.url).unwrap())).await;
    let store = &world.store;
    add(store, ADA, "Ada", Role::Owner).await;
    let mut browser = Browser::of(store);
    let asked = browser.get("/admin/staff").await.location().to_owned();
    let form = browser.get(&asked).await;
    assert!(form.html.contains("name=\"next\" value=\"/admin/staff\""), "{}", form.html);
    let sent = browser.post("/admin/sign-in", &[("email", " Ada@shop.example"), ("next", "/admin/staff")]).await;
    let mut stranger = Browser::of(store);
    let unknown = stranger.post("/admin/sign-in", &[("email", "eve@shop.example")]).await;
    assert_eq!((sent.location(), sent.html.as_str()), (unknown.location(), unknown.html.as_str()));

    let code = code(&server).await;
    let elsewhere = Browser::of(store).post("/admin/sign-in/code", &[("code", &code)]).await;
    assert_eq!(elsewhere.location(), "/admin/sign-in", "this browser has asked for nothing");
    assert_eq!(stranger.post("/admin/sign-in/code", &[("code", &code)]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(browser.get("/admin/sign-in/code").await.status, StatusCode::OK);
    let other = if code == "00000000" { "00000001" } else { "00000000" };
    let wrong = browser.post("/admin/sign-in/code", &[("code", other)]).await;
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.html.contains("4 more times"), "{}", wrong.html);
    let spaced = format!("{} {}", &code[..3], &code[3..]);
    let right = browser.post("/admin/sign-in/code", &[("code", &spaced)]).await;
    assert_eq!(right.location(), "/admin/staff");
    assert_eq!(browser.get("/admin/staff").await.status, StatusCode::OK);
    let names: Vec<_> = browser.cookies.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["pannier_admin"]);

    testing::advance(store, minutes(61));
    let confirm = browser.get("/admin/staff/add").await.location().to_owned();
    let form = browser.get(&confirm).await;
    assert!(form.html.contains("Confirm that it is you") && form.html.contains("type=\"hidden\" name=\"email\""));
}

#[tokio::test]
async fn who_is_added_is_mailed_where_to_sign_in() {
    let mut server = Server::new(OPEN);
    server.open();
    let world = World::on_sqlite().await.with(|builder| builder.staff_mail(Mailer::smtp(&server.url).unwrap())).await;
    let store = &world.store;
    add(store, ADA, "Ada", Role::Owner).await;
    let mut browser = Browser::of(store);
    browser.sign_in(store, ADA).await;
    let grace = [("email", "grace@shop.example"), ("name", "Grace"), ("role", "packer")];
    let added = browser.submit("/admin/staff/add", &grace).await;
    let page = browser.get(added.location()).await.html;
    let url = store.settings().url("/admin");
    assert!(
        page.contains("Tell Grace to open ") && page.contains(&url) && page.contains("grace@shop.example"),
        "{page}"
    );
    for _ in 0..300 {
        if let Some(source) = server.mails().first() {
            let mail = mailparse::parse_mail(source).unwrap();
            let text = mail.subparts[0].get_body().unwrap();
            assert!(text.contains(&url) && text.contains("grace@shop.example"), "{text}");
            assert!(!text.contains("/sign-in/link/"), "it signs nobody in: {text}");
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("no mail within thirty seconds");
}

/// The code of the mail that arrives.
async fn code(server: &Server) -> String {
    for _ in 0..300 {
        if let Some(source) = server.mails().first() {
            let mail = mailparse::parse_mail(source).unwrap();
            let text = mail.subparts[0].get_body().unwrap();
            let mut words = text.split(|c: char| !c.is_ascii_alphanumeric());
            let is_code = |word: &&str| word.len() == 8 && word.bytes().all(|b| b.is_ascii_digit());
            return words.find(is_code).unwrap_or_else(|| panic!("no code: {text}")).to_owned();
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("no mail within thirty seconds");
}

#[tokio::test]
async fn signing_in_leads_to_the_page_that_was_asked_for_and_nowhere_else() {
    let world = World::on_sqlite().await.with(|builder| builder.staff_mail(lost_mails())).await;
    let store = &world.store;
    add(store, ADA, "Ada", Role::Owner).await;
    for (next, expected) in [
        ("/admin/audit?order=1001&actor=a%40b", "/admin/audit?order=1001&actor=a%40b"),
        ("/basket", "/admin"),
        ("//evil.example", "/admin"),
        ("https://evil.example/admin", "/admin"),
        ("/admin/../basket", "/admin"),
        ("/admin\\@evil.example", "/admin"),
        ("/admin/x\r\nSet-Cookie: a=b", "/admin"),
        ("/admin/sign-out", "/admin"),
    ] {
        // Each of its own address, as the mails to one are limited.
        let stranger = format!("{}@shop.example", next.len());
        let mut browser = Browser::of(store);
        browser.post("/admin/sign-in", &[("email", &stranger), ("next", next)]).await.location();
        assert_eq!(browser.sign_in(store, ADA).await.location(), expected, "{next:?}");
        assert_eq!(browser.cookies.len(), 1, "{next:?}");
    }
}

#[tokio::test]
async fn without_a_mailer_the_page_says_where_links_come_from() {
    let world = World::on_sqlite().await;
    let mut browser = Browser::of(&world.store);
    let page = browser.get("/admin/sign-in").await;
    assert!(page.html.contains("pannier staff link") && !page.html.contains("<form"), "{}", page.html);
    let posted = browser.post("/admin/sign-in", &[("email", ADA)]).await;
    assert!(posted.html.contains("pannier staff link") && browser.cookies.is_empty());
    browser.language = "de-AT";
    assert!(browser.get("/admin/sign-in").await.html.contains("<html lang=\"de\""));
}

#[tokio::test]
async fn the_language_is_the_members() {
    let world = World::on_sqlite().await;
    let store = &world.store;
    add(store, ADA, "Ada", Role::Reader).await;
    let mut browser = Browser::of(store);
    browser.sign_in(store, ADA).await;
    assert!(browser.get("/admin/audit").await.html.contains("<html lang=\"en\""));
    let chosen = browser.post("/admin/language", &[("language", "de"), ("next", "/admin/audit?order=1001")]).await;
    assert_eq!(chosen.location(), "/admin/audit?order=1001");
    assert!(browser.get("/admin/audit").await.html.contains("Protokoll"));
    assert_eq!(browser.post("/admin/language", &[("language", "tlh")]).await.status, StatusCode::BAD_REQUEST);
    let away = browser.post("/admin/language", &[("language", "en"), ("next", "//evil.example")]).await;
    assert_eq!(away.location(), "/admin");
}

/// A sign-in of the host's, which believes a header: only for this test.
struct Believed;

#[async_trait]
impl StaffAuth for Believed {
    async fn who(&self, parts: &Parts) -> Option<String> {
        parts.headers.get("x-who")?.to_str().ok().map(str::to_owned)
    }

    fn way_in(&self) -> Option<String> {
        Some("/newsroom".to_owned())
    }
}

#[tokio::test]
async fn a_host_can_sign_its_staff_in() {
    let world = World::on_sqlite().await.with(|builder| builder.staff_auth(Believed).admin_at("/office")).await;
    let store = &world.store;
    add(store, ADA, "Ada", Role::Owner).await;
    let mut browser = Browser::of(store);
    let as_ = |path: &str, who: &str| Request::get(path).header("x-who", who);
    assert_eq!(browser.get("/office/staff").await.location(), "/office/sign-in?next=%2Foffice%2Fstaff");
    let page = browser.get("/office/sign-in").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(page.html.contains("href=\"/newsroom\"") && !page.html.contains("<form"), "{}", page.html);
    let stranger = browser.send(as_("/office/sign-in", "eve@shop.example"), String::new()).await;
    assert!(stranger.html.contains("eve@shop.example"), "{}", stranger.html);
    let refused = browser.send(as_("/office/staff", "eve@shop.example"), String::new()).await;
    assert!(refused.location().contains("/sign-in"));

    let staff = browser.send(as_("/office/staff", "ADA@shop.example"), String::new()).await;
    assert!(staff.status == StatusCode::OK && !staff.html.contains("/office/sign-out"), "{}", staff.html);
    assert!(staff.html.contains("/role\"") && !staff.html.contains("/link\""), "{}", staff.html);
    let link = store.acting(&Actor::CommandLine).staff_link(ADA).await.unwrap();
    let link = format!("/office/sign-in/link/{}", link.rsplit('/').next().unwrap());
    let followed = browser.get(&link).await;
    assert!(followed.location().starts_with("/office/sign-in?next="), "the host's sign-in is the only one");
    testing::advance(store, minutes(120));
    let form = browser.send(as_("/office/staff/add", ADA), String::new()).await;
    assert_eq!(form.status, StatusCode::OK, "how recent the sign-in is, is the host's concern");
    add(store, "grace@shop.example", "Grace", Role::Owner).await;
    store.acting(&Actor::CommandLine).disable_staff(ADA).await.unwrap();
    assert!(browser.send(as_("/office/staff", ADA), String::new()).await.location().contains("/sign-in"));
}

#[tokio::test]
async fn requests_are_small_and_cookies_are_secure() {
    let settings = Settings::new("https://shop.example", "a secret that only tests have to know");
    let store = Store::builder(Db::memory().await.unwrap(), settings).mount_at("/shop").build().await.unwrap();
    add(&store, ADA, "Ada", Role::Owner).await;
    let mut browser = Browser::of(&store);
    let signed_in = browser.sign_in(&store, ADA).await;
    let cookie = signed_in.set_cookie("pannier_admin").unwrap();
    assert!(cookie.contains("; Path=/shop/admin; ") && cookie.ends_with("; Secure"), "{cookie}");
    // More than the admin takes, and more than any form of the shop may have, whether it says so first or not.
    for (path, size) in [("staff/add", 300 * 1024), ("staff/add", 2 * 1024 * 1024), ("sign-in", 2 * 1024 * 1024)] {
        // Where nobody is signed in, axum does not know why a body could not be read.
        for told in [true, false].into_iter().filter(|told| *told || path != "sign-in") {
            let request = Request::post(format!("/shop/admin/{path}")).header("sec-fetch-site", "same-origin");
            let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            let request = if told { request.header(header::CONTENT_LENGTH, size) } else { request };
            let refused = browser.send(request, "x".repeat(size)).await;
            assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE, "{path}");
            assert_eq!(refused.headers[header::CACHE_CONTROL], "no-store");
            assert!(refused.html.contains("<h1>That is too much at once</h1>"), "{}", refused.html);
        }
    }
    // Those of products have long texts. That this shop has no mugs is found out once all has arrived.
    for (size, status) in [(3 * 1024 * 1024, StatusCode::NOT_FOUND), (5 * 1024 * 1024, StatusCode::PAYLOAD_TOO_LARGE)] {
        let request = Request::post("/shop/admin/products/mug/new").header("sec-fetch-site", "same-origin");
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        assert_eq!(browser.send(request, "x".repeat(size)).await.status, status, "{size}");
    }
    let long = browser.get(&format!("/shop/admin/{}", "x".repeat(20_000))).await;
    assert_eq!(long.status, StatusCode::NOT_FOUND);
    assert!(long.html.contains("There is no such page"), "{}", long.html);
}

#[tokio::test]
async fn the_style_sheet_and_the_icon_are_the_only_files() {
    let world = World::on_sqlite().await;
    let mut browser = Browser::of(&world.store);
    let page = browser.get("/admin/sign-in").await;
    let links = page.html.split("<link").skip(1).map(|rest| rest.split("href=\"").nth(1).unwrap());
    let links: BTreeSet<&str> = links.map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(links.len(), 2, "{}", page.html);
    for link in links {
        let file = browser.get(link).await;
        assert_eq!(file.status, StatusCode::OK, "{link}");
        assert!(file.headers[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"), "{link}");
        assert!(file.headers.contains_key("x-content-type-options"), "{link}");
    }
}
