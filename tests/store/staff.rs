//! Staff: who may sign in to the admin, how, and for how long.

use std::path::{Path, PathBuf};

use async_trait::async_trait;
use http::{Request, request::Parts};
use mailparse::MailHeaderMap;
use pannier::{
    Act, Actor, AuditQuery, Role, StaffAuth, StaffError, Store, args,
    receivers::Mailer,
    testing::{
        self,
        sign_in::{self, SignInError},
        staff_auth_contract,
    },
};
use tokio::task::JoinSet;

use crate::{
    on_both,
    world::{World, admin, fresh_dir, minutes, seconds},
};

on_both!(
    a_link_signs_in_once_even_if_it_is_used_twice_at_once,
    looking_at_a_link_uses_nothing_up,
    a_link_works_for_fifteen_minutes,
    a_mailed_code_signs_in_the_browser_that_has_asked_for_it,
    a_code_can_be_guessed_five_times,
    codes_that_are_guessed_at_once_count_each,
    an_unknown_address_is_answered_as_a_known_one,
    five_mails_an_hour_go_to_one_address_and_thirty_a_minute_to_all,
    a_change_of_the_role_ends_the_sessions,
    who_is_disabled_is_out,
    one_owner_is_left_even_if_two_remove_each_other_at_once,
    a_session_ends_after_twelve_idle_hours_and_after_a_week,
    that_somebody_was_seen_is_written_once_a_minute,
    tables_hold_nothing_that_signs_in,
    what_has_expired_is_deleted,
    all_that_is_done_to_the_staff_is_recorded,
    a_form_about_the_staff_takes_effect_once,
    a_member_is_known_by_one_address,
);

const BROWSER: &str = "a value that only this browser has";

/// Adds a member; the address.
async fn add(world: &World, name: &str, role: Role) -> String {
    world.admin().add_staff(&format!("{name}@shop.example"), name, role).await.unwrap().email
}

/// The token of a new link.
async fn link(store: &Store, email: &str) -> String {
    let url = admin(store).staff_link(email).await.unwrap();
    url.rsplit('/').next().unwrap().to_owned()
}

/// The cookie of a new session.
async fn cookie(store: &Store, email: &str) -> String {
    sign_in::by_link(store, &link(store, email).await).await.unwrap().cookie
}

async fn is_in(store: &Store, cookie: &str) -> bool {
    sign_in::who(store, cookie).await.unwrap().is_some()
}

async fn works(store: &Store, token: &str) -> bool {
    sign_in::look_at_link(store, token).await.unwrap().is_some()
}

/// How often the audit log has an act.
async fn recorded(world: &World, act: Act) -> usize {
    let entries = world.admin().audit(&AuditQuery::default()).await.unwrap();
    entries.iter().filter(|entry| entry.act == act.as_str()).count()
}

async fn with_mail(world: World) -> (World, PathBuf) {
    let folder = fresh_dir().join("mail");
    let mailer = Mailer::folder(folder.clone());
    (world.with(|builder| builder.staff_mail(mailer)).await, folder)
}

/// A mail with which somebody signs in.
struct Mail {
    to: String,
    subject: String,
    token: String,
    code: String,
}

fn mails(folder: &Path) -> Vec<PathBuf> {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|file| file.path());
    let mut mails: Vec<_> = files.filter(|path| path.extension().is_some_and(|e| e == "eml")).collect();
    // Their names are in the order of time.
    mails.sort();
    mails
}

/// The last of as many mails, which are sent in the background.
async fn mail(folder: &Path, number: usize) -> Mail {
    for _ in 0..200 {
        if mails(folder).len() >= number {
            break;
        }
        tokio::time::sleep(seconds(1) / 20).await;
    }
    let mails = mails(folder);
    assert_eq!(mails.len(), number);
    let source = std::fs::read(mails.last().unwrap()).unwrap();
    let mail = mailparse::parse_mail(&source).unwrap();
    let text = mail.subparts[0].get_body().unwrap();
    let token = text.split("/admin/sign-in/link/").nth(1).unwrap().split_whitespace().next().unwrap();
    let is_code = |word: &&str| word.len() == 8 && word.bytes().all(|b| b.is_ascii_digit());
    let code = text.split_whitespace().find(is_code).unwrap();
    let header = |name| mail.headers.get_first_value(name).unwrap();
    Mail { to: header("To"), subject: header("Subject"), token: token.to_owned(), code: code.to_owned() }
}

