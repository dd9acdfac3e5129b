//! A picture of a product.

use leptos::prelude::*;

use crate::Picture;

/// A picture of a product: the browser loads the version that fits the page and the screen, and keeps the room for it until
/// then.
///
/// ```
/// use leptos::prelude::*;
/// use pannier::{Paths, Picture, components::ProductPicture};
///
/// #[component]
/// fn Mug(picture: Picture) -> impl IntoView {
///     view! { <ProductPicture picture alt="A blue mug" sizes="(min-width: 60rem) 32rem, 100vw" main=true/> }
/// }
/// # let picture = Picture::new(&Paths::default(), "0f343b0931126a20f133d67c2b018a3b", 800, 600);
/// # #[cfg(feature = "ssr")]
/// assert!(Mug(MugProps { picture }).to_html().contains("width=\"800\" height=\"600\""));
/// ```
#[component]
pub fn ProductPicture(
    /// The picture, as [`Store::pictures`](crate::Store::pictures) loads it.
    picture: Picture,
    /// The alternative text. Empty only for a picture that repeats what is beside it.
    #[prop(into)]
    alt: String,
    /// How wide the page shows it: the attribute `sizes` of an image.
    #[prop(into, default = "100vw".to_owned())]
    sizes: String,
    /// Whether it is what the page is about, and loads first. Others load when they come near.
    #[prop(default = false)]
    main: bool,
    /// Additional classes.
    #[prop(into, optional)]
    class: String,
) -> impl IntoView {
    let (loading, priority) = if main { ("eager", "high") } else { ("lazy", "auto") };
    view! {
        <img
            class=format!("pn-picture {class}")
            src=picture.src(960)
            srcset=picture.srcset()
            sizes=sizes
            width=picture.width.to_string()
            height=picture.height.to_string()
            alt=alt
            loading=loading
            fetchpriority=priority
            decoding="async"
        />
    }
}
