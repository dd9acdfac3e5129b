//! What is sold of a product: the product itself, or one of its options.

use std::{collections::BTreeMap, sync::Arc};

use pannier::{
    Availability, DigitalFile, Grams, Money, Sellable, Texts, args,
    db::{self, Db, Tx},
    storage::media_type,
    tax::TaxClass,
};

use super::{Product, ProductOption, THUMBNAIL};

/// A product without options, or with the one that was chosen: the sellable. Its id is that of the product, `mug`, or of
/// the option, `mug/blue`.
#[derive(Clone, Debug)]
pub struct ProductItem {
    pub product: Arc<Product>,
    pub option: Option<ProductOption>,
}

impl ProductItem {
    /// Returns everything that is sold of a product.
    pub fn all(product: &Arc<Product>) -> Vec<ProductItem> {
        let item = |option| ProductItem { product: Arc::clone(product), option };
        match product.options.is_empty() {
            true => vec![item(None)],
            false => product.options.iter().cloned().map(|option| item(Some(option))).collect(),
        }
    }

    /// Returns the item of a product with this id.
    fn of(product: &Arc<Product>, id: &str) -> Option<ProductItem> {
        ProductItem::all(product).into_iter().find(|item| Sellable::id(item) == id)
    }
}

/// Returns the id of the product of an item.
fn product_of(id: &str) -> &str {
    id.split_once('/').map_or(id, |(product, _)| product)
}

impl Sellable for ProductItem {
    const KIND: &'static str = "product";

    async fn load(db: &Db, ids: &[String]) -> db::Result<Vec<ProductItem>> {
        let products: Vec<String> = ids.iter().map(|id| product_of(id).to_owned()).collect();
        let products = Product::published(db, &products).await?.into_iter();
        let products: BTreeMap<String, Arc<Product>> =
            products.map(|product| (product.id.clone(), Arc::new(product))).collect();
        Ok(ids.iter().filter_map(|id| ProductItem::of(products.get(product_of(id))?, id)).collect())
    }

    fn id(&self) -> String {
        self.option.as_ref().map_or_else(|| self.product.id.clone(), |option| option.id.clone())
    }

    fn managed_id(&self) -> String {
        self.product.id.clone()
    }

    fn title(&self) -> String {
        let title = self.product.words.get("title");
        self.option.as_ref().map_or_else(|| title.to_owned(), |option| format!("{title}, {}", option.name))
    }

    fn title_in(&self, texts: &Texts) -> String {
        let title = self.product.title(texts.language());
        match &self.option {
            Some(option) => {
                texts.format("product-option", &[("title", title.into()), ("option", (&option.name).into())])
            }
            None => title.to_owned(),
        }
    }

    fn url(&self) -> String {
        self.product.url()
    }

    fn image(&self) -> Option<String> {
        Some(self.product.image(THUMBNAIL))
    }

    fn price(&self) -> Money {
        self.option.as_ref().and_then(|option| option.price).unwrap_or(self.product.price)
    }

    fn weight(&self) -> Option<Grams> {
        self.product.weight
    }

    fn download(&self) -> Option<DigitalFile> {
        let key = self.product.file.as_deref()?;
        let name = key.rsplit('/').next().unwrap_or(key);
        Some(DigitalFile::new(key, name, media_type(name)))
    }

    fn stock(&self) -> Option<u32> {
        match &self.option {
            Some(option) => option.stock,
            None => self.product.stock,
        }
    }

    fn available(&self) -> Availability {
        self.product.available
    }

    fn tax(&self) -> TaxClass {
        let is_file = self.weight().is_none() && self.download().is_some();
        let usual = || if is_file { TaxClass::DIGITAL } else { TaxClass::GOODS };
        TaxClass::parse(&self.product.tax_class).unwrap_or_else(usual)
    }

    async fn reserve(tx: &mut Tx, id: &str, quantity: u32) -> db::Result<bool> {
        let sql = match id == product_of(id) {
            true => {
                "UPDATE products SET stock = stock - $2 \
                 WHERE id = $1 AND state = 'published' AND (stock IS NULL OR stock >= $2) \
                 AND NOT EXISTS (SELECT 1 FROM product_options WHERE product = $1)"
            }
            false => {
                "UPDATE product_options SET stock = stock - $2 WHERE id = $1 AND (stock IS NULL OR stock >= $2) \
                 AND EXISTS (SELECT 1 FROM products AS p WHERE p.id = product_options.product AND p.state = 'published')"
            }
        };
        Ok(tx.execute(sql, args![id, quantity]).await? == 1)
    }

    async fn release(tx: &mut Tx, id: &str, quantity: u32) -> db::Result<()> {
        let table = if id == product_of(id) { "products" } else { "product_options" };
        let sql = format!("UPDATE {table} SET stock = stock + $2 WHERE id = $1");
        tx.execute(&sql, args![id, quantity]).await.map(drop)
    }
}
