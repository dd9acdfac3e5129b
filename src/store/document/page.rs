//! The page of a document: complete in itself, without scripts, and made for paper.

use std::sync::LazyLock;

use base64::Engine as _;
use leptos::prelude::*;
use sha2::{Digest, Sha256};

use super::{Document, DocumentCharge, DocumentKind, DocumentLine, DocumentRate, DocumentRenderer, Party, RenderError};
use crate::{inert::IntoInert, language::Texts, model::Money, store::http::html_page};

/// In the page itself, so that a file that was saved is complete.
const STYLE: &str = include_str!("page.css");

/// The content security policy of such a page: its own style sheet, and nothing else.
pub(super) static POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
});

/// The renderer of pages, which every store has.
#[derive(Clone, Copy, Debug)]
pub(in crate::store) struct Page;

impl DocumentRenderer for Page {
    fn id(&self) -> &'static str {
        "html"
    }

    fn media_type(&self) -> &'static str {
        "text/html; charset=utf-8"
    }

    fn render(&self, document: &Document, texts: &Texts) -> Result<Vec<u8>, RenderError> {
        let title = format!("{} · {}", document.title(texts), document.seller.name);
        Ok(html(texts, &title, sheet(document, texts)))
    }
}

/// Returns a page that says one thing, in place of a document, with links: addresses and their texts.
pub(super) fn notice(texts: &Texts, title: &str, text: &str, links: &[(String, String)]) -> Vec<u8> {
    let link = |(to, text): &(String, String)| view! { <p><a href=to.clone()>{text.clone()}</a></p> };
    let links = links.iter().map(link).collect_view();
    let body = view! {
        <main class="sheet">
            <h1>{title.to_owned()}</h1>
            <p>{text.to_owned()}</p>
            {links}
        </main>
    };
    html(texts, title, body.into_inert())
}

fn html(texts: &Texts, title: &str, body: AnyView) -> Vec<u8> {
    let head = view! {
        <meta name="color-scheme" content="only light"/>
        <style inner_html=STYLE></style>
    };
    html_page(texts, title, head.into_inert(), body).into_bytes()
}

fn sheet(document: &Document, texts: &Texts) -> AnyView {
    let seller = document.seller.lines(texts.language());
    let return_address = document.seller.return_line(texts.language());
    let (name, rest) =
        seller.split_first().map_or((String::new(), Vec::new()), |(name, rest)| (name.clone(), rest.to_vec()));
    let ship_to = document.ship_to.as_ref().map(|party| {
        view! {
            <section class="ship-to">
                <h2>{texts.get("document-ship-to")}</h2>
                <address>{lines(&party.lines)}</address>
            </section>
        }
    });
    let body = match document.kind {
        DocumentKind::PackingSlip => contents(document, texts),
        DocumentKind::Invoice | DocumentKind::CreditNote | DocumentKind::OrderConfirmation => charged(document, texts),
    };
    let notes: Vec<_> = document.sentences(texts).into_iter().map(|note| view! { <p>{note}</p> }).collect();
    let notes = (!notes.is_empty()).then(|| view! { <div class="notes">{notes}</div> });
    view! {
        <main class="sheet">
            <header class="letterhead">
                <p class="name">{name}</p>
                <address>{lines(&rest)}</address>
            </header>
            <div class="top">
                <div class="window">
                    <p class="return" aria-hidden="true">{return_address}</p>
                    {buyer(&document.buyer)}
                </div>
                <dl class="facts">{facts(document.facts(texts))}</dl>
            </div>
            <h1>{document.title(texts)}</h1>
            {ship_to}
            {body}
            {notes}
            <footer>
                <dl class="facts">{facts(document.seller_facts(texts))}</dl>
            </footer>
        </main>
    }
    .into_inert()
}

/// The address of the buyer, where the window of an envelope is. Of what does not ship, only a name or an address for mail may
/// be known.
fn buyer(party: &Party) -> AnyView {
    let known = match (party.lines.is_empty(), party.name()) {
        (false, _) => party.lines.clone(),
        (true, "") => vec![party.email.clone()],
        (true, name) => vec![name.to_owned()],
    };
    view! { <address>{lines(&known)}</address> }.into_inert()
}