/// A code that is another one.
fn wrong(code: &str) -> String {
    format!("{:08}", (code.parse::<u32>().unwrap() + 1) % 100_000_000)
}

async fn a_link_signs_in_once_even_if_it_is_used_twice_at_once(world: World) {
    let ada = add(&world, "ada", Role::Owner).await;
    let elsewhere = world.another_instance(vec![]).await;
    for round in 1..=5 {
        let token = link(&world.store, &ada).await;
        let (one, two) = tokio::join!(sign_in::by_link(&world.store, &token), sign_in::by_link(&elsewhere, &token));
        assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1, "{one:?} {two:?}");
        let signed = one.or(two).unwrap();
        assert_eq!((&signed.member.email, signed.member.role), (&ada, Role::Owner));
        assert_eq!(sign_in::who(&elsewhere, &signed.cookie).await.unwrap().unwrap().member.email, ada);
        for _ in 0..3 {
            let again = sign_in::by_link(&world.store, &token).await;
            assert!(matches!(again, Err(SignInError::InvalidLink)), "{again:?}");
        }
        // A link that is followed again and again does not fill the log.
        assert_eq!(recorded(&world, Act::SignIn).await, round);
        assert_eq!(recorded(&world, Act::SignInRefused).await, round);
    }
    let made_up = sign_in::by_link(&world.store, "made-up\0").await;
    assert!(matches!(made_up, Err(SignInError::InvalidLink)));
    assert!(!is_in(&world.store, "made-up\0").await && !is_in(&world.store, "").await);
}

async fn looking_at_a_link_uses_nothing_up(world: World) {
    let ada = add(&world, "ada", Role::Owner).await;
    let token = link(&world.store, &ada).await;
    for _ in 0..3 {
        assert_eq!(sign_in::look_at_link(&world.store, &token).await.unwrap().unwrap().email, ada);
    }
    sign_in::by_link(&world.store, &token).await.unwrap();
    assert!(!works(&world.store, &token).await);
}

async fn a_link_works_for_fifteen_minutes(world: World) {
    let ada = add(&world, "ada", Role::Owner).await;
    let (one, two) = (link(&world.store, &ada).await, link(&world.store, &ada).await);
    world.advance(minutes(14));
    sign_in::by_link(&world.store, &one).await.unwrap();
    world.advance(minutes(1));
    assert!(!works(&world.store, &two).await);
    assert!(matches!(sign_in::by_link(&world.store, &two).await, Err(SignInError::InvalidLink)));
    assert_eq!(recorded(&world, Act::SignInRefused).await, 1);
}

async fn a_mailed_code_signs_in_the_browser_that_has_asked_for_it(world: World) {
    let (world, folder) = with_mail(world).await;
    let ada = add(&world, "ada", Role::Owner).await;
    sign_in::request(&world.store, " ADA@shop.example ", BROWSER).await.unwrap();
    let first = mail(&folder, 1).await;
    assert_eq!((first.to, first.subject.starts_with("Sign in to the admin of ")), (ada.clone(), true));
    let elsewhere = sign_in::by_code(&world.store, "another browser", &first.code).await;
    assert!(matches!(elsewhere, Err(SignInError::CodeDead)), "{elsewhere:?}");
    let spaced = format!(" {} {} ", &first.code[..3], &first.code[3..]);
    let signed = sign_in::by_code(&world.store, BROWSER, &spaced).await.unwrap();
    assert!(signed.member.email == ada && is_in(&world.store, &signed.cookie).await);
    let again = sign_in::by_code(&world.store, BROWSER, &first.code).await;
    assert!(matches!(again, Err(SignInError::CodeDead)), "{again:?}");
    assert!(!works(&world.store, &first.token).await, "the link and its code are one proof");

    world.db.execute("UPDATE pannier_staff SET language = 'de' WHERE email = $1", args![&ada]).await.unwrap();
    sign_in::request(&world.store, &ada, BROWSER).await.unwrap();
    let second = mail(&folder, 2).await;
    assert!(second.subject.starts_with("Anmeldung zur Verwaltung von "), "{}", second.subject);
    assert!(second.token != first.token);
    // On another device.
    sign_in::by_link(&world.store, &second.token).await.unwrap();
    assert!(sign_in::by_code(&world.store, BROWSER, &second.code).await.is_err());

    sign_in::request(&world.store, &ada, BROWSER).await.unwrap();
    let third = mail(&folder, 3).await;
    world.advance(minutes(15));
    let late = sign_in::by_code(&world.store, BROWSER, &third.code).await;
    assert!(matches!(late, Err(SignInError::CodeDead)), "{late:?}");
}

