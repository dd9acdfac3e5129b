//! The audit log: what was changed in the name of the merchant, and by whom.
//!
//! A row is written in the transaction of the change that it is about. The database refuses to change or delete one.

use std::{collections::HashSet, fmt, time::Duration};

use serde::{Deserialize, Serialize};

use crate::{
    args,
    model::Timestamp,
    store::{
        Store,
        admin::{Actor, Admin},
        db::{self, DbError, Dialect, Row, Tx, Value, new_id, placeholders},
        error::AdminError,
        is_key,
        staff::role::{Act, Role},
    },
};

/// The maximum number of characters of a note, and of any other detail.
const LONGEST: usize = 2_000;
/// The number of columns that are written for each of several entries.
const COLUMNS: usize = 6;
/// How long after a refused request another one of the same actor, for the same act, is no news.
const REFUSED_AGAIN: Duration = Duration::from_secs(60);
/// Selects the entry of a form that has taken effect.
const DONE: &str = "SELECT id FROM pannier_audit_log WHERE form = $1";

/// An entry of the audit log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AuditEntry {
    /// The id.
    pub id: String,
    /// When it was written.
    pub at: Timestamp,
    /// The text of the [`Actor`].
    pub actor: String,
    /// The text of the [`Act`]. A newer version may have written one that this version does not know.
    pub act: String,
    /// The number of the order, if it is about one.
    pub order: Option<i64>,
    /// The id of what it is about beside the order: a shipment, a refund, a payment, a signal, a webhook; `KIND/ID` of a
    /// product. May be empty.
    pub subject: String,
    /// What else a person may want to know, in no language: an amount, the tracking, a reason, the text of a note. May
    /// be empty.
    pub detail: String,
}

/// A query for entries of the audit log, the newest first.
///
/// ```
/// use pannier::AuditQuery;
///
/// let query = AuditQuery::default().order(1001).actor("staff:ada@shop.example").limit(10);
/// assert_eq!((query.order, query.limit), (Some(1001), 10));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AuditQuery {
    /// Only those about the order with this number.
    pub order: Option<i64>,
    /// Only those of the actor with this text.
    pub actor: Option<String>,
    /// Only those with this [subject](AuditEntry::subject).
    pub subject: Option<String>,
    /// Only those that are older than the one with this id.
    pub before: Option<String>,
    /// Only those that were written before this time.
    pub until: Option<Timestamp>,
    /// The maximum number of entries: 50.
    pub limit: u32,
}

impl Default for AuditQuery {
    fn default() -> AuditQuery {
        AuditQuery { order: None, actor: None, subject: None, before: None, until: None, limit: 50 }
    }
}

impl AuditQuery {
    /// Filters by an order's number.
    #[must_use]
    pub fn order(self, number: i64) -> AuditQuery {
        AuditQuery { order: Some(number), ..self }
    }

    /// Filters by the text of an [`Actor`].
    #[must_use]
    pub fn actor(self, actor: impl Into<String>) -> AuditQuery {
        AuditQuery { actor: Some(actor.into()), ..self }
    }

    /// Filters by what it is about beside the order, such as `postcard/dunes`.
    #[must_use]
    pub fn subject(self, subject: impl Into<String>) -> AuditQuery {
        AuditQuery { subject: Some(subject.into()), ..self }
    }

    /// Continues after the entry with this id, the last one of a page.
    #[must_use]
    pub fn before(self, id: impl Into<String>) -> AuditQuery {
        AuditQuery { before: Some(id.into()), ..self }
    }

    /// Filters by the time: before this one.
    #[must_use]
    pub fn until(self, until: Timestamp) -> AuditQuery {
        AuditQuery { until: Some(until), ..self }
    }

    /// Sets the maximum number of entries.
    #[must_use]
    pub fn limit(self, limit: u32) -> AuditQuery {
        AuditQuery { limit, ..self }
    }
}

impl AuditEntry {
    fn read(row: &Row) -> db::Result<AuditEntry> {
        Ok(AuditEntry {
            id: row.get("id")?,
            at: row.get("at")?,
            actor: row.get("actor")?,
            act: row.get("act")?,
            order: row.get("number")?,
            subject: row.get("subject")?,
            detail: row.get("detail")?,
        })
    }
}

