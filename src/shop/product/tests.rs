//! Tests of plain products, which run on both databases.

use pannier::{
    Actor, Language, Listed as _, ManagedError, ManagedSave, ManagedState, ProductQuery, Sellable, Store,
    managed::{FieldError, FieldProblem, Values},
    tax::TaxClass,
    testing::{managed_contract, sellable_contract},
};

use super::{Product, ProductItem};

/// The kind, as the admin knows it.
const KIND: &str = "product";

fn mug() -> Values {
    Values::new()
        .with("title", "Blue Hour Mug")
        .with("title.de", "Becher zur blauen Stunde")
        .with("by", "Hanne Lind")
        .with("text", "Holds tea.\n\nSurvives the dishwasher.")
        .with("text.de", "Fasst Tee.")
        .with("price", "12.90")
        .with("options", "Blue = 13.90\nGreen")
        .with("stock", "Blue = 3\nGreen = 4")
        .with("weight", "380")
        .with("tax_class", "book")
        .with("available_from", "2026-01-15T09:00Z")
        .with("available_until", "2099-01-15T09:00Z")
}

async fn load(store: &Store, id: &str) -> Option<ProductItem> {
    ProductItem::load(store.db(), &[id.to_owned()]).await.unwrap().pop()
}

pub async fn items(store: &Store) {
    sellable_contract::<ProductItem>(store.db(), "low-water-mug", "no-such-thing").await;
    sellable_contract::<ProductItem>(store.db(), "rope-works-mug/terracotta", "rope-works-mug/gold").await;
    assert!(load(store, "rope-works-mug").await.is_none(), "one of its options has to be chosen");
    assert!(load(store, "low-water-mug/blue").await.is_none());
}

pub async fn managed(store: &Store) {
    let is_for_sale = async |store: &Store, id: &str| load(store, &format!("{id}/blue")).await.is_some();
    managed_contract::<Product>(store, mug(), is_for_sale).await;
    let print = mug().with("options", "").with("stock", "9").with("weight", "");
    managed_contract::<Product>(store, print, async |store: &Store, id: &str| load(store, id).await.is_some()).await;
}

pub async fn options(store: &Store) {
    let admin = store.acting(&Actor::CommandLine);
    let id = admin.save_managed(KIND, &ManagedSave::create(mug()).state(ManagedState::Published)).await.unwrap().id;
    let save = async |values: Values| admin.save_managed(KIND, &ManagedSave::update(&id, values)).await;
    let value = async |name: &str| {
        let record = admin.managed_record(KIND, &id).await.unwrap().record;
        record.values.get(name).to_owned()
    };
    let blue = load(store, &format!("{id}/blue")).await.unwrap();
    assert_eq!((blue.price().amount, blue.stock(), blue.title()), (1390, Some(3), "Blue Hour Mug, Blue".to_owned()));
    assert_eq!(load(store, &format!("{id}/green")).await.unwrap().price().amount, 1290);

    let navy =
        ManagedSave::update(&id, Values::new().with("options", "Navy = 13.90\nGreen")).rename_option("Blue", "Navy");
    admin.save_managed(KIND, &navy).await.unwrap();
    let navy = load(store, &format!("{id}/blue")).await.expect("what is in baskets");
    assert_eq!((navy.stock(), navy.title()), (Some(3), "Blue Hour Mug, Navy".to_owned()));

    let more = Values::new().with("options", "green = 15.00\nRed").with("stock", "Green = 99\nRed = 5");
    save(more).await.unwrap();
    assert_eq!(value("stock").await, "Red = 5\ngreen = 4", "a save changes no stock but that of what is new");
    assert!(load(store, &format!("{id}/blue")).await.is_none());
    assert_eq!(load(store, &format!("{id}/green")).await.unwrap().price().amount, 1500);
    assert_eq!(admin.adjust_stock(KIND, &id, "Red", -2, "broken").await.unwrap(), 3);
    assert!(matches!(admin.adjust_stock(KIND, &id, "Red", -4, "").await, Err(ManagedError::TooFew)));

    save(Values::new().with("options", "")).await.unwrap();
    assert_eq!(value("stock").await, "7", "what the options had left");
    assert_eq!(load(store, &id).await.unwrap().stock(), Some(7));
    assert!(load(store, &format!("{id}/red")).await.is_none());

    let two = Values::new().with("options", "Red\nGold");
    let refused = save(two.clone()).await;
    let Err(ManagedError::Invalid(errors)) = refused else { panic!("7 are left, of which color? {refused:?}") };
    assert_eq!(errors, [FieldError::new("stock", FieldProblem::NoStockOfOptions)]);
    save(two.with("stock", "Red = 3\nGold = 4")).await.unwrap();
    admin.limit_stock(KIND, &id, "Gold", None, "").await.unwrap();
    save(Values::new().with("options", "")).await.unwrap();
    assert_eq!(value("stock").await, "", "one of the options had no limit");

    let never = save(Values::new().with("available_until", "2026-01-15 09:00")).await;
    let Err(ManagedError::Invalid(errors)) = never else { panic!("{never:?}") };
    assert_eq!(errors, [FieldError::new("available_until", FieldProblem::Other("thing-ends-too-early"))]);
}

