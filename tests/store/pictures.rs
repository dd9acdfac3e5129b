//! Pictures and files of products: added, served, and uploaded in the admin.

use std::{fs, io::Cursor};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use futures_util::{StreamExt as _, future::join_all, stream};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use pannier::{
    Actor, AuditQuery, Language, Managed, ManagedSave, ManagedState, Picture, Role, Settings, Store, UploadError, args,
    db::{self, Tx, Value, placeholders},
    managed::{Field, PictureRef, Record, SaveError, Values},
    storage::Upload,
    testing,
};
use tokio::io::AsyncReadExt as _;
use tower::ServiceExt as _;

use crate::{
    on_both,
    world::{World, days},
};

on_both!(
    a_picture_is_added_once_and_served_for_good,
    a_picture_that_is_gone_from_the_storage_can_be_added_again,
    pictures_are_uploaded_described_and_ordered,
    a_file_is_uploaded_and_removed,
    a_form_that_is_sent_several_times_at_once_stores_one_file,
    a_form_with_too_many_fields_is_refused_with_a_sentence,
    an_upload_is_for_who_may_until_its_end,
    what_nothing_refers_to_is_deleted_after_a_time,
);

/// A picture of noise, which does not compress: with 900 x 900 pixels, it has more than 1 MiB.
fn png(width: u32, height: u32, seed: u32) -> Vec<u8> {
    let noise = |x: u32, y: u32| {
        let n = (x + y * 1_000 + seed * 7_919).wrapping_mul(2_654_435_761);
        let n = (n ^ (n >> 15)).wrapping_mul(2_246_822_519);
        Rgb([(n >> 8) as u8, (n >> 16) as u8, (n >> 24) as u8])
    };
    let mut file = Cursor::new(Vec::new());
    let image = DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, noise));
    image.write_to(&mut file, ImageFormat::Png).unwrap();
    file.into_inner()
}

async fn get(store: &Store, method: Method, path: &str, known: Option<&str>) -> (StatusCode, HeaderMap, Vec<u8>) {
    let app = store.with_sessions_and_security(Router::new().merge(store.routes()));
    let mut request = Request::builder().method(method).uri(path);
    if let Some(tag) = known {
        request = request.header(header::IF_NONE_MATCH, tag);
    }
    let (parts, body) = app.oneshot(request.body(Body::empty()).unwrap()).await.unwrap().into_parts();
    (parts.status, parts.headers, to_bytes(body, usize::MAX).await.unwrap().to_vec())
}

