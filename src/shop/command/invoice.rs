//! `pannier invoice`: lists, checks, issues and corrects invoices.

use clap::{Args, Subcommand};
use pannier::{Address, Admin, AdminError, InvoiceBuyer, InvoiceCheck, InvoiceQuery, InvoiceRecord};

use super::{
    order_number,
    output::{heading_of_times, outln},
};

/// The maximum number of documents listed, as the help says.
const LISTED: u32 = 50;

#[derive(Subcommand)]
pub(super) enum Command {
    /// List the newest 50 invoices and credit notes
    List {
        /// Only those of this order
        #[arg(long, value_name = "NUMBER", value_parser = order_number)]
        order: Option<i64>,
        /// Only those that were issued in this year, in the shop's time zone
        #[arg(long)]
        year: Option<u16>,
        /// Only those that are older than this one: the next page
        #[arg(long, value_name = "INVOICE")]
        before: Option<String>,
    },
    /// Check all invoices: numbers without a gap, texts that nobody has changed, sums that add up
    Check,
    /// Issue the invoice of an order that has none, such as one of before the shop issued invoices
    Issue {
        /// The order number
        #[arg(value_parser = order_number)]
        number: i64,
    },
    /// Replace the invoice of an order by a credit note and one to another buyer; amounts stay what they are
    Correct {
        /// The order number
        #[arg(value_parser = order_number)]
        number: i64,
        #[command(flatten)]
        buyer: Box<Buyer>,
        /// Why, as the credit note says it
        #[arg(long, default_value = "")]
        reason: String,
    },
}

// Without a doc comment, which clap would show as what the command does.
#[derive(Args)]
pub(super) struct Buyer {
    /// The person; may be left out of a company's
    #[arg(long, default_value = "")]
    name: String,
    /// The company
    #[arg(long, default_value = "")]
    organization: String,
    /// Street and number
    #[arg(long)]
    line1: String,
    /// Apartment, floor, c/o
    #[arg(long, default_value = "")]
    line2: String,
    /// The postal code
    #[arg(long, default_value = "")]
    postal_code: String,
    /// The city
    #[arg(long)]
    city: String,
    /// State, province, prefecture
    #[arg(long, default_value = "")]
    region: String,
    /// The country (ISO 3166-1), such as DE
    #[arg(long)]
    country: String,
    /// The VAT number
    #[arg(long, default_value = "")]
    vat_id: String,
}

impl From<Buyer> for InvoiceBuyer {
    fn from(buyer: Buyer) -> InvoiceBuyer {
        let Buyer { name, organization, line1, line2, postal_code, city, region, country, vat_id } = buyer;
        let address = Address { country, name, organization, line1, line2, city, region, postal_code };
        InvoiceBuyer::new(address).vat_id(vat_id)
    }
}

impl Command {
    pub(super) async fn run(self, admin: Admin<'_>) -> Result<(), String> {
        match self {
            Command::List { order, year, before } => {
                let mut query = InvoiceQuery::default().limit(LISTED);
                (query.order, query.year, query.before) = (order, year, before);
                list(admin, &query).await
            }
            Command::Check => report(&admin.check_invoices().await.map_err(|error| error.to_string())?),
            Command::Issue { number } => {
                let invoice = admin.issue_invoice(number).await.map_err(text)?;
                outln!("The invoice of order {number} is {} of {}.", invoice.name, invoice.total);
                Ok(())
            }
            Command::Correct { number, buyer, reason } => {
                let invoice = admin.correct_invoice(number, (*buyer).into(), &reason).await.map_err(text)?;
                let replaced = invoice.refers_to.unwrap_or_default();
                outln!("{} replaces {replaced}, which a credit note takes back.", invoice.name);
                Ok(())
            }
        }
    }
}

/// Returns what the operator is told, with what is wrong with each value.
fn text(error: AdminError) -> String {
    match &error {
        AdminError::InvalidCorrection(errors) => {
            let values = errors.iter().map(|error| format!("\n  {}: {}", error.field.name(), error.message));
            format!("{error}{}", values.collect::<String>())
        }
        _ => error.to_string(),
    }
}

async fn list(admin: Admin<'_>, query: &InvoiceQuery) -> Result<(), String> {
    let records = admin.invoices(query).await.map_err(|error| error.to_string())?;
    if records.is_empty() {
        outln!("No such invoices.");
        return Ok(());
    }
    let zone = &admin.settings().time_zone;
    let heading = heading_of_times("Issued", zone);
    let width = heading.len();
    outln!("{:<12}  {:<11}  {:>6}  {heading}  {:>12}", "Number", "Kind", "Order", "Total");
    for InvoiceRecord { name, kind, order, issued_at, total, refers_to, .. } in &records {
        let about = refers_to.as_ref().map(|other| format!("  to {other}")).unwrap_or_default();
        let (issued, total) = (zone.minute(*issued_at), total.to_string());
        outln!("{name:<12}  {:<11}  {order:>6}  {issued:<width$}  {total:>12}{about}", kind.as_str());
    }
    if let Some(last) = records.last().filter(|_| records.len() == LISTED as usize) {
        outln!("There may be more: add `--before {}`.", last.name);
    }
    Ok(())
}

/// Prints what a check has found.
///
/// # Errors
/// If something is wrong.
fn report(check: &InvoiceCheck) -> Result<(), String> {
    for problem in &check.problems {
        outln!("{problem}");
    }
    let checked = match check.checked {
        1 => "1 document was checked".to_owned(),
        n => format!("{n} documents were checked"),
    };
    match (check.is_clean(), check.more) {
        (true, _) => {
            outln!("{checked}, and nothing is wrong.");
            Ok(())
        }
        (false, false) => Err(format!("{checked}; problems: {}", check.problems.len())),
        (false, true) => Err(format!("{checked}; problems: more than {}", check.problems.len())),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(subcommand)]
        command: Command,
    }

    fn parse(line: &str) -> Result<Command, clap::Error> {
        Ok(Line::try_parse_from(["invoice"].into_iter().chain(line.split_whitespace()))?.command)
    }

    #[test]
    fn a_buyer_is_named_by_options() {
        let line = "correct 1003 --organization Quarto --line1 Street --city Berlin --country DE --vat-id DE136695976";
        let Ok(Command::Correct { number, buyer, reason }) = parse(line) else { panic!("refused") };
        let buyer = InvoiceBuyer::from(*buyer);
        assert_eq!((number, reason.as_str(), buyer.vat_id.as_str()), (1003, "", "DE136695976"));
        assert_eq!((buyer.address.organization.as_str(), buyer.address.name.as_str()), ("Quarto", ""));
        for wrong in ["correct 1003", "issue", "issue order", "list --year 20266666", "check 1003"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_check_fails_if_something_is_wrong() {
        assert_eq!(report(&InvoiceCheck::default()), Ok(()));
        let mut check = InvoiceCheck::default();
        check.checked = 7;
        check.problems.push(pannier::InvoiceProblem::Missing(1003));
        assert_eq!(report(&check), Err("7 documents were checked; problems: 1".into()));
    }
}
