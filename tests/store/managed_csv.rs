//! Products as CSV: exports, and imports that are checked and applied.

use std::collections::{BTreeMap, BTreeSet};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    http::{Request, StatusCode, header},
};
use futures_util::{TryStreamExt as _, stream};
use pannier::{
    Act, Actor, AuditQuery, Currency, FileProblem, Import, ImportError, ImportState, Language, Managed, ManagedError,
    ManagedSave, ManagedState, Money, NewImport, Role, RowOutcome, Settings, Store, StoreBuilder, args,
    db::{self, Db, Tx, Value, placeholders},
    managed::{Field, Record, SaveError, Values},
    testing::{purge, reconcile},
};
use proptest::{option, prelude::*};
use tower::ServiceExt as _;

use crate::{
    mug_colors::{self, Colors},
    on_both,
    random::values,
    world::{World, days},
};

mod cut_off;

on_both!(
    an_export_is_imported_as_it_is,
    rows_create_and_change_products,
    a_check_changes_nothing,
    a_check_sees_what_earlier_rows_change,
    a_row_that_the_database_refuses_keeps_no_other_from_being_applied,
    what_becomes_of_each_row_is_listed,
    an_option_is_renamed_with_its_stock,
    a_row_is_refused_as_a_whole_and_says_why,
    a_row_to_look_at_is_named_as_in_a_spreadsheet,
    stock_is_changed_and_never_set,
    rows_of_one_product_are_applied_in_their_order,
    an_import_is_recorded,
    a_file_is_refused_before_anything_is_read_in,
    imports_are_kept_for_a_month,
    a_browser_imports_a_file,
);

const ADA: &str = "ada@shop.example";

/// A mug, with colors to choose from.
struct Mug;

impl Managed for Mug {
    const KIND: &'static str = "mug";
    const TABLE: &'static str = "mugs";

    fn fields(_: &Settings) -> Vec<Field> {
        vec![
            Field::text("title").required().translated(),
            Field::money("price", Currency::EUR).required(),
            Field::long_text("text"),
            Field::flag("fragile"),
            Field::options("colors", Currency::EUR),
            Field::stock("stock"),
        ]
    }

    async fn values(db: &mut Tx, ids: &[String]) -> db::Result<Vec<Record>> {
        let these = placeholders(1, ids.len());
        let of_these: Vec<Value> = ids.iter().map(Value::from).collect();
        let mut colors = mug_colors::load(db, ids).await?;
        let mut records = Vec::new();
        for row in db.fetch_all(&format!("SELECT * FROM mugs WHERE id IN ({these})"), &of_these).await? {
            let id: String = row.get("id")?;
            let Colors { options, mut stocks } = colors.remove(&id).unwrap_or_default();
            stocks.extend(mug_colors::stock(&row)?.map(|units| (String::new(), units)));
            let values = Values::new()
                .with("title", row.get::<String>("title")?)
                .with("title.de", row.get::<String>("title_de")?)
                .with("price", Values::money_text(euros(row.get("amount")?)))
                .with("text", row.get::<String>("text")?)
                .with("fragile", Values::flag_text(row.get::<i64>("fragile")? > 0))
                .with("colors", Values::options_text(&options))
                .with("stock", Values::stocks_text(&stocks));
            records.push(Record::new(id, row.get("state")?, values));
        }
        Ok(records)
    }

    async fn save(tx: &mut Tx, id: &str, values: &Values, new: bool) -> Result<(), SaveError> {
        let amount = values.money("price", Currency::EUR).map(|price| price.amount);
        let (title, german, text) = (values.get("title"), values.get("title.de"), values.get("text"));
        let fragile = i64::from(values.flag("fragile"));
        let (sql, args) = if new {
            let stock = values.stocks("stock").get("").copied();
            let sql = "INSERT INTO mugs (id, state, title, title_de, amount, text, fragile, stock) \
                       VALUES ($1, 'draft', $2, $3, $4, $5, $6, $7)";
            (sql, args![id, title, german, amount, text, fragile, stock].to_vec())
        } else {
            let sql = "UPDATE mugs SET title = $2, title_de = $3, amount = $4, text = $5, fragile = $6 WHERE id = $1";
            (sql, args![id, title, german, amount, text, fragile].to_vec())
        };
        tx.execute(sql, &args).await?;
        mug_colors::save(tx, id, values).await?;
        Ok(())
    }