async fn a_code_can_be_guessed_five_times(world: World) {
    let (world, folder) = with_mail(world).await;
    let ada = add(&world, "ada", Role::Owner).await;
    sign_in::request(&world.store, &ada, BROWSER).await.unwrap();
    let Mail { code, token, .. } = mail(&folder, 1).await;
    for expected in [4, 3, 2, 1] {
        let guess = sign_in::by_code(&world.store, BROWSER, &wrong(&code)).await;
        assert!(matches!(guess, Err(SignInError::WrongCode { left }) if left == expected), "{guess:?}");
    }
    for guess in [wrong(&code), wrong(&code), code] {
        let guess = sign_in::by_code(&world.store, BROWSER, &guess).await;
        assert!(matches!(guess, Err(SignInError::CodeDead)), "{guess:?}");
    }
    assert!(!works(&world.store, &token).await);
    assert!(sign_in::by_link(&world.store, &token).await.is_err());
    assert_eq!(recorded(&world, Act::SignIn).await, 0);
    assert_eq!(recorded(&world, Act::SignInRefused).await, 2, "the fifth code and a link");
}

async fn codes_that_are_guessed_at_once_count_each(world: World) {
    let (world, folder) = with_mail(world).await;
    let ada = add(&world, "ada", Role::Owner).await;
    sign_in::request(&world.store, &ada, BROWSER).await.unwrap();
    let code = wrong(&mail(&folder, 1).await.code);
    let mut guesses = JoinSet::new();
    for _ in 0..12 {
        let (store, code) = (world.store.clone(), code.clone());
        guesses.spawn(async move { sign_in::by_code(&store, BROWSER, &code).await });
    }
    let mut left = Vec::new();
    while let Some(guess) = guesses.join_next().await {
        match guess.unwrap() {
            Err(SignInError::WrongCode { left: tries }) => left.push(tries),
            Err(SignInError::CodeDead) => {}
            other => panic!("{other:?}"),
        }
    }
    left.sort_unstable();
    assert_eq!(left, [1, 2, 3, 4]);
}

async fn an_unknown_address_is_answered_as_a_known_one(world: World) {
    let (world, folder) = with_mail(world).await;
    add(&world, "ada", Role::Owner).await;
    sign_in::request(&world.store, "eve@shop.example", BROWSER).await.unwrap();
    for expected in [4, 3, 2, 1] {
        let guess = sign_in::by_code(&world.store, BROWSER, "123456").await;
        assert!(matches!(guess, Err(SignInError::WrongCode { left }) if left == expected), "{guess:?}");
    }
    assert!(matches!(sign_in::by_code(&world.store, BROWSER, "123456").await, Err(SignInError::CodeDead)));
    for address in ["", "nobody", "ada@shop.example\0"] {
        sign_in::request(&world.store, address, BROWSER).await.unwrap();
    }
    assert!(mails(&folder).is_empty());
    assert_eq!(recorded(&world, Act::SignInRefused).await, 0, "strangers do not fill the audit log");
}

async fn five_mails_an_hour_go_to_one_address_and_thirty_a_minute_to_all(world: World) {
    let (world, folder) = with_mail(world).await;
    let ada = add(&world, "ada", Role::Owner).await;
    let request = async |address: &str| match sign_in::request(&world.store, address, BROWSER).await {
        Ok(()) => true,
        Err(SignInError::TooManyRequests) => false,
        Err(error) => panic!("{error}"),
    };
    for _ in 0..5 {
        assert!(request(&ada).await);
    }
    assert!(!request(&ada).await && !request("ADA+1@shop.example").await);
    mail(&folder, 5).await;
    for n in 5..30 {
        assert!(request(&format!("nobody-{n}@shop.example")).await);
    }
    assert!(!request("another@shop.example").await);
    world.advance(minutes(1));
    assert!(request("another@shop.example").await && !request(&ada).await);
    world.advance(minutes(60));
    assert!(request(&ada).await);
}

