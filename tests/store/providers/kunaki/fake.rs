//! A fake of Kunaki, in this process: the real one cannot be had here. It speaks the XML of Kunaki's documentation
//! (<https://kunaki.com/XMLService.htm>), wrapped in a page of HTML as the real one's often is, and keeps the orders it was sent.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::post,
};

use crate::service::serve;

pub const USER: &str = "ada@example.com";
pub const PASSWORD: &str = "a password & more";

#[derive(Clone, Default)]
pub struct Kunaki {
    books: Arc<Mutex<Books>>,
}

#[derive(Default)]
struct Books {
    orders: Vec<String>,
    /// The status of every order, the carrier and the number.
    progress: Option<[String; 3]>,
    mood: Mood,
    quotes: usize,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub enum Mood {
    #[default]
    Well,
    /// It takes an order, and its answer is lost.
    LosesAnswers,
    /// It takes longer than a checkout waits.
    Slow,
    /// It is being looked after.
    Unavailable,
}

impl Kunaki {
    /// The fake, and where it is.
    pub async fn open() -> (Kunaki, String) {
        let kunaki = Kunaki::default();
        let app = Router::new().route("/XMLService.ASP", post(answer)).with_state(kunaki.clone());
        let url = format!("{}/XMLService.ASP", serve(app).await);
        (kunaki, url)
    }

    pub fn be(&self, mood: Mood) {
        self.books.lock().unwrap().mood = mood;
    }

    /// The orders it has, as they came.
    pub fn orders(&self) -> Vec<String> {
        self.books.lock().unwrap().orders.clone()
    }

    /// How often it was asked what shipping costs.
    pub fn quotes(&self) -> usize {
        self.books.lock().unwrap().quotes
    }

    /// Everything it has is on its way.
    pub fn ships(&self, carrier: &str, number: &str) {
        self.says("Shipped", carrier, number);
    }

    /// What it answers about every order.
    pub fn says(&self, status: &str, carrier: &str, number: &str) {
        self.books.lock().unwrap().progress = Some([status, carrier, number].map(str::to_owned));
    }
}

async fn answer(State(kunaki): State<Kunaki>, headers: HeaderMap, body: Bytes) -> Response {
    if headers.get("content-type").is_none_or(|kind| kind != "text/xml") {
        return StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response();
    }
    let request = String::from_utf8(body.to_vec()).expect("UTF-8");
    let mood = kunaki.books.lock().unwrap().mood;
    match mood {
        Mood::Unavailable => return (StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable").into_response(),
        Mood::Slow => tokio::time::sleep(Duration::from_secs(5)).await,
        Mood::Well | Mood::LosesAnswers => {}
    }
    let answer = kunaki.answer(&request).unwrap_or_else(|(code, text)| verdict(code, text));
    if mood == Mood::LosesAnswers && request.contains("<Order>") {
        // As far as the line held.
        return format!("<HTML>\r\n<BODY>\r\n{}", &answer[..answer.len() / 2]).into_response();
    }
    format!("<HTML>\r\n<BODY>\r\n{answer}</Response>\r\n</BODY>\r\n</HTML>\r\n").into_response()
}

type Refusal = (u32, &'static str);

impl Kunaki {
    /// The answer, up to its last tag.
    fn answer(&self, request: &str) -> Result<String, Refusal> {
        let mut books = self.books.lock().unwrap();
        let success = || verdict(0, "success");
        if request.contains("<ShippingOptions>") {
            books.quotes += 1;
            products(request)?;
            let country = tag(request, "Country").ok_or((200, "Country missing"))?;
            if !["Germany", "Hong Kong", "Japan", "Singapore", "United States"].contains(&country) {
                return Err((203, "Invalid country"));
            }
            if country == "United States" && tag(request, "State_Province").is_none_or(|state| state.len() != 2) {
                return Err((204, "Invalid state or province"));
            }
            let option = |name, time, price| {
                format!(
                    "<Option>\r\n<Description>{name}</Description>\r\n<DeliveryTime>{time}</DeliveryTime>\r\n<Price>{price}</Price>\r\n</Option>\r\n"
                )
            };
            return Ok(success()
                + &option("USPS Air Mail", "6-10 business days", "4.25")
                + &option("USPS Priority Mail International", "", "29.50"));
        }
        if tag(request, "UserId") != Some(USER) || tag(request, "Password") != Some("a password &amp; more") {
            return Err((100, "Invalid login"));
        }
        if request.contains("<OrderStatus>") {
            let id = tag(request, "OrderId").and_then(|id| id.parse::<usize>().ok()).ok_or((310, "Invalid OrderId"))?;
            if id <= 700_000 || id > 700_000 + books.orders.len() {
                return Err((310, "Invalid OrderId"));
            }
            let [status, carrier, number] =
                books.progress.clone().unwrap_or_else(|| ["Processing", "", ""].map(str::to_owned));
            return Ok(format!(
                "{}<OrderId>{id}</OrderId>\r\n<OrderStatus>{status}</OrderStatus>\r\n<TrackingType>{carrier}</TrackingType>\r\n\
                 <TrackingId>{number}</TrackingId>\r\n",
                success()
            ));
        }
        if !request.contains("<Order>") || !matches!(tag(request, "Mode"), Some("TEST" | "LIVE")) {
            return Err((101, "Invalid request"));
        }
        products(request)?;
        for field in ["Name", "Address1", "City", "Country"] {
            tag(request, field).ok_or((205, "Incomplete address"))?;
        }
        if !matches!(tag(request, "ShippingDescription"), Some("USPS Air Mail" | "USPS Priority Mail International")) {
            return Err((206, "Invalid shipping description"));
        }
        books.orders.push(request.to_owned());
        let id = match tag(request, "Mode") {
            Some("TEST") => "00000".to_owned(),
            _ => (700_000 + books.orders.len()).to_string(),
        };
        Ok(format!("{}<OrderId>{id}</OrderId>\r\n", success()))
    }
}

fn verdict(code: u32, text: &str) -> String {
    format!("<Response>\r\n<ErrorCode>{code}</ErrorCode>\r\n<ErrorText>{text}</ErrorText>\r\n")
}

fn products(request: &str) -> Result<(), Refusal> {
    let mut products = request.split("<Product>").skip(1).peekable();
    products.peek().ok_or((207, "No products"))?;
    for product in products {
        let known = tag(product, "ProductId").is_some_and(|id| id.starts_with("PX"));
        let some = tag(product, "Quantity").and_then(|n| n.parse::<u32>().ok()).is_some_and(|n| n > 0);
        if !known || !some {
            return Err((208, "Invalid product"));
        }
    }
    Ok(())
}

/// What stands in the first tag of this name, if anything does.
pub fn tag<'a>(xml: &'a str, name: &str) -> Option<&'a str> {
    let start = xml.find(&format!("<{name}>"))? + name.len() + 2;
    let text = &xml[start..start + xml[start..].find(&format!("</{name}>"))?];
    Some(text).filter(|text| !text.is_empty())
}