/// An entry that is yet to be written, with the change that it is about.
#[derive(Clone, Debug)]
#[must_use = "it is written by its commit"]
pub(in crate::store) struct Entry {
    actor: String,
    /// The e-mail address of the member of staff who has to be allowed to do this when it is written.
    staff: Option<String>,
    form: Option<String>,
    act: Act,
    order_id: Option<String>,
    subject: String,
    detail: String,
}

/// Why a change was not made.
#[derive(Debug)]
pub(in crate::store) enum NotRecorded {
    /// The form has taken effect before.
    AlreadyDone,
    /// The member of staff is disabled, or their role does not allow it.
    NotAllowed,
    Database(DbError),
}

impl From<DbError> for NotRecorded {
    fn from(error: DbError) -> Self {
        NotRecorded::Database(error)
    }
}

impl From<NotRecorded> for AdminError {
    fn from(reason: NotRecorded) -> Self {
        match reason {
            NotRecorded::AlreadyDone => AdminError::AlreadyDone,
            NotRecorded::NotAllowed => AdminError::NotAllowed,
            NotRecorded::Database(error) => AdminError::Database(error),
        }
    }
}

impl Entry {
    fn new(actor: &Actor, form: Option<&str>, act: Act) -> Entry {
        Entry {
            actor: actor.to_string(),
            staff: None,
            form: form.map(str::to_owned),
            act,
            order_id: None,
            subject: String::new(),
            detail: String::new(),
        }
    }

    /// Leaves out whether the actor may do this: for a change that takes that away from the actor.
    pub(in crate::store) fn by_right(self) -> Entry {
        Entry { staff: None, ..self }
    }

    /// Sets the id of the order. One that is still a basket is left out.
    pub(in crate::store) fn order(self, id: &str) -> Entry {
        Entry { order_id: Some(id.to_owned()), ..self }
    }

    /// Sets the id of what it is about beside the order.
    pub(in crate::store) fn subject(self, id: &str) -> Entry {
        Entry { subject: id.to_owned(), ..self }
    }

    /// Sets what else a person may want to know.
    pub(in crate::store) fn detail(self, detail: impl fmt::Display) -> Entry {
        Entry { detail: detail.to_string().chars().take(LONGEST).collect(), ..self }
    }

    /// Commits a change together with its entry, and logs it. If the form has taken effect before, or the member of staff
    /// may not do this any longer, the change is rolled back.
    pub(in crate::store) async fn commit(&self, mut tx: Tx) -> Result<(), NotRecorded> {
        self.write(&mut tx).await?;
        tx.commit().await?;
        let (act, order, subject) = (self.act.as_str(), self.order_id.as_deref(), &self.subject);
        tracing::info!(act, order, subject, actor = %self.actor, "change recorded");
        Ok(())
    }

    /// Writes it in the transaction of a change that has several entries.
    pub(in crate::store) async fn write(&self, tx: &mut Tx) -> Result<(), NotRecorded> {
        let Entry { actor, staff, form, act, order_id, subject, detail } = self;
        if let Some(email) = staff {
            refuse(tx, email, *act).await?;
        }
        // A basket may be deleted, and a row that refers to it may not.
        let sql = "INSERT INTO pannier_audit_log (id, at, actor, act, order_id, subject, detail, form) \
                   VALUES ($1, $2, $3, $4, (SELECT id FROM pannier_orders WHERE id = $5 AND number IS NOT NULL), \
                   $6, $7, $8) ON CONFLICT DO NOTHING";
        let (order, form) = (order_id.as_deref(), form.as_deref());
        let args = args![new_id(), tx.now(), actor, act.as_str(), order, subject, detail, form];
        if tx.execute(sql, args).await? == 0 { Err(NotRecorded::AlreadyDone) } else { Ok(()) }
    }
}

