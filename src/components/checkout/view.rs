//! What the server renders at the checkout.

use leptos::prelude::*;

use crate::{
    Amounts, BasketLineView, CheckoutFieldView, CheckoutView, Field, FieldError, Money, ParcelChoices, PaymentChoice,
    Texts, api,
    components::{
        browser::live::LiveRegion,
        checkout_fields::{AddressFields, Choice, Choices, ErrorOf, TextField, error_of},
        checkout_summary::{CheckoutGlance, CheckoutSummary},
        code::CheckoutCode,
        company::Company,
        custom_fields::{CustomField, is_tick},
        island_loader::PageScripts,
        language::{local_path, use_texts},
        page_context::{load, query},
    },
    inert::IntoInert,
    model::counted,
};

pub(super) fn page(class: String, children: Option<ChildrenFn>) -> impl IntoView {
    let data = load(|| async {
        let check = query("check");
        let mut checkout = api::get_checkout(check.is_some()).await;
        if let (Some("changed"), Ok(view)) = (check.as_deref(), &mut checkout)
            && view.errors.is_empty()
        {
            view.errors = view.changes(&use_texts());
        }
        checkout
    });
    view! {
        <Suspense>
            {Suspend::new(async move {
                match data.await {
                    Ok(checkout) => view! {
                        {content(checkout, class, children)}
                        <LiveRegion region="pn-checkout"/>
                        <PageScripts/>
                    }
                    .into_any(),
                    Err(problem) => view! {
                        <p class="pn-notice pn-notice--error" role="alert">{problem.message(&use_texts())}</p>
                    }
                    .into_inert(),
                }
            })}
        </Suspense>
    }
}

pub(super) fn content(checkout: CheckoutView, class: String, children: Option<ChildrenFn>) -> AnyView {
    let picked_up = checkout.is_picked_up();
    let CheckoutView {
        lines,
        form,
        address,
        countries,
        parcels,
        payment,
        totals,
        errors,
        prefilled,
        confirmed_by_mail,
        ships,
        discounts,
        codes,
        code_problem,
        taxes,
        tax,
        vat_note,
        company,
        fields,
    } = checkout;
    let texts = use_texts();
    let email_hint = match confirmed_by_mail {
        true => texts.get("checkout-email-hint"),
        false => texts.get("checkout-email-contact"),
    };
    // The browser validates with the server's rules.
    let rules = address.as_ref().and_then(|rules| serde_json::to_string(rules).ok());
    let pay = pay_button_label(totals.total, &payment, &texts);
    let address_title = match (ships, picked_up) {
        (false, _) => texts.get("checkout-your-country"),
        (true, true) => texts.get("pick-up-address"),
        (true, false) => texts.get("checkout-address"),
    };
    let why_country = (!ships).then(|| view! { <p class="pn-hint">{texts.get("checkout-your-country-hint")}</p> });
    let company = company.then(|| {
        let here = address.as_ref().map(|rules| rules.country.clone()).unwrap_or_default();
        let (vat_id, billing_address, countries) = (form.vat_id, form.billing_address, countries.clone());
        view! { <Company vat_id vat_note billing_address here countries ships errors=errors.clone()/> }
    });
    let code = codes.then(|| view! { <CheckoutCode code=form.code problem=code_problem errors=errors.clone()/> });
    let (ticks, others): (Vec<_>, Vec<_>) = fields.into_iter().partition(is_tick);
    let custom = |fields: Vec<CheckoutFieldView>| {
        fields.into_iter().map(|field| view! { <CustomField field errors=errors.clone()/> }).collect_view()
    };
    let (ticks, others) = (custom(ticks), (!others.is_empty()).then(|| custom(others)));
    let list_prices = listed(&lines, &parcels);
    view! {
        <div class="pn-checkout__frame" id="pn-checkout">
            {prefilled.then(|| view! {
                // Posted by the browser itself: a page that updates in place keeps what is in its fields.
                <form class="pn-notice pn-notice--info pn-checkout__prefilled" method="post" action=local_path("/pannier/checkout/clear") data-native>
                    <span>{texts.get("checkout-prefilled")}</span>
                    <button class="pn-button pn-button--quiet">{texts.get("checkout-not-you")}</button>
                </form>
            })}
            <form
                class=format!("pn-checkout {class}")
                method="post"
                action=local_path("/pannier/checkout")
                novalidate
                data-navigate
                data-autosave=local_path("/pannier/checkout/save")
                data-address=rules
            >
                <input type="hidden" name="attempt" value=form.attempt/>
                <input type="hidden" name="total" value=form.total/>
                // Set by the script of the payment element on the page; empty without JavaScript.
                <input type="hidden" name="element" value=""/>
                // Enter presses a form's first button, which must be this one rather than "Update".
                <button class="pn-visually-hidden" name="intent" value="pay" tabindex="-1" aria-hidden="true">{texts.get("checkout-pay-first")}</button>
                <CheckoutGlance lines=lines.clone() total=totals.total/>
                <div class="pn-checkout__form">
                    <ErrorSummary errors=errors.clone()/>
                    <fieldset class="pn-section">
                        <legend>{texts.get("checkout-contact")}</legend>
                        <TextField
                            field=Field::Email
                            label=texts.get("checkout-email")
                            required=true
                            kind="email"
                            hint=email_hint
                            value=form.email
                            errors=errors.clone()
                        />
                    </fieldset>
                    {address.map(|rules| view! {
                        <fieldset class="pn-section">
                            <legend>{address_title}</legend>
                            {why_country}
                            <AddressFields
                                of=Field::ShippingAddress
                                rules
                                countries
                                address=form.shipping_address
                                update_label=texts.get("checkout-country-update")
                                errors=errors.clone()
                            />
                        </fieldset>
                        <Shipping parcels errors=errors.clone()/>
                    })}
                    {company}
                    {others.map(|fields| view! {
                        <fieldset class="pn-section">
                            <legend>{texts.get("checkout-more")}</legend>
                            {fields}
                        </fieldset>
                    })}
                    <Choices
                        legend=texts.get("checkout-payment")
                        name=Field::Payment.name()
                        id=Field::Payment.name()
                        choices=payment.into_iter().map(Choice::from).collect()
                        chosen=form.payment
                        empty=texts.get("checkout-no-payment")
                        update=false
                        error=error_of(&errors, Field::Payment)
                    />
                </div>
                <aside class="pn-checkout__summary" aria-label=texts.get("checkout-summary")>
                    <CheckoutSummary lines totals list_prices ships picked_up discounts taxes tax/>
                    {code}
                    <ErrorOf field=Field::Total errors/>
                    {ticks}
                    {children.map(|children| children())}
                    <button class="pn-button pn-button--primary pn-button--wide" id="pay" name="intent" value="pay">
                        {pay}
                    </button>
                </aside>
            </form>
        </div>
    }
    .into_any()
}