    async fn rename_options(tx: &mut Tx, id: &str, names: &BTreeMap<String, String>) -> db::Result<bool> {
        mug_colors::rename(tx, id, names).await.map(|()| true)
    }

    async fn set_state(tx: &mut Tx, id: &str, state: ManagedState) -> db::Result<()> {
        mug_colors::set_state(tx, id, state).await
    }

    async fn adjust_stock(tx: &mut Tx, id: &str, option: &str, by: i64) -> db::Result<Option<u32>> {
        mug_colors::adjust_stock(tx, id, option, by).await
    }
}

fn euros(amount: i64) -> Money {
    Money::new(amount, Currency::EUR)
}

fn mugs(builder: StoreBuilder) -> StoreBuilder {
    builder.messages("de", "kind-mug = Tassen").manage::<Mug>()
}

/// A shop that sells mugs.
async fn shop(world: World) -> World {
    create_tables(&world.db).await;
    world.with(mugs).await
}

async fn create_tables(db: &Db) {
    for sql in [
        "CREATE TABLE mugs (id TEXT PRIMARY KEY, state TEXT NOT NULL, title TEXT NOT NULL, title_de TEXT NOT NULL, \
         amount BIGINT NOT NULL, text TEXT NOT NULL, fragile BIGINT NOT NULL, stock BIGINT CHECK (stock >= 0))",
        mug_colors::TABLE,
    ] {
        db.execute(sql, &[]).await.unwrap();
    }
}

fn file(text: &str) -> impl futures_util::Stream<Item = std::io::Result<Bytes>> + Send + use<> {
    let pieces: Vec<std::io::Result<Bytes>> =
        text.as_bytes().chunks(1000).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    stream::iter(pieces)
}

async fn read_new(store: &Store, new: &NewImport, text: &str) -> Result<Import, ImportError> {
    store.acting(&Actor::CommandLine).read_import(new, file(text)).await
}

/// Works an import off, until there is nothing left to do.
async fn work_off(store: &Store, mut import: Import) -> Import {
    while import.state.is_at_work() {
        import = store.acting(&Actor::CommandLine).continue_import(&import.id).await.unwrap();
    }
    import
}

async fn check(store: &Store, text: &str) -> Import {
    work_off(store, read_new(store, &NewImport::new("mug"), text).await.unwrap()).await
}

async fn apply_new(store: &Store, new: &NewImport, text: &str) -> Import {
    let read = read_new(store, new, text).await.unwrap();
    let import = store.acting(&Actor::CommandLine).apply_import(&read.id).await.unwrap();
    work_off(store, import).await
}

async fn apply(store: &Store, text: &str) -> Import {
    apply_new(store, &NewImport::new("mug"), text).await
}

/// How many products an import has created and updated, and how many rows changed nothing or were refused.
fn counts(import: &Import) -> (u32, u32, u32, u32) {
    (import.created, import.updated, import.unchanged, import.refused)
}

async fn export(store: &Store) -> String {
    let csv = store.acting(&Actor::CommandLine).export_products("mug").unwrap();
    String::from_utf8(csv.try_collect::<Vec<_>>().await.unwrap().concat()).unwrap()
}

/// What is said of the rows to look at: each with its line and outcome.
async fn notes(store: &Store, import: &Import) -> Vec<(u32, RowOutcome, String)> {
    let texts = store.texts(Language::ENGLISH);
    let rows = store.acting(&Actor::CommandLine).noted_rows(&import.id, 0, 1_000).await.unwrap();
    rows.iter().map(|row| (row.line, row.outcome, row.sentences(&texts))).collect()
}

async fn values_of(store: &Store, id: &str) -> Values {
    store.acting(&Actor::CommandLine).managed_record("mug", id).await.unwrap().record.values
}

