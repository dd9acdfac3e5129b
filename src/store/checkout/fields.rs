//! The fields that an app adds to the checkout: shown, checked, and stored with the order.

use crate::{
    language::{Language, Texts},
    model::{
        CheckoutField, CheckoutFieldView, CheckoutForm, FieldContext, FieldError, FieldKind, FieldValue, TICKED,
        frozen_fields_json, is_link, of_field,
    },
    store::{Store, StoreBuilder},
};

impl StoreBuilder {
    /// Adds a field to the checkout. The fields are shown in the order in which they were added, and what was filled in is
    /// stored with the order: pages, mails and receivers have it in [`OrderView::fields`](crate::OrderView::fields).
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use pannier::{CheckoutField, testing::{self, Voucher}};
    ///
    /// let store = testing::in_memory().await
    ///     .sell::<Voucher>()
    ///     .field(CheckoutField::text("greeting").max_length(200))
    ///     .messages("en", "checkout-field-greeting = Greeting")
    ///     .build()
    ///     .await?;
    /// let visitor = testing::visitor(&store);
    /// store.add_to_basket(&visitor, "voucher", "spring", 1).await?;
    /// assert_eq!(store.checkout(&visitor).await?.fields[0].label, "Greeting");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    /// If another field has the same id.
    pub fn field(mut self, field: CheckoutField) -> Self {
        assert!(self.fields.iter().all(|other| other.id != field.id), "duplicate checkout field {:?}", field.id);
        self.fields.push(field);
        self
    }
}

/// The id of the field of [`StoreBuilder::instant_downloads`].
const INSTANT_DOWNLOADS: &str = "instant_downloads";

impl StoreBuilder {
    /// Asks, before digital content is bought, for the consent that ends the right of withdrawal: that it is made available at
    /// once, and that the buyer knows to lose the right by that (directive 2011/83/EU, article 16(m)). It is a box to tick,
    /// which is required if the basket holds [what the right ends for](crate::WithdrawalRight::EndsWithDownload). The consent is
    /// stored with the order in the words that were shown, and repeated in the confirmation.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> pannier::db::Result<()> {
    /// let store = pannier::testing::in_memory().await.instant_downloads().build().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    /// If it was called before.
    pub fn instant_downloads(self) -> Self {
        let field = CheckoutField::tick(INSTANT_DOWNLOADS).required();
        self.field(field.shown_when(|checkout| checkout.downloads))
    }
}

impl Store {
    /// Returns a field of an order in the language of the texts, for a reader who is not its customer. What has no words in
    /// that language is in those that the customer saw.
    pub(in crate::store) fn field_in(&self, field: &FieldValue, texts: &Texts) -> FieldValue {
        let name = message_of(&field.id);
        let wording = match self.0.fields.iter().find(|own| own.id == field.id).map(|own| &own.kind) {
            Some(FieldKind::Choice(_)) => texts.get_own(&format!("{name}-{}", field.value)),
            Some(FieldKind::Tick { .. }) => texts.get_own(YES),
            Some(FieldKind::Text { .. }) | None => None,
        };
        FieldValue {
            label: texts.get_own(&name).unwrap_or_else(|| field.label.clone()),
            wording: wording.or_else(|| field.wording.clone()),
            ..field.clone()
        }
    }
}

/// The message for a tick.
const YES: &str = "field-yes";

/// Returns the name of the message that is the label of a field, and begins the names of its others.
fn message_of(id: &str) -> String {
    format!("checkout-field-{id}")
}

/// Removes from a form what is no field of the store.
pub(super) fn retain_declared(store: &Store, form: &mut CheckoutForm) {
    form.fields.retain(|id, _| store.0.fields.iter().any(|field| field.id == *id));
}

