//! What the owner says of the shop, beside its products.

use pannier::{
    Managed, ManagedState, Settings, ShopProfile, args,
    db::{self, Tx, placeholders},
    is_email,
    managed::{Field, FieldError, FieldProblem, MAIN, Record, SaveError, Values},
};

use super::accent;

/// The tables: a row for the shop, and its texts by the names of their values. Empty texts are not stored.
pub const TABLES: &str = "CREATE TABLE IF NOT EXISTS site (id TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS site_texts (
    site TEXT NOT NULL REFERENCES site (id),
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (site, name)
);
INSERT INTO site (id) VALUES ('main') ON CONFLICT DO NOTHING";

const FIELDS: [Field; 12] = [
    Field::text("shop_name").max(60),
    Field::text("tagline").translated(),
    Field::text("email").max(254),
    Field::color("accent"),
    Field::color("accent_dark"),
    Field::text("home_title").translated().max(80),
    Field::long_text("home_text").translated().max(2_000),
    Field::long_text("about").translated(),
    Field::long_text("imprint").translated(),
    Field::long_text("terms").translated().max(100_000),
    Field::long_text("withdrawal").translated().max(100_000),
    Field::long_text("privacy").translated().max(100_000),
];

/// The settings of the shop. Where a value is empty, the shop says what it says by default.
#[derive(Debug)]
pub struct Site;

impl Site {
    /// Reads what mails and the admin say.
    pub fn profile(values: &Values) -> ShopProfile {
        ShopProfile::new(values.get("shop_name")).email(values.get("email")).imprint("imprint")
    }
}

impl Managed for Site {
    const KIND: &'static str = "site";
    const TABLE: &'static str = "site";
    const SINGLE: bool = true;

    fn fields(_: &Settings) -> Vec<Field> {
        FIELDS.to_vec()
    }

    fn url(_: &str) -> Option<String> {
        Some("/".to_owned())
    }

    async fn values(db: &mut Tx, ids: &[String]) -> db::Result<Vec<Record>> {
        if !ids.iter().any(|id| id == MAIN) {
            return Ok(Vec::new());
        }
        let rows = db.fetch_all("SELECT name, text FROM site_texts WHERE site = $1", args![MAIN]).await?;
        let value = |row: &db::Row| -> db::Result<(String, String)> { Ok((row.get("name")?, row.get("text")?)) };
        let values = rows.iter().map(value).collect::<db::Result<Values>>()?;
        Ok(vec![Record::new(MAIN, ManagedState::Published, values)])
    }

    fn check(values: &Values) -> Vec<FieldError> {
        let mut errors = accent::problems(values);
        let email = values.get("email");
        if !email.is_empty() && !is_email(email) {
            errors.push(FieldError::new("email", FieldProblem::Other("site-not-an-email")));
        }
        errors
    }

    async fn save(tx: &mut Tx, id: &str, values: &Values, _new: bool) -> Result<(), SaveError> {
        tx.execute("DELETE FROM site_texts WHERE site = $1", args![id]).await?;
        let filled: Vec<(&str, &str)> = values.iter().filter(|(_, text)| !text.is_empty()).collect();
        if filled.is_empty() {
            return Ok(());
        }
        let row = |n: usize| format!("({})", placeholders(1 + 3 * n, 3));
        let rows: Vec<String> = (0..filled.len()).map(row).collect();
        let sql = format!("INSERT INTO site_texts (site, name, text) VALUES {}", rows.join(", "));
        let texts: Vec<db::Value> =
            filled.into_iter().flat_map(|(name, text)| [id, name, text].map(db::Value::from)).collect();
        tx.execute(&sql, &texts).await?;
        Ok(())
    }

    async fn set_state(_: &mut Tx, _: &str, _: ManagedState) -> db::Result<()> {
        Ok(())
    }
}
