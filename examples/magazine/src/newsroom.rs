//! The newsroom, where editors sign in, and so to the store's admin.
//!
//! Each editor has a key. Their sessions are apart from those of readers, and end with the server.

use axum::{
    Form, Router,
    extract::State,
    http::{StatusCode, request::Parts},
    response::{Html, IntoResponse, Redirect, Response},
    routing::{get, post},
};
use pannier::{
    Actor, Role, StaffAuth, StaffError, Store, args, async_trait,
    tower_sessions::{Session, SessionManagerLayer, cookie::SameSite},
};
use serde::Deserialize;
use tower_sessions::MemoryStore;

/// The path of the store's admin.
pub const OFFICE: &str = "/office";
/// The path of the newsroom's door.
pub const NEWSROOM: &str = "/newsroom";
/// The key of the editor's address in a session.
pub const EDITOR: &str = "editor";

/// The editor who is there from the first day.
const FIRST: &str = "editor@quarto.example";

/// Tells the store which editor a request is from.
pub struct Newsroom;

#[async_trait]
impl StaffAuth for Newsroom {
    async fn who(&self, parts: &Parts) -> Option<String> {
        parts.extensions.get::<Session>()?.get(EDITOR).await.ok()?
    }

    fn way_in(&self) -> Option<String> {
        Some(NEWSROOM.to_owned())
    }
}

/// Creates the table of editors. On the first day it employs one, and returns the key.
pub async fn open(store: &Store) -> Result<Option<String>, StaffError> {
    let db = store.db();
    db.execute("CREATE TABLE IF NOT EXISTS editors (key TEXT PRIMARY KEY, email TEXT NOT NULL)", &[]).await?;
    // First: a key without a place on the staff would open nothing, today and every day after.
    match store.acting(&Actor::System).add_staff(FIRST, "The editor", Role::Owner).await {
        Ok(_) | Err(StaffError::DuplicateStaff(_)) => {}
        Err(error) => return Err(error),
    }
    let sql = "INSERT INTO editors SELECT lower(hex(randomblob(16))), $1 WHERE NOT EXISTS (SELECT 1 FROM editors) \
               RETURNING key";
    let Some(row) = db.execute_returning(sql, args![FIRST]).await? else { return Ok(None) };
    Ok(Some(row.get("key")?))
}

/// The store's admin and the newsroom's door, with the sessions of editors.
pub fn routes<S: Clone + Send + Sync + 'static>(store: &Store) -> Router<S> {
    let door = Router::new().route(NEWSROOM, get(door).post(enter)).route("/newsroom/leave", post(leave));
    let sessions = SessionManagerLayer::new(MemoryStore::default())
        .with_name("quarto_newsroom")
        .with_same_site(SameSite::Lax)
        .with_secure(store.settings().base_url.starts_with("https:"));
    door.with_state(store.clone()).merge(store.admin()).layer(sessions)
}

async fn door(session: Session) -> Html<String> {
    let form = match session.get::<String>(EDITOR).await {
        Ok(Some(_)) => {
            "<p><a href=/office>To the office</a></p><form method=post action=/newsroom/leave><button>Leave</button></form>"
        }
        _ => "<form method=post><label>Your key <input name=key type=password></label> <button>Enter</button></form>",
    };
    Html(format!(
        "<!DOCTYPE html><html lang=en><meta charset=utf-8><meta name=viewport content=\"width=device-width\">\
         <title>Newsroom – Quarto</title><main><h1>Newsroom</h1>{form}</main></html>"
    ))
}

#[derive(Deserialize)]
struct Entered {
    key: String,
}

async fn enter(State(store): State<Store>, session: Session, Form(entered): Form<Entered>) -> Response {
    let sql = "SELECT email FROM editors WHERE key = $1";
    let email = match store.db().fetch_optional(sql, args![&entered.key]).await {
        Ok(row) => row.and_then(|row| row.get::<String>("email").ok()),
        Err(_) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
    };
    let Some(email) = email else { return Redirect::to(NEWSROOM).into_response() };
    // A new id, so that nobody who knew the one before comes in as well.
    match (session.cycle_id().await, session.insert(EDITOR, email).await) {
        (Ok(()), Ok(())) => Redirect::to(OFFICE).into_response(),
        _ => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

async fn leave(session: Session) -> Response {
    match session.flush().await {
        Ok(()) => Redirect::to(NEWSROOM).into_response(),
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}
