//! The contract of [`TaxProvider`].

use std::time::Duration;

use super::assert_name;
use crate::{
    Assessment, Buyer, Currency, Money, Place, Rate, Sale, ShippingTax, TaxBasis, TaxClass, TaxCode, TaxError,
    TaxProvider, TaxRate, Taxable, VatProof,
};

/// How long the store waits for an answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// Tests a tax provider with `sales`, one of which it must assess, and with unusual ones.
///
/// ```
/// use pannier::{Buyer, Currency, Money, Place, Sale, TaxClass, Taxable, Timestamp, tax::Vat, testing};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let poster = Taxable::new("poster", TaxClass::GOODS, Money::new(2900, Currency::EUR));
/// let sale = Sale::new(vec![poster], Place::country("DE"), Buyer::Consumer, Timestamp::now());
/// testing::tax_contract(&Vat::from("DE"), &[sale]).await;
/// # }
/// ```
///
/// # Panics
/// If the provider violates its contract.
pub async fn tax_contract(provider: &dyn TaxProvider, sales: &[Sale]) {
    assert_name("the id", provider.id());
    assert_eq!(provider.price_note(), provider.price_note(), "the note beside prices changes");
    let mut assessed = 0;
    for sale in sales {
        assessed += u32::from(answer(provider, sale).await.is_ok());
    }
    assert!(assessed > 0, "{} assesses none of the given sales", provider.id());
    for sale in sales {
        for unusual in unusual(sale) {
            let _ = answer(provider, &unusual).await;
        }
        order_of_lines(provider, sale).await;
    }
}

/// Checks and returns the answer for a sale. An error is allowed: the rates cannot be known now.
async fn answer(provider: &dyn TaxProvider, sale: &Sale) -> Result<Assessment, TaxError> {
    let id = provider.id();
    let ask = || tokio::time::timeout(PATIENCE, provider.assess(sale));
    let answer = ask().await.unwrap_or_else(|_| panic!("{id} takes longer than {PATIENCE:?}: {sale:?}"));
    let again = ask().await.unwrap_or_else(|_| panic!("{id} takes longer than {PATIENCE:?}: {sale:?}"));
    assert_eq!(answer.is_ok(), again.is_ok(), "{id} answers the same question in two ways: {sale:?}");
    let assessment = answer?;
    assert_eq!(again.as_ref(), Ok(&assessment), "{id} gives two answers to the same question: {sale:?}");
    assert_eq!(assessment.lines.len(), sale.lines.len(), "{id} does not give every line a rate: {sale:?}");
    let shipping = match assessment.shipping {
        ShippingTax::At(rate) => Some(rate),
        ShippingTax::FollowsLines => None,
    };
    for rate in assessment.lines.iter().copied().chain(shipping) {
        check(id, rate);
    }
    Ok(assessment)
}

/// A rate and its code say the same (EN 16931, rules BR-S to BR-O).
fn check(id: &str, rate: TaxRate) {
    let TaxRate { code, rate: charged, basis } = rate;
    let all = Rate::percent(100);
    assert!(charged <= all, "{id} charges more than everything: {rate:?}");
    let is_standard = code == TaxCode::Standard;
    assert_eq!(charged > Rate::ZERO, is_standard, "{id} has a code that does not go with the rate: {rate:?}");
    if let TaxBasis::Removed(from) = basis {
        assert!(from <= all && charged == Rate::ZERO, "{id} takes off tax and charges it, too: {rate:?}");
    }
}

/// The same sale, with what a shop does not expect.
fn unusual(sale: &Sale) -> Vec<Sale> {
    let with = |change: &dyn Fn(&mut Sale)| {
        let mut sale = sale.clone();
        change(&mut sale);
        sale
    };
    let business =
        |proof| move |sale: &mut Sale| sale.buyer = Buyer::Business { vat_id: "NL004495445B01".into(), proof };
    vec![
        with(&|sale| sale.lines.clear()),
        with(&|sale| sale.to = Place::default()),
        with(&|sale| sale.to = Place::country("ZZ").region("\u{0}").postal_code("∞")),
        with(&|sale| sale.lines.iter_mut().for_each(|line| line.amount = Money { amount: 0, ..line.amount })),
        with(&|sale| sale.lines.iter_mut().for_each(|line| line.amount = Money { amount: i64::MAX, ..line.amount })),
        with(&|sale| sale.lines.iter_mut().for_each(|line| line.class = TaxClass::named("no-such-class"))),
        with(&|sale| sale.lines.iter_mut().for_each(|line| line.class = TaxClass::ADMISSION.at("ZZ"))),
        with(&|sale| sale.lines.iter_mut().for_each(|line| line.class = TaxClass::VOUCHER)),
        with(&business(VatProof::Valid)),
        with(&business(VatProof::Invalid)),
        with(&business(VatProof::Unknown)),
        with(&|sale| sale.buyer = Buyer::Business { vat_id: String::new(), proof: VatProof::Valid }),
    ]
}

/// Lines in another order have the same rates, in that order: a basket has none.
async fn order_of_lines(provider: &dyn TaxProvider, sale: &Sale) {
    let mut forwards = sale.clone();
    let amount = sale.lines.first().map_or(Money::zero(Currency::EUR), |line| line.amount);
    forwards.lines.push(Taxable::new("other", TaxClass::BOOK, amount));
    let mut backwards = forwards.clone();
    backwards.lines.reverse();
    if let (Ok(forwards), Ok(backwards)) = (answer(provider, &forwards).await, answer(provider, &backwards).await) {
        let reversed: Vec<TaxRate> = backwards.lines.into_iter().rev().collect();
        assert_eq!(forwards.lines, reversed, "{} taxes a line by its position", provider.id());
    }
}