async fn a_change_of_the_role_ends_the_sessions(world: World) {
    let (ada, bob) = (add(&world, "ada", Role::Owner).await, add(&world, "bob", Role::Packer).await);
    let [of_ada, of_bob] = [cookie(&world.store, &ada).await, cookie(&world.store, &bob).await];
    world.admin().set_staff_role(&bob, Role::Packer).await.unwrap();
    assert!(is_in(&world.store, &of_bob).await, "nothing has changed");
    world.admin().set_staff_role("Bob@Shop.Example", Role::Manager).await.unwrap();
    assert!(!is_in(&world.store, &of_bob).await && is_in(&world.store, &of_ada).await);
    let again = cookie(&world.store, &bob).await;
    assert_eq!(sign_in::who(&world.store, &again).await.unwrap().unwrap().member.role, Role::Manager);
    sign_in::out(&world.store, &again).await.unwrap();
    assert!(!is_in(&world.store, &again).await);
}

async fn who_is_disabled_is_out(world: World) {
    let (world, folder) = with_mail(world).await;
    add(&world, "ada", Role::Owner).await;
    let bob = add(&world, "bob", Role::Manager).await;
    let (session, token) = (cookie(&world.store, &bob).await, link(&world.store, &bob).await);
    world.admin().disable_staff(&bob).await.unwrap();
    assert!(!is_in(&world.store, &session).await && !works(&world.store, &token).await);
    assert!(sign_in::by_link(&world.store, &token).await.is_err());
    assert!(matches!(world.admin().staff_link(&bob).await, Err(StaffError::Disabled(_))));
    sign_in::request(&world.store, &bob, BROWSER).await.unwrap();
    assert_eq!(recorded(&world, Act::SignInRefused).await, 1);
    let staff = world.admin().staff().await.unwrap();
    assert_eq!((staff[1].email.as_str(), staff[1].disabled_at.is_some()), (bob.as_str(), true));

    world.admin().enable_staff(&bob).await.unwrap();
    assert!(!is_in(&world.store, &session).await && !works(&world.store, &token).await, "what has ended stays so");
    let (session, token) = (cookie(&world.store, &bob).await, link(&world.store, &bob).await);
    // By a program that knows nothing of sessions.
    world.db.execute("UPDATE pannier_staff SET disabled_at = 1 WHERE email = $1", args![&bob]).await.unwrap();
    assert!(!is_in(&world.store, &session).await && !works(&world.store, &token).await);
    assert!(matches!(sign_in::by_link(&world.store, &token).await, Err(SignInError::InvalidLink)));
    assert!(mails(&folder).is_empty());
}

async fn one_owner_is_left_even_if_two_remove_each_other_at_once(world: World) {
    let elsewhere = world.another_instance(vec![]).await;
    let (ada, bob) = (add(&world, "ada", Role::Owner).await, add(&world, "bob", Role::Owner).await);
    let (here, there) = (world.admin(), admin(&elsewhere));
    for _ in 0..5 {
        let (one, two) = tokio::join!(here.set_staff_role(&ada, Role::Reader), there.disable_staff(&bob));
        assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1, "{one:?} {two:?}");
        assert!(matches!(one.and(two), Err(StaffError::LastOwner)));
        let owners = "SELECT COUNT(*) AS n FROM pannier_staff WHERE role = 'owner' AND disabled_at IS NULL";
        assert_eq!(world.number(owners, &[]).await, 1);
        here.enable_staff(&bob).await.unwrap();
        here.set_staff_role(&ada, Role::Owner).await.unwrap();
    }
    here.disable_staff(&bob).await.unwrap();
    assert!(matches!(here.set_staff_role(&ada, Role::Manager).await, Err(StaffError::LastOwner)));
    assert!(matches!(here.disable_staff(&ada).await, Err(StaffError::LastOwner)));
    for sql in [
        "UPDATE pannier_staff SET role = 'reader'",
        "UPDATE pannier_staff SET disabled_at = 1",
        "DELETE FROM pannier_staff",
    ] {
        assert!(world.db.execute(&format!("{sql} WHERE email = $1"), args![&ada]).await.is_err(), "{sql}");
    }
}

async fn a_session_ends_after_twelve_idle_hours_and_after_a_week(world: World) {
    let ada = add(&world, "ada", Role::Owner).await;
    let idle = cookie(&world.store, &ada).await;
    world.advance(minutes(11 * 60));
    assert!(is_in(&world.store, &idle).await);
    world.advance(minutes(11 * 60));
    assert!(is_in(&world.store, &idle).await);
    world.advance(minutes(12 * 60));
    assert!(!is_in(&world.store, &idle).await);

    let busy = cookie(&world.store, &ada).await;
    let since = sign_in::who(&world.store, &busy).await.unwrap().unwrap().since;
    for _ in 0..15 {
        world.advance(minutes(11 * 60));
        assert_eq!(sign_in::who(&world.store, &busy).await.unwrap().unwrap().since, since);
    }
    world.advance(minutes(3 * 60));
    assert!(!is_in(&world.store, &busy).await);
}