/// Returns the fields that an order has, with what was filled in so far.
pub(super) fn views(
    store: &Store,
    context: &FieldContext,
    form: &CheckoutForm,
    texts: &Texts,
) -> Vec<CheckoutFieldView> {
    let english = store.texts(Language::ENGLISH);
    // A text that may be missing: `Texts::get` would log that.
    let text = |name: &str| texts.get_own(name).or_else(|| english.get_own(name));
    let view = |field: &CheckoutField| {
        let name = message_of(&field.id);
        let typed = form.fields.get(&field.id).map(String::as_str).unwrap_or_default();
        let labelled = |(value, _): &(String, String)| {
            let label = text(&format!("{name}-{value}")).unwrap_or_else(|| value.clone());
            (value.clone(), label)
        };
        let kind = match &field.kind {
            FieldKind::Choice(values) => FieldKind::Choice(values.iter().map(labelled).collect()),
            kind => kind.clone(),
        };
        let is_possible = match &kind {
            FieldKind::Text { .. } => true,
            FieldKind::Choice(choices) => choices.iter().any(|(value, _)| value == typed),
            FieldKind::Tick { .. } => typed == TICKED,
        };
        CheckoutFieldView {
            id: field.id.clone(),
            label: texts.get(&name),
            hint: text(&format!("{name}-hint")),
            kind,
            required: (field.required)(context),
            value: if is_possible { typed.to_owned() } else { String::new() },
        }
    };
    store.0.fields.iter().filter(|field| (field.shown)(context)).map(view).collect()
}

/// Returns what is wrong with what was filled in.
pub(super) fn errors(fields: &[CheckoutFieldView], texts: &Texts) -> Vec<FieldError> {
    let wrong = |field: &CheckoutFieldView| Some(FieldError::of_custom(field.id.as_str(), wrong_with(field, texts)?));
    fields.iter().filter_map(wrong).collect()
}

fn wrong_with(field: &CheckoutFieldView, texts: &Texts) -> Option<String> {
    let CheckoutFieldView { label, kind, value, .. } = field;
    if value.is_empty() {
        return field.required.then(|| field.missing(texts));
    }
    match kind {
        FieldKind::Text { max_length, .. } if value.chars().count() > *max_length => {
            Some(of_field(label, &texts.format("field-too-long", &[("max", (*max_length).into())])))
        }
        FieldKind::Text { .. } if is_link(value) => Some(of_field(label, &texts.get("field-link"))),
        _ => None,
    }
}