/// Writes entries about no order, whose actor has no form, in the transaction of the changes that they are about.
pub(in crate::store) async fn write_all(tx: &mut Tx, entries: &[Entry]) -> Result<(), NotRecorded> {
    let acts: HashSet<(&str, Act)> =
        entries.iter().filter_map(|entry| Some((entry.staff.as_deref()?, entry.act))).collect();
    for (email, act) in acts {
        refuse(tx, email, act).await?;
    }
    if entries.is_empty() {
        return Ok(());
    }
    let row = |i: usize| format!("({})", placeholders(1 + i * COLUMNS, COLUMNS));
    let rows: Vec<String> = (0..entries.len()).map(row).collect();
    let sql = format!("INSERT INTO pannier_audit_log (id, at, actor, act, subject, detail) VALUES {}", rows.join(", "));
    let now = tx.now();
    let of_each = |Entry { actor, act, subject, detail, .. }: &Entry| -> [Value; COLUMNS] {
        [new_id().into(), now.into(), actor.into(), act.as_str().into(), subject.into(), detail.into()]
    };
    let args: Vec<Value> = entries.iter().flat_map(of_each).collect();
    tx.execute(&sql, &args).await?;
    Ok(())
}

/// Selects the member of staff with an e-mail address, if that member may not perform an act. An actor who is not on the staff
/// is one that the app vouches for.
fn may_not(act: Act) -> String {
    let roles: Vec<String> = Role::ALL.iter().filter(|role| !role.may(act)).map(|role| format!("'{role}'")).collect();
    let or_role = if roles.is_empty() { String::new() } else { format!(" OR role IN ({})", roles.join(", ")) };
    format!("SELECT id FROM pannier_staff WHERE email = $1 AND (disabled_at IS NOT NULL{or_role})")
}

async fn refuse(tx: &mut Tx, email: &str, act: Act) -> Result<(), NotRecorded> {
    match tx.fetch_optional(&may_not(act), args![email]).await? {
        Some(_) => Err(NotRecorded::NotAllowed),
        None => Ok(()),
    }
}

/// Commits a change, together with its entry if it has one. Returns `false` if the form of the entry has taken effect
/// before, or the member of staff may not do this any longer: then the change is rolled back.
pub(in crate::store) async fn commit(tx: Tx, entry: Option<&Entry>) -> db::Result<bool> {
    let Some(entry) = entry else { return tx.commit().await.map(|()| true) };
    match entry.commit(tx).await {
        Ok(()) => Ok(true),
        Err(NotRecorded::AlreadyDone | NotRecorded::NotAllowed) => Ok(false),
        Err(NotRecorded::Database(error)) => Err(error),
    }
}

/// Lets transactions with the same key wait for each other. Those of SQLite always do.
async fn lock(tx: &mut Tx, dialect: Dialect, key: &str) -> db::Result<()> {
    if dialect == Dialect::Postgres {
        tx.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", args![key]).await?;
    }
    Ok(())
}

impl Store {
    /// Records what is no change of anything else, such as a sign-in or a refusal.
    pub(crate) async fn audit(&self, actor: &Actor, act: Act, subject: &str, detail: &str) -> db::Result<()> {
        let entry = Entry::new(actor, None, act).subject(subject).detail(detail);
        commit(self.db().begin().await?, Some(&entry)).await.map(drop)
    }

    /// Records that a role does not allow a request, unless another one of the same actor was refused for the same act
    /// within the last minute.
    pub(crate) async fn audit_refusal(&self, actor: &Actor, refused: Act, path: &str) -> db::Result<()> {
        let (mut tx, who) = (self.db().begin().await?, actor.to_string());
        // Of two at once, the second has to see the entry of the first.
        lock(&mut tx, self.db().dialect(), &who).await?;
        let sql = "INSERT INTO pannier_audit_log (id, at, actor, act, subject, detail) SELECT $1, $2, $3, $4, $5, $6 \
                   WHERE NOT EXISTS (SELECT 1 FROM pannier_audit_log \
                   WHERE actor = $3 AND at > $7 AND act = $4 AND detail = $6)";
        let (now, act) = (tx.now(), Act::Refused.as_str());
        let args = args![new_id(), now, &who, act, path, refused.as_str(), now - REFUSED_AGAIN];
        let written = tx.execute(sql, args).await?;
        tx.commit().await?;
        if written > 0 {
            tracing::info!(act, refused = refused.as_str(), actor = %who, "request refused");
        }
        Ok(())
    }
}