async fn an_export_is_imported_as_it_is(world: World) {
    let world = shop(world).await;
    let text = "([=+@;,' \"\t\n-]|[a-zäß ]){1,20}";
    let amounts = (1_i64..1_000_000, option::of(0_u32..1_000), any::<bool>(), any::<bool>());
    let strategy = (text, option::of(text), option::of(text), amounts, option::of("[A-Z][a-z+='-]{0,8}"));
    let mut created = 0;
    for (title, german, long, (amount, stock, fragile, published), color) in values(strategy) {
        let (name, stock) = match color.map(|color| color.replace('=', "-")) {
            Some(color) => (color.clone(), stock.map(|stock| format!("{color} = {stock}"))),
            None => (String::new(), stock.map(|stock| stock.to_string())),
        };
        let mug = Values::new()
            .with("title", title)
            .with("title.de", german.unwrap_or_default())
            .with("price", euros(amount).decimal())
            .with("text", long.unwrap_or_default())
            .with("fragile", Values::flag_text(fragile))
            .with("colors", name)
            .with("stock", stock.unwrap_or_default());
        let state = if published { ManagedState::Published } else { ManagedState::Draft };
        match world.admin().save_managed("mug", &ManagedSave::create(mug).state(state)).await {
            Ok(_) => created += 1,
            // A title of white space alone is none.
            Err(error) => assert!(matches!(error, ManagedError::Invalid(_)), "{error}"),
        }
    }
    let exported = export(&world.store).await;
    let same = apply(&world.store, &exported).await;
    assert_eq!(counts(&same), (0, 0, created, 0), "{:?}", notes(&world.store, &same).await);
    assert_eq!(export(&world.store).await, exported);

    let other = shop(World::on_sqlite().await).await;
    let moved = apply_new(&other.store, &NewImport::new("mug").create_unknown(true), &exported).await;
    assert_eq!(counts(&moved), (created, 0, 0, 0), "{:?}", notes(&other.store, &moved).await);
    // Each engine has an order of its own.
    let lines = |text: &str| text.split("\r\n").map(str::to_owned).collect::<BTreeSet<_>>();
    assert_eq!(lines(&export(&other.store).await), lines(&exported));
}

async fn rows_create_and_change_products(world: World) {
    let world = shop(world).await;
    let new = "title;title.de;price;colors;stock;state\r\n\
               Tea mug;Teetasse;12,90;\"Blue = 13,90\nRed\";\"Blue = 3\nRed = 4\";published\r\n\
               ;;;;;\r\n\
               Cup;;9;;7;\r\n";
    let created = apply(&world.store, new).await;
    assert_eq!((counts(&created), created.total), ((2, 0, 0, 0), 2), "{:?}", notes(&world.store, &created).await);
    let expected = "\u{feff}id,state,title,title.de,price,text,fragile,colors,colors_rename,stock,stock_change\r\n\
                    cup,draft,Cup,,9.00,,no,,,7,\r\n\
                    tea-mug,published,Tea mug,Teetasse,12.90,,no,\"Blue = 13.90\nRed\",,\"Blue = 3\nRed = 4\",\r\n";
    assert_eq!(export(&world.store).await, expected);

    let changes = "ID\tprice\tFragile\ttext\ncup\t8.5\tyes\t'-10 % today\ntea-mug\t12.9\tno\t\n\tx\t\t\n";
    let changed = apply(&world.store, changes).await;
    assert_eq!(counts(&changed), (0, 1, 1, 1));
    let cup = values_of(&world.store, "cup").await;
    assert_eq!((cup.get("price"), cup.get("fragile"), cup.get("text")), ("8.50", "yes", "-10 % today"));
    assert_eq!((cup.get("title"), cup.get("stock")), ("Cup", "7"), "what is in no column stays");
    assert!(export(&world.store).await.contains("'-10 % today"), "no formula");

    let retired = apply(&world.store, "id,state\ncup,retired\n").await;
    assert_eq!(counts(&retired), (0, 1, 0, 0));
    let record = world.admin().managed_record("mug", "cup").await.unwrap().record;
    assert_eq!(record.state, ManagedState::Retired);
}