pub async fn tax_classes(store: &Store) {
    let admin = store.acting(&Actor::CommandLine);
    let mug = load(store, "low-water-mug").await.unwrap();
    assert_eq!(mug.tax(), TaxClass::GOODS, "unless the staff say otherwise");
    for (word, class) in [
        ("digital", TaxClass::DIGITAL),
        ("book", TaxClass::BOOK),
        ("ebook", TaxClass::EBOOK),
        ("voucher", TaxClass::VOUCHER),
        ("goods", TaxClass::GOODS),
        ("", TaxClass::GOODS),
    ] {
        let values = Values::new().with("tax_class", word);
        admin.save_managed(KIND, &ManagedSave::update("low-water-mug", values)).await.unwrap();
        assert_eq!(load(store, "low-water-mug").await.unwrap().tax(), class, "{word}");
    }
}

pub async fn lists(store: &Store) {
    let admin = store.acting(&Actor::CommandLine);
    let id = admin.save_managed(KIND, &ManagedSave::create(mug())).await.unwrap().id;
    let found = async |words: &str| {
        let found = store.products(&ProductQuery::default().words(words)).await.unwrap().unwrap();
        found.products.iter().any(|product| product.listing.id == id)
    };
    assert!(!found("dishwasher").await, "a draft");
    admin.set_managed_state(KIND, &id, ManagedState::Published).await.unwrap();
    for words in ["dishwasher", "hanne blue hour", "blauen stunde", "green"] {
        assert!(found(words).await, "{words}");
    }
    let [first] = &Product::first(store.db(), 1).await.unwrap()[..] else { panic!("one product") };
    assert_eq!((first.id.as_str(), first.title(Language::GERMAN)), (id.as_str(), "Becher zur blauen Stunde"));
    let listing = first.listing();
    assert_eq!((listing.price.amount, listing.from_price, listing.stock), (1290, true, Some(7)));
    let (_, others) = Product::with_neighbours(store.db(), &id).await.unwrap().unwrap();
    assert_eq!(others.len(), 3);

    // Of several in the same millisecond, the last comes first.
    for n in 1..=4 {
        let cup = ManagedSave::create(mug().with("title", format!("Cup {n}"))).state(ManagedState::Published);
        admin.save_managed(KIND, &cup).await.unwrap();
    }
    let newest = Product::first(store.db(), 4).await.unwrap();
    let newest: Vec<&str> = newest.iter().map(|product| product.id.as_str()).collect();
    assert_eq!(newest, ["cup-4", "cup-3", "cup-2", "cup-1"]);

    admin.set_managed_state(KIND, &id, ManagedState::Retired).await.unwrap();
    assert!(!found("dishwasher").await && load(store, &format!("{id}/blue")).await.is_none());
    assert!(store.is_gone(KIND, &id).await.unwrap());
}
