//! What the staff edit of a product.

use std::collections::BTreeMap;

use pannier::{
    Managed, ManagedState, Sellable, Settings, args,
    db::{self, Tx, placeholders},
    managed::{Field, FieldError, FieldProblem, Record, SaveError, Values},
};

use super::{CURRENCY, PRODUCTS, Product, ProductItem, ProductOption, options, read};

impl Product {
    /// Returns the values of its fields.
    fn values(&self) -> Values {
        let option = |option: &ProductOption| (option.name.clone(), option.price);
        let options: Vec<_> = self.options.iter().map(option).collect();
        let stocks: BTreeMap<String, u32> = match self.options.is_empty() {
            true => self.stock.map(|stock| (String::new(), stock)).into_iter().collect(),
            false => self.options.iter().filter_map(|option| Some((option.name.clone(), option.stock?))).collect(),
        };
        let weight = self.weight.map(|weight| weight.0.to_string());
        let [from, until] = [self.available.from, self.available.until].map(|at| at.map(Values::time_text));
        self.words
            .clone()
            .with("price", Values::money_text(self.price))
            .with("options", Values::options_text(&options))
            .with("stock", Values::stocks_text(&stocks))
            .with("weight", weight.unwrap_or_default())
            .with("file", self.file.clone().unwrap_or_default())
            .with("available_from", from.unwrap_or_default())
            .with("available_until", until.unwrap_or_default())
    }
}

/// Refuses a sale that would be over before it begins.
fn check(values: &Values) -> Result<(), SaveError> {
    match (values.time("available_from"), values.time("available_until")) {
        (Some(from), Some(until)) if until <= from => {
            let problem = FieldProblem::Other("thing-ends-too-early");
            Err(SaveError::Fields(vec![FieldError::new("available_until", problem)]))
        }
        _ => Ok(()),
    }
}

/// Returns the texts of the shop's further languages, as JSON.
fn translations(values: &Values) -> String {
    let translated: BTreeMap<&str, &str> =
        values.iter().filter(|(name, text)| name.contains('.') && !text.is_empty()).collect();
    serde_json::json!(translated).to_string()
}

impl Managed for Product {
    const KIND: &'static str = <ProductItem as Sellable>::KIND;
    const TABLE: &'static str = "products";

    fn fields(_: &Settings) -> Vec<Field> {
        vec![
            Field::text("title").required().translated(),
            Field::text("by").translated(),
            Field::long_text("text").translated(),
            Field::pictures("pictures").translated(),
            Field::money("price", CURRENCY).required(),
            Field::options("options", CURRENCY),
            Field::stock("stock"),
            Field::count("weight").max(1_000_000),
            Field::file("file"),
            Field::date_time("available_from"),
            Field::date_time("available_until"),
        ]
    }

    fn url(id: &str) -> Option<String> {
        Some(format!("/products/{id}"))
    }

    async fn values(tx: &mut Tx, ids: &[String]) -> db::Result<Vec<Record>> {
        let sql = format!("SELECT * FROM {PRODUCTS} WHERE id IN ({})", placeholders(1, ids.len()));
        let ids: Vec<db::Value> = ids.iter().map(db::Value::from).collect();
        let products = read(&tx.fetch_all(&sql, &ids).await?)?;
        Ok(products.iter().map(|product| Record::new(&product.id, product.state, product.values())).collect())
    }

    async fn save(tx: &mut Tx, id: &str, values: &Values, new: bool) -> Result<(), SaveError> {
        check(values)?;
        let (now, translations) = (tx.now(), translations(values));
        let amount = values.money("price", CURRENCY).map(|price| price.amount);
        let row = args![
            id,
            values.get("title"),
            values.get("by"),
            values.get("text"),
            values.get("pictures"),
            translations,
            amount,
            values.count("weight"),
            values.file("file"),
            values.time("available_from"),
            values.time("available_until"),
            now,
        ];
        match new {
            // The newest comes first.
            true => {
                let sql = "INSERT INTO products (id, title, maker, description, pictures, translations, amount, grams, \
                           file, available_from, available_until, updated_at, position, stock, state) \
                           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'draft')";
                let stock = values.stocks("stock").get("").copied();
                tx.execute(sql, &[row, args![-now.as_millis(), stock]].concat()).await?;
            }
            false => {
                let sql = "UPDATE products SET title = $2, maker = $3, description = $4, pictures = $5, \
                           translations = $6, amount = $7, grams = $8, file = $9, available_from = $10, \
                           available_until = $11, updated_at = $12 WHERE id = $1";
                tx.execute(sql, row).await?;
            }
        }
        options::save(tx, id, values, new).await?;
        Ok(())
    }

    async fn set_state(tx: &mut Tx, id: &str, state: ManagedState) -> db::Result<()> {
        let sql = "UPDATE products SET state = $2, updated_at = $3 WHERE id = $1";
        tx.execute(sql, args![id, state.as_str(), tx.now()]).await.map(drop)
    }

    async fn adjust_stock(tx: &mut Tx, id: &str, option: &str, by: i64) -> db::Result<Option<u32>> {
        options::adjust_stock(tx, id, option, by).await
    }

    async fn limit_stock(tx: &mut Tx, id: &str, option: &str, stock: Option<u32>) -> db::Result<bool> {
        options::limit_stock(tx, id, option, stock).await
    }
}
