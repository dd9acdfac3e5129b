//! Kunaki's web service (<https://kunaki.com/XMLService.htm>): XML over HTTP, three requests to one URL.

use quick_xml::{de, se};
use reqwest::{Client, header::CONTENT_TYPE};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::store::http::client;

/// The error code of a successful request.
const SUCCESS: &str = "0";

/// The maximum size of a response, in bytes. Real ones have a few thousand.
const MAX_RESPONSE: usize = 1 << 20;

#[derive(Clone)]
pub(super) struct Api {
    http: Client,
    url: String,
}

/// A failed request.
#[derive(Debug, PartialEq, thiserror::Error)]
pub(super) enum Failure {
    /// The request was not sent: a retry is safe.
    #[error("Kunaki cannot be reached: {0}")]
    NotSent(String),
    /// The outcome is unknown.
    #[error("no valid response from Kunaki: {0}")]
    Unknown(String),
    /// Kunaki rejected the request.
    #[error("Kunaki rejected the request: {text} (error {code})")]
    Refused { code: String, text: String },
}

/// A product of the account, with its quantity.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Product {
    pub product_id: String,
    pub quantity: u32,
}

/// A request for shipping quotes.
#[derive(Debug, Serialize)]
#[serde(rename = "ShippingOptions", rename_all = "PascalCase")]
pub(super) struct ShippingOptions<'a> {
    pub country: &'a str,
    #[serde(rename = "State_Province")]
    pub state: &'a str,
    pub postal_code: &'a str,
    pub product: &'a [Product],
}

/// A shipping option.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Offer {
    /// Identifies the option in an [`Order`].
    pub description: String,
    /// Free text: `3-5 business days`.
    #[serde(default)]
    pub delivery_time: String,
    /// US dollars, as a decimal.
    pub price: String,
}

/// A request to manufacture and ship products.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Order<'a> {
    pub user_id: &'a str,
    pub password: &'a str,
    /// `TEST` or `LIVE`.
    pub mode: &'a str,
    pub name: &'a str,
    pub company: &'a str,
    pub address1: &'a str,
    pub address2: &'a str,
    pub city: &'a str,
    #[serde(rename = "State_Province")]
    pub state: &'a str,
    pub postal_code: &'a str,
    pub country: &'a str,
    /// The description of an [`Offer`].
    pub shipping_description: &'a str,
    pub product: &'a [Product],
}

/// A request for the status of an order.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct OrderStatus<'a> {
    pub user_id: &'a str,
    pub password: &'a str,
    pub order_id: &'a str,
}

/// The status of an order.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Progress {
    /// Free text. `Shipped` once it is; `Pending` until it is paid for.
    #[serde(default)]
    pub order_status: String,
    /// The carrier; `NA` for a service without tracking.
    #[serde(default)]
    pub tracking_type: String,
    /// Empty until it is shipped; `NA` for a service without tracking.
    #[serde(default)]
    pub tracking_id: String,
}

impl Api {
    pub fn new(url: &str) -> Api {
        Api { http: client::to(url), url: url.to_owned() }
    }

    pub async fn shipping_options(&self, ask: &ShippingOptions<'_>) -> Result<Vec<Offer>, Failure> {
        #[derive(Deserialize)]
        struct Options {
            #[serde(rename = "Option", default)]
            options: Vec<Offer>,
        }
        Ok(self.send::<Options>(ask).await?.options)
    }

    /// Places an order and returns Kunaki's order id. There is no idempotency key: after
    /// [`Failure::Unknown`], the order must be checked manually.
    pub async fn order(&self, order: &Order<'_>) -> Result<String, Failure> {
        #[derive(Deserialize)]
        struct Placed {
            #[serde(rename = "OrderId", default)]
            id: String,
        }
        match self.send::<Placed>(order).await?.id {
            id if id.is_empty() => Err(Failure::Unknown("no OrderId".to_owned())),
            id => Ok(id),
        }
    }

    pub async fn status(&self, ask: &OrderStatus<'_>) -> Result<Progress, Failure> {
        self.send(ask).await
    }

    async fn send<T: DeserializeOwned>(&self, request: &impl Serialize) -> Result<T, Failure> {
        let xml = se::to_string(request).map_err(|e| Failure::NotSent(e.to_string()))?;
        let request = self.http.post(&self.url).header(CONTENT_TYPE, "text/xml");
        let answer =
            request.body(format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>{xml}")).send().await.map_err(failed)?;
        let status = answer.status();
        let body = client::body(answer, MAX_RESPONSE).await.map_err(Failure::Unknown)?;
        if !status.is_success() {
            return Err(Failure::Unknown(status.to_string()));
        }
        read(&String::from_utf8_lossy(&body))
    }
}

fn failed(error: reqwest::Error) -> Failure {
    match error.is_connect() || error.is_builder() {
        true => Failure::NotSent(error.without_url().to_string()),
        false => Failure::Unknown(error.without_url().to_string()),
    }
}

/// Parses a response, which may be wrapped in an HTML page.
fn read<T: DeserializeOwned>(body: &str) -> Result<T, Failure> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Verdict {
        error_code: String,
        #[serde(default)]
        error_text: String,
    }
    const END: &str = "</Response>";
    let start = body.find("<Response").ok_or_else(|| Failure::Unknown("no Response element".to_owned()))?;
    let end = body[start..].find(END).ok_or_else(|| Failure::Unknown("truncated response".to_owned()))?;
    let response = &body[start..start + end + END.len()];
    let senseless = |error: de::DeError| Failure::Unknown(error.to_string());
    let Verdict { error_code: code, error_text: text } = de::from_str(response).map_err(senseless)?;
    if code.trim() != SUCCESS {
        return Err(Failure::Refused { code, text });
    }
    de::from_str(response).map_err(senseless)
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;
    use crate::{encode::html, random_text::texts};