/// Returns what is stored with a placed order, in the words that the shopper saw. Empty if nothing was filled in.
pub(super) fn freeze(fields: &[CheckoutFieldView], texts: &Texts) -> String {
    let frozen = |field: &CheckoutFieldView| {
        let wording = match &field.kind {
            FieldKind::Text { .. } => None,
            FieldKind::Choice(choices) => {
                choices.iter().find(|(value, _)| *value == field.value).map(|(_, label)| label.clone())
            }
            FieldKind::Tick { .. } => Some(texts.get(YES)),
        };
        FieldValue { id: field.id.clone(), label: field.label.clone(), value: field.value.clone(), wording }
    };
    frozen_fields_json(fields.iter().filter(|field| !field.value.is_empty()).map(frozen).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{Currency, Money, frozen_fields},
        testing,
    };

    const MESSAGES: &str = "
checkout-field-phone = Phone number
checkout-field-phone-hint = The courier rings before it comes.
checkout-field-size = Size
checkout-field-size-s = Small
checkout-field-terms = I accept the terms
";

    async fn store() -> Store {
        let phone = CheckoutField::text("phone").max_length(10).required_when(|order| order.total.amount > 100);
        testing::in_memory()
            .await
            .field(phone.shown_when(|order| order.ships))
            .field(CheckoutField::choice("size", &["s", "m"]))
            .field(CheckoutField::tick("terms").link("/terms").required())
            .messages("en", MESSAGES)
            .messages("de", "checkout-field-size = Größe")
            .build()
            .await
            .expect("a store")
    }

    fn order(total: i64) -> FieldContext {
        FieldContext { ships: true, ..FieldContext::new(Money::new(total, Currency::EUR)) }
    }

    fn form(typed: &[(&str, &str)]) -> CheckoutForm {
        let fields = typed.iter().map(|(id, value)| ((*id).to_owned(), (*value).to_owned())).collect();
        CheckoutForm { fields, ..CheckoutForm::default() }
    }

    #[tokio::test]
    async fn a_field_is_shown_and_required_as_its_conditions_say() {
        let store = store().await;
        let texts = store.texts(Language::ENGLISH);
        let of = |order: &FieldContext| {
            let views = views(&store, order, &form(&[]), &texts);
            views.into_iter().map(|view| (view.id, view.required)).collect::<Vec<_>>()
        };
        let all = |phone| [("phone".to_owned(), phone), ("size".to_owned(), false), ("terms".to_owned(), true)];
        assert_eq!(of(&order(100)), all(false));
        assert_eq!(of(&order(101)), all(true));
        assert_eq!(of(&FieldContext { ships: false, ..order(101) }), all(true)[1..]);
    }

    #[tokio::test]
    async fn the_texts_are_in_the_language_of_the_shopper_or_in_english() {
        let store = store().await;
        let views = views(&store, &order(1), &form(&[]), &store.texts(Language::GERMAN));
        let labels: Vec<_> = views.iter().map(|view| view.label.as_str()).collect();
        assert_eq!(labels, ["Phone number", "Größe", "I accept the terms"]);
        assert_eq!(views[0].hint.as_deref(), Some("The courier rings before it comes."));
        assert_eq!(views[1].hint, None);
        let choices = [("s", "Small"), ("m", "m")].map(|(value, label)| (value.to_owned(), label.to_owned()));
        assert_eq!(views[1].kind, FieldKind::Choice(choices.to_vec()));
    }

    #[tokio::test]
    async fn what_is_missing_or_wrong_is_said_beside_its_field() {
        let store = store().await;
        let texts = store.texts(Language::ENGLISH);
        let wrong = |typed: &[(&str, &str)]| {
            let errors = errors(&views(&store, &order(200), &form(typed), &texts), &texts);
            errors.into_iter().map(|error| (error.element_id(), error.message)).collect::<Vec<_>>()
        };
        let error = |id: &str, message: &str| (format!("field-{id}"), message.to_owned());
        let terms = error("terms", "Tick this box to continue: I accept the terms");
        assert_eq!(wrong(&[]), [error("phone", "Enter your phone number."), terms.clone()]);
        assert_eq!(wrong(&[("phone", "030 1234"), ("terms", "yes")]), []);
        let too_long = error("phone", "Phone number: Use 10 characters or fewer.");
        assert_eq!(wrong(&[("phone", "030 123 4567"), ("terms", "no"), ("size", "xxl")]), [too_long, terms]);
        let link = error("phone", "Phone number: Web addresses aren't allowed here.");
        assert_eq!(wrong(&[("phone", "www.x.yz"), ("terms", "yes")]), [link]);
    }

    #[tokio::test]
    async fn an_order_stores_what_was_filled_in_and_shown() {
        let store = store().await;
        let texts = store.texts(Language::ENGLISH);
        let typed = form(&[("phone", "030 1234"), ("size", "s"), ("terms", "yes")]);
        let kept = |order: &FieldContext, form: &CheckoutForm| {
            let fields = frozen_fields(&freeze(&views(&store, order, form, &texts), &texts));
            fields.into_iter().map(|field| format!("{}: {}", field.label, field.shown())).collect::<Vec<_>>()
        };
        let all = ["Phone number: 030 1234", "Size: Small", "I accept the terms: Yes"];
        assert_eq!(kept(&order(1), &typed), all);
        assert_eq!(kept(&FieldContext { ships: false, ..order(1) }, &typed), all[1..]);
        assert_eq!(freeze(&views(&store, &order(1), &form(&[("size", "xxl")]), &texts), &texts), "");
    }

    #[tokio::test]
    async fn another_reader_has_the_words_of_their_language_or_else_those_of_the_customer() {
        let store = store().await;
        let [english, german] = [Language::ENGLISH, Language::GERMAN].map(|language| store.texts(language));
        let typed = form(&[("phone", "030 1234"), ("size", "s"), ("terms", "yes")]);
        let frozen = frozen_fields(&freeze(&views(&store, &order(1), &typed, &english), &english));
        let read = frozen.iter().map(|field| store.field_in(field, &german));
        let read: Vec<_> = read.map(|field| format!("{}: {}", field.label, field.shown())).collect();
        assert_eq!(read, ["Phone number: 030 1234", "Größe: Small", "I accept the terms: Ja"]);
    }

    #[tokio::test]
    async fn what_is_no_field_is_dropped() {
        let store = store().await;
        let mut form = form(&[("phone", "1"), ("admin", "yes")]);
        retain_declared(&store, &mut form);
        assert_eq!(form.fields.into_keys().collect::<Vec<_>>(), ["phone"]);
    }

    #[tokio::test]
    #[should_panic(expected = "duplicate checkout field \"phone\"")]
    async fn two_fields_of_one_id_are_found_at_start() {
        drop(testing::in_memory().await.field(CheckoutField::text("phone")).field(CheckoutField::tick("phone")));
    }
}
