//! Who runs the shop: a page of text, which loads no script at all.

use leptos::prelude::*;

use super::layout::{Head, shop_name};

#[component]
pub fn AboutPage() -> impl IntoView {
    view! {
        <Head
            title="About & imprint"
            description="Who we are, how we send things, what happens when something goes wrong, and what we do not collect."
            path="/about"
        />
        <article class="page prose wrap">
            <h1>"About us"</h1>
            <p class="lede">
                {format!("{} is a label, a print studio and a concert room in the same old rope works by the harbour of Vesper.", shop_name())}
            </p>
            <p>
                "None of it exists. This is the demonstration shop of a program called Pannier: the musicians, the printers \
                and the harbour are invented, the pictures and the sounds are made by the program itself. The basket, the \
                checkout, the payment and the downloads are real code, and the sandbox gateway takes no money."
            </p>
            <h2>"Sending things"</h2>
            <p>
                "Downloads are active as soon as the payment is confirmed; the links stay on the page of your order. CDs and \
                prints are packed within two working days. Tickets are names on a list."
            </p>
            <h2>"When something goes wrong"</h2>
            <p>
                "A print that arrives with a crease is replaced. A download that ran out of attempts is granted again: write to \
                us with your order number. An evening that is called off is paid back in full, without your asking."
            </p>
            <h2>"What we know about you"</h2>
            <p>
                "One cookie, set when you first put something into the basket, so that it is still there tomorrow. Your address \
                if something has to be sent to it. Nothing is measured, nothing is shared, and there is no account to close."
            </p>
            <h2>"Imprint"</h2>
            <address class="imprint">
                {shop_name()}<br/>"Touwslagerspad 3"<br/>"Vesper"<br/><a href="mailto:hello@example.org">"hello@example.org"</a>
            </address>
        </article>
    }
}
