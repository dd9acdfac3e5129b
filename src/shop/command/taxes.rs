//! `pannier taxes`: the taxes of a quarter, and the table of rates.

use clap::{Args, Subcommand};
use pannier::{Act, Admin, Quarter, TaxReport, TaxedOrder, Timestamp, tax};

use super::output::{csv, outln};

/// The seconds of a day.
const DAY: u64 = 24 * 60 * 60;

// Without a doc comment, which clap would show as what the command does.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct Taxes {
    #[command(subcommand)]
    command: Option<Command>,
    /// The quarter, such as 2026Q4, in the shop's time zone
    #[arg(value_name = "QUARTER", required = true)]
    quarter: Option<Quarter>,
    /// Write the sums as CSV, for a spreadsheet: pannier taxes 2026Q4 --csv > taxes.csv
    #[arg(long)]
    csv: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Print the table of VAT rates, with their sources and its age
    Rates,
}

impl Taxes {
    /// Whether only the table of rates is asked for, which is part of the program.
    pub(super) fn are_rates(&self) -> bool {
        matches!(self.command, Some(Command::Rates))
    }

    pub(super) async fn run(self, admin: Admin<'_>) -> Result<(), String> {
        let Some(quarter) = self.quarter else {
            rates();
            return Ok(());
        };
        match self.csv {
            true => {
                let recorded = admin.record_export(Act::ReadTaxes, "", &quarter.to_string()).await;
                recorded.map_err(|error| error.to_string())?;
                csv(admin.export_taxes(quarter)).await
            }
            false => {
                print(&admin.tax_report(quarter).await.map_err(|error| error.to_string())?);
                Ok(())
            }
        }
    }
}

/// Prints the table of rates.
pub(super) fn rates() {
    let days = Timestamp::now().duration_since(tax::checked_on()).as_secs() / DAY;
    outln!("{:<8}  {:<10}  {:>8}  {:<10}  Source", "Country", "Class", "Rate", "From");
    for row in tax::rates() {
        let rate = format!("{} %", row.rate.decimal());
        outln!("{:<8}  {:<10}  {rate:>8}  {:<10}  {}", row.country, row.class, row.from, row.source);
    }
    let checked = tax::checked_on().to_string();
    let checked = checked.split_once('T').map_or(&*checked, |(date, _)| date);
    outln!("The table was checked on {checked}, {days} days ago.");
}

fn print(report: &TaxReport) {
    let quarter = report.quarter;
    if report.rows.is_empty() {
        outln!("No taxes are recorded for {quarter}.");
    } else {
        let (country, code, rate, orders) = ("Country", "Code", "Rate", "Orders");
        outln!(
            "{country:<8}  {code:<4}  {rate:>8}  {:>14}  {:>14}  {orders:>7}  {:>14}  {:>14}",
            "Net",
            "Tax",
            "Refunded net",
            "Refunded tax"
        );
    }
    for row in &report.rows {
        let (rate, net, tax) = (format!("{} %", row.rate.decimal()), row.net.to_string(), row.tax.to_string());
        let (refunded_net, refunded_tax) = (row.refunded_net.to_string(), row.refunded_tax.to_string());
        outln!(
            "{:<8}  {:<4}  {rate:>8}  {net:>14}  {tax:>14}  {:>7}  {refunded_net:>14}  {refunded_tax:>14}",
            row.country,
            row.code,
            row.orders
        );
    }
    for (net, tax) in report.totals() {
        let (net, tax) = (net.to_string(), tax.to_string());
        outln!("{:<8}  {:<4}  {:>8}  {net:>14}  {tax:>14}  less what was refunded", "Total", "", "");
    }
    if !report.business.is_empty() {
        outln!("Sold to businesses that account for the tax themselves (EC sales list):");
    }
    for row in &report.business {
        let (net, refunded) = (row.net.to_string(), row.refunded_net.to_string());
        outln!("  {:<16}  {:<4}  {net:>14}  {:>7}  {refunded:>14} refunded", row.vat_id, row.code, row.orders);
    }
    let to_return =
        "VAT numbers that have proved to be valid since (`pannier order return-tax NUMBER` refunds the tax):";
    orders(to_return, &report.to_return);
    orders("Paid from another country than the one that was taxed:", &report.contradictions);
    match report.not_recorded {
        0 => {}
        1 => outln!("1 order of {quarter} has no taxes recorded."),
        n => outln!("{n} orders of {quarter} have no taxes recorded."),
    }
    match report.refunds_without_items {
        0 => {}
        1 => outln!("1 refund is not taken off, because nobody has said what it is for."),
        n => outln!("{n} refunds are not taken off, because nobody has said what they are for."),
    }
}

fn orders(heading: &str, orders: &[TaxedOrder]) {
    if !orders.is_empty() {
        outln!("{heading}");
    }
    for TaxedOrder { order, country, payer_country, vat_id, tax, .. } in orders {
        let payer = payer_country.as_deref().map(|payer| format!(", paid from {payer}")).unwrap_or_default();
        outln!("{order:>6}  taxed in {country}{payer}  {tax}  {vat_id}");
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        taxes: Taxes,
    }

    fn parse(line: &str) -> Result<Taxes, clap::Error> {
        Ok(Line::try_parse_from(["taxes"].into_iter().chain(line.split_whitespace()))?.taxes)
    }

    #[test]
    fn a_quarter_or_the_rates_are_asked_for() {
        let quarter = parse("2026Q4 --csv").unwrap();
        assert!(quarter.csv && !quarter.are_rates());
        assert_eq!(quarter.quarter.map(|quarter| quarter.to_string()).as_deref(), Some("2026Q4"));
        assert!(parse("rates").unwrap().are_rates());
        for wrong in ["", "2026Q5", "2026", "2026Q4 rates", "rates --csv", "--csv"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
