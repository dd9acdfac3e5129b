//! A browser without JavaScript: follows redirects, posts forms, keeps its one cookie.

use std::sync::Mutex;

use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, header, redirect::Policy};

pub struct Browser {
    http: Client,
    shop: String,
    cookie: Mutex<Option<String>>,
}

impl Browser {
    pub fn new(shop: &str) -> Browser {
        let http = Client::builder().redirect(Policy::none()).pool_max_idle_per_host(0).build().expect("a client");
        Browser { http, shop: shop.to_owned(), cookie: Mutex::new(None) }
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.shop) };
        let request = self.http.request(method, url).header(header::ACCEPT, "text/html");
        match &*self.cookie.lock().unwrap() {
            Some(cookie) => request.header(header::COOKIE, cookie.clone()),
            None => request,
        }
    }

    pub async fn send(&self, request: RequestBuilder) -> Result<Response, reqwest::Error> {
        let response = request.send().await?;
        if let Some(cookie) = response.headers().get(header::SET_COOKIE) {
            let cookie = cookie.to_str().expect("text").split(';').next().map(str::to_owned);
            *self.cookie.lock().unwrap() = cookie;
        }
        Ok(response)
    }

    pub async fn get(&self, path: &str) -> Result<(StatusCode, String), reqwest::Error> {
        let response = self.send(self.request(Method::GET, path)).await?;
        Ok((response.status(), response.text().await?))
    }

    /// Posts a form as a page of the shop does; where it leads.
    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Result<String, reqwest::Error> {
        let request = self.request(Method::POST, path).header(header::ORIGIN, &self.shop);
        let response = self.send(request.body(encode(form)).header(header::CONTENT_TYPE, FORM)).await?;
        let to = response.headers().get(header::LOCATION).map(|l| l.to_str().expect("text").to_owned());
        Ok(to.unwrap_or_else(|| format!("{} without a redirect", response.status())))
    }

    /// Buys a download up to the gateway's page, and returns its address.
    pub async fn to_the_gateway(&self) -> Result<String, reqwest::Error> {
        self.order_by("sandbox").await
    }

    /// Orders a download, to be paid like that; the address of what comes next.
    pub async fn order_by(&self, payment: &str) -> Result<String, reqwest::Error> {
        self.post("/pannier/basket/add", &[("kind", "album"), ("id", "blue-hour")]).await?;
        let checkout = Checkout::on(&self.get("/checkout").await?.1);
        self.post("/pannier/checkout", &checkout.paid_by(payment, "")).await
    }

    /// Resumes the payment of the order on this page; the address of what comes next.
    pub async fn resume(&self, order: &str) -> Result<String, reqwest::Error> {
        let token = order.rsplit('/').next().unwrap_or_default();
        self.post("/pannier/order/resume", &[("token", token)]).await
    }

    /// Approves at the gateway, if that was not done yet, and goes back to the shop; the address of the order's page.
    pub async fn approve(&self, gateway: &str) -> Result<String, reqwest::Error> {
        let mut back = self.post(gateway, &[("decision", "approve")]).await?;
        if !back.contains("/payments/return") {
            let (_, page) = self.get(gateway).await?;
            let link = page.split("href=\"").find(|part| part.contains("/payments/return")).expect("a way back");
            back = link.split('"').next().unwrap_or_default().replace("&amp;", "&");
        }
        let response = self.send(self.request(Method::GET, &back)).await?;
        Ok(response.headers()[header::LOCATION].to_str().expect("text").to_owned())
    }
}

/// A checkout's form, as its page has it.
pub struct Checkout {
    attempt: String,
    total: String,
}

impl Checkout {
    pub fn on(page: &str) -> Checkout {
        Checkout { attempt: value(page, "attempt"), total: value(page, "total") }
    }

    /// Filled in. `element` is the payment again where its element is on the page.
    pub fn paid_by<'a>(&'a self, payment: &'a str, element: &'a str) -> [(&'a str, &'a str); 6] {
        [
            ("attempt", &self.attempt),
            ("total", &self.total),
            ("email", "ada@example.com"),
            ("payment", payment),
            ("element", element),
            ("intent", "pay"),
        ]
    }
}

pub const FORM: &str = "application/x-www-form-urlencoded";

fn encode(form: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(form);
    query.finish()
}

/// The value of the first field of this name.
pub fn value(page: &str, name: &str) -> String {
    let field = page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_else(|| panic!("no field {name}"));
    field.split('"').next().unwrap_or_default().to_owned()
}