    /// What responses are made of.
    const PARTS: &[&str] = &[
        "<Response>",
        "</Response>",
        "<ErrorCode>0</ErrorCode>",
        "<ErrorCode>",
        "</ErrorCode>",
        "<ErrorText>",
        "<OrderId>1",
        "</OrderId>",
        "<Option>",
        "</Option>",
        "<Price>4.25</Price>",
        "<Description>",
        "</Description>",
        "<TrackingId/>",
        "&amp;",
        "&#0;",
        "&evil;",
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "<?xml?>",
        "<!DOCTYPE a [<!ENTITY b 'c'>]>",
        "<a b='c' b='d'>",
        "</a>",
    ];

    #[derive(Debug, PartialEq, Deserialize)]
    struct Offers {
        #[serde(rename = "Option", default)]
        options: Vec<Offer>,
    }

    fn offer() -> impl Strategy<Value = Offer> {
        let text = "[!-~éß€]([ -~éß€]{0,20}[!-~éß€])?";
        (text, text, "[0-9]{1,6}\\.[0-9]{2}").prop_map(|(description, delivery_time, price)| Offer {
            description,
            delivery_time,
            price,
        })
    }

    proptest! {
        #[test]
        fn any_response_is_read_or_refused(parts in texts(PARTS, 20)) {
            for page in [format!("<Response><ErrorCode>0</ErrorCode>{parts}</Response>"), parts] {
                let _ = (read::<Offers>(&page), read::<Progress>(&page));
            }
        }

        #[test]
        fn every_offer_is_read_as_it_was_written(options in vec(offer(), 0..5)) {
            let written: String = options
                .iter()
                .map(|Offer { description, delivery_time, price }| {
                    let (description, time) = (html(description), html(delivery_time));
                    format!(
                        "<Option><Description>{description}</Description><DeliveryTime>{time}</DeliveryTime>\
                         <Price>{price}</Price></Option>"
                    )
                })
                .collect();
            let page = format!("<HTML><Response><ErrorCode>0</ErrorCode>{written}</Response></HTML>");
            prop_assert_eq!(read(&page), Ok(Offers { options }));
        }
    }

    #[test]
    fn a_request_is_the_xml_that_kunaki_documents() {
        let product = [
            Product { product_id: "PX0012345".into(), quantity: 2 },
            Product { product_id: "PX2".into(), quantity: 1 },
        ];
        let ask = ShippingOptions { country: "Germany", state: "", postal_code: "10115", product: &product };
        assert_eq!(
            se::to_string(&ask).unwrap(),
            "<ShippingOptions><Country>Germany</Country><State_Province/><PostalCode>10115</PostalCode>\
             <Product><ProductId>PX0012345</ProductId><Quantity>2</Quantity></Product>\
             <Product><ProductId>PX2</ProductId><Quantity>1</Quantity></Product></ShippingOptions>"
        );
        let status = OrderStatus { user_id: "a&b", password: "<>", order_id: "1" };
        assert_eq!(
            se::to_string(&status).unwrap(),
            "<OrderStatus><UserId>a&amp;b</UserId><Password>&lt;&gt;</Password><OrderId>1</OrderId></OrderStatus>"
        );
    }

    #[test]
    fn an_answer_is_read_out_of_the_page_it_is_wrapped_in() {
        #[derive(Debug, PartialEq, Deserialize)]
        struct Options {
            #[serde(rename = "Option")]
            options: Vec<Offer>,
        }
        let page = "<HTML>\r\n<BODY>\r\n<Response>\r\n<ErrorCode>0</ErrorCode>\r\n<ErrorText>success</ErrorText>\r\n\
                    <Option><Description>USPS First Class Mail</Description><DeliveryTime>2-5 business days</DeliveryTime>\
                    <Price>4.25</Price></Option></Response>\r\n</BODY>\r\n</HTML>";
        let offer = Offer {
            description: "USPS First Class Mail".into(),
            delivery_time: "2-5 business days".into(),
            price: "4.25".into(),
        };
        assert_eq!(read(page), Ok(Options { options: vec![offer] }));
    }

    #[test]
    fn what_is_no_clear_answer_leaves_the_outcome_unknown() {
        let unknown = |body: &str| matches!(read::<Progress>(body), Err(Failure::Unknown(_)));
        assert!(unknown(""));
        assert!(unknown("<HTML>Server too busy</HTML>"));
        assert!(unknown("<Response><ErrorCode>0</ErrorCode>"), "cut off");
        assert!(unknown("<Response><ErrorText>success</ErrorText></Response>"), "no code");
        let refused = "<Response><ErrorCode>210</ErrorCode><ErrorText>invalid product</ErrorText></Response>";
        let expected = Failure::Refused { code: "210".into(), text: "invalid product".into() };
        assert_eq!(read::<Progress>(refused), Err(expected));
    }
}