async fn a_check_changes_nothing(world: World) {
    let world = shop(world).await;
    apply(&world.store, "title,price,stock\nCup,9,7\n").await;
    let before = export(&world.store).await;
    let text = "id,title,price,stock_change\ncup,Bowl,9,-1\n,Mug,12,\n,,1,\n";
    let checked = check(&world.store, text).await;
    assert_eq!((checked.state, checked.applied, counts(&checked)), (ImportState::Checked, false, (1, 1, 0, 1)));
    assert_eq!(export(&world.store).await, before);
    let entries = world.admin().audit(&AuditQuery::default()).await.unwrap();
    assert_eq!(entries.len(), 2, "of the first file and its product: {entries:?}");

    let applied = world.admin().apply_import(&checked.id).await.unwrap();
    assert_eq!((applied.state, counts(&applied)), (ImportState::Applying, (0, 0, 0, 0)));
    reconcile(&world.store).await;
    let applied = world.admin().import(&checked.id).await.unwrap().unwrap();
    assert_eq!((applied.state, counts(&applied)), (ImportState::Applied, counts(&checked)));
    assert_eq!(values_of(&world.store, "cup").await.get("stock"), "6");
    let again = world.admin().apply_import(&checked.id).await.unwrap();
    assert_eq!(again, applied, "once");
    assert_eq!(world.number("SELECT COUNT(*) AS n FROM pannier_import_parts", &[]).await, 0);
}

async fn a_check_sees_what_earlier_rows_change(world: World) {
    let world = shop(world).await;
    apply(&world.store, "title,price,colors,stock\nCup,9,,2\nBowl,9,\"Blue\nRed\",Blue = 1\n").await;
    let before = export(&world.store).await;
    let first = "id,title,price,stock_change,colors_rename\n\
                 cup,Cup,10,+5,\n\
                 bowl,Bowl,9,,Blue = Navy\n\
                 jug,Jug,5,,\n\
                 ,Vase,5,,\n";
    let last = "cup,Cup,10,-6,\n\
                cup,Cup,10,,\n\
                cup,Cup,10,-2,\n\
                bowl,Bowl,9,Navy = +2,\n\
                jug,Jug,7,,\n\
                vase,Vase,8,,\n";
    // The later rows are in the same batch, in another batch, and in another part.
    for between in [1, 150, 700] {
        let others: String = (0..between).map(|n| format!(",Mug {n},1,,\n")).collect();
        let new = NewImport::new("mug").create_unknown(true);
        let checked = read_new(&world.store, &new, &format!("{first}{others}{last}")).await.unwrap();
        let checked = work_off(&world.store, checked).await;
        let expected = (between + 2, 6, 1, 1);
        assert_eq!(counts(&checked), expected, "{between}: {:?}", notes(&world.store, &checked).await);
        let said = notes(&world.store, &checked).await;
        assert!(said.len() == 1 && said[0].0 == between + 8 && said[0].2.contains("Fewer are left"), "{said:?}");
        assert_eq!(export(&world.store).await, before, "nothing is changed");
        assert_eq!(world.number("SELECT COUNT(*) AS n FROM pannier_import_products", &[]).await, 0);
        if between == 700 {
            world.admin().apply_import(&checked.id).await.unwrap();
            reconcile(&world.store).await;
            let applied = world.admin().import(&checked.id).await.unwrap().unwrap();
            assert_eq!(counts(&applied), expected, "as the check has said");
            assert_eq!(notes(&world.store, &applied).await, said);
        }
    }
    let bowl = values_of(&world.store, "bowl").await;
    assert_eq!((bowl.get("colors"), bowl.get("stock")), ("Navy\nRed", "Navy = 3"));
}

async fn a_row_that_the_database_refuses_keeps_no_other_from_being_applied(world: World) {
    let world = shop(world).await;
    world.db.execute("CREATE UNIQUE INDEX mugs_title ON mugs (title)", &[]).await.unwrap();
    let text = "title,price\nTwin,1\nCup,2\nTwin,3\nBowl,free\nJug,5\n";
    let checked = check(&world.store, text).await;
    assert_eq!(counts(&checked), (3, 0, 0, 2));
    world.admin().apply_import(&checked.id).await.unwrap();
    reconcile(&world.store).await;
    let applied = world.admin().import(&checked.id).await.unwrap().unwrap();
    assert_eq!(counts(&applied), counts(&checked));
    let said = notes(&world.store, &applied).await;
    assert!(said[0].0 == 4 && said[0].2.starts_with("The database does not take this row"), "{said:?}");
    assert!(said[1].0 == 5 && said[1].2.starts_with("price: "), "{said:?}");
    let ids = world.db.fetch_all("SELECT id FROM pannier_managed_products ORDER BY id", &[]).await.unwrap();
    let ids: Vec<String> = ids.iter().map(|row| row.get("id").unwrap()).collect();
    assert_eq!(ids, ["cup", "jug", "twin"], "no id is left taken");
    assert_eq!(values_of(&world.store, "twin").await.get("price"), "1.00");
}