async fn that_somebody_was_seen_is_written_once_a_minute(world: World) {
    let ada = add(&world, "ada", Role::Owner).await;
    let seen = async || world.admin().staff().await.unwrap()[0].seen_at;
    assert_eq!(seen().await, None);
    let session = cookie(&world.store, &ada).await;
    let first = seen().await;
    world.advance(seconds(30));
    assert!(is_in(&world.store, &session).await);
    assert!(first.is_some() && seen().await == first);
    world.advance(seconds(30));
    assert!(is_in(&world.store, &session).await);
    assert!(seen().await > first);
}

async fn tables_hold_nothing_that_signs_in(world: World) {
    let (world, folder) = with_mail(world).await;
    let ada = add(&world, "ada", Role::Owner).await;
    sign_in::request(&world.store, &ada, BROWSER).await.unwrap();
    let Mail { code, token, .. } = mail(&folder, 1).await;
    let session = sign_in::by_code(&world.store, BROWSER, &code).await.unwrap().cookie;
    let mut stored = Vec::new();
    for (table, columns) in [
        ("pannier_sign_in_links", &["hash", "browser_hash", "code_hash"][..]),
        ("pannier_staff_sessions", &["hash", "agent"][..]),
        ("pannier_audit_log", &["subject", "detail"][..]),
    ] {
        for row in world.db.fetch_all(&format!("SELECT * FROM {table}"), &[]).await.unwrap() {
            stored.extend(columns.iter().map(|column| row.get::<String>(column).unwrap()));
        }
    }
    assert!(stored.len() > 6, "{stored:?}");
    for secret in [&code, &token, &session, BROWSER] {
        assert!(stored.iter().all(|text| !text.contains(secret)), "{secret} is in {stored:?}");
    }
}

async fn what_has_expired_is_deleted(world: World) {
    let ada = add(&world, "ada", Role::Owner).await;
    let session = cookie(&world.store, &ada).await;
    link(&world.store, &ada).await;
    let count = async |table: &str| world.number(&format!("SELECT COUNT(*) AS n FROM {table}"), &[]).await;
    world.advance(minutes(11 * 60));
    testing::purge(&world.store).await;
    assert!(is_in(&world.store, &session).await);
    assert_eq!((count("pannier_sign_in_links").await, count("pannier_staff_sessions").await), (2, 1));
    world.advance(minutes(14 * 60));
    testing::purge(&world.store).await;
    assert_eq!((count("pannier_sign_in_links").await, count("pannier_staff_sessions").await), (0, 0));
    assert_eq!(count("pannier_staff").await, 1);
}

async fn all_that_is_done_to_the_staff_is_recorded(world: World) {
    let ada = add(&world, "ada", Role::Owner).await;
    let acting = Actor::Staff(ada.clone());
    let admin = world.store.acting(&acting);
    let bob = admin.add_staff("bob@shop.example", "Bob", Role::Packer).await.unwrap().email;
    admin.set_staff_role(&bob, Role::Reader).await.unwrap();
    let token = admin.staff_link(&bob).await.unwrap().rsplit('/').next().unwrap().to_owned();
    let session = sign_in::by_link(&world.store, &token).await.unwrap().cookie;
    for _ in 0..2 {
        sign_in::out(&world.store, &session).await.unwrap();
        admin.disable_staff(&bob).await.unwrap();
    }
    for _ in 0..2 {
        admin.enable_staff(&bob).await.unwrap();
    }
    let mut entries = world.admin().audit(&AuditQuery::default()).await.unwrap();
    entries.reverse();
    let told = entries
        .iter()
        .map(|entry| format!("{} {} {} {}", entry.actor, entry.act, entry.subject, entry.detail).trim_end().to_owned());
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            "command-line staff.manage ada@shop.example added as owner",
            "staff:ada@shop.example staff.manage bob@shop.example added as packer",
            "staff:ada@shop.example staff.manage bob@shop.example role changed from packer to reader",
            "staff:ada@shop.example staff.link bob@shop.example",
            "staff:bob@shop.example staff.sign-in bob@shop.example by link",
            "staff:bob@shop.example staff.sign-out bob@shop.example",
            "staff:ada@shop.example staff.manage bob@shop.example disabled",
            "staff:ada@shop.example staff.manage bob@shop.example enabled",
        ]
    );
}

