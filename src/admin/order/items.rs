//! What was ordered, and what it adds up to.

use leptos::prelude::*;

use crate::{Money, OrderLineView, OrderView, Texts, inert::IntoInert};

/// Renders the lines of an order, what is charged for them, and what the total includes.
pub(super) fn items(order: &OrderView, texts: &Texts) -> AnyView {
    let rows: Vec<_> = order.lines.iter().map(|line| row(line, texts)).collect();
    let sums: Vec<_> = sums(order, texts).into_iter().map(|(name, money)| sum(name, texts.money(money))).collect();
    view! {
        <table class="ad-table" aria-label=texts.get("admin-order-items")>
            <thead>
                <tr>
                    <th scope="col">{texts.get("admin-line-title")}</th>
                    <th scope="col">{texts.get("admin-line-quantity")}</th>
                    <th scope="col" class="ad-amount">{texts.get("admin-line-price")}</th>
                    <th scope="col" class="ad-amount">{texts.get("admin-line-total")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
            <tfoot>{sums}</tfoot>
        </table>
    }
    .into_inert()
}

/// Renders a line: its listed price, and what is charged.
fn row(line: &OrderLineView, texts: &Texts) -> AnyView {
    let discount = line.discount.map(|discount| {
        let off = texts.format("admin-line-discount", &[("discount", (&texts.money(discount)).into())]);
        view! { <br/> <span class="ad-muted">{off}</span> }
    });
    let refunded = (line.refunded > 0).then(|| {
        let with = [("refunded", line.refunded.into()), ("quantity", line.quantity.into())];
        // What cost nothing was taken back without money.
        let says = if line.amount.amount == 0 { "admin-line-taken-back" } else { "admin-line-refunded" };
        view! { <br/> <span class="ad-muted">{texts.format(says, &with)}</span> }
    });
    let reduced = line.price_refunded.map(|amount| {
        let says = texts.format("admin-line-price-refunded", &[("amount", (&texts.money(amount)).into())]);
        view! { <br/> <span class="ad-muted">{says}</span> }
    });
    view! {
        <tr>
            <th scope="row" data-label=texts.get("admin-line-title")>{line.title.clone()}</th>
            <td data-label=texts.get("admin-line-quantity")>{texts.number(line.quantity.into())} {refunded}</td>
            <td class="ad-amount" data-label=texts.get("admin-line-price")>{texts.money(line.unit_price)}</td>
            <td class="ad-amount" data-label=texts.get("admin-line-total")>{texts.money(line.amount)} {discount} {reduced}</td>
        </tr>
    }
    .into_inert()
}

fn sum(name: String, money: String) -> AnyView {
    view! {
        <tr>
            <th scope="row" colspan="3">{name.clone()}</th>
            <td class="ad-amount" data-label=name>{money}</td>
        </tr>
    }
    .into_inert()
}

/// Returns the sums: what is charged, what that includes, and what was paid.
fn sums(order: &OrderView, texts: &Texts) -> Vec<(String, Money)> {
    let mut sums = vec![(texts.get("admin-sum-items"), order.items_total)];
    if order.shipping.is_some() {
        sums.push((texts.get("admin-sum-shipping"), order.shipping_total));
    }
    sums.push((texts.get("admin-sum-total"), order.total));
    let discounts = order.named_discounts(texts).into_iter();
    sums.extend(discounts.map(|(label, off)| (texts.format("admin-sum-discount", &[("label", (&label).into())]), off)));
    sums.extend(order.named_taxes(texts));
    let paid = [
        ("admin-money-paid", order.paid),
        ("admin-money-refunded", order.refunded),
        ("admin-money-refund-pending", order.refund_pending),
    ];
    sums.extend(paid.into_iter().filter_map(|(name, money)| Some((texts.get(name), money?))));
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Currency, DiscountView, Language, Rate, TaxCode, TaxSum, language::fluent::store_texts, testing};

    fn euro(amount: i64) -> Money {
        Money::new(amount, Currency::EUR)
    }

    #[test]
    fn a_line_says_what_is_charged_and_what_was_taken_off() {
        let mut order = testing::order(&[("poster", "dunes", 3)]);
        (order.lines[0].discount, order.lines[0].amount) = (Some(euro(1000)), euro(2000));
        (order.items_total, order.total, order.paid) = (euro(2000), euro(2000), Some(euro(2000)));
        let html = items(&order, &store_texts(Language::ENGLISH)).to_html();
        assert!(html.contains("€20.00") && html.contains("€10.00"), "{html}");
        assert!(!html.contains("€30.00"), "what nobody is charged: {html}");
    }

    #[test]
    fn a_line_says_how_many_of_its_pieces_were_refunded() {
        let mut order = testing::order(&[("poster", "dunes", 3)]);
        let html = |order: &OrderView| items(order, &store_texts(Language::ENGLISH)).to_html();
        assert!(!html(&order).contains("refunded"), "{}", html(&order));
        order.lines[0].refunded = 2;
        assert!(html(&order).contains("2 of 3 refunded"), "{}", html(&order));
        order.lines[0].price_refunded = Some(euro(300));
        assert!(html(&order).contains("€3.00 of the price refunded"), "{}", html(&order));
        order.lines[0].amount = euro(0);
        assert!(html(&order).contains("2 of 3 taken back"), "{}", html(&order));
    }

    #[test]
    fn the_sums_below_the_total_explain_it() {
        let texts = store_texts(Language::ENGLISH);
        let mut order = testing::order(&[("poster", "dunes", 3)]);
        let plain: Vec<_> = sums(&order, &texts).into_iter().map(|(_, money)| money).collect();
        assert_eq!(plain, [euro(3000), euro(3000), euro(3000)], "items, total, paid");
        (order.items_total, order.total) = (euro(2000), euro(2000));
        order.discounts = vec![DiscountView { label: "Three for two".into(), code: None, amount: euro(1000) }];
        order.taxes = vec![TaxSum {
            code: TaxCode::Standard,
            rate: Rate::percent(19),
            on_top: false,
            net: euro(1681),
            tax: euro(319),
        }];
        let all = sums(&order, &texts);
        assert!(all.iter().any(|(name, money)| name.contains("Three for two") && *money == euro(1000)), "{all:?}");
        assert!(all.iter().any(|(name, money)| name.contains("19") && *money == euro(319)), "{all:?}");
    }
}