async fn what_becomes_of_each_row_is_listed(world: World) {
    let world = shop(world).await;
    apply(&world.store, "title,price,stock\nCup,9,7\nMug,12,\n").await;
    let text = "id,title,price,stock_change\n\
                cup,Bowl,10,-1\n\
                mug,Mug,12,\n\
                ,Tea bowl,3,\n\
                ,Tea cup,cheap,\n\
                ,Tea mug,4,\n";
    let checked = check(&world.store, text).await;
    let listed = async |outcome: RowOutcome| {
        let rows = world.admin().imported_rows(&checked.id, outcome, 0, 10).await.unwrap();
        rows.into_iter().map(|row| (row.row, row.title, row.changes)).collect::<Vec<_>>()
    };
    let row = |number: u32, title: &str, changes: &str| (number, title.to_owned(), changes.to_owned());
    let changes = "title: Cup -> Bowl\nprice: 9.00 -> 10.00\nstock_change: 7 -> 6";
    assert_eq!(listed(RowOutcome::Updated).await, [row(2, "Bowl", changes)]);
    assert_eq!(listed(RowOutcome::Unchanged).await, [row(3, "Mug", "")]);
    assert_eq!(listed(RowOutcome::Created).await, [row(4, "Tea bowl", ""), row(6, "Tea mug", "")]);
    assert_eq!(listed(RowOutcome::Refused).await, [row(5, "Tea cup", "")]);
    let second = world.admin().imported_rows(&checked.id, RowOutcome::Created, 4, 1).await.unwrap();
    assert_eq!(second[0].title, "Tea mug", "after a line");
    let report = world.admin().export_import(&checked.id, &world.store.texts(Language::ENGLISH));
    let report = String::from_utf8(report.try_collect::<Vec<_>>().await.unwrap().concat()).unwrap();
    assert!(
        report.starts_with("\u{feff}line,row,title,result,id,changes,message\r\n2,2,Bowl,updated,cup,"),
        "{report}"
    );
}

async fn an_option_is_renamed_with_its_stock(world: World) {
    let world = shop(world).await;
    apply(&world.store, "title,price,colors,stock\nMug,12,\"Blue = 13\nRed\",\"Blue = 3\nRed = 4\"\n").await;
    let renames = "id,colors,colors_rename,stock\nmug,\"Blue = 13\nRed\",Blue = Navy,\"Blue = 3\nRed = 4\"\n";
    let renamed = apply(&world.store, renames).await;
    assert_eq!(counts(&renamed), (0, 1, 0, 0), "{:?}", notes(&world.store, &renamed).await);
    let mug = values_of(&world.store, "mug").await;
    assert_eq!((mug.get("colors"), mug.get("stock")), ("Navy = 13.00\nRed", "Navy = 3\nRed = 4"));
    let again = apply(&world.store, renames).await;
    assert_eq!(counts(&again), (0, 0, 1, 0), "{:?}", notes(&world.store, &again).await);
    let unknown = apply(&world.store, "id,colors_rename\nmug,Green = Lime\n").await;
    assert_eq!(counts(&unknown), (0, 0, 0, 1));
    let said = notes(&world.store, &unknown).await;
    assert!(said[0].2.starts_with("colors_rename: There is no option “Green”."), "{said:?}");
}