async fn a_picture_is_added_once_and_served_for_good(world: World) {
    let world = world.with(|builder| builder.mount_at("/shop")).await;
    let (admin, file) = (world.admin(), png(700, 350, 0));
    let picture = admin.add_picture(&file[..]).await.unwrap();
    assert_eq!((picture.width, picture.height, picture.widths()), (700, 350, vec![320, 640, 700]));
    assert_eq!(admin.add_picture(&file[..]).await.unwrap(), picture);
    let ids = [picture.id.clone(), "0".repeat(32), "../x".to_owned()];
    let loaded = world.store.pictures(&ids).await.unwrap();
    assert_eq!(loaded.into_iter().collect::<Vec<_>>(), [(picture.id.clone(), picture.clone())]);
    assert!(world.store.pictures(&[]).await.unwrap().is_empty());
    let entries = admin.audit(&AuditQuery::default()).await.unwrap();
    let recorded: Vec<_> = entries.iter().map(|entry| (entry.act.as_str(), entry.subject.as_str())).collect();
    assert_eq!(recorded, [("product.upload", picture.id.as_str())], "the second time changes nothing");

    let path = picture.src(640);
    assert!(path.starts_with("/shop/pictures/"), "{path}");
    let (status, headers, body) = get(&world.store, Method::GET, &path, None).await;
    assert_eq!((status, headers[header::CONTENT_TYPE].to_str().unwrap()), (StatusCode::OK, "image/webp"));
    assert_eq!(headers[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
    assert_eq!(headers[header::CONTENT_LENGTH], body.len().to_string());
    assert_eq!(headers["x-content-type-options"], "nosniff");
    assert_eq!(image::load_from_memory(&body).unwrap().width(), 640);
    let tag = headers[header::ETAG].to_str().unwrap();
    let (status, _, body) = get(&world.store, Method::GET, &path, Some(tag)).await;
    assert_eq!((status, body.len()), (StatusCode::NOT_MODIFIED, 0));
    let (status, _, body) = get(&world.store, Method::HEAD, &path, None).await;
    assert_eq!((status, body.len()), (StatusCode::OK, 0));
    for missing in [path.replace("-640", "-641"), path.replace(&picture.id, &"0".repeat(32)), "/shop/pictures/x".into()]
    {
        let (status, headers, _) = get(&world.store, Method::GET, &missing, None).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{missing}");
        assert!(!headers.contains_key(header::ETAG), "{missing}");
    }
}

async fn a_picture_that_is_gone_from_the_storage_can_be_added_again(world: World) {
    let (admin, file) = (world.admin(), png(40, 30, 1));
    let picture = admin.add_picture(&file[..]).await.unwrap();
    let stored = world.files.join(format!("pictures/{}/40.webp", picture.id));
    std::fs::remove_file(&stored).unwrap();
    assert_eq!(admin.add_picture(&file[..]).await.unwrap(), picture);
    assert!(stored.exists());
    let endless = tokio::io::repeat(0xff).take(Picture::LARGEST_UPLOAD + 1);
    assert!(matches!(admin.add_picture(endless).await, Err(UploadError::TooLarge(Picture::LARGEST_UPLOAD))));
    assert!(matches!(admin.add_picture(&b""[..]).await, Err(UploadError::Empty)));
    assert!(matches!(admin.add_picture(&b"%PDF-1.7"[..]).await, Err(UploadError::UnknownFormat)));
    if cfg!(feature = "avif") {
        let avif = admin.add_picture(&include_bytes!("../pictures/turned.avif")[..]).await.unwrap();
        assert_eq!((avif.width, avif.height), (32, 64));
    }
}

/// A mug, with pictures and the drawing of how it is made.
struct Mug;

impl Managed for Mug {
    const KIND: &'static str = "mug";
    const TABLE: &'static str = "mugs";

    fn fields(_: &Settings) -> Vec<Field> {
        vec![Field::text("title").required(), Field::pictures("pictures").translated(), Field::file("drawing")]
    }

    async fn values(db: &mut Tx, ids: &[String]) -> db::Result<Vec<Record>> {
        let sql = format!("SELECT * FROM mugs WHERE id IN ({})", placeholders(1, ids.len()));
        let ids: Vec<Value> = ids.iter().map(Value::from).collect();
        let read = |row: &db::Row| {
            let mut values = Values::new();
            for (column, name) in COLUMNS {
                values.set(name, row.get::<String>(column)?);
            }
            Ok(Record::new(row.get::<String>("id")?, row.get("state")?, values))
        };
        db.fetch_all(&sql, &ids).await?.iter().map(read).collect()
    }

    async fn save(tx: &mut Tx, id: &str, values: &Values, new: bool) -> Result<(), SaveError> {
        let sql = match new {
            true => "INSERT INTO mugs VALUES ($1, $2, $3, $4, $5, 'draft')",
            false => "UPDATE mugs SET title = $2, pictures = $3, pictures_de = $4, drawing = $5 WHERE id = $1",
        };
        let [title, pictures, german, drawing] = COLUMNS.map(|(_, name)| values.get(name));
        tx.execute(sql, args![id, title, pictures, german, drawing]).await?;
        Ok(())
    }

    async fn set_state(tx: &mut Tx, id: &str, state: ManagedState) -> db::Result<()> {
        tx.execute("UPDATE mugs SET state = $2 WHERE id = $1", args![id, state.as_str()]).await.map(drop)
    }
}

const COLUMNS: [(&str, &str); 4] =
    [("title", "title"), ("pictures", "pictures"), ("pictures_de", "pictures.de"), ("drawing", "drawing")];

/// A member of staff in a browser, in a shop with one mug.
struct Desk {
    world: World,
    app: Router,
    cookie: String,
}

const PICTURES: &str = "/admin/products/mug/blue/pictures/pictures";
const DRAWING: &str = "/admin/products/mug/blue/files/drawing";

impl Desk {
    async fn open(world: World) -> Desk {
        let sql = "CREATE TABLE mugs (id TEXT PRIMARY KEY, title TEXT NOT NULL, pictures TEXT NOT NULL, \
                   pictures_de TEXT NOT NULL, drawing TEXT NOT NULL, state TEXT NOT NULL)";
        world.db.execute(sql, &[]).await.unwrap();
        let world = world.with(|builder| builder.messages("de", "").manage::<Mug>()).await;
        let save = ManagedSave::create(Values::new().with("title", "Blue mug")).wanted_id("blue");
        world.admin().save_managed("mug", &save).await.unwrap();
        let app = Router::new().merge(world.store.routes()).merge(world.store.admin());
        let app = world.store.with_sessions_and_security(app);
        let mut desk = Desk { world, app, cookie: String::new() };
        desk.sign_in("ada@shop.example", Role::Manager).await;
        desk
    }

    async fn sign_in(&mut self, email: &str, role: Role) {
        self.world.admin().add_staff(email, "", role).await.unwrap();
        let link = self.world.admin().staff_link(email).await.unwrap();
        let path = link.strip_prefix(&self.world.store.settings().base_url).unwrap();
        let (_, headers, _) = self.send(Method::POST, path, FORM, Body::empty()).await;
        let mut set = headers.get_all(header::SET_COOKIE).into_iter().map(|cookie| cookie.to_str().unwrap());
        let cookie = set.find(|cookie| cookie.starts_with("pannier_admin=")).expect("a cookie");
        self.cookie = cookie.split(';').next().unwrap().to_owned();
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        content_type: &str,
        body: Body,
    ) -> (StatusCode, HeaderMap, String) {
        let request = Request::builder().method(method).uri(path).header(header::COOKIE, &self.cookie);
        let request = request.header("sec-fetch-site", "same-origin").header(header::CONTENT_TYPE, content_type);
        let (parts, body) = self.app.clone().oneshot(request.body(body).unwrap()).await.unwrap().into_parts();
        let page = String::from_utf8(to_bytes(body, usize::MAX).await.unwrap().to_vec()).unwrap();
        (parts.status, parts.headers, page)
    }

    /// The token of a form of a page.
    async fn token(&self, path: &str) -> String {
        let (status, _, page) = self.send(Method::GET, path, "", Body::empty()).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        value(&page, "form")
    }

    /// Uploads a form with the token.
    async fn upload(
        &self,
        path: &str,
        token: &str,
        parts: &[(&str, Option<&str>, &[u8])],
    ) -> (StatusCode, HeaderMap, String) {
        let parts = [[("form", None, token.as_bytes())].as_slice(), parts].concat();
        self.send(Method::POST, path, MULTIPART, Body::from(multipart(&parts))).await
    }

    /// Sends a form about a picture.
    async fn change(&self, fields: &[(&str, &str)]) -> (StatusCode, HeaderMap, String) {
        let token = self.token(PICTURES).await;
        let form =
            form_urlencoded::Serializer::new(String::new()).append_pair("form", &token).extend_pairs(fields).finish();
        self.send(Method::POST, &format!("{PICTURES}/change"), FORM, Body::from(form)).await
    }

    async fn values(&self) -> Values {
        self.world.admin().managed_record("mug", "blue").await.unwrap().record.values
    }

    async fn alts(&self, language: Language) -> Vec<String> {
        let pictures = self.values().await.pictures_in("pictures", language);
        pictures.into_iter().map(|PictureRef { alt, .. }| alt).collect()
    }
}

/// The value of the first input with this name.
fn value(page: &str, name: &str) -> String {
    let (_, rest) =
        page.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("no {name}: {page}"));
    rest.split('"').next().unwrap().to_owned()
}

const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data; boundary=between";

fn multipart(parts: &[(&str, Option<&str>, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, file, content) in parts {
        let file = file.map(|file| format!("; filename=\"{file}\"\r\nContent-Type: application/octet-stream"));
        let head =
            format!("--between\r\nContent-Disposition: form-data; name=\"{name}\"{}\r\n\r\n", file.unwrap_or_default());
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--between--\r\n");
    body
}

fn leads_to(answer: &(StatusCode, HeaderMap, String), to: &str) {
    let (status, headers, page) = answer;
    assert_eq!(*status, StatusCode::SEE_OTHER, "{page}");
    assert_eq!(headers[header::LOCATION], to);
}

async fn pictures_are_uploaded_described_and_ordered(world: World) {
    let desk = Desk::open(world).await;
    let (one, two) = (png(900, 900, 0), png(40, 30, 1));
    assert!(one.len() > 1024 * 1024, "{} bytes: more than other requests may have", one.len());

    // What has arrived is kept while what is wrong with the rest is mended.
    let token = desk.token(PICTURES).await;
    let parts: [(&str, Option<&str>, &[u8]); 4] = [
        ("0.file", Some("one.png"), &one),
        ("1.file", Some("two.heic"), b"\0\0\0\x24ftypheic"),
        ("1.alt.en", None, b"Its handle"),
        ("2.file", Some(""), b""),
    ];
    let (status, _, page) = desk.upload(PICTURES, &token, &parts).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("This photo is in HEIC") && page.contains("what is to be seen"), "{page}");
    assert!(page.contains("value=\"Its handle\"") && !page.contains("name=\"0.file\""), "{page}");
    assert!(desk.alts(Language::ENGLISH).await.is_empty());
    let kept = value(&page, "0.kept");
    let parts: [(&str, Option<&str>, &[u8]); 5] = [
        ("0.kept", None, kept.as_bytes()),
        ("0.alt.en", None, b" A blue\tmug "),
        ("0.alt.de", None, "Eine blaue Tasse".as_bytes()),
        ("1.file", Some("two.png"), &two),
        ("1.alt.en", None, b"Its handle"),
    ];
    let added = desk.upload(PICTURES, &token, &parts).await;
    leads_to(&added, &format!("{PICTURES}?done=pictures-added"));
    assert_eq!(desk.alts(Language::ENGLISH).await, ["A blue mug", "Its handle"]);
    assert_eq!(desk.alts(Language::GERMAN).await, ["Eine blaue Tasse", "Its handle"]);
    leads_to(&desk.upload(PICTURES, &token, &parts).await, &format!("{PICTURES}?done=pictures-added"));
    assert_eq!(desk.alts(Language::ENGLISH).await.len(), 2, "a second click changes nothing");
    let (_, _, page) = desk.send(Method::GET, PICTURES, "", Body::empty()).await;
    assert!(page.contains(&format!("/pictures/{kept}-320.webp")), "{page}");

    let (status, _, page) = desk.upload(PICTURES, &desk.token(PICTURES).await, &[("0.file", Some(""), b"")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Choose a picture first"), "{page}");

    let (_, _, list) = desk.send(Method::GET, "/admin/products/mug", "", Body::empty()).await;
    let thumbnail = list.split("<img ").skip(1).find(|image| image.contains("ad-thumbnail"));
    assert!(thumbnail.is_some_and(|image| image.contains(&format!("/pictures/{kept}-320.webp"))), "{list}");

    let second = desk.values().await.pictures("pictures")[1].id.clone();
    let moved = desk.change(&[("picture", &second), ("act", "up")]).await;
    leads_to(&moved, &format!("{PICTURES}?done=picture-moved"));
    assert_eq!(desk.alts(Language::ENGLISH).await, ["Its handle", "A blue mug"]);
    assert_eq!(desk.alts(Language::GERMAN).await, ["Its handle", "Eine blaue Tasse"]);

    // Of two who write a text, the second learns what the first has written.
    let first = [("picture", second.as_str()), ("act", "save"), ("was.alt.en", "Its handle")];
    let saved = desk.change(&[first.as_slice(), &[("alt.en", "The handle")]].concat()).await;
    leads_to(&saved, &format!("{PICTURES}?done=picture-saved"));
    let (status, _, page) = desk.change(&[first.as_slice(), &[("alt.en", "A handle")]].concat()).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("changed this text meanwhile") && page.contains("The handle"), "{page}");
    let (status, ..) = desk.change(&[first.as_slice(), &[("alt.en", " ")]].concat()).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let german = [first.as_slice(), &[("alt.en", "Its handle"), ("alt.de", "Der Henkel")]].concat();
    leads_to(&desk.change(&german).await, &format!("{PICTURES}?done=picture-saved"));
    assert_eq!(desk.alts(Language::ENGLISH).await[0], "The handle", "what was not touched stays");
    assert_eq!(desk.alts(Language::GERMAN).await[0], "Der Henkel");

    // A picture is removed by a page of its own, which shows it first.
    let removal = format!("{PICTURES}/remove/{second}");
    let (_, _, page) = desk.send(Method::GET, PICTURES, "", Body::empty()).await;
    assert!(page.contains(&format!("href=\"{removal}\"")), "{page}");
    let (_, _, page) = desk.send(Method::GET, &removal, "", Body::empty()).await;
    assert!(page.contains("Remove picture 1 of Blue mug") && page.contains("alt=\"The handle\""), "{page}");
    assert_eq!(desk.alts(Language::ENGLISH).await.len(), 2, "not yet");
    let form = format!("form={}", value(&page, "form"));
    let removed = desk.send(Method::POST, &removal, FORM, Body::from(form)).await;
    leads_to(&removed, &format!("{PICTURES}?done=picture-removed"));
    assert_eq!(desk.alts(Language::GERMAN).await, ["Eine blaue Tasse"]);
    let (status, _, page) = desk.send(Method::GET, &removal, "", Body::empty()).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("removed this picture meanwhile"), "{page}");
}

async fn a_file_is_uploaded_and_removed(world: World) {
    let desk = Desk::open(world).await;
    let drawing: Vec<u8> = (0..3_000_000).map(|n| (n % 251) as u8).collect();
    let token = desk.token(DRAWING).await;
    let added = desk.upload(DRAWING, &token, &[("file", Some("Drawing 1.pdf"), &drawing)]).await;
    leads_to(&added, &format!("{DRAWING}?done=file-added"));
    let key = desk.values().await.file("drawing").expect("a file");
    assert!(key.starts_with("uploads/") && key.ends_with("/Drawing 1.pdf"), "{key}");
    let stored = desk.world.store.storage().read(&key).await.unwrap().into_bytes().await.unwrap();
    assert!(stored == drawing, "it is stored as it was sent");
    let (_, _, page) = desk.send(Method::GET, DRAWING, "", Body::empty()).await;
    assert!(page.contains("Drawing 1.pdf") && page.contains("signature="), "{page}");

    leads_to(
        &desk.upload(DRAWING, &token, &[("file", Some("2.pdf"), b"2")]).await,
        &format!("{DRAWING}?done=file-added"),
    );
    assert_eq!(desk.values().await.file("drawing").as_ref(), Some(&key), "a second click changes nothing");
    let token = desk.token(DRAWING).await;
    let (status, _, page) = desk.upload(DRAWING, &token, &[("file", Some("empty.pdf"), b"")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("This file is empty"), "{page}");
    let removal = format!("{DRAWING}/remove");
    let (_, _, page) = desk.send(Method::GET, &removal, "", Body::empty()).await;
    let form = |file: &str| Body::from(format!("form={}&file={file}", value(&page, "form")));
    let (status, _, other) = desk.send(Method::POST, &removal, FORM, form("uploads/other.pdf")).await;
    assert!(
        status == StatusCode::UNPROCESSABLE_ENTITY
            && other.contains("The file was replaced in the meantime. The new file was kept."),
        "{other}"
    );
    let removed = desk.send(Method::POST, &removal, FORM, form(&value(&page, "file"))).await;
    leads_to(&removed, &format!("{DRAWING}?done=file-removed"));
    assert_eq!(desk.values().await.file("drawing"), None);
}

async fn a_form_that_is_sent_several_times_at_once_stores_one_file(world: World) {
    let desk = Desk::open(world).await;
    let token = desk.token(DRAWING).await;
    let file: [(&str, Option<&str>, &[u8]); 1] = [("file", Some("1.pdf"), b"%PDF-1.7")];
    let clicks = (0..12).map(|_| desk.upload(DRAWING, &token, &file));
    for added in join_all(clicks).await {
        leads_to(&added, &format!("{DRAWING}?done=file-added"));
    }
    let key = desk.values().await.file("drawing").expect("a file");
    assert!(desk.world.store.storage().read(&key).await.is_ok());
    let stored: Vec<_> = fs::read_dir(desk.world.files.join("uploads")).unwrap().flatten().collect();
    assert_eq!(stored.len(), 1, "{stored:?}");
}

async fn a_form_with_too_many_fields_is_refused_with_a_sentence(world: World) {
    let desk = Desk::open(world).await;
    for path in [PICTURES, DRAWING] {
        let parts: Vec<(&str, Option<&str>, &[u8])> = vec![("0.alt.en", None, b"A mug"); 300];
        let (status, _, page) = desk.upload(path, &desk.token(path).await, &parts).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{path}");
        assert!(page.contains("more fields than we read"), "{page}");
    }
}

async fn an_upload_is_for_who_may_until_its_end(world: World) {
    let mut desk = Desk::open(world).await;
    let large = multipart(&[("0.file", Some("one.png"), &png(900, 900, 0)), ("0.alt.en", None, b"A mug")]);
    // Other pages take no such bodies.
    let (status, ..) = desk.send(Method::POST, "/admin/language", MULTIPART, Body::from(large.clone())).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);

    // Ada loses her access while her upload is under way.
    let form = multipart(&[
        ("form", None, b"kYQmG5o5"),
        ("0.file", Some("one.png"), &png(40, 30, 0)),
        ("0.alt.en", None, b"A mug"),
    ]);
    let (start, end) = form.split_at(form.len() / 2);
    let store = desk.world.store.clone();
    let parts = stream::iter([start.to_vec(), end.to_vec()]).enumerate().then(move |(n, part)| {
        let store = store.clone();
        async move {
            if n > 0 {
                let admin = store.acting(&Actor::CommandLine);
                admin.disable_staff("ada@shop.example").await.unwrap();
            }
            Ok::<_, std::io::Error>(part)
        }
    });
    let (status, headers, _) = desk.send(Method::POST, PICTURES, MULTIPART, Body::from_stream(parts)).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert!(headers[header::LOCATION].to_str().unwrap().starts_with("/admin/sign-in"));
    let added = desk.world.number("SELECT COUNT(*) AS n FROM pannier_pictures", &[]).await;
    assert_eq!(added, 0, "nothing is stored of it");

    for role in [Role::Packer, Role::Reader] {
        desk.sign_in(&format!("{role}@shop.example"), role).await;
        let (status, ..) = desk.send(Method::POST, PICTURES, MULTIPART, Body::from(large.clone())).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{role}");
    }
}

async fn what_nothing_refers_to_is_deleted_after_a_time(world: World) {
    let Desk { world, .. } = Desk::open(world).await;
    let admin = world.admin();
    let used = admin.add_picture(&png(40, 30, 0)[..]).await.unwrap().id;
    let unused = admin.add_picture(&png(40, 30, 1)[..]).await.unwrap().id;
    let first = admin.add_file("1.pdf", &b"1"[..]).await.unwrap();
    let second = admin.add_file("2.pdf", &b"2"[..]).await.unwrap();
    let save = async |drawing: &str| {
        let values = Values::new().with("pictures", format!("{used} A mug")).with("drawing", drawing);
        admin.save_managed("mug", &ManagedSave::update("blue", values)).await.unwrap();
    };
    save(&first).await;
    // The file of an order, which no product has any longer.
    world.product("song").attempts(3).insert().await;
    world.pending(&["song"]).await;
    world.store.storage().put(Upload::bytes("song.txt", "text/plain", "la")).await.unwrap();
    world.db.execute("INSERT INTO pannier_uploads (key, used_at) VALUES ('song.txt', 0)", &[]).await.unwrap();

    let [of_used, of_unused] = [&used, &unused].map(|id| format!("pictures/{id}/40.webp"));
    let keys = [of_used.as_str(), &of_unused, &first, &second, "song.txt"];
    let left = async || {
        testing::purge(&world.store).await;
        let mut left = Vec::new();
        for key in keys {
            if world.store.storage().read(key).await.is_ok() {
                left.push(key);
            }
        }
        left
    };
    assert_eq!(left().await, keys);
    save(&second).await;
    world.advance(days(29));
    assert_eq!(left().await, keys, "not yet");
    world.advance(days(2));
    assert_eq!(left().await, [of_used.as_str(), &second, "song.txt"]);
    let known = world.store.pictures(&[used.clone(), unused]).await.unwrap();
    assert_eq!(known.into_keys().collect::<Vec<_>>(), [used]);
}