/// Returns what items and shipping would cost as they are listed, before discounts and taxes on top.
fn listed(lines: &[BasketLineView], parcels: &[ParcelChoices]) -> Option<Amounts> {
    let prices: Vec<_> = counted(lines).collect();
    let (first, _) = prices.first()?;
    let shipping = parcels.iter().filter_map(|parcel| Some(parcel.selected()?.price));
    Amounts::of(first.currency, prices.iter().copied(), shipping).ok()
}

/// Returns the label of the pay button. Without JavaScript the payment choice can change after rendering,
/// so both labels are in the markup and the style sheet shows the right one.
fn pay_button_label(total: Money, payment: &[PaymentChoice], texts: &Texts) -> AnyView {
    let about = texts.money(total);
    let format = |name| texts.format(name, &[("total", (&about).into())]);
    if total.amount == 0 {
        return texts.get("checkout-place").into_inert();
    }
    match (payment.iter().any(|p| p.offline), payment.iter().all(|p| p.offline)) {
        (false, _) => format("checkout-pay").into_inert(),
        (true, true) => format("checkout-order").into_inert(),
        (true, false) => view! {
            <span class="pn-when-now">{format("checkout-pay")}</span>
            <span class="pn-when-later">{format("checkout-order")}</span>
        }
        .into_inert(),
    }
}

/// The shipping choices of each parcel, with its contents if there are several.
#[component]
fn Shipping(parcels: Vec<ParcelChoices>, errors: Vec<FieldError>) -> impl IntoView {
    let (all, texts) = (parcels.len(), use_texts());
    parcels
        .into_iter()
        .enumerate()
        .map(move |(n, parcel)| {
            let ParcelChoices { key, contents, choices, unanswered, chosen } = parcel;
            let empty = match (unanswered, all) {
                (true, _) => texts.get("checkout-unanswered"),
                (false, 1) => texts.get("checkout-no-shipping"),
                (false, _) => texts.get("checkout-no-shipping-parcel"),
            };
            let picked_up = !choices.is_empty() && choices.iter().all(|choice| choice.pick_up);
            let choices: Vec<Choice> = choices.into_iter().map(|choice| Choice::shipping(choice, &texts)).collect();
            let about_parcel = [("n", (n + 1).into()), ("all", all.into())];
            let legend = match (all, picked_up) {
                (1, false) => texts.get("checkout-shipping"),
                (1, true) => texts.get("pick-up"),
                (_, false) => texts.format("checkout-shipping-parcel", &about_parcel),
                (_, true) => texts.format("checkout-pick-up-parcel", &about_parcel),
            };
            let single = Field::Shipping.name();
            match all {
                1 => view! {
                    <Choices
                        legend
                        name=single
                        id=single
                        choices
                        chosen
                        empty
                        update=true
                        error=error_of(&errors, Field::Shipping)
                    />
                },
                _ => {
                    let error = errors.iter().find(|error| error.parcel.as_ref() == Some(&key));
                    view! {
                        <Choices
                            legend
                            about=contents.join(", ")
                            name=format!("parcels[{key}]")
                            id=format!("parcel-{key}")
                            choices
                            chosen
                            empty
                            update=true
                            error=error.map(|error| error.message.clone())
                        />
                    }
                }
            }
        })
        .collect_view()
}