async fn a_row_is_refused_as_a_whole_and_says_why(world: World) {
    let world = shop(world).await;
    apply(&world.store, "title,price,stock\nCup,9,7\n").await;
    let before = export(&world.store).await;
    let text = "id,title,price,state,stock_change\n\
                cup,Bowl,free,,\n\
                cup,Bowl,10,sold,\n\
                cup,Bowl,10,,-8\n\
                cup,Bowl,10,,Blue = 1\n\
                cup,Bowl,10,,some\n\
                bowl,Bowl,10,,\n\
                ,Bowl,,,\n\
                cup,Bowl,10\n";
    let refused = apply(&world.store, text).await;
    assert_eq!(counts(&refused), (0, 0, 0, 8));
    assert_eq!(export(&world.store).await, before);
    let notes = notes(&world.store, &refused).await;
    let expected = [
        "price: ",
        "state: Please write draft, published or retired.",
        "stock_change: Fewer are left",
        "stock_change: There is no such stock",
        "stock_change: Please write a number such as +5 or -2",
        "The id “bowl” is unknown.",
        "price: ",
        "This row has fewer cells than the header: 3/5.",
    ];
    let lines: Vec<u32> = notes.iter().map(|(line, ..)| *line).collect();
    assert_eq!(lines, [2, 3, 4, 5, 6, 7, 8, 9]);
    for ((_, _, note), expected) in notes.iter().zip(expected) {
        assert!(note.starts_with(expected), "{note}");
    }
}

async fn a_row_to_look_at_is_named_as_in_a_spreadsheet(world: World) {
    let world = shop(world).await;
    apply(&world.store, "title,price,stock\nCup,9,7\n").await;
    let text = "id,title,price,text,state\n\
                ,Tea mug,12,\"Two\nlines\",\n\
                ,Tea bowl,cheap,,\n\
                cup,,free,,\n\
                ,Gift,\"0,00\",,published\n";
    let import = apply(&world.store, text).await;
    assert_eq!(counts(&import), (2, 0, 0, 2));
    let rows = world.admin().noted_rows(&import.id, 0, 10).await.unwrap();
    let named: Vec<_> = rows.iter().map(|row| (row.line, row.row, row.title.as_str())).collect();
    assert_eq!(named, [(4, 3, "Tea bowl"), (5, 4, "Cup"), (6, 5, "Gift")]);
    let said = rows[2].sentences(&world.store.texts(Language::ENGLISH));
    assert!(said.contains("for free"), "{said}");
    // The second card is in another batch than the first one.
    let others: String = (0..120).map(|n| format!("Mug {n},9\n")).collect();
    let checked = check(&world.store, &format!("title,price\nCard,3\n{others}Card,3\nCup,9\n")).await;
    let rows = world.admin().noted_rows(&checked.id, 0, 10).await.unwrap();
    let named: Vec<_> = rows.iter().map(|row| (row.title.as_str(), row.outcome, row.notes.len())).collect();
    assert_eq!(named, [("Card", RowOutcome::Created, 1), ("Cup", RowOutcome::Created, 1)]);
}

async fn stock_is_changed_and_never_set(world: World) {
    let world = shop(world).await;
    let new = "title,price,colors,stock\nCup,9,,7\nMug,12,\"Blue\nRed\",\"Blue = 3\nRed = 0\"\nBowl,5,,\n";
    apply(&world.store, new).await;
    let text = "id,colors,stock,stock_change\n\
                cup,,100,+5\n\
                mug,\"Red\nBlue\nGreen\",\"Blue = 9\nRed = 0\nGreen = 2\",\"Blue = -2\nRed = 4\"\n\
                bowl,,,\n";
    let changed = apply(&world.store, text).await;
    assert_eq!(counts(&changed), (0, 2, 1, 0), "{:?}", notes(&world.store, &changed).await);
    assert_eq!(values_of(&world.store, "cup").await.get("stock"), "12");
    let mug = values_of(&world.store, "mug").await;
    assert_eq!((mug.get("colors"), mug.get("stock")), ("Red\nBlue\nGreen", "Blue = 1\nGreen = 2\nRed = 4"));
    let notes = notes(&world.store, &changed).await;
    let said: Vec<_> =
        notes.iter().map(|(line, outcome, note)| (*line, *outcome, note.contains("stock_change"))).collect();
    assert_eq!(said, [(2, RowOutcome::Updated, true), (3, RowOutcome::Updated, true)]);
}

