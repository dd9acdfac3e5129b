//! Drafts: what a customer is about to declare, and the step by which it is declared.

use super::{
    form::Declaration,
    order::{self, Known},
};
use crate::{
    args,
    language::{Language, Texts},
    model::{Problem, Timestamp, WithdrawalForm, WithdrawalLine, WithdrawalStep, WithdrawalView, is_in_words},
    store::{
        Store,
        db::{self, Row, new_id},
        is_key, token,
    },
};

/// The columns of a withdrawal.
pub(super) const COLUMNS: [&str; 18] = [
    "id",
    "token",
    "order_id",
    "identified",
    "order_typed",
    "name",
    "email",
    "lines",
    "text",
    "language",
    "received_at",
    "late",
    "due_at",
    "receipt_at",
    "owner_at",
    "note_at",
    "error",
    "closed_at",
];

/// A withdrawal: a draft until it is received.
#[derive(Clone, Debug)]
pub(super) struct Withdrawal {
    pub id: String,
    pub token: String,
    pub order_id: Option<String>,
    pub identified: bool,
    pub declared: Declaration,
    pub language: Language,
    pub received_at: Option<Timestamp>,
    /// Whether the period was over; `None` if that is not known.
    pub late: Option<bool>,
    pub due_at: Option<Timestamp>,
    pub receipt_at: Option<Timestamp>,
    pub owner_at: Option<Timestamp>,
    pub note_at: Option<Timestamp>,
    pub error: Option<String>,
    pub closed_at: Option<Timestamp>,
}

impl Withdrawal {
    /// Reads the [`COLUMNS`].
    pub fn read(row: &Row) -> db::Result<Withdrawal> {
        Ok(Withdrawal {
            id: row.get("id")?,
            token: row.get("token")?,
            order_id: row.get("order_id")?,
            identified: row.get::<i64>("identified")? == 1,
            declared: Declaration {
                number: row.get("order_typed")?,
                name: row.get("name")?,
                email: row.get("email")?,
                lines: read_lines(&row.get::<String>("lines")?)?,
                text: row.get("text")?,
            },
            language: Language::from_tag(&row.get::<String>("language")?).unwrap_or(Language::ENGLISH),
            received_at: row.get("received_at")?,
            late: row.get::<Option<i64>>("late")?.map(|late| late == 1),
            due_at: row.get("due_at")?,
            receipt_at: row.get("receipt_at")?,
            owner_at: row.get("owner_at")?,
            note_at: row.get("note_at")?,
            error: row.get("error")?,
            closed_at: row.get("closed_at")?,
        })
    }

    /// Returns whether it names a part of the order in words.
    pub fn is_in_words(&self) -> bool {
        is_in_words(self.identified, &self.declared.text)
    }

    /// Returns the order, if the customer came from its page.
    async fn identified_order(&self, store: &Store) -> db::Result<Option<Known>> {
        match &self.order_id {
            Some(id) if self.identified => order::by_id(store, id).await,
            _ => Ok(None),
        }
    }

    /// Returns its page. `edit` shows the form of a draft again.
    fn view(&self, known: Option<Known>, texts: &Texts, edit: bool) -> WithdrawalView {
        let mut order = known.map(|known| known.view);
        if let (Some(at), Some(order)) = (self.received_at, &mut order) {
            // As it was declared, whatever was refunded since.
            order.lines = self.declared.lines.clone().unwrap_or_default();
            order.earlier.retain(|earlier| earlier.received_at < at);
        }
        let errors = match self.received_at {
            Some(_) => Vec::new(),
            None => self.declared.errors(order.as_ref(), texts),
        };
        let step = match self.received_at {
            Some(_) => WithdrawalStep::Received,
            None if edit || !errors.is_empty() => WithdrawalStep::Form,
            None => WithdrawalStep::Confirm,
        };
        WithdrawalView {
            step,
            draft: Some(self.token.clone()),
            form: self.declared.form(order.as_ref()),
            errors,
            order,
            received_at: self.received_at,
            receipt_to: self.received_at.map(|_| self.declared.email.clone()),
        }
    }
}

/// Reads the column of the lines: `None` is everything.
pub(super) fn read_lines(column: &str) -> db::Result<Option<Vec<WithdrawalLine>>> {
    if column.is_empty() {
        return Ok(None);
    }
    let lines = serde_json::from_str(column);
    lines.map(Some).map_err(|error| db::DbError(sqlx::Error::Decode(error.into())))
}

