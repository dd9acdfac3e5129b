//! What a form asks before it does something that is mostly a mistake.

use std::collections::BTreeMap;

use leptos::prelude::*;

use crate::{
    admin::{bulk::Sent, here::Here},
    inert::IntoInert,
    managed::Values,
};

/// A question, and the tick that answers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Question {
    /// The name of the tick.
    name: &'static str,
    /// What the tick agrees to: it counts for nothing else.
    value: String,
    text: String,
    tick: String,
    is_answered: bool,
}

impl Question {
    fn new(name: &'static str, value: String, text: String, tick: String, sent: &Sent) -> Question {
        // What was agreed to may be more: the last piece of an option is sold meanwhile.
        let is_agreed = |part: &str, agreed: &str| agreed.split("; ").any(|other| other == part);
        let is_answered = sent.raw(name).is_some_and(|agreed| value.split("; ").all(|part| is_agreed(part, agreed)));
        Question { name, value, text, tick, is_answered }
    }

    /// Asks whether something is sold for nothing: mostly, a price was forgotten.
    pub fn free(here: &Here, sent: &Sent) -> Question {
        let [text, tick] = ["admin-products-free", "admin-products-free-tick"].map(|name| here.text(name));
        Question::new("free", "yes".to_owned(), text, tick, sent)
    }

    /// Asks whether options are removed with the units that they have left, if there are any.
    pub fn discards(here: &Here, sent: &Sent, units: &BTreeMap<String, u32>) -> Option<Question> {
        let each = Values::stocks_text(units).replace('\n', "; ");
        let value = units.keys().map(String::as_str).collect::<Vec<_>>().join("; ");
        let text = here.format("admin-products-discards", &[("options", (&each).into())]);
        let tick = here.text("admin-products-discards-tick");
        (!units.is_empty()).then(|| Question::new("discards", value, text, tick, sent))
    }
}

/// Returns whether one of them is still to be answered.
pub(super) fn are_open(questions: &[Question]) -> bool {
    questions.iter().any(|question| !question.is_answered)
}

/// Renders those that are still to be answered, with links to their ticks.
pub(super) fn alert(questions: &[Question]) -> AnyView {
    let one = |question: &Question| {
        let (text, to, tick) = (question.text.clone(), format!("#{}", question.name), question.tick.clone());
        view! {
            <p>{text}</p>
            <p><a href=to>{tick}</a></p>
        }
    };
    let open: Vec<_> = questions.iter().filter(|question| !question.is_answered).map(one).collect();
    view! { <div class="ad-refused" role="alert">{open}</div> }.into_inert()
}

/// Renders the ticks.
pub(super) fn ticks(questions: &[Question]) -> AnyView {
    let one = |Question { name, value, tick, is_answered, .. }: &Question| {
        view! {
            <div class="ad-field ad-tick">
                <input type="checkbox" id=*name name=*name value=value.clone() checked=*is_answered/>
                <label for=*name>{tick.clone()}</label>
            </div>
        }
    };
    questions.iter().map(one).collect::<Vec<_>>().into_inert()
}