async fn rows_of_one_product_are_applied_in_their_order(world: World) {
    let world = shop(world).await;
    let text = "id,title,price\ncup,Cup,9\ncup,Bowl,9\ncup,Bowl,9\nmug,Mug,12\ncup,Cup,10\n";
    let import = apply_new(&world.store, &NewImport::new("mug").create_unknown(true), text).await;
    assert_eq!(counts(&import), (2, 2, 1, 0));
    let cup = values_of(&world.store, "cup").await;
    assert_eq!((cup.get("title"), cup.get("price")), ("Cup", "10.00"));
}

async fn an_import_is_recorded(world: World) {
    let world = shop(world).await;
    let import =
        apply_new(&world.store, &NewImport::new("mug").file_name("spring.csv\0"), "title,price,stock\nCup,9,7\n").await;
    apply(&world.store, "id,price,stock_change\ncup,8,-2\n").await;
    let entries = world.admin().audit(&AuditQuery::default()).await.unwrap();
    let acts: Vec<_> = entries.iter().map(|entry| (entry.act.as_str(), entry.subject.as_str())).collect();
    let of = |act: Act| acts.iter().filter(|(entry, _)| *entry == act.as_str()).count();
    assert_eq!((of(Act::ImportProducts), of(Act::SaveProduct), of(Act::AdjustStock)), (2, 2, 1), "{acts:?}");
    assert!(acts.contains(&(Act::SaveProduct.as_str(), "mug/cup")), "{acts:?}");
    let start = entries.iter().find(|entry| entry.subject == import.id).unwrap();
    assert_eq!((start.detail.as_str(), start.actor.as_str()), ("mug: spring.csv, 1 row", "command-line"));
}

async fn a_file_is_refused_before_anything_is_read_in(world: World) {
    let world = shop(world).await;
    let problem = async |text: &str| match read_new(&world.store, &NewImport::new("mug"), text).await {
        Err(ImportError::File(problem)) => problem,
        other => panic!("{text:?}: {other:?}"),
    };
    let known =
        "id, state, title, title.de, price, text, fragile, colors, colors_rename, stock, stock_change".to_owned();
    assert_eq!(problem("id,titel\n1,2\n").await, FileProblem::UnknownColumn { name: "titel".into(), known });
    assert_eq!(problem("id,Title,title\n").await, FileProblem::DuplicateColumn("title".into()));
    assert_eq!(problem("title,price\n,\n").await, FileProblem::Empty);
    assert_eq!(problem("").await, FileProblem::Empty);
    // After a part is stored.
    let rows: String = (0..600).map(|n| format!("Mug {n},12\n")).collect();
    assert_eq!(problem(&format!("title,price\n{rows}\"Cup,9\n")).await, FileProblem::OpenQuote { line: 602 });
    assert_eq!(world.number("SELECT COUNT(*) AS n FROM pannier_imports", &[]).await, 0);
    assert_eq!(world.number("SELECT COUNT(*) AS n FROM pannier_import_parts", &[]).await, 0);
    let unknown = read_new(&world.store, &NewImport::new("vase"), "id\n").await.unwrap_err();
    assert_eq!(unknown.to_string(), "there is no kind \"vase\" to import or export; there are mug");
    let cut_off = stream::iter([Ok(Bytes::from("title,price\nCup,9\n")), Err(std::io::Error::other("reset"))]);
    let cut_off = world.admin().read_import(&NewImport::new("mug"), cut_off).await;
    assert!(matches!(cut_off, Err(ImportError::Upload(_))), "{cut_off:?}");
}

async fn imports_are_kept_for_a_month(world: World) {
    let world = shop(world).await;
    let rows: String = (0..450).map(|n| format!("Mug {n},12\n")).collect();
    let import = check(&world.store, &format!("title,price\n{rows}")).await;
    world.advance(days(29));
    purge(&world.store).await;
    assert!(world.admin().import(&import.id).await.unwrap().is_some());
    world.advance(days(2));
    purge(&world.store).await;
    for table in ["pannier_imports", "pannier_import_parts", "pannier_import_rows", "pannier_import_products"] {
        assert_eq!(world.number(&format!("SELECT COUNT(*) AS n FROM {table}"), &[]).await, 0, "{table}");
    }
    let gone = world.admin().apply_import(&import.id).await;
    assert!(matches!(gone, Err(ImportError::Unknown)), "{gone:?}");
}

