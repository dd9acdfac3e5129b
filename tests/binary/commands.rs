//! The commands of the shop's owner, on orders that are paid by bank transfer.

use std::{path::Path, process::Stdio};

use pannier::{
    db::{Db, Row},
    payment::BankTransfer,
};

use crate::{
    client::Browser,
    process::{Shop, command, run},
};

const ACCOUNT: [(&str, &str); 2] =
    [("PANNIER_BANK_TRANSFER_NAME", "Quarto"), ("PANNIER_BANK_TRANSFER_IBAN", "DE02120300000000202051")];

/// A shop with an order that awaits a bank transfer.
async fn shop_with_an_order() -> Shop {
    let shop = Shop::open_with(&ACCOUNT);
    Browser::new(&shop.url).order_by("bank-transfer").await.expect("ordered");
    shop
}

/// Runs a command: whether it succeeds, and what it prints.
fn pannier(shop: &Shop, arguments: &[&str]) -> (bool, String, String) {
    let output = run(&shop.data, &ACCOUNT, arguments);
    let [said, aside] = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
    assert!(said.lines().all(|line| line.trim_end() == line), "a trailing blank: {said}");
    (output.status.success(), said, aside)
}

#[tokio::test]
async fn a_bank_transfer_is_found_by_its_reference_and_refunded_by_hand() {
    let shop = shop_with_an_order().await;
    let reference = BankTransfer::reference(1001);
    let (done, shown, aside) = pannier(&shop, &["order", "show", &reference.replace(' ', "")]);
    assert!(done && shown.contains(&format!("payment reference: {reference}")), "{shown}{aside}");
    let email = shown.lines().nth(1).unwrap().trim().to_owned();

    let (_, paid, _) = pannier(&shop, &["order", "mark-paid", &reference]);
    assert!(!paid.contains("nothing changed"), "{paid}");
    let (done, again, _) = pannier(&shop, &["order", "mark-paid", "1001"]);
    assert!(done && again.contains("Order 1001 was already paid: nothing changed."), "{again}");

    let (done, _, aside) = pannier(&shop, &["order", "refund", "1001", "0"]);
    assert!(!done && aside.contains("more than €0.00"), "{aside}");
    let (done, shown, aside) = pannier(&shop, &["order", "refund", "1001"]);
    assert!(!done && shown.contains("(requested): failed"), "{shown}");
    assert!(aside.contains("back by hand, then `pannier order refund 1001 --manual`"), "{aside}");
    let (done, _, abandoned) = pannier(&shop, &["order", "abandon-refund", "1001"]);
    assert!(!done && abandoned.contains("order 1001 has no pending refund"), "{abandoned}");
    let (_, list, _) = pannier(&shop, &["order", "list", "--needs-attention"]);
    let advice = "To let the customer keep the goods without a refund: `pannier order release 1001`";
    assert!(list.contains("on hold") && list.contains(advice), "{list}");
    let (done, shown, aside) = pannier(&shop, &["order", "refund", "1001", "--manual"]);
    assert!(done && shown.contains("(manual): succeeded"), "{shown}{aside}");

    let (_, list, _) = pannier(&shop, &["order", "list", "--email", &email.to_uppercase()]);
    for words in ["Placed (UTC)", &email, "refunded"] {
        assert!(list.contains(words), "{words}: {list}");
    }
    let (_, list, _) = pannier(&shop, &["order", "list", "--email", "another@example.com"]);
    assert_eq!(list, "No orders of another@example.com.\n");
    for (arguments, words) in [
        (["order", "release", "1001"], "order 1001 is not on hold"),
        (["order", "show", "RF001001"], "reference of a bank transfer"),
        (["webhook", "show", "no-such-event"], "unknown webhook no-such-event"),
    ] {
        let (done, _, aside) = pannier(&shop, &arguments);
        assert!(!done && aside.contains(words), "{words}: {aside}");
    }
}

#[tokio::test]
async fn pieces_are_refunded_by_the_names_that_the_order_shows() {
    let shop = shop_with_an_order().await;
    let (_, shown, _) = pannier(&shop, &["order", "mark-paid", "1001"]);
    let line = shown.lines().find(|line| line.contains(" x ")).expect("a line");
    let item = line.rsplit_once('(').expect("its kind and id").1.trim_end_matches(')');
    for (arguments, words) in [
        (&["--item", "poster/no-such-print"][..], "the order has no line \"poster/no-such-print\"; its lines are"),
        (&["5.00", "--shipping"][..], "cannot be used with"),
        (&["--extra", "much"][..], "\"much\" is not an amount in EUR"),
    ] {
        let (done, _, aside) = pannier(&shop, &[&["order", "refund", "1001", "--manual"][..], arguments].concat());
        assert!(!done && aside.contains(words), "{words}: {aside}");
    }
    let one = format!("{item}=1");
    let arguments = ["order", "refund", "1001", "--manual", "--item", &one, "--note", "Torn"];
    let (done, shown, aside) = pannier(&shop, &arguments);
    assert!(done && shown.contains("    for 1 × ") && shown.contains("\n    Torn\n"), "{shown}{aside}");
    assert!(shown.contains(&format!("({item}, 1 refunded)")), "{shown}");
}