impl Admin<'_> {
    /// Returns an entry about an act of the actor.
    pub(in crate::store) fn entry(&self, act: Act) -> Entry {
        Entry { staff: self.member(), ..Entry::new(self.actor, self.form, act) }
    }

    /// Returns the e-mail address of the actor, if it is a member of staff.
    fn member(&self) -> Option<String> {
        match self.actor {
            Actor::Staff(email) => Some(email.to_lowercase()),
            Actor::CommandLine | Actor::Plugin(_) | Actor::System => None,
        }
    }

    /// Fails if the actor is a member of staff who may not perform an act: for an operation that asks a gateway first.
    pub(in crate::store) async fn check_may(&self, act: Act) -> Result<(), NotRecorded> {
        let Some(email) = self.member() else { return Ok(()) };
        match self.store.db().fetch_optional(&may_not(act), args![email]).await? {
            Some(_) => Err(NotRecorded::NotAllowed),
            None => Ok(()),
        }
    }

    /// Fails as [`Admin::check_may`] does, in the transaction of a change that takes away from the actor what it needs.
    pub(in crate::store) async fn check_may_in(&self, tx: &mut Tx, act: Act) -> Result<(), NotRecorded> {
        match self.member() {
            Some(email) => refuse(tx, &email, act).await,
            None => Ok(()),
        }
    }

    /// Begins the transaction of a change, unless the form has taken effect before. Requests with the same form wait
    /// for each other here.
    pub(in crate::store) async fn begin(&self) -> Result<Tx, NotRecorded> {
        let mut tx = self.store.db().begin().await?;
        let Some(form) = self.form else { return Ok(tx) };
        lock(&mut tx, self.store.db().dialect(), form).await?;
        if tx.fetch_optional(DONE, args![form]).await?.is_some() {
            // On SQLite, what it has found may not be on disk yet: the commit waits for that.
            tx.commit().await?;
            return Err(NotRecorded::AlreadyDone);
        }
        Ok(tx)
    }

    /// Returns whether the form has taken effect before.
    pub(crate) async fn is_done(&self) -> db::Result<bool> {
        let Some(form) = self.form else { return Ok(false) };
        Ok(self.store.db().fetch_optional(DONE, args![form]).await?.is_some())
    }

    /// Fails if the form has taken effect before: for an operation that asks a gateway first.
    pub(in crate::store) async fn check_form(&self) -> Result<(), NotRecorded> {
        if self.is_done().await? { Err(NotRecorded::AlreadyDone) } else { Ok(()) }
    }

    /// Returns the entries of the audit log, the newest first.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// use pannier::{Act, AuditQuery};
    ///
    /// # store.add_to_basket(&visitor, "voucher", "spring", 1).await?;
    /// let (_, order) = pannier::testing::place_order(&store, &visitor).await?;
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// admin.mark_paid(order.number).await?;
    /// let entries = admin.audit(&AuditQuery::default().order(order.number)).await?;
    /// assert_eq!((entries[0].actor.as_str(), entries[0].act.parse::<Act>()), ("command-line", Ok(Act::MarkPaid)));
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn audit(&self, query: &AuditQuery) -> db::Result<Vec<AuditEntry>> {
        if ![&query.actor, &query.subject].into_iter().flatten().all(|text| db::is_text(text)) {
            return Ok(Vec::new());
        }
        let (db, mut conditions, mut args) = (self.store.db(), Vec::new(), args![query.limit].to_vec());
        if let Some(number) = query.order {
            args.push(number.into());
            conditions.push(format!("e.order_id = (SELECT id FROM pannier_orders WHERE number = ${})", args.len()));
        }
        if let Some(actor) = &query.actor {
            args.push(actor.into());
            conditions.push(format!("e.actor = ${}", args.len()));
        }
        if let Some(subject) = &query.subject {
            args.push(subject.into());
            // The second is the condition of the index.
            conditions.push(format!("e.subject = ${} AND e.subject <> ''", args.len()));
        }
        if let Some(id) = &query.before {
            let sql = "SELECT at FROM pannier_audit_log WHERE id = $1";
            let last = if is_key(id) { db.fetch_optional(sql, args![id]).await? } else { None };
            let Some(last) = last else { return Ok(Vec::new()) };
            args.extend_from_slice(args![last.get::<Timestamp>("at")?, id]);
            let (at, id) = (args.len() - 1, args.len());
            conditions.push(format!("e.at <= ${at} AND (e.at < ${at} OR e.id < ${id})"));
        }
        if let Some(until) = query.until {
            args.push(until.into());
            conditions.push(format!("e.at < ${}", args.len()));
        }
        let which = if conditions.is_empty() { String::new() } else { format!("WHERE {}", conditions.join(" AND ")) };
        let sql = format!(
            "SELECT e.id, e.at, e.actor, e.act, o.number, e.subject, e.detail FROM pannier_audit_log e \
             LEFT JOIN pannier_orders o ON o.id = e.order_id {which} ORDER BY e.at DESC, e.id DESC LIMIT $1"
        );
        db.fetch_all(&sql, &args).await?.iter().map(AuditEntry::read).collect()
    }

    /// Returns the newest note about an order, which the order's page shows.
    pub(crate) async fn newest_note(&self, order: i64) -> db::Result<Option<AuditEntry>> {
        let sql = "SELECT e.id, e.at, e.actor, e.act, o.number, e.subject, e.detail FROM pannier_orders o \
                   JOIN pannier_audit_log e ON e.order_id = o.id WHERE o.number = $1 AND e.act = $2 \
                   ORDER BY e.at DESC, e.id DESC LIMIT 1";
        let note = self.store.db().fetch_optional(sql, args![order, Act::Note.as_str()]).await?;
        note.as_ref().map(AuditEntry::read).transpose()
    }

    /// Records that the actor takes data along as a file: call it before an [export](Admin::export_orders), which may be a
    /// stream that nobody reads. `act` is [`Act::Export`], [`Act::ExportProducts`], [`Act::ReadTaxes`] or
    /// [`Act::ReadCodes`], `subject` the kind of the products or the series of codes; `detail` says which orders or which
    /// quarter, and not whom was searched for.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// use pannier::{Act, AuditQuery};
    ///
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// admin.record_export(Act::ExportProducts, "postcard", "").await?;
    /// assert_eq!(admin.audit(&AuditQuery::default()).await?[0].subject, "postcard");
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn record_export(&self, act: Act, subject: &str, detail: &str) -> db::Result<()> {
        self.store.audit(self.actor, act, subject, detail).await
    }

    /// Writes a note of up to 2,000 characters about an order into the audit log, for others of the merchant's staff.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// use pannier::AuditQuery;
    ///
    /// # store.add_to_basket(&visitor, "voucher", "spring", 1).await?;
    /// let (_, order) = pannier::testing::place_order(&store, &visitor).await?;
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// admin.note(order.number, "Wants it wrapped.").await?;
    /// assert_eq!(admin.audit(&AuditQuery::default()).await?[0].detail, "Wants it wrapped.");
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`AdminError::UnknownOrder`]; [`AdminError::InvalidNote`] for an empty or longer text.
    pub async fn note(&self, order: i64, text: &str) -> Result<(), AdminError> {
        let order_id = self.id_of(order).await?;
        let text: String = text.trim().chars().filter(|c| !c.is_control() || *c == '\n').collect();
        if text.is_empty() || text.chars().count() > LONGEST {
            return Err(AdminError::InvalidNote);
        }
        let tx = self.begin().await?;
        Ok(self.entry(Act::Note).order(&order_id).detail(text).commit(tx).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[tokio::test]
    async fn a_sign_in_is_recorded_without_an_order() {
        let store = testing::in_memory().await.build().await.unwrap();
        let ada = Actor::Staff("ada@shop.example".into());
        for act in [Act::SignIn, Act::SignOut] {
            store.audit(&ada, act, "a browser", "").await.unwrap();
        }
        let entries = store.acting(&ada).audit(&AuditQuery::default()).await.unwrap();
        let acts: Vec<&str> = entries.iter().map(|entry| entry.act.as_str()).collect();
        assert_eq!(acts, ["staff.sign-out", "staff.sign-in"]);
        assert_eq!((entries[0].order, entries[0].subject.as_str()), (None, "a browser"));
    }
}
