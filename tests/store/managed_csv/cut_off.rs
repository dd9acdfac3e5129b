//! Imports that are cut off, overtaken by another instance, or stopped.

use std::time::Duration;

use pannier::{Actor, ImportError, ImportState, NewImport, Role, args, db::Dialect, testing::reconcile};

use super::{ADA, apply, counts, file, notes, read_new, shop, values_of, work_off};
use crate::{on_both, world::World};

on_both!(
    an_import_that_is_cut_off_goes_on_and_changes_nothing_twice,
    a_row_that_has_changed_nothing_is_not_worked_off_after_later_ones,
    rows_that_another_instance_was_faster_with_are_not_lost,
    an_import_ends_with_the_rights_of_who_applies_it,
);

async fn an_import_that_is_cut_off_goes_on_and_changes_nothing_twice(world: World) {
    let world = shop(world).await;
    apply(&world.store, "title,price,stock\nCup,9,7\n").await;
    let rows: String = (0..1_100).map(|n| format!(",Mug {n},12,\n")).collect();
    let text = format!("id,title,price,stock_change\ncup,Cup,9,-1\n{rows}");
    let read = read_new(&world.store, &NewImport::new("mug"), &text).await.unwrap();
    let import = world.admin().apply_import(&read.id).await.unwrap();
    let first = world.admin().continue_import(&import.id).await.unwrap();
    assert_eq!((first.state, first.done()), (ImportState::Applying, 500));
    // As if the instance had ended after the changes, before it could count them.
    let sql = "UPDATE pannier_imports SET next_part = 0, created = 0, updated = 0 WHERE id = $1";
    world.db.execute(sql, args![&import.id]).await.unwrap();
    let another = world.another_instance(Vec::new()).await;
    assert!(another.acting(&Actor::CommandLine).managed_kinds().is_empty());
    reconcile(&another).await;
    let waiting = world.admin().import(&import.id).await.unwrap().unwrap();
    assert_eq!(waiting.done(), 0, "an instance that does not know the kind leaves it alone");
    let done = work_off(&world.store, waiting).await;
    assert_eq!((counts(&done), done.total), ((1_100, 1, 0, 0), 1_101));
    assert_eq!(values_of(&world.store, "cup").await.get("stock"), "6");
    assert_eq!(world.number("SELECT COUNT(*) AS n FROM mugs", &[]).await, 1_101);
}

async fn a_row_that_has_changed_nothing_is_not_worked_off_after_later_ones(world: World) {
    let world = shop(world).await;
    apply(&world.store, "title,price,stock\nCup,9,3\n").await;
    let text = "id,title,stock_change\ncup,Cup,\ncup,Cup,-5\ncup,Bowl,+9\n";
    let read = read_new(&world.store, &NewImport::new("mug"), text).await.unwrap();
    let import = world.admin().apply_import(&read.id).await.unwrap();
    // The rows are worked off, and cannot be counted: the first import has come to that part, too.
    world.db.execute("CREATE UNIQUE INDEX cut_off ON pannier_imports (next_part)", &[]).await.unwrap();
    let cut_off = world.admin().continue_import(&import.id).await.unwrap();
    assert_eq!((cut_off.state, cut_off.done()), (ImportState::Applying, 0));
    assert_eq!(values_of(&world.store, "cup").await.get("stock"), "12");
    world.db.execute("DROP INDEX cut_off", &[]).await.unwrap();
    world.advance(Duration::from_secs(10));
    let done = work_off(&world.store, cut_off).await;
    assert_eq!(counts(&done), (0, 1, 1, 1), "{:?}", notes(&world.store, &done).await);
    let cup = values_of(&world.store, "cup").await;
    assert_eq!((cup.get("title"), cup.get("stock")), ("Bowl", "12"));
}

async fn rows_that_another_instance_was_faster_with_are_not_lost(world: World) {
    let world = shop(world).await;
    // As if another instance had recorded one row of the second batch, while that is worked off.
    let record = "INSERT INTO pannier_import_rows (import_id, applied, line, outcome, product_id, notes) \
                  SELECT id, 1, 152, 'created', '', '' FROM pannier_imports";
    let (create, remove) = match world.db.dialect() {
        Dialect::Sqlite => (
            vec![format!("CREATE TRIGGER faster AFTER INSERT ON mugs WHEN NEW.title = 'Mug 150' BEGIN {record}; END")],
            "DROP TRIGGER faster",
        ),
        Dialect::Postgres => (
            vec![
                format!(
                    "CREATE FUNCTION faster() RETURNS trigger LANGUAGE plpgsql AS \
                     $$ BEGIN IF NEW.title = 'Mug 150' THEN {record}; END IF; RETURN NULL; END $$"
                ),
                "CREATE TRIGGER faster AFTER INSERT ON mugs FOR EACH ROW EXECUTE FUNCTION faster()".to_owned(),
            ],
            "DROP TRIGGER faster ON mugs",
        ),
    };
    for sql in &create {
        world.db.execute(sql, &[]).await.unwrap();
    }
    let rows: String = (0..300).map(|n| format!("Mug {n},12\n")).collect();
    let read = read_new(&world.store, &NewImport::new("mug"), &format!("title,price\n{rows}")).await.unwrap();
    let import = world.admin().apply_import(&read.id).await.unwrap();
    let overtaken = world.admin().continue_import(&import.id).await.unwrap();
    assert_eq!((overtaken.state, overtaken.done()), (ImportState::Applying, 0));
    assert_eq!(world.number("SELECT COUNT(*) AS n FROM mugs", &[]).await, 100, "what was committed before stays");
    world.db.execute(remove, &[]).await.unwrap();
    let done = work_off(&world.store, overtaken).await;
    assert_eq!(counts(&done), (300, 0, 0, 0), "{:?}", notes(&world.store, &done).await);
    assert_eq!(world.number("SELECT COUNT(*) AS n FROM mugs", &[]).await, 300);
}

async fn an_import_ends_with_the_rights_of_who_applies_it(world: World) {
    let world = shop(world).await;
    world.admin().add_staff(ADA, "Ada", Role::Manager).await.unwrap();
    let ada = Actor::Staff(ADA.into());
    let rows: String = (0..600).map(|n| format!("Mug {n},12\n")).collect();
    let text = format!("title,price\n{rows}");
    let read = world.store.acting(&ada).read_import(&NewImport::new("mug"), file(&text)).await.unwrap();
    world.store.acting(&ada).apply_import(&read.id).await.unwrap();
    world.admin().continue_import(&read.id).await.unwrap();
    // As if the instance had ended after the changes, before it could count them.
    let sql = "UPDATE pannier_imports SET next_part = 0, created = 0 WHERE id = $1";
    world.db.execute(sql, args![&read.id]).await.unwrap();
    world.admin().set_staff_role(ADA, Role::Reader).await.unwrap();
    reconcile(&world.store).await;
    let stopped = world.admin().import(&read.id).await.unwrap().unwrap();
    assert_eq!((stopped.state, stopped.done()), (ImportState::Stopped, 500));
    let again = world.admin().apply_import(&read.id).await;
    assert!(matches!(again, Err(ImportError::Stopped)), "{again:?}");
}