#[tokio::test]
async fn a_reader_that_has_seen_enough_ends_a_command_quietly() {
    let shop = shop_with_an_order().await;
    let program = Path::new(env!("CARGO_BIN_EXE_pannier"));
    let mut listing = command(program, &shop.data, "127.0.0.1:0", ACCOUNT);
    let listing = listing.args(["order", "list"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut listing = listing.spawn().expect("the shop runs");
    drop(listing.stdout.take());
    let output = listing.wait_with_output().expect("it ends");
    let aside = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && !aside.contains("panicked"), "{aside}");
}

#[tokio::test]
async fn the_staff_is_managed_and_let_in_from_the_command_line() {
    let shop = Shop::open();
    let (_, list, _) = pannier(&shop, &["staff", "list"]);
    assert!(list.contains("owner") && list.contains("shop@localhost"), "the first start adds the owner: {list}");
    let (done, said, aside) =
        pannier(&shop, &["staff", "add", "Ada@Shop.example", "--role", "packer", "--name", "Ada"]);
    assert!(done && said.contains("pannier staff link ada@shop.example"), "{said}{aside}");
    let (done, link, aside) = pannier(&shop, &["staff", "link", "ada@shop.example"]);
    assert!(done && link.contains("/admin/sign-in/link/"), "{link}{aside}");
    let (_, said, _) = pannier(&shop, &["staff", "role", "ada@shop.example", "manager"]);
    assert_eq!(said, "ada@shop.example is manager now.\n");
    let (done, _, _) = pannier(&shop, &["staff", "disable", "ada@shop.example"]);
    let (_, list, _) = pannier(&shop, &["staff", "list"]);
    assert!(done && list.contains("manager") && list.contains("Ada (disabled)"), "{list}");
    for (arguments, words) in [
        (&["staff", "link", "ada@shop.example"][..], "ada@shop.example is disabled"),
        (&["staff", "link", "eve@shop.example"][..], "eve@shop.example is not on the staff"),
        (&["staff", "disable", "shop@localhost"][..], "the only owner"),
        (&["staff", "add", "ada", "--role", "reader"][..], "not an e-mail address"),
        (&["staff", "add", "eve@shop.example", "--role", "king"][..], "owner, manager, packer, reader"),
    ] {
        let (done, _, aside) = pannier(&shop, arguments);
        assert!(!done && aside.contains(words), "{words}: {aside}");
    }
    let (done, said, aside) = pannier(&shop, &["staff", "enable", "ada@shop.example"]);
    assert!(done && said.contains("can sign in again"), "{said}{aside}");
}

#[tokio::test]
async fn an_export_is_recorded_without_whom_was_searched_for() {
    let shop = shop_with_an_order().await;
    for arguments in [
        &["order", "list", "--csv", "--email", "ada@example.com"][..],
        &["product", "export", "album"],
        &["taxes", "2026Q4", "--csv"],
    ] {
        assert!(run(&shop.data, &ACCOUNT, arguments).status.success(), "{arguments:?}");
    }
    let db = Db::connect(&format!("sqlite:{}/shop.db", shop.data.display())).await.unwrap();
    let sql = "SELECT act, actor, subject, detail FROM pannier_audit_log WHERE act LIKE '%export' OR act = 'taxes.read' ORDER BY at, id";
    let entries = db.fetch_all(sql, &[]).await.unwrap();
    let text = |row: &Row, column: &str| row.get::<String>(column).unwrap();
    let said = |row: &Row| ["act", "actor", "subject", "detail"].map(|column| text(row, column)).join(" | ");
    let said: Vec<String> = entries.iter().map(said).collect();
    let orders = "export | command-line |  | --tab all --email *";
    let taxes = "taxes.read | command-line |  | 2026Q4";
    assert_eq!(said, [orders, "product.export | command-line | album | ", taxes]);
}

#[tokio::test]
async fn the_rows_of_an_import_are_named_as_in_a_spreadsheet_and_in_an_editor() {
    let shop = Shop::open_with(&ACCOUNT);
    let file = shop.data.join("tin.csv");
    std::fs::write(&file, "title,text,price\nTin mug,\"Two\nlines\",12\nTin cup,,cheap\nTin bowl,,9\n").unwrap();
    let import = ["product", "import", "product", file.to_str().unwrap()];
    let (done, checked, aside) = pannier(&shop, &[&import[..], &["--dry-run"]].concat());
    assert!(!done && aside.contains("1 row was refused"), "{checked}{aside}");
    for line in [
        "Row 2 (line 2) Tin mug created\n",
        "Row 3 (line 4) Tin cup refused: price: ",
        "Row 4 (line 5) Tin bowl created\n",
    ] {
        assert!(checked.contains(line), "{line}: {checked}");
    }
    let (_, imported, _) = pannier(&shop, &import);
    assert!(imported.starts_with("Row 3 (line 4) Tin cup refused"), "those to look at alone: {imported}");
    assert!(imported.contains("Imported: 2 created, 0 updated, 0 unchanged, 1 refused."), "{imported}");
}
