//! Specimens without a component: tokens, and the markup of the class contract.

use leptos::prelude::*;

use super::data::LONG;

/// All colours of the current colour scheme. Drawn as SVG, since the content security policy forbids style
/// attributes.
pub fn colours() -> impl IntoView {
    const NAMES: [&str; 19] = [
        "paper",
        "surface",
        "raised",
        "line",
        "line-strong",
        "ink",
        "muted",
        "accent",
        "accent-soft",
        "action",
        "action-hover",
        "on-action",
        "danger",
        "danger-soft",
        "warning",
        "warning-soft",
        "success",
        "success-soft",
        "focus",
    ];
    let swatch = |name: &str| {
        view! {
            <li class="styleguide__swatch">
                <svg width="64" height="40" viewBox="0 0 64 40" aria-hidden="true">
                    <rect x="1" y="1" width="62" height="38" rx="6" fill=format!("var(--pn-{name})") stroke="var(--pn-line-strong)"/>
                </svg>
                <code>{format!("--pn-{name}")}</code>
            </li>
        }
    };
    view! { <ul class="styleguide__row">{NAMES.map(swatch)}</ul> }
}

pub fn type_scale() -> impl IntoView {
    view! {
        <div class="styleguide__stack">
            <p class="hero__title">"Records, prints"</p>
            <h2>"A heading of a part"</h2>
            <h3>"A heading within a part"</h3>
            <p class="lede">"A text that opens a page, a little larger than what follows it."</p>
            <p>"What follows it. "<a href="/about">"A link"</a>", "<strong>"a strong word"</strong>", "<code>"a name"</code>"."</p>
            <p class="pn-hint">"A hint, which is smaller and quieter."</p>
            <p class="pn-error">"An error, which is neither."</p>
        </div>
    }
}

pub fn buttons() -> impl IntoView {
    view! {
        <div class="styleguide__stack">
            <div class="styleguide__row">
                <button class="pn-button">"Plain"</button>
                <button class="pn-button pn-button--primary">"Primary"</button>
                <button class="pn-button pn-button--quiet">"Quiet"</button>
                <button class="pn-button pn-button--danger">"Danger"</button>
                <a class="pn-button pn-button--primary" href="/about">"A link"</a>
            </div>
            <div class="styleguide__row">
                <button class="pn-button" disabled>"Plain, disabled"</button>
                <button class="pn-button pn-button--primary" disabled>"Primary, disabled"</button>
                <button class="pn-button pn-button--primary" aria-disabled="true">"Busy"</button>
            </div>
            <button class="pn-button pn-button--primary pn-button--wide">"Pay €23.90"</button>
            <button class="pn-button">{LONG}</button>
        </div>
    }
}

pub fn fields() -> impl IntoView {
    view! {
        <div class="styleguide__stack">
            <div class="pn-field">
                <label for="empty">"Empty"</label>
                <input class="pn-input" id="empty" aria-describedby="empty-hint"/>
                <p class="pn-hint" id="empty-hint">"What this field is for."</p>
            </div>
            <div class="pn-field">
                <label for="filled">"Filled in (optional)"</label>
                <input class="pn-input" id="filled" value=LONG/>
            </div>
            <div class="pn-field">
                <label for="wrong">"Wrong"</label>
                <input class="pn-input" id="wrong" value="101" aria-invalid="true" aria-describedby="wrong-error"/>
                <p class="pn-error" id="wrong-error">"Check the format. It should look like 26133."</p>
            </div>
            <div class="pn-field">
                <label for="disabled">"Disabled"</label>
                <input class="pn-input" id="disabled" value="Not now" disabled/>
            </div>
            <div class="pn-field">
                <label for="list">"A list"</label>
                <select class="pn-select" id="list"><option>"Germany"</option><option>"Japan"</option></select>
            </div>
        </div>
    }
}

pub fn choices() -> impl IntoView {
    let choice =
        |id: &'static str, label: &'static str, detail: Option<&'static str>, price: &'static str, taken: bool| {
            view! {
                <label class="pn-choice">
                    <input type="radio" name="choice" id=id value=id checked=taken/>
                    <span class="pn-choice__label">{label}</span>
                    {detail.map(|detail| view! { <span class="pn-choice__detail">{detail}</span> })}
                    <span class="pn-choice__price">{price}</span>
                </label>
            }
        };
    view! {
        <fieldset class="pn-section">
            <legend>"Several options, one selected"</legend>
            {choice("first", "Standard", Some("2 to 4 working days"), "€4.90", true)}
            {choice("second", "Pick-up", None, "Free", false)}
            {choice("third", LONG, Some(LONG), "€1,299.00", false)}
        </fieldset>
    }
}

pub fn notices() -> impl IntoView {
    view! {
        <div class="styleguide__stack">
            <p class="pn-notice pn-notice--info">"Something to know."</p>
            <p class="pn-notice pn-notice--success">"Something that worked."</p>
            <p class="pn-notice pn-notice--warning">"Something to consider."</p>
            <div class="pn-notice pn-notice--error">
                <p>"Something that went wrong:"</p>
                <ul><li><a href="#notices">"here"</a></li><li><a href="#notices">"and here"</a></li></ul>
            </div>
            <div class="styleguide__row">
                <span class="pn-order__badge">"Open"</span>
                <span class="pn-order__badge pn-order__badge--pending">"Waiting for payment"</span>
                <span class="pn-order__badge pn-order__badge--completed">"Paid"</span>
                <span class="pn-order__badge pn-order__badge--cancelled">"Cancelled"</span>
            </div>
        </div>
    }
}

/// A gateway's payment fields, which are loaded by a script: while loading, and after a failure.
pub fn elements() -> impl IntoView {
    let state = |state: &'static str, said: &'static str| {
        view! {
            <div class="pn-pay">
                <div class="pn-element" data-state=state>
                    <div class="pn-element__fields"></div>
                    <p class="pn-error">{said}</p>
                </div>
            </div>
        }
    };
    view! {
        <div class="styleguide__stack">
            {state("loading", "")}
            {state("failed", "We couldn't load the payment fields. Please choose another payment method, or reload this page.")}
        </div>
    }
}