impl Store {
    /// Returns the page of a withdrawal: of a draft or of what has become of it, or an empty form. With the token of an
    /// `order`, whoever has it has come from the order's page: the form is filled in, and asks for lines and pieces. `edit`
    /// shows the form of a draft again. An unknown token is none.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// # store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
    /// let (_, order) = pannier::testing::place_order(&store, &visitor).await?;
    /// let page = store.withdrawal(None, Some(&order.token), false).await?;
    /// assert_eq!((page.form.number, page.form.email), (order.number.to_string(), order.email));
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`Problem::Unavailable`].
    pub async fn withdrawal(
        &self,
        draft: Option<&str>,
        order: Option<&str>,
        edit: bool,
    ) -> Result<WithdrawalView, Problem> {
        // Before the first await: it is the language of the request.
        let texts = self.texts(self.language_here());
        if let Some(token) = draft.filter(|token| is_key(token)) {
            let sql = format!("SELECT {} FROM pannier_withdrawals WHERE token = $1", COLUMNS.join(", "));
            if let Some(row) = self.db().fetch_optional(&sql, args![token]).await? {
                let found = Withdrawal::read(&row)?;
                let known = found.identified_order(self).await?;
                return Ok(found.view(known, &texts, edit));
            }
        }
        let known = match order {
            Some(token) => order::by_token(self, token).await?,
            None => None,
        };
        let form = match &known {
            Some(known) => {
                let Known { email, name, view, .. } = known.clone();
                let typed = WithdrawalForm { email, name, everything: true, ..WithdrawalForm::default() };
                Declaration::typed(&typed, Some(&view)).form(Some(&view))
            }
            None => WithdrawalForm { everything: true, ..WithdrawalForm::default() },
        };
        Ok(WithdrawalView {
            step: WithdrawalStep::Form,
            draft: None,
            form,
            errors: Vec::new(),
            order: known.map(|known| known.view),
            received_at: None,
            receipt_to: None,
        })
    }

    /// Stores what a customer is about to declare, valid or not: its [page](Store::withdrawal) shows the errors. Returns the
    /// token of the draft, which is `draft` if that is still one. Drafts are deleted after a day.
    ///
    /// `language` is that of the receipt.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use pannier::{Language, WithdrawalForm, WithdrawalStep, receivers::Mailer, testing};
    ///
    /// let store = testing::in_memory().await.withdrawals(Mailer::folder("outgoing")).build().await?;
    /// let form = WithdrawalForm {
    ///     number: "1001".into(),
    ///     name: "Ada Lovelace".into(),
    ///     email: "ada@example.com".into(),
    ///     ..WithdrawalForm::default()
    /// };
    /// let draft = store.draft_withdrawal(form, None, Language::ENGLISH).await?;
    /// assert_eq!(store.withdrawal(Some(&draft), None, false).await?.step, WithdrawalStep::Confirm);
    /// store.confirm_withdrawal(&draft).await?;
    /// assert_eq!(store.withdrawal(Some(&draft), None, false).await?.step, WithdrawalStep::Received);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Problem::BadRequest`] if the store does not [offer](Store::offers_withdrawal) it; [`Problem::Unavailable`].
    pub async fn draft_withdrawal(
        &self,
        form: WithdrawalForm,
        draft: Option<&str>,
        language: Language,
    ) -> Result<String, Problem> {
        if !self.offers_withdrawal() {
            return Err(Problem::BadRequest);
        }
        let known = order::by_token(self, &form.order).await?;
        let order = known.as_ref().map(|known| &known.view);
        let declared = Declaration::typed(&form, order);
        let valid = declared.errors(order, &self.texts(language)).is_empty();
        let values = args![
            known.as_ref().map(|known| known.id.as_str()),
            u32::from(known.is_some()),
            &declared.number,
            &declared.name,
            &declared.email,
            declared.lines_column(),
            &declared.text,
            language.tag(),
            u32::from(valid),
            self.db().now()
        ];
        if let Some(token) = draft.filter(|token| is_key(token)) {
            let sql = "UPDATE pannier_withdrawals SET order_id = $1, identified = $2, order_typed = $3, name = $4, \
                       email = $5, lines = $6, text = $7, language = $8, valid = $9, created_at = $10 \
                       WHERE token = $11 AND received_at IS NULL";
            if self.db().execute(sql, &[values, args![token]].concat()).await? == 1 {
                return Ok(token.to_owned());
            }
        }
        let new = token();
        let sql = "INSERT INTO pannier_withdrawals (order_id, identified, order_typed, name, email, lines, text, language, \
                   valid, created_at, id, token) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
        self.db().execute(sql, &[values, args![new_id(), &new]].concat()).await?;
        Ok(new)
    }

    /// Declares the withdrawal of a draft: from now on it is received, and the receipt is on its way. Does nothing the second
    /// time, nor for a draft with errors, which its [page](Store::withdrawal) shows, nor for an unknown one.
    ///
    /// # Errors
    /// [`Problem::BadRequest`] if the store does not [offer](Store::offers_withdrawal) it; [`Problem::Unavailable`].
    pub async fn confirm_withdrawal(&self, draft: &str) -> Result<(), Problem> {
        if !self.offers_withdrawal() {
            return Err(Problem::BadRequest);
        }
        if !is_key(draft) {
            return Ok(());
        }
        let mut tx = self.db().begin().await?;
        let sql = "UPDATE pannier_withdrawals SET received_at = $2, due_at = $2 \
                   WHERE token = $1 AND received_at IS NULL AND valid = 1";
        let now = tx.now();
        tx.execute(sql, args![draft, now]).await?;
        tx.wake_on_commit(&self.0.reconciler);
        Ok(tx.commit().await?)
    }
}
