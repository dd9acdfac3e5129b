//! What the staff edit of a product.

use std::collections::BTreeMap;

use pannier::{
    Managed, ManagedState, Sellable, Settings,
    db::{self, Tx},
    managed::{Field, FieldError, FieldProblem, Record, SaveError, Values},
};

use super::{PRODUCTS, Product, ProductItem, ProductOption, TAX_CLASSES, TEXTS, options, read};
use crate::shop::{
    locality::currency,
    managed::{self, Columns},
};

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
            .with("tax_class", &self.tax_class)
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
            Field::money("price", currency()).required().listed(),
            Field::options("options", currency()),
            Field::stock("stock").listed(),
            Field::count("weight").max(1_000_000),
            Field::file("file"),
            Field::date_time("available_from"),
            Field::date_time("available_until"),
            Field::tax_class("tax_class", &TAX_CLASSES),
        ]
    }

    fn url(id: &str) -> Option<String> {
        Some(format!("/products/{id}"))
    }

    async fn values(tx: &mut Tx, ids: &[String]) -> db::Result<Vec<Record>> {
        let products = read(&managed::rows(tx, PRODUCTS, "id", ids, "id").await?)?;
        Ok(products.iter().map(|product| Record::new(&product.id, product.state, product.values())).collect())
    }

    /// Refuses a sale that would be over before it begins.
    fn check(values: &Values) -> Vec<FieldError> {
        match (values.time("available_from"), values.time("available_until")) {
            (Some(from), Some(until)) if until <= from => {
                vec![FieldError::new("available_until", FieldProblem::Other("thing-ends-too-early"))]
            }
            _ => Vec::new(),
        }
    }

    async fn save(tx: &mut Tx, id: &str, values: &Values, new: bool) -> Result<(), SaveError> {
        let amount = values.money("price", currency()).map(|price| price.amount);
        let row = TEXTS.into_iter().fold(Columns::default(), |row, (field, column)| row.set(column, values.get(field)));
        let row = row
            .set("translations", translations(values))
            .set("amount", amount)
            .set("grams", values.count("weight"))
            .set("file", values.file("file"))
            .set("available_from", values.time("available_from"))
            .set("available_until", values.time("available_until"))
            .set("tax_class", values.get("tax_class"));
        match new {
            true => {
                // The newest comes first.
                let row = row
                    .set("position", -managed::new_position(tx))
                    .set("stock", values.stocks("stock").get("").copied());
                row.insert(tx, <Product as Managed>::TABLE, id).await?;
            }
            false => row.update(tx, <Product as Managed>::TABLE, id).await?,
        }
        options::save(tx, id, values, new).await?;
        Ok(())
    }

    async fn rename_options(tx: &mut Tx, id: &str, names: &BTreeMap<String, String>) -> db::Result<bool> {
        options::rename(tx, id, names).await.map(|()| true)
    }

    async fn set_state(tx: &mut Tx, id: &str, state: ManagedState) -> db::Result<()> {
        managed::set_state(tx, <Product as Managed>::TABLE, id, state).await
    }

    async fn adjust_stock(tx: &mut Tx, id: &str, option: &str, by: i64) -> db::Result<Option<u32>> {
        options::adjust_stock(tx, id, option, by).await
    }

    async fn limit_stock(tx: &mut Tx, id: &str, option: &str, stock: Option<u32>) -> db::Result<bool> {
        options::limit_stock(tx, id, option, stock).await
    }
}