/// Lines, each in the direction of its own script.
fn lines(lines: &[String]) -> AnyView {
    let line = |line: &String| view! { <span class="line" dir="auto">{line.clone()}</span> };
    lines.iter().map(line).collect_view().into_inert()
}

fn facts(facts: Vec<(String, String)>) -> AnyView {
    let fact = |(label, value): (String, String)| view! { <div><dt>{label}</dt><dd dir="auto">{value}</dd></div> };
    facts.into_iter().map(fact).collect_view().into_inert()
}

/// The table of what is charged, and the sums below it.
fn charged(document: &Document, texts: &Texts) -> AnyView {
    let is_taxed = !document.taxes.is_empty();
    let heads = Heads { price: document.price_heading(texts), amount: document.amount_heading(texts) };
    let head = |text: String| view! { <th scope="col" class="amount">{text}</th> };
    let taxed_heads = is_taxed.then(|| view! { {head(texts.get("document-rate"))} {head(texts.get("document-net"))} });
    let rows: Vec<_> = document
        .lines
        .iter()
        .map(|line| charged_line(line, is_taxed, &heads, texts))
        .chain(document.charges.iter().map(|charge| charged_beside(charge, is_taxed, &heads, texts)))
        .collect();
    let table = (!rows.is_empty()).then(|| {
        view! {
            <table aria-label=texts.get("document-lines")>
                <thead>
                    <tr>
                        <th scope="col">{texts.get("document-item")}</th>
                        {head(texts.get("document-quantity"))}
                        {head(heads.price)}
                        {taxed_heads}
                        {head(heads.amount)}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        }
    });
    let sums = document.sums(texts).into_iter().map(|sum| {
        let class = sum.is_total.then_some("total");
        view! { <div class=class><dt>{sum.label}</dt><dd>{texts.money(sum.amount)}</dd></div> }
    });
    let sums = sums.collect_view();
    view! {
        {table}
        <dl class="sums">{sums}</dl>
    }
    .into_inert()
}

/// The headings that depend on the document.
struct Heads {
    price: String,
    amount: String,
}

fn charged_line(line: &DocumentLine, is_taxed: bool, heads: &Heads, texts: &Texts) -> AnyView {
    // An amount that is about no number of pieces, as for a lower price, has no price of a piece.
    let pieces = (line.quantity > 0).then(|| texts.number(line.quantity.into()));
    let discount = line.discount.map(|off| {
        let off = taken_off(off, texts);
        view! { <span class="line muted">{texts.format("document-line-discount", &[("amount", (&off).into())])}</span> }
    });
    let what = view! { <span dir="auto">{line.name(texts)}</span> {discount} }.into_inert();
    let rate = is_taxed.then_some((line.rate, line.net));
    row(what, [pieces, line.price(texts)], rate, line.amount, heads, texts)
}

fn charged_beside(charge: &DocumentCharge, is_taxed: bool, heads: &Heads, texts: &Texts) -> AnyView {
    let what = view! { <span dir="auto">{charge.label.clone()}</span> }.into_inert();
    row(what, [None, None], is_taxed.then_some((charge.rate, charge.net)), charge.amount, heads, texts)
}

/// A row of the table. On a narrow screen, each cell stands below the other, with its label.
fn row(
    what: AnyView,
    [pieces, price]: [Option<String>; 2],
    taxed: Option<(Option<DocumentRate>, Money)>,
    amount: Money,
    heads: &Heads,
    texts: &Texts,
) -> AnyView {
    let cell = |label: String, value: Option<String>| {
        let class = if value.is_some() { "amount" } else { "amount none" };
        view! { <td class=class data-label=label>{value}</td> }
    };
    let taxed = taxed.map(|(rate, net)| {
        let rate = rate.map(|rate| rate.percent(texts));
        view! { {cell(texts.get("document-rate"), rate)} {cell(texts.get("document-net"), Some(texts.money(net)))} }
    });
    view! {
        <tr>
            <th scope="row">{what}</th>
            {cell(texts.get("document-quantity"), pieces)}
            {cell(heads.price.clone(), price)}
            {taxed}
            {cell(heads.amount.clone(), Some(texts.money(amount)))}
        </tr>
    }
    .into_inert()
}