/// All errors, above the form, each with a link to its field. The element is always present, so that errors
/// inserted into it are announced.
#[component]
fn ErrorSummary(errors: Vec<FieldError>) -> AnyView {
    let none = errors.is_empty();
    // With or without JavaScript, a page with errors focuses them first.
    view! {
        <div class="pn-notice pn-notice--error" id="checkout-errors" role="alert" tabindex="-1" hidden=none autofocus=!none>
            <p>{use_texts().get("checkout-errors")}</p>
            <ul>
                {errors.into_iter().map(|e| {
                    let place = format!("#{}", e.element_id());
                    view! { <li><a href=place>{e.message}</a></li> }
                }).collect_view()}
            </ul>
        </div>
    }
    .into_inert()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Currency, Settings, ShippingChoice,
        components::Checkout,
        receivers::{Mailer, OrderMail},
        testing::{self, ManualPayment, Voucher},
    };

    fn html(parcels: Vec<ParcelChoices>, errors: Vec<FieldError>) -> String {
        Owner::new().with(|| view! { <Shipping parcels errors/> }.to_html())
    }

    fn parcel(key: &str, contents: &str, choices: &[&str]) -> ParcelChoices {
        let choice = |id: &&str| ShippingChoice {
            id: (*id).to_owned(),
            label: id.to_uppercase(),
            service: id.to_uppercase(),
            delivery_time: None,
            price: Money::new(if *id == "pick-up" { 0 } else { 490 }, Currency::EUR),
            pick_up: *id == "pick-up",
        };
        let choices: Vec<_> = choices.iter().map(choice).collect();
        let chosen = choices.first().map(|choice| choice.id.clone()).unwrap_or_default();
        ParcelChoices { key: key.to_owned(), contents: vec![contents.to_owned()], choices, unanswered: false, chosen }
    }

    #[tokio::test]
    async fn the_hint_at_the_email_promises_mails_only_if_they_are_sent() {
        let settings = Settings::new("https://shop.example", "a secret that only tests have to know");
        let mail = OrderMail::new(Mailer::from_settings(&settings).unwrap(), &settings).unwrap();
        let (silent, mailing) = (testing::in_memory().await, testing::in_memory().await.receive(mail));
        for (builder, mails) in [(silent, false), (mailing, true)] {
            let store = builder.sell::<Voucher>().pay(ManualPayment).build().await.unwrap();
            let visitor = testing::visitor(&store);
            store.add_to_basket(&visitor, "voucher", "spring", 1).await.unwrap();
            let checkout = store.checkout(&visitor).await.unwrap();
            let html = Owner::new().with(|| view! { <Checkout checkout/> }.to_html());
            assert_eq!(html.contains("send your order confirmation"), mails, "{html}");
            assert_eq!(html.contains("if we need to contact you"), !mails, "{html}");
        }
    }

    #[test]
    fn an_only_parcel_is_the_field_it_always_was() {
        let html = html(vec![parcel("by-standard.pick-up", "Dunes", &["standard", "pick-up"])], Vec::new());
        for part in [
            "<legend>Shipping</legend>",
            "id=\"shipping\"",
            "name=\"shipping\"",
            "id=\"shipping-standard\"",
            "id=\"shipping-error\"",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert!(!html.contains("parcel"), "{html}");
    }

    #[test]
    fn what_can_only_be_picked_up_is_not_called_shipping() {
        let one = html(vec![parcel("by-pick-up", "A ticket", &["pick-up"])], Vec::new());
        assert!(one.contains("<legend>Pick-up</legend>") && one.contains("Free"), "{one}");
        let two = vec![
            parcel("by-standard.pick-up", "Dunes", &["standard", "pick-up"]),
            parcel("by-pick-up", "A ticket", &["pick-up"]),
        ];
        let two = html(two, Vec::new());
        assert!(two.contains("Shipping, parcel 1 of 2") && two.contains("Pick-up, 2 of 2"), "{two}");
    }

    #[test]
    fn each_of_several_parcels_has_its_field_and_its_error() {
        let parcels = vec![
            parcel("by-standard", "Dunes", &["standard"]),
            parcel("by-press", "Blue Hour", &["press:next day"]),
            parcel("none", "An anvil", &[]),
        ];
        let html = html(parcels, vec![FieldError::of_parcel("none", "Not there.")]);
        for part in [
            "Shipping, parcel 2 of 3",
            "Blue Hour",
            "name=\"parcels[by-press]\"",
            "value=\"press:next day\"",
            "id=\"parcel-by-press-press:next-day\"",
            "id=\"parcel-none\"",
            "We can't ship these items to this address.",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
        let place = html.find("id=\"parcel-none-error\"").expect("a place for the error");
        assert!(html[place..].contains("Not there."), "{html}");
        assert_eq!(html.matches("Not there.").count(), 1);
    }
}