async fn a_browser_imports_a_file(world: World) {
    let world = shop(world).await;
    world.admin().add_staff(ADA, "Ada", Role::Manager).await.unwrap();
    let app = world.store.with_sessions_and_security(Router::new().merge(world.store.admin()));
    let link = world.admin().staff_link(ADA).await.unwrap();
    let link = link.strip_prefix(&world.store.settings().base_url).unwrap();
    let send = async |request: axum::http::request::Builder, body: String| {
        let request = request.header("sec-fetch-site", "same-origin").body(Body::from(body)).unwrap();
        let (parts, body) = app.clone().oneshot(request).await.unwrap().into_parts();
        (parts, String::from_utf8(to_bytes(body, usize::MAX).await.unwrap().to_vec()).unwrap())
    };
    let form = "application/x-www-form-urlencoded";
    let (signed, _) = send(Request::post(link).header(header::CONTENT_TYPE, form), String::new()).await;
    let cookie = signed.headers[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
    let get = |path: &str| Request::get(path).header(header::COOKIE, &cookie);
    let post =
        |path: &str, kind: &str| Request::post(path).header(header::COOKIE, &cookie).header(header::CONTENT_TYPE, kind);
    let (shown, page) = send(get("/admin/products/mug/import"), String::new()).await;
    assert_eq!(shown.status, StatusCode::OK, "{page}");
    assert!(page.contains("multipart/form-data") && page.contains("title.de"), "{page}");

    let upload = |text: &str| {
        let head = "Content-Disposition: form-data; name=\"file\"; filename=\"mugs.csv\"\r\nContent-Type: text/csv";
        format!("--x\r\n{head}\r\n\r\n{text}\r\n--x--\r\n")
    };
    let multipart = "multipart/form-data; boundary=x";
    let (refused, page) = send(post("/admin/products/mug/import", multipart), upload("titel\nCup\n")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
    assert!(page.contains("There is no column “titel”."), "{page}");
    let (empty, page) = send(post("/admin/products/mug/import", multipart), "--x--\r\n".to_owned()).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");

    // More than the limit of the other pages.
    let rows: String = (0..700).map(|n| format!("Mug {n},12,{}\n", "text ".repeat(100))).collect();
    let text = format!("title,price,text\nCup,free,\n{rows}");
    let (read, page) = send(post("/admin/products/mug/import", multipart), upload(&text)).await;
    assert_eq!(read.status, StatusCode::SEE_OTHER, "{page}");
    let path = read.headers[header::LOCATION].to_str().unwrap().to_owned();
    let (waiting, page) = send(get(&path), String::new()).await;
    assert!(waiting.headers.contains_key(header::REFRESH) && page.contains("<progress"), "{page}");
    reconcile(&world.store).await;
    let (checked, page) = send(get(&path), String::new()).await;
    assert!(!checked.headers.contains_key(header::REFRESH), "{page}");
    assert!(page.contains("<dd>700</dd>") && page.contains("price: "), "{page}");
    assert!(page.contains("Mug 99") && !page.contains("Mug 100"), "the first hundred: {page}");
    assert!(page.contains("And 600 more rows."), "{page}");
    let (report, csv) = send(get(&format!("{path}/report")), String::new()).await;
    assert_eq!(report.headers[header::CONTENT_TYPE], "text/csv; charset=utf-8");
    assert_eq!(csv.lines().count(), 702, "{}", csv.lines().take(3).collect::<Vec<_>>().join("\n"));

    let (applied, page) = send(post(&format!("{path}/apply"), form), String::new()).await;
    assert_eq!(applied.headers[header::LOCATION], path.as_str(), "{page}");
    reconcile(&world.store).await;
    assert_eq!(world.number("SELECT COUNT(*) AS n FROM mugs", &[]).await, 700);
    let (exported, csv) = send(get("/admin/products/mug/export"), String::new()).await;
    assert_eq!((exported.status, csv.lines().count()), (StatusCode::OK, 701));
}
