//! About the magazine.

use leptos::prelude::*;
use leptos_meta::{Meta, Title};

#[component]
pub fn AboutPage() -> impl IntoView {
    view! {
        <Title text="About"/>
        <Meta name="description" content="Who makes Quarto, and how."/>
        <div class="page wrap prose">
            <h1>"About Quarto"</h1>
            <p>
                "Quarto is made by three people and a press. Ines edits, Marit prints, and Tomas carries the parcels to the post \
                office, where they know him. We began in the spring of 2026, because all of us had drawers full of paper that we \
                could not explain to anybody else."
            </p>
            <p>
                "We publish four times a year. We carry no advertising, and we set no cookies until you put something into your \
                basket, because until then there is nothing to remember."
            </p>
            <h2>"How to pay"</h2>
            <p>
                "There is a tin by the door of the workshop, with a slot in the lid. On this site it is a page with a button. You \
                tell us that you have put the coins in, and we believe you. In three seasons the tin has been short by forty cents, \
                and over by a foreign coin with a hole in it."
            </p>
            <h2>"Write to us"</h2>
            <p>
                "Preferably on paper. The magazine and everybody in it are invented: this site is an example of a Leptos app that \
                has added a store."
            </p>
        </div>
    }
}
