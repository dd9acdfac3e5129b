//! `pannier code`: lists, shows, creates and ends codes that take something off.

use std::io::{self, ErrorKind, Write as _};

use clap::Subcommand;
use pannier::{
    Admin, Code, CodeError, CodeFilter, CodePage, CodeQuery, CodeRecord, CodeRedemption, NewCode, codes_csv,
};

use super::output::{heading_of_times, outln};

mod terms;

use terms::Terms;

/// The maximum number of codes listed, as the help says.
const LISTED: u32 = 50;

#[derive(Subcommand)]
pub(super) enum Command {
    /// List the newest 50 codes, or those of a search or a series
    List {
        /// Which codes: all, active or ended (also used up and expired)
        #[arg(long, value_name = "WHICH", default_value = "all")]
        filter: CodeFilter,
        /// Only codes that begin with this, or whose label or series does
        #[arg(long, value_name = "TEXT")]
        search: Option<String>,
        /// Only codes of this series
        #[arg(long, value_name = "NAME")]
        series: Option<String>,
        /// The next page: what the previous one ends with
        #[arg(long, value_name = "CODE")]
        after: Option<String>,
    },
    /// Show a code, and the orders that use it
    Show {
        /// The code
        code: String,
    },
    /// Create a code: pannier code add WELCOME10 --percent 10 --most-per-person 1
    Add {
        /// The code, as shoppers type it; upper and lower case, spaces and dashes make no difference
        code: String,
        #[command(flatten)]
        terms: Terms,
    },
    /// Create many random codes, as CSV: pannier code series NEWS --count 1000 --percent 10 > codes.csv
    Series {
        /// The name of the series
        name: String,
        /// How many codes, up to 1,000
        #[arg(long)]
        count: u32,
        /// What each code begins with
        #[arg(long, value_name = "TEXT", default_value = "")]
        prefix: String,
        #[command(flatten)]
        terms: Terms,
    },
    /// End a code: no further order can use it
    End {
        /// The code
        code: String,
    },
}

impl Command {
    pub async fn run(self, admin: Admin<'_>) -> Result<(), String> {
        let shop = admin.settings();
        match self {
            Command::List { filter, search, series, after } => {
                let mut query = CodeQuery::default().filter(filter).limit(LISTED);
                (query.search, query.series, query.after) = (search, series, after);
                list(admin, &query).await
            }
            Command::Show { code } => show(admin, &code).await,
            Command::Add { code, terms } => {
                let created = admin.create_code(&terms.new_code(code, shop)?).await.map_err(text)?;
                outln!("Created {}: {}.", created.code, created.off);
                Ok(())
            }
            Command::Series { name, count, prefix, terms } => {
                series(admin, &name, count, &terms.new_code(prefix, shop)?).await
            }
            Command::End { code } => {
                let ended = admin.end_code(&code).await.map_err(text)?;
                outln!("{} has ended: no further order can use it.", ended.code);
                Ok(())
            }
        }
    }
}

fn text(error: CodeError) -> String {
    error.to_string()
}

async fn list(admin: Admin<'_>, query: &CodeQuery) -> Result<(), String> {
    let CodePage { codes, next, .. } = admin.codes(query).await.map_err(|error| error.to_string())?;
    let zone = &admin.settings().time_zone;
    let heading = heading_of_times("Until", zone);
    let width = heading.len();
    if !codes.is_empty() {
        outln!("{:<24}  {:<13}  {:>9}  {heading}  State", "Code", "Off", "Uses");
    }
    for code in &codes {
        let Code { code: name, off, until_at, .. } = code;
        let (off, until) = (off.to_string(), until_at.map(|at| zone.minute(at)).unwrap_or_default());
        outln!("{name:<24}  {off:<13}  {:>9}  {until:<width$}  {}", uses(code), state(code));
    }
    match next {
        None if codes.is_empty() => outln!("No such codes. To create one: pannier code add CODE --percent 10"),
        None => {}
        Some(next) => outln!("There may be more: add `--after {next}`."),
    }
    Ok(())
}

/// Returns how many orders use a code, of how many that can.
fn uses(code: &Code) -> String {
    code.most_uses.map_or_else(|| code.uses.to_string(), |most| format!("{}/{most}", code.uses))
}

fn state(code: &Code) -> String {
    code.state(pannier::Timestamp::now()).to_string()
}

async fn show(admin: Admin<'_>, code: &str) -> Result<(), String> {
    let CodeRecord { code, redemptions, .. } = admin.code(code).await.map_err(text)?;
    outln!("{}: {} ({})", code.code, code.off, state(&code));
    let zone = &admin.settings().time_zone;
    let moment = |at| format!("{} ({zone})", zone.minute(at));
    let per_person = code.most_per_person.map(|most| format!("{most} per e-mail address"));
    let kinds = (!code.kinds.is_empty()).then(|| code.kinds.join(", "));
    for (what, value) in [
        ("label", Some(code.label.clone()).filter(|label| !label.is_empty())),
        ("series", code.series.clone()),
        ("kinds", kinds),
        ("from an amount of", code.least_amount.map(|least| least.to_string())),
        ("from", code.from_at.map(moment)),
        ("until", code.until_at.map(moment)),
        ("uses", Some(uses(&code))),
        ("at most", per_person),
    ] {
        if let Some(value) = value {
            outln!("  {what}: {value}");
        }
    }
    for CodeRedemption { order, status, email, at, amount, .. } in &redemptions {
        outln!("{order:>6}  {}  {:<9}  {:>12}  {email}", zone.minute(*at), status.as_str(), amount.to_string());
    }
    Ok(())
}

async fn series(admin: Admin<'_>, name: &str, count: u32, each: &NewCode) -> Result<(), String> {
    let codes = admin.create_codes(name, count, each).await.map_err(text)?;
    let mut output = io::stdout().lock();
    match output.write_all(codes_csv(&codes, &admin.settings().time_zone).as_bytes()).and_then(|()| output.flush()) {
        // The reader has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        done => done.map_err(|error| {
            format!(
                "the codes were created, but not written: {error}; `pannier code list --series {name:?}` lists them"
            )
        }),
    }
}