async fn a_form_about_the_staff_takes_effect_once(world: World) {
    add(&world, "ada", Role::Owner).await;
    let admin = world.admin().once("a form");
    admin.add_staff("bob@shop.example", "Bob", Role::Packer).await.unwrap();
    let again = admin.add_staff("bob@shop.example", "Bob", Role::Packer).await;
    assert!(matches!(again, Err(StaffError::AlreadyDone)), "{again:?}");
    let other = admin.set_staff_role("bob@shop.example", Role::Owner).await;
    assert!(matches!(other, Err(StaffError::AlreadyDone)), "{other:?}");
    assert_eq!(world.admin().staff().await.unwrap()[1].role, Role::Packer);
}

async fn a_member_is_known_by_one_address(world: World) {
    let admin = world.admin();
    for name in ["zoe", "ada", "Bob"] {
        admin.add_staff(&format!("{name}@shop.example"), "", Role::Owner).await.unwrap();
    }
    admin.disable_staff("ada@shop.example").await.unwrap();
    let staff = admin.staff().await.unwrap();
    assert_eq!(staff.iter().map(|member| member.name.as_str()).collect::<Vec<_>>(), ["bob", "zoe", "ada"]);
    let again = admin.add_staff(" ADA@SHOP.example", "Another Ada", Role::Owner).await;
    assert!(matches!(again, Err(StaffError::DuplicateStaff(_))), "{again:?}");
    for nowhere in ["", "ada", "ada@shop", "ada@shop.example\0"] {
        assert!(matches!(admin.add_staff(nowhere, "", Role::Owner).await, Err(StaffError::InvalidEmail)));
        assert!(matches!(admin.staff_link(nowhere).await, Err(StaffError::UnknownStaff(_))));
    }
    let unknown = "eve@shop.example";
    for done in [
        admin.set_staff_role(unknown, Role::Owner).await,
        admin.disable_staff(unknown).await,
        admin.enable_staff(unknown).await,
        admin.staff_link(unknown).await.map(drop),
    ] {
        assert!(matches!(done, Err(StaffError::UnknownStaff(_))), "{done:?}");
    }
}

/// A host's own sign-in behind a proxy, with or without a mistake.
struct Proxy {
    has_key: bool,
    takes_first: bool,
    way_in: &'static str,
}

const SOUND: Proxy = Proxy { has_key: true, takes_first: false, way_in: "/oauth2/sign_in" };

#[async_trait]
impl StaffAuth for Proxy {
    async fn who(&self, parts: &Parts) -> Option<String> {
        let value = |name| {
            let mut values = parts.headers.get_all(name).iter();
            let first = values.next()?.to_str().ok()?;
            (self.takes_first || values.next().is_none()).then_some(first)
        };
        if self.has_key && value("x-proxy-key") != Some("k7Yq2") {
            return None;
        }
        value("x-auth-request-email").map(str::to_owned)
    }

    fn way_in(&self) -> Option<String> {
        Some(self.way_in.to_owned())
    }
}

#[tokio::test]
async fn a_sign_in_of_the_host_is_tested_by_its_contract() {
    let violation = async |proxy: Proxy| {
        let tested = tokio::spawn(async move {
            let request = Request::get("/admin").header("x-proxy-key", "k7Yq2").header("accept", "text/html");
            let request = request.header("x-auth-request-email", "ada@shop.example").body(()).unwrap();
            staff_auth_contract(&proxy, &request.into_parts().0, "ada@shop.example").await;
        });
        let panic = tested.await.err()?.into_panic();
        Some(panic.downcast_ref::<String>().cloned().unwrap_or_default())
    };
    assert_eq!(violation(SOUND).await, None);
    for (proxy, says) in [
        (Proxy { has_key: false, ..SOUND }, "anybody can send the header x-auth-request-email"),
        (Proxy { takes_first: true, ..SOUND }, "of two headers x-auth-request-email"),
        (Proxy { way_in: "//evil.example", ..SOUND }, "neither a path nor a URL"),
    ] {
        let why = violation(proxy).await.expect("a violation");
        assert!(why.contains(says), "{why}");
    }
}