/// The table of what is in a parcel.
fn contents(document: &Document, texts: &Texts) -> AnyView {
    let rows = document.lines.iter().map(|line| {
        view! {
            <tr>
                <td class="pieces">{texts.number(line.quantity.into())}</td>
                <th scope="row"><span dir="auto">{line.title.clone()}</span></th>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let charges = document.charges.iter().map(|charge| view! { <p>{charge.label.clone()}</p> }).collect_view();
    let table = (!document.lines.is_empty()).then(|| {
        view! {
            <table class="slip" aria-label=texts.get("document-lines")>
                <thead>
                    <tr>
                        <th scope="col" class="pieces">{texts.get("document-quantity")}</th>
                        <th scope="col">{texts.get("document-item")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        }
    });
    view! { {charges} {table} }.into_inert()
}

fn taken_off(money: Money, texts: &Texts) -> String {
    format!("−{}", texts.money(money))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        language::{Language, fluent::store_texts},
        testing,
    };

    fn page(document: &Document) -> String {
        let texts = store_texts(document.language);
        String::from_utf8(Page.render(document, &texts).unwrap()).unwrap()
    }

    #[test]
    fn a_page_fulfils_the_contract_of_documents() {
        testing::document_contract(&Page);
    }

    #[test]
    fn an_invoice_says_all_that_is_in_it() {
        let document = testing::document(DocumentKind::Invoice);
        let (html, texts) = (page(&document), store_texts(Language::ENGLISH));
        let mut all: Vec<String> = vec![document.title(&texts), texts.money(document.total)];
        all.extend(document.facts(&texts).into_iter().chain(document.seller.facts(&texts)).map(|(_, value)| value));
        all.extend(document.seller.lines(Language::ENGLISH).into_iter().chain(document.buyer.lines.clone()));
        all.extend(document.lines.iter().flat_map(|line| [line.title.clone(), texts.money(line.amount)]));
        all.extend(document.charges.iter().map(|charge| charge.label.clone()));
        all.extend(document.sums(&texts).into_iter().map(|sum| texts.money(sum.amount)));
        all.extend(document.notes.clone());
        for said in all {
            assert!(html.contains(&crate::encode::html(&said)), "{said}: {html}");
        }
    }

    #[test]
    fn a_packing_slip_names_no_price() {
        let html = page(&testing::document(DocumentKind::PackingSlip));
        assert!(html.contains("Packing slip") && !html.contains('€'), "{html}");
    }

    #[test]
    fn a_page_is_in_the_language_of_its_document() {
        let mut document = Document { language: Language::GERMAN, ..testing::document(DocumentKind::CreditNote) };
        let html = page(&document);
        assert!(html.contains("<html lang=\"de\"") && html.contains("Rechnungskorrektur"), "{html}");
        assert!(!html.contains("Teil des Preises"), "a piece: {html}");
        document.lines[0].quantity = 0;
        assert!(page(&document).contains("Teil des Preises von Dunes"), "{}", page(&document));
    }

    #[test]
    fn the_policy_allows_the_style_sheet_of_the_page_and_no_script() {
        let html = page(&testing::document(DocumentKind::Invoice));
        let (_, rest) = html.split_once("<style>").unwrap();
        let (style, _) = rest.split_once("</style>").unwrap();
        let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(style));
        assert!(POLICY.contains(&format!("'sha256-{hash}'")), "{}", *POLICY);
        assert!(!html.contains("<script") && !html.contains("style=") && !html.contains("http"), "{html}");
    }

    #[test]
    fn what_was_typed_is_no_markup() {
        let mut document = testing::document(DocumentKind::CreditNote);
        let typed = "</style><script>alert(1)</script>\"'&";
        document.reason = typed.to_owned();
        document.buyer.lines = vec![typed.to_owned()];
        document.seller.name = typed.to_owned();
        document.lines[0].title = typed.to_owned();
        document.notes = vec![typed.to_owned()];
        let html = page(&document);
        assert!(!html.contains("<script"), "{html}");
    }
}
