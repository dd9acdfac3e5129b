//! A browser without JavaScript: follows redirects, posts forms, keeps its one cookie.
#![allow(dead_code, reason = "each kind of test uses a part of it")]

use std::{
    sync::Mutex,
    time::{Duration, Instant},
};

use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, header, redirect::Policy};

pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

pub const FORM: &str = "application/x-www-form-urlencoded";

pub struct Browser {
    http: Client,
    shop: String,
    cookie: Mutex<Option<String>>,
}

impl Browser {
    pub fn new(shop: &str) -> Browser {
        let http = Client::builder().redirect(Policy::none()).pool_max_idle_per_host(0).no_proxy();
        let http = http.timeout(Duration::from_secs(30)).build().expect("a client");
        Browser { http, shop: shop.to_owned(), cookie: Mutex::new(None) }
    }

    /// The same browser at another instance of the shop, which knows its cookie.
    pub fn at(&self, shop: &str) -> Browser {
        let cookie = self.cookie.lock().expect("a cookie").clone();
        Browser { http: self.http.clone(), shop: shop.to_owned(), cookie: Mutex::new(cookie) }
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.shop) };
        let request = self.http.request(method, url).header(header::ACCEPT, "text/html");
        match &*self.cookie.lock().expect("a cookie") {
            Some(cookie) => request.header(header::COOKIE, cookie.clone()),
            None => request,
        }
    }

    pub async fn send(&self, request: RequestBuilder) -> reqwest::Result<Response> {
        let response = request.send().await?;
        if let Some(cookie) = response.headers().get(header::SET_COOKIE) {
            let cookie = cookie.to_str().expect("text").split(';').next().map(str::to_owned);
            *self.cookie.lock().expect("a cookie") = cookie;
        }
        Ok(response)
    }

    pub async fn get(&self, path: &str) -> reqwest::Result<(StatusCode, String)> {
        let response = self.send(self.request(Method::GET, path)).await?;
        Ok((response.status(), response.text().await?))
    }

    /// Posts a form as a page of the shop does; where it leads.
    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Result<String> {
        let request = self.request(Method::POST, path).header(header::ORIGIN, &self.shop);
        location(&self.send(request.body(encode(form)).header(header::CONTENT_TYPE, FORM)).await?)
    }

    /// Buys a download up to the gateway's page, and returns its address.
    pub async fn to_the_gateway(&self) -> Result<String> {
        self.order_by("sandbox").await
    }

    /// Orders a download, to be paid like that; the address of what comes next.
    pub async fn order_by(&self, payment: &str) -> Result<String> {
        self.post("/pannier/basket/add", &[("kind", "album"), ("id", "blue-hour")]).await?;
        let checkout = Checkout::on(&self.get("/checkout").await?.1).ok_or("no checkout")?;
        self.post("/pannier/checkout", &checkout.paid_by(payment, "")).await
    }

    /// Resumes the payment of the order on this page; the address of what comes next.
    pub async fn resume(&self, order: &str) -> Result<String> {
        let token = order.rsplit('/').next().unwrap_or_default();
        self.post("/pannier/order/resume", &[("token", token)]).await
    }

    /// Approves at the gateway, if that was not done yet, and goes back to the shop; the address of the
    /// order's page.
    pub async fn approve(&self, gateway: &str) -> Result<String> {
        let back = match self.post(gateway, &[("decision", "approve")]).await {
            Ok(back) if back.contains("/payments/return") => back,
            Err(error) if error.is::<reqwest::Error>() => return Err(error),
            // Approved before: the page links back.
            _ => {
                let (_, page) = self.get(gateway).await?;
                let link = page.split("href=\"").find(|part| part.contains("/payments/return")).ok_or("no way back")?;
                link.split('"').next().unwrap_or_default().replace("&amp;", "&")
            }
        };
        location(&self.send(self.request(Method::GET, &back)).await?)
    }

    /// The path of the download on an order's page, once it is paid; `None` before.
    pub async fn download(&self, order: &str) -> reqwest::Result<Option<String>> {
        let (_, page) = self.get(order).await?;
        let link = page.split("href=\"").find(|part| part.starts_with("/download/"));
        let link = link.and_then(|part| part.split('"').next()).map(str::to_owned);
        Ok(link.filter(|_| page.contains("is paid") && page.matches("/download/").count() == 1))
    }
}

/// A checkout's form, as its page has it.
pub struct Checkout {
    pub attempt: String,
    pub total: String,
}

impl Checkout {
    pub fn on(page: &str) -> Option<Checkout> {
        Some(Checkout { attempt: value(page, "attempt")?, total: value(page, "total")? })
    }

    /// Filled in. `element` is the payment again where its element is on the page.
    pub fn paid_by<'a>(&'a self, payment: &'a str, element: &'a str) -> [(&'a str, &'a str); 9] {
        self.ordered_by("ada@example.com", payment, element)
    }

    /// Filled in by the person of this e-mail address, in Germany, who accepts the terms of sale, if there are any, and asks
    /// for downloads at once.
    pub fn ordered_by<'a>(&'a self, email: &'a str, payment: &'a str, element: &'a str) -> [(&'a str, &'a str); 9] {
        [
            ("attempt", &self.attempt),
            ("total", &self.total),
            ("email", email),
            ("country", "DE"),
            ("fields[terms]", "yes"),
            ("fields[instant_downloads]", "yes"),
            ("payment", payment),
            ("element", element),
            ("intent", "pay"),
        ]
    }
}

pub fn encode(form: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish()
}

/// The value of the first field of this name.
pub fn value(page: &str, name: &str) -> Option<String> {
    let field = page.split(&format!("name=\"{name}\" value=\"")).nth(1)?;
    field.split('"').next().map(str::to_owned)
}

/// Where a redirect leads.
pub fn location(response: &Response) -> Result<String> {
    let to =
        response.headers().get(header::LOCATION).ok_or_else(|| format!("{} without a redirect", response.status()))?;
    Ok(to.to_str()?.to_owned())
}

/// Does something until it comes to something.
pub async fn again<T>(patience: Duration, mut what: impl AsyncFnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(done) = what().await {
            return done;
        }
        assert!(start.elapsed() < patience, "it came to nothing within {patience:?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
