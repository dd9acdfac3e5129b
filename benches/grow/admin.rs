//! The pages of the admin, as one member of staff opens them.

use std::time::Instant;

use crate::{
    Result,
    http::Client,
    process,
    shop::Shop,
    table::{Figure, Goal, Unit},
};

/// The time that a page may take, in seconds, but for one in a hundred.
const PAGE: f64 = 0.050;
/// How often each page is opened, and how often before, so that each connection to the database knows its statements.
const TIMES: usize = 200;
const WARM_UP: usize = 40;

const OWNER: &str = "grow@shop.example";

/// One order in a thousand is from `LI`, and none from `AT` is paid with `sandbox`, so that nothing is found among many.
const PAGES: [&str; 17] = [
    "/admin",
    "/admin/orders",
    "/admin/orders?tab=needs-attention",
    "/admin/orders?tab=to-send",
    "/admin/orders?tab=refunded",
    "/admin/orders?before=1500",
    "/admin/orders?country=LI&provider=stripe",
    "/admin/orders?country=AT&provider=sandbox",
    "/admin/orders?kind=album&country=DE",
    "/admin/orders?q=customer7%40example.com",
    "/admin/orders?q=customer7",
    "/admin/orders?q=customer",
    "/admin/orders?q=track404",
    "/admin/orders/1500",
    "/admin/deliveries",
    "/admin/webhooks",
    "/admin/audit",
];

/// Returns the time of each page, of 99 in a hundred, in both shops.
pub fn figures(shops: &[Shop; 2], open: &[process::Shop; 2]) -> Result<Vec<Figure>> {
    let mut clients = [sign_in(&shops[0], &open[0])?, sign_in(&shops[1], &open[1])?];
    let mut figures = Vec::new();
    for page in PAGES {
        let mut values = [0.0; 2];
        for (client, value) in clients.iter_mut().zip(&mut values) {
            *value = p99(client, page)?;
        }
        figures.push(Figure::new(page, Unit::Seconds, values, Goal::AtMost(PAGE)));
    }
    Ok(figures)
}

fn sign_in(shop: &Shop, open: &process::Shop) -> Result<Client> {
    shop.run(&["staff", "add", OWNER, "--role", "owner"])?;
    let printed = shop.output(&["staff", "link", OWNER])?;
    let link = printed.lines().next().unwrap_or_default();
    let path = link.find("/admin/").map(|at| &link[at..]).ok_or("no link into the admin")?;
    let mut client = Client::connect(open.address)?;
    client.post(path, "")?.see_other()?;
    Ok(client)
}

fn p99(client: &mut Client, page: &str) -> Result<f64> {
    let mut times = Vec::with_capacity(TIMES);
    for n in 0..WARM_UP + TIMES {
        let begun = Instant::now();
        client.get(page)?.expect(200)?;
        if n >= WARM_UP {
            times.push(begun.elapsed().as_secs_f64());
        }
    }
    times.sort_unstable_by(f64::total_cmp);
    Ok(times[TIMES * 99 / 100])
}
